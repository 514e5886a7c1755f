// Package funnel reports where the learners of a lesson stop: of each step how many reached it, and what became of them there.
//
// The rule it keeps: no report, and no two reports, tell of a group of one to four people. A number is shown only if it is safe
// beside all that was shown before; see release.go. It was exact when it last moved. It knows no person, and reads only counts.
package funnel

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// Report is where the learners of a lesson stop. Its JSON form is a promise; see cmd/coachline/README.md.
type Report struct {
	Lesson      string    `json:"lesson"`
	HiddenBelow int       `json:"hidden_below"` // groups of fewer people are hidden
	Versions    []Version `json:"versions"`     // the one that is served first, then the newest first
	Others      bool      `json:"others"`       // there are versions that fewer people began
}

// Version is a version of a lesson.
type Version struct {
	Version  string  `json:"version"`
	Current  bool    `json:"current"`
	Since    string  `json:"since"` // the day of the first count, in UTC
	Began    Figures `json:"began"`
	Finished Figures `json:"finished"`
	Steps    []Step  `json:"steps"`

	Script *dialogue.Script `json:"-"` // nil if it is lost
}

// Step is what became of the learners at a step. In each row Reached is the sum of Answered, Skipped, Passed, WentBack, Left, OptedOut
// and Here.
type Step struct {
	Step     string  `json:"step"`
	About    string  `json:"about"`
	Reached  Figures `json:"reached"`
	Answered Figures `json:"answered"`
	Skipped  Figures `json:"skipped"`
	Passed   Figures `json:"passed"`
	WentBack Figures `json:"back"`
	Left     Figures `json:"left"`
	OptedOut Figures `json:"opted_out"`
	Here     *int    `json:"here"`
	NoInput  Figures `json:"no_input"`
	NoMatch  Figures `json:"no_match"`
	Changed  Figures `json:"changed"`
	Seconds  []Time  `json:"seconds"`
	Median   Medians `json:"median"`
}

// Figures are a number of people, in all and by channel. One that is hidden is nil: it is fewer than HiddenBelow, perhaps none, or would
// give away another one.
type Figures struct {
	All   *int `json:"all"`
	Text  *int `json:"text"`
	Phone *int `json:"phone"`
}

// Time is how many took so long.
type Time struct {
	MoreThan int  `json:"more_than"`
	UpTo     *int `json:"up_to"` // nil for any longer time
	Text     *int `json:"text"`
	Phone    *int `json:"phone"`
}

// Medians are the times within which the median lies, by channel. One is nil if too few numbers are shown.
type Medians struct {
	Text  *Range `json:"text"`
	Phone *Range `json:"phone"`
}

// Range is a time in seconds.
type Range struct {
	MoreThan int  `json:"more_than"`
	UpTo     *int `json:"up_to"`
}

// Counted has the counts of all lessons.
type Counted interface {
	Counts(ctx context.Context, lesson string) ([]session.Counts, error)
	Version(ctx context.Context, lesson, version string) (*dialogue.Script, error)
}

// Source has also what reports have shown of them.
type Source interface {
	Counted
	Released(ctx context.Context, lesson, version string) (shown map[string]int, revision string, err error)
	Release(ctx context.Context, lesson, version, revision string, shown map[string]int) (bool, error)
}

// Of makes a report of a lesson, and records what it shows. It has no versions if nothing was counted yet. The error may wrap
// session.ErrUnavailable.
func Of(ctx context.Context, from Source, lesson string) (Report, error) {
	const tries = 10
	for range tries {
		report, done, err := try(ctx, from, lesson)
		if done || err != nil {
			return report, err
		}
	}
	return Report{}, errors.New("other reports of this lesson are made all the time; try again")
}

// Exact makes a report that hides nothing, of learners who are nobody.
func Exact(ctx context.Context, from Counted, lesson string) (Report, error) {
	report := Report{Lesson: lesson, Versions: []Version{}}
	counts, err := from.Counts(ctx, lesson)
	if err != nil {
		return report, err
	}
	for _, c := range counts {
		script, err := from.Version(ctx, lesson, c.Version)
		if err != nil {
			return report, err
		}
		form := formOf(stepsOf(script, c.N))
		exact := form.figures(c.N)
		for _, name := range form.names {
			exact[name] += 0 // none is a number, too
		}
		report.Versions = append(report.Versions, versionOf(c, script, form.steps, exact))
	}
	return report, nil
}

