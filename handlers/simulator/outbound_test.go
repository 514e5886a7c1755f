package simulator_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// call has the line call the learner; change adjusts what is asked for.
func (l *line) call(t *testing.T, r *rest, change ...func(*api.CreateCallParams)) *api.ApiV2010Call {
	t.Helper()
	l.on("/called", answer(204, "", ""))
	p := (&api.CreateCallParams{}).SetTo(learner).SetFrom(voiceNo).SetUrl(l.URL + "/out").SetStatusCallback(l.URL + "/called")
	p.SetMachineDetection("DetectMessageEnd").SetTimeout(30)
	for _, f := range change {
		f(p)
	}
	placed, err := r.CreateCall(p)
	must(t, err)
	return placed
}

// TestCallAnswer is the whole answer of the API: what of Twilio's own the line reads.
func TestCallAnswer(t *testing.T) {
	r := newLine(t).rest(t, noon)
	got := r.do(t, "POST", at("Calls.json"), url.Values{"To": {learner}, "From": {voiceNo}, "Url": {"https://x.example/y"}})
	sid, _ := got.json["sid"].(string)
	if !regexp.MustCompile(`^CA[0-9a-f]{32}$`).MatchString(sid) {
		t.Errorf("sid %q", sid)
	}
	want := map[string]any{
		"sid": sid, "account_sid": account, "to": learner, "from": voiceNo, "status": "queued", "direction": "outbound-api",
		"date_created": "Sun, 22 Nov 2026 12:00:00 +0000", "start_time": nil, "answered_by": nil,
	}
	if diff := cmp.Diff(want, got.json); diff != "" || got.status != 201 {
		t.Errorf("%d: %s", got.status, diff)
	}
	r.settled(t)
}

// TestPickUp: a call of the line goes on like one to it, and its end is told to its own callback.
func TestPickUp(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := &days{now}
	l := newLine(t).verbs("/out", `<Gather action="/answer"><Say>Kia ora.</Say></Gather>`).verbs("/answer", gather, `<Say>Bye.</Say>`)
	r := l.rest(t, clock.set)
	phone := r.Phone(learner)
	placed := l.call(t, r)
	must(t, phone.Await(t.Context(), phone.Ringing))
	if phone.InCall() {
		t.Error("a call is on while it rings")
	}
	must(t, phone.PickUp(t.Context(), "human"))
	want := url.Values{
		"CallSid": {*placed.Sid}, "CallStatus": {"in-progress"}, "Direction": {"outbound-api"}, "AccountSid": {account},
		"ApiVersion": {"2010-04-01"}, "From": {voiceNo}, "Caller": {voiceNo}, "To": {learner}, "Called": {learner},
		"AnsweredBy": {"human"},
	}
	if diff := cmp.Diff(want, l.last(t, "/out").Form); diff != "" {
		t.Error(diff)
	}
	if phone.Ringing() || !phone.InCall() || phone.Listening() == nil {
		t.Error("no call is on")
	}
	must(t, phone.Press(t.Context(), "1"))
	delete(want, "AnsweredBy")
	want["Digits"] = []string{"1"}
	if diff := cmp.Diff(want, l.last(t, "/answer").Form); diff != "" {
		t.Error(diff)
	}
	clock.now = now.Add(75 * time.Second)
	must(t, phone.Press(t.Context(), "2"))
	delete(want, "Digits")
	for name, value := range map[string]string{
		"CallStatus": "completed", "CallDuration": "75", "Timestamp": "Sun, 22 Nov 2026 12:01:15 +0000",
		"CallbackSource": "call-progress-events", "SequenceNumber": "0", "AnsweredBy": "human",
	} {
		want.Set(name, value)
	}
	if diff := cmp.Diff(want, l.last(t, "/called").Form); diff != "" || len(l.got("/called")) != 1 || len(l.got("/status")) != 0 {
		t.Error(diff)
	}
	if diff := cmp.Diff([]simulator.Placed{{
		SID: *placed.Sid, To: learner, From: voiceNo, Status: "completed", AnsweredBy: "human", At: now, Started: now,
	}}, r.Calls()); diff != "" {
		t.Error(diff)
	}
	r.settled(t)
}

