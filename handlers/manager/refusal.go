package manager

import (
	"errors"
	"net/http"

	"coachline/session/roster"
)

// Errors of the pages. Others are a *Refused, and the errors of packages roster, login and sheet. The edge answers them.
var (
	ErrNothing  = errors.New("nothing here, or it is another manager's")
	ErrMethod   = errors.New("a form's address was opened as a page, or a page was sent a form")
	ErrTooLarge = errors.New("form is too large")
	ErrForeign  = errors.New("form was sent by another site")
)

// errNoLesson is the error of a cohort whose course or lesson is not served any more.
var errNoLesson = refused(sentence(roster.ErrNoLesson.Error()))

// Refused is an error of the visitor's.
type Refused struct {
	says  string                               // to the visitor: what is wrong, and what to do
	cause error                                // nil where the sentence says it all
	again func(status int, wrong string) error // draws the visitor's form again; nil where there is none
}

// Error is what the visitor is told.
func (e *Refused) Error() string { return e.says }

// Unwrap is why.
func (e *Refused) Unwrap() error { return e.cause }

// refused is a refusal that has a page of its own.
func refused(says string) error { return &Refused{says: says} }

// shown has the visitor's form drawn again with what they are told, in place of a page of its own. Other errors stay as they are.
func shown(err error, again func(status int, wrong string) error) error {
	var visitor *Refused
	if !errors.As(err, &visitor) {
		return err
	}
	return &Refused{says: visitor.says, cause: visitor.cause, again: again}
}

// ErrorPage answers with the page of an error: the form that was refused, or a page with a title and words. Without an
// error of its own it has answered.
func (p *Pages) ErrorPage(w http.ResponseWriter, r *http.Request, err error, status int, title, words string) error {
	var visitor *Refused
	if errors.As(err, &visitor) && visitor.again != nil {
		return visitor.again(status, words)
	}
	v := page{Title: title, Wrong: words}
	if status >= http.StatusInternalServerError { // the login may be what does not work
		return p.write(w, status, "message", v)
	}
	if who, err := p.user(r.Context()); err == nil {
		v.User = &who
	}
	return p.render(w, r, status, "message", v)
}
