package manager

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coachline/session/roster"
)

// onePage is how many people a page shows.
const onePage = 100

// view is which people of a cohort a page shows, and in which order. What is searched for may be a name or a number: it comes
// in a form and is in no URL.
type view struct {
	Cohort string // its ID
	Parts  int    // of the cohort's course; 0 for a lesson
	State  string // the key of one of filters; empty: all
	Sort   string // the key of one of orders; empty: by name
	Find   string // what is searched for
	Page   int    // from 0
}

// maxFind is the longest search, in bytes.
const maxFind = 200

// viewOf reads a view from the form or the address of a page. A button's value comes after what the form had.
func viewOf(r *http.Request, c roster.Cohort) view {
	last := func(name string) string {
		if all := r.Form[name]; len(all) > 0 {
			return all[len(all)-1]
		}
		return ""
	}
	v := view{Cohort: c.ID, Parts: parts(c), State: last("state"), Sort: last("sort")}
	v.Find = strings.TrimSpace(r.PostForm.Get("q"))
	v.Find = v.Find[:min(len(v.Find), maxFind)]
	if n, err := strconv.Atoi(last("page")); err == nil {
		v.Page = max(0, n)
	}
	return v
}

// pick returns the people of the view, in its order, on all of its pages.
func (v view) pick(rows []roster.Learner, region string) []roster.Learner {
	in, found := v.filter().has, searchOf(v.Find, region)
	var picked []roster.Learner
	for i := range rows {
		if in(&rows[i]) && found(&rows[i]) {
			picked = append(picked, rows[i])
		}
	}
	if order := orderOf(v.Sort).before; order != nil {
		slices.SortStableFunc(picked, func(a, b roster.Learner) int { return order(&a, &b) })
	}
	return picked
}

// url is the address of the view on a page of its cohort. It leaves out what is searched for.
func (v view) url(below string) string {
	q := url.Values{}
	for name, value := range map[string]string{"state": v.State, "sort": v.Sort, "page": strconv.Itoa(v.Page)} {
		if value != "" && value != "0" {
			q.Set(name, value)
		}
	}
	to := url.URL{Path: "/manage/cohorts/" + v.Cohort + below, RawQuery: q.Encode()}
	return to.String()
}

// choice leads to another view of the same people: by a link, or, while something is searched for, by a button of the
// search form.
type choice struct {
	Label       string
	Count       int
	On          bool
	Name, Value string // of the button
	URL         string // of the link; empty for a button
}

// choice makes a choice that changes one thing, named as forms name it.
func (v view) choice(label, name, value string) choice {
	to := v
	to.Page = 0
	c := choice{Label: label, Name: name, Value: value}
	switch name {
	case "state":
		c.On, to.State = v.State == value, value
	case "sort":
		c.On, to.Sort = v.Sort == value, value
	case "page":
		to.Page, _ = strconv.Atoi(value)
	}
	if v.Find == "" {
		c.URL = to.url("") + "#people"
	}
	return c
}

// order is one in which people are listed.
type order struct {
	key, label string
	before     func(a, b *roster.Learner) int // nil: as the roster lists them, by name
}

// orders are those that a list can have; those who are alike are in the order of their names.
var orders = []order{
	{"", "Name", nil},
	{"state", "State", func(a, b *roster.Learner) int {
		return cmp.Or(states[a.Status].order-states[b.Status].order, a.Part-b.Part, states[statusNow(a)].order-states[statusNow(b)].order)
	}},
	{"since", "Since", func(a, b *roster.Learner) int { return b.Since.Compare(a.Since) }}, // the latest first
}

// orderOf is the order with this key, or that by name.
func orderOf(key string) order {
	return orders[max(0, slices.IndexFunc(orders, func(o order) bool { return o.key == key }))]
}
