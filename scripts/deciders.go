package scripts

import (
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// decider is a question about whose answer conditions ask. A walk takes each of its answers truly. All other answers are the
// longest ones, whatever the learner says.
type decider struct {
	id      string // among the answers
	earlier bool   // an earlier lesson asks it
	kind    dialogue.StepKind
	choices []dialogue.Option
	longest string // the longest answer that is no choice
	asked   []asked
	said    int          // the last step that says the answer, or -1
	sayers  map[int]bool // the steps that say it
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
	return all
}

func deciderOf(s *dialogue.Script, name string, values longest) decider {
	d := decider{id: name, said: -1, sayers: map[int]bool{}}
	if i := s.Index(name); i >= 0 {
		d.kind, d.choices = s.Steps[i].Kind, s.Steps[i].Choices
	}
	if e := earlierOf(s, name); e != nil {
		d.id, d.earlier, d.kind, d.choices = earlierID(*e), true, e.Kind, e.Choices
	}
	if kinds[d.kind].isYesNo {
		d.choices = []dialogue.Option{{Key: "1", Words: []string{"yes"}}, {Key: "2", Words: []string{"no"}}}
	}
	others := kinds[d.kind].longest.of(&dialogue.Step{Open: true}, values.name)
	if len(others) > 0 {
		d.longest = others[len(others)-1]
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		prompts := slices.Concat([]dialogue.Prompt{step.Prompt, step.Confirm}, step.NoInput, step.NoMatch, slices.Collect(maps.Values(step.Replies)))
		for _, p := range prompts {
			if slices.ContainsFunc(fillNames(p), func(filled string) bool { return standsIn(s, name, filled) }) {
				d.said, d.sayers[i] = i, true
			}
		}
	}
	return d
}

// answers are all answers that make a difference, with "" for none.
func (d *decider) answers() []string {
	all := []string{"", d.longest}
	for _, o := range d.choices {
		all = append(all, d.choice(o))
	}
	return all
}

// choice is the answer that is kept for a choice.
func (d *decider) choice(o dialogue.Option) string {
	if d.kind == dialogue.Hour {
		return o.Hour
	}
	return o.Words[0]
}

// class tells an answer from those that lead to other ways, or to other words, from a step on.
func (d *decider) class(answer string, from int) string {
	key := ""
	if answer != "" {
		key = dialogue.AnswerKey(answer, d.kind, d.choices)
	}
	if d.said >= from {
		return key
	}
	truths := ""
	for _, a := range d.asked {
		switch {
		case a.step < from:
		case key == "" && slices.Contains(a.Is, dialogue.Skipped), key != "" && (slices.Contains(a.Is, key) || slices.Contains(a.Is, dialogue.Answered)):
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
// said again after it. Few steps say an answer that decides something; at all others, asides are measured once.
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
		said := given[d.id]
		switch {
		case said == "":
			delete(filled, d.id)
		case dialogue.AnswerKey(said, d.kind, d.choices) == dialogue.ReplyOther:
			filled[d.id] = d.longest
		default:
			filled[d.id] = said
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
		seen := map[string]bool{}
		for _, said := range d.answers() {
			class := d.class(said, 0)
			if seen[class] || len(more) > maxBeginnings {
				continue
			}
			seen[class] = true
			for _, st := range states {
				st.Answers = maps.Clone(st.Answers)
				st.Answers[d.id] = said
				more = append(more, st)
			}
		}
		states = more
	}
	if w.tooMany = len(states) > maxBeginnings; w.tooMany {
		return nil
	}
	return states
}
