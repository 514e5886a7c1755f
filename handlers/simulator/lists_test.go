package simulator_test

import (
	"fmt"
	"net/url"
	"strconv"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// days is a clock that a test moves.
type days struct{ now time.Time }

func (d *days) set(c *simulator.Config) { c.Now = func() time.Time { return d.now } }

// TestListMessages: one text a day at noon, 21 to 23 November (GMT); one that failed and one that was not sent yet.
func TestListMessages(t *testing.T) {
	clock := &days{}
	r := newLine(t).rest(t, clock.set, func(c *simulator.Config) {
		c.Trouble = func(r simulator.Request) simulator.Trouble {
			switch r.Body {
			case "failed":
				return simulator.Trouble{Final: "failed"}
			case "waits":
				return simulator.Trouble{Callbacks: simulator.Callbacks{Late: time.Hour}}
			}
			return simulator.Trouble{}
		}
	})
	for i, body := range []string{"21", "22", "23", "failed", "waits"} {
		clock.now = time.Date(2026, 11, 21+min(i, 2), 12, 0, 0, 0, time.UTC)
		_, err := r.text(learner, body)
		must(t, err)
		if body != "waits" {
			r.settled(t)
		}
	}
	_, err := r.text("+64219999999", "waits")
	must(t, err)
	for _, c := range []struct {
		filters string
		want    []string
	}{
		{"To=%2B64211234567", []string{"waits", "failed", "23", "22", "21"}},
		{"To=%2B64219999999", []string{"waits"}},
		{"To=%2B64211234567&DateSent%3E=2026-11-22T12:00:00Z", []string{"23", "22"}},
		{"To=%2B64211234567&DateSent%3E=2026-11-22T12:00:01Z", []string{"23"}},
		{"To=%2B64211234567&DateSent%3E=2026-11-23T02:00:00%2B13:00", []string{"23"}},
		{"To=%2B64211234567&PageSize=1", []string{"waits"}},
	} {
		form, err := url.ParseQuery(c.filters)
		must(t, err)
		got := r.do(t, "GET", at("Messages.json"), form)
		if diff := cmp.Diff(c.want, field(got, "messages", "body")); diff != "" || got.status != 200 {
			t.Errorf("%s: %d, %s", c.filters, got.status, diff)
		}
	}
	if faults := r.Faults(); len(faults) > 0 {
		t.Error(faults)
	}
}

// field is one field of each of a list.
func field(a answered, list, name string) []string {
	var all []string
	entries, _ := a.json[list].([]any)
	for _, entry := range entries {
		all = append(all, fmt.Sprint(entry.(map[string]any)[name]))
	}
	return all
}

// TestPages: a page goes on where the one before ended, whatever was sent meanwhile.
func TestPages(t *testing.T) {
	r := newLine(t).rest(t)
	send := func(from, to int) {
		for i := from; i <= to; i++ {
			_, err := r.text(learner, strconv.Itoa(i))
			must(t, err)
		}
		r.settled(t)
	}
	send(1, 5)
	form := url.Values{"To": {learner}, "PageSize": {"2"}}
	path := at("Messages.json")
	first := r.do(t, "GET", path, form)
	frame := map[string]any{
		"page": 0.0, "page_size": 2.0, "next_page_uri": first.json["next_page_uri"], "messages": first.json["messages"],
	}
	if diff := cmp.Diff(frame, first.json); diff != "" {
		t.Error(diff)
	}
	send(6, 6)
	var got []string
	for page, next := first, any(nil); ; page = r.do(t, "GET", next.(string), nil) {
		got = append(got, field(page, "messages", "body")...)
		if next = page.json["next_page_uri"]; next == nil {
			break
		}
	}
	if diff := cmp.Diff([]string{"5", "4", "3", "2", "1"}, got); diff != "" {
		t.Error(diff)
	}
	all, err := r.ListMessage((&api.ListMessageParams{}).SetTo(learner).SetPageSize(4).SetDateSentAfter(time.Now().Add(-time.Hour).UTC()))
	must(t, err)
	if len(all) != 6 || *all[0].Body != "6" || *all[5].Body != "1" {
		t.Errorf("twilio-go has %d", len(all))
	}
	r.settled(t)
}

// TestListHasReplies: they are in the account too, and no news to Messages.
func TestListHasReplies(t *testing.T) {
	r := newLine(t).verbs("/sms", "<Message>reply</Message>").rest(t)
	must(t, r.Phone(learner).Text(t.Context(), "GO"))
	_, err := r.text(learner, "sent")
	must(t, err)
	r.settled(t)
	got := r.do(t, "GET", at("Messages.json"), url.Values{"To": {learner}})
	if diff := cmp.Diff([]string{"outbound-api", "outbound-reply"}, field(got, "messages", "direction")); diff != "" {
		t.Error(diff)
	}
	if len(r.Messages()) != 1 {
		t.Errorf("got %v", r.Messages())
	}
}

func TestListCalls(t *testing.T) {
	clock := &days{time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)}
	l := newLine(t).verbs("/voice", "")
	r := l.rest(t, clock.set)
	phone := r.Phone(learner)
	for range 2 {
		_, err := r.CreateCall((&api.CreateCallParams{}).SetTo(learner).SetFrom(voiceNo).SetUrl(l.URL + "/voice"))
		must(t, err)
		r.settled(t)
		if len(r.Calls()) == 1 {
			must(t, phone.PickUp(t.Context(), "human"))
		}
	}
	for _, c := range []struct {
		form url.Values
		want []string
	}{
		{url.Values{"To": {learner}}, []string{"ringing", "completed"}},
		{url.Values{"To": {"+64210000001"}}, nil},
		{url.Values{"To": {learner}, "StartTime>": {"2026-11-22T12:00:00Z"}}, []string{"completed"}},
		{url.Values{"To": {learner}, "StartTime>": {"2026-11-22T12:00:01Z"}}, nil},
	} {
		got := r.do(t, "GET", at("Calls.json"), c.form)
		if diff := cmp.Diff(c.want, field(got, "calls", "status")); diff != "" {
			t.Errorf("%v: %s", c.form, diff)
		}
	}
	all, err := r.ListCall((&api.ListCallParams{}).SetTo(learner).SetPageSize(1))
	must(t, err)
	if len(all) != 2 || *all[1].Status != "completed" {
		t.Errorf("got %d", len(all))
	}
	r.settled(t)
}
