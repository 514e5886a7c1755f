package twilio

import (
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// account is a pretend Twilio whose right password can change. Whatever else it does with a request, it does once that is right.
type account struct {
	password atomic.Value
	serve    http.HandlerFunc
	refused  atomic.Int64
	taken    atomic.Int64
	bodies   sync.Map // of requests that were taken
}

func (a *account) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if _, password, _ := r.BasicAuth(); password != a.password.Load() {
		a.refused.Add(1)
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = io.WriteString(w, refusal("20003"))
		return
	}
	a.taken.Add(1)
	a.bodies.Store(string(body), true)
	if a.serve != nil {
		a.serve(w, r)
		return
	}
	w.WriteHeader(http.StatusCreated)
	_, _ = io.WriteString(w, accepted)
}

// rotating is a Client with the tokens "old" and "new" of an account that takes one of them, and the log.
func rotating(t *testing.T, takes string, change func(*ClientConfig)) (*account, *Client, *strings.Builder) {
	t.Helper()
	a, log := &account{}, &strings.Builder{}
	a.password.Store(takes)
	server := pretend(t, a.ServeHTTP)
	return a, clientOf(t, server.URL, func(c *ClientConfig) {
		c.AuthToken, c.OtherToken, c.Log = "old", "new", slog.New(slog.NewTextHandler(log, nil))
		if change != nil {
			change(c)
		}
	}), log
}

// TestTheOtherTokenIsTried sends with whichever token Twilio takes, each text once, and says once which that is.
func TestTheOtherTokenIsTried(t *testing.T) {
	for takes, refusals := range map[string]int64{"old": 0, "new": 1} {
		a, client, log := rotating(t, takes, nil)
		for range 3 {
			if _, err := client.SendText(t.Context(), SMS{To: to(t), Body: plantedText, Ref: "p/7"}); err != nil {
				t.Errorf("%s: %v", takes, err)
			}
		}
		if a.taken.Load() != 3 || a.refused.Load() != refusals {
			t.Errorf("%s: taken %d times, refused %d times", takes, a.taken.Load(), a.refused.Load())
		}
		if said := strings.Count(log.String(), "TWILIO_AUTH_TOKEN"); int64(said) != refusals {
			t.Errorf("%s: the log says\n%s", takes, log)
		}
		if strings.Contains(log.String(), "=old") || strings.Contains(log.String(), "=new") {
			t.Errorf("the log has a token:\n%s", log)
		}
	}
}

// TestATokenIsPromotedWhileSending changes the right token in between, and back.
func TestATokenIsPromotedWhileSending(t *testing.T) {
	a, client, log := rotating(t, "old", nil)
	for _, takes := range []string{"old", "new", "new", "old"} {
		a.password.Store(takes)
		if _, err := client.PlaceCall(t.Context(), Call{To: to(t), Ref: "p/8"}); err != nil {
			t.Errorf("%s: %v", takes, err)
		}
	}
	if a.taken.Load() != 4 || a.refused.Load() != 2 || strings.Count(log.String(), "\n") != 2 {
		t.Errorf("taken %d times, refused %d times, and the log says\n%s", a.taken.Load(), a.refused.Load(), log)
	}
}

// TestTheSameRequestGoesWithTheOtherToken sends the same words again, also of many at once.
func TestTheSameRequestGoesWithTheOtherToken(t *testing.T) {
	a, client, log := rotating(t, "new", nil)
	var senders sync.WaitGroup
	for i := range 20 {
		senders.Go(func() {
			if _, err := client.SendText(t.Context(), SMS{To: to(t), Body: strings.Repeat("x", i+1), Ref: "p/7"}); err != nil {
				t.Error(err)
			}
		})
	}
	senders.Wait()
	different := 0
	a.bodies.Range(func(any, any) bool { different++; return true })
	if a.taken.Load() != 20 || different != 20 || strings.Count(log.String(), "\n") != 1 {
		t.Errorf("%d texts, %d different ones, and the log says\n%s", a.taken.Load(), different, log)
	}
}

// TestBothTokensWrong is an operator's fault, tried with each token once.
func TestBothTokensWrong(t *testing.T) {
	a, client, log := rotating(t, "another", nil)
	_, err := client.SendText(t.Context(), SMS{To: to(t), Body: plantedText, Ref: "p/7"})
	if got := what(t, err); got != "operator" || !err.(*Error).Account() || !strings.Contains(err.Error(), "both tokens in TWILIO_AUTH_TOKEN are refused") {
		t.Errorf("%s: %v", got, err)
	}
	if a.refused.Load() != 2 || log.Len() > 0 {
		t.Errorf("refused %d times, and the log says\n%s", a.refused.Load(), log)
	}
}

// TestOnlyAClearRefusalIsTriedAgain leaves alone whatever may have been processed: with the first token, and with the second.
func TestOnlyAClearRefusalIsTriedAgain(t *testing.T) {
	for name, serve := range map[string]http.HandlerFunc{
		"500": answer(500, ""), "403": answer(403, refusal("20403")), "201 {}": answer(201, "{}"), "cut": cut(""),
		"cut in answer": cut("HTTP/1.1 401 No\r\nContent-Length: 90\r\n\r\n{"),
		"hangs": func(_ http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
		},
	} {
		for _, takes := range []string{"old", "new"} {
			a, client, _ := rotating(t, takes, func(c *ClientConfig) {
				if name == "hangs" {
					c.Timeout = 50 * time.Millisecond
				}
			})
			a.serve = serve
			_, err := client.SendText(t.Context(), SMS{To: to(t), Body: plantedText, Ref: "p/7"})
			want := map[bool]string{true: "operator", false: "unclear"}[name == "403" || name == "cut in answer"]
			if got := what(t, err); got != want || a.taken.Load() != 1 {
				t.Errorf("%s, %s: %s: %v, taken %d times", name, takes, got, err, a.taken.Load())
			}
		}
	}
}

// TestADeletedKeyIsNotReplacedByTheToken says that the API key is refused, and does not use the token.
func TestADeletedKeyIsNotReplacedByTheToken(t *testing.T) {
	a, client, _ := rotating(t, "old", func(c *ClientConfig) { c.APIKey, c.APISecret = "SK1", "hidden" })
	_, err := client.SendText(t.Context(), SMS{To: to(t), Body: plantedText, Ref: "p/7"})
	if got := what(t, err); got != "operator" || !strings.Contains(err.Error(), "TWILIO_API_KEY and TWILIO_API_SECRET are refused") || a.taken.Load() != 0 {
		t.Errorf("%s: %v, taken %d times", got, err, a.taken.Load())
	}
}
