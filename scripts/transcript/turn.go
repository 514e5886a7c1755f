package transcript

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// take runs one turn of the engine and shows its answer.
func (c *Conversation) take(in dialogue.Input) ([]string, error) {
	in.At, in.Call, in.Rules, in.Parts = c.Now, "call-"+strconv.Itoa(c.calls), c.Rules, c.nextParts()
	in.Number = "+64211234567"
	in.Rules.Segments = func(lines []dialogue.Line) int { return sms.SegmentsInGSM7(lines, c.Footer) }
	in.Placed = in.Kind == dialogue.Connect && c.ringing
	in.Link = func(time.Duration) string { return "https://coachline.example/me/AbCdEfGhIjKlMnOpQrStUv" }
	if in.Kind == dialogue.Missed {
		in.Call = "ours"
	}
	state, out := dialogue.Advance(c.script, c.state, in)
	if err := c.store(state); err != nil {
		return nil, err
	}
	if out.TakenUp != nil {
		c.script = out.TakenUp
	}
	if err := c.apply(out); err != nil {
		return nil, err
	}
	c.ringing = out.Ring
	switch {
	case in.Kind == dialogue.HangUp:
		c.listen = nil
	case in.Channel == dialogue.Phone:
		if in.Kind != dialogue.Missed { // a missed call does not end another one
			c.listen = out.Listen
		}
		return append(c.heard(out), c.texted(out, "[text] ")...), nil
	}
	lines := append(c.asTexts(out.Lines, ""), c.texted(out, "")...)
	if out.Ring {
		lines = append(lines, "< [rings you]")
	}
	return lines, nil
}

// nextParts is the next part of the course to which the learner is invited, as the line finds it.
func (c *Conversation) nextParts() []dialogue.Part {
	invited := func(inv dialogue.Invitation) bool { return c.course != nil && inv.Course == c.course.Name }
	if !slices.ContainsFunc(c.state.Place.Invitations, invited) {
		return nil
	}
	next := c.state.Place.NextPart(c.course, c.script.Lesson)
	part := dialogue.Part{Course: c.course}
	if next < len(c.parts) {
		part.Script = c.parts[next]
	}
	return []dialogue.Part{part}
}

// store keeps the state as the line does, marshalled.
func (c *Conversation) store(state dialogue.State) error {
	stored, err := json.Marshal(state)
	if err != nil {
		return fmt.Errorf("marshal state: %w", err)
	}
	c.state = dialogue.State{}
	if err := json.Unmarshal(stored, &c.state); err != nil {
		return fmt.Errorf("unmarshal state: %w", err)
	}
	return nil
}

// apply applies a change of zone and an erasure. After an erasure the record still says not to text the learner.
func (c *Conversation) apply(out dialogue.Output) error {
	if out.Zone != "" {
		zone, err := time.LoadLocation(out.Zone)
		if err != nil {
			return fmt.Errorf("move to a time zone: %w", err)
		}
		c.state.Place = c.state.Place.InZone(c.Now.Location(), zone)
		c.Now = c.Now.In(zone)
	}
	if out.Erase {
		c.state = dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Bounds: dialogue.Bounds{OptedOut: true}}}}
	}
	return nil
}

// texted shows the texts that are not the answer itself.
func (c *Conversation) texted(out dialogue.Output, mark string) (lines []string) {
	for _, m := range out.Texts {
		lines = append(lines, c.asTexts(m.Lines, mark)...)
	}
	return append(lines, c.asTexts(out.PassOn, "[to the contact] ")...)
}

// asTexts shows lines as the texts that arrive.
func (c *Conversation) asTexts(said []dialogue.Line, mark string) (lines []string) {
	for _, body := range sms.Pack(said, c.Footer) {
		lines = append(lines, "< "+mark+strings.ReplaceAll(body, "\n", "\n  "))
	}
	return lines
}

// heard shows what the caller hears. What a recording has follows its name, also where that is more than one line.
func (c *Conversation) heard(out dialogue.Output) []string {
	var lines []string
	slowly := ""
	if out.Slow {
		slowly = "[slowly] "
	}
	for _, line := range out.Lines {
		if line.Pause > 0 {
			lines = append(lines, fmt.Sprintf("< [pause %d]", line.Pause))
		}
		recording, recorded := c.script.Recordings[line.Audio]
		switch {
		case line.Text == "":
		case recorded && !out.Slow:
			lines = append(lines, "< ["+recording.File+"] "+line.Text)
		case line.Voice != "":
			lines = append(lines, "< "+slowly+"[second voice] "+line.Text)
		default:
			lines = append(lines, "< "+slowly+line.Text)
		}
	}
	if out.Listen == nil {
		lines = append(lines, "< [hangs up]")
	}
	return lines
}
