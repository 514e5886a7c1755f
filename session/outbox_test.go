package session_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

func mini(t *testing.T) redis.UniversalClient {
	return sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
}

// later is text at another time.
func (l line) later(id, words string, at time.Time) session.Turn {
	turn := l.text(id, words)
	turn.Input.At = at
	return turn
}

// overnight is a learner whose next day's text is due.
func overnight(t *testing.T, c session.Config) (line, time.Time) {
	l := open(t, c)
	l.take(l.text("SM1", "GO"))
	for i := range 20 {
		l.take(l.text("A"+string(rune('a'+i)), "word "+string(rune('a'+i))))
	}
	return l, time.Date(2026, 11, 3, 20, 0, 0, 0, time.UTC) // 09:00 in Auckland
}

// ringing is a line that rings people, twice a day.
func ringing(t *testing.T) session.Config {
	c := config(t, mini(t))
	c.Rules.Calls = 2
	c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
	c.Rings = func(e164.Number) bool { return true }
	return c
}

// A call that is too late is not placed, and a text says so.
func TestALateCallIsNotPlaced(t *testing.T) {
	l := open(t, ringing(t))
	l.take(l.text("SM1", "GO"))
	l.take(l.text("SM2", "CALL"))
	night := noon.Add(15 * time.Hour)
	for range 5 {
		if d := l.wake(night); d != nil {
			t.Fatalf("at night it does %v", d)
		}
	}
	if d := l.wake(time.Date(2026, 11, 4, 8, 0, 0, 0, auckland)); d == nil || d.Kind != session.EntryText {
		t.Errorf("in the morning it does %v", d)
	}
}

// A learner who asks twice gets one call.
func TestOneCallAtATime(t *testing.T) {
	l := open(t, ringing(t))
	l.take(l.text("SM1", "GO"))
	for i := range 5 {
		l.take(l.text(fmt.Sprint("C", i), "CALL"))
	}
	l.send(noon, accepted("CA1"))
	if d := l.wake(noon.Add(time.Minute)); d != nil {
		t.Errorf("it rings again: %v", d)
	}
	l.take(l.later("C9", "CALL", noon.Add(time.Hour)))
	if d := l.wake(noon.Add(time.Hour)); d == nil || d.Kind != session.EntryCall {
		t.Error("the second call of two is refused: asking again was counted")
	}
}

// An erasure does not reset the limit of calls.
func TestErasingDoesNotResetCalls(t *testing.T) {
	l := open(t, ringing(t))
	calls, at := 0, noon
	for i := range 5 {
		for j, words := range []string{"GO", "CALL", "CALL", "FORGET ME", "FORGET ME", "START"} {
			l.take(l.later(fmt.Sprint("SM", i, j), words, at))
			if d := l.wake(at); d != nil && d.Kind == session.EntryCall {
				calls++
				l.settle(d, at, accepted(fmt.Sprint("CA", i, j)))
			}
		}
		at = at.Add(time.Minute)
	}
	if calls > 2 {
		t.Errorf("%d calls in five minutes, want 2 a day", calls)
	}
}

// A call that reached nobody, or cannot be found, leads to one text.
func TestMissedCallIsTextedOnce(t *testing.T) {
	busy := session.Delivery{SID: "CA1", Status: "busy", Rank: 4, Failed: true, At: noon}
	for name, end := range map[string]func(l line, d *session.Dispatch){
		"by callback": func(l line, d *session.Dispatch) { l.settle(d, noon, accepted("CA1")); l.report(busy); l.report(busy) },
		"refused":     func(l line, d *session.Dispatch) { l.settle(d, noon, session.Result{Outcome: session.Refused}) },
		"absent": func(l line, d *session.Dispatch) {
			l.settle(d, noon, session.Result{Outcome: session.Lost})
			at := noon.Add(6 * time.Minute)
			l.settle(l.wake(at), at, session.Result{Outcome: session.Absent})
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, ringing(t))
			l.take(l.text("SM1", "GO"))
			l.take(l.text("SM2", "CALL"))
			end(l, l.wake(noon))
			at := noon.Add(7 * time.Minute)
			if d := l.send(at, accepted("SM100")); d.Kind != session.EntryText || d.Body != "Nobody was reached." {
				t.Errorf("it sends %q", d.Body)
			}
			if d := l.wake(at); d != nil {
				t.Errorf("and then %v", d)
			}
		})
	}
}

