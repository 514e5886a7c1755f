package manager

import (
	"errors"
	"net/http"
	"slices"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// managers are what the page of managers shows.
type managers struct {
	Managers []colleague
	Asked    addition
}

// colleague is a manager as other managers see them.
type colleague struct {
	Name, Number   string
	MayAddManagers bool
}

// addition is somebody to be added, as it was typed.
type addition struct {
	Name, Number string
	May          bool // add managers, too

	field string // what is wrong with it, if something is
}

// ofName are the faults of a name; the others are of a number.
var ofName = []sheet.Kind{sheet.NoLetters, sheet.LongName, sheet.BadName, sheet.LinkName}

func (p *Pages) showManagers(w http.ResponseWriter, r *http.Request, who user) error {
	return p.listManagers(w, r, who, http.StatusOK, "", addition{})
}

func (p *Pages) listManagers(w http.ResponseWriter, r *http.Request, who user, status int, wrong string, asked addition) error {
	if !who.MayAddManagers {
		return ErrNothing
	}
	all, err := p.config.Roster.Managers(r.Context())
	if err != nil {
		return err
	}
	v := managers{Asked: asked}
	for _, m := range all {
		v.Managers = append(v.Managers, colleague{m.Name, m.Number.Masked(), m.MayAddManagers})
	}
	return p.render(w, r, status, "managers", page{Title: "Managers", User: &who, Wrong: wrong, Field: asked.field, Data: v})
}

// addManager adds somebody who can then log in. One who is a manager already stays as they are: only the command line renames
// them, or takes a right away.
func (p *Pages) addManager(w http.ResponseWriter, r *http.Request, who user) error {
	if !who.MayAddManagers {
		return ErrNothing
	}
	asked := addition{Name: r.PostFormValue("name"), Number: r.PostFormValue("number"), May: r.PostForm.Has("may"), field: "number"}
	again := func(status int, wrong string) error { return p.listManagers(w, r, who, status, wrong, asked) }
	line := sheet.One(asked.Number, asked.Name, p.config.Region, p.config.Countries...)
	switch {
	case line.Fault != nil:
		if slices.Contains(ofName, line.Fault.Kind) {
			asked.field = "name"
		}
		return shown(refused(line.Fault.Sentence()), again)
	case line.Name == "":
		asked.field = "name"
		return shown(refused("The name is missing: invitations say it."), again)
	}
	ctx := r.Context()
	switch known, err := p.config.Roster.Manager(ctx, p.config.Roster.Person(line.Number)); {
	case err == nil:
		return shown(refused("This number is "+known.Name+"’s, who is a manager already."), again)
	case !errors.Is(err, roster.ErrNoManager):
		return err
	}
	if _, err := p.config.Roster.AddManager(ctx, line.Number, line.Name, asked.May, p.config.Clock()); err != nil {
		return err
	}
	return p.done(w, r, "/manage/managers", "They may log in now, with that number.")
}
