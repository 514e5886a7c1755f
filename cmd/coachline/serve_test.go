package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

const mobile = "+6421555123"

// TestByText is part 1 from the first text to the reflection of the next day.
func TestByText(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		for _, turn := range []struct{ text, want string }{
			{"kia ora", "What energy and focus do you bring?"},
			{"2", "What brings you to this"},
			{"I want to listen better", "Peer coaching: health"},
			{"NEXT", "2023"},
			{"next", "Which reply is peer coaching?"},
			{"2", "first name or initials"},
			{"Mere", "When will you ask Mere?"},
			{"1", "One text comes tomorrow"},
			{"7.30pm", "Tuesday at 7.30pm, then."},
			{"ok", "Nothing to do until Tuesday at 7.30pm."},
			{"oops, I meant 8pm", "Tuesday at 8pm, then."},
		} {
			phone.Text(turn.text)
			phone.WantText(turn.want)
		}
		l.clock.pass(34 * time.Hour)
		phone.AwaitText("Peer coaching, and asking Mere")
		phone.Text("the pause before answering")
		phone.WantText("Did you get to ask Mere?")
		phone.Text("not yet")
		phone.WantText("Thank you for your time.")
	})
}

// TestByPhone is part 1 in one call, and the reflection in another.
func TestByPhone(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		phone.Call()
		phone.WantSpoken("welcome to peer coaching")
		through(phone, "energy")
		phone.Press("2")
		through(phone, "hope")
		phone.Say("to talk less and hear more", 0.91)
		through(phone, "definition")
		phone.Press("1")
		through(phone, "role")
		phone.Press("1")
		through(phone, "which")
		phone.SayPlain("what matters most")
		through(phone, "partner")
		phone.Say("Mere", 0.55)
		phone.WantSpoken("I heard Mere")
		phone.Press("1")
		through(phone, "ask_when")
		phone.Press("3")
		through(phone, "hour")
		phone.Press("0715")
		phone.WantSpoken("Tuesday at 7:15 am")
		phone.WantCallOver()
		l.clock.pass(21*time.Hour + 15*time.Minute)
		phone.AwaitText("Peer coaching, and asking Mere")
		phone.Call()
		phone.WantSpoken("the thought of asking Mere")
		phone.Say("that I can leave it with them", 0.8)
		through(phone, "asked")
		phone.Press("1")
		phone.WantSpoken("Well done.", "Thank you for your time.")
		phone.Silent()
		phone.WantCallOver()
	})
}

// through listens to what is explained, until a step asks.
func through(phone *simulatortest.Handset, step string) {
	for range 10 {
		if strings.Contains(phone.WantListening().Action, "/"+step+"/") {
			return
		}
		phone.Silent()
	}
	phone.WantSpoken("the step " + step)
}

// TestChangingOver drops a call, goes on by text at the very prompt, and rings again.
func TestChangingOver(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		phone.Call()
		through(phone, "energy")
		phone.HangUp()
		phone.Text("GO")
		phone.WantText("We are at 1 of 10.", "What energy and focus do you bring?")
		phone.Text("3")
		phone.WantText("What brings you to this")
		phone.Call()
		phone.WantSpoken("We are at 2 of 10.", "What brings you to this learning")
		phone.Press("1")
		phone.WantSpoken("self-awareness")
	})
}

// TestWhatsApp checks that WhatsApp and SMS are one person.
func TestWhatsApp(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	phone.Send(simulator.Message{From: "whatsapp:" + mobile, Body: "1"})
	phone.WantText("A good place to begin from.")
}

// TestUninvited turns a stranger away by text, once, and by phone, and begins with them when the line is opened.
func TestUninvited(t *testing.T) {
	t.Parallel()
	redisURL := "redis://" + sessiontest.Miniredis(t).Addr()
	env := settings(redisURL)
	l := serve(t, append(env, "COACHLINE_OPEN=false"), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	phone.WantText("This line is by invitation.")
	phone.Text("hello again")
	phone.WantNoText()
	phone.Call()
	phone.WantSpoken("This line is by invitation.")
	phone.WantCallOver()
	phone.Text("STOP")
	phone.Text("START")
	phone.WantTexts(1) // Twilio's: they are not let in by a word
	opened := serve(t, env, 0)
	phone = opened.Handset(t, mobile)
	phone.Text("hello")
	phone.WantText("Welcome to peer coaching")
}

// TestWithheld gives a caller without a number the lesson, and no promise to keep their place or to text them.
func TestWithheld(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL, "COACHLINE_SETTING_ARTICLE_URL=https://example.org", "COACHLINE_SETTING_CONTACT=us"), 0)
		phone := l.Handset(t, mobile)
		phone.CallWithheld()
		phone.WantSpoken("I can't keep your place")
		phone.Press("9")
		phone.WantSpoken("ring from a number that shows")
		for range 40 {
			if !phone.InCall() {
				break
			}
			phone.Press("1")
		}
		phone.WantCallOver()
		for _, words := range phone.Heard() {
			if strings.Contains(words, "follows tomorrow") || strings.Contains(words, "Last time") ||
				strings.Contains(words, "text you") || strings.Contains(words, "Nothing is lost") {
				t.Errorf("heard %q, which cannot be kept", words)
			}
		}
		phone.Text("hello")
		phone.WantText("Welcome to peer coaching")
	})
}

