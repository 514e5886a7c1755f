package scripts

import (
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// decider is a question about whose answer conditions ask. A walk takes the longest of the answers with which the same conditions
// hold. Answers to all other questions are the longest ones, whatever the learner says.
type decider struct {
	script   *dialogue.Script
	id       string // among the answers
	earlier  bool   // an earlier lesson asks it
	kind     dialogue.StepKind
	choices  []dialogue.Option
	longest  string // the longest answer that is no choice
	missing  string // what is said if there is none
	asked    []asked
	heaviest map[string]string // the answer that takes most room, by the conditions that hold with it
	sayers   map[int]bool      // the steps that say it
}

// asked is a condition and its step.
type asked struct {
	dialogue.Condition
	step int
}

// decidersOf are the questions about whose answers a script's conditions ask.
func decidersOf(s *dialogue.Script, values longest) (all []decider) {
	byName := map[string]int{}
	for i := range s.Steps {
		for _, c := range s.Steps[i].When {
			n, known := byName[c.Step]
			if !known {
				n = len(all)
				byName[c.Step] = n
				all = append(all, deciderOf(s, c.Step, values))
			}
			all[n].asked = append(all[n].asked, asked{c, i})
		}
		for _, need := range s.Steps[i].Needs {
			if n, known := byName[need]; known {
				all[n].asked = append(all[n].asked, asked{dialogue.Condition{Step: need, Is: []string{dialogue.Answered}}, i})
			}
		}
	}
	for n := range all {
		all[n].weigh()
	}
	return all
}

func deciderOf(s *dialogue.Script, name string, values longest) decider {
	d := decider{script: s, id: name, heaviest: map[string]string{}, sayers: map[int]bool{}}
	if i := s.Index(name); i >= 0 {
		d.kind, d.choices, d.missing = s.Steps[i].Kind, s.Steps[i].Choices, values.missing(s, s.Steps[i].Missing)
	}
	if e := earlierOf(s, name); e != nil {
		d.id, d.earlier, d.kind, d.choices, d.missing = earlierID(*e), true, e.Kind, e.Choices, values.missing(s, e.Missing)
	}
	d.choices = d.kind.Options(d.choices)
	others := kinds[d.kind].longest.of(&dialogue.Step{Open: true}, values.name)
	if len(others) > 0 {
		d.longest = others[len(others)-1]
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		prompts := slices.Concat([]dialogue.Prompt{step.Prompt, step.Confirm}, step.NoInput, step.NoMatch, slices.Collect(maps.Values(step.Replies)))
		for _, p := range prompts {
			if slices.ContainsFunc(fillNames(p), func(filled string) bool { return standsIn(s, name, filled) }) {
				d.sayers[i] = true
			}
		}
	}
	return d
}

// weigh finds the heaviest answers.
func (d *decider) weigh() {
	for _, answer := range append([]string{"", d.longest}, kindOf(d.kind).told(d)...) {
		class := d.class(answer, 0)
		if known, ok := d.heaviest[class]; !ok || heavier(d.words(answer), d.words(known)) {
			d.heaviest[class] = answer
		}
	}
}

// words are those that a text says for an answer.
func (d *decider) words(answer string) string {
	if answer == "" {
		return d.missing
	}
	return kindOf(d.kind).said(d.script, d.choices, answer)
}

// class tells an answer from those that lead to other ways from a step on.
func (d *decider) class(answer string, from int) string {
	truths := ""
	for _, a := range d.asked {
		switch {
		case a.step < from:
		case answer == "" && slices.Contains(a.Is, dialogue.Skipped), answer != "" && a.Covers(answer, d.kind, d.choices):
			truths += "+"
		default:
			truths += "-"
		}
	}
	return truths
}

// decided has the class of each answer that decides something from a step on.
func (w *walk) decided(st dialogue.State, from int) string {
	if st.Place.Status == dialogue.Ended {
		return ""
	}
	classes := make([]string, len(w.deciders))
	for i := range w.deciders {
		classes[i] = w.deciders[i].class(st.Answers[w.deciders[i].id], from)
	}
	return strings.Join(classes, ",")
}

// aside is a position with all that matters to what is said beside the lesson, such as a reply to HELP, and the prompt that is
// said again after it. Few steps say an answer that decides something. At all others, asides are measured once.
func (w *walk) aside(at position) position {
	step := w.script.Index(at.step)
	if !slices.ContainsFunc(w.deciders, func(d decider) bool { return d.sayers[step] }) {
		at.answers = ""
	}
	return at
}

// filled is the longest answers, and what was truly answered to the questions that decide something.
func (w *walk) filled(given dialogue.Answers) dialogue.Answers {
	if len(w.deciders) == 0 {
		return w.values.answers
	}
	filled := maps.Clone(w.values.answers)
	for i := range w.deciders {
		d := &w.deciders[i]
		if filled[d.id] = d.heaviest[d.class(given[d.id], 0)]; filled[d.id] == "" {
			delete(filled, d.id)
		}
	}
	return filled
}

// maxBeginnings bounds the combinations of answers of earlier lessons.
const maxBeginnings = 200

// begin has a state of a learner who has not begun for each combination of the earlier answers that conditions ask about.
func (w *walk) begin() []dialogue.State {
	place := dialogue.Place{PersonPlace: dialogue.PersonPlace{Name: w.values.name}}
	for _, part := range w.parts {
		place.Invitations = append(place.Invitations, dialogue.Invitation{Cohort: part.Course.Name, Course: part.Course.Name, Lesson: w.script.Lesson})
	}
	states := []dialogue.State{{Place: place, Answers: dialogue.Answers{}}}
	for i := range w.deciders {
		d := &w.deciders[i]
		if !d.earlier {
			continue
		}
		var more []dialogue.State
		for _, class := range slices.Sorted(maps.Keys(d.heaviest)) {
			for _, st := range states {
				st.Answers = maps.Clone(st.Answers)
				st.Answers[d.id] = d.heaviest[class]
				more = append(more, st)
			}
		}
		if w.tooMany = len(more) > maxBeginnings; w.tooMany {
			return nil
		}
		states = more
	}
	return states
}
