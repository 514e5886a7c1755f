package manager

import (
	"cmp"
	"time"

	"coachline/handlers/manager/sheet"
	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
	"coachline/session/roster"
)

// sample is the text by which somebody is invited, and the one that comes after three days, as the engine will write them;
// empty where it would write none. It is that of a course, or of the lesson if course is "".
func (p *Pages) sample(script *dialogue.Script, course, by, own string, line sheet.Line) (first, second string) {
	rules := p.config.Rules
	rules.Hours = dialogue.Hours{} // at any hour: it is not sent
	if !p.config.Rings(line.Number) {
		rules.Calls = 0
	}
	at := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	inv := dialogue.Invitation{
		Cohort: "sample", Course: course, Lesson: script.Lesson, By: by, Name: roster.ShortName(cmp.Or(line.First, line.Name)), Again: true,
		Sentence: own,
	}
	var state dialogue.State
	state.Place.Invite(inv, script.Lesson, at, rules)
	write := func() string {
		next, out := dialogue.Advance(script, state, dialogue.Input{Kind: dialogue.Wake, At: state.Place.NextWake(), Rules: rules})
		state = next
		if len(out.Texts) == 0 {
			return ""
		}
		return sms.Pack(out.Texts[0].Lines, p.config.Footer)[0]
	}
	return write(), write()
}
