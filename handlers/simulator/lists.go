package simulator

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"coachline/handlers/simulator/twiml"
)

// list answers with a page of what matches the filters, newest first.
func (t *Twilio) list(w http.ResponseWriter, r *http.Request, form url.Values, name string, matching func(url.Values) []entry) {
	page, err := newPage(r.URL.Path, form)
	if err == nil && form.Has("To") == form.Has("From") {
		err = twiml.Faultf(codeParameter, "To is missing, or there is From as well: want one of the two")
	}
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	person := form.Get("To") + form.Get("From")
	t.carryOut(w, r, work{
		trouble: t.ask(Request{Kind: ListRequest, To: person}), status: http.StatusOK, to: person,
		accept: func() (map[string]any, int, func()) {
			t.mu.Lock()
			defer t.mu.Unlock()
			return page.of(name, matching(form)), 0, nil
		},
	})
}

// entry is one of a list.
type entry struct {
	sid      string
	resource func() map[string]any
}

// since reports whether a time passes a filter such as DateSent>. Without a time nothing does;
// twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources
func since(form url.Values, filter string, at time.Time) bool {
	return !form.Has(filter) || !at.IsZero() && !at.Truncate(time.Second).Before(when(form.Get(filter)))
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
	p := page{path: path, form: form}
	p.number, _ = strconv.Atoi(form.Get("Page"))
	p.size, _ = strconv.Atoi(cmp.Or(form.Get("PageSize"), "50"))
	token, valid := strings.CutPrefix(form.Get("PageToken"), tokenPrefix)
	if valid != (p.number > 0) {
		return page{}, twiml.Faultf(codeParameter, "Page=%d with the PageToken %q: want both as next_page_uri has them", p.number, token)
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
	next := any(nil)
	if len(all) > p.size {
		next = p.next(all[p.size-1].sid)
	}
	return map[string]any{name: resources, "page": p.number, "page_size": p.size, "next_page_uri": next}
}

// next is the URI of the page after the entry with this SID.
func (p page) next(sid string) string {
	query := url.Values{}
	maps.Copy(query, p.form)
	query.Set("Page", strconv.Itoa(p.number+1))
	query.Set("PageSize", strconv.Itoa(p.size))
	query.Set("PageToken", tokenPrefix+sid)
	return p.path + "?" + query.Encode()
}
