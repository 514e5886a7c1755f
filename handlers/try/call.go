package try

import (
	"cmp"
	"net/url"
	"strings"

	"coachline/handlers/simulator"
)

// call is the call that is on, or that rings.
type call struct {
	Rings bool
	On    bool
	Lines []spoken
	N     int // of what was heard so far: another number is another prompt

	Listens bool
	Keys    int  // that are wanted at most; 0: as many as one likes
	Speech  bool // it can be spoken to
	Silence int  // seconds until silence counts
}

// spoken is something that was heard in a call, or that the person did in it.
type spoken struct {
	N     int
	Mine  bool
	Text  string
	Other bool // another voice than the first in the call says it
	Pause int  // seconds of silence; then there is no Text
	Slow  bool // the voice says it slowly

	Audio string // the path of the recording that says it
	File  string // its author's name for it
}

func callOf(phone *simulator.Phone, events []simulator.Event) call {
	c := call{Rings: phone.Ringing(), On: phone.InCall()}
	if !c.On {
		return c
	}
	for i := len(events) - 1; i >= 0; i-- {
		if events[i].Kind == simulator.CallBegan {
			c.Lines = spokenIn(events[i:])
			break
		}
	}
	for _, line := range c.Lines {
		c.N = line.N
	}
	if g := phone.Listening(); g != nil {
		c.Listens, c.Keys, c.Speech, c.Silence = true, g.NumDigits, g.Speech, g.Timeout
	}
	return c
}

// spokenIn is what was heard, and done, in a call whose events these are.
func spokenIn(events []simulator.Event) (all []spoken) {
	first := "" // the lesson's own voice, which says the first words
	for i, e := range events {
		switch e.Kind {
		case simulator.Hears:
			first = cmp.Or(first, e.Voice)
			said := spoken{N: i, Text: e.Text, Other: e.Voice != "" && e.Voice != first, Pause: e.Seconds, Slow: e.Slow, File: e.File}
			if u, err := url.Parse(e.Audio); err == nil {
				said.Audio = u.Path
			}
			all = append(all, said)
		case simulator.Did:
			words := e.Text
			for _, verb := range []string{"says: ", "presses "} {
				words = strings.TrimPrefix(words, verb)
			}
			if words == "is silent" {
				words = "(silence)"
			}
			all = append(all, spoken{N: i, Mine: true, Text: words})
		}
	}
	return all
}
