package dialogue

import "slices"

// presence is whether a step is part of this learner's lesson.
type presence int

const (
	absent  presence = iota // it is not, and will not be
	pending                 // it is, if an open or later question gets the answer that it needs
	present                 // it is
)

// holds reports whether a condition holds by the answers so far. An answer to a step that is not part of this learner's
// lesson any more, since they went back and chose another way, does not count.
func (t *turn) holds(c Condition) bool {
	said, kind, choices := t.archived(c.Step), StepKind(""), []Option(nil)
	if i := t.script.Index(c.Step); i >= 0 {
		step := &t.script.Steps[i]
		said, kind, choices = t.answers[c.Step], step.Kind, step.Choices
		for _, earlier := range step.When {
			if t.script.Index(earlier.Step) < i && !t.holds(earlier) {
				said = ""
			}
		}
	} else if e := t.script.earlier(c.Step); e != nil {
		kind, choices = e.Kind, e.Choices
	}
	if said == "" {
		return slices.Contains(c.Is, Skipped)
	}
	return c.Covers(said, kind, choices)
}

// Covers reports whether an answer is one of those that the condition asks for. Of several choices, one is enough.
func (c Condition) Covers(said string, kind StepKind, choices []Option) bool {
	return slices.Contains(c.Is, Answered) ||
		slices.ContainsFunc(AnswerKeys(said, kind, choices), func(key string) bool { return slices.Contains(c.Is, key) }) ||
		kind.TakesRanges() && slices.ContainsFunc(c.Is, func(span string) bool { return Spans(span, said) })
}

// AnswerKeys returns the keys of the choices that an answer stands for, or ReplyOther or ReplyNone. More than one answers a Several
// step only.
func AnswerKeys(said string, kind StepKind, choices []Option) []string {
	return kindOf(kind).named(said, kind.Options(choices))
}

// keyByWord finds the choice that has the answer among its words. A kind without choices has none.
func keyByWord(said string, choices []Option) []string {
	return keyWhere(choices, func(o Option) bool { return slices.Contains(o.Words, said) })
}

// keyByHour finds the choice of the hour that is stored.
func keyByHour(said string, choices []Option) []string {
	return keyWhere(choices, func(o Option) bool { return o.Hour == said })
}

func keyWhere(choices []Option, stands func(Option) bool) []string {
	if i := slices.IndexFunc(choices, stands); i >= 0 {
		return []string{choices[i].Key}
	}
	return []string{ReplyOther}
}
