package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// How long a phone prompt waits in silence, in seconds.
const (
	choiceSilence = 6
	openSilence   = 10 // own words take thought
)

// listen opens the prompt of a step: on the phone for keys and speech, by text for the next text.
func (t *turn) listen(step *Step) {
	t.place.Prompt++
	if t.in.Channel != Phone {
		t.place.Texted = true
		return
	}
	l := &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: t.hints(step)}
	switch {
	case t.place.Phase != Asking:
	case step.Kind == Hour:
		l.Keys = 4
	case step.Kind == FreeText:
		l.Seconds, l.Long = openSilence, true
	case step.Kind == Choice && step.Open:
		l.Seconds = openSilence
	}
	t.out.Listen = l
}

// hints are the words that the recogniser should expect.
func (t *turn) hints(step *Step) []string {
	lexicon := nlu.For(t.script.Language)
	if t.place.Phase == Helping {
		return lexicon.Hints(nlu.MenuOfHelp)
	}
	hints := lexicon.Hints(t.asked().Kind)
	if t.place.Phase != Asking {
		return hints
	}
	var words []string
	for _, o := range step.Choices {
		for _, w := range o.Words {
			if !strings.HasPrefix(w, "<") {
				words = append(words, w)
			}
		}
	}
	return append(words, hints...)
}
