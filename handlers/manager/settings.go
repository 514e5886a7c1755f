package manager

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"coachline/session/roster"
)

// settings is what the page shows on which a cohort is renamed, archived and deleted.
type settings struct {
	card
	Archived bool
	Untexted int // invitations that deleting cancels
	Waiting  int // who were texted and have not begun
	Begun    int // who go on
	Typed    string
	Reason   string
}

func (p *Pages) showSettings(w http.ResponseWriter, r *http.Request, who user) error {
	return p.settingsPage(w, r, who, http.StatusOK, "", "")
}

func (p *Pages) settingsPage(w http.ResponseWriter, r *http.Request, who user, status int, wrong, field string) error {
	c, err := p.cohort(r, who)
	switch {
	case err != nil:
		return err
	case c.Access < roster.Owns:
		return roster.ErrNotOwner
	}
	rows, err := p.config.Roster.Learners(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	v := settings{card: p.card(c), Archived: !c.Archived.IsZero(), Typed: c.Name, Reason: r.PostForm.Get("reason")}
	if field == "name" {
		v.Typed = r.PostForm.Get("name")
	}
	for i := range rows {
		switch {
		case len(rows[i].Reached) > 0:
			v.Begun++
		case rows[i].Gone():
			v.Waiting++
		default:
			v.Untexted++
		}
	}
	return p.render(w, r, status, "settings", page{Title: "Settings of " + c.Name, User: &who, Wrong: wrong, Field: field, Data: v})
}

// changeCohort renames, archives, restores or deletes a cohort. Deleting it again does what was interrupted.
func (p *Pages) changeCohort(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.config.Roster.CohortOrDeleted(r.Context(), who.Person, mux.Vars(r)["cohort"])
	if err != nil {
		return err
	}
	ctx, people, now := r.Context(), p.config.Roster, p.config.Clock()
	to, said, field := "/manage/cohorts/"+c.ID, "", ""
	switch r.PostForm.Get("act") {
	case "rename":
		field, said = "name", "The cohort has its new name."
		err = people.Rename(ctx, who.Person, c.ID, r.PostForm.Get("name"), now)
	case "archive":
		to, said = "/manage/", "The cohort is archived: it is out of the list, and its people go on."
		err = people.Archive(ctx, who.Person, c.ID, now)
	case "restore":
		said = "The cohort is back in the list."
		err = people.Restore(ctx, who.Person, c.ID, now)
	case "delete":
		field, to, said = "reason", "/manage/", "The cohort is deleted. Who has begun goes on."
		err = people.Delete(ctx, who.Person, c.ID, r.PostForm.Get("reason"), now)
	default:
		return ErrNothing
	}
	switch {
	case errors.Is(err, roster.ErrNameTaken), errors.Is(err, roster.ErrNameMissing), errors.Is(err, roster.ErrReasonMissing):
		return shown(refused(sentence(err.Error())), func(status int, wrong string) error {
			return p.settingsPage(w, r, who, status, wrong, field)
		})
	case err != nil:
		return err
	}
	return p.done(w, r, to, said)
}

// past is the page of the cohorts that are out of the list.
type past struct{ Archived, Deleted []pastCohort }

type pastCohort struct {
	card
	When, Reason string
	MayRestore   bool
}

func (p *Pages) showPast(w http.ResponseWriter, r *http.Request, who user) error {
	archived, deleted, err := p.config.Roster.PastCohorts(r.Context(), who.Person)
	if err != nil {
		return err
	}
	var v past
	for _, c := range archived {
		v.Archived = append(v.Archived, pastCohort{card: p.card(c), When: p.day(c.Archived), MayRestore: c.Access == roster.Owns})
	}
	for _, c := range deleted {
		v.Deleted = append(v.Deleted, pastCohort{card: p.card(c), When: p.day(c.Deleted), Reason: c.Reason})
	}
	return p.render(w, r, http.StatusOK, "past", page{Title: "Archived cohorts", User: &who, Data: v})
}
