package manager

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/gorilla/mux"

	"coachline/session"
	"coachline/session/roster"
)

// cohort is what the page of one cohort shows.
type cohort struct {
	card
	View     view
	Total    int
	Live     bool    // something is under way: it looks again
	Waiting  int     // who are still to be texted, now
	Sent     int     // all others
	Batches  []batch // with somebody still to be texted
	Unserved bool    // the course or lesson is not served any more: nobody is texted
	Picture  picture
	Filters  []choice
	Orders   []choice
	People   []person
	Shown    int     // how many people the view has, on all of its pages
	Label    string  // of the filter
	Range    string  // which of them this page has; empty where it has all
	Earlier  *choice // the page before
	Later    *choice // the page after
}

// cohort is the cohort that an address names, if the manager may see it.
func (p *Pages) cohort(r *http.Request, who user) (roster.Cohort, error) {
	return p.config.Roster.Cohort(r.Context(), who.Person, mux.Vars(r)["cohort"])
}

// cohortAndPeople is that cohort with all of its people.
func (p *Pages) cohortAndPeople(r *http.Request, who user) (roster.Cohort, []roster.Learner, error) {
	c, err := p.cohort(r, who)
	if err != nil {
		return c, nil, err
	}
	rows, err := p.config.Roster.Learners(r.Context(), who.Person, c.ID)
	return c, rows, err
}

// showCohort shows a cohort, by a link or by a search; or, to a page that looks again, what may have changed.
func (p *Pages) showCohort(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	if r.FormValue("part") != "live" {
		return p.cohortPage(w, r, who, c, http.StatusOK, "")
	}
	v, err := p.overview(r, who, c)
	if err != nil {
		return err
	}
	return p.write(w, http.StatusOK, "live", page{Data: v})
}

func (p *Pages) cohortPage(w http.ResponseWriter, r *http.Request, who user, c roster.Cohort, status int, wrong string) error {
	v, err := p.overview(r, who, c)
	if err != nil {
		return err
	}
	return p.render(w, r, status, "cohort", page{Title: v.Name, User: &who, Wrong: wrong, Data: v})
}

// overview reads the people of a cohort, and how far they have come.
func (p *Pages) overview(r *http.Request, who user, c roster.Cohort) (cohort, error) {
	rows, err := p.config.Roster.Learners(r.Context(), who.Person, c.ID)
	if err != nil {
		return cohort{}, err
	}
	now := p.config.Clock()
	v := cohort{
		card: p.card(c), View: viewOf(r, c), Unserved: !c.Served, Total: len(rows), Waiting: waiting(rows, now), Live: underWay(rows, now),
	}
	v.Sent = v.Total - v.Waiting
	if v.Batches, err = p.underWayBatches(r, who, c, rows); err != nil {
		return cohort{}, err
	}
	v.Picture = draw(roster.Summarize(rows), v.View)
	v.Filters = v.View.filters(rows)
	for _, o := range orders {
		v.Orders = append(v.Orders, v.View.choice(o.label, "sort", o.key))
	}
	v.Label = v.View.filter().label
	v.list(p, v.View.pick(rows, p.config.Region))
	return v, nil
}

// waiting counts who are still to be texted, though their time has come.
func waiting(rows []roster.Learner, now time.Time) (n int) {
	for i := range rows {
		if rows[i].Status == session.StatusInvited && !rows[i].TextFrom.After(now) {
			n++
		}
	}
	return n
}

// lively is how long after an invitation the page keeps refreshing.
const lively = 10 * time.Minute

// underWay reports whether somebody was invited a short while ago.
func underWay(rows []roster.Learner, now time.Time) bool {
	return slices.ContainsFunc(rows, func(row roster.Learner) bool { return now.Sub(row.Added) < lively })
}

// list shows a page of the people of the view.
func (v *cohort) list(p *Pages, picked []roster.Learner) {
	last := max(0, (len(picked)-1)/onePage)
	n := min(v.View.Page, last)
	from := n * onePage
	to := min(len(picked), from+onePage)
	v.Shown = len(picked)
	for _, row := range picked[from:to] {
		v.People = append(v.People, p.person(v.card, row))
	}
	if last == 0 {
		return
	}
	v.Range = fmt.Sprintf("%d to %d of %d", from+1, to, len(picked))
	turn := func(label string, to int) *choice {
		c := v.View.choice(label, "page", strconv.Itoa(to))
		return &c
	}
	if n > 0 {
		v.Earlier = turn("Earlier", n-1)
	}
	if n < last {
		v.Later = turn("Later", n+1)
	}
}
