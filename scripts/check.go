package scripts

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
	"coachline/scripts/sms"
)

// Check proves a lesson that Parse accepted: it ends, every step can be reached, and its cost is bounded, both with the
// settings set to values and with none set. The line adds footer to every text.
func Check(l *Lesson, footer string, values map[string]string) Report {
	return newChecker(l, footer, values, folderFiles{}).report()
}

// report proves a lesson and measures it.
func (c *checker) report() Report {
	errors := c.prove()
	c.measure()
	c.found.Errors, c.found.Warnings = errors, c.warnings.sorted()
	return c.found
}

// checker checks one lesson.
type checker struct {
	*Lesson
	footer           string
	set              *dialogue.Script // with all settings set
	whole            *dialogue.Script // the lesson in all its languages
	language         string           // in which it is checked; empty for the one in which it was written
	plain, wide      longest          // the longest values, within GSM-7 and outside
	parts            []dialogue.Part  // what comes after the lesson, by course
	errors, warnings Faults
	found            Report
}

// newChecker makes a checker of a lesson within its folder, which may have courses with it.
func newChecker(l *Lesson, footer string, values map[string]string, within folderFiles) *checker {
	set := withSettings(l.Script, values)
	var parts []dialogue.Part
	for _, c := range within.courses {
		if part, ok := c.part(l.Script.Lesson, within.lessons); ok {
			parts = append(parts, part)
		}
	}
	return &checker{
		Lesson: l, whole: l.Script, footer: footer, set: set, plain: longestValues(set, false, within), wide: longestValues(set, true, within), parts: parts,
		found: Report{Script: l.Script, Lesson: l.Script.Lesson, Title: l.Script.Title, File: l.File, Budget: l.Script.Budget},
	}
}

// prove finds all errors.
func (c *checker) prove() Faults {
	c.checkTexts()
	c.mark("text")
	c.checkChoices()
	c.mark("choices")
	c.warnForgotten()
	c.mark("unused")
	c.lint()
	full := newWalk(c.whole.With(c.set.Values), c.language, c.plain, c.footer, c.parts).explore()
	if full.tooMany {
		c.errors.at(c.budgetAt, "there are too many ways through this lesson to walk them all; "+
			"repeat less often and not within a repeat, or let conditions ask about fewer answers")
		c.mark("ways")
		return c.errors.sorted()
	}
	bare := full
	if len(c.Script.Settings) > 0 {
		bare = newWalk(withoutSettings(c.whole), c.language, c.plain, c.footer, c.parts).explore()
	}
	c.checkReach(full, bare)
	c.mark("reach")
	for _, w := range slices.Compact([]*walk{full, bare}) {
		c.checkEnds(w)
		c.mark("ends")
		c.checkTurns(w)
		c.mark("turns")
		c.measureWays(w)
	}
	c.checkBudget()
	c.mark("budget")
	return c.errors.sorted()
}

// mark names the rule of what was found since the last mark.
func (c *checker) mark(rule string) {
	c.errors.mark(rule)
	c.warnings.mark(rule)
	for i := range c.warnings {
		if c.warnings[i].Severity == lint.Error {
			c.warnings[i].Severity = lint.Warning
		}
	}
}

// measure completes the report: the cost of each step, and of the lesson with wide names.
func (c *checker) measure() {
	c.measureSteps()
	c.checkRecordings()
	c.mark("recordings")
	c.measureRecordings()
	c.found.Text.Wide = c.found.Text.Segments
	named := slices.ContainsFunc(slices.Concat(c.passages, c.common), func(s passage) bool { return saysName(c.Script, s.prompt) })
	if walked := c.found.Text.Segments > 0; walked && named {
		wide := newWalk(c.whole.With(c.set.Values), c.language, c.wide, c.footer, c.parts).exploreByText()
		c.found.Text.Wide = max(c.found.Text.Wide, wide.dearest(dialogue.Text, bySegments).segments)
	}
}

// at is where a step stands in the file.
func (c *checker) at(id string) pos {
	if i := c.Script.Index(id); i >= 0 {
		return c.places[i].pos
	}
	return pos{file: c.File, line: 1, column: 1}
}

// warnForgotten finds a setting that no step uses, and a lesson without the milestone finished.
func (c *checker) warnForgotten() {
	used, finished := map[string]bool{}, false
	for _, step := range c.Script.Steps {
		for _, need := range step.Needs {
			used[need] = true
		}
		finished = finished || step.Milestone == dialogue.MilestoneFinished
	}
	if !finished {
		c.warnings.at(c.places[len(c.places)-1].pos, "no step has milestone: finished, so managers will see nobody finish; add it to the last step")
	}
	for _, name := range c.Script.Settings {
		if !used[name] {
			c.warnings.at(c.settingsAt, "setting %q is used by no step; take it out, or say {%s} in a step", name, name)
		}
	}
	inSecond := func(s passage) bool {
		return slices.ContainsFunc(s.prompt.Phone, func(l dialogue.Line) bool { return l.Voice != "" })
	}
	if c.secondAt != (pos{}) && !slices.ContainsFunc(c.passages, inSecond) {
		c.warnings.at(c.secondAt, "second-voice is used by no prompt; write [second voice] where it speaks")
	}
}

// measureSteps measures the words of each step.
func (c *checker) measureSteps() {
	for i := range c.set.Steps {
		step := &c.set.Steps[i]
		cost := StepCost{ID: step.ID, Kind: step.Kind}
		if step.Prompt.Text != "" {
			size := c.size(c.plain, step.Prompt.Text, i)
			cost.Segments, cost.Characters = size.Segments, size.Units
			cost.Wide = c.size(c.wide, step.Prompt.Text, i).Segments
		}
		cost.Speech = speechTime(c.spoken(step.Prompt, i), c.set.Recordings)
		c.found.Steps = append(c.found.Steps, cost)
	}
}

