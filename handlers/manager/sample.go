package manager

import (
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// sample is the text by which somebody is invited, as the engine will write it; empty where it would write none.
func (p *Pages) sample(script *dialogue.Script, by, name string) string {
	rules := p.Rules
	rules.Hours = dialogue.Hours{} // at any hour: it is not sent
	at := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	inv := dialogue.Invitation{Cohort: "sample", Lesson: script.Lesson, By: by, Name: name}
	invited, _ := dialogue.Advance(script, dialogue.State{}, dialogue.Input{Kind: dialogue.Summons, At: at, Invitation: inv, Rules: rules})
	_, out := dialogue.Advance(script, invited, dialogue.Input{Kind: dialogue.Wake, At: at, Rules: rules})
	if len(out.Texts) == 0 {
		return ""
	}
	return sms.Messages(out.Texts[0].Lines, p.Footer)[0]
}
