package learner

import (
	"errors"
	"net/http"

	"coachline/session"
	"coachline/session/visit"
)

// Errors of the pages. Others are a *Refused, and those of packages visit and session. The edge answers them.
var (
	ErrNothing  = errors.New("nothing here")
	ErrMethod   = errors.New("a form's address was opened as a page, or a page was sent a form")
	ErrTooLarge = errors.New("form is too large")
	ErrForeign  = errors.New("form was sent by another site")
)

// Refused is an error of the learner's.
type Refused struct {
	says  string // what is wrong, and what to do
	field string // the ID of the field that it is about; "" is none
}

// Error is what the learner is told.
func (e *Refused) Error() string { return e.says }

// refused is a refusal about a field.
func refused(says, field string) error { return &Refused{says, field} }

// ErrorPage answers with the page of an error. A refused correction shows the record again.
func (p *Pages) ErrorPage(w http.ResponseWriter, r *http.Request, err error, status int, title, words string) error {
	v := page{Title: title, Wrong: words, Number: p.number()}
	var visitor *Refused
	switch {
	case errors.As(err, &visitor):
		if who, err := p.config.Visits.Whose(r.Context(), p.pass(r)); err == nil {
			return p.show(w, r, who, status, page{Wrong: visitor.says, Field: visitor.field})
		}
		return p.render(w, status, "message", v)
	case errors.Is(err, visit.ErrSpent), errors.Is(err, visit.ErrClosed), errors.Is(err, session.ErrNobody):
		return p.render(w, status, "closed", v)
	case errors.Is(err, visit.ErrNoCode):
		return p.render(w, status, "check", page{Title: "Check a completion code", Wrong: words, Field: "code", Data: typed(r)})
	}
	return p.render(w, status, "message", v)
}