// size is the size of a text as a message of its own.
func (c *checker) size(values longest, text string, step int) sms.Size {
	bodies := sms.Pack([]dialogue.Line{{Text: values.fill(c.set, text, step)}}, c.footer)
	return sms.Count(strings.Join(bodies, ""))
}

// measureWays reports the cost of the dearest ways of a walk, if they cost more than those of the walks before.
func (c *checker) measureWays(w *walk) {
	if t := w.dearest(dialogue.Text, bySegments); t.segments > c.found.Text.Segments {
		c.found.Text.Segments, c.found.Text.Prompts = t.segments, t.prompts
	}
	if p := w.dearest(dialogue.Phone, byTime); p.time > c.found.Phone.Time {
		c.found.Phone = PhoneCost{p.time, p.prompts}
	}
	c.found.Days = max(c.found.Days, w.dearest(dialogue.Text, byDays).days)
}

func (c *checker) checkBudget() {
	r, most := &c.found, c.Script.Budget
	if r.Text.Segments > most.Segments {
		c.errors.at(c.budgetAt, "the longest way by text costs %d segments; the budget is %d", r.Text.Segments, most.Segments)
	}
	if r.Phone.Time.Minutes() > most.Minutes {
		c.errors.at(c.budgetAt, "the longest way by phone takes %.1f minutes; the budget is %g", r.Phone.Minutes(), most.Minutes)
	}
}

// checkReach finds the steps that no way leads to.
func (c *checker) checkReach(full, bare *walk) {
	inFull, inBare := full.visited(), bare.visited()
	for i, step := range c.Script.Steps {
		if !inFull[step.ID] && !inBare[step.ID] {
			c.errors.at(c.places[i].pos, "no way leads to step %q; let a step before it lead here, or take it out", step.ID)
		}
	}
}

// checkEnds finds where a lesson does not end, or where an answer gets no reply.
func (c *checker) checkEnds(w *walk) {
	for _, id := range w.circles {
		c.errors.at(c.at(id), "the lesson does not end: step %q leads back to itself; jump forward, or use a repeat", id)
	}
	for _, id := range w.stuck() {
		c.errors.at(c.at(id), "the lesson does not end: nothing can follow after step %q; say something after it", id)
	}
	for _, id := range w.silent {
		if i := c.Script.Index(id); i >= 0 && c.Script.Steps[i].Kind == dialogue.Wait {
			c.warnings.at(c.at(id), "when the wait %q is over, the line may say nothing; say something after it", id)
			continue
		}
		c.warnings.at(c.at(id), "by text, an answer to %q may end the lesson without a reply; "+
			"give it replies, or say something after it", id)
	}
}

// checkTurns finds turns that are too long to read or to listen to, the longest one at each step.
func (c *checker) checkTurns(w *walk) {
	speech, texts := map[string]turn{}, map[string]turn{}
	for _, t := range w.turns {
		if t.speech > max(maxSpeech, speech[t.step].speech) {
			speech[t.step] = t
		}
		if c.crowded(t) && sms.Segments(t.bodies) > sms.Segments(texts[t.step].bodies) {
			texts[t.step] = t
		}
	}
	for id, t := range speech {
		c.errors.at(c.at(id), "the line speaks for %.0f seconds before the caller can answer%s; expected %.0f at most",
			math.Ceil(t.speech.Seconds()), c.speechParts(t), maxSpeech.Seconds())
	}
	for id, t := range texts {
		c.errors.at(c.at(id), "by text, %d texts arrive together at this step, more than %d messages of %d segments; "+
			"ask something in between", len(t.lines), sms.MaxMessages, sms.MaxSegments)
	}
}

// speechParts lists the seconds of each prompt in a long speech, and which of them are phrases; "" for a single prompt.
func (c *checker) speechParts(t turn) string {
	var parts []string
	phrases := false
	for i, line := range t.lines {
		if i > 0 && line.Recorded {
			continue
		}
		name := c.phraseOf(line)
		phrases = phrases || name != ""
		parts = append(parts, fmt.Sprintf("%.0f%s", speechTime([]dialogue.Line{line}, c.set.Recordings).Seconds(), name))
	}
	if len(parts) < 2 && !phrases {
		return ""
	}
	return " (" + strings.Join(parts, " + ") + ")"
}

// phraseOf names the phrase or common reprompt that a line comes from, if any.
func (c *checker) phraseOf(line dialogue.Line) string {
	for _, s := range slices.Concat(c.passages, c.common) {
		if s.step >= 0 || line.Text == "" {
			continue
		}
		for _, l := range s.prompt.Spoken() {
			form := "^" + strings.ReplaceAll(regexp.QuoteMeta(braces.ReplaceAllString(l.Text, "\x00")), "\x00", ".*") + "$"
			if l.Text != "" && regexp.MustCompile(form).MatchString(line.Text) {
				at := cmp.Or(s.phone, s.pos)
				return fmt.Sprintf(" for %q in %s:%d", s.key, at.file, at.line)
			}
		}
	}
	return ""
}

// crowded reports whether the texts of a turn are short enough one by one, but too many.
func (c *checker) crowded(t turn) bool {
	if !tooLong(t.bodies) {
		return false
	}
	for _, line := range t.lines {
		if tooLong(sms.Pack([]dialogue.Line{line}, c.footer)) {
			return false // a fault of its own
		}
	}
	return true
}

func tooLong(bodies []string) bool {
	for _, body := range bodies {
		if sms.Count(body).Segments > sms.MaxSegments {
			return true
		}
	}
	return false
}