// try reports false if another report came first. What was shown is read before the counts, so these are never older than it.
func try(ctx context.Context, from Source, lesson string) (Report, bool, error) {
	report := Report{Lesson: lesson, HiddenBelow: Fewest, Versions: []Version{}}
	versions, err := from.Counts(ctx, lesson)
	if err != nil {
		return report, false, err
	}
	type released struct {
		shown    map[string]int
		revision string
	}
	before := map[string]released{}
	for _, v := range versions {
		shown, revision, err := from.Released(ctx, lesson, v.Version)
		if err != nil {
			return report, false, err
		}
		before[v.Version] = released{shown, revision}
	}
	counts, err := from.Counts(ctx, lesson)
	if err != nil {
		return report, false, err
	}
	for _, c := range counts {
		was, known := before[c.Version]
		if !known { // its first count has just come
			return report, false, nil
		}
		script, err := from.Version(ctx, lesson, c.Version)
		if err != nil {
			return report, false, err
		}
		form := formOf(stepsOf(script, c.N))
		shown := form.release(form.figures(c.N), was.shown)
		if _, is := shown[session.CountField("", dialogue.EventBegan, both)]; !is { // its day would tell when somebody began
			report.Others = true
			continue
		}
		if !maps.Equal(shown, was.shown) {
			done, err := from.Release(ctx, lesson, c.Version, was.revision, shown)
			if !done || err != nil {
				return report, false, err
			}
		}
		report.Versions = append(report.Versions, versionOf(c, script, form.steps, shown))
	}
	return report, true, nil
}

// stepsOf returns the steps of a script in their order. Of one that is lost it returns those that were counted.
func stepsOf(script *dialogue.Script, counted map[string]int) (steps []string) {
	if script != nil {
		for i := range script.Steps {
			steps = append(steps, script.Steps[i].ID)
		}
		return steps
	}
	for field := range counted {
		if step, _, _ := strings.Cut(field, "|"); step != "" && !slices.Contains(steps, step) {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	return steps
}

// versionOf lays out what is shown of a version.
func versionOf(c session.Counts, script *dialogue.Script, steps []string, shown map[string]int) Version {
	v := Version{Version: c.Version, Current: c.Current, Since: c.Since, Script: script, Steps: make([]Step, len(steps))}
	one := func(step string, event dialogue.Event, channel dialogue.Channel) *int {
		if n, is := shown[session.CountField(step, event, channel)]; is {
			return &n
		}
		return nil
	}
	figures := func(step string, event dialogue.Event) Figures {
		return Figures{one(step, event, both), one(step, event, dialogue.Text), one(step, event, dialogue.Phone)}
	}
	v.Began, v.Finished = figures("", dialogue.EventBegan), figures("", dialogue.EventFinished)
	for i, id := range steps {
		s := Step{
			Step: id, Reached: figures(id, dialogue.EventReached), Answered: figures(id, dialogue.EventAnswered),
			Skipped: figures(id, dialogue.EventSkipped), Passed: figures(id, dialogue.EventPassed), WentBack: figures(id, dialogue.EventWentBack),
			Left: figures(id, dialogue.EventLeft), OptedOut: figures(id, dialogue.EventOptedOut), Here: one(id, eventHere, both),
			NoInput: figures(id, dialogue.EventNoInput), NoMatch: figures(id, dialogue.EventNoMatch), Changed: figures(id, dialogue.EventChanged),
		}
		if script != nil {
			s.About = script.Steps[i].About
		}
		more := 0
		for _, t := range dialogue.Times {
			most := int(t.Most.Seconds())
			s.Seconds = append(s.Seconds, Time{more, &most, one(id, t.Event, dialogue.Text), one(id, t.Event, dialogue.Phone)})
			more = most
		}
		s.Seconds = append(s.Seconds, Time{more, nil, one(id, dialogue.EventLonger, dialogue.Text), one(id, dialogue.EventLonger, dialogue.Phone)})
		s.Median.Text = median(s.Seconds, func(t Time) *int { return t.Text })
		s.Median.Phone = median(s.Seconds, func(t Time) *int { return t.Phone })
		v.Steps[i] = s
	}
	return v
}

// median returns the time in which the median of what is shown lies. It tells nothing that the times do not.
func median(times []Time, of func(Time) *int) *Range {
	sum, half := 0, 0
	for _, t := range times {
		if n := of(t); n != nil {
			sum += *n
		}
	}
	for _, t := range times {
		n := of(t)
		if n == nil || *n == 0 {
			continue
		}
		if half += *n; 2*half >= sum {
			return &Range{t.MoreThan, t.UpTo}
		}
	}
	return nil
}

// String is a time for people, such as "20 to 30 s".
func (r *Range) String() string {
	switch {
	case r == nil:
		return "·"
	case r.UpTo == nil:
		return "over " + inWords(r.MoreThan)
	case r.MoreThan == 0:
		return "up to " + inWords(*r.UpTo)
	}
	return inWords(r.MoreThan) + " to " + inWords(*r.UpTo)
}

// inWords is a number of seconds in the largest unit of which it is a multiple.
func inWords(seconds int) string {
	for _, unit := range []struct {
		seconds int
		name    string
	}{{24 * 60 * 60, "day"}, {60 * 60, "hour"}, {60, "min"}} {
		if seconds >= unit.seconds && seconds%unit.seconds == 0 {
			return fmt.Sprintf("%d %s", seconds/unit.seconds, unit.name)
		}
	}
	return fmt.Sprintf("%d s", seconds)
}

// Most is the largest number of those who reached a step, or 1.
func (v Version) Most() int {
	most := 1
	for _, s := range v.Steps {
		if s.Reached.All != nil {
			most = max(most, *s.Reached.All)
		}
	}
	return most
}
