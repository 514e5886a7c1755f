package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"coachline/scripts"
)

// TestTryChangeOver begins a lesson by phone, loses the call, goes on by text, and asks to be rung again.
func TestTryChangeOver(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.press("Call the line")
	w.want(".talking .words", "welcome to peer coaching, part one")
	w.click("#patient")
	for range 3 {
		w.silence()
	}
	w.key("1")
	w.want(".talking .words", "What brings you to this learning")
	w.press("Hang up")
	w.want("#thread", "The call is over")
	w.press("To the next text")
	w.want("#thread", "We were at 2 of 10. Answer here, or reply CALL.")
	w.send("To be of more use")
	w.want("#thread", "Peer coaching: health professionals")
	w.send("CALL")
	w.want(".ringing", "Coachline is calling")
	w.want("#people", "rings")
	w.looks("ringing")
	w.press("Answer")
	w.want(".talking .words", "Welcome back. This is question 3 of 10.")
	w.press("Hang up")
	w.send("CALL")
	w.want(".ringing", "Coachline is calling")
	w.press("Let it ring")
	w.want("#thread", "nobody answered")
	w.want("#thread", "We rang and could not reach you.")
	w.send("CALL")
	w.want(".ringing", "Coachline is calling")
	w.press("Let a machine answer")
	w.want("#thread", "We rang and could not reach you. CALL rings again, or answer here.")
}

// TestTryAtItsPace hears a call without doing anything: line after line at the pace of speech, and each silence is
// counted down and falls by itself, until the line goes on by text. The page's time goes fifty times as fast.
func TestTryAtItsPace(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	evaluate[bool](w, `["setTimeout", "setInterval"].map(n => window[n] = (f => (g, ms) => f(g, ms / 50))(window[n])).length > 0`)
	evaluate[bool](w, `(new MutationObserver(() => { window.counted ||= /Silence in/.test(document.querySelector("#countdown")?.textContent) })
		.observe(document.body, {subtree: true, childList: true, characterData: true}), true)`)
	w.press("Call the line")
	w.want("#thread", "Let's go on by text.")
	w.press("The call is over 09:00")
	for _, heard := range []string{"Your answers are yours", "(silence, 8 seconds)", "Notice the energy", "I am still here"} {
		w.want(".past .words", heard)
	}
	w.await("window.counted")
}

// TestTryAnEditedLesson is an author at work: what is saved is served, a fault shows where it is, and nothing is lost.
func TestTryAnEditedLesson(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.CopyFS(folder, scripts.Embedded()); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "peer-coaching-1.yaml")
	w := browse(t, startTry(t, "--lessons", folder).base)
	w.open("/try/")
	w.send("GO")
	w.want("#thread", "First, one slow breath in, and out.")

	edit(t, file, "First, one slow breath in, and out.", "First of all, one slow breath.")
	w.want("#lesson", "The lesson has changed since Mere began")
	edit(t, file, "  - id: breath\n", "  - id: breath\n    sya: what?\n")
	w.want("#lesson .faults", "the last good version is served")
	w.want("#lesson .faults code", "peer-coaching-1.yaml:29:5")
	w.want("#lesson .faults", `did you mean "say"?`)
	w.looks("fault")
	w.send("3")
	w.want("#thread", "what do you hope to gain") // the fault keeps nobody from going on
	w.press("Start Mere again")
	w.want("#thread", "No texts yet")
	w.send("GO")
	w.want("#thread", "First of all, one slow breath.") // what was good last

	edit(t, file, "    sya: what?\n", "")
	w.await("!document.querySelector('#lesson .faults')")
}

