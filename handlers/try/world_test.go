package try_test

import (
	"testing"
)

// TestFaultsOfThePage asks for the faults that the page offers, and looks at what went over the wire.
func TestFaultsOfThePage(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.Press("Let things go wrong")
	w.Press("Behind the scenes")
	w.Click("[name=lose]")
	w.Click("[name=twice]")
	w.send("GO")
	w.Want("#thread", "What energy and focus")
	w.Await(`document.querySelectorAll(".text.theirs").length === 2`) // of the two texts of the answer, each once
	w.Want("#behind", "POST /twilio/sms")
	w.send("3")
	w.Want("#behind", "sealed with another key. No page can open it")
	w.Looks("behind")
	w.Click("[name=lose]")
	w.Click("[name=twice]")
	w.Click("[name=off]")
	w.Press("In an hour")
	w.Press("To the next text")
	w.Want("#thread", "not delivered (30003)")
	w.Press("To the next text")
	w.Want("#thread", "No hurry.") // who does not hear of it is reminded as others are
	w.Press("To the next text")
	w.Want("#thread", "We will leave it there")
	w.Await(`document.querySelectorAll(".text.bad").length === 3`)
	w.Press("To the next text")
	w.Want("#thread", "we erase your answers") // what comes before the answer is erased
	w.Press("To the next text")
	w.Want("#notice", "Nothing more comes by itself")
}

// TestRefusalOfTwilioIsSaid has Twilio refuse what the line begins: that is said, nothing is lost, and it comes once there is
// credit again.
func TestRefusalOfTwilioIsSaid(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.send("GO")
	w.Want("#thread", "What energy and focus")
	w.Press("Let things go wrong")
	w.Click("[name=credit]")
	w.Press("To the next text")
	w.Want("#notice", "Twilio refused what the line began")
	w.Want("#thread", "Twilio refused a text to you")
	w.Want(".due", "a text on its way (waiting)")
	w.Click("[name=credit]")
	w.Await(`!document.querySelector("[name=credit]").checked`)
	w.Press("To the next text")
	w.Want("#thread", "Still here, whenever you have a minute.")
	w.Press("Call the line")
	w.Want(".talking .words", "Welcome back")
	w.Press("Tomorrow, 9:00")
	w.Want("#notice", "let Mere hang up first")
}

// TestSeveralPeopleAtOnce has two people at once, of whom one begins anew.
func TestSeveralPeopleAtOnce(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.send("GO")
	w.Want("#thread", "What energy and focus")
	w.Press("Tane")
	w.Want("#thread", "No texts yet")
	w.Press("Call the line")
	w.Want(".talking .words", "welcome to peer coaching")
	w.Press("Hang up")
	w.Want("#thread", "The call is over")
	w.Press("Tomorrow, 9:00")
	w.Want("#thread", "We were at 1 of 10")
	w.Want("#world", "09:00 Tuesday 24 November")
	w.Await(`/Mere\s*[1-9]/.test(document.querySelector("#people").innerText)`) // who was texted on the way
	w.Press("Start Tane again")
	w.Want("#thread", "No texts yet")
	w.Go("/try/?phone=1")
	w.Want("#thread", "What energy and focus")
}
