package dialogue

import (
	"cmp"
	"slices"
)

// earlierAnswer returns an answer to an earlier step, or of an earlier lesson, as a prompt says it. If there is none, that is
// Missing.
func (t *turn) earlierAnswer(name string) string {
	e, said := t.answerOf(name)
	if said == "" {
		return e.Missing
	}
	said, own := t.sayAnswer(said, &e)
	if own {
		return quote(said)
	}
	return said
}

// sayAnswer says a stored answer in the learner's language, and reports whether it is in the learner's own words.
func (t *turn) sayAnswer(said string, e *Earlier) (string, bool) {
	return kindOf(e.Kind).said(t, said, e.Choices)
}

func asStored(_ *turn, said string, _ []Option) (string, bool) { return said, false }

func ownWords(_ *turn, said string, _ []Option) (string, bool) { return said, true }

// inWords says an answer that is one of Wordings: yes or no.
func inWords(t *turn, said string, _ []Option) (string, bool) { return t.wording(said), false }

func saidHour(t *turn, said string, _ []Option) (string, bool) { return t.sayHour(said), false }

func saidDate(t *turn, said string, _ []Option) (string, bool) { return t.sayDate(said), false }

// saidChoice says the words of a choice, as they were once if it has others since, or the learner's own words.
func saidChoice(_ *turn, said string, choices []Option) (string, bool) {
	i := slices.IndexFunc(choices, func(o Option) bool { return slices.Contains(o.Words, said) })
	if i < 0 {
		return said, true
	}
	return cmp.Or(choices[i].Said, said), false
}

// saidSeveral says the words of several choices as they are now, or the learner's own words.
func saidSeveral(t *turn, said string, choices []Option) (string, bool) {
	if said == ReplyNone {
		return t.wording(said), false
	}
	var words []string
	for _, key := range severalKeysOf(said, choices) {
		i := slices.IndexFunc(choices, func(o Option) bool { return o.Key == key })
		if i < 0 {
			return said, true
		}
		words = append(words, cmp.Or(choices[i].Said, choices[i].Words[0]))
	}
	return SaySeveral(words, t.wording("and")), false
}

// answerOf returns an answer by the name of its step, or of an answer of an earlier lesson, and what is known of it. If there is
// none, and Missing is the name of an answer of an earlier lesson in braces, that one takes its place.
func (t *turn) answerOf(name string) (Earlier, string) {
	e, said := Earlier{}, t.archived(name)
	if i := t.script.Index(name); i >= 0 {
		step := &t.script.Steps[i]
		e, said = Earlier{Missing: step.Missing, Kind: step.Kind, Choices: step.Choices}, t.answers[name]
	} else if known := t.script.earlier(name); known != nil {
		e = *known
	}
	for range t.script.Earlier { // each takes the place of one after it, so this ends
		next := t.script.earlier(inBraces(e.Missing))
		if said != "" || next == nil {
			break
		}
		e, said = *next, t.archived(next.Name)
	}
	return e, said
}

// inBraces returns the name in braces that is all of a text, or "".
func inBraces(text string) string {
	if len(text) > 2 && text[0] == '{' && text[len(text)-1] == '}' {
		return text[1 : len(text)-1]
	}
	return ""
}

// earlier returns the answer of an earlier lesson that has this name here, or nil.
func (s *Script) earlier(name string) *Earlier {
	for i := range s.Earlier {
		if s.Earlier[i].Name == name {
			return &s.Earlier[i]
		}
	}
	return nil
}

// archived returns an answer of an earlier lesson by its name in this one, or "".
func (t *turn) archived(name string) string {
	if e := t.script.earlier(name); e != nil {
		return t.answers[e.id()]
	}
	return ""
}

// id is the ID of the answer among the learner's answers.
func (e *Earlier) id() string { return e.Lesson + archiveMark + e.Step }