// edit saves a file with something in it replaced.
func edit(t testing.TB, file, old, by string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTryWhatGoesWrong asks for the faults that the page offers, and looks at what went over the wire.
func TestTryWhatGoesWrong(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.press("Let things go wrong")
	w.press("Behind the scenes")
	w.click("[name=lose]")
	w.click("[name=twice]")
	w.send("GO")
	w.want("#thread", "What energy and focus")
	w.await(`document.querySelectorAll(".text.theirs").length === 2`) // of the two texts of the answer, each once
	w.want("#behind", "POST /twilio/sms")
	w.send("3")
	w.want("#behind", "sealed with another key. No page can open it")
	w.looks("behind")
	w.click("[name=lose]")
	w.click("[name=twice]")
	w.click("[name=off]")
	w.press("In an hour")
	w.press("To the next text")
	w.want("#thread", "not delivered (30003)")
	w.press("To the next text")
	w.want("#thread", "No hurry.") // who does not hear of it is reminded as others are
	w.press("To the next text")
	w.want("#thread", "We will leave it there")
	w.await(`document.querySelectorAll(".text.bad").length === 3`)
	w.press("To the next text")
	w.want("#notice", "Nothing more comes by itself")
}

// TestTryWithoutCredit has Twilio refuse what the line begins: that is said, nothing is lost, and it comes once there is
// credit again.
func TestTryWithoutCredit(t *testing.T) {
	t.Parallel()
	tr := startTryIn(t, nil)
	tr.complains = true
	w := browse(t, tr.base)
	w.open("/try/")
	w.send("GO")
	w.want("#thread", "What energy and focus")
	w.press("Let things go wrong")
	w.click("[name=credit]")
	w.press("To the next text")
	w.want("#notice", "Twilio refused what the line began")
	w.want("#thread", "Twilio refused a text to you")
	w.want(".due", "a text on its way (waiting)")
	w.click("[name=credit]")
	w.await(`!document.querySelector("[name=credit]").checked`)
	w.press("To the next text")
	w.want("#thread", "Still here, whenever you have a minute.")
	w.press("Call the line")
	w.want(".talking .words", "Welcome back")
	w.press("Tomorrow, 9:00")
	w.want("#notice", "let Mere hang up first")
}

// TestTrySeveralPeople has two people at once, of whom one begins anew.
func TestTrySeveralPeople(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.send("GO")
	w.want("#thread", "What energy and focus")
	w.press("Tane")
	w.want("#thread", "No texts yet")
	w.press("Call the line")
	w.want(".talking .words", "welcome to peer coaching")
	w.press("Hang up")
	w.want("#thread", "The call is over")
	w.press("Tomorrow, 9:00")
	w.want("#thread", "We were at 1 of 10")
	w.want("#world", "09:00 Tuesday 24 November")
	w.await(`/Mere\s*[1-9]/.test(document.querySelector("#people").innerText)`) // who was texted on the way
	w.press("Start Tane again")
	w.want("#thread", "No texts yet")
	w.open("/try/?phone=1")
	w.want("#thread", "What energy and focus")
}

// TestTryByKeyboard does without a mouse: the texts and the keys of a call.
func TestTryByKeyboard(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.reach("#body")
	w.keyboard("GO" + kb.Enter)
	w.want("#thread", "What energy and focus")
	w.await(`document.activeElement.id === "body"`)
	w.reach("#do-call button")
	w.keyboard(kb.Enter)
	w.want(".talking .words", "Notice the energy")
	w.further(func() { w.keyboard("2") }) // a key of the keyboard is a key of the phone
	w.want(".talking .words", "What brings you to this learning")
	w.reach("#do-hangup button")
	w.keyboard(kb.Enter)
	w.want("#thread", "The call is over")
}

// reach goes with Tab to an element.
func (w *window) reach(selector string) {
	w.t.Helper()
	for range 60 {
		if evaluate[bool](w, "document.activeElement?.matches("+quoted(selector)+") ?? false") {
			return
		}
		w.keyboard(kb.Tab)
	}
	w.t.Fatalf("Tab does not lead to %s", selector)
}

// keyboard types on the keyboard, wherever the focus is.
func (w *window) keyboard(keys string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(keys))
}

// TestTryAsManager has the manager among the people invite another by text, and look at the managers' pages, on the next day
// too.
func TestTryAsManager(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/?phone=4")
	w.want(".hint", "A manager’s phone.")
	w.send("INVITE 021 555 0102 Tane")
	w.want("#thread", "Tane")
	w.await(`/Tane\s*[1-9]/.test(document.querySelector("#people").innerText)`)
	w.open("/try/?phone=2")
	w.want("#thread", "Kia ora Tane. Moana invites you to Peer coaching, part 1")
	w.looks("invited")
	w.send("GO")
	w.want("#thread", "What energy and focus")
	w.open("/try/?phone=4")
	w.send("PROGRESS")
	w.want("#thread", "1 began")
	w.open("/manage/")
	w.fill("[name=number]", "021 555 0104")
	w.press("Text me a code")
	w.want("h1", "Enter the code")
	w.open("/try/?phone=4")
	w.want("#thread", "is your Coachline code")
	code := evaluate[string](w, `document.querySelector("#thread").innerText.match(/[0-9]{6}(?= is your)/)[0]`)
	w.looks("code")
	w.open("/manage/login/code")
	w.fill("[name=code]", code)
	w.press("Log in")
	w.want("h1", "Cohorts")
	w.open("/try/?phone=4")
	w.press("Tomorrow, 9:00")
	w.want("#world", "09:00 Tuesday 24 November")
	w.open("/manage/") // a browser is not away for a day because the clock was moved by one
	w.want("h1", "Cohorts")
	w.looks("cohorts")
	w.open("/manage/managers")
	w.looks("managers")
}