// TestOptOutByPhone stops the texts from the help menu of a call.
func TestOptOutByPhone(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	phone.Call()
	phone.Press("0")
	phone.WantSpoken("To stop all texts from us, press 2")
	phone.Press("2")
	phone.WantSpoken("No more texts will come from us.")
	phone.WantCallOver()
	phone.Text("hello")
	phone.WantNoText()
}

// TestStrangeAnswers gives what nobody asked for, by text and by phone: each is answered sensibly, and the lesson goes on.
func TestStrangeAnswers(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	phone.Text("hello")
	for _, turn := range []struct{ text, want string }{
		{"😀😀😀", "the last text above is where we are"},
		{"99", "1, 2 or 3, or a word or two of your own."},
		{"", "Any of 1, 2 or 3 will do, or SKIP."},
		{"calm", "A good place to begin from."},
		{strings.Repeat("a long story ", 123), "Thank you."},
		{"مرحبا", "This one only tells."},
		{"NEXT", "2023"},
	} {
		phone.Text(turn.text)
		phone.WantText(turn.want)
	}
	phone.Call()
	phone.Say("mumble mumble", 0.2)
	phone.WantSpoken("Sorry, I did not catch that.", "Listens, and asks.")
	phone.Silent()
	phone.WantSpoken("Take your time.")
	phone.Press("8")
	through(phone, "which")
	phone.Press("8")
	phone.WantSpoken("Sorry, I did not catch that.", "Press or say one")
	phone.Silent()
	phone.Silent()
	phone.Silent()
	phone.WantSpoken("go on by text")
	phone.WantCallOver()
	phone.AwaitText("Which reply is peer coaching?")
	phone.Text("2")
	phone.WantText("asks, and trusts")
}

// TestMachines answers senders who are nobody with an empty document.
func TestMachines(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	phone := l.Handset(t, mobile)
	for _, from := range []string{"2345", "BANK", "messenger:123456789012"} {
		phone.Send(simulator.Message{From: from, Body: "Your code is 123456"})
		phone.WantNoText()
	}
}

// TestOneTurnTwentyTimes posts one text twenty times at once: every answer is the same bytes, and one turn is taken.
func TestOneTurnTwentyTimes(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		phone := l.Handset(t, mobile)
		phone.Text("hello")
		phone.Text("1")
		sent := phone.Exchanges()[1]
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				again, err := l.Redeliver(context.Background(), sent.Sent)
				if err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff(string(sent.Answer.Body), string(again.Body)); diff != "" {
					t.Errorf("the replay differs:\n%s", diff)
				}
			})
		}
		wg.Wait()
		phone.Text("AGAIN")
		phone.WantText("What brings you to this")
	})
}

// TestTwentyTurnsAtOnce sends twenty texts of one person at the same time: each is one turn.
func TestTwentyTurnsAtOnce(t *testing.T) {
	t.Parallel()
	eachRedis(t, func(t *testing.T, redisURL string) {
		l := serve(t, settings(redisURL), 0)
		first := l.Handset(t, mobile)
		first.Text("hello")
		var wg sync.WaitGroup
		var mu sync.Mutex
		replies := map[string]int{}
		for i := range 20 {
			wg.Go(func() {
				body := url.Values{"MessageSid": {fmt.Sprintf("SM%032d", i)}, "From": {mobile}, "Body": {"SKIP"}}.Encode()
				status, reply := l.post(t, "/twilio/sms", body, true)
				if status != http.StatusOK {
					t.Errorf("status %d", status)
				}
				mu.Lock()
				defer mu.Unlock()
				replies[reply]++
			})
		}
		wg.Wait()
		for reply, n := range replies {
			if n > 1 && !strings.Contains(reply, "Nothing to do until") && reply != emptyReply {
				t.Errorf("%d turns were answered with %s", n, reply)
			}
		}
		if len(replies) != 9 { // seven questions are left to skip of the first day, then "nothing to do", then silence
			t.Errorf("%d different replies: %v", len(replies), replies)
		}
	})
}

const emptyReply = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response></Response>"
