package main

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/handlers/manager"
	"coachline/session/sessiontest"
)

// TestDryRun says of each line what would become of it, and changes nothing.
func TestDryRun(t *testing.T) {
	t.Parallel()
	redisURL := "redis://" + sessiontest.Miniredis(t).Addr()
	env := settings(redisURL)
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", charge)
	list := filepath.Join(t.TempDir(), "ward.csv")
	if err := os.WriteFile(list, []byte("Name,Mobile\nMere Kahu,021 555 123\nTane,021 555 12x\nAna,+61 412 345 678\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	invite := []string{"invite", "--cohort", "Ward 4", "--as", "Aroha Ngata", "--csv", list}
	before := sessiontest.Dump(t, sessiontest.Dial(t, redisURL))
	dry := func() (rows []manager.Outcome) {
		if err := json.Unmarshal([]byte(done(t, env, append(invite, "--dry-run", "--json")...)), &rows); err != nil {
			t.Fatal(err)
		}
		return rows
	}
	want := []manager.Outcome{
		{Line: 2, Name: "Mere Kahu", Greeted: "Mere", Number: mobile, Outcome: "invited"},
		{Line: 3, Name: "Tane", Greeted: "Tane", Outcome: "left_out", Note: "This is not a phone number: use digits, with + and the country code if it is from abroad."},
		{Line: 4, Name: "Ana", Greeted: "Ana", Outcome: "left_out", Note: "This line does not text numbers of that country: give a number of a country that it serves."},
	}
	if diff := cmp.Diff(want, dry()); diff != "" {
		t.Error(diff)
	}
	out, said, code := command(env, append(invite, "--dry-run")...)
	if code != exitDone || !strings.Contains(out, mobile+": invited\n  Mere Kahu, greeted as Mere\n") || strings.Count(said, list) != 2 {
		t.Errorf("in words: %d\n%s%s", code, out, said)
	}
	if after := sessiontest.Dump(t, sessiontest.Dial(t, redisURL)); after != before {
		t.Errorf("a dry run has stored something:\n%s", after)
	}
	if _, _, code := command(env, invite...); code != exitRefused {
		t.Errorf("inviting ended with %d", code)
	}
	if row := dry()[0]; row.Outcome != "already" || row.Number != mobile {
		t.Errorf("after it was invited: %+v", row)
	}
}

// TestInviteAsks asks on a terminal, and invites nobody without a yes.
func TestInviteAsks(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", charge)
	for _, tt := range []struct {
		typed string
		code  int
	}{{"no\n", exitRefused}, {"", exitRefused}, {"y\n", exitRefused}, {" Yes\n", exitDone}} {
		var out, said strings.Builder
		w := world{
			ctx: context.Background(), env: env, in: strings.NewReader(tt.typed), out: &out, errs: &said, now: time.Now, terminal: true,
		}
		code := run(w, []string{"invite", "--cohort", "Ward 4", "--as", charge, mobile + "=Mere"})
		if code != tt.code || !strings.Contains(said.String(), "Aroha Ngata would invite 1") {
			t.Errorf("to %q it ends with %d: %s", tt.typed, code, &said)
		}
		if invited := out.String() == mobile+": invited\n"; invited != (tt.code == exitDone) {
			t.Errorf("to %q it says %q", tt.typed, &out)
		}
	}
}

// TestInviteAsksNoScript invites without a question where nobody types, as in a cron job whose input is /dev/null.
func TestInviteAsksNoScript(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", charge)
	cmd := exec.Command(os.Args[0], "invite", "--cohort", "Ward 4", "--as", charge, mobile+"=Mere") // its input is /dev/null
	cmd.Env = append(env, asProgram+"=0s")
	if out, err := cmd.Output(); err != nil || string(out) != mobile+": invited\n" {
		t.Errorf("%v, it says %q", err, out)
	}
}
