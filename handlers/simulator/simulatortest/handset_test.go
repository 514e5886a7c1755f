package simulatortest_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
)

const (
	learner = "+64211234567"
	lineNo  = "+6498765432"
	account = "AC00000000000000000000000000000001"
)

// line is a pretend Twilio in front of a line that asks one question, by text and by phone.
type line struct {
	*simulator.Twilio
	url string
}

func newLine(t *testing.T) *line {
	t.Helper()
	var l line
	mux := http.NewServeMux()
	for path, verbs := range map[string]string{
		"/sms":    `<Message>What energy are you bringing?</Message>`,
		"/voice":  `<Gather input="dtmf speech" action="URL/answer"><Pause/><Say>What energy?</Say></Gather>`,
		"/answer": `<Say>Thank you.</Say>`,
	} {
		mux.HandleFunc(path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/xml")
			_, _ = io.WriteString(w, "<Response>"+strings.ReplaceAll(verbs, "URL", l.url)+"</Response>")
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	l.url = server.URL
	l.Twilio = simulator.New(simulator.Config{
		AccountSID: account, AuthToken: "12345", Number: lineNo, SMSURL: l.url + "/sms", VoiceURL: l.url + "/voice",
	})
	t.Cleanup(l.Close)
	return &l
}

// begin asks the API for a text or a call to the learner.
func (l *line) begin(t *testing.T, resource string, form url.Values) {
	t.Helper()
	form.Set("To", learner)
	form.Set("From", lineNo)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/2010-04-01/Accounts/"+account+"/"+resource, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.SetBasicAuth(account, "12345")
	w := httptest.NewRecorder()
	if l.API().ServeHTTP(w, r); w.Code != http.StatusCreated {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestHandset(t *testing.T) {
	l := newLine(t)
	h := simulatortest.New(t, l.Phone(learner))
	h.Text("GO")
	h.WantText("What energy", "bringing")
	h.WantTexts(1)
	h.Call()
	h.WantNoText()
	h.WantSpoken("energy")
	if g := h.WantListening(); !g.Speech {
		t.Errorf("got %v", g)
	}
	h.Say("busy", 0.9)
	h.WantSpoken("Thank", "you")
	h.WantCallOver()
	h.CallWithheld()
	h.HangUp()
	h.Call()
	h.Silent()
	h.WantCallOver()
	h.Call()
	h.Press("1")
	h.Call()
	h.SayPlain("calm")
	h.Send(simulator.Message{Body: "again"})
	if len(h.Inbox()) != 2 || len(h.Heard()) != 8 || len(h.Exchanges()) != 10 {
		t.Errorf("inbox %v, heard %v, %d exchanges", h.Inbox(), h.Heard(), len(h.Exchanges()))
	}
	h.Block()
	h.Text("hello?")
	h.WantNoText()
}

// fakeT notes failures, and goes on.
type fakeT struct {
	ctx      context.Context
	failures []string
}

func (f *fakeT) Helper() {}

func (f *fakeT) Context() context.Context { return f.ctx }

func (f *fakeT) Fatalf(format string, args ...any) {
	f.failures = append(f.failures, fmt.Sprintf(format, args...))
}

func TestHandsetFailsTheTest(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(h *simulatortest.Handset)
		want string
	}{
		"text":      {func(h *simulatortest.Handset) { h.WantText("Goodbye") }, `lack "Goodbye"`},
		"no text":   {func(h *simulatortest.Handset) { h.WantNoText() }, "1 texts came, want 0"},
		"texts":     {func(h *simulatortest.Handset) { h.WantTexts(2) }, "1 texts came, want 2"},
		"spoken":    {func(h *simulatortest.Handset) { h.WantSpoken("a") }, "nothing was said"},
		"listening": {func(h *simulatortest.Handset) { h.WantListening() }, "not listening"},
		"over":      {func(h *simulatortest.Handset) { h.Call(); h.WantCallOver() }, "not over"},
		"error":     {func(h *simulatortest.Handset) { h.Press("1") }, "no call is on"},
		"pick up":   {func(h *simulatortest.Handset) { h.PickUp() }, simulator.ErrNotRinging.Error()},
	} {
		fake := &fakeT{ctx: t.Context()}
		h := simulatortest.New(fake, newLine(t).Phone(learner))
		h.Text("GO")
		c.do(h)
		whole := strings.Join(fake.failures, "\n")
		if !strings.Contains(whole, c.want) || !strings.Contains(whole, "> text: GO\n< text: What energy are you bringing?") {
			t.Errorf("%s: got %q, want %q and the conversation", name, whole, c.want)
		}
	}
}

func TestConversation(t *testing.T) {
	h := simulatortest.New(t, newLine(t).Phone(learner))
	h.Text("GO")
	h.Call()
	h.Press("1")
	if err := h.Phone.Press(t.Context(), "2"); err == nil {
		t.Error("pressed a key after the call")
	}
	want := `> text: GO
< text: What energy are you bringing?
> calls
< pause of 1 s
< says: What energy?
> presses 1
< says: Thank you.
< the call is over: completed
> presses 2
! no call is on`
	if got := h.Conversation(); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
}

// TestAwait waits for what comes, and fails the test when its context ends before.
func TestAwait(t *testing.T) {
	l := newLine(t)
	h := simulatortest.New(t, l.Phone(learner))
	h.Text("GO")
	go l.begin(t, "Messages.json", url.Values{"Body": {"one"}})
	go l.begin(t, "Messages.json", url.Values{"Body": {"two"}})
	h.AwaitTexts(3)
	if got := h.AwaitText("two"); got.Body != "two" || got.At.IsZero() {
		t.Errorf("got %v", got)
	}
	h.Text("again")
	go l.begin(t, "Calls.json", url.Values{"Url": {l.url + "/voice"}})
	h.AwaitRing()

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	gone := &fakeT{ctx: ctx}
	other := simulatortest.New(gone, l.Phone("+64219999999"))
	other.AwaitRing()
	other.AwaitTexts(2)
	other.AwaitText("two")
	simulatortest.New(gone, l.Phone(learner)).AwaitText("two") // not one of the latest
	whole := strings.Join(gone.failures, "\n")
	for _, want := range []string{"the phone did not ring", "0 texts came in all, want 2", "no text came with \"two\"; the conversation so far:\n> text: GO"} {
		if !strings.Contains(whole, want) {
			t.Errorf("%s lacks %q", whole, want)
		}
	}
}

// TestWaysToAnswer are those of a call that rings.
func TestWaysToAnswer(t *testing.T) {
	l := newLine(t)
	h := simulatortest.New(t, l.Phone(learner))
	var got []string
	for _, do := range []func(){h.PickUp, h.PickUpUnknown, h.Machine, h.Busy, h.Ignore, h.FailCall} {
		l.begin(t, "Calls.json", url.Values{"Url": {l.url + "/answer"}})
		h.AwaitRing()
		do()
		calls := l.Calls()
		got = append(got, calls[len(calls)-1].Status)
	}
	if got := strings.Join(got, " "); got != "completed completed completed busy no-answer failed" {
		t.Errorf("the calls ended as %s", got)
	}
}
