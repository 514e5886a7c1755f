package manager

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"coachline/session"
	"coachline/session/roster"
)

// onePage is how many people a page shows.
const onePage = 100

// states are the statuses with what a page calls them, in the order of its filters.
var states = []struct {
	of    session.Status
	label string
}{
	{session.StatusInvited, "to be texted"},
	{session.StatusTexted, "texted"},
	{session.StatusStarted, "began"},
	{session.StatusPaused, "paused"},
	{session.StatusFinished, "finished"},
	{session.StatusReflected, "reflected"},
	{session.StatusOptedOut, "wants no texts"},
	{session.StatusUnreachable, "not reached"},
	{session.StatusUnknown, "not known"},
}

func labelOf(s session.Status) string {
	for _, state := range states {
		if state.of == s {
			return state.label
		}
	}
	return string(s)
}

// labelOfMany is a label beside a number.
func labelOfMany(s session.Status, n int) string {
	if s == session.StatusOptedOut && n != 1 {
		return "want no texts"
	}
	return labelOf(s)
}

// cohort is what the page of one cohort shows.
type cohort struct {
	card
	Total    int
	Query    string // by which it looks again; empty where nothing is under way
	Waiting  int    // who are still to be texted, now
	Sent     int    // all others
	Report   string // once nobody is
	Unserved bool   // the lesson is not served any more: nobody is texted
	Picture  picture
	Filters  []filter
	People   []person
	Pages    string // which part of the people this is; empty where it is all
	Earlier  string // the page before
	Later    string // the page after
}

// filter leads to the people in one state.
type filter struct {
	State, Label string
	Count        int
	On           bool
}

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
	sum := roster.Summarize(rows)
	_, served := p.config.Lessons.Current(c.Lesson)
	v := cohort{
		card: p.card(c), Unserved: !served, Total: len(rows), Waiting: waiting(rows, p.config.Clock()), Report: reportOf(sum),
		Picture: draw(counts{sum.Invited, sum.Began, sum.Finished, sum.Reflected}, sum.Hours),
	}
	v.Sent = v.Total - v.Waiting
	state := session.Status(r.FormValue("state"))
	v.Filters = filters(sum, state)
	v.list(p, rows, state, r.FormValue("page"))
	if underWay(rows, p.config.Clock()) {
		v.Query = url.Values{"part": {"live"}, "state": {string(state)}, "page": {r.FormValue("page")}}.Encode()
	}
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

// lively is how long after people were invited their manager's page looks by itself how they are.
const lively = 10 * time.Minute

// underWay reports whether somebody was invited a short while ago.
func underWay(rows []roster.Learner, now time.Time) bool {
	return slices.ContainsFunc(rows, func(row roster.Learner) bool { return now.Sub(row.Added) < lively })
}

// reportOf says what became of the invitations, where it is anything but a text.
func reportOf(sum roster.Summary) string {
	words, between := fmt.Sprintf("%d in the list", sum.Invited), ": "
	for _, s := range []session.Status{session.StatusInvited, session.StatusOptedOut, session.StatusUnreachable, session.StatusUnknown} {
		if n := sum.By[s]; n > 0 {
			words += fmt.Sprintf("%s%d %s", between, n, labelOfMany(s, n))
			between = ", "
		}
	}
	return words + "."
}

func filters(sum roster.Summary, on session.Status) []filter {
	all := []filter{{"", "all", sum.Invited, on == ""}}
	for _, s := range states {
		if n := sum.By[s.of]; n > 0 || on == s.of {
			all = append(all, filter{string(s.of), s.label, n, on == s.of})
		}
	}
	return all
}

// list shows a page of the people in a state.
func (v *cohort) list(p *Pages, rows []roster.Learner, state session.Status, number string) {
	var in []roster.Learner
	for _, row := range rows {
		if state == "" || row.Status == state {
			in = append(in, row)
		}
	}
	n, err := strconv.Atoi(number)
	last := max(0, (len(in)-1)/onePage)
	if n = min(n, last); err != nil || n < 0 {
		n = 0
	}
	from := n * onePage
	to := min(len(in), from+onePage)
	for _, row := range in[from:to] {
		v.People = append(v.People, p.person(v.card, row))
	}
	if last == 0 {
		return
	}
	v.Pages = fmt.Sprintf("%d to %d of %d", from+1, to, len(in))
	if n > 0 {
		v.Earlier = v.at(state, n-1)
	}
	if n < last {
		v.Later = v.at(state, n+1)
	}
}

func (v *cohort) at(state session.Status, n int) string {
	q := url.Values{"page": {strconv.Itoa(n)}}
	if state != "" {
		q.Set("state", string(state))
	}
	return "/manage/cohorts/" + v.ID + "?" + q.Encode() + "#people"
}
