package manager

import (
	"errors"
	"net/http"

	"github.com/gorilla/mux"

	"coachline/handlers/manager/sheet"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
)

// sharing is what the page shows of who has access to a cohort.
type sharing struct {
	card
	Shares     []share
	Colleagues []roster.Manager // managers that this manager may know of
	Asked      access
}

// share is somebody who has access.
type share struct {
	ID, Name, Number string
	May              string
	Offered          bool
}

// access is what is to be given to somebody, as it was typed.
type access struct {
	Manager, Name, Number string
	May                   string // see, invite or own
	field                 string // what is wrong with it, if something is
}

// may says what each kind of access allows.
var may = map[roster.Access]string{
	roster.MaySee: "may see", roster.MayInvite: "may see and invite", roster.Owns: "owns it",
}

func (p *Pages) showSharing(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	return p.sharing(w, r, who, c, http.StatusOK, "", access{May: "see"})
}

func (p *Pages) sharing(w http.ResponseWriter, r *http.Request, who user, c roster.Cohort, status int, wrong string, asked access) error {
	v := sharing{card: p.card(c), Asked: asked}
	for _, s := range c.Shares {
		number, _ := e164.FromWire(s.Number)
		v.Shares = append(v.Shares, share{s.Manager, s.Name, number.Written(p.config.Region), may[s.Access], s.Offered})
	}
	if v.Owns && who.MayAddManagers {
		all, err := p.config.Roster.Managers(r.Context())
		if err != nil {
			return err
		}
		for _, m := range all {
			if m.ID != who.ID {
				v.Colleagues = append(v.Colleagues, m)
			}
		}
	}
	return p.render(w, r, status, "sharing", page{Title: "Who has access", User: &who, Wrong: wrong, Field: asked.field, Data: v})
}

// share gives somebody access, or offers them the cohort. Whether their number is a manager's, nothing tells: they find the
// cohort when they log in.
func (p *Pages) share(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	switch {
	case err != nil:
		return err
	case c.Access != roster.Owns:
		return roster.ErrNotOwner
	}
	asked := access{r.PostFormValue("manager"), r.PostFormValue("name"), r.PostFormValue("number"), r.PostFormValue("may"), ""}
	again := func(status int, wrong string) error { return p.sharing(w, r, who, c, status, wrong, asked) }
	with, err := p.colleague(r, who, &asked)
	if err != nil {
		return shown(err, again)
	}
	access, offer := roster.MaySee, asked.May == "own"
	if asked.May != "see" {
		access = roster.MayInvite
	}
	if offer && !r.PostForm.Has("sure") {
		return p.render(w, r, http.StatusOK, "hand-over", page{Title: "Hand it over", User: &who, Data: sharing{card: p.card(c), Asked: asked}})
	}
	err = p.config.Roster.Share(r.Context(), who.Person, c.ID, with, asked.Name, access, offer, p.config.Clock())
	switch {
	case errors.Is(err, roster.ErrOwnCohort):
		return shown(refused("This is your own number."), again)
	case errors.Is(err, roster.ErrManyShares):
		return shown(refused("The cohort is shared with 50 people, and no more may be: take somebody's access away first."), again)
	case err != nil:
		return err
	}
	said := "If this is a manager's number, they find the cohort among theirs when they log in."
	if offer {
		said = "If this is a manager's number, they can take the cohort over when they log in. It is yours until they do."
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID+"/sharing", said)
}

// colleague is the number to share a cohort with: of a manager chosen from the list, or typed.
func (p *Pages) colleague(r *http.Request, who user, asked *access) (e164.Number, error) {
	switch asked.May {
	case "see", "invite", "own":
	default:
		return e164.Number{}, refused("Choose what they may do.")
	}
	if chosen, ok := session.ParsePerson(asked.Manager); ok && who.MayAddManagers {
		m, err := p.config.Roster.Manager(r.Context(), chosen)
		if errors.Is(err, roster.ErrNoManager) {
			return e164.Number{}, refused("They are no manager any more: choose another.")
		}
		asked.Name = m.Name
		return m.Number, err
	}
	line := sheet.One(asked.Number, asked.Name, p.config.Region, p.config.Countries...)
	switch {
	case line.Fault != nil:
		asked.field = "number"
		return e164.Number{}, refused(line.Fault.Sentence())
	case line.Name == "":
		asked.field = "name"
		return e164.Number{}, refused("The name is missing: this page and the log say it.")
	}
	asked.Name = line.Name
	return line.Number, nil
}

// unshare takes somebody's access away, or gives up one's own.
func (p *Pages) unshare(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	with := mux.Vars(r)["manager"]
	if with == "me" {
		with = who.ID
	}
	switch err := p.config.Roster.Unshare(r.Context(), who.Person, c.ID, with, p.config.Clock()); {
	case errors.Is(err, roster.ErrOwnCohort):
		return refused("The cohort is yours: hand it over to another manager to give it up.")
	case err != nil:
		return err
	}
	if with == who.ID {
		return p.done(w, r, "/manage/", "You have no access to the cohort any more.")
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID+"/sharing", "They have no access any more.")
}

// takeOver makes the manager the owner of a cohort that is offered to them.
func (p *Pages) takeOver(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	err = p.config.Roster.TakeOver(r.Context(), who.Person, c.ID, p.config.Clock())
	switch {
	case errors.Is(err, roster.ErrNotOffered):
		return refused("Nobody hands this cohort over to you, or no longer.")
	case err != nil:
		return err
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID, "The cohort is yours now.")
}