// TestAnsweredBy checks what machine detection says of who picks up, in the webhook and in the callback.
func TestAnsweredBy(t *testing.T) {
	person := func(p *simulator.Phone) error { return p.PickUp(t.Context(), "human") }
	unknown := func(p *simulator.Phone) error { return p.PickUp(t.Context(), "unknown") }
	machine := func(p *simulator.Phone) error { return p.Machine(t.Context()) }
	for _, c := range []struct {
		name    string
		detects bool
		by      func(*simulator.Phone) error
		want    string
	}{
		{"person", true, person, "human"},
		{"unknown", true, unknown, "unknown"},
		{"machine", true, machine, "machine_end_beep"},
		{"person, undetected", false, person, ""},
		{"machine, undetected", false, machine, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := newLine(t).verbs("/out", `<Say>Please call us back.</Say>`)
			r := l.rest(t)
			l.call(t, r, func(p *api.CreateCallParams) {
				if !c.detects {
					p.MachineDetection = nil
				}
			})
			r.settled(t)
			must(t, c.by(r.Phone(learner)))
			for _, path := range []string{"/out", "/called"} {
				if form := l.last(t, path).Form; form.Get("AnsweredBy") != c.want || form.Has("AnsweredBy") != (c.want != "") {
					t.Errorf("%s: %v", path, form)
				}
			}
			if diff := cmp.Diff([]string{"Please call us back."}, spoken(r.Phone(learner))); diff != "" {
				t.Error(diff)
			}
			r.settled(t)
		})
	}
}

// TestMachineHangsUp: a machine records what is said and answers nothing, as long as its patience lasts.
func TestMachineHangsUp(t *testing.T) {
	asks := `<Gather action="/out" actionOnEmptyResult="true"><Say>Are you there?</Say></Gather>`
	l := newLine(t).verbs("/out", asks)
	r := l.rest(t)
	l.call(t, r)
	r.settled(t)
	phone := r.Phone(learner)
	must(t, phone.Machine(t.Context()))
	if n := len(spoken(phone)); n != 11 || phone.InCall() {
		t.Errorf("heard %d times, in call %t", n, phone.InCall())
	}
	if form := l.last(t, "/called").Form; form.Get("CallStatus") != "completed" {
		t.Errorf("told %v", form)
	}
}

func TestCallThatNobodyAnswers(t *testing.T) {
	for _, status := range []string{"busy", "no-answer", "failed"} {
		l := newLine(t)
		r := l.rest(t)
		l.call(t, r)
		r.settled(t)
		phone := r.Phone(learner)
		must(t, phone.Leave(t.Context(), status))
		form := l.last(t, "/called").Form
		if form.Get("CallStatus") != status || form.Get("CallDuration") != "0" || form.Has("AnsweredBy") || len(l.got("/called")) != 1 {
			t.Errorf("%s: told %v", status, form)
		}
		if got := r.Calls()[0].Status; got != status || phone.Ringing() || phone.InCall() || len(l.got("/out")) != 0 {
			t.Errorf("%s: the call is %s", status, got)
		}
	}
}

// TestBusyPhone: a phone that is in a call, rings already, or begins a call of its own.
func TestBusyPhone(t *testing.T) {
	l := newLine(t).verbs("/voice", gather)
	r := l.rest(t)
	phone := r.Phone(learner)
	must(t, phone.Call(t.Context()))
	l.call(t, r)
	r.settled(t)
	if phone.Ringing() || strings.Join(l.told("/called", "CallStatus"), " ") != "busy" {
		t.Errorf("told %v", l.told("/called", "CallStatus"))
	}
	must(t, phone.HangUp(t.Context()))
	first := l.call(t, r)
	r.settled(t)
	second := l.call(t, r)
	r.settled(t)
	must(t, phone.Call(t.Context()))
	r.settled(t)
	if got := l.told("/called", "CallSid"); len(got) != 3 || got[1] != *second.Sid || got[2] != *first.Sid || phone.Ringing() {
		t.Errorf("told %v", l.told("/called", "CallStatus"))
	}
	must(t, phone.HangUp(t.Context()))
}

// TestCallThatDoesNotArrive ends without a ring, and its callback comes once, twice or never.
func TestCallThatDoesNotArrive(t *testing.T) {
	for _, c := range []struct {
		trouble simulator.Trouble
		told    string
	}{
		{simulator.Trouble{Final: "failed"}, "failed"},
		{simulator.Trouble{Final: "busy", Callbacks: simulator.Callbacks{Twice: true}}, "busy busy"},
		{simulator.Trouble{Final: "no-answer", Callbacks: simulator.Callbacks{None: true}}, ""},
	} {
		l := newLine(t)
		r := l.rest(t, always(c.trouble))
		l.call(t, r)
		r.settled(t)
		if got := strings.Join(l.told("/called", "CallStatus"), " "); got != c.told || r.Phone(learner).Ringing() {
			t.Errorf("%+v: told %q, ringing %t", c.trouble, got, r.Phone(learner).Ringing())
		}
	}
}

// TestCallCallbackRefused: the person who ended the call hears of it, and it is a fault.
func TestCallCallbackRefused(t *testing.T) {
	l := newLine(t).on("/called", answer(404, "", ""))
	r := l.rest(t)
	l.call(t, r)
	r.settled(t)
	wantCode(t, r.Phone(learner).Leave(t.Context(), "busy"), 11200, "404")
	if len(r.Faults()) != 1 {
		t.Errorf("faults %v", r.Faults())
	}
}
