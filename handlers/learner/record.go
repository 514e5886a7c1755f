package learner

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/visit"
)

// record is a learner's own record as a page shows it.
type record struct {
	Name        string
	Number      string
	Parts       []part
	Minutes     int      // of all finished parts
	Plan        []answer // the names that they gave
	NextText    string
	Hour        string // of the next text, as 15:04; "" if it cannot be chosen
	ErasedFrom  string
	Told        bool // a text tells them before: not those who want none
	Invitations []string
	PassedOn    string // when their number was passed on to whoever runs the line
	Today       string
	CheckAt     string // the address at which others check a completion code
	Answers     int
}

// part is a lesson that the learner has begun.
type part struct {
	Lesson  string
	Title   string
	Minutes int
	Dates   []date
	Done    bool
	Answers []answer
	Erased  string // when its answers are erased
	Code    string // its completion code, if one was made
}

// date is when something was reached.
type date struct{ What, When string }

// answer is what the learner said to a question.
type answer struct {
	dialogue.Recalled
	Lesson string
	ID     string // of its element
}

// The layouts of dates: NZ's order, with the month in letters.
const (
	aDay  = "2 January 2006"
	aTime = "Monday 2 January 2006, 3:04 pm"
)

// showRecord shows a learner their record, or how to get there.
func (p *Pages) showRecord(w http.ResponseWriter, r *http.Request) error {
	notice := notices[r.FormValue("done")]
	who, err := p.config.Visits.Whose(r.Context(), p.pass(r))
	switch {
	case errors.Is(err, visit.ErrClosed):
		return p.render(w, http.StatusOK, "closed", page{Title: "Your own record", Notice: notice, Number: p.number()})
	case err != nil:
		return err
	}
	return p.show(w, r, who, http.StatusOK, page{Notice: notice})
}

// show shows a learner their record, and what was done or refused.
func (p *Pages) show(w http.ResponseWriter, r *http.Request, who session.Person, status int, v page) error {
	own, err := p.record(r, who)
	if err != nil {
		return err
	}
	v.Title, v.Number, v.Data = "Your own record", p.number(), own
	return p.render(w, status, "record", v)
}

// record is a learner's own record.
func (p *Pages) record(r *http.Request, who session.Person) (*record, error) {
	now := p.config.Clock()
	own, err := p.config.Store.Own(r.Context(), who, now)
	if err != nil {
		return nil, err
	}
	v := &record{
		Name: own.Name, Number: own.Number.Written(p.config.Region), Today: now.In(own.Zone).Format(aDay), ErasedFrom: day(own.ErasedFrom),
		PassedOn: timeOf(own.PassedOn), Told: !own.OptedOut, CheckAt: p.config.Visits.CheckAt(),
	}
	if at := own.NextText; !at.IsZero() {
		v.NextText = at.Format(aTime)
		if own.MayMoveText {
			v.Hour = at.Format("15:04")
		}
	}
	for _, inv := range own.Invitations {
		if inv.By == "" { // nobody invited them
			continue
		}
		v.Invitations = append(v.Invitations, inv.By+", "+day(inv.At))
	}
	for _, of := range own.Parts {
		shown := partOf(of)
		if shown.Done {
			v.Minutes += of.Minutes
			if shown.Code, err = p.config.Visits.Code(r.Context(), who, of.Lesson, finishedOn(of)); err != nil {
				return nil, err
			}
		}
		v.Answers += len(shown.Answers)
		for _, a := range shown.Answers {
			if a.IsName {
				v.Plan = append(v.Plan, a)
			}
		}
		v.Parts = append(v.Parts, shown)
	}
	return v, nil
}

func partOf(of session.OwnPart) part {
	v := part{Lesson: of.Lesson, Title: of.Title, Minutes: of.Minutes, Done: !of.Finished.IsZero(), Erased: day(of.Erased)}
	for _, d := range []struct {
		what string
		at   time.Time
	}{{"Begun", of.Began}, {"Finished", of.Finished}, {"Reflected", of.Reflected}} {
		if !d.at.IsZero() {
			v.Dates = append(v.Dates, date{d.what, d.at.Format(aTime)})
		}
	}
	for _, a := range of.Answers {
		a.About = sentence(a.About)
		v.Answers = append(v.Answers, answer{a, of.Lesson, "said-" + of.Lesson + "-" + a.Step})
	}
	return v
}

// day is a date for people, or "" for none.
func day(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(aDay)
}

// timeOf is a time for people, or "" for none.
func timeOf(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.Format(aTime)
}

// sentence is words with a capital in front.
func sentence(words string) string {
	if words == "" {
		return ""
	}
	return strings.ToUpper(words[:1]) + words[1:]
}
