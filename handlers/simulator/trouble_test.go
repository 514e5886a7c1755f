package simulator_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"coachline/handlers/simulator"

	"github.com/google/go-cmp/cmp"
	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

// always is the same trouble with every text and call.
func always(trouble simulator.Trouble) func(*simulator.Config) {
	return func(c *simulator.Config) {
		c.Trouble = func(simulator.Request) simulator.Trouble { return trouble }
	}
}

// TestAnswers: what the client sees of each trouble, and whether the text was accepted.
func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name     string
		trouble  simulator.Trouble
		accepted int
		check    func(t *testing.T, sent *api.ApiV2010Message, err error)
	}{
		{"none", simulator.Trouble{}, 1, func(t *testing.T, _ *api.ApiV2010Message, err error) { must(t, err) }},
		{"429", simulator.Trouble{Status: 429, RetryAfter: 1500 * time.Millisecond}, 0, refusedWith(429, 20429)},
		{"500", simulator.Trouble{Status: 500}, 0, refusedWith(500, 20500)},
		{"401", simulator.Trouble{Status: 401}, 0, refusedWith(401, 20003)},
		{"opted out", simulator.Trouble{Status: 400, Code: 21610}, 0, refusedWith(400, 21610)},
		{"html", simulator.Trouble{Status: 503, HTML: true}, 0, failsWith("HTTP error code: 503")},
		{"lost", simulator.Trouble{Lose: true}, 1, failsWith("EOF")},
		{"500 in vain", simulator.Trouble{Answer: 500}, 1, refusedWith(500, 20500)},
		{"html in vain", simulator.Trouble{Answer: 502, HTML: true}, 1, failsWith("HTTP error code: 502")},
		{"empty", simulator.Trouble{Empty: true}, 1, func(t *testing.T, sent *api.ApiV2010Message, err error) {
			if must(t, err); sent.Sid != nil {
				t.Errorf("got %v", sent)
			}
		}},
		{"late", simulator.Trouble{Delay: time.Millisecond}, 1, func(t *testing.T, _ *api.ApiV2010Message, err error) { must(t, err) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newLine(t).rest(t, always(c.trouble))
			sent, err := r.text(learner, "Kia ora")
			c.check(t, sent, err)
			r.settled(t)
			if len(r.Messages()) != c.accepted || len(inbox(r.Phone(learner))) != c.accepted {
				t.Errorf("accepted %v, inbox %v", r.Messages(), inbox(r.Phone(learner)))
			}
		})
	}
}

func refusedWith(status, code int) func(*testing.T, *api.ApiV2010Message, error) {
	return func(t *testing.T, _ *api.ApiV2010Message, err error) { wantRefused(t, err, status, code) }
}

func failsWith(sub string) func(*testing.T, *api.ApiV2010Message, error) {
	return func(t *testing.T, _ *api.ApiV2010Message, err error) {
		if err == nil || !strings.Contains(err.Error(), sub) {
			t.Errorf("got %v, want %q", err, sub)
		}
	}
}

func TestRetryAfterAndHTML(t *testing.T) {
	r := newLine(t).rest(t, always(simulator.Trouble{Status: 429, RetryAfter: 1500 * time.Millisecond, HTML: true}))
	got := r.do(t, "POST", at("Messages.json"), url.Values{"To": {learner}, "From": {lineNo}, "Body": {"a"}})
	if got.header.Get("Retry-After") != "2" || got.header.Get("Content-Type") != "text/html" || !strings.HasPrefix(got.raw, "<html>") {
		t.Errorf("got %v %s", got.header, got.raw)
	}
}

