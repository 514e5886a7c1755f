package session_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/holidays"
	"coachline/session"
	"coachline/session/e164"
)

// weekdays are the rules of a line that texts by day and keeps to working days.
func weekdays() dialogue.Rules {
	works, _ := holidays.WorkingDay("NZ")
	return dialogue.Rules{Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}, WorkingDay: works, Calls: 2}
}

// invitedOn is a learner with an invitation that was made at a time, on a line that keeps to working days.
func invitedOn(t *testing.T, at time.Time) line {
	c := invitedOnly(t, mini(t))
	c.Rules, c.Rings = weekdays(), func(e164.Number) bool { return true }
	l := open(t, c)
	l.invite("a", "tiny", at)
	return l
}

// TestTextWaitsInTheOutboxForAWorkingDay : a text that could not be sent before the weekend waits in the outbox, and goes out once.
func TestTextWaitsInTheOutboxForAWorkingDay(t *testing.T) {
	friday := time.Date(2026, 10, 23, 19, 58, 0, 0, auckland) // Monday is Labour Day
	tuesday := time.Date(2026, 10, 27, 8, 0, 0, 0, auckland)
	l := invitedOn(t, friday)
	d := l.wake(friday)
	if d == nil || !d.Until.Equal(friday.Add(2*time.Minute)) {
		t.Fatalf("on Friday it does %v, want a text until 20:00", d)
	}
	l.settle(d, friday, session.Result{Outcome: session.Deferred, RetryAfter: 5 * time.Minute})
	for at := friday; at.Before(tuesday); at = at.Add(31 * time.Minute) {
		if d := l.wake(at); d != nil && at.Sub(friday) > time.Minute {
			t.Fatalf("sends at %v", at)
		} else if d != nil {
			l.settle(d, at, session.Result{Outcome: session.Deferred, RetryAfter: 5 * time.Minute})
		}
	}
	if p := l.stands("tiny", session.StatusInvited); !p.TextFrom.Equal(tuesday) {
		t.Errorf("managers read %v, want Tuesday", p.TextFrom)
	}
	d = l.send(tuesday, accepted("SM100"))
	if !d.Until.Equal(tuesday.Add(10 * time.Hour)) {
		t.Errorf("valid until %v, want as long as Twilio allows", d.Until)
	}
	if d := l.wake(tuesday.Add(time.Hour)); d != nil {
		t.Errorf("and then %v", d)
	}
}

// TestManagersReadWhenATextGoesOut : an invitation that is made at the weekend says from when its text may go out.
func TestManagersReadWhenATextGoesOut(t *testing.T) {
	l := invitedOn(t, time.Date(2026, 10, 24, 12, 0, 0, 0, auckland))
	if p := l.stands("tiny", session.StatusInvited); !p.TextFrom.Equal(time.Date(2026, 10, 27, 8, 0, 0, 0, auckland)) {
		t.Errorf("managers read %v, want Tuesday", p.TextFrom)
	}
}

// TestWindowOfAWholeDayEndsBeforeTheWeekend : without texting hours, a text is not delivered on a day that is no working day.
func TestWindowOfAWholeDayEndsBeforeTheWeekend(t *testing.T) {
	c := invitedOnly(t, mini(t))
	c.Rules = weekdays()
	c.Rules.Hours = dialogue.Hours{}
	l, friday := open(t, c), time.Date(2026, 10, 23, 23, 0, 0, 0, auckland)
	l.invite("a", "tiny", friday)
	if d := l.wake(friday); d == nil || !d.Until.Equal(friday.Add(time.Hour)) {
		t.Errorf("it does %v, want a text until midnight", d)
	}
}

// TestAskedTextOvertakesOneThatWaits : a call that the learner asked for at the weekend reached nobody. The text that says so does
// not wait for the reminder before it.
func TestAskedTextOvertakesOneThatWaits(t *testing.T) {
	friday := time.Date(2026, 10, 23, 15, 0, 0, 0, auckland)
	l := invitedOn(t, friday)
	l.send(friday, accepted("SM1"))
	l.take(l.later("A", "GO", friday))
	late := friday.Add(5*time.Hour - 2*time.Minute)
	d := l.wake(late)
	if d == nil {
		t.Fatal("no reminder")
	}
	l.settle(d, late, session.Result{Outcome: session.Deferred, RetryAfter: 5 * time.Minute})
	saturday := friday.Add(20 * time.Hour)
	if d := l.wake(saturday); d != nil {
		t.Fatalf("on Saturday it does %v", d)
	}
	l.take(l.later("B", "CALL", saturday))
	l.settle(l.wake(saturday), saturday, session.Result{Outcome: session.Refused})
	if d := l.wake(saturday.Add(time.Second)); d == nil || d.Body != "Nobody was reached." {
		t.Errorf("after the call it does %v", d)
	}
}
