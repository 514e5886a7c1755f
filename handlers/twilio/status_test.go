package twilio

import (
	"context"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/session"
)

// reports is a store that takes reports, and nothing else.
type reports struct{ turns }

func (reports) Report(context.Context, session.Person, int, session.Delivery) error { return nil }

// TestReported is told what became of a text, once the signature is checked, and nothing of calls.
func TestReported(t *testing.T) {
	var told []session.Delivery
	h := New(Config{
		Store: reports{}, Public: mustURL(t, "https://line.example.org"), Tokens: []string{"12345"}, Clock: func() time.Time { return time.Time{} },
		Reported: func(_ context.Context, d session.Delivery) { told = append(told, d) },
	})
	const path = MessageStatusPath + "/AAAAAAAAAAAAAAAAAAAAAA/7"
	ref, _ := ParseRef("AAAAAAAAAAAAAAAAAAAAAA", "7")
	refused := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"undelivered"}, "ErrorCode": {"30034"}}
	forged := signed(t, path, refused)
	forged.Header.Set("X-Twilio-Signature", "")
	if err := h.MessageStatus(httptest.NewRecorder(), forged, ref); err == nil {
		t.Error("a forged report is taken")
	}
	for _, values := range []url.Values{refused, {"MessageSid": {"SM2"}, "MessageStatus": {"delivered"}}} {
		if err := h.MessageStatus(httptest.NewRecorder(), signed(t, path, values), ref); err != nil {
			t.Error(err)
		}
	}
	ringing := url.Values{"CallSid": {"CA1"}, "CallStatus": {"ringing"}}
	if err := h.CallStatus(httptest.NewRecorder(), signed(t, CallStatusPath, ringing), ref); err != nil {
		t.Error(err)
	}
	want := []session.Delivery{
		{SID: "SM1", Status: "undelivered", Rank: 5, Failed: true, Code: 30034, Reason: session.ReasonUnregistered},
		{SID: "SM2", Status: "delivered", Rank: 5, Arrived: true},
	}
	if diff := cmp.Diff(want, told); diff != "" {
		t.Error(diff)
	}
}
