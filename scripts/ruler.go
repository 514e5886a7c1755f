package scripts

import (
	"time"

	"coachline/scripts/dialogue"
)

// Ruler measures what a script says, with the longest values filled in, as check does.
type Ruler struct{ checker *checker }

// NewRuler makes a ruler for a script, which need not be proved. The line adds footer to every text. Settings without a value
// count as long as check takes them to be.
func NewRuler(s *dialogue.Script, footer string, values map[string]string) Ruler {
	c := newChecker(&Lesson{Script: s}, footer, values, folderFiles{})
	c.plain.next, c.plain.course = s.Title, s.Title // of a course, which a script alone does not know
	return Ruler{c}
}

// Segments is how many segments a prompt of step i takes as a text of its own, and of a phrase where i is -1.
func (r Ruler) Segments(p dialogue.Prompt, i int) int {
	if p.Text == "" {
		return 0
	}
	return r.checker.size(r.checker.plain, p.Text, i).Segments
}

// Wide is Segments where the names that are filled in have a letter outside GSM-7, such as one with a macron, which puts the whole text into
// UCS-2.
func (r Ruler) Wide(p dialogue.Prompt, i int) int {
	if p.Text == "" {
		return 0
	}
	return r.checker.size(r.checker.wide, p.Text, i).Segments
}

// Speech is how long a prompt of step i takes by phone, pauses counted.
func (r Ruler) Speech(p dialogue.Prompt, i int) time.Duration {
	return speechTime(r.checker.spoken(p, i), r.checker.set.Recordings)
}

// spoken are the lines of a prompt of step i by phone, with the longest values.
func (c *checker) spoken(p dialogue.Prompt, i int) (lines []dialogue.Line) {
	for _, line := range p.Spoken() {
		line.Text = c.plain.fill(c.set, line.Text, i)
		lines = append(lines, line)
	}
	return lines
}
