package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// TestMoveToAnotherNumber is a learner who gets another number between the end of a part and the next day: the next day's text goes there,
// the manager's list follows, and the old number has nothing any more.
func TestMoveToAnotherNumber(t *testing.T) {
	t.Parallel()
	const next = "+64215550172"
	redis := sessiontest.Redis(t)
	l, env := managed(t, redis)
	old, new := l.Handset(t, mobile), l.Handset(t, next)
	done(t, env, "invite", "--course", "peer-coaching", "--cohort", "Ward 4", "--as", charge, mobile+"=Mere")
	recorded(t, l, env, mobile)
	old.AwaitText("Kia ora Mere.")
	untilTomorrowFrom(old, "GO", "8am")
	old.Text("I'm getting a new number")
	texts := old.Inbox()
	code := regexp.MustCompile(`MOVE (\d{8})`).FindStringSubmatch(texts[len(texts)-1].Body)
	if code == nil {
		t.Fatalf("no code in %q", texts[len(texts)-1].Body)
	}
	new.Text("MOVE 00000000")
	new.WantText("does not fit")
	new.Text("move " + code[1])
	new.WantText("Your place and your answers are here now")
	if _, said, exit := command(env, "export", mobile); exit != exitRefused || !strings.Contains(said, "nothing is held of this number") {
		t.Errorf("export of the old number: %d %s", exit, said)
	}
	l.clock.pass(time.Minute)
	l.awaitListed(t, env, next)
	if got := stands(t, env, next); got.Name != "Mere" || got.Status != session.StatusFinished && got.Status != session.StatusStarted {
		t.Errorf("the list has %+v", got)
	}
	if list := done(t, env, "progress", "--cohort", "Ward 4", "--json"); strings.Contains(list, mobile) {
		t.Errorf("the list has the old number too: %s", list)
	}
	if _, said, exit := command(env, "erase", mobile); exit != exitRefused {
		t.Errorf("erase of the old number: %d %s", exit, said)
	}
	l.at(t, 24, "08:00")
	new.AwaitText("Kia ora Mere.")
	new.Text("what stays with me")
	if held := exported(t, env, next); held.Answers["stayed"] != "what stays with me" || held.Answers["hope"] != "I want to listen better" {
		t.Errorf("at the new number: %+v", held)
	}
	if n := len(old.Inbox()) - len(texts); n != 0 {
		t.Errorf("%d more texts went to the old number", n)
	}
	old.Text("GO")
	old.WantText("invit") // whoever has it now
	done(t, env, "erase", next)
	if held := exported(t, env, next); held.Number != "" || len(held.Answers) > 0 {
		t.Errorf("after an erasure: %+v", held)
	}
	if strings.Contains(l.log.String(), mobile[1:]) || strings.Contains(l.log.String(), next[1:]) || strings.Contains(l.log.String(), code[1]) {
		t.Error("the log has a number or the code")
	}
	dump := sessiontest.Dump(t, sessiontest.Dial(t, redis))
	for _, planted := range []string{mobile[1:], next[1:], code[1], "listen better", "Mere"} {
		if strings.Contains(dump, planted) {
			t.Errorf("Redis holds %q", planted)
		}
	}
}

// awaitListed waits until the list of the cohort has this number.
func (l *line) awaitListed(t *testing.T, env []string, number string) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 250 {
		if strings.Contains(done(t, env, "progress", "--cohort", "Ward 4", "--json"), number) {
			return
		}
		<-tick.C
	}
	t.Fatalf("the list does not follow\n%s", l.log)
}
