package try_test

import (
	"testing"

	"github.com/chromedp/chromedp/kb"

	"coachline/handlers/browsertest"
)

// TestLessonByText is part 1 by text and the next day's reflection, as a newcomer has them who knows nothing but what the
// page says.
func TestLessonByText(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Want(".hint", "Text GO")
	w.Looks("first")
	w.talk(
		[2]string{"GO", "What energy and focus"},
		[2]string{"3", "what do you hope to gain"},
		[2]string{"To listen better in handovers", "Peer coaching: health professionals"},
		[2]string{"NEXT", "The peer coach listens and asks"},
		[2]string{"next", "Which reply is peer coaching?"},
	)
	w.Want("#thread", "2 segments, US$0.20 · delivered")
	w.Want(".now", "of 21")
	w.Want(".steps [aria-current]", "Which reply is peer coaching?") // the step as it reads, not its name
	if n := w.inSight(".text"); n < 5 {
		t.Errorf("the phone shows %d bubbles at 1280 by 900, want 5", n)
	}
	w.Looks("middle")
	w.talk(
		[2]string{"2", "Who could you practise with?"},
		[2]string{"Mere", "When will you ask Mere?"},
		[2]string{"1", "Part 1 is finished."},
		[2]string{"7.30pm", "Tuesday at 7.30pm, then."},
	)
	w.Want(".hint", "The line sends the next text")
	w.Want(".due", "Tue 24 Nov 19:30 the text after the wait")
	w.Press("To the next text")
	w.Want("#thread", "what stays with you?")
	w.Want(".clock", "19:30")
	w.Looks("next-day")
	w.send("The pause before answering")
	w.Want("#thread", "Did you get to ask Mere?")
	w.send("1")
	w.Want("#thread", "Thank you for your time.")
	w.Want(".hint", "This part is done.")
}

// TestLessonByPhone is part 1 by phone, with keys, and a word where it is easier.
func TestLessonByPhone(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Press("Call the line")
	w.Want(".talking .words", "welcome to peer coaching, part one")
	w.Click("#patient") // who tests has no time for silences to count
	for range 3 {
		w.silence()
	}
	w.Want(".talking .words", "Notice the energy")
	w.Looks("call")
	w.Size(360, 740)
	if w.inSight("#do-hangup button") != 1 || w.inSight(".key") != 12 {
		t.Error("on a small phone, a call has not all keys and Hang up in sight")
	}
	w.Size(1280, 900)
	w.key("2")
	w.Want(".talking .words", "What brings you to this learning")
	w.say("to talk less and hear more", "clearly")
	w.Want(".talking .words", "our own self-awareness comes first")
	w.silence()
	w.Want(".talking .words", "Peer coaching is two or more")
	w.key("1")
	w.silence()
	w.Want(".talking .words", "And the peer coach?")
	w.key("1")
	w.silence()
	w.Want(".talking .words", "Which of these answers is peer coaching?")
	w.say("what matters most", "mumbled")
	w.Want(".talking .words", "Sorry")
	w.key("2")
	w.silence()
	w.silence()
	w.Want(".talking .words", "Who comes to mind?")
	w.say("Mere", "clearly")
	w.Want(".talking .words", "I heard Mere.")
	w.key("1")
	w.key("1")
	w.silence()
	w.Want(".talking .words", "One text follows tomorrow")
	w.keys("0815")
	w.Want("#thread", "The call is over")
	w.Want(".hint", "The line sends the next text")
	w.Press("Tomorrow, 9:00")
	w.Want("#thread", "what stays with you?")
	w.Want("#thread time", "08:15") // when it was due, not when somebody looked
	w.Looks("next-day")
}

// TestLessonFromPhoneToTextAndBack begins a lesson by phone, loses the call, goes on by text, and asks to be rung again.
func TestLessonFromPhoneToTextAndBack(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Press("Call the line")
	w.Want(".talking .words", "welcome to peer coaching, part one")
	w.Click("#patient")
	for range 3 {
		w.silence()
	}
	w.key("1")
	w.Want(".talking .words", "What brings you to this learning")
	w.Press("Hang up")
	w.Want("#thread", "The call is over")
	w.Press("To the next text")
	w.Want("#thread", "We were at 2 of 10. Answer here, or reply CALL.")
	w.send("To be of more use")
	w.Want("#thread", "Peer coaching: health professionals")
	w.send("CALL")
	w.Want(".ringing", "Coachline is calling")
	w.Want("#people", "rings")
	w.Looks("ringing")
	w.Press("Answer")
	w.Want(".talking .words", "Welcome back. We are at 3 of 10.")
	w.Press("Hang up")
	w.send("CALL")
	w.Want(".ringing", "Coachline is calling")
	w.Press("Let it ring")
	w.Want("#thread", "nobody answered")
	w.Want("#thread", "We rang and could not reach you.")
	w.send("CALL")
	w.Want(".ringing", "Coachline is calling")
	w.Press("Let a machine answer")
	w.Want("#thread", "We rang and could not reach you. CALL rings again, or answer here.")
}

// TestCallGoesOnAtThePaceOfSpeech hears a call without doing anything: line after line at the pace of speech, and each silence is
// counted down and falls by itself, until the line goes on by text. The page's time goes fifty times as fast, but no request times out sooner.
func TestCallGoesOnAtThePaceOfSpeech(t *testing.T) {
	t.Parallel()
	w := open(t)
	browsertest.Evaluate[bool](w.Window, `["setTimeout", "setInterval"].map(n => window[n] = (f => (g, ms) => f(g, ms < 30000 ? ms / 50 : ms))(window[n])).length > 0`)
	browsertest.Evaluate[bool](w.Window, `(new MutationObserver(() => { window.counted ||= /Silence in/.test(document.querySelector("#countdown")?.textContent) })
		.observe(document.body, {subtree: true, childList: true, characterData: true}), true)`)
	w.Press("Call the line")
	w.Want("#thread", "Let's go on by text.")
	w.Press("The call is over 09:00")
	for _, heard := range []string{"Your answers are yours", "(silence, 8 seconds)", "Notice the energy", "I am still here"} {
		w.Want(".past .words", heard)
	}
	w.Await("window.counted")
}

// TestKeyboardIsEnough does without a mouse: the texts and the keys of a call.
func TestKeyboardIsEnough(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Reach("#body")
	w.Type("GO" + kb.Enter)
	w.Want("#thread", "What energy and focus")
	w.Await(`document.activeElement.id === "body"`)
	w.Reach("#do-call button")
	w.Type(kb.Enter)
	w.Want(".talking .words", "Notice the energy")
	w.further(func() { w.Type("2") }) // a key of the keyboard is a key of the phone
	w.Want(".talking .words", "What brings you to this learning")
	w.Reach("#do-hangup button")
	w.Type(kb.Enter)
	w.Want("#thread", "The call is over")
}
