package simulator_test

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// TestPickUp: a call of the line goes on like one to it, and its end is told to its own callback.
func TestPickUp(t *testing.T) {
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	clock := &days{now}
	l := newLine(t).verbs("/out", `<Gather action="/answer"><Say>Kia ora.</Say></Gather>`).verbs("/answer", `<Gather action="/answer"/>`, `<Say>Bye.</Say>`)
	r := l.rest(t, clock.set)
	phone := r.Phone(learner)
	placed := l.call(t, r, detecting("Enable"))
	if *placed.Status != "queued" || placed.AnsweredBy != nil || *placed.Direction != "outbound-api" {
		t.Errorf("got %v", placed)
	}
	must(t, phone.AwaitRing(t.Context()))
	if !phone.Ringing() || phone.InCall() {
		t.Error("the phone does not ring")
	}
	must(t, phone.PickUp(t.Context()))
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
	fetched, err := r.FetchCall(*placed.Sid, nil)
	must(t, err)
	if *fetched.Status != "completed" || *fetched.Duration != "75" || *fetched.AnsweredBy != "human" || *fetched.From != voiceNo {
		t.Errorf("got %v", fetched)
	}
	if diff := cmp.Diff([]simulator.Placed{{
		SID: *placed.Sid, To: learner, From: voiceNo, URL: l.URL + "/out#rc=2", Status: "completed", Detection: "Enable",
		AnsweredBy: "human", Timeout: 60, Callback: l.URL + "/called", At: now, Started: now, Ended: clock.now,
	}}, r.Calls()); diff != "" {
		t.Error(diff)
	}
	r.settled(t)
}

// TestAnsweredBy: what machine detection says of who picks up, in the webhook and in the callback.
func TestAnsweredBy(t *testing.T) {
	person := func(p *simulator.Phone) error { return p.PickUp(t.Context()) }
	unknown := func(p *simulator.Phone) error { return p.PickUpUnknown(t.Context()) }
	machine := func(p *simulator.Phone) error { return p.Machine(t.Context()) }
	for _, c := range []struct {
		name, detection string
		by              func(*simulator.Phone) error
		want            string
	}{
		{"person", "Enable", person, "human"},
		{"person", "DetectMessageEnd", person, "human"},
		{"unknown", "Enable", unknown, "unknown"},
		{"machine", "Enable", machine, "machine_start"},
		{"machine", "DetectMessageEnd", machine, "machine_end_beep"},
		{"person", "", person, ""},
		{"machine", "", machine, ""},
	} {
		t.Run(c.name+" "+c.detection, func(t *testing.T) {
			l := newLine(t).verbs("/out", `<Say>Please call us back.</Say>`)
			r := l.rest(t)
			l.call(t, r, func(p *api.CreateCallParams) {
				if c.detection != "" {
					p.SetMachineDetection(c.detection)
				}
			})
			r.settled(t)
			must(t, c.by(r.Phone(learner)))
			for _, path := range []string{"/out", "/called"} {
				if form := l.last(t, path).Form; form.Get("AnsweredBy") != c.want || form.Has("AnsweredBy") != (c.want != "") {
					t.Errorf("%s: %v", path, form)
				}
			}
			if diff := cmp.Diff([]string{"say Please call us back."}, spoken(r.Phone(learner))); diff != "" {
				t.Error(diff)
			}
			r.settled(t)
		})
	}
}

// TestMachineHangsUp: a machine records what is said and answers nothing, as long as its patience lasts.
func TestMachineHangsUp(t *testing.T) {
	l := newLine(t).verbs("/out", `<Gather><Say>Are you there?</Say></Gather><Redirect>/out</Redirect>`)
	r := l.rest(t)
	l.call(t, r, detecting("DetectMessageEnd"))
	r.settled(t)
	phone := r.Phone(learner)
	must(t, phone.Machine(t.Context()))
	if n := len(phone.Heard()); n != 11 || phone.InCall() {
		t.Errorf("heard %d times, in call %t", n, phone.InCall())
	}
	if form := l.last(t, "/called").Form; form.Get("CallStatus") != "completed" {
		t.Errorf("told %v", form)
	}
}

