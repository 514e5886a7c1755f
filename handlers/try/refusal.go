package try

import (
	"errors"
	"net/http"
	"strings"

	"coachline/handlers/simulator"
)

// Errors of the page, beside a *Refused. The edge answers them.
var (
	ErrNothing   = errors.New("nothing here")
	ErrMalformed = errors.New("form is malformed")
)

// Refused is something that could not be done on the page, such as to hang up without a call.
type Refused struct{ cause error }

// Error is what the page says.
func (e *Refused) Error() string {
	switch {
	case errors.Is(e.cause, simulator.ErrNoInput):
		return "Nothing was pressed or said."
	case errors.Is(e.cause, simulator.ErrNoCall):
		return "There is no call just now."
	}
	words := e.cause.Error()
	return strings.ToUpper(words[:1]) + words[1:] + "."
}

// Unwrap is why.
func (e *Refused) Unwrap() error { return e.cause }

// ErrorPage answers with the page, which says what was refused. What is not about somebody's phone is plain text. It returns
// an error where it has not answered.
func (p *Page) ErrorPage(w http.ResponseWriter, r *http.Request, err error, status int, _, words string) error {
	who, ok := p.who(r)
	if refused := new(Refused); !ok || !errors.As(err, &refused) {
		http.Error(w, words, status)
		return nil
	}
	if scripted(r) {
		return p.draw(w, r, who, status, "noticed", words)
	}
	return p.draw(w, r, who, status, "page", words)
}

// scripted reports whether a request comes from a page with JavaScript, which shows a notice and stays.
func scripted(r *http.Request) bool { return r.Header.Get("HX-Request") != "" }
