package twilio

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"coachline/session"
	"coachline/session/e164"
)

// A list is read in pages of 50, at most four of them: some months of one person's texts.
const (
	pageSize = 50
	maxPages = 4
)

// FindTexts lists the texts to a number with this body, created at or after since, newest first. It is for a text
// whose receipt was lost. complete reports that there are no others, so that one that is not found was never accepted.
// since is by Twilio's clock, which tells whole seconds: leave a margin. A repeat changes nothing.
//
// Twilio sorts by date_sent (twilio.com/docs/messaging/api/message-resource#read-multiple-message-resources), which a
// text in the queue does not have; the list with DateSent> leaves such texts out. So both lists are read, and it is
// assumed that texts in the queue come first in the other one.
func (c *Client) FindTexts(ctx context.Context, to e164.Number, body string, since time.Time) (found []Receipt, complete bool, err error) {
	x, number := c.exchange(ctx, "find texts"), to.E164()
	return x.find(search{
		list: x.texts(api.ListMessageParams{To: &number}), to: number, since: since.UTC().Truncate(time.Second),
		match: func(r row) bool { return sameText(r.body, body) },
		blank: body != "",
	})
}

// FindHeard lists what a number has texted to the line at or after since, oldest first: some months of one person's texts at most.
// With a Messaging Service that is what it has texted to any number of the account. since is as in FindTexts.
func (c *Client) FindHeard(ctx context.Context, from e164.Number, since time.Time) (heard []session.Heard, err error) {
	x, number := c.exchange(ctx, "find what was texted"), from.E164()
	after := since.UTC().Truncate(time.Second)
	if number == "" {
		return nil, x.failure(nil)
	}
	s := search{list: x.texts(api.ListMessageParams{From: &number}), since: after}
	rows, _, _, err := s.read(&after)
	if err != nil {
		return nil, x.failure(err)
	}
	for _, r := range rows {
		mine := c.config.Service != "" || c.config.From == "" || r.to == c.config.From
		if mine && r.direction == "inbound" && (r.At.IsZero() || !r.At.Before(after)) {
			heard = append(heard, session.Heard{SID: r.SID, Body: r.body, At: r.At})
		}
	}
	slices.Reverse(heard)
	return heard, nil
}

// FindCalls lists the calls to a number created at or after since, newest first, as FindTexts does the texts.
// twilio.com/docs/voice/api/call-resource#read-multiple-call-resources
func (c *Client) FindCalls(ctx context.Context, to e164.Number, since time.Time) (found []Receipt, complete bool, err error) {
	x, number := c.exchange(ctx, "find calls"), to.E164()
	return x.find(search{
		list: x.calls(api.ListCallParams{To: &number}), to: number, since: since.UTC().Truncate(time.Second),
		match: func(row) bool { return true },
	})
}

// list is how a list at Twilio is read, page by page.
type list struct {
	first func(after *time.Time) (page, error) // the first page; only of what was sent after, where not nil
	next  func(uri string) (page, error)
}

// search is what to look for, and where.
type search struct {
	list
	to    string
	since time.Time
	match func(row) bool
	blank bool // an empty body may hide what is looked for: accounts can redact bodies
}

// page is a page of texts or calls, as Twilio lists them.
type page struct {
	rows []row
	next string // URI of the next one; empty on the last
}

// row is a text or a call.
type row struct {
	Receipt
	sorted          time.Time // the date that the list is sorted by, or else that of its creation
	direction, body string
	to              string // of a text
}

// find reads the list of everything and then, where that was not read to its end, the list of what was sent since.
// Without a number there is nothing to find: Twilio would list everybody's.
func (x *exchange) find(s search) ([]Receipt, bool, error) {
	if s.to == "" {
		return nil, false, x.failure(nil)
	}
	rows, complete, end, err := s.read(nil)
	if err == nil && !end {
		var recent []row
		var all bool
		recent, all, _, err = s.read(&s.since)
		rows, complete = append(rows, recent...), complete && all
	}
	if err != nil {
		return nil, false, x.failure(err)
	}
	found, sure := s.pick(rows)
	return found, complete && sure, nil
}

// read reads a list until it is before since, or ends, or has had enough pages; complete reports either of the first
// two, and end the second.
func (s search) read(after *time.Time) (rows []row, complete, end bool, err error) {
	p, err := s.first(after)
	for n := 1; err == nil; n++ {
		rows = append(rows, p.rows...)
		end = p.next == ""
		complete = end || p.before(s.since)
		if complete || n == maxPages {
			return rows, complete, end, nil
		}
		p, err = s.next(p.next)
	}
	return nil, false, false, err
}

