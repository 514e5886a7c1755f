package simulator

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// list answers with a page of the texts or the calls that pass the filters, newest first.
func (t *Twilio) list(w http.ResponseWriter, r *http.Request, form url.Values) {
	name, all := "messages", t.matchingMessages
	if strings.HasSuffix(r.URL.Path, "/Calls.json") {
		name, all = "calls", t.matchingCalls
	}
	page, err := newPage(r.URL.Path, form)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	t.carryOut(w, r, work{
		trouble: t.ask(Request{Kind: ListRequest, To: form.Get("To")}), status: http.StatusOK, to: form.Get("To"),
		accept: func() (map[string]any, int, func()) {
			t.mu.Lock()
			defer t.mu.Unlock()
			return page.of(name, all(form)), 0, nil
		},
	})
}

// matchingMessages: a text that was not sent yet has no date to be found by. The lock is held.
func (t *Twilio) matchingMessages(form url.Values) []entry {
	var found []entry
	for _, m := range slices.Backward(t.messages) {
		if passes(form, "To", m.To) && passes(form, "From", m.From) && within(form, "DateSent", m.sent) {
			found = append(found, entry{m.SID, func() map[string]any { return t.messageResource(m) }})
		}
	}
	return found
}

// matchingCalls: the lock is held.
func (t *Twilio) matchingCalls(form url.Values) []entry {
	var found []entry
	for _, c := range slices.Backward(t.calls) {
		p := c.placed
		if passes(form, "To", p.To) && passes(form, "From", p.From) && passes(form, "Status", p.Status) &&
			within(form, "StartTime", p.Started) && within(form, "EndTime", p.Ended) {
			found = append(found, entry{c.sid, func() map[string]any { return t.callResource(c) }})
		}
	}
	return found
}

// entry is one of a list.
type entry struct {
	sid      string
	resource func() map[string]any
}

func passes(form url.Values, name, value string) bool {
	return !form.Has(name) || form.Get(name) == value
}

// within holds a time against the three filters of a name: the day (GMT) of =, and the moments of <= and >=. A date
// alone is its midnight; twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
func within(form url.Values, name string, at time.Time) bool {
	at = at.UTC().Truncate(time.Second)
	for suffix, passes := range map[string]func(time.Time) bool{
		"":  func(limit time.Time) bool { return at.Format(time.DateOnly) == limit.Format(time.DateOnly) },
		"<": func(limit time.Time) bool { return !at.After(limit) },
		">": func(limit time.Time) bool { return !at.Before(limit) },
	} {
		if v := form.Get(name + suffix); v != "" && (at.IsZero() || !passes(when(v).UTC())) {
			return false
		}
	}
	return true
}

// page is the part of a list that is asked for; twilio.com/docs/usage/twilios-response#pagination
type page struct {
	path   string
	form   url.Values
	number int
	size   int
	after  string // the SID before the first of the page; empty on page 0
}

// tokenPrefix begins a PageToken, which goes on with the last SID of the page before.
const tokenPrefix = "PA"

// newPage refuses a page by its number alone, which Twilio no longer keeps stable.
func newPage(path string, form url.Values) (page, error) {
	p := page{path: path, form: form, number: number(form.Get("Page")), size: number(cmp.Or(form.Get("PageSize"), "50"))}
	token, valid := strings.CutPrefix(form.Get("PageToken"), tokenPrefix)
	if valid != (p.number > 0) {
		return page{}, faultf(codeParameter, "Page=%d with the PageToken %q: want both as next_page_uri has them", p.number, token)
	}
	p.after = token
	return p, nil
}

// of is the page of a list under its name.
func (p page) of(name string, all []entry) map[string]any {
	if p.after != "" {
		all = all[slices.IndexFunc(all, func(e entry) bool { return e.sid == p.after })+1:]
	}
	resources := []map[string]any{}
	for _, e := range all[:min(p.size, len(all))] {
		resources = append(resources, e.resource())
	}
	start, next := p.number*p.size, any(nil)
	if len(all) > p.size {
		next = p.uri(p.number+1, tokenPrefix+all[p.size-1].sid)
	}
	return map[string]any{
		name: resources, "page": p.number, "page_size": p.size, "start": start, "end": max(start, start+len(resources)-1),
		"uri": p.uri(p.number, p.form.Get("PageToken")), "first_page_uri": p.uri(0, ""), "next_page_uri": next,
		"previous_page_uri": nil,
	}
}

func (p page) uri(number int, token string) string {
	query := url.Values{}
	replace(query, p.form)
	query.Set("Page", strconv.Itoa(number))
	query.Set("PageSize", strconv.Itoa(p.size))
	query.Del("PageToken")
	if token != "" {
		query.Set("PageToken", token)
	}
	return p.path + "?" + query.Encode()
}
