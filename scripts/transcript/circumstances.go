package transcript

import (
	"bufio"
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
)

// Circumstances are what a conversation depends on besides its script and the acts. In a transcript they are notes on its
// first lines. Whoever plays a transcript sets those that it lacks.
//
//	; begins 2026-11-23 10:00 Pacific/Auckland
//	; name Aroha
//	; language mi
//	; organisation Te Awa Health
//	; footer Reply to this SMS will be charged
//	; passes-on
//	; setting contact Ask 04 555 0100.
//	; answer peer-coaching-1/partner Mere
type Circumstances struct {
	Begins       time.Time         // in the learner's zone, to the minute
	Name         string            // the learner's first name; may be empty
	Language     string            // that the learner chose before; empty if they were not asked
	Organisation string            // the organisation that runs the line; empty is Organisation
	PassOn       bool              // the number of a learner who asks for a person may be passed on
	Footer       string            // added to every text
	Values       map[string]string // the values of the lesson's settings
	Answers      dialogue.Answers  // those of earlier lessons, by lesson/step
}

// begins is the layout of the beginning, before its zone.
const begins = "2006-01-02 15:04"

// String is the circumstances as notes, one on each line.
func (c Circumstances) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "; begins %s %s\n; name %s\n; organisation %s\n; footer %s\n", c.Begins.Format(begins), c.Begins.Location(), c.Name,
		folded.Replace(c.Organisation), folded.Replace(c.Footer))
	if c.Language != "" {
		fmt.Fprintf(&b, "; language %s\n", c.Language)
	}
	if c.PassOn {
		b.WriteString("; passes-on\n")
	}
	for _, name := range slices.Sorted(maps.Keys(c.Values)) {
		fmt.Fprintf(&b, "; setting %s %s\n", name, folded.Replace(c.Values[name]))
	}
	for _, id := range slices.Sorted(maps.Keys(c.Answers)) {
		fmt.Fprintf(&b, "; answer %s %s\n", id, folded.Replace(c.Answers[id]))
	}
	return b.String()
}

// A note is one line. In it \n stands for a line break.
var (
	folded   = strings.NewReplacer("\\", `\\`, "\n", `\n`)
	unfolded = strings.NewReplacer(`\\`, "\\", `\n`, "\n")
)

// In is c with the circumstances that a transcript notes.
func (c Circumstances) In(written string) (Circumstances, error) {
	c.Values, c.Answers = maps.Clone(c.Values), maps.Clone(c.Answers)
	lines := bufio.NewScanner(strings.NewReader(written))
	for n := 1; lines.Scan(); n++ {
		note, ok := strings.CutPrefix(lines.Text(), "; ")
		if !ok {
			break // later notes are about the acts
		}
		if err := c.note(note); err != nil {
			return c, fmt.Errorf("line %d: %w", n, err)
		}
	}
	return c, lines.Err()
}

// note reads a note. It ignores one that is not about the circumstances.
func (c *Circumstances) note(note string) error {
	about, rest, _ := strings.Cut(note, " ")
	switch about {
	case "begins":
		at, err := parseBeginning(rest)
		if err != nil {
			return err
		}
		c.Begins = at
	case "name":
		c.Name = rest
	case "passes-on":
		c.PassOn = true
	case "language":
		c.Language = rest
	case "organisation":
		c.Organisation = unfolded.Replace(rest)
	case "footer":
		c.Footer = unfolded.Replace(rest)
	case "setting":
		if c.Values == nil {
			c.Values = map[string]string{}
		}
		name, value, _ := strings.Cut(rest, " ")
		c.Values[name] = unfolded.Replace(value)
	case "answer":
		if c.Answers == nil {
			c.Answers = dialogue.Answers{}
		}
		id, said, _ := strings.Cut(rest, " ")
		c.Answers[id] = unfolded.Replace(said)
	}
	return nil
}

// parseBeginning reads a time and its zone.
func parseBeginning(when string) (time.Time, error) {
	cut := min(len(begins), len(when))
	zone, err := time.LoadLocation(strings.TrimSpace(when[cut:]))
	if err == nil {
		var at time.Time
		if at, err = time.ParseInLocation(begins, when[:cut], zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf(`%q: want such as "2026-11-23 10:00 Pacific/Auckland": %w`, when, err)
}

// Begin makes a conversation in these circumstances.
func (c Circumstances) Begin(script *dialogue.Script) *Conversation {
	talk := New(c.valued(script), c.Name, c.Begins)
	talk.Footer = c.Footer
	talk.Rules.Organisation = cmp.Or(c.Organisation, Organisation)
	talk.Rules.PassOn = c.PassOn
	talk.state.Answers, talk.state.Place.Language = maps.Clone(c.Answers), c.Language
	return talk
}

// BeginCourse makes a conversation in these circumstances with a learner who is invited to a course. parts are its lessons.
func (c Circumstances) BeginCourse(course *dialogue.Course, parts []*dialogue.Script) *Conversation {
	talk := c.Begin(parts[0])
	talk.course = course
	for _, script := range parts {
		talk.parts = append(talk.parts, c.valued(script))
	}
	return talk
}

// valued is a script with the values of its settings.
func (c Circumstances) valued(script *dialogue.Script) *dialogue.Script { return script.With(c.Values) }
