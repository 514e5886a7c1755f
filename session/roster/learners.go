package roster

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// Learner is somebody who is invited with a cohort, and how far they are.
type Learner struct {
	Person session.Person
	Name   string
	Number e164.Number // zero if they were erased
	Added  time.Time
	session.Progress

	Refused bool    // as many cohorts have invited them as may: they are not texted for this one
	Consent Consent // zero if they were erased
	Batch   string  // the ID of the BatchRecord by which they came; "" if they were erased
	Pending bool    // their record does not have the invitation yet, so TextFrom knows neither their hours nor their working days

	notBefore time.Time // until their record knows it
	cancelled bool      // until their record decides whether their text has gone
}

// Learners are all who are invited with a cohort of the caller's, by name and number, each with where they stand by their own
// record. It reads no answer. The error may wrap ErrNoCohort.
func (r *Roster) Learners(ctx context.Context, caller session.Person, id string) ([]Learner, error) {
	cohort, err := r.Cohort(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	return r.learners(ctx, cohort)
}

// learners are all who are invited with a cohort.
func (r *Roster) learners(ctx context.Context, cohort Cohort) ([]Learner, error) {
	id := cohort.ID
	batches, err := r.batches(ctx, id)
	if err != nil {
		return nil, err
	}
	sealed, err := r.readHash(ctx, "read invitations", keysOf(id).invitations)
	if err != nil {
		return nil, err
	}
	rows, people := make([]Learner, 0, len(sealed)), make([]session.Person, 0, len(sealed))
	for name, value := range sealed {
		row, shown, err := r.row(id, name, value, batches)
		if err != nil {
			return nil, err
		}
		if shown {
			rows, people = append(rows, row), append(people, row.Person)
		}
	}
	standings, err := r.config.Store.ProgressOf(ctx, people, cohort.Subject)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		rows[i].stand(standings[i])
	}
	rows = slices.DeleteFunc(rows, func(row Learner) bool { return row.cancelled && !row.Gone() })
	sortRows(rows)
	return rows, nil
}

// sortRows puts rows in the order of their names as people look for them, whatever the case and the macrons, and of their
// numbers.
func sortRows(rows []Learner) {
	names, buffer := collate.New(language.Und, collate.Loose, collate.Numeric), collate.Buffer{}
	keys := make(map[session.Person][]byte, len(rows))
	for i := range rows {
		keys[rows[i].Person] = names.KeyFromString(&buffer, rows[i].Name)
	}
	slices.SortFunc(rows, func(a, b Learner) int {
		return cmp.Or(bytes.Compare(keys[a.Person], keys[b.Person]), strings.Compare(a.Number.E164(), b.Number.E164()),
			strings.Compare(a.Person.String(), b.Person.String()))
	})
}

// row opens one invite; one that was withdrawn is not shown.
func (r *Roster) row(id, name, sealed string, batches map[string]batch) (row Learner, shown bool, err error) {
	p, ok := session.ParsePerson(name)
	if !ok {
		return Learner{}, false, errors.New("read invitations: a field is no person")
	}
	f, err := r.open(sealed, id, p)
	if err != nil {
		return Learner{}, false, err
	}
	number, _ := e164.FromWire(f.Number)
	b := batches[f.Batch]
	return Learner{
		Person: p, Name: f.Name, Number: number, Added: f.Added, Refused: f.Refused, Consent: b.consentFor(&f),
		Batch: publicID(f.Batch), notBefore: b.At, cancelled: f.Cancelled,
	}, !f.Withdrawn, nil
}

// stand adds how far somebody is. If they were erased, it shows that they want no texts, and not since when.
func (row *Learner) stand(s session.Progress) {
	row.Progress = s
	if row.Number.IsZero() || s.Erased {
		row.Name, row.Number, row.Consent, row.Batch = "", e164.Number{}, Consent{}, ""
		row.Progress = session.Progress{Status: session.StatusOptedOut, Erased: true}
	}
	if row.Refused && row.Status == session.StatusInvited {
		row.Status = session.StatusUnreachable
	}
	if row.Pending = row.Since.IsZero() && row.Status == session.StatusInvited && row.TextFrom.IsZero(); row.Pending {
		row.TextFrom = row.Added
		if row.notBefore.After(row.Added) {
			row.TextFrom = row.notBefore
		}
	}
	if row.Since.IsZero() && row.Status == session.StatusInvited {
		row.Since = row.Added
	}
}

// Gone reports whether something has come of the invitation: a text has gone out since it was made, or they have begun since.
func (row *Learner) Gone() bool {
	since := func(at time.Time) bool { return !at.IsZero() && !at.Before(row.Added) }
	return since(row.Texted) || slices.ContainsFunc(row.Reached, func(m dialogue.Milestone) bool { return since(m.At) })
}

// ToBeTexted reports whether the invitation's text is still to come.
func (row *Learner) ToBeTexted() bool { return row.Status == session.StatusInvited && !row.Gone() }

// Began reports whether they have begun the course or lesson, wherever they are now. Who has finished has begun.
func (row *Learner) Began() bool {
	return row.Finished() || slices.ContainsFunc(row.Reached, func(m dialogue.Milestone) bool { return m.Name == dialogue.MilestoneStarted })
}

// Finished reports whether they have done the lesson, or every part of the course. Who has reflected has finished.
func (row *Learner) Finished() bool { return row.Status == session.StatusFinished || row.Reflected() }

// Reflected reports whether they have answered on the next day, too; in a course, after its last part.
func (row *Learner) Reflected() bool { return row.Status == session.StatusReflected }

// PartsDone is how many parts of the course they have finished, from the first on without a gap.
func (row *Learner) PartsDone() int {
	if next := row.Next(); next != nil {
		return next.Number - 1
	}
	return len(row.Parts)
}

// Summary is how far the learners of a cohort are together. Each number counts people.
type Summary struct {
	Invited, Began, Finished, Reflected int

	Parts []int // of a course: who has finished the parts up to this one

	By    map[session.Status]int
	Hours [24]int // in which hour of their own day they began, finished or reflected: how often
}

// String is the summary in a line, such as "9 invited, 7 began, 3 finished, 1 reflected".
func (s Summary) String() string {
	done := ""
	for n := range max(0, len(s.Parts)-1) { // who has done the last part has finished
		done += fmt.Sprintf(", %d part %d done", s.Parts[n], n+1)
	}
	return fmt.Sprintf("%d invited, %d began%s, %d finished, %d reflected", s.Invited, s.Began, done, s.Finished, s.Reflected)
}

// Summarize sums up how far learners are.
func Summarize(rows []Learner) Summary {
	p := Summary{Invited: len(rows), By: map[session.Status]int{}}
	for i := range rows {
		row := &rows[i]
		p.By[row.Status]++
		if more := len(row.Parts) - len(p.Parts); more > 0 {
			p.Parts = append(p.Parts, make([]int, more)...)
		}
		for part := range row.PartsDone() {
			p.Parts[part]++
		}
		for _, m := range row.Reached {
			p.Hours[m.At.Hour()]++
		}
		for n, reached := range map[*int]bool{&p.Began: row.Began(), &p.Finished: row.Finished(), &p.Reflected: row.Reflected()} {
			if reached {
				*n++
			}
		}
	}
	return p
}
