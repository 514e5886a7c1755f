package main

import (
	"encoding/json"
	"os"
	"path/filepath"
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
	t.Parallel()
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
		phone.AwaitText("Kia ora Mere. Aroha Ngata invites you to Peer coaching, part 1: 7 minutes at most")
		phone.WantText("Answers stay private", "Text GO to begin", "CALL and we ring you.", "Or ring 09 889 0000", "STOP")
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

// TestWhoIsNotTexted: one who has stopped, and one who is invited twice, by two managers.
func TestWhoIsNotTexted(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l, env := managed(t, redisURL)
		done(t, env, "manager", "add", "--name", "Hemi", "--phone", "021 555 901")
		stopped, twice := l.Handset(t, mobile), l.Handset(t, "+6421555124")
		stopped.Text("STOP")
		done(t, env, "invite", "--cohort", "Ward 4", "--as", "Aroha Ngata", "021555123=Mere", "021555124=Tane")
		twice.AwaitText("Kia ora Tane. Aroha Ngata invites you")
		done(t, env, "invite", "--cohort", "Nights", "--as", "Hemi", "--again", "021555124=Tane")
		awaitStanding(t, l, env, mobile, session.StatusOptedOut)
		awaitStanding(t, l, env, "+6421555124", session.StatusTexted)
		l.await(t, env, "+6421555124", func(h session.Export) bool { return len(h.Invited) == 2 })
		l.at(t, 26, "12:00")
		twice.AwaitText("keeps a place for you")
		stopped.WantTexts(1) // the word that it has stopped
		if own := begun(l.Messages()); len(own) != 2 {
			t.Errorf("the line has begun %+v", own)
		}
		if got := stands(t, env, mobile); got.Name != "Mere" {
			t.Errorf("who has stopped is %+v", got)
		}
		stopped.Text("START")
		stopped.AwaitText("Kia ora Mere. Aroha Ngata invites you") // it waited for this
		if _, said, code := command(env, "progress", "--cohort", "Nobody's"); code != exitRefused || !strings.Contains(said, "Nights, Ward 4") && !strings.Contains(said, "Ward 4, Nights") {
			t.Errorf("progress of no cohort: %d %s", code, said)
		}
	})
}

// TestInviteList invites the people of a spreadsheet's list, greets them by their first names, and names each fault.
func TestInviteList(t *testing.T) {
	t.Parallel()
	l, env := managed(t, "redis://"+sessiontest.Miniredis(t).Addr())
	file := filepath.Join(t.TempDir(), "ward.csv")
	list := "\ufeffMobile;Name\r\n021 555 123;Mere Kahu\r\n6.42E+10;Tane\r\n021 555 124;\"Walker, Sina\"\r\n"
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	out, said, code := command(env, "invite", "--cohort", "Ward 4", "--as", charge, "--csv", file)
	if code != exitRefused || strings.Count(out, ": invited\n") != 2 || !strings.Contains(said, "ward.csv:3: Excel has rounded this number") {
		t.Errorf("ends with %d, says %s%s", code, out, said)
	}
	l.Handset(t, mobile).AwaitText("Kia ora Mere. Aroha")
	l.Handset(t, "+6421555124").AwaitText("Kia ora Sina. Aroha")
	if _, said, code := command(env, "invite", "--cohort", "Ward 4", "--as", charge, "--csv", "nowhere.csv"); code != exitUsage {
		t.Errorf("a list that is not there: %d %s", code, said)
	}
}

// TestInviteRefuses says what is wrong with a number, and invites the others.
func TestInviteRefuses(t *testing.T) {
	t.Parallel()
	l, env := managed(t, "redis://"+sessiontest.Miniredis(t).Addr())
	out, said, code := command(env, "invite", "--cohort", "Ward 4", "--as", "aroha ngata", "111=Nobody", "021555123=Mere")
	if code != exitRefused || !strings.Contains(said, "111 Nobody: This is an emergency") || !strings.Contains(out, mobile+": invited") {
		t.Errorf("ends with %d, says %s%s", code, out, said)
	}
	l.Handset(t, mobile).AwaitText("Kia ora Mere.")
	for _, refused := range []struct {
		want string
		args []string
	}{
		{"there is no such manager", []string{"invite", "--cohort", "Ward 4", "--as", "Nobody", mobile}},
		{"there is no lesson", []string{"invite", "--cohort", "Ward 4", "--as", charge, "--lesson", "peer-coaching-9", mobile}},
		{"name the numbers", []string{"invite", "--cohort", "Ward 4", "--as", charge}},
		{"nobody is invited", []string{"invite", "--cohort", "Ward 4", "--as", charge, "111"}},
		{"numbers of that country", []string{"invite", "--cohort", "Ward 4", "--as", charge, "+61 412 345 678"}},
		{"there is no such manager", []string{"manager", "remove", "Nobody"}},
		{"cannot be texted", []string{"manager", "add", "--name", "Rewi", "--phone", "09 300 1234"}},
		{"web address", []string{"manager", "add", "--name", "www.example.nz", "--phone", mobile}},
	} {
		if _, said, code := command(env, refused.args...); code == exitDone || !strings.Contains(said, refused.want) {
			t.Errorf("%v: %d %s, want %q", refused.args, code, said, refused.want)
		}
	}
	if list := done(t, env, "manager", "list"); !strings.Contains(list, "Aroha Ngata") || !strings.Contains(list, charge) {
		t.Errorf("the managers are %s", list)
	}
	if said := done(t, env, "manager", "remove", charge); !strings.Contains(said, "Ward 4 stays with you") {
		t.Errorf("the removal says %s", said)
	}
	if list := done(t, env, "manager", "list"); !strings.HasPrefix(strings.TrimSpace(list), "Cohorts without a manager") || !strings.Contains(list, "Ward 4, of Aroha Ngata "+charge) {
		t.Errorf("after the removal the list is %s", list)
	}
}

