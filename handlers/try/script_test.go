package try_test

import (
	"testing"

	"coachline/handlers/browsertest"
)

// TestScriptToRead marks the step of the phone in the script and in the picture, and leads to the page that is printed.
func TestScriptToRead(t *testing.T) {
	t.Parallel()
	w := open(t)
	w.send("GO")
	w.Want("#lesson .step[aria-current]", "What energy and focus")
	w.Press("Its paths")
	w.Await(`document.querySelector(".picture .here")?.textContent.includes("energy")`)
	w.Looks("paths")
	w.Go("/try/script/peer-coaching-1")
	w.Want("h1", "Peer coaching, part 1")
	w.Want("#peer-coaching-1-partner", "Who comes to mind?")
	if ink := browsertest.Evaluate[string](w.Window, "getComputedStyle(document.querySelector('.fill')).fontWeight"); ink != "600" {
		t.Errorf("the script has no style sheet: {name} has the weight %s", ink)
	}
	w.Looks("script")
}
