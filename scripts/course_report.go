package scripts

import (
	"bytes"
	"fmt"
	"text/tabwriter"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// CourseCost is what a whole course costs, with the offers of its parts.
type CourseCost struct {
	Parts  []Report   // of its lessons
	Offers []TextCost // of each part after the first
	After  int        // days between two parts
	At     string     // the time of day at which a part is offered, "09:00" or "{hour}"
}

// Segments is the cost of the longest way by text, with the offers. Wide is the same where names have macrons.
func (c CourseCost) Segments() (segments, wide int) {
	for _, r := range c.Parts {
		segments, wide = segments+r.Text.Segments, wide+r.Text.Wide
	}
	for _, o := range c.Offers {
		segments, wide = segments+o.Segments, wide+o.Wide
	}
	return segments, wide
}

// Days is the longest way from the first day to the last, for a learner who does each part on the day on which it is offered.
func (c CourseCost) Days() (days int) {
	for i, r := range c.Parts {
		if days += r.Days; i > 0 {
			days += c.After
		}
	}
	return days
}

// Phone is the longest way by phone.
func (c CourseCost) Phone() (p PhoneCost) {
	for _, r := range c.Parts {
		p.Time += r.Phone.Time
	}
	return p
}

// report is the cost of a course, by the reports of its lessons.
func (c *course) report(lessons []*Lesson, costs map[string]Report, footer string) Report {
	r := Report{Lesson: c.Name, Title: c.Title, File: c.file, Course: &CourseCost{After: c.After, At: c.At}}
	for i, name := range c.Lessons {
		cost, known := costs[name]
		if !known {
			return Report{Lesson: c.Name, Title: c.Title, File: c.file} // its faults say why
		}
		r.Course.Parts = append(r.Course.Parts, cost)
		if i > 0 {
			s := find(lessons, name).Script
			r.Course.Offers = append(r.Course.Offers, TextCost{offer(s, false, footer), 1, offer(s, true, footer)})
		}
	}
	return r
}

// offer is how many segments the offer of a part takes, with the longest names and all that may follow it.
func offer(s *dialogue.Script, wide bool, footer string) int {
	values := longestValues(s, wide, folderFiles{})
	text := ""
	for _, name := range []string{dialogue.PhrasePart, dialogue.PhraseInviteCall, dialogue.PhraseInviteRing} {
		text += values.fill(s, s.Phrases[name].Text, -1) + " "
	}
	return sms.Segments(sms.Pack([]dialogue.Line{{Text: text[:len(text)-1]}}, footer))
}

// write writes the cost of a course: each part, and the whole.
func (c *CourseCost) write(b *bytes.Buffer) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "part\toffer\tsegments\twith macrons\tminutes\tdays\t")
	for i, r := range c.Parts {
		offer := "-"
		if i > 0 {
			offer = fmt.Sprint(c.Offers[i-1].Segments)
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%.1f\t%s\t\n", r.Lesson, offer, r.Text.Segments, r.Text.Wide, r.Phone.Minutes(), orDash(r.Days))
	}
	t.Flush()
	segments, wide := c.Segments()
	fmt.Fprintf(b, "\nby text:  %d segments with the offers; %d where names have macrons\n", segments, wide)
	fmt.Fprintf(b, "by phone: %.1f minutes\n", c.Phone().Minutes())
	fmt.Fprintf(b, "in all:   %s from the first day to the last, at the pace of %s\n", inDays(c.Days()), inDays(c.After))
}

func inDays(n int) string {
	if n == 1 {
		return "1 day"
	}
	return fmt.Sprintf("%d days", n)
}
