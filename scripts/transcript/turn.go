package transcript

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// take runs a turn through the engine, and shows what the line says to it.
func (c *Conversation) take(in dialogue.Input) ([]string, error) {
	in.At, in.Call, in.Rules = c.Now, "call-"+strconv.Itoa(c.calls), c.Rules
	if in.Kind == dialogue.Missed {
		in.Call = "ours"
	}
	state, out := dialogue.Advance(c.script, c.state, in)
	if err := c.keep(state); err != nil {
		return nil, err
	}
	if err := c.follow(out); err != nil {
		return nil, err
	}
	switch {
	case in.Kind == dialogue.HangUp:
		c.listen = nil
	case in.Channel == dialogue.Phone:
		if in.Kind != dialogue.Missed { // which is another call than the one that may be going on
			c.listen = out.Listen
		}
		return append(heard(out), c.texted(out, "[text] ")...), nil
	}
	lines := append(c.read(out.Lines, ""), c.texted(out, "")...)
	if out.Ring {
		lines = append(lines, "< [rings you]")
	}
	return lines, nil
}

// keep stores the state as it is stored in earnest: marshalled.
func (c *Conversation) keep(state dialogue.State) error {
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

// follow does what an output wishes beside saying something. Of one who is erased it stays that they are left alone.
func (c *Conversation) follow(out dialogue.Output) error {
	if out.Zone != "" {
		zone, err := time.LoadLocation(out.Zone)
		if err != nil {
			return fmt.Errorf("move to a time zone: %w", err)
		}
		c.state.Place = c.state.Place.Moved(c.Now.Location(), zone)
		c.Now = c.Now.In(zone)
	}
	if out.Erase {
		c.state = dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Bounds: dialogue.Bounds{OptedOut: true}}}}
	}
	return nil
}

// texted shows what the line texts by itself.
func (c *Conversation) texted(out dialogue.Output, mark string) (lines []string) {
	for _, m := range out.Texts {
		lines = append(lines, c.read(m.Lines, mark)...)
	}
	return lines
}

// read shows what arrives as texts.
func (c *Conversation) read(said []dialogue.Line, mark string) (lines []string) {
	for _, body := range sms.Messages(said, c.Footer) {
		lines = append(lines, "< "+mark+strings.ReplaceAll(body, "\n", "\n  "))
	}
	return lines
}

// heard shows what a call hears.
func heard(out dialogue.Output) []string {
	var lines []string
	for _, line := range out.Lines {
		if line.Pause > 0 {
			lines = append(lines, fmt.Sprintf("< [pause %d]", line.Pause))
		}
		if line.Text != "" {
			lines = append(lines, "< "+line.Text)
		}
	}
	if out.Listen == nil {
		lines = append(lines, "< [hangs up]")
	}
	return lines
}