// While a text cannot be sent, no reminder is added. When Twilio works again, one text goes out.
func TestRemindersDoNotPileUp(t *testing.T) {
	l, at := overnight(t, config(t, mini(t)))
	for end := at.Add(3 * 24 * time.Hour); at.Before(end); at = at.Add(5 * time.Minute) {
		if d := l.wake(at); d != nil {
			l.settle(d, at, session.Result{Outcome: session.Deferred, RetryAfter: 5 * time.Minute, Code: 20003})
		}
	}
	sent := 0
	for range 20 {
		if d := l.wake(at); d != nil {
			sent++
			l.settle(d, at, accepted(fmt.Sprint("SM10", sent)))
		}
	}
	if sent != 1 || l.held().Status != dialogue.Started {
		t.Errorf("%d texts in one moment, and the learner is %s", sent, l.held().Status)
	}
}

// An input that is not about the lesson drops no entry.
func TestSideQuestionDropsNoEntry(t *testing.T) {
	for name, in := range map[string]dialogue.Input{
		"a tapback":         {Kind: dialogue.Answer, Words: "Liked “Until tomorrow.”"},
		"MYDATA":            {Kind: dialogue.Answer, Words: "MYDATA"},
		"HELP":              {Kind: dialogue.Answer, Words: "HELP"},
		"the carrier's own": {Kind: dialogue.CarrierNotice, CarrierWord: dialogue.WordHelp},
	} {
		t.Run(name, func(t *testing.T) {
			l, at := overnight(t, config(t, mini(t)))
			first := l.send(at, session.Result{Outcome: session.Deferred, RetryAfter: 5 * time.Minute})
			turn := l.later("SM2", "", at.Add(time.Minute))
			turn.Input.Kind, turn.Input.Words, turn.Input.CarrierWord = in.Kind, in.Words, in.CarrierWord
			l.take(turn)
			if d := l.wake(at.Add(5 * time.Minute)); d == nil || d.Body != first.Body {
				t.Errorf("it then does %v", d)
			}
		})
	}
}

// between does something after the first commit, whose answer is then lost.
type between struct{ do func() }

func (h *between) DialHook(next redis.DialHook) redis.DialHook { return next }
func (h *between) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *between) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if do := h.do; err == nil && cmd.Name() == "evalsha" && do != nil {
			h.do = nil
			do()
			err = errors.New("the answer is lost")
			cmd.SetErr(err)
		}
		return err
	}
}

// STOP works between a claim whose answer was lost and its repetition.
func TestOptOutAfterALostClaim(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	l.client.AddHook(&between{do: func() { l.take(l.text("SM2", "STOP")) }})
	if d := l.wake(noon.Add(4 * time.Hour)); d != nil {
		t.Errorf("it does %v", d)
	}
	if n := len(l.held().Sent); n != 0 {
		t.Errorf("%d entries are left", n)
	}
}

// STOP is confirmed once a replica has it. If that takes too long, it is confirmed and the log has a warning.
func TestOptOutOutlivesAFailover(t *testing.T) {
	t.Parallel()
	failover := sessiontest.NewFailover(t)
	var log strings.Builder
	c := config(t, sessiontest.Dial(t, failover.URL()))
	c.Log = slog.New(slog.NewTextHandler(&log, nil))
	l := open(t, c)
	l.take(l.text("SM1", "GO"))
	l.take(l.text("SM2", "STOP"))
	failover.KillMaster()
	if err := failover.AwaitMaster(t.Context()); err != nil {
		t.Fatal(err)
	}
	held, err := l.Export(t.Context(), l.person)
	if promised := !strings.Contains(log.String(), "may be lost"); promised && !held.OptedOut {
		t.Errorf("the opt-out is lost without a warning: %v", err)
	}
}

// Sent entries do not push failed ones out.
func TestHistoryKeepsFailures(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour)
	l.send(at, session.Result{Outcome: session.Refused, Code: 21617})
	for i := range 10 {
		l.take(l.later(fmt.Sprint("SMx", i), "word "+string(rune('a'+i)), at))
		at = at.Add(5 * time.Hour)
		l.send(at, accepted(fmt.Sprint("SM20", i)))
	}
	sent := l.held().Sent
	if len(sent) != 5 || sent[0].State != session.EntryFailed || sent[0].Code != 21617 || sent[4].SID != "SM209" {
		t.Errorf("%d entries are kept: %+v", len(sent), sent)
	}
}

