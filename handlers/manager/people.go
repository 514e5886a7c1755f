package manager

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"coachline/handlers/manager/sheet"
	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
)

// person is somebody as the page of their cohort shows them.
type person struct {
	Person, Path string // as paths have them
	Name, Number string
	Label, Chip  string
	Since        string
	Trouble      trouble
	Remark       string    // what else is to know
	Again        string    // when they were last texted once more
	Parts        []partRow // of a course
	Consent      string    // who confirmed that they know of it and agree, and when
	MayNudge     bool
	MayChange    bool // anything about them
	Begun        bool // so that the number is right
	Erased       bool
}

func (p *Pages) person(c card, row roster.Learner) person {
	now := standingOf(&row)
	shown := person{
		Person: row.Person.String(), Path: "/manage/cohorts/" + c.ID + "/people/" + row.Person.String(), Erased: row.Erased,
		Name: row.Name, Number: row.Number.Written(p.config.Region), Label: now.label, Chip: now.chip, Trouble: troubleOf(&row),
		Parts:    p.partsOf(&row),
		MayNudge: p.mayNudge(row), MayChange: c.MayInvite, Begun: len(row.Reached) > 0, Since: p.moment(row.Since), Again: p.moment(row.Nudged),
	}
	switch {
	case row.Erased:
		shown.Name, shown.Number = "", "erased at their own wish"
		shown.Remark = "Everything about this person was erased. Withdraw the invitation to take the line out of the list."
	case row.Status == session.StatusOptedOut:
		shown.Remark = "They are left alone until they text START themselves."
	case row.Status == session.StatusInvited && row.TextFrom.After(p.config.Clock()):
		shown.Since = "from " + p.moment(row.TextFrom)
	}
	switch {
	case row.Consent.By != "":
		shown.Consent = row.Consent.By + " confirmed on " + p.day(row.Consent.At) + " that they know of it and agree."
	case row.Consent.Words != "":
		shown.Consent = row.Consent.Words + ", on " + p.day(row.Consent.At) + "."
	}
	return shown
}

// moment is a date and an hour on the manager's clock; empty for none.
func (p *Pages) moment(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(p.config.Zone).Format("2 Jan 15:04")
}

// mayNudge reports whether it makes sense to offer that somebody is texted once more; the engine decides by what it knows.
func (p *Pages) mayNudge(row roster.Learner) bool {
	now, least := p.config.Clock(), dialogue.NudgeEvery
	if p.config.Rules.Rehearsal > 0 {
		least = min(least, p.config.Rules.Rehearsal)
	}
	if now.Sub(row.Since) < least || now.Sub(row.Nudged) < least {
		return false
	}
	switch statusNow(&row) {
	case session.StatusTexted, session.StatusStarted, session.StatusPaused, session.StatusUnknown:
		return true
	case session.StatusUnreachable:
		return row.Send == session.EntryFailed && !row.Reason.Lasting()
	}
	return false
}

// sayNoNudge does not tell apart who waits for the next part of a course and who wants no more parts: that is theirs.
const sayNoNudge = "No reminder is needed: they are in a lesson, wait for its next day or for the next part, or have finished."

// refusals are why a nudge was not sent, as a page says it.
var refusals = map[dialogue.Refusal]string{
	dialogue.RefusedOptedOut:    "They want no texts: they are left alone.",
	dialogue.RefusedUnreachable: "Texts do not reach this number: correct it, or wait until they text.",
	dialogue.RefusedNotInvited:  "They are not invited here any more.",
	dialogue.RefusedNotTexted:   "Their invitation has not gone out yet: it comes within texting hours.",
	dialogue.RefusedBusy:        sayNoNudge,
	dialogue.RefusedFinished:    sayNoNudge,
	dialogue.RefusedTooSoon:     "They were texted within the last day: wait until tomorrow.",
	dialogue.RefusedTooOften:    "They were texted as often as may be: talk to them instead.",
}

