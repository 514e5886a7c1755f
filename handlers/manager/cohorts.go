package manager

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"coachline/session/roster"
)

// cohorts are what the list of cohorts shows.
type cohorts struct {
	Cohorts []card
	All     picture // of all cohorts together, also of the archived ones
	Offered subjects
	Name    string // as it was typed
	Lesson  string // the value of what was chosen

	Archived int // how many there are

	field string // what is wrong with what was typed, if something is
}

// card is a cohort in a list.
type card struct {
	ID, Name, Title, Since string
	Course                 string // its name; "" for a lesson
	People                 int
	Picture                picture // in a list

	OwnedBy       string // whose it is; "" is the manager's own
	May           string // what the manager may do with it
	MayInvite     bool
	Owns, Offered bool
}

func (p *Pages) showCohorts(w http.ResponseWriter, r *http.Request, who user) error {
	return p.listCohorts(w, r, who, http.StatusOK, "", cohorts{Lesson: valueOf(p.config.usual())})
}

func (p *Pages) listCohorts(w http.ResponseWriter, r *http.Request, who user, status int, wrong string, v cohorts) error {
	all, err := p.config.Roster.Cohorts(r.Context(), who.Person)
	if err != nil {
		return err
	}
	archived, _, err := p.config.Roster.PastCohorts(r.Context(), who.Person)
	if err != nil {
		return err
	}
	var everybody []roster.Learner
	for i, c := range slices.Concat(all, archived) {
		rows, err := p.config.Roster.Learners(r.Context(), who.Person, c.ID)
		switch {
		case errors.Is(err, roster.ErrNoCohort): // taken away meanwhile
			continue
		case err != nil:
			return err
		}
		everybody = append(everybody, rows...)
		if i >= len(all) {
			v.Archived++
			continue
		}
		shown := p.card(c)
		shown.People, shown.Picture = len(rows), draw(roster.Summarize(rows), view{Cohort: c.ID, Parts: parts(c)})
		v.Cohorts = append(v.Cohorts, shown)
	}
	v.All = draw(roster.Summarize(everybody), view{})
	v.Offered = p.subjects(v.Lesson)
	return p.render(w, r, status, "cohorts", page{Title: "Cohorts", User: &who, Wrong: wrong, Field: v.field, Data: v})
}

func (p *Pages) card(c roster.Cohort) card {
	shown := card{
		ID: c.ID, Name: c.Name, Title: p.title(c.Subject), Course: c.Subject.Course, Since: p.day(c.Created),
		May: may[c.Access], MayInvite: c.Access >= roster.MayInvite, Owns: c.Access == roster.Owns, Offered: c.Offered,
	}
	if !shown.Owns {
		shown.OwnedBy = cmp.Or(c.OwnedBy, "a former manager")
	}
	return shown
}

// day is a date on the manager's calendar.
func (p *Pages) day(at time.Time) string { return at.In(p.config.Zone).Format("2 January 2006") }

func (p *Pages) newCohort(w http.ResponseWriter, r *http.Request, who user) error {
	name, lesson := r.PostFormValue("name"), r.PostFormValue("lesson")
	field := "name"
	again := func(status int, wrong string) error {
		return p.listCohorts(w, r, who, status, wrong, cohorts{Name: name, Lesson: lesson, field: field})
	}
	subject, ok := p.subjectOf(lesson)
	if !ok {
		field = "lesson"
		return shown(refused("Choose one of the courses or lessons."), again)
	}
	made, err := p.config.Roster.NewCohort(r.Context(), who.Person, name, subject, p.config.Clock())
	switch {
	case errors.Is(err, roster.ErrNameTaken):
		return shown(refused(sentence(err.Error())+" Choose another."), again)
	case errors.Is(err, roster.ErrNameMissing):
		return shown(refused("Give the cohort a name."), again)
	case err != nil:
		return err
	}
	return p.done(w, r, "/manage/cohorts/"+made.ID+"/invite", "The cohort is made. Now invite its people.")
}
