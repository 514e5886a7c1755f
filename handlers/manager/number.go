package manager

import (
	"errors"
	"net/http"

	"coachline/handlers/manager/sheet"
	"coachline/handlers/origin"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
)

// newNumber is what the page of a manager's number shows.
type newNumber struct {
	Number   string // the new one, as it was typed
	Old, New string // the requests of the two codes
	field    string
}

func (p *Pages) showNumber(w http.ResponseWriter, r *http.Request, who user) error {
	return p.askNewNumber(w, r, who, http.StatusOK, "", newNumber{})
}

func (p *Pages) askNewNumber(w http.ResponseWriter, r *http.Request, who user, status int, wrong string, v newNumber) error {
	return p.render(w, r, status, "number", page{Title: "Your number", User: &who, Wrong: wrong, Field: v.field, Data: v})
}

// askNumberCodes texts a code to the old number and one to the new number. It does not tell whose the new one is.
func (p *Pages) askNumberCodes(w http.ResponseWriter, r *http.Request, who user) error {
	v := newNumber{Number: r.PostFormValue("number"), field: "number"}
	again := func(status int, wrong string) error { return p.askNewNumber(w, r, who, status, wrong, v) }
	to, err := p.readNumber(v.Number)
	if err == nil && to == who.Number {
		err = refused("This is your number already.")
	}
	if err != nil {
		return shown(err, again)
	}
	for _, of := range []struct {
		number  e164.Number
		request *string
	}{{who.Number, &v.Old}, {to, &v.New}} {
		person := p.config.Roster.Person(of.number)
		made, err := p.config.Codes.Request(r.Context(), person, "", login.Origin{Address: origin.Address(r), Browser: p.config.Browsers.Token(w, r)})
		switch {
		case errors.Is(err, login.ErrLimited):
			return shown(&Refused{says: sayManyCodes, cause: err}, again)
		case err != nil:
			return err
		}
		*of.request = made.ID
		p.text(r.Context(), person, of.number, made.Code)
	}
	return p.takesNumberCodes(w, r, who, v)
}

func (p *Pages) takesNumberCodes(w http.ResponseWriter, r *http.Request, who user, v newNumber) error {
	return p.render(w, r, http.StatusOK, "number-codes", page{Title: "Enter both codes", User: &who, Data: v})
}

// moveNumber gives the manager the new number, if they have both phones. All logins of the old number end; this browser is logged
// in with the new one.
func (p *Pages) moveNumber(w http.ResponseWriter, r *http.Request, who user) error {
	ctx, v := r.Context(), newNumber{Number: r.PostFormValue("number")}
	again := func(status int, wrong string) error { return p.askNewNumber(w, r, who, status, wrong, v) }
	to, err := p.readNumber(v.Number)
	if err != nil {
		return shown(err, again)
	}
	browser := p.config.Browsers.Token(w, r)
	err = p.config.Codes.Check(ctx, who.Person, r.PostFormValue("old-request"), browser, r.PostFormValue("old-code"))
	if err == nil {
		err = p.config.Codes.Check(ctx, p.config.Roster.Person(to), r.PostFormValue("new-request"), browser, r.PostFormValue("new-code"))
	}
	switch {
	case errors.Is(err, login.ErrWrong):
		return shown(refused("The two codes are not both right, or no longer, so your number is the old one still. Ask for both once more."), again)
	case err != nil:
		return err
	}
	taken := refused("This number is a manager's already: log in with it instead, or ask whoever runs the line.")
	switch _, err := p.config.Roster.Manager(ctx, p.config.Roster.Person(to)); {
	case err == nil:
		return shown(taken, again)
	case !errors.Is(err, roster.ErrNoManager):
		return err
	}
	if err := p.config.Browsers.EndAll(ctx, who.Person); err != nil { // first: no login of the old number outlasts the move
		return err
	}
	moved, err := p.config.Roster.MoveManager(ctx, who.Person, to)
	switch {
	case errors.Is(err, roster.ErrIsManager):
		return shown(taken, again)
	case err != nil:
		return err
	}
	if err := p.config.Browsers.LogIn(ctx, w, moved.Person); err != nil {
		return err
	}
	return p.done(w, r, "/manage/", "Your number is the new one from now on. All your cohorts came along.")
}

// readNumber reads a number that a manager could have.
func (p *Pages) readNumber(typed string) (e164.Number, error) {
	line := sheet.One(typed, "", p.config.Region, p.config.Countries...)
	if line.Fault != nil {
		return e164.Number{}, refused(line.Fault.Sentence())
	}
	return line.Number, nil
}
