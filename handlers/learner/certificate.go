package learner

import (
	"errors"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/mux"

	"coachline/handlers/origin"
	"coachline/session"
	"coachline/session/visit"
)

// finishedOn is the day on which a part was finished, as a certificate has it.
func finishedOn(of session.OwnPart) string { return of.Finished.Format(time.DateOnly) }

// certify makes the completion code of a part that the learner has finished.
func (p *Pages) certify(w http.ResponseWriter, r *http.Request, who session.Person) error {
	own, err := p.config.Store.Own(r.Context(), who, p.config.Clock())
	if err != nil {
		return err
	}
	for _, of := range own.Parts {
		if of.Lesson != r.PostFormValue("lesson") || of.Finished.IsZero() {
			continue
		}
		c := visit.Certificate{Title: of.Title, Finished: finishedOn(of), Minutes: of.Minutes}
		if _, err := p.config.Visits.Certify(r.Context(), who, of.Lesson, c); err != nil {
			return err
		}
		return p.done(w, r, "code")
	}
	return refused("This part is not finished, so it has no completion code yet.", "")
}

// showCheck is the form that takes a completion code. What was typed leads to the address of that code.
func (p *Pages) showCheck(w http.ResponseWriter, r *http.Request) error {
	if code := r.FormValue("code"); code != "" {
		http.Redirect(w, r, "/me/check/"+url.PathEscape(code), http.StatusSeeOther)
		return nil
	}
	return p.render(w, http.StatusOK, "check", page{Title: "Check a completion code", Data: ""})
}

// certificate is what a completion code shows.
type certificate struct {
	Code, Title, Finished string
	Minutes               int
}

// check shows what a completion code stands for, to anybody.
func (p *Pages) check(w http.ResponseWriter, r *http.Request) error {
	c, code, err := p.config.Visits.Check(r.Context(), typed(r), origin.Address(r))
	if err != nil {
		return err
	}
	finished, err := time.Parse(time.DateOnly, c.Finished)
	if err != nil {
		return errors.New("the day of a certificate is malformed")
	}
	return p.render(w, http.StatusOK, "certificate", page{Title: "Completed", Data: certificate{code, c.Title, day(finished), c.Minutes}})
}

// typed is the code that somebody typed.
func typed(r *http.Request) string { return mux.Vars(r)["code"] }
