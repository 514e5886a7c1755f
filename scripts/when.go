package scripts

import (
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// when reads the conditions of a step.
func (r *stepReader) when() {
	for _, pair := range r.p.entries(r.get("when"), "{energy: 2}") {
		c := dialogue.Condition{Step: pair.key.text}
		values := []*value{pair.value}
		if pair.value.kind == aList {
			values = pair.value.items
		}
		for _, v := range values {
			if is := r.p.text(v); slices.Contains(c.Is, is) {
				r.p.faults.at(v.pos, "when: %q stands here twice; take one out", is)
			} else if is != "" {
				c.Is = append(c.Is, is)
			}
		}
		if len(values) == 0 {
			r.p.faults.at(pair.value.pos, "when: expected a key of %q, answered or skipped, found an empty list; write one, or take it out", c.Step)
		}
		r.step.When = append(r.step.When, c)
	}
}

// checkWhen checks the conditions of step i against the questions before it. What answers an earlier lesson takes is only
// known once it is read.
func (p *parser) checkWhen(at place, i int) {
	var known []string
	for _, s := range p.script.Steps[:i] {
		if takesKeep(s.Kind) {
			known = append(known, s.ID)
		}
	}
	for _, e := range p.script.Earlier {
		known = append(known, e.Name)
	}
	for _, c := range p.script.Steps[i].When {
		at := at.of("when " + c.Step)
		asked := p.script.Index(c.Step)
		switch {
		case !slices.Contains(known, c.Step):
			p.faults.at(at, "when: no question before this step is called %q%s", c.Step, suggest(c.Step, known))
		case asked >= 0:
			p.checkKept(at, "when", asked)
			step := &p.script.Steps[asked]
			p.faults.checkAnswers(at, c, step.Kind, answersOf(step.Kind, step.Choices, step.Open))
		}
	}
}

// checkAnswers finds what a condition asks for although the question takes no such answer.
func (fs *Faults) checkAnswers(at pos, c dialogue.Condition, kind dialogue.StepKind, known []string) {
	for _, is := range c.Is {
		if _, _, ok := dialogue.Span(is); ok && kind.TakesRanges() {
			continue
		}
		if !slices.Contains(known, is) {
			fs.at(at, "when: no answer of %q is %q%s", c.Step, is, suggest(is, known))
		}
	}
}

// answersOf are what a condition may ask of a question.
func answersOf(kind dialogue.StepKind, choices []dialogue.Option, open bool) []string {
	always := []string{dialogue.Answered, dialogue.Skipped}
	return slices.Concat(optionKeys(kind.Options(choices)), kindOf(kind).conditions(choices, open), always)
}

// orOwnWords is the learner's own words, where the question takes them.
func orOwnWords(_ []dialogue.Option, open bool) []string {
	if open {
		return []string{dialogue.ReplyOther}
	}
	return nil
}

// orNone is that none of several choices fits, or own words.
func orNone(choices []dialogue.Option, open bool) []string {
	return append([]string{dialogue.ReplyNone}, orOwnWords(choices, open)...)
}

// orOtherHour is another hour than the choices, if there are any.
func orOtherHour(choices []dialogue.Option, open bool) []string {
	return orOwnWords(choices, open || len(choices) > 0)
}

// takesKeep reports whether the answers to a kind of step can be kept.
func takesKeep(k dialogue.StepKind) bool { return slices.Contains(kinds[k].keys, "keep") }

// inBraces is the name in braces that is all of a text, or "".
func inBraces(text string) string {
	name, begun := strings.CutPrefix(text, "{")
	name, ended := strings.CutSuffix(name, "}")
	if !begun || !ended {
		return ""
	}
	return name
}