// TestRefusalsQuoteTheNumber: an error of Twilio's has the number in full, as the real ones do.
func TestRefusalsQuoteTheNumber(t *testing.T) {
	for _, code := range []int{21211, 21215, 21408, 21608, 21612, 21614, 21635} {
		r := newLine(t).rest(t, always(simulator.Trouble{Status: 400, Code: code}))
		if _, err := r.text(learner, "a"); err == nil || !strings.Contains(err.Error(), learner) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

// TestClientGone: what is late is accepted for a client that has gone, what hangs never is.
func TestClientGone(t *testing.T) {
	for name, c := range map[string]struct {
		trouble  simulator.Trouble
		accepted int
	}{
		"late":  {simulator.Trouble{Delay: 100 * time.Millisecond}, 1},
		"hangs": {simulator.Trouble{Hang: true}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			asked := make(chan struct{})
			r := newLine(t).rest(t, func(config *simulator.Config) {
				config.Trouble = func(simulator.Request) simulator.Trouble { close(asked); return c.trouble }
			})
			ctx, cancel := context.WithCancel(t.Context())
			go func() { <-asked; cancel() }()
			form := url.Values{"To": {learner}, "From": {lineNo}, "Body": {"a"}}
			req, err := http.NewRequestWithContext(ctx, "POST", r.url+at("Messages.json"), strings.NewReader(form.Encode()))
			must(t, err)
			req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			req.SetBasicAuth(account, authToken)
			if _, err := r.http.Do(req); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
			if c.accepted > 0 {
				phone := r.Phone(learner)
				must(t, phone.Await(t.Context(), func() bool { return len(inbox(phone)) == c.accepted }))
			}
			r.settled(t)
			if n := len(r.Messages()); n != c.accepted {
				t.Errorf("accepted %d", n)
			}
		})
	}
}

// TestCloseEndsWhatIsUnderWay: a text that is late is never accepted, a callback that is late never comes.
func TestCloseEndsWhatIsUnderWay(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", ""))
	r := l.rest(t, func(c *simulator.Config) {
		c.Trouble = func(r simulator.Request) simulator.Trouble {
			if r.Body == "late" {
				return simulator.Trouble{Delay: time.Hour}
			}
			return simulator.Trouble{Callbacks: simulator.Callbacks{Late: time.Hour}}
		}
	})
	_, err := r.text(learner, "told late", func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") })
	must(t, err)
	var late sync.WaitGroup
	late.Go(func() {
		if _, err := r.text(learner, "late"); err == nil {
			t.Error("a late text was answered")
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := r.Settle(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("settled: %v", err)
	}
	r.Close()
	late.Wait()
	if len(r.Messages()) != 1 || len(l.got("/told")) != 0 || len(r.Faults()) != 0 {
		t.Errorf("accepted %v, told %v, faults %v", r.Messages(), l.got("/told"), r.Faults())
	}
}

// TestTroubleIsAsked: once for each POST and each list, with the count of its kind and number.
func TestTroubleIsAsked(t *testing.T) {
	l := newLine(t)
	var asked []simulator.Request
	r := l.rest(t, func(c *simulator.Config) {
		c.Trouble = func(r simulator.Request) simulator.Trouble {
			asked = append(asked, r)
			if r.Kind == simulator.ListRequest && r.N == 2 {
				return simulator.Trouble{Status: 429}
			}
			return simulator.Trouble{}
		}
	})
	const other = "+64219999999"
	r.text(learner, "a")
	r.text(learner, "a")
	r.text(other, "b")
	r.CreateCall((&api.CreateCallParams{}).SetTo(learner).SetFrom(voiceNo).SetUrl(l.URL + "/out"))
	r.ListMessage((&api.ListMessageParams{}).SetTo(learner))
	_, err := r.ListMessage((&api.ListMessageParams{}).SetTo(learner))
	wantRefused(t, err, 429, 20429)
	r.settled(t)
	want := []simulator.Request{
		{Kind: simulator.MessageRequest, To: learner, Body: "a", N: 1},
		{Kind: simulator.MessageRequest, To: learner, Body: "a", N: 2},
		{Kind: simulator.MessageRequest, To: other, Body: "b", N: 1},
		{Kind: simulator.CallRequest, To: learner, N: 1},
		{Kind: simulator.ListRequest, To: learner, N: 1},
		{Kind: simulator.ListRequest, To: learner, N: 2},
	}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
}

// TestManyLearners: random trouble for 500, at the same time. What was accepted arrived once, and was told.
func TestManyLearners(t *testing.T) {
	l := newLine(t).on("/told", answer(204, "", ""))
	random := rand.New(rand.NewSource(1))
	r := l.rest(t, func(c *simulator.Config) {
		c.Client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 16, MaxConnsPerHost: 16}}
		c.Trouble = func(simulator.Request) simulator.Trouble {
			return []simulator.Trouble{
				{},
				{Status: 429},
				{Lose: true},
				{Answer: 500},
				{Empty: true},
				{Delay: time.Millisecond},
				{Callbacks: simulator.Callbacks{Early: true}},
				{Callbacks: simulator.Callbacks{Reordered: true, Twice: true}},
			}[random.Intn(8)]
		}
	})
	var everybody sync.WaitGroup
	slots := make(chan struct{}, 16)
	for i := range 500 {
		slots <- struct{}{}
		everybody.Go(func() {
			defer func() { <-slots }()
			number := fmt.Sprintf("+64210000%03d", i)
			_, err := r.text(number, "Kia ora", func(p *api.CreateMessageParams) { p.SetStatusCallback(l.URL + "/told") })
			if refused, ok := errors.AsType[*client.TwilioRestError](err); ok && refused.Status == 429 {
				return
			}
			phone := r.Phone(number)
			if err := phone.Await(t.Context(), func() bool { return len(inbox(phone)) > 0 }); err != nil {
				t.Error(err)
			}
		})
	}
	everybody.Wait()
	r.settled(t)
	arrived := 0
	for i := range 500 {
		arrived += len(inbox(r.Phone(fmt.Sprintf("+64210000%03d", i))))
	}
	if sent := r.Messages(); len(sent) != arrived || arrived == 0 || arrived == 500 {
		t.Errorf("%d accepted, %d arrived", len(sent), arrived)
	}
	told := map[string]int{}
	for _, sid := range l.told("/told", "MessageSid") {
		told[sid]++
	}
	for _, sent := range r.Messages() {
		if n := told[sent.SID]; n < 2 || sent.Status != "delivered" {
			t.Errorf("%s is %s, told %d times", sent.SID, sent.Status, n)
		}
	}
}