// before reports whether everything after this page is older than since.
func (p page) before(since time.Time) bool {
	return len(p.rows) > 0 && p.rows[len(p.rows)-1].sorted.Before(since) && !p.rows[len(p.rows)-1].sorted.IsZero()
}

// pick takes what is looked for from rows, each SID once. sure is false when something else may be it as well. A date
// that cannot be read is taken for a new one: better a text too few than two.
func (s search) pick(rows []row) (found []Receipt, sure bool) {
	seen := make(map[string]bool, len(rows))
	sure = true
	for _, r := range rows {
		old := r.At.Before(s.since) && !r.At.IsZero()
		if old || seen[r.SID] || !isSID(r.SID) || r.direction != "outbound-api" {
			continue
		}
		seen[r.SID] = true
		switch {
		case s.match(r):
			found = append(found, r.Receipt)
		case s.blank && r.body == "":
			sure = false
		}
	}
	slices.SortStableFunc(found, func(a, b Receipt) int { return b.At.Compare(a.At) })
	return found, sure
}

// trialPrefix begins every text of a trial account.
const trialPrefix = "Sent from your Twilio trial account - "

// ownRecord is the random part of a link to a learner's record. A text that is made again has another one.
var ownRecord = regexp.MustCompile(`/me/[A-Za-z0-9_-]{22}`)

// sameText reports whether a text as listed is the one that was sent. Space at its end may have been trimmed.
func sameText(listed, sent string) bool {
	trim := func(s string) string {
		return ownRecord.ReplaceAllString(strings.TrimRightFunc(s, unicode.IsSpace), "/me/")
	}
	return trim(listed) == trim(sent) || trim(strings.TrimPrefix(listed, trialPrefix)) == trim(sent)
}

// errNotPage is an answer without the list that was asked for: to take it for an empty one would be to say that a text
// was never sent.
var errNotPage = errors.New("answer is not a page")

// texts is the list of the texts that pass a filter.
func (x *exchange) texts(filter api.ListMessageParams) list {
	return list{
		first: func(after *time.Time) (page, error) {
			filter.DateSentAfter = after
			return x.textPage(x.api.PageMessage(filter.SetPageSize(pageSize), "", ""))
		},
		next: func(uri string) (page, error) { return x.textPage(follow[api.ListMessageResponse](x, uri)) },
	}
}

func (x *exchange) textPage(p *api.ListMessageResponse, err error) (page, error) {
	if err != nil {
		return page{}, err
	}
	return pageOf(x, p.Messages, p.NextPageUri, func(m *api.ApiV2010Message) row {
		return row{Receipt: textReceipt(m), sorted: date(m.DateSent), direction: deref(m.Direction), body: deref(m.Body), to: deref(m.To)}
	})
}

// calls is the list of the calls that pass a filter.
func (x *exchange) calls(filter api.ListCallParams) list {
	return list{
		first: func(after *time.Time) (page, error) {
			filter.StartTimeAfter = after
			return x.callPage(x.api.PageCall(filter.SetPageSize(pageSize), "", ""))
		},
		next: func(uri string) (page, error) { return x.callPage(follow[api.ListCallResponse](x, uri)) },
	}
}

func (x *exchange) callPage(p *api.ListCallResponse, err error) (page, error) {
	if err != nil {
		return page{}, err
	}
	return pageOf(x, p.Calls, p.NextPageUri, func(c *api.ApiV2010Call) row {
		return row{Receipt: callReceipt(c), sorted: date(c.StartTime), direction: deref(c.Direction)}
	})
}

// pageOf is the page of a list as it was just answered. A row without the date that the list is sorted by has that of its
// creation.
func pageOf[T any](x *exchange, list []T, next *string, read func(*T) row) (page, error) {
	if !x.ok(nil) || list == nil {
		return page{}, errNotPage
	}
	p := page{next: deref(next)}
	for i := range list {
		r := read(&list[i])
		if r.sorted.IsZero() {
			r.sorted = r.At
		}
		p.rows = append(p.rows, r)
	}
	return p, nil
}

// follow reads the page at a next_page_uri. twilio-go's own way there is either to count rows, which an empty page
// without end does not stop, or to pass a page token through a filter that takes ".42" out of it.
// twilio.com/docs/usage/twilios-response#pagination
func follow[P any](x *exchange, uri string) (*P, error) {
	res, err := x.api.RequestHandler().Get("https://api.twilio.com/"+strings.TrimPrefix(uri, "/"), nil, nil, "")
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	p := new(P)
	return p, json.NewDecoder(res.Body).Decode(p)
}
