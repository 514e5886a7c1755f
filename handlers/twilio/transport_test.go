package twilio

import (
	"context"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

func TestRetryAfter(t *testing.T) {
	for header, want := range map[string]time.Duration{
		"": 0, "0": 0, "120": 2 * time.Minute, "99999": time.Hour, "18446744073709551615": time.Hour, "-5": 0, "1.5": 0, "soon": 0,
		"Fri, 04 Sep 2020 05:01:45 GMT": 0, "Fri, 31 Dec 2199 23:59:59 GMT": time.Hour,
	} {
		if got := retryAfter(header); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}

// TestNotSent are the requests that Twilio certainly never had.
func TestNotSent(t *testing.T) {
	server := answering(t, http.StatusCreated, accepted)
	deaf, err := net.Listen("tcp", "127.0.0.1:0") // takes connections and says nothing
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	closed := httptest.NewServer(nil)
	closed.Close()
	over := httptest.NewUnstartedServer(answer(201, accepted))
	over.Config.ErrorLog = log.New(io.Discard, "", 0)
	over.StartTLS() // with a certificate that nobody trusts
	defer over.Close()
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	late, cancel := context.WithDeadline(t.Context(), time.Now())
	defer cancel()
	for name, c := range map[string]struct {
		ctx        context.Context
		base       string
		with       func(*ClientConfig)
		want, text string
	}{
		"refused":          {t.Context(), closed.URL, nil, "retry", "send text: not sent: connection refused"},
		"no TLS":           {t.Context(), "https" + strings.TrimPrefix(server.URL, "http"), nil, "retry", "send text: not sent: no TLS connection"},
		"bad certificate":  {t.Context(), over.URL, nil, "retry", "send text: not sent: no TLS connection"},
		"cancelled":        {cancelled, server.URL, nil, "retry", "send text: not sent: cancelled"},
		"too late":         {late, server.URL, nil, "retry", "send text: not sent: timeout"},
		"handshake hangs":  {t.Context(), "https://" + deaf.Addr().String(), func(c *ClientConfig) { c.Timeout = 50 * time.Millisecond }, "retry", "send text: not sent: timeout"},
		"odd token":        {t.Context(), server.URL, func(c *ClientConfig) { c.AuthToken = "a-b" }, "operator", "send text: not sent, code 21224: request is malformed"},
		"odd account":      {t.Context(), server.URL, func(c *ClientConfig) { c.AccountSID = "%zz" }, "operator", "send text: not sent: request is malformed"},
		"scheme not there": {t.Context(), "ftp://127.0.0.1", nil, "retry", "send text: not sent: network failure"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := clientOf(t, c.base, c.with).SendText(c.ctx, SMS{To: to(t), Body: plantedText, Ref: "p/7"})
			if got := what(t, err); got != c.want || err.Error() != c.text {
				t.Errorf("%s: %s", err, got)
			}
			silent(t, err)
		})
	}
}

// TestCancelledWhileWaiting cancels after Twilio has read the request.
func TestCancelledWhileWaiting(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	server := pretend(t, func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		cancel()
		<-r.Context().Done()
	})
	_, err := clientOf(t, server.URL, nil).SendText(ctx, SMS{To: to(t), Body: "x"})
	if got := what(t, err); got != "unclear" || err.Error() != "send text: no answer: cancelled" {
		t.Errorf("%s: %s", err, got)
	}
}

// TestConnections has many texts share few connections, refusals included: twilio-go does not close their bodies.
func TestConnections(t *testing.T) {
	var opened, n atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 0 {
			answer(400, refusal("21211")+strings.Repeat(" ", 10_000))(w, r)
			return
		}
		answer(201, accepted)(w, r)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			opened.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c := clientOf(t, server.URL, nil)
	for range 20 {
		_, _ = c.SendText(t.Context(), SMS{To: to(t), Body: "x"})
	}
	if opened.Load() != 1 {
		t.Errorf("%d connections for 20 texts", opened.Load())
	}
	for range 10 {
		var all sync.WaitGroup
		for range 32 {
			all.Go(func() { _, _ = c.SendText(t.Context(), SMS{To: to(t), Body: "x"}) })
		}
		all.Wait()
	}
	if n.Load() != 340 || opened.Load() > 64 {
		t.Errorf("%d requests on %d connections", n.Load(), opened.Load())
	}
}

// faultyConn is a connection that, once broken, takes that many bytes and no more.
type faultyConn struct {
	net.Conn
	broken *atomic.Bool
	takes  int
}

func (c faultyConn) Write(b []byte) (int, error) {
	if !c.broken.Load() {
		return c.Conn.Write(b)
	}
	n, _ := c.Conn.Write(b[:c.takes])
	return n, syscall.ECONNRESET
}

// TestBrokenConnection has a connection break under the second text, and no other to be had.
func TestBrokenConnection(t *testing.T) {
	for takes, want := range map[int]string{
		0:  "send text: not sent: connection refused", // Go has tried to connect again
		10: "send text: no answer: connection cut",
	} {
		c := clientOf(t, answering(t, http.StatusCreated, accepted).URL, nil)
		var broken atomic.Bool
		dial := c.transport.DialContext
		c.transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
			if broken.Load() {
				return nil, syscall.ECONNREFUSED
			}
			conn, err := dial(ctx, network, address)
			return faultyConn{conn, &broken, takes}, err
		}
		if _, err := c.SendText(t.Context(), SMS{To: to(t), Body: "x"}); err != nil {
			t.Fatal(err)
		}
		broken.Store(true)
		_, err := c.SendText(t.Context(), SMS{To: to(t), Body: "x"})
		if got := what(t, err); err.Error() != want || (got == "retry") != (takes == 0) {
			t.Errorf("%d bytes written: %s: %s", takes, err, got)
		}
	}
}
