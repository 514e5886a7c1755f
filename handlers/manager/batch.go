package manager

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gorilla/mux"

	"coachline/session/roster"
)

// batch is a list of people who were invited together, as pages show it.
type batch struct {
	Path, Cohort string // as addresses have them
	By, Made     string
	When         string // the first text may go
	Bar          string // how long until the first text, or how far it is
	Sentence     string
	Cancelled    string // who cancelled it and when; empty if nobody did
	Size         int    // how many came by it
	Gone         int    // how many of its people, still in the cohort, were texted
	Left         int    // who are still to be texted
	Out          int    // who are not in the cohort any more
	Again        bool
	MayCancel    bool
}

// batchPage is the page of one batch.
type batchPage struct {
	card
	Batch batch
}

// batchesPage is the page of all batches of a cohort.
type batchesPage struct {
	card
	Batches []batch
}

// shownBatch is a batch by what is known of it and of its people now.
func (p *Pages) shownBatch(c roster.Cohort, b roster.BatchRecord, rows []roster.Learner) batch {
	v := batch{
		Cohort: "/manage/cohorts/" + c.ID, Path: "/manage/cohorts/" + c.ID + "/batches/" + b.ID, By: b.By, Made: p.moment(b.Made),
		When: "at once", Sentence: b.Sentence, Again: b.Again,
	}
	from := b.Made
	if b.At.After(from) {
		from = b.At
	}
	if begins := p.begins(from); begins.After(b.Made) {
		v.When = "from " + p.moment(begins) + " on"
	}
	var first time.Time
	in := 0
	for i := range rows {
		row := &rows[i]
		if row.Batch != b.ID {
			continue
		}
		in++
		switch {
		case row.Gone():
			v.Gone++
		case row.ToBeTexted():
			v.Left++
			from := row.TextFrom
			if row.Pending {
				from = p.begins(from)
			}
			if first.IsZero() || from.Before(first) {
				first = from
			}
		}
	}
	v.Size = max(b.Size, in)
	v.Out = v.Size - in
	if !b.Cancelled.IsZero() {
		v.Cancelled = fmt.Sprintf("%s cancelled it on %s.", b.CancelledBy, p.moment(b.Cancelled))
		return v
	}
	v.MayCancel = v.Left > 0 && c.Access >= roster.MayInvite
	if v.Left > 0 {
		v.Bar = p.countdown(&v, first)
	}
	return v
}

// countdown says how long it is until the first text, or how many have gone.
func (p *Pages) countdown(v *batch, first time.Time) string {
	now := p.config.Clock()
	if v.Gone > 0 || !first.After(now) {
		return fmt.Sprintf("%d of %d have gone, %d to go, in texting hours.", v.Gone, v.Gone+v.Left, v.Left)
	}
	first = first.In(p.config.Zone)
	at := first.Format("15:04")
	if local := now.In(p.config.Zone); first.YearDay() != local.YearDay() || first.Year() != local.Year() {
		at = first.Format("15:04 on Monday 2 January")
	}
	return fmt.Sprintf("The first text goes at %s, in %s. %d in all.", at, inWords(first.Sub(now)), v.Left)
}

// underWayBatches are the batches of a cohort with somebody still to be texted, newest first.
func (p *Pages) underWayBatches(r *http.Request, who user, c roster.Cohort, rows []roster.Learner) ([]batch, error) {
	if !slices.ContainsFunc(rows, func(row roster.Learner) bool { return row.ToBeTexted() }) {
		return nil, nil
	}
	all, err := p.batches(r, who, c, rows)
	return slices.DeleteFunc(all, func(b batch) bool { return b.Bar == "" }), err
}

func (p *Pages) batches(r *http.Request, who user, c roster.Cohort, rows []roster.Learner) ([]batch, error) {
	records, err := p.config.Roster.Batches(r.Context(), who.Person, c.ID)
	if err != nil {
		return nil, err
	}
	all := make([]batch, 0, len(records))
	for _, record := range records {
		all = append(all, p.shownBatch(c, record, rows))
	}
	return all, nil
}

func (p *Pages) showBatches(w http.ResponseWriter, r *http.Request, who user) error {
	c, rows, err := p.cohortAndPeople(r, who)
	if err != nil {
		return err
	}
	all, err := p.batches(r, who, c, rows)
	if err != nil {
		return err
	}
	return p.render(w, r, http.StatusOK, "batches", page{Title: "Lists of " + c.Name, User: &who, Data: batchesPage{p.card(c), all}})
}

func (p *Pages) showBatch(w http.ResponseWriter, r *http.Request, who user) error {
	c, rows, err := p.cohortAndPeople(r, who)
	if err != nil {
		return err
	}
	records, err := p.config.Roster.Batches(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(records, func(b roster.BatchRecord) bool { return b.ID == mux.Vars(r)["batch"] })
	if i < 0 {
		return ErrNothing
	}
	v := page{Title: "A list of " + c.Name, User: &who, Data: batchPage{p.card(c), p.shownBatch(c, records[i], rows)}}
	if r.FormValue("part") == "live" {
		return p.write(w, http.StatusOK, "batch-live", v)
	}
	return p.render(w, r, http.StatusOK, "batch", v)
}

// cancelBatch cancels what has not gone of a batch, in one click.
func (p *Pages) cancelBatch(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	id := mux.Vars(r)["batch"]
	done, err := p.config.Roster.CancelBatch(r.Context(), who.Person, c.ID, id, p.config.Clock())
	if err != nil {
		return err
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID+"/batches/"+id, cancelledWords(done))
}

// cancelledWords says what cancelling has done.
func cancelledWords(done roster.Cancelled) string {
	switch {
	case done.Untexted == 0:
		return "There was nothing left to cancel."
	case done.Gone == 0:
		return fmt.Sprintf("%d cancelled: nobody was texted, and nobody will be.", done.Untexted)
	}
	return fmt.Sprintf("%d cancelled: they get no text. %d had gone before.", done.Untexted, done.Gone)
}
