package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/transcript"
)

// chatCommand is the line in a terminal: the same engine, without Redis and Twilio.
type chatCommand struct {
	Lesson   string `default:"peer-coaching-1" help:"The lesson, by its name."`
	Phone    bool   `help:"Ring the line: type keys, or words to speak; an empty line is silence."`
	Name     string `help:"The learner's first name, as an invitation would tell it."`
	Language string `help:"The language that the learner has chosen, such as mi. Without it, a lesson that has several asks."`
	Save     string `type:"path" placeholder:"FILE" help:"Write the conversation to a new file, as a transcript that can be played again."`
}

// Run has the conversation. Answers come from standard input, a line each, so that it can be piped.
func (c chatCommand) Run(w world) error {
	r := newReader(w.env)
	footer, zone := r.value("COACHLINE_TEXT_FOOTER"), r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland")
	if len(r.faults) > 0 {
		return usageError{fmt.Errorf("%s", strings.Join(r.faults, "\n"))}
	}
	catalog, err := openLessons(r.value("COACHLINE_LESSONS"), r.lessonValues())
	if err != nil {
		return fmt.Errorf("COACHLINE_LESSONS: %w", err)
	}
	script, ok := catalog.Current(c.Lesson)
	if !ok {
		return usageError{fmt.Errorf("there is no lesson %q; there are: %s", c.Lesson, strings.Join(catalog.Lessons(), ", "))}
	}
	if c.Language != "" && !script.Has(c.Language) {
		return usageError{fmt.Errorf("lesson %s is not in %q; there are: %s", c.Lesson, c.Language, strings.Join(script.Languages(), ", "))}
	}
	circumstances := transcript.Circumstances{
		Begins: w.now().In(zone).Truncate(time.Minute), Name: c.Name, Language: c.Language, Organisation: r.value("COACHLINE_ORGANISATION"), Footer: footer, Values: script.Values,
	}
	saved, err := c.save(circumstances)
	if err != nil {
		return err
	}
	chat := chat{world: w, talk: circumstances.Begin(script), saved: saved, lines: bufio.NewScanner(w.in), phone: c.Phone}
	return errors.Join(chat.run(), saved.Close())
}

// save begins the file that the conversation is written to. An earlier one is not written over.
func (c chatCommand) save(circumstances transcript.Circumstances) (io.WriteCloser, error) {
	if c.Save == "" {
		return discarded{io.Discard}, nil
	}
	file, err := os.OpenFile(c.Save, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return nil, fmt.Errorf("--save: there is %s already; name another file, or remove it", c.Save)
	}
	if err != nil {
		return nil, fmt.Errorf("--save: %w", err)
	}
	if _, err := fmt.Fprintf(file, "; A conversation with %s, as coachline chat had it.\n%s", c.Lesson, circumstances); err != nil {
		return nil, fmt.Errorf("--save: %w", err)
	}
	return file, nil
}

// discarded is where a conversation goes that is not saved.
type discarded struct{ io.Writer }

// Close does nothing.
func (discarded) Close() error { return nil }

// chat is one conversation in a terminal.
type chat struct {
	world
	talk  *transcript.Conversation
	saved io.Writer
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
	if _, err := io.WriteString(c.saved, transcript.Written(act, said)); err != nil {
		return fmt.Errorf("--save: %w", err)
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
