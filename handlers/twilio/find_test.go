package twilio

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/session/e164"
)

// item is a text or a call as Twilio lists it.
type item map[string]any

// noon is when the lost text was sent.
var noon = time.Date(2026, 9, 4, 12, 0, 0, 0, time.UTC)

// listed is a text created some minutes after noon and sent at once.
func listed(sid, body string, minutes int) item {
	at := noon.Add(time.Duration(minutes) * time.Minute).Format(time.RFC1123Z)
	return item{"sid": sid, "body": body, "direction": "outbound-api", "status": "sent", "date_created": at, "date_sent": at, "start_time": at, "error_code": nil}
}

// with is i with something changed.
func (i item) with(name string, value any) item {
	i[name] = value
	return i
}

// books are a pretend Twilio's lists: the pages of everything, and those of what was sent since.
type books struct {
	all, recent [][]item
	asked       []url.Values // queries
}

func (b *books) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	b.asked = append(b.asked, r.URL.Query())
	pages, n := b.all, 0
	if q.Has("DateSent>") || q.Has("StartTime>") {
		pages = b.recent
	}
	_, _ = fmt.Sscanf(q.Get("PageToken"), "PT.%d", &n)
	answer := item{"next_page_uri": nil, "messages": []item{}, "calls": []item{}}
	if n < len(pages) {
		answer["messages"], answer["calls"] = pages[n], pages[n]
	}
	if n+1 < len(pages) {
		q.Set("PageToken", fmt.Sprintf("PT.%d", n+1))
		answer["next_page_uri"] = r.URL.Path + "?" + q.Encode()
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func sids(found []Receipt) string {
	var all []string
	for _, r := range found {
		all = append(all, r.SID)
	}
	return strings.Join(all, " ")
}

func TestFindTexts(t *testing.T) {
	old := []item{listed("SM00", "x", -60)}
	for name, c := range map[string]struct {
		all, recent [][]item
		want        string
		complete    bool
		requests    int
	}{
		"nothing": {nil, nil, "", true, 1},
		"one":     {[][]item{{listed("SM01", "x", 0)}}, nil, "SM01", true, 1},
		"others":  {[][]item{{listed("SM01", "y", 1), listed("SM02", "x", 1).with("direction", "inbound"), listed("SM03", "x", -1)}}, nil, "", true, 1},
		"a reply": {[][]item{{listed("SM01", "x", 1).with("direction", "outbound-reply")}}, nil, "", true, 1},
		"trimmed": {[][]item{{listed("SM01", "x", 1), listed("SM02", "x \n", 2), listed("SM03", " x", 3)}}, nil, "SM02 SM01", true, 1},
		"trial":   {[][]item{{listed("SM01", trialPrefix+"x", 1)}}, nil, "SM01", true, 1},
		"queued":  {[][]item{{listed("SM01", "x", 1).with("date_sent", nil)}}, nil, "SM01", true, 1},
		"no date": {[][]item{{listed("SM01", "x", 1).with("date_sent", nil).with("date_created", nil)}}, nil, "SM01", true, 1},
		"no SID":  {[][]item{{listed("", "x", 1)}}, nil, "", true, 1},
		"hidden":  {[][]item{{listed("SM01", "", 1)}}, nil, "", false, 1},
		"pages, then far enough": {
			[][]item{{listed("SM03", "x", 3)}, {listed("SM02", "x", 2), listed("SM01", "y", -1)}, old},
			[][]item{{listed("SM03", "x", 3)}, {listed("SM04", "x", 4)}},
			"SM04 SM03 SM02", true, 4,
		},
		"a queued one, not in the other list": {
			[][]item{{listed("SM02", "x", 2).with("date_sent", nil), listed("SM01", "x", -1)}, old},
			[][]item{{}},
			"SM02", true, 2,
		},
		"too many": {
			[][]item{{listed("SM05", "x", 5)}, {listed("SM04", "y", 4)}, {listed("SM03", "y", 3)}, {listed("SM02", "y", 2)}, {listed("SM01", "x", 1)}},
			[][]item{{listed("SM05", "x", 5)}},
			"SM05", false, 5,
		},
		"too many since": {
			[][]item{{listed("SM00", "x", -60)}, old},
			[][]item{{}, {}, {}, {}, {}},
			"", false, 5,
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := &books{all: c.all, recent: c.recent}
			client := clientOf(t, pretend(t, b.ServeHTTP).URL, nil)
			found, complete, err := client.FindTexts(t.Context(), to(t), "x", noon.Add(300*time.Millisecond))
			if err != nil {
				t.Fatal(err)
			}
			if sids(found) != c.want || complete != c.complete || len(b.asked) != c.requests {
				t.Errorf("found %q, complete %v, %d requests", sids(found), complete, len(b.asked))
			}
		})
	}
}

