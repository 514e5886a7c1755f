package main

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session"
	"coachline/session/sessiontest"
)

// at sets the clock to a time of that week in November 2026, in Auckland. The first day is Monday the 23rd.
func (l *line) at(t *testing.T, day int, hour string) {
	t.Helper()
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	at, err := time.ParseInLocation("15:04", hour, zone)
	if err != nil {
		t.Fatal(err)
	}
	l.clock.set(time.Date(2026, 11, day, at.Hour(), at.Minute(), 0, 0, zone))
}

// untilTomorrow takes a phone through part 1 by text, to the hour of the next day's text.
func untilTomorrow(phone *simulatortest.Handset, hour string) {
	untilTomorrowFrom(phone, "hello", hour)
}

func untilTomorrowFrom(phone *simulatortest.Handset, first, hour string) {
	for _, words := range []string{first, "2", "I want to listen better", "NEXT", "next", "2", "Mere", "1", hour} {
		phone.Text(words)
	}
	phone.WantText("at " + hour + ", then")
}

// TestTheNextDay keeps the line's promise: at the hour that the learner chose it texts, takes the reflection, and goes on.
func TestTheNextDay(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		untilTomorrow(phone, "7.30pm")
		l.at(t, 24, "19:30")
		phone.AwaitText("asking Mere: what stays with you?")
		phone.Text("the pause before answering")
		phone.WantText("Did you get to ask Mere?")
		phone.Text("not yet")
		phone.WantText("Thank you for your time.")
		sent := l.Messages()
		if own := begun(sent); len(own) != 1 || own[0].Validity != 30*60 {
			t.Errorf("the line has begun %+v; a text at 19:30 is good to the end of the texting hours", own)
		}
	})
}

// TestReplicas lets two processes do the work of one: everybody gets one text.
func TestReplicas(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	env := settings(redisURL)
	one := serve(t, env, 0)
	two := serve(t, append(env, "TWILIO_API_URL="+one.api), 0)
	all := learners(100)
	for _, who := range all {
		who.byText(one.Handset(t, who.number), func() {})
	}
	one.at(t, 24, "20:00")
	two.at(t, 24, "20:00")
	for _, who := range all {
		one.Handset(t, who.number).AwaitText("asking " + who.partner)
	}
	if n := len(begun(one.Messages())); n != len(all) {
		t.Errorf("%d texts for %d learners", n, len(all))
	}
	for _, l := range []*line{one, two} {
		if _, metrics := l.send(t, "GET", "/metrics", "", ""); strings.Contains(metrics, `coachline_sends_total{kind="text",outcome="accepted",reason="none"} 0`) {
			t.Error("one of the two has sent nothing")
		}
	}
}

// begun are the texts that the line has begun itself.
func begun(sent []simulator.Sent) []simulator.Sent {
	return slices.DeleteFunc(sent, func(m simulator.Sent) bool { return m.Callback == "" })
}

// TestLateFollowUps: a line that was down over the hour texts later that day, and after the day's hours on the next.
func TestLateFollowUps(t *testing.T) {
	t.Parallel()
	for back, want := range map[string]string{"24 16:00": "24 16:00", "24 19:58": "24 19:58", "24 22:00": "25 12:30", "26 02:00": "26 12:30"} {
		t.Run(back, func(t *testing.T) {
			l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
			phone := l.Handset(t, mobile)
			for _, words := range []string{"hello", "2", "I want to listen better", "NEXT", "next", "2", "Mere", "1", "2"} {
				phone.Text(words)
			}
			phone.WantText("Tuesday at 12.30pm, then")
			day := map[byte]int{'4': 24, '5': 25, '6': 26}
			l.at(t, day[back[1]], back[3:])
			if back != want {
				l.settled(t)
				phone.WantTexts(1) // the reply
				l.at(t, day[want[1]], want[3:])
			}
			phone.AwaitText("what stays with you?")
		})
	}
}

// settled waits until every wake-up that is due by the clock has been taken.
func (l *line) settled(t *testing.T) {
	t.Helper()
	before := l.wakeUps(t)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for n := 0; l.wakeUps(t) == before; n++ {
		if n > 500 {
			t.Fatalf("no wake-up was taken:\n%s", l.log)
		}
		<-tick.C
	}
}

// wakeUps is how many wake-ups came to nothing, as the metrics count them.
func (l *line) wakeUps(t *testing.T) string {
	t.Helper()
	_, metrics := l.send(t, "GET", "/metrics", "", "")
	_, rest, _ := strings.Cut(metrics, "\ncoachline_wakeups_total ")
	count, _, _ := strings.Cut(rest, "\n")
	return count
}

// TestReminders nudges the silent after four hours and the next day, in texting hours, and then leaves them alone until
// they come back.
func TestReminders(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	l.at(t, 23, "17:00")
	phone.Text("hello")
	l.at(t, 23, "21:00")
	l.settled(t)
	l.at(t, 24, "08:00")
	phone.AwaitText("Still here, whenever you have a minute.")
	l.at(t, 25, "08:00")
	phone.AwaitText("No hurry.")
	l.at(t, 26, "08:00")
	phone.AwaitText("not nudge again")
	l.at(t, 30, "12:00")
	phone.Text("sorry!")
	phone.WantText("Welcome back to Peer coaching, part 1. We are at the check-in, 1 of 10.", "What energy")
	phone.Text("2")
	phone.WantText("five quiet minutes")
	if own := begun(l.Messages()); len(own) != 3 {
		t.Errorf("the line has begun %+v", own)
	}
}

