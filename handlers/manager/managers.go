package manager

import (
	"errors"
	"net/http"

	"coachline/session/e164"
	"coachline/session/roster"
)

// colleague is a manager as other managers see them.
type colleague struct {
	Name, Number   string
	MayAddManagers bool
}

func (p *Pages) showManagers(w http.ResponseWriter, r *http.Request, who user) error {
	return p.listManagers(w, r, who, http.StatusOK, "")
}

func (p *Pages) listManagers(w http.ResponseWriter, r *http.Request, who user, status int, wrong string) error {
	if !who.MayAddManagers {
		return errNothing
	}
	all, err := p.Roster.Managers(r.Context())
	if err != nil {
		return err
	}
	var shown []colleague
	for _, m := range all {
		shown = append(shown, colleague{m.Name, m.Number.Masked(), m.MayAddManagers})
	}
	return p.render(w, r, status, "managers", page{Title: "Managers", User: &who, Wrong: wrong, Data: shown})
}

// addManager adds somebody who can then log in. One who is a manager already stays as they are: only the command line renames
// them, or takes a right away.
func (p *Pages) addManager(w http.ResponseWriter, r *http.Request, who user) error {
	if !who.MayAddManagers {
		return errNothing
	}
	number, err := e164.Parse(r.PostFormValue("number"), p.Region)
	if err != nil {
		return p.listManagers(w, r, who, http.StatusUnprocessableEntity, sentence(err.Error()))
	}
	ctx := r.Context()
	switch known, err := p.Roster.Manager(ctx, p.Roster.Person(number)); {
	case err == nil:
		return p.listManagers(w, r, who, http.StatusUnprocessableEntity, "This number is "+known.Name+"’s, who is a manager already.")
	case !errors.Is(err, roster.ErrNoManager):
		return err
	}
	_, err = p.Roster.AddManager(ctx, number, r.PostFormValue("name"), r.PostForm.Has("may"), p.Clock())
	if errors.Is(err, roster.ErrNameMissing) {
		return p.listManagers(w, r, who, http.StatusUnprocessableEntity, "The name is missing: invitations say it.")
	}
	if err != nil {
		return err
	}
	return p.done(w, r, "/manage/managers", "They may log in now, with that number.")
}
