package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coachline/scripts/sms"
	"coachline/session/sessiontest"
)

// TestADaysLimit: beyond it what the line begins waits for the next days, in order and within texting hours, and nothing is lost or
// sent twice. Learners are answered nevertheless. The log says once a day that it is spent.
func TestADaysLimit(t *testing.T) {
	t.Parallel()
	limit := "COACHLINE_TEXTS_PER_DAY=5"
	env := settings("redis://"+sessiontest.Miniredis(t).Addr(), limit)
	l := serve(t, env, 0)
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", "021 555 900")
	people := []string{"invite", "--cohort", "Ward 4", "--as", "Aroha Ngata"}
	for i := range 5 {
		people = append(people, fmt.Sprintf("02155550%d=Mere", i))
	}
	done(t, env, people...)
	invited := func(n int) {
		t.Helper()
		came := func() (n int) {
			for _, m := range begun(l.Messages()) {
				if strings.Contains(m.Body, "invites you") {
					n++
				}
			}
			return n
		}
		l.until(t, func() bool { return came() >= n })
		l.until(t, func() bool { return l.metric(t, `coachline_segments_left`) < 2 || n == 5 })
		if got := came(); got != n {
			t.Fatalf("%d invitations, want %d", got, n)
		}
	}
	invited(2)
	if got := sms.Count(begun(l.Messages())[0].Body).Segments; got != 2 {
		t.Fatalf("an invitation has %d segments", got)
	}
	l.until(t, func() bool {
		return l.metric(t, `coachline_sends_total{kind="text",outcome="held",reason="none"}`) == 3
	})
	if n := strings.Count(l.log.String(), "COACHLINE_TEXTS_PER_DAY is spent"); n != 1 {
		t.Errorf("the log says %d times that the limit is spent:\n%s", n, l.log)
	}
	l.at(t, 24, "08:02")
	invited(4)
	l.at(t, 25, "08:02")
	invited(5)
	phone := l.Handset(t, begun(l.Messages())[0].To)
	for _, words := range []string{"GO", "2", "to listen better"} { // more than is left
		phone.Text(words)
		phone.WantText("")
	}
	for i := range 5 {
		if n := len(l.Handset(t, fmt.Sprintf("+642155550%d", i)).Inbox()); n == 0 {
			t.Errorf("%d was lost", i)
		}
	}
	if n := l.metric(t, `coachline_segments_total{kind="begun"}`); n < 10 {
		t.Errorf("%v segments begun", n)
	}
}

// TestALimitThatNoTextFitsIsSaid: at the start, and when such a text waits.
func TestALimitThatNoTextFitsIsSaid(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_TEXTS_PER_DAY=1"), 0)
	if !strings.Contains(l.log.String(), "COACHLINE_TEXTS_PER_DAY is less than one text may have") {
		t.Errorf("the start says\n%s", l.log)
	}
}

// metric is the value of a metric, 0 if there is none.
func (l *line) metric(t *testing.T, name string) (value float64) {
	t.Helper()
	_, metrics := l.send(t, "GET", "/metrics", "", "")
	_, rest, _ := strings.Cut(metrics, "\n"+name+" ")
	_, _ = fmt.Sscan(rest, &value)
	return value
}

// until waits until something is so.
func (l *line) until(t *testing.T, so func() bool) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.Now().Add(time.Minute); !so(); <-tick.C {
		if time.Now().After(deadline) {
			t.Fatalf("it does not come to that:\n%s", l.log)
		}
	}
}
