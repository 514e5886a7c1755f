package manager

import (
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/mux"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/roster/sheet"
)

// person is somebody as the page of their cohort shows them.
type person struct {
	Person, Path string // as paths have them
	Name, Number string
	Label, Since string
	Advice       string // what to do; empty where nothing is
	MayNudge     bool
	Erased       bool
}

func (p *Pages) person(c card, row roster.Row) person {
	shown := person{
		Person: row.Person.String(), Path: "/manage/cohorts/" + c.ID + "/people/" + row.Person.String(), Erased: row.Erased,
		Name: row.Name, Number: row.Number.Written(p.Region), Label: labelOf(row.Status), Advice: advice(row),
		MayNudge: row.Status == session.StatusTexted || row.Status == session.StatusPaused || row.Status == session.StatusStarted,
	}
	if row.Erased {
		shown.Name, shown.Number = "", "erased at their own wish"
	}
	if !row.Since.IsZero() {
		shown.Since = row.Since.In(p.Zone).Format("2 Jan 15:04")
	}
	return shown
}

// codes of a failed text that tell what to do; twilio.com/docs/api/errors.
var codes = map[int]string{
	30003: "The phone was switched off or out of reach: text once more another day.",
	30005: "Nobody has this number: ask for the right one, and correct it.",
	30006: "This is a landline, or its carrier takes no texts: ask for a mobile number.",
	21211: "This is not a number: correct it.",
	21614: "This is not a mobile number: correct it.",
}

// advice is what a manager can do about a text that did not arrive.
func advice(row roster.Row) string {
	switch {
	case row.Erased:
		return "Everything about this person was erased. Withdraw the invitation to take the line out of the list."
	case row.Refused:
		return "As many cohorts have invited them as may: they are not texted for this one."
	case row.Status == session.StatusOptedOut:
		return "They are left alone until they text START themselves."
	case row.Status == session.StatusUnknown, row.Send == session.EntryUnknown:
		return "Nobody knows whether the text arrived: ask them, or text once more."
	case row.Send != session.EntryFailed && row.Status != session.StatusUnreachable:
		return ""
	case codes[row.Code] != "":
		return codes[row.Code]
	}
	return fmt.Sprintf("The text did not arrive%s: check the number, and correct it.", codeWords(row.Code))
}

func codeWords(code int) string {
	if code == 0 {
		return ""
	}
	return fmt.Sprintf(" (Twilio's code %d)", code)
}

// refusals are why a nudge was not sent, as a page says it.
var refusals = map[dialogue.Refusal]string{
	dialogue.RefusedOptedOut: "They want no texts: they are left alone.",
	dialogue.RefusedUnheard:  "Texts do not reach this number: correct it, or wait until they text.",
	dialogue.RefusedStranger: "They are not invited here any more.",
	dialogue.RefusedEarly:    "Their invitation has not gone out yet: it comes within texting hours.",
	dialogue.RefusedBusy:     "They are with the lesson, or wait for its next day: there is nothing to remind them of.",
	dialogue.RefusedFinished: "They have finished.",
	dialogue.RefusedSoon:     "They were texted within the last day: wait until tomorrow.",
	dialogue.RefusedEnough:   "They were texted as often as may be: talk to them instead.",
}

// change does what was asked about one person of a cohort.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	about, ok := session.ParsePerson(mux.Vars(r)["person"])
	if !ok {
		return errNothing
	}
	ctx, to := r.Context(), "/manage/cohorts/"+c.ID
	switch mux.Vars(r)["act"] {
	case "nudge":
		refusal, err := p.Roster.Nudge(ctx, who.Person, c.ID, about, p.Clock())
		if err != nil {
			return err
		}
		if refusal != "" {
			return refused(refusals[refusal])
		}
		return p.done(w, r, to, "They are texted once more, within texting hours.")
	case "withdraw":
		if err := p.Roster.Withdraw(ctx, who.Person, c.ID, about); err != nil {
			return err
		}
		return p.done(w, r, to, "They are not invited here any more. Who has begun may go on.")
	}
	line := sheet.One(r.PostFormValue("number"), "", p.Region, p.Countries...)
	if line.Fault != nil {
		return refused(line.Fault.Sentence())
	}
	if err := p.Roster.Correct(ctx, who.Person, c.ID, about, line.Number, p.Clock()); err != nil {
		return err
	}
	return p.done(w, r, to, "The right number is invited, and the wrong one is not any more.")
}

// export is a cohort as a list that a spreadsheet opens safely.
func (p *Pages) export(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	rows, err := p.Roster.People(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	cells := make([][]string, 0, len(rows))
	for _, row := range rows {
		since := ""
		if !row.Since.IsZero() {
			since = row.Since.In(p.Zone).Format(time.DateTime)
		}
		cells = append(cells, []string{row.Name, sheet.Number(row.Number), string(row.Status), since})
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="people.csv"`)
	return sheet.Write(w, []string{"name", "number", "status", "since"}, cells)
}