// TestAfterAHangUp texts within a minute where the lesson was left, at any hour.
func TestAfterAHangUp(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		l.at(t, 23, "02:00")
		phone.Call()
		through(phone, "energy")
		phone.Press("2")
		phone.HangUp()
		l.clock.pass(time.Minute)
		phone.AwaitText("We were at 2 of 10. Answer here, or reply CALL.")
		phone.Text("to listen better")
		phone.WantText("Peer coaching: health professionals")
	})
}

// TestByTextFromACall moves from a call to texts with key 9, and has a link texted at once.
func TestByTextFromACall(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_SETTING_ARTICLE_URL=https://example.org/a",
		"COACHLINE_SETTING_CONTACT=Ask us."), 0)
	phone := l.Handset(t, mobile)
	phone.Call()
	for _, step := range []string{"energy", "hope", "definition", "role", "which", "article"} {
		through(phone, step)
		phone.Press("1")
	}
	phone.AwaitText("https://example.org/a")
	through(phone, "partner")
	phone.Press("9")
	phone.WantSpoken("go on by text")
	phone.WantCallOver()
	phone.AwaitText("Who could you practise with?")
	phone.Text("Mere")
	phone.WantText("When will you ask Mere?")
}

// TestNameByText asks for the name by text while the call waits, and goes on there when it has come.
func TestNameByText(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	phone.Call()
	for _, step := range []string{"energy", "hope", "definition", "role", "which"} {
		through(phone, step)
		phone.Press("1")
	}
	through(phone, "partner")
	phone.Press("1")
	phone.WantSpoken("I have just texted you")
	phone.AwaitText("Who could you practise with?")
	for range 4 {
		phone.Silent()
	}
	phone.Text("Ngaio")
	phone.WantText("Back to the call.")
	phone.Silent()
	phone.WantSpoken("When will you ask Ngaio?")
	phone.Press("1")
	phone.WantSpoken("finished part one")
}

