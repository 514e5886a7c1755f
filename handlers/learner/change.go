package learner

import (
	"errors"
	"net/http"

	"coachline/session"
)

// What a learner is told of a correction that is none.
const (
	sayNoName = "That does not read as a name. A first name or initials will do, up to 20 characters."
	sayNoHour = "That does not read as a time of day. Choose one, or write it such as 7.30pm or 19:30."
	sayGone   = "That answer is not there any more."
)

func (p *Pages) correctName(w http.ResponseWriter, r *http.Request, who session.Person) error {
	err := p.config.Store.CorrectName(r.Context(), who, r.PostFormValue("name"), p.config.Clock())
	return p.corrected(w, r, err, "name", "name")
}

func (p *Pages) correctAnswer(w http.ResponseWriter, r *http.Request, who session.Person) error {
	lesson, step := r.PostFormValue("lesson"), r.PostFormValue("step")
	err := p.config.Store.CorrectAnswer(r.Context(), who, lesson, step, r.PostFormValue("name"), p.config.Clock())
	return p.corrected(w, r, err, "answer", "said-"+lesson+"-"+step)
}

func (p *Pages) moveText(w http.ResponseWriter, r *http.Request, who session.Person) error {
	err := p.config.Store.MoveText(r.Context(), who, r.PostFormValue("hour"), p.config.Clock())
	return p.corrected(w, r, err, "hour", "hour")
}

func (p *Pages) eraseAnswer(w http.ResponseWriter, r *http.Request, who session.Person) error {
	err := p.config.Store.EraseAnswer(r.Context(), who, r.PostFormValue("lesson"), r.PostFormValue("step"), p.config.Clock())
	return p.corrected(w, r, err, "erased", "")
}

func (p *Pages) eraseAnswers(w http.ResponseWriter, r *http.Request, who session.Person) error {
	err := p.config.Store.EraseAnswers(r.Context(), who, p.config.Clock())
	return p.corrected(w, r, err, "erased-all", "")
}

// corrected says what was done, or why not, beside the field that it is about.
func (p *Pages) corrected(w http.ResponseWriter, r *http.Request, err error, what, field string) error {
	switch {
	case errors.Is(err, session.ErrNoName):
		return refused(sayNoName, field)
	case errors.Is(err, session.ErrNoHour):
		return refused(sayNoHour, field)
	case errors.Is(err, session.ErrNoAnswer):
		return refused(sayGone, "")
	case err != nil:
		return err
	}
	return p.done(w, r, what)
}

// forget erases all data of a learner, as FORGET ME does.
func (p *Pages) forget(w http.ResponseWriter, r *http.Request, who session.Person) error {
	if err := p.config.Store.Erase(r.Context(), who); err != nil {
		return err
	}
	if err := p.config.Visits.Close(r.Context(), p.pass(r)); err != nil {
		return err
	}
	p.setPass(w, "")
	return p.done(w, r, "forgotten")
}
