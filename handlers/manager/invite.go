package manager

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// consentWords are what a manager confirms; they are kept with the invites.
const consentWords = "These people know that they will be texted, and agree"

// maxBatch bounds what names a batch, in bytes: what the preview draws is shorter.
const maxBatch = 40

// form is what the form to invite people holds.
type form struct {
	card
	List  string
	Start string // one of the constants startNow, startGrace and startAt
	At    string // on the manager's calendar
	Again bool

	Sentence string // the manager's own

	field string // what is wrong with what was typed, if something is
}

func (p *Pages) showInvite(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	return p.askList(w, r, who, http.StatusOK, "", form{card: p.card(c), Start: startGrace, Again: true})
}

func (p *Pages) askList(w http.ResponseWriter, r *http.Request, who user, status int, wrong string, f form) error {
	return p.render(w, r, status, "invite", page{Title: "Invite people", User: &who, Wrong: wrong, Field: f.field, Data: f})
}

// whichColumn asks what the columns of a list are, where it is not clear whose numbers it has.
const whichColumn = "It is not clear which column has these people’s own mobile numbers: choose “mobile number” beside it, and press “Use these columns”."

// preview shows a list as it would be used. It changes nothing but which columns a manager's lists have, and what it cannot use
// it shows again as it was typed.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	f := form{card: p.card(c), List: r.PostForm.Get("list"), At: r.PostForm.Get("at"), Again: r.PostForm.Has("again")}
	f.Sentence, f.Start = r.PostForm.Get("sentence"), r.PostForm.Get("start")
	again := func(status int, wrong string) error { return p.askList(w, r, who, status, wrong, f) }
	f.field = "at"
	begin, err := p.startOf(r.PostForm)
	if err != nil {
		return shown(err, again)
	}
	f.field = "sentence"
	if f.Sentence, err = CheckSentence(f.Sentence); err != nil {
		return shown(err, again)
	}
	f.field = "list"
	data, err := listOf(r)
	if err != nil {
		return shown(err, again)
	}
	list, err := p.readList(r, who, data)
	switch {
	case err != nil:
		return shown(err, again)
	case list.unsure:
		v := preview{form: f, Original: list.Text, Columns: mappingOf(list)}
		return p.render(w, r, http.StatusOK, "preview", page{Title: "Look it over", User: &who, Wrong: whichColumn, Field: "columns", Data: &v})
	case len(list.Lines) == 0:
		return shown(refused("The list is empty: paste some names and numbers, or choose a file."), again)
	}
	v, err := p.look(r.Context(), who, c, list, f)
	if err != nil {
		return err
	}
	v.Batch, v.When = rand.Text(), p.when(begin)
	v.List, v.Original = list.Carried(), list.Text
	return p.render(w, r, http.StatusOK, "preview", page{Title: "Look it over", User: &who, Data: &v})
}

// listOf is the list of a form: the file that was chosen, or what was pasted.
func listOf(r *http.Request) ([]byte, error) {
	pasted := r.PostForm.Get("list")
	file, _, err := r.FormFile("file")
	if err != nil {
		return []byte(pasted), nil // none was chosen, without JavaScript in another form
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	switch {
	case err != nil:
		return nil, refused("The file did not arrive whole: please choose it again.")
	case len(data) == 0:
		return []byte(pasted), nil
	case strings.TrimSpace(pasted) != "":
		return nil, refused("There are pasted lines and a file: use one of them, so that none is lost.")
	}
	return data, nil
}

// read reads the people in a list.
func (p *Pages) read(data []byte) (sheet.List, error) {
	list, err := sheet.Read(data, p.config.Region, p.config.Countries...)
	if err != nil {
		return sheet.List{}, refused(sentence(err.Error()))
	}
	return list, nil
}

// invite invites the people of a list that was looked over. The same form again is the same invites.
func (p *Pages) invite(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	list, err := p.read([]byte(r.PostForm.Get("list")))
	if err != nil {
		return err
	}
	begin, err := p.startOf(r.PostForm)
	switch {
	case err != nil:
		return err
	case len(list.Usable()) == 0:
		return refused("There is nobody in this list who can be invited: go back and look it over.")
	}
	confirm := refused("Please go back, and confirm that these people know that they will be texted, and agree.")
	if !r.PostForm.Has("consent") || len(r.PostForm.Get("batch")) > maxBatch {
		return confirm
	}
	words, err := afterAll(r.PostForm)
	if err != nil {
		return err
	}
	own, err := CheckSentence(r.PostForm.Get("sentence"))
	if err != nil {
		return err
	}
	var invites []roster.Invitee
	for _, line := range list.Usable() {
		invites = append(invites, roster.Invitee{Number: line.Number, Name: line.Name, First: line.First})
	}
	batch := roster.Batch{
		ID: r.PostForm.Get("batch"), At: begin.at, Grace: begin.grace, Again: r.PostForm.Has("again"),
		Consent: roster.Consent{By: who.Name, At: p.config.Clock(), Words: consentWords + words}, Sentence: own,
	}
	outcomes, err := p.config.Roster.Invite(r.Context(), who.Person, c.ID, invites, batch, p.config.Clock())
	switch {
	case errors.Is(err, roster.ErrNoLesson):
		return errNoLesson
	case errors.Is(err, roster.ErrConsent):
		return confirm
	case errors.Is(err, roster.ErrArchived):
		return refused(sentence(roster.ErrArchived.Error()))
	case errors.Is(err, roster.ErrCancelled):
		return refused(sentence(roster.ErrCancelled.Error()))
	case err != nil:
		return err
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID, report(outcomes))
}

// report says what became of invites.
func report(outcomes []roster.Outcome) string {
	invited := 0
	for _, o := range outcomes {
		if o == roster.Invited {
			invited++
		}
	}
	switch already := len(outcomes) - invited; {
	case already == 1:
		return fmt.Sprintf("%d added to the cohort; 1 was in it already.", invited)
	case already > 1:
		return fmt.Sprintf("%d added to the cohort; %d were in it already.", invited, already)
	}
	return fmt.Sprintf("%d added to the cohort.", invited)
}