// TestCall rings a learner who texts CALL: somebody, a machine, nobody.
func TestCall(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(*simulatortest.Handset)
		want   func(*simulatortest.Handset)
	}{
		"picked up": {(*simulatortest.Handset).PickUp, func(p *simulatortest.Handset) { p.WantSpoken("What brings you to this learning"); p.Press("1") }},
		"who knows": {(*simulatortest.Handset).PickUpUnknown, func(p *simulatortest.Handset) { p.WantSpoken("What brings you to this learning") }},
		"machine": {(*simulatortest.Handset).Machine, func(p *simulatortest.Handset) {
			p.WantSpoken("This is Coachline")
			p.WantCallOver()
			for _, words := range p.Heard() {
				if strings.Contains(words, "What brings you") || strings.Contains(words, "peer coaching") {
					p.WantSpoken("no content")
				}
			}
			p.AwaitText("We rang and could not reach you.")
		}},
		"busy":      {(*simulatortest.Handset).Busy, func(p *simulatortest.Handset) { p.AwaitText("We rang and could not reach you.") }},
		"no answer": {(*simulatortest.Handset).Ignore, func(p *simulatortest.Handset) { p.AwaitText("We rang and could not reach you.") }},
		"failed":    {(*simulatortest.Handset).FailCall, func(p *simulatortest.Handset) { p.AwaitText("We rang and could not reach you.") }},
	} {
		t.Run(name, func(t *testing.T) {
			l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
			phone := l.Handset(t, mobile)
			phone.Text("hello")
			phone.Text("2")
			phone.Text("CALL")
			phone.WantText("We ring you now.")
			phone.AwaitRing()
			tt.answer(phone)
			tt.want(phone)
			if n := len(l.Calls()); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

// TestCallsAreBounded: so many a day, and not to countries that were not named.
func TestCallsAreBounded(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_CALLS_PER_DAY=2", "COACHLINE_INVITE_COUNTRIES=NZ,AU"), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	for range 2 {
		phone.Text("CALL")
		phone.WantText("We ring you now.")
		phone.AwaitRing()
		phone.Busy()
	}
	phone.Text("call me")
	phone.WantText("That is all the calls for today.")
	abroad := l.Handset(t, "+61412345678")
	abroad.Text("hello")
	abroad.Text("CALL")
	abroad.WantText("ring us any time")
	if n := len(l.Calls()); n != 2 {
		t.Errorf("%d calls", n)
	}
}

// TestNothingToTheOptedOut: whoever has stopped gets nothing that the line begins, however it came to know.
func TestNothingToTheOptedOut(t *testing.T) {
	t.Parallel()
	for name, stop := range map[string]func(*simulatortest.Handset){
		"by text":           func(p *simulatortest.Handset) { p.Text("STOP") },
		"erased":            func(p *simulatortest.Handset) { p.Text("FORGET ME"); p.Text("forget me") },
		"21610 at once":     func(p *simulatortest.Handset) { p.Block() },
		"21610 by callback": func(p *simulatortest.Handset) { p.BlockLater() },
		"a landline":        func(p *simulatortest.Handset) { p.Landline() },
	} {
		t.Run(name, func(t *testing.T) {
			redisURL := "redis://" + sessiontest.Miniredis(t).Addr()
			env := settings(redisURL)
			l := serve(t, env, 0)
			phone, other := l.Handset(t, mobile), l.Handset(t, "+6421555124")
			untilTomorrow(phone, "8am")
			untilTomorrow(other, "8am")
			stop(phone)
			texts := len(phone.Inbox())
			l.at(t, 24, "08:00")
			other.AwaitText("what stays with you?")
			if name != "by text" && name != "erased" {
				l.await(t, env, mobile, func(h session.Export) bool { return h.OptedOut || h.Unreachable })
			}
			for day := 25; day < 30; day++ { // a marker is due on each of these days, after whatever else would be
				l.at(t, day, "12:00")
				marker := l.Handset(t, fmt.Sprintf("+642155520%d", day))
				marker.Call()
				marker.HangUp()
				l.clock.pass(time.Minute)
				marker.AwaitText("We were at")
			}
			if n := len(phone.Inbox()); n != texts {
				t.Errorf("%d texts came: %+v", n-texts, phone.Inbox()[texts:])
			}
			if name == "by text" || name == "erased" {
				begun := slices.DeleteFunc(l.Messages(), func(m simulator.Sent) bool { return m.To != mobile })
				if n := len(begun); n != 0 {
					t.Errorf("%d texts were begun", n)
				}
				phone.Text("START")
				phone.WantText("re-subscribed")
			}
		})
	}
}

// TestRehearsal shortens every wait, at any hour.
func TestRehearsal(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_REHEARSAL=10s"), 0)
	phone := l.Handset(t, mobile)
	l.at(t, 23, "23:00")
	phone.Text("hello")
	l.clock.pass(10 * time.Second)
	phone.AwaitText("Still here")
	for _, words := range []string{"2", "I want to listen better", "NEXT", "next", "2", "Mere", "1", "9am"} {
		phone.Text(words)
	}
	l.clock.pass(10 * time.Second)
	phone.AwaitText("what stays with you?")
}

// TestMovedZone texts at the chosen hour of the place where the learner is now.
func TestMovedZone(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	untilTomorrow(phone, "8am")
	phone.Text("ZONE Perth")
	phone.WantText("Perth")
	l.at(t, 24, "13:00") // 8 in Perth
	phone.AwaitText("what stays with you?")
	if own := begun(l.Messages()); len(own) != 1 || own[0].At.UTC().Hour() != 0 {
		t.Errorf("%+v", own)
	}
}

// TestNothingIsLostWhileTwilioRefuses: a wrong token is said in the log, and what was due goes out when it is right.
func TestNothingIsLostWhileTwilioRefuses(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	env := settings("redis://" + redis.Addr())
	wrong := serve(t, append(env, "TWILIO_API_KEY=SK1", "TWILIO_API_SECRET=wrong"), 0)
	wrong.unwelcome = true
	phone := wrong.Handset(t, mobile)
	untilTomorrow(phone, "8am")
	wrong.at(t, 24, "08:00")
	wrong.await(t, env, mobile, func(h session.Export) bool { return len(h.Sent) == 1 && h.Sent[0].Code == 20003 })
	if !strings.Contains(wrong.log.String(), "https://www.twilio.com/docs/api/errors/20003") {
		t.Errorf("the log does not say what is wrong:\n%s", wrong.log)
	}
	wrong.stop()
	<-wrong.ended
	right := serve(t, env, 0)
	phone = right.Handset(t, mobile)
	right.at(t, 24, "08:06")
	phone.AwaitText("what stays with you?")
}

// TestStatusCallbacks takes callbacks for nobody, for nothing and with nonsense: 204, or 404 for a path that is none.
func TestStatusCallbacks(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	const nobody = "AAAAAAAAAAAAAAAAAAAAAA"
	for path, want := range map[string]int{
		"/twilio/status/message/" + nobody + "/1":         http.StatusNoContent,
		"/twilio/status/message/" + nobody + "/999999999": http.StatusNoContent,
		"/twilio/status/call/" + nobody + "/1":            http.StatusNoContent,
		"/twilio/status/message/" + nobody + "/0":         http.StatusNotFound,
		"/twilio/status/message/" + nobody:                http.StatusNotFound,
		"/twilio/status/message/someone/1":                http.StatusNotFound,
	} {
		body := "MessageSid=SM1&MessageStatus=delivered&CallSid=CA1&CallStatus=ringing&To=%2B6421555123"
		if status, _ := l.post(t, path, body, true); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
		if status, _ := l.post(t, path, body, false); want == http.StatusNoContent && status != http.StatusForbidden {
			t.Errorf("%s unsigned: %d", path, status)
		}
	}
}
