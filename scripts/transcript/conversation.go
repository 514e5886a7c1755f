// Package transcript plays conversations that are written as text, one act on each line. The chat command types them, and
// tests keep them beside a lesson.
//
//	> GO                  the learner texts
//	> [call]              calls the line; then [press 1], [say half past seven], [silence], [hang up]
//	> [missed]            nobody took a call of the line; [machine]: a machine took it
//	< What energy ...     what the line answers
//	< [text] What ...     what it texts during a call
//	< [to the contact] A  what it texts to whoever gets the wishes for a person
//	< [second voice] Try  what another voice says in a call
//	< [energy.mp3] What   what a recording says; [slowly]: what the voice says slowly
//	< [rings you]         it calls the learner, who takes the call with [call]
//	# invited by Mere     a manager invites the learner; "invited again by Mere": and again after three days
//	# next day 08:00      time passes, and what falls due happens; also "# in 4h"
//
// A conversation may go through the lessons of a course.
//
// The rule it keeps: the engine runs as it does in the line, and its state is marshalled between turns. It does not know
// Redis or Twilio.
package transcript

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
)

// Organisation runs the line of a conversation whose circumstances name nobody else.
const Organisation = "Te Awa Health"

// Conversation is one learner with one script, or with the scripts of a course. It is not safe for use by several goroutines.
type Conversation struct {
	Now    time.Time      // Pass and acts that begin with # move it
	Footer string         // added to every text
	Rules  dialogue.Rules // as New sets them: texts from 08:00 to 20:00, answers kept for 30 days, 5 calls a day, a line of Organisation

	script  *dialogue.Script
	course  *dialogue.Course   // to which managers invite; nil if to the script only
	parts   []*dialogue.Script // the lessons of the course
	state   dialogue.State
	listen  *dialogue.Listen // what the call waits for, or nil if there is no call
	calls   int
	ringing bool // the line rings the learner
}

// New makes a conversation with a learner, whose first name may be empty.
func New(script *dialogue.Script, name string, now time.Time) *Conversation {
	return &Conversation{
		Now: now, script: script, state: dialogue.State{Place: dialogue.Place{PersonPlace: dialogue.PersonPlace{Name: name}}},
		Rules: dialogue.Rules{
			Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}, Retention: 30 * 24 * time.Hour, Calls: 5,
			Organisation: Organisation, PrivacyLink: "https://line.example.org/privacy",
		},
	}
}

// OnPhone reports whether there is a call.
func (c *Conversation) OnPhone() bool { return c.listen != nil }

// State is the learner's state.
func (c *Conversation) State() dialogue.State { return c.state }

// Act takes one act as the package comment shows them, and returns the lines that answer it. An error says what is wrong
// with the act and leaves the conversation as it was.
func (c *Conversation) Act(line string) ([]string, error) {
	if by, ok := strings.CutPrefix(line, "# invited "); ok {
		return nil, c.invite(by)
	}
	if when, ok := strings.CutPrefix(line, "# "); ok {
		at, err := c.clock(when)
		if err != nil {
			return nil, err
		}
		return c.Pass(at)
	}
	words, ok := strings.CutPrefix(line, ">")
	if !ok {
		return nil, fmt.Errorf("%q: an act begins with > or #", line)
	}
	words = strings.TrimPrefix(words, " ")
	if act, ok := strings.CutPrefix(words, "["); ok && strings.HasSuffix(act, "]") {
		return c.phone(strings.TrimSuffix(act, "]"))
	}
	return c.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: words})
}

// invite takes "by Mere" and "again by Mere". The text is due at once, and arrives when time passes.
func (c *Conversation) invite(how string) error {
	how, again := strings.CutPrefix(how, "again ")
	by, ok := strings.CutPrefix(how, "by ")
	if !ok || by == "" {
		return fmt.Errorf("%q: want \"# invited by\" and a manager's name", how)
	}
	inv := dialogue.Invitation{Cohort: by, Lesson: c.script.Lesson, By: by, Again: again}
	if c.course != nil {
		inv.Course = c.course.Name
		c.state.Place.InviteToCourse(&inv, c.course, c.script.Lesson)
	}
	c.state.Place.Invite(inv, c.script.Lesson, c.Now, c.Rules)
	return nil
}

// maxWakes bounds the wake-ups of one Pass.
const maxWakes = 1000