// TestManagerByText: INVITE and PROGRESS from a manager's phone, each answered alike however often it comes; from any other
// phone they are texts like all others. A manager can be a learner.
func TestManagerByText(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l, env := managed(t, redisURL)
		manager, stranger, phone := l.Handset(t, charge), l.Handset(t, "+6421555777"), l.Handset(t, mobile)
		stranger.Text("INVITE 021 555 123 Mere")
		stranger.WantText("This line is by invitation.")
		manager.Text("PROGRESS")
		manager.WantText("You have invited nobody yet.")
		manager.Text("invite Mere 021 555 123")
		manager.WantText("is invited (Invited by text)", "you confirm that they know of it and agree")
		sent := manager.Exchanges()[1]
		for range 3 {
			again, err := l.Redeliver(t.Context(), sent.Sent)
			if err != nil || string(again.Body) != string(sent.Answer.Body) {
				t.Errorf("again it says %s, %v", again.Body, err)
			}
		}
		phone.AwaitText("Kia ora Mere. Aroha Ngata invites you")
		manager.Text("INVITE 021 555 123 Mere")
		manager.WantText("is invited already (Invited by text)")
		manager.Text("INVITE 021 555 12 Mere")
		manager.WantText("Not invited: ")
		done(t, env, "invite", "--cohort", "Ward 4", "--as", charge, charge+"=Aroha")
		manager.AwaitText("Kia ora Aroha.")
		manager.Text("INVITE 021 555 123 Mere to ward 4")
		manager.WantText("is in the list (Ward 4), and was invited to this before")
		phone.Text("GO")
		manager.Text("PROGRESS Invited by text")
		manager.WantText("Invited by text: 1 invited, 1 began, 0 part 1 done, 0 part 2 done, 0 finished, 0 reflected.")
		manager.Text("Progress")
		manager.WantText("Ward 4: 2 invited, 1 began")
		manager.Text("Progress: ward 4")
		manager.WantText("Ward 4: 2 invited, 1 began")
		manager.Text("invite: Sina please")
		manager.WantText("To invite somebody, text INVITE")
		manager.Text("progress is slow")
		manager.WantText("You have no cohort of this name. Yours: Ward 4")
		manager.Text("PROGRESS for ward.")
		manager.WantText("Ward 4: 2 invited, 1 began")
		manager.Text("invte Sina")
		manager.WantText("To invite somebody, text INVITE")
		manager.Text("GO")
		manager.Text("1")
		manager.WantText("What brings you to this")
		manager.Text("Progress with my team, and how to listen")
		manager.WantText("Peer coaching: health professionals")
		for _, words := range []string{
			"I want to die. call me 021 555 124", "invited 10 - 15 colleagues in 2019-2024", "12/11/2026", "0800 543 354",
		} {
			manager.Text(words) // which is the lesson's, or the care reply's
			if texts := manager.Inbox(); strings.Contains(texts[len(texts)-1].Body, "To invite somebody") {
				t.Errorf("%q is taken for an invitation", words)
			}
		}
		for _, words := range []string{"Please invite 021 555 124 Moe", "INVTE 021 555 124 Moe", "uninvite 021 555 123"} {
			manager.Text(words) // which is to be nobody's answer
			manager.WantText("To invite somebody, text INVITE")
		}
		manager.Text("INVITE 021 555 900 me to Invited")
		manager.WantText("was invited to this before, or has begun it: nothing is sent")
		if own := begun(l.Messages()); len(own) != 2 {
			t.Errorf("the line has begun %d texts, want two invitations", len(own))
		}
	})
}

// TestErasedLearner is gone from the cohort too.
func TestErasedLearner(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l, env := managed(t, redisURL)
		phone := l.Handset(t, mobile)
		done(t, env, "invite", "--cohort", "Ward 4", "--as", charge, "021555123=Mere")
		phone.AwaitText("Kia ora Mere.")
		if held := exported(t, env, mobile); len(held.Invited) != 1 || held.Invited[0].By != "Aroha Ngata" {
			t.Errorf("export says %+v", held.Invited)
		}
		phone.Text("FORGET ME")
		phone.Text("FORGET ME")
		phone.WantText("erased")
		client := sessiontest.Dial(t, redisURL)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for n := 0; !strings.Contains(sessiontest.Dump(t, client), ":erased]"); n++ {
			if n > 500 {
				t.Fatalf("the cohort keeps who was erased\n%s", l.log)
			}
			<-tick.C
		}
		if got := stands(t, env, ""); got.Status != session.StatusOptedOut || got.Name != "" {
			t.Errorf("progress says %+v", got)
		}
	})
}
