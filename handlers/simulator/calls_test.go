package simulator_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// call has the line call the learner; change adjusts what is asked for.
func (l *line) call(t *testing.T, r *rest, change ...func(*api.CreateCallParams)) *api.ApiV2010Call {
	t.Helper()
	l.on("/called", answer(204, "", ""))
	p := (&api.CreateCallParams{}).SetTo(learner).SetFrom(voiceNo).SetUrl(l.URL + "/out#rc=2").SetStatusCallback(l.URL + "/called")
	for _, f := range change {
		f(p)
	}
	placed, err := r.CreateCall(p)
	must(t, err)
	return placed
}

func detecting(how string) func(*api.CreateCallParams) {
	return func(p *api.CreateCallParams) { p.SetMachineDetection(how) }
}

// TestCallAnswer is the whole answer, which has the shape of Twilio's example.
func TestCallAnswer(t *testing.T) {
	r := newLine(t).rest(t, noon)
	got := r.do(t, "POST", at("Calls.json"), url.Values{"To": {learner}, "From": {voiceNo}, "Url": {"https://x.example/y"}})
	sid, _ := got.json["sid"].(string)
	if !regexp.MustCompile(`^CA[0-9a-f]{32}$`).MatchString(sid) {
		t.Errorf("sid %q", sid)
	}
	const created = "Sun, 22 Nov 2026 12:00:00 +0000"
	want := map[string]any{
		"sid": sid, "account_sid": account, "api_version": "2010-04-01", "uri": at("Calls/" + sid + ".json"),
		"to": learner, "to_formatted": learner, "from": voiceNo, "from_formatted": voiceNo, "status": "queued",
		"direction": "outbound-api", "date_created": created, "date_updated": created, "start_time": nil, "end_time": nil,
		"duration": nil, "answered_by": nil, "queue_time": "0", "price": nil, "price_unit": "USD", "parent_call_sid": nil,
		"phone_number_sid": nil, "forwarded_from": nil, "group_sid": nil, "caller_name": nil, "trunk_sid": nil,
	}
	ignore := cmpopts.IgnoreMapEntries(func(name string, _ any) bool { return name == "subresource_uris" })
	if diff := cmp.Diff(want, got.json, ignore); diff != "" || got.status != 201 {
		t.Errorf("%d: %s", got.status, diff)
	}
	r.settled(t)
}

// TestCallEvents: what StatusCallbackEvent asks for, by the method asked for, numbered.
func TestCallEvents(t *testing.T) {
	l := newLine(t).verbs("/out", `<Gather/>`)
	r := l.rest(t)
	l.call(t, r, func(p *api.CreateCallParams) {
		p.SetStatusCallbackEvent([]string{"initiated", "ringing", "answered", "completed"}).SetStatusCallbackMethod("GET")
	})
	r.settled(t)
	must(t, r.Phone(learner).PickUp(t.Context()))
	r.settled(t)
	must(t, r.Phone(learner).HangUp(t.Context()))
	got := strings.Join(l.told("/called", "CallStatus"), " ")
	if got != "initiated ringing in-progress completed" || strings.Join(l.told("/called", "SequenceNumber"), "") != "0123" {
		t.Errorf("told %s", got)
	}
	if last := l.last(t, "/called"); last.Method != "GET" {
		t.Errorf("by %s", last.Method)
	}
	r.settled(t)
}

// TestCallTrouble: a call that ends without a ring, and callbacks that come when they like.
func TestCallTrouble(t *testing.T) {
	for _, c := range []struct {
		name    string
		trouble simulator.Trouble
		told    string
	}{
		{"canceled", simulator.Trouble{Final: "canceled"}, "canceled"},
		{"failed", simulator.Trouble{Final: "failed", Callbacks: simulator.Callbacks{Early: true}}, "failed"},
		{"twice", simulator.Trouble{Final: "busy", Callbacks: simulator.Callbacks{Twice: true}}, "busy busy"},
		{"late", simulator.Trouble{Final: "no-answer", Callbacks: simulator.Callbacks{Late: time.Millisecond}}, "no-answer"},
		{"none", simulator.Trouble{Final: "busy", Callbacks: simulator.Callbacks{None: true}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLine(t)
			r := l.rest(t, always(c.trouble))
			l.call(t, r)
			if c.trouble.Callbacks.Early && len(l.got("/called")) == 0 {
				t.Error("nothing was told before the answer")
			}
			r.settled(t)
			if got := strings.Join(l.told("/called", "CallStatus"), " "); got != c.told || r.Phone(learner).Ringing() {
				t.Errorf("told %q, ringing %t", got, r.Phone(learner).Ringing())
			}
		})
	}
}

// TestInlineTwiML: the document comes with the call; what it points to must be absolute.
func TestInlineTwiML(t *testing.T) {
	l := newLine(t).verbs("/answer", `<Say>Bye.</Say>`)
	r := l.rest(t)
	phone := r.Phone(learner)
	inline := func(twiml string) {
		l.call(t, r, func(p *api.CreateCallParams) { p.Url = nil; p.SetTwiml("<Response>" + twiml + "</Response>") })
		r.settled(t)
	}
	inline(`<Gather action="` + l.URL + `/answer"><Say>Kia ora.</Say></Gather>`)
	must(t, phone.PickUp(t.Context()))
	must(t, phone.Press(t.Context(), "1"))
	if diff := cmp.Diff([]string{"say Bye."}, spoken(phone)); diff != "" {
		t.Error(diff)
	}
	inline(`<Gather action="/answer"/>`)
	must(t, phone.PickUp(t.Context()))
	wantCode(t, phone.Press(t.Context(), "1"), 11100, "no URL")
	inline(`<Dial>+64219999999</Dial>`)
	wantCode(t, phone.PickUp(t.Context()), 0, "not supported")
}

// TestCallCallbackRefused: the person who ended the call hears of it, and it is a fault.
func TestCallCallbackRefused(t *testing.T) {
	l := newLine(t).on("/called", answer(404, "", ""))
	r := l.rest(t)
	l.call(t, r)
	r.settled(t)
	wantCode(t, r.Phone(learner).Busy(t.Context()), 11200, "404")
	if len(r.Faults()) != 1 {
		t.Errorf("faults %v", r.Faults())
	}
}