// TestNotAnswered: how else a call of the line ends.
func TestNotAnswered(t *testing.T) {
	for want, do := range map[string]func(*simulator.Phone) error{
		"busy":      func(p *simulator.Phone) error { return p.Busy(t.Context()) },
		"no-answer": func(p *simulator.Phone) error { return p.Ignore(t.Context()) },
		"failed":    func(p *simulator.Phone) error { return p.FailCall(t.Context()) },
	} {
		l := newLine(t)
		r := l.rest(t)
		placed := l.call(t, r, detecting("Enable"))
		r.settled(t)
		phone := r.Phone(learner)
		must(t, do(phone))
		form := l.last(t, "/called").Form
		if form.Get("CallStatus") != want || form.Get("CallDuration") != "0" || form.Has("AnsweredBy") || len(l.got("/called")) != 1 {
			t.Errorf("%s: told %v", want, form)
		}
		fetched, err := r.FetchCall(*placed.Sid, nil)
		must(t, err)
		if *fetched.Status != want || fetched.Duration != nil || phone.Ringing() || phone.InCall() || len(l.got("/out")) != 0 {
			t.Errorf("%s: %v", want, fetched)
		}
	}
}

// TestBusyByItself: a phone that is in a call, rings already, or begins a call of its own.
func TestBusyByItself(t *testing.T) {
	l := newLine(t).verbs("/voice", `<Gather/>`)
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

func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}

// TestAwait: a test that waits in vain says so; see patience.
func TestAwait(t *testing.T) {
	l := newLine(t).verbs("/sms", `<Message>ok</Message>`)
	r := l.rest(t)
	h := r.Handset(t, learner)
	h.Text("GO")
	go r.text(learner, "one")
	go r.text(learner, "two")
	h.AwaitTexts(3)
	if got := h.AwaitText("two"); got.Body != "two" || got.From != lineNo {
		t.Errorf("got %v", got)
	}
	first, err := h.Phone.AwaitText(t.Context(), func(text simulator.SMS) bool { return text.Body != "" })
	if must(t, err); first.Body != "ok" {
		t.Errorf("got %v", first)
	}
	h.Text("again")
	go l.call(t, r)
	h.AwaitRing()
	r.settled(t)

	gone := &fakeT{ctx: canceled()}
	other := r.Handset(gone, "+64219999999")
	other.AwaitRing()
	other.AwaitTexts(2)
	other.AwaitText("two")
	r.Handset(gone, learner).AwaitText("two") // not one of the latest
	whole := strings.Join(gone.failures, "\n")
	for _, want := range []string{"the phone did not ring", "0 texts came in all, want 2", `no text came with "two"; the conversation so far:
> text: GO`} {
		if !strings.Contains(whole, want) {
			t.Errorf("%s lacks %q", whole, want)
		}
	}
}

// TestHandsetAnswers: each way to deal with a call that rings.
func TestHandsetAnswers(t *testing.T) {
	l := newLine(t).verbs("/out", `<Say>Kia ora.</Say>`)
	r := l.rest(t)
	h := r.Handset(t, learner)
	for _, do := range []func(){h.PickUp, h.PickUpUnknown, h.Machine, h.Busy, h.Ignore, h.FailCall} {
		l.call(t, r)
		h.AwaitRing()
		do()
	}
	r.settled(t)
	if got := strings.Join(l.told("/called", "CallStatus"), " "); got != "completed completed completed busy no-answer failed" {
		t.Errorf("told %s", got)
	}
	fake := &fakeT{ctx: t.Context()}
	r.Handset(fake, learner).PickUp()
	if len(fake.failures) != 1 || !strings.Contains(fake.failures[0], simulator.ErrNotRinging.Error()) {
		t.Errorf("got %v", fake.failures)
	}
}
