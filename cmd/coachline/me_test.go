package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"coachline/handlers/browsertest"
	"coachline/session/sessiontest"
)

// meLink is the path of a link to a learner's own record.
var meLink = regexp.MustCompile(`/me/([A-Za-z0-9_-]{22})`)

// TestLearnersOwnRecord goes from MYWORDS on a phone to the record in a browser: to read, on paper, with a completion code, and
// to erase. Neither Redis nor the log has the link, and after the erasure nothing that is held opens to what was said.
func TestLearnersOwnRecord(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Redis(t)
	env := settings(redis)
	l := serve(t, env, 0)
	const mere = "+64215550171"
	phone := l.Handset(t, mere)
	for _, words := range []string{"GO", planted[0], planted[1], "NEXT", "next", "2", planted[2], "1", "7.30pm"} {
		phone.Text(words)
	}
	l.at(t, 24, "19:30")
	phone.AwaitText("asking Zephyrine")
	phone.Text(planted[3])
	phone.Text("1")
	phone.Text("MYWORDS")
	texts := phone.Inbox()
	link := meLink.FindStringSubmatch(texts[len(texts)-1].Body)
	if link == nil || len(texts[len(texts)-1].Body) > 160 {
		t.Fatalf("MYWORDS brings %q", texts[len(texts)-1].Body)
	}

	w := browsertest.Open(t, "http://"+l.addr)
	w.Go(link[0])
	w.Want("h1", "Your own record")
	w.Looks("link")
	w.Press("Open my record")
	for _, words := range planted {
		w.Want(".said blockquote", words)
	}
	w.Want(".said dt", "Did you get to ask Zephyrine?")
	w.Press("Make a completion code")
	w.Want(".notice", "completion code is made")
	w.Looks("record")
	if height, sheet := w.Sheet("record"); height > 3*sheet {
		t.Errorf("it is %d pixels long on paper, of which a sheet has %d", height, sheet)
	}
	code := browsertest.Evaluate[string](w, `document.querySelector(".code").innerText`)
	w.Click(".said div:has([value=partner]) summary")
	w.Do(chromedp.SetValue(chromedp.CSS("#said-peer-coaching-1-partner"), "Hemi"))
	w.Press("Correct")
	w.Want(".facts", "Hemi")
	w.Click(".said div:has([value=hope]) summary")
	w.Click(".said div:has([value=hope]) .warn")
	w.Want(".notice", "The answer is erased")
	w.Press("Erase all my answers")
	w.Click(`[action="/me/erase-all"] button`)
	w.Want(".notice", "All your answers are erased")
	for _, words := range planted {
		if strings.Contains(w.Text(), words) {
			t.Errorf("the page shows %q", words)
		}
	}
	w.Looks("erased")
	w.Go("/me/check/")
	w.Fill("#code", strings.ToLower(code))
	w.Press("Check the code")
	w.Want(".facts", "Peer coaching, part 1")
	w.Looks("certificate")

	held, _, _ := command(env, "export", mere)
	dump := sessiontest.Dump(t, sessiontest.Dial(t, redis))
	for where, all := range map[string]string{"the export": held, "Redis": dump, "the log": l.log.String()} {
		for _, words := range append([]string{link[1], code, "Hemi"}, planted...) {
			if strings.Contains(all, words) {
				t.Errorf("%s has %q:\n%s", where, words, all)
			}
		}
	}
	if !strings.Contains(held, `"finished"`) {
		t.Errorf("the dates are gone:\n%s", held)
	}
}