// TestListRequests is what is asked, of texts and of calls.
func TestListRequests(t *testing.T) {
	pages := [][]item{{listed("CA02", "x", 2).with("error_code", 30003)}, {listed("CA01", "x", -2)}, nil}
	b := &books{all: pages, recent: pages[:1]}
	client := clientOf(t, pretend(t, b.ServeHTTP).URL, nil)
	since := noon.In(time.FixedZone("", 12*3600))
	texts, complete, err := client.FindTexts(t.Context(), to(t), "x", since)
	want := []Receipt{{SID: "CA02", Status: "sent", Code: 30003, At: noon.Add(2 * time.Minute)}}
	if diff := cmp.Diff(want, texts); diff != "" || !complete || err != nil {
		t.Error(complete, err, diff)
	}
	calls, complete, err := client.FindCalls(t.Context(), to(t), since)
	want[0].Code = 0
	if diff := cmp.Diff(want, calls); diff != "" || !complete || err != nil {
		t.Error(complete, err, diff)
	}
	const first, second = "To=%2B6421555123&PageSize=50", "To=%2B6421555123&PageSize=50&PageToken=PT.1"
	const at = "2026-09-04T12%3A00%3A00Z"
	var asked []url.Values
	for _, q := range []string{first, second, first + "&DateSent%3E=" + at, first, second, first + "&StartTime%3E=" + at} {
		v, err := url.ParseQuery(q)
		if err != nil {
			t.Fatal(err)
		}
		asked = append(asked, v)
	}
	if diff := cmp.Diff(asked, b.asked); diff != "" {
		t.Error(diff)
	}
}

// TestEndless has lists whose next page always exists.
func TestEndless(t *testing.T) {
	for rows, want := range map[string]string{
		"[]": "",
		`[{"sid": "SM1", "direction": "outbound-api", "body": "x", "date_created": "Fri, 04 Sep 2026 12:00:00 +0000"}]`: "SM1",
	} {
		requests := 0
		server := pretend(t, func(w http.ResponseWriter, r *http.Request) {
			requests++
			fmt.Fprintf(w, `{"next_page_uri": "%s?Page=1", "messages": %s, "calls": %s}`, r.URL.Path, rows, rows)
		})
		client := clientOf(t, server.URL, nil)
		found, complete, err := client.FindTexts(t.Context(), to(t), "x", noon)
		if err != nil || complete || sids(found) != want || requests != 2*maxPages {
			t.Errorf("found %v, complete %v, %d requests, %v", found, complete, requests, err)
		}
		_, complete, err = client.FindCalls(t.Context(), to(t), noon)
		if err != nil || complete || requests != 4*maxPages {
			t.Errorf("complete %v, %d requests, %v", complete, requests, err)
		}
	}
}

// TestSecondPageFails has a list that cannot be read to its end: half an answer is none.
func TestSecondPageFails(t *testing.T) {
	for want, second := range map[string]http.HandlerFunc{
		"find calls: Twilio answered 500":                        answer(500, ""),
		"find calls: Twilio answered 200: answer not understood": answer(200, "{}"),
		"find calls: Twilio answered 302":                        answer(302, `{"messages": [], "calls": []}`),
		"find calls: no answer: connection cut":                  cut(""),
	} {
		server := pretend(t, func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/second" {
				second(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"next_page_uri": "/second", "messages": [], "calls": []}`)
		})
		client := clientOf(t, server.URL, nil)
		found, complete, err := client.FindCalls(t.Context(), to(t), noon)
		if got := what(t, err); got != "retry" || err.Error() != want || complete || found != nil {
			t.Errorf("%s: %s: found %v, complete %v", err, got, found, complete)
		}
	}
}

// TestFindNobody has no number to look for.
func TestFindNobody(t *testing.T) {
	b := new(books)
	client := clientOf(t, pretend(t, b.ServeHTTP).URL, nil)
	_, _, err := client.FindTexts(t.Context(), e164.Number{}, "x", noon)
	if got := what(t, err); got != "operator" || err.Error() != "find texts: not sent: request is malformed" || len(b.asked) != 0 {
		t.Errorf("%s: %v, %d requests", got, err, len(b.asked))
	}
}

// TestFindHeard takes texts to the line's own number, and with a Messaging Service to any of the account's.
func TestFindHeard(t *testing.T) {
	inbound := func(sid, to string) item { return listed(sid, "STOP", 1).with("direction", "inbound").with("to", to) }
	b := &books{recent: [][]item{{inbound("SM02", "+6498765432"), inbound("SM01", "3456"), listed("SM00", "x", 1)}}}
	url := pretend(t, b.ServeHTTP).URL
	for service, want := range map[string]string{"": "SM01", "MG01": "SM01 SM02"} {
		client := clientOf(t, url, func(c *ClientConfig) { c.Service = service })
		heard, err := client.FindHeard(t.Context(), to(t), noon)
		var got []string
		for _, h := range heard {
			got = append(got, h.SID)
		}
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("with service %q it finds %v, %v", service, got, err)
		}
	}
}
