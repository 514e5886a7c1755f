package simulator_test

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

func itoa(n int) string { return strconv.Itoa(n) }

// noon is when everything happens, for those who look at times.
func noon(c *simulator.Config) {
	c.Now = func() time.Time { return time.Date(2026, 11, 23, 1, 0, 0, 0, time.FixedZone("NZDT", 13*3600)) }
}

// TestMessageAnswer is the whole answer, which has the shape of Twilio's example.
func TestMessageAnswer(t *testing.T) {
	r := newLine(t).rest(t, noon)
	form := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"Kia ora"}}
	got := r.do(t, "POST", at("Messages.json"), form)
	sid, _ := got.json["sid"].(string)
	if !regexp.MustCompile(`^SM[0-9a-f]{32}$`).MatchString(sid) {
		t.Errorf("sid %q", sid)
	}
	const created = "Sun, 22 Nov 2026 12:00:00 +0000"
	want := map[string]any{
		"sid": sid, "account_sid": account, "api_version": "2010-04-01", "uri": at("Messages/" + sid + ".json"),
		"to": learner, "from": lineNo, "body": "Kia ora", "status": "queued", "direction": "outbound-api",
		"num_segments": "1", "num_media": "0", "date_created": created, "date_updated": created, "date_sent": nil,
		"error_code": nil, "error_message": nil, "messaging_service_sid": nil, "price": nil, "price_unit": nil,
		"subresource_uris": map[string]any{"media": at("Messages/" + sid + "/Media.json")},
	}
	if diff := cmp.Diff(want, got.json); diff != "" || got.status != 201 {
		t.Errorf("%d: %s", got.status, diff)
	}
	r.settled(t)
	want["status"], want["date_sent"] = "delivered", created
	if diff := cmp.Diff(want, r.do(t, "GET", at("Messages/"+sid+".json"), nil).json); diff != "" {
		t.Error(diff)
	}

	form = with(form, "From", "", "MessagingServiceSid", service)
	got = r.do(t, "POST", at("Messages.json"), form)
	for name, want := range map[string]any{"status": "accepted", "from": nil, "num_segments": "0", "messaging_service_sid": service} {
		if got.json[name] != want {
			t.Errorf("%s is %v, want %v", name, got.json[name], want)
		}
	}
	r.settled(t)
}

func TestMessageByTwilioGo(t *testing.T) {
	l := newLine(t)
	r := l.on("/told/7", answer(204, "", "")).rest(t, noon)
	sent, err := r.text(learner, "Māori", func(p *api.CreateMessageParams) {
		p.SetStatusCallback(l.URL + "/told/7#rc=2").SetValidityPeriod(14400)
	})
	must(t, err)
	if sent.Sid == nil || *sent.Status != "queued" || sent.DateSent != nil || *sent.NumSegments != "1" {
		t.Errorf("got %v", sent)
	}
	r.settled(t)
	phone := r.Phone(learner)
	if diff := cmp.Diff([]simulator.SMS{{From: lineNo, Body: "Māori"}}, phone.Inbox(), cmpopts.IgnoreFields(simulator.SMS{}, "At")); diff != "" {
		t.Error(diff)
	}
	fetched, err := r.FetchMessage(*sent.Sid, nil)
	must(t, err)
	if *fetched.Status != "delivered" || fetched.DateSent == nil || fetched.ErrorCode != nil {
		t.Errorf("got %v", fetched)
	}
	want := []simulator.Sent{{
		SID: *sent.Sid, To: learner, From: lineNo, Body: "Māori", Status: "delivered", Validity: 14400,
		Callback: l.URL + "/told/7#rc=2",
	}}
	ignore := cmpopts.IgnoreFields(simulator.Sent{}, "At", "Callbacks")
	if diff := cmp.Diff(want, r.Messages(), ignore); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(want, r.MessagesTo(learner), ignore); diff != "" || len(r.MessagesTo(lineNo)) != 0 {
		t.Error(diff)
	}
	if got := r.Messages()[0]; len(got.Callbacks) != 2 || got.At.IsZero() || len(phone.Exchanges()) != 0 {
		t.Errorf("got %v", got)
	}
}

// TestBarred: Twilio's own list, at once and later, and landlines.
func TestBarred(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", "")).verbs("/sms", "<Message>reply</Message>")
	r := l.rest(t)
	told := func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") }
	phone := r.Phone(learner)

	phone.Block()
	_, err := r.text(learner, "one", told)
	wantRefused(t, err, 400, 21610)
	must(t, phone.Text(t.Context(), "hello?"))

	phone.BlockLater()
	sent, err := r.text(learner, "two", told)
	must(t, err)
	r.settled(t)
	if form := l.last(t, "/told").Form; form.Get("MessageStatus") != "failed" || form.Get("ErrorCode") != "21610" || len(l.got("/told")) != 1 {
		t.Errorf("told %v", l.got("/told"))
	}
	fetched, err := r.FetchMessage(*sent.Sid, nil)
	must(t, err)
	if *fetched.Status != "failed" || *fetched.ErrorCode != 21610 || fetched.DateSent != nil {
		t.Errorf("got %v", fetched)
	}

	phone.Unblock()
	_, err = r.text(learner, "three")
	must(t, err)
	phone.Landline()
	_, err = r.text(learner, "four")
	wantRefused(t, err, 400, 21614)
	if !strings.Contains(err.Error(), learner) {
		t.Errorf("%v does not quote the number", err)
	}
	r.settled(t)
	if diff := cmp.Diff([]string{"three"}, bodies(phone.Inbox())); diff != "" {
		t.Error(diff)
	}
}
