// Package outline is a lesson on paper: every word that it says, by text and by phone, what it understands, where it goes and what
// it costs, as a page to read and sign, and a picture of its paths.
//
// The rule it keeps: all is taken from the parsed script, as the engine walks it, so that nothing that is said can be missing. A
// test fails when a script gets words that the page does not show.
//
// It draws; it does not read files, and it knows no clock. Its style sheets use the line's colours, which a page of the line has
// already and a page on its own gets from own.css.
package outline

import (
	"cmp"
	"math"
	"slices"

	"coachline/scripts"
	"coachline/scripts/dialogue"
)

// Lesson is a lesson as people read it.
type Lesson struct {
	ID      string // that no other lesson of a page has
	Script  *dialogue.Script
	Picture Picture
	Steps   []Step
	Common  []Reprompt // that many questions have
	Fills   []Fill
	Groups  []Group // of phrases

	Settings []Setting

	ruler scripts.Ruler
}

// Setting is a setting of a lesson, and its value; "" if whoever runs the line has not set it.
type Setting struct{ Name, Value string }

// Step is a step as people read it.
type Step struct {
	N          int // from 1
	ID, About  string
	Kind       string // in words
	Here       bool   // the learner is at it
	If         []string
	Says       Wording
	Answers    []Answer
	Confirm    Wording
	Forward    Wording
	Remind     Wording
	Takes      string     // the bounds of an answer, in words
	Reprompts  []Reprompt // of its own
	Common     []string   // after what it has the common ones
	Then       []string   // where it goes, if not to the next one
	Kept       string     // what becomes of the answer
	Missing    string     // what is said in place of a missing answer
	Milestone  string
	ToOthers   bool
	WaitsUntil string
}

// Answer is what a step understands, and what follows.
type Answer struct {
	Key   string // that is pressed or texted, or ""
	Words []string
	Hour  string // that the choice stands for
	Said  string // how prompts say it, if not by its first word
	Reply Wording
}

// Reprompt is what is said after silence, or after something that was not understood.
type Reprompt struct {
	After string
	Says  Wording
}

// Wording is what is said on both channels.
type Wording struct {
	Text      string
	Phone     []dialogue.Line // what is spoken if it differs from Text
	Segments  int
	Wide      int // segments where names have macrons
	Seconds   int
	OnlyText  bool   // it is never spoken
	Recording string // the file that is played instead of a voice, or ""
	Language  string
}

// Empty reports whether nothing is said.
func (w Wording) Empty() bool { return w.Text == "" && len(w.Phone) == 0 }

// Of is a script as people read it. Footer and values are as for scripts.Check.
func Of(s *dialogue.Script, footer string, values map[string]string) *Lesson {
	l := &Lesson{ID: s.Lesson, Script: s, Picture: Draw(s, nil), ruler: scripts.NewRuler(s, footer, values)}
	l.Common = append(l.common(silence), l.common(notUnderstood)...)
	for i := range s.Steps {
		l.Steps = append(l.Steps, l.step(i))
	}
	for _, name := range s.Settings {
		l.Settings = append(l.Settings, Setting{name, values[name]})
	}
	l.Groups = l.groups()
	l.Fills = fillsOf(s)
	return l
}

// At is the lesson with the step marked at which a learner is.
func (l *Lesson) At(step string) *Lesson {
	at := *l
	at.Steps = slices.Clone(l.Steps)
	for i := range at.Steps {
		at.Steps[i].Here = at.Steps[i].ID == step
	}
	at.Picture = Draw(l.Script, map[string]Note{step: {Here: true}})
	return &at
}

// wording measures a prompt of step i. What is read out word for word stands there once.
func (l *Lesson) wording(p dialogue.Prompt, i int) Wording {
	w := Wording{Text: p.Text, Phone: p.Phone, Segments: l.ruler.Segments(p, i), Wide: l.ruler.Wide(p, i), Seconds: int(math.Ceil(l.ruler.Speech(p, i).Seconds())), Language: l.Script.Language}
	if p.Audio != "" {
		w.Recording = cmp.Or(l.Script.Recordings[p.Audio].File, p.Audio)
	}
	if slices.Equal(p.Phone, []dialogue.Line{{Text: p.Text}}) {
		w.Phone = nil
	}
	return w
}

func (l *Lesson) step(i int) Step {
	s := &l.Script.Steps[i]
	step := Step{
		N: i + 1, ID: s.ID, About: s.About, Kind: kindOf(s).words, If: conditions(l.Script, s),
		Says: l.wording(s.Prompt, i), Answers: l.answers(i), Confirm: l.wording(s.Confirm, i), Forward: l.wording(s.Forward, i), Remind: l.wording(s.Remind, i), Takes: takes(s),
		Then: ways(l.Script, i), Missing: s.Missing, Milestone: s.Milestone, ToOthers: s.ToOthers,
	}
	step.Forward.OnlyText, step.Remind.OnlyText = true, true
	if s.Kind == dialogue.Wait {
		step.WaitsUntil = waitsUntil(s)
	}
	if takesAnswer(s.Kind) {
		step.Kept = kept[cmp.Or(s.Keep, dialogue.KeepNever)]
	}
	for _, after := range []string{silence, notUnderstood} {
		prompts := repromptsOf(s, after)
		if len(l.stepsWith(after, prompts)) >= manySteps {
			step.Common = append(step.Common, after)
		} else {
			step.Reprompts = append(step.Reprompts, l.reprompts(after, prompts, i)...)
		}
	}
	return step
}
