package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

const charge = "+6421555900" // a manager's number

// managed is a line that only those invited may use, with one manager.
func managed(t *testing.T, redisURL string, more ...string) (*line, []string) {
	t.Helper()
	env := settings(redisURL, append([]string{"COACHLINE_OPEN=false"}, more...)...)
	l := serve(t, env, 0)
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", charge)
	return l, env
}

// done runs a command that must succeed.
func done(t *testing.T, env []string, args ...string) string {
	t.Helper()
	out, said, code := command(env, args...)
	if code != exitDone {
		t.Fatalf("%v: %d %s", args, code, said)
	}
	return out
}

// stands is what progress --json says of a number.
func stands(t *testing.T, env []string, number string) standing {
	t.Helper()
	var all []standing
	if err := json.Unmarshal([]byte(done(t, env, "progress", "--cohort", "Ward 4", "--json")), &all); err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(all, func(s standing) bool { return s.Number == number })
	if i < 0 {
		t.Fatalf("progress has no line of this number: %+v", all)
	}
	return all[i]
}

// awaitStanding looks until it is so.
func awaitStanding(t *testing.T, l *line, env []string, number string, want session.Status) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if stands(t, env, number).Status == want {
			return
		}
		<-tick.C
	}
	t.Fatalf("the status stays %q, want %q\n%s", stands(t, env, number).Status, want, l.log)
}

// recorded waits until an invite has come to the learner's record.
func recorded(t *testing.T, l *line, env []string, number string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 500 {
		if _, _, code := command(env, "export", number); code == exitDone {
			return
		}
		<-tick.C
	}
	t.Fatalf("nothing is held of the number\n%s", l.log)
}

// TestInvited is a learner from the manager's command to the reflection, as progress tells it.
func TestInvited(t *testing.T) {
	eachRedis(t, func(t *testing.T, redisURL string) {
		l, env := managed(t, redisURL)
		phone := l.Handset(t, mobile)
		l.at(t, 22, "23:00") // at night
		out := done(t, env, "invite", "--lesson", "peer-coaching-1", "--cohort", "Ward 4", "--as", "aroha ngata", "021 555 123=Mere")
		if out != mobile+": invited\n" {
			t.Errorf("invite says %q", out)
		}
		if again := done(t, env, "invite", "--cohort", "ward 4", "--as", charge, mobile); again != mobile+": invited already; nothing more is sent\n" {
			t.Errorf("the second time it says %q", again)
		}
		recorded(t, l, env, mobile)
		l.at(t, 23, "07:59")
		if got := stands(t, env, mobile); got.Status != session.StatusInvited || got.Name != "Mere" || got.Since == nil {
			t.Errorf("before the texting hours: %+v", got)
		}
		l.at(t, 23, "08:00")
		phone.AwaitText("Kia ora Mere. Aroha Ngata invites you to Peer coaching, part 1: at most 7 minutes")
		phone.WantText("Your answers stay private.", "GO begins", "CALL and we ring you.", "Or ring "+number, "STOP")
		awaitStanding(t, l, env, mobile, session.StatusTexted)
		untilTomorrowFrom(phone, "GO", "8am")
		if got := stands(t, env, mobile); got.Status != session.StatusFinished {
			t.Errorf("after the lesson: %+v", got)
		}
		l.at(t, 24, "08:00")
		phone.AwaitText("Kia ora Mere.")
		phone.Text("the planted reflection")
		phone.Text("1")
		got := stands(t, env, mobile)
		if got.Status != session.StatusReflected || got.Since == nil || got.Since.Format("2006-01-02 15:04 -0700") != "2026-11-24 08:00 +1300" {
			t.Errorf("after the reflection: %+v", got)
		}
		if own := begun(l.Messages()); len(own) != 2 {
			t.Errorf("the line has begun %d texts, want the invitation and the next day's", len(own))
		}
		if table := done(t, env, "progress", "--cohort", "ward 4", "--as", charge); !strings.Contains(table, "1 invited, 1 began, 1 finished, 1 reflected") {
			t.Errorf("progress says %s", table)
		}
		for _, planted := range []string{mobile[1:], charge[1:], "Mere", "Aroha", "Ward 4", "planted"} {
			if strings.Contains(l.log.String(), planted) {
				t.Errorf("the log holds %q", planted)
			}
		}
		dump := sessiontest.Dump(t, sessiontest.Dial(t, redisURL))
		for _, planted := range []string{mobile[1:], charge[1:], "Mere", "Aroha", "Ward 4", "planted"} {
			if strings.Contains(dump, planted) {
				t.Errorf("Redis holds %q", planted)
			}
		}
	})
}
