package scripts

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"
	"text/tabwriter"
	"time"

	"coachline/scripts/dialogue"
)

// Report says what check found in a lesson and what it costs.
type Report struct {
	Lesson, Title, File string
	Translation         *Translation // that the report is about; nil if it is about a lesson as it was written

	Script *dialogue.Script // of a lesson, without Values

	Errors   Faults // a lesson with any of these is not served
	Warnings Faults // what its author should know

	Steps   []StepCost
	Budget  dialogue.Budget
	Text    TextCost  // the dearest way through by text, without reprompts
	Phone   PhoneCost // the longest way through by phone, without reprompts
	Reading Reading   // how easy it is
	Days    int       // of waits on the longest way

	Recordings []RecordingCost // that the lesson's own prompts play, in their order
	Unrecorded []string        // the prompts that have none, by the name that their file would have
	Spoken     []string        // those in which something is filled in, so that a voice speaks

	Course *CourseCost // of a course, which has none of the costs above
}

// StepCost is the cost of a step's own words with the longest values filled in.
type StepCost struct {
	ID         string
	Kind       dialogue.StepKind
	Segments   int           // by text, footer counted
	Characters int           // as Twilio counts them: [ and € are two
	Wide       int           // segments with names outside GSM-7
	Speech     time.Duration // by phone, pauses counted
}

// TextCost is the cost of a whole lesson by text.
type TextCost struct {
	Segments int
	Prompts  int // messages
	Wide     int // segments with names outside GSM-7
}

// PhoneCost is the cost of a whole lesson by phone with an ordinary caller.
type PhoneCost struct {
	Time    time.Duration
	Prompts int
}

// Reading is how easy a lesson is to read and to follow by ear.
type Reading struct {
	Years float64 // of school that its words ask for, by Flesch and Kincaid's formula, which is made for English
	Words float64 // of a sentence, on average

	Hardest string  // the step that asks for most years
	Most    float64 // how many
}

// Minutes is the time rounded up to tenths, so that what is shown is never less than what was measured.
func (p PhoneCost) Minutes() float64 { return math.Ceil(p.Time.Minutes()*10) / 10 }

// WriteTo writes the report for people: a table of the steps, the totals beside the budget, and the warnings. It does not
// write the errors.
func (r *Report) WriteTo(w io.Writer) (int64, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s: %s\n\n", r.Lesson, r.Title)
	if r.Steps != nil { // phrases and courses have none
		r.table(&b)
		r.totals(&b)
	}
	if r.Course != nil {
		r.Course.write(&b)
	}
	for _, f := range r.Warnings {
		fmt.Fprintln(&b, f.Shown())
	}
	return b.WriteTo(w)
}

func (r *Report) table(b *bytes.Buffer) {
	t := tabwriter.NewWriter(b, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "step\tkind\tsegments\tcharacters\twith macrons\tseconds\t")
	for _, s := range r.Steps {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t\n", s.ID, s.Kind, orDash(s.Segments), orDash(s.Characters), orDash(s.Wide),
			orDash(int(math.Ceil(s.Speech.Seconds()))))
	}
	t.Flush()
}

func (r *Report) totals(b *bytes.Buffer) {
	fmt.Fprintf(b, "\nby text:  %d of %d segments, in %d messages; %d segments where names have macrons\n",
		r.Text.Segments, r.Budget.Segments, r.Text.Prompts, r.Text.Wide)
	fmt.Fprintf(b, "by phone: %.1f of %g minutes, in %d prompts\n", r.Phone.Minutes(), r.Budget.Minutes, r.Phone.Prompts)
	if r.Reading.Words > 0 {
		fmt.Fprintf(b, "reading:  %s of school on the whole, %.0f words in a sentence; the hardest step is %s, with about %s\n",
			inYears(r.Reading.Years), r.Reading.Words, r.Reading.Hardest, inYears(r.Reading.Most))
	}
	r.sound(b)
	if r.Days > 1 {
		fmt.Fprintf(b, "waits:    %s on the longest way\n", inDays(r.Days))
	}
}

// sound says which prompts are recorded, once one is.
func (r *Report) sound(b *bytes.Buffer) {
	if len(r.Recordings) == 0 {
		return
	}
	var files []string
	for _, f := range r.Recordings {
		files = append(files, fmt.Sprintf("%s %.1f s", f.File, f.Length.Seconds()))
	}
	fmt.Fprintf(b, "recorded: %d of %d prompts: %s\n", len(files), len(files)+len(r.Unrecorded)+len(r.Spoken), strings.Join(files, ", "))
	if len(r.Unrecorded) > 0 {
		fmt.Fprintf(b, "          not recorded: %s\n", strings.Join(r.Unrecorded, ", "))
	}
	if len(r.Spoken) > 0 {
		fmt.Fprintf(b, "          always said by the voice, as something is filled in: %s\n", strings.Join(r.Spoken, ", "))
	}
}

func inYears(years float64) string {
	if math.Round(years) == 1 {
		return "1 year"
	}
	return fmt.Sprintf("%.0f years", years)
}

func orDash(n int) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprint(n)
}