// Pass lets time pass until at. Wake-ups on the way happen when they are due.
func (c *Conversation) Pass(at time.Time) ([]string, error) {
	var lines []string
	for range maxWakes {
		due := c.state.Place.NextWake()
		if due.IsZero() || due.After(at) {
			break
		}
		if due.After(c.Now) {
			c.Now = due.In(c.Now.Location())
		}
		said, err := c.take(dialogue.Input{Kind: dialogue.Wake})
		if err != nil {
			return nil, err
		}
		lines = append(lines, said...)
	}
	c.Now = at.In(c.Now.Location())
	return lines, nil
}

// Due is when the line will next say something of its own accord, or the zero time.
func (c *Conversation) Due() time.Time {
	place := c.state.Place
	place.Timers = nil
	for _, t := range c.state.Place.Timers {
		if t.Name != dialogue.TimerForget { // it says nothing
			place.Timers = append(place.Timers, t)
		}
	}
	next := place.NextWake()
	if next.IsZero() {
		return next
	}
	return next.In(c.Now.Location())
}

// clock reads "next day 08:00" and "in 4h".
func (c *Conversation) clock(when string) (time.Time, error) {
	if span, ok := strings.CutPrefix(when, "in "); ok {
		d, err := time.ParseDuration(span)
		if err != nil {
			return time.Time{}, fmt.Errorf("%q: want a span such as 4h or 30s", span)
		}
		return c.Now.Add(d), nil
	}
	hour, err := time.Parse("next day 15:04", when)
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: want \"next day 08:00\" or \"in 4h\"", when)
	}
	return dialogue.OnClock(c.Now, 1, hour.Hour(), hour.Minute()), nil
}

// phone takes an act of a caller.
func (c *Conversation) phone(act string) ([]string, error) {
	verb, rest, _ := strings.Cut(act, " ")
	in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Phone}
	switch {
	case act == "call":
		c.calls++
		in.Kind = dialogue.Connect
	case act == "missed":
		return c.take(dialogue.Input{Kind: dialogue.Missed, Channel: dialogue.Text})
	case act == "machine":
		return c.take(dialogue.Input{Kind: dialogue.Missed, Channel: dialogue.Phone})
	case c.listen == nil:
		return nil, fmt.Errorf("[%s]: there is no call; [call] calls the line", act)
	case act == "hang up":
		in.Kind = dialogue.HangUp
	case act == "silence":
		in.Kind = dialogue.NoInput
	case verb == "press" && strings.Trim(rest, "0123456789*#") == "" && rest != "":
		in.Keys = rest[:min(len(rest), max(c.listen.Keys, 1))]
	case verb == "say" && rest != "":
		in.Words, in.Confidence = parseSpeech(rest)
		in.Spoken = true
	default:
		return nil, fmt.Errorf("[%s]: want [call], [press 1], [say some words], [silence], [hang up], [missed] or [machine]", act)
	}
	if c.listen != nil {
		in.Step, in.Prompt = c.listen.Step, c.listen.Prompt
	}
	return c.take(in)
}

// parseSpeech reads "some words" and "some words (0.2)", with the confidence of the speech recogniser.
func parseSpeech(words string) (string, *float64) {
	if open := strings.LastIndex(words, " ("); open > 0 && strings.HasSuffix(words, ")") {
		if c, err := strconv.ParseFloat(words[open+2:len(words)-1], 64); err == nil {
			return words[:open], &c
		}
	}
	return words, nil
}

// Play runs the acts of a transcript, the lines that begin with > or #, and returns the transcript with the answers of now.
// It keeps notes, the lines that begin with a semicolon.
func (c *Conversation) Play(written string) (string, error) {
	var b strings.Builder
	for n, line := range strings.Split(written, "\n") {
		switch {
		case strings.HasPrefix(line, ";"):
			b.WriteString(line + "\n")
		case strings.HasPrefix(line, ">"), strings.HasPrefix(line, "#"):
			said, err := c.Act(line)
			if err != nil {
				return "", fmt.Errorf("line %d: %w", n+1, err)
			}
			b.WriteString(Written(line, said))
		}
	}
	return b.String(), nil
}

// Written is an act and its answer as a transcript has them.
func Written(act string, said []string) string {
	return "\n" + strings.Join(append([]string{act}, said...), "\n") + "\n"
}