// Attempts end after a limit, or after a week.
func TestAttemptsEnd(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	at, posts := noon.Add(4*time.Hour), 0
	for range 100 {
		if d := l.wake(at); d != nil && !d.Look {
			posts++
		} else if d != nil {
			l.settle(d, at, session.Result{Outcome: session.Absent})
		}
		at = at.Add(6 * time.Minute)
	}
	if e := l.entry(); posts != 5 || e.State != session.EntryUnknown {
		t.Errorf("%d attempts, and then it is %s", posts, e.State)
	}
	l = open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	l.send(noon.Add(4*time.Hour), session.Result{Outcome: session.Deferred, RetryAfter: time.Minute, Code: 20003})
	for day := range 9 {
		if d := l.wake(noon.Add(time.Duration(day) * 24 * time.Hour)); d != nil {
			l.settle(d, noon.Add(time.Duration(day)*24*time.Hour), session.Result{Outcome: session.Deferred, Code: 20003})
		}
	}
	if e := l.entry(); e.State != session.EntryFailed || e.Code != 20003 {
		t.Errorf("after a week it is %s, code %d", e.State, e.Code)
	}
}

// A result does not affect a later attempt, and a callback about an erased learner's text has no effect.
func TestResultOfAnEarlierAttemptIsIgnored(t *testing.T) {
	l := open(t, config(t, mini(t)))
	l.take(l.text("SM1", "GO"))
	at := noon.Add(4 * time.Hour)
	first := l.wake(at)
	look := l.wake(at.Add(6 * time.Minute))
	l.settle(look, at.Add(6*time.Minute), session.Result{Outcome: session.Absent})
	second := l.wake(at.Add(6 * time.Minute))
	l.settle(first, at.Add(7*time.Minute), session.Result{Outcome: session.Refused, Code: 30001})
	l.settle(look, at.Add(20*time.Minute), session.Result{Outcome: session.Absent})
	if e := l.entry(); e.State != session.EntrySending {
		t.Errorf("the second attempt is %+v", e)
	}
	l.settle(second, at.Add(8*time.Minute), accepted("SM100"))

	l.erase()
	l.take(l.later("SM2", "START", at))
	at = at.Add(4 * time.Hour)
	l.send(at, accepted("SM200"))
	l.report(session.Delivery{SID: "SM100", Status: "failed", Rank: 5, Failed: true, Code: 21610, Reason: session.ReasonOptedOut})
	if held := l.held(); held.OptedOut || held.Sent[0].SID != "SM200" {
		t.Errorf("%+v", held)
	}
}

// A late callback does not undo what the learner has done since.
func TestLateCallbackDoesNotUndoTheLearner(t *testing.T) {
	for _, d := range []session.Delivery{
		{SID: "SM100", Status: "failed", Rank: 5, Failed: true, Code: 21610, Reason: session.ReasonOptedOut},
		{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, Code: 30005, Reason: session.ReasonNoSuchNumber},
	} {
		l := open(t, config(t, mini(t)))
		l.take(l.text("SM1", "GO"))
		at := noon.Add(4 * time.Hour)
		l.send(at, accepted("SM100"))
		l.take(l.later("SM2", "START", at.Add(time.Minute)))
		l.report(d)
		if held := l.held(); held.OptedOut || held.Unreachable {
			t.Errorf("after START: opted out %v, unreachable %v", held.OptedOut, held.Unreachable)
		}
	}
}

// Each entry that failed or is unknown has one line in the log. Others have none.
func TestFailedEntriesAreLogged(t *testing.T) {
	for name, tt := range map[string]struct {
		told session.Delivery
		want int
	}{
		"delivered":   {session.Delivery{SID: "SM100", Status: "delivered", Rank: 5}, 0},
		"undelivered": {session.Delivery{SID: "SM100", Status: "undelivered", Rank: 5, Failed: true, Code: 30007}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			c := config(t, mini(t))
			c.Log = slog.New(slog.NewTextHandler(&log, nil))
			l := open(t, c)
			l.take(l.text("SM1", "GO"))
			l.send(noon.Add(4*time.Hour), accepted("SM100"))
			l.report(tt.told)
			l.report(tt.told)
			if n := strings.Count(log.String(), "level=WARN"); n != tt.want || strings.Contains(log.String(), "5550123") {
				t.Errorf("%d lines, want %d:\n%s", n, tt.want, log.String())
			}
		})
	}
}
