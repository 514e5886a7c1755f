package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/transcript"
)

// chatCommand is the line in a terminal: the same engine, without Redis and Twilio.
type chatCommand struct {
	Lesson string `default:"peer-coaching-1" help:"The lesson, by its name."`
	Phone  bool   `help:"Ring the line: type keys, or words to speak; an empty line is silence."`
	Name   string `help:"The learner's first name, as an invitation would tell it."`
}

// Run has the conversation. Answers come from standard input, a line each, so that it can be piped.
func (c chatCommand) Run(w world) error {
	r := newReader(w.env)
	footer, zone := r.env["COACHLINE_TEXT_FOOTER"], r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland")
	if len(r.faults) > 0 {
		return usageError{fmt.Errorf("%s", strings.Join(r.faults, "\n"))}
	}
	catalog, err := openLessons(r.env["COACHLINE_LESSONS"], r.lessonValues())
	if err != nil {
		return fmt.Errorf("COACHLINE_LESSONS: %w", err)
	}
	script, ok := catalog.Current(c.Lesson)
	if !ok {
		return usageError{fmt.Errorf("there is no lesson %q; there are: %s", c.Lesson, strings.Join(catalog.Lessons(), ", "))}
	}
	talk := transcript.New(script, c.Name, w.now().In(zone))
	talk.Footer = footer
	chat := chat{world: w, talk: talk, lines: bufio.NewScanner(w.in), phone: c.Phone}
	return chat.run()
}

// chat is one conversation in a terminal.
type chat struct {
	world
	talk  *transcript.Conversation
	lines *bufio.Scanner
	phone bool
}

func (c *chat) run() error {
	c.hint()
	first := "> GO"
	if c.phone {
		first = "> [call]"
	}
	if err := c.act(first); err != nil {
		return err
	}
	for c.talk.State().Place.Status != dialogue.Ended && c.ctx.Err() == nil {
		line, ok := c.read()
		if !ok {
			break
		}
		if err := c.act(line); err != nil {
			return err
		}
		if err := c.tomorrow(); err != nil {
			return err
		}
	}
	return c.lines.Err()
}

// hint tells a person how to answer. A pipe needs no telling.
func (c *chat) hint() {
	switch {
	case !c.terminal:
	case c.phone:
		fmt.Fprintln(c.out, "Type a key (1, *, #), or words to say; an empty line is silence; [hang up] hangs up. Ctrl-D leaves.")
	default:
		fmt.Fprintln(c.out, "Type as you would text; [call] rings the line instead. Ctrl-D leaves.")
	}
}

// read takes the next answer, and writes it as an act of a transcript.
func (c *chat) read() (string, bool) {
	for {
		if c.terminal {
			fmt.Fprint(c.out, "\n> ")
		}
		if !c.lines.Scan() {
			return "", false
		}
		line := strings.TrimSpace(c.lines.Text())
		switch {
		case strings.HasPrefix(line, "# "):
			return line, true
		case strings.HasPrefix(line, "["), !c.talk.OnPhone() && line != "":
			return "> " + line, true
		case c.talk.OnPhone():
			return "> [" + spokenAct(line) + "]", true
		}
	}
}

// spokenAct is what a caller does who types this.
func spokenAct(line string) string {
	switch {
	case line == "":
		return "silence"
	case strings.Trim(line, "0123456789*#") == "":
		return "press " + line
	}
	return "say " + line
}

// act does one act and shows what the line says.
func (c *chat) act(act string) error {
	said, err := c.talk.Act(act)
	if err != nil {
		fmt.Fprintln(c.errs, err)
		return nil
	}
	if !c.terminal || strings.HasPrefix(act, "#") {
		fmt.Fprintf(c.out, "\n%s\n", act)
	}
	for _, line := range said {
		fmt.Fprintln(c.out, line)
	}
	return nil
}

// tomorrow goes on to the next day by itself: nobody waits for it at a terminal.
func (c *chat) tomorrow() error {
	due := c.talk.Due()
	if c.talk.State().Place.Status != dialogue.Waiting || due.IsZero() {
		return nil
	}
	return c.act("# " + due.Format("next day 15:04"))
}

// isTerminal reports whether a person types into this file.
func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