// change does what was asked about one person of a cohort. What is refused is said on the cohort's page.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	about, ok := session.ParsePerson(mux.Vars(r)["person"])
	if !ok {
		return ErrNothing
	}
	said, err := "", error(nil)
	switch mux.Vars(r)["act"] {
	case "nudge":
		said, err = p.nudge(r, who, c, about)
	case "withdraw":
		said, err = "They are not invited here any more. Who has begun may go on.", p.config.Roster.Withdraw(r.Context(), who.Person, c.ID, about, p.config.Clock())
	default:
		said, err = p.correct(r, who, c, about)
	}
	if err != nil {
		return shown(err, func(status int, wrong string) error { return p.cohortPage(w, r, who, c, status, wrong) })
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID, said)
}

func (p *Pages) nudge(r *http.Request, who user, c roster.Cohort, about session.Person) (string, error) {
	refusal, err := p.config.Roster.Nudge(r.Context(), who.Person, c.ID, about, p.config.Clock())
	switch {
	case err != nil:
		return "", err
	case refusal != "":
		return "", refused(refusals[refusal])
	}
	return "They are texted once more, " + p.soon() + ".", nil
}

// correct puts a name or a number right. The same number may be of a country in which nobody is invited any more.
func (p *Pages) correct(r *http.Request, who user, c roster.Cohort, about session.Person) (string, error) {
	number, name := r.PostFormValue("number"), r.PostFormValue("name")
	line := sheet.One(number, name, p.config.Region)
	same := p.config.Roster.Person(line.Number) == about
	if !same {
		line = sheet.One(number, name, p.config.Region, p.config.Countries...)
	}
	if line.Fault != nil {
		return "", refused(line.Fault.Sentence())
	}
	right := roster.Invitee{Number: line.Number, Name: line.Name, First: line.First}
	err := p.config.Roster.Correct(r.Context(), who.Person, c.ID, about, right, p.config.Clock())
	switch {
	case errors.Is(err, roster.ErrNumberTaken):
		return "", refused("This number is in this cohort already, as somebody else’s: withdraw one of the two invitations.")
	case errors.Is(err, roster.ErrBegun):
		return "", refused("They have begun by the number that is here, so it reaches them. To invite another number as well, put it into a list.")
	case err != nil:
		return "", err
	case same:
		return "The name stands as you have written it, also in the texts to come.", nil
	}
	return "The right number is invited, and the wrong one is not any more.", nil
}

// export is a cohort as a list that a spreadsheet opens safely.
func (p *Pages) export(w http.ResponseWriter, r *http.Request, who user) error {
	c, rows, err := p.cohortAndPeople(r, who)
	if err != nil {
		return err
	}
	cells := make([][]string, 0, len(rows))
	for _, row := range rows {
		line := []string{row.Name, sheet.Number(row.Number), string(row.Status), p.stamp(row.Since)}
		for n := range parts(c) {
			status, since := "", ""
			if n < len(row.Parts) { // none of somebody who was erased
				status, since = string(row.Parts[n].Status), p.stamp(row.Parts[n].Since)
			}
			line = append(line, status, since)
		}
		cells = append(cells, append(line, confirmedBy(row.Consent), p.stamp(row.Consent.At)))
	}
	// The list is what counts. Of a GET that is sent twice the log says so, and nothing else changes.
	if err := p.config.Roster.Note(r.Context(), who.Person, c.ID, roster.ActExported, len(cells), p.config.Clock()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="people.csv"`)
	heads := []string{"name", "number", "status", "since"}
	for n := range parts(c) {
		heads = append(heads, fmt.Sprint("part ", n+1), fmt.Sprint("part ", n+1, " since"))
	}
	return sheet.Write(w, append(heads, "confirmed by", "confirmed at"), cells)
}

// confirmedBy is who has confirmed that somebody knows of the texts, in a list.
func confirmedBy(c roster.Consent) string {
	if c.By == "" && c.Words != "" {
		return "themselves"
	}
	return c.By
}

// stamp is a moment as a spreadsheet reads it; empty for none.
func (p *Pages) stamp(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.In(p.config.Zone).Format(time.DateTime)
}
