package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"flag"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"coachline/handlers/browsertest"
	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

// TestMain is the program itself when a test runs this binary as one; see process.
func TestMain(m *testing.M) {
	if os.Getenv(asBare) != "" {
		serveBare()
	}
	if ahead := os.Getenv(asProgram); ahead != "" {
		os.Exit(program(ahead))
	}
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(waiting)); err != nil {
		panic(err)
	}
	os.Exit(browsertest.Main(m))
}

// asProgram makes this binary the program. Its value is how far its clock is ahead, such as 0s.
const asProgram = "TEST_AS_PROGRAM"

// hurried makes the program wait less for what it does not know: "lease,certain".
const hurried = "TEST_HURRIED"

// program is main with another clock.
func program(ahead string) int {
	var lease, certain time.Duration
	if a, b, ok := strings.Cut(os.Getenv(hurried), ","); ok {
		lease, certain = duration(a), duration(b)
	}
	offset := duration(ahead)
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	now := func() time.Time { return time.Now().Add(offset) }
	return run(world{
		ctx: ctx, env: os.Environ(), in: os.Stdin, out: os.Stdout, errs: os.Stderr, now: now, lease: lease, certain: certain,
	}, os.Args[1:])
}

func duration(s string) time.Duration {
	d, err := time.ParseDuration(s)
	if err != nil {
		panic(err)
	}
	return d
}

// What the tests' line is at the pretend Twilio.
const (
	publicURL = "http://line.example.org"
	authToken = "12345678901234567890123456789012"
	account   = "AC00000000000000000000000000000001"
	number    = "+6498890000"
)

// settings are those of a line that works, with a fresh key.
func settings(redisURL string, more ...string) []string {
	key := make([]byte, 32)
	_, _ = rand.Read(key)
	return append([]string{
		"COACHLINE_ADDR=127.0.0.1:0", "COACHLINE_PUBLIC_URL=" + publicURL, "REDIS_URL=" + redisURL,
		"COACHLINE_KEYS=" + base64.StdEncoding.EncodeToString(key), "TWILIO_ACCOUNT_SID=" + account,
		"TWILIO_AUTH_TOKEN=" + authToken, "TWILIO_FROM=" + number, "COACHLINE_OPEN=true",
		"COACHLINE_ORGANISATION=Te Awa Health",
	}, more...)
}

// clock is a clock that a test sets.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// logs is what a program has written, while it still writes.
type logs struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// line is a whole program that serves, in this process, with a pretend Twilio in front of it.
type line struct {
	*simulator.Twilio
	clock  *clock
	log    *logs
	addr   string
	client *http.Client
	stop   context.CancelFunc
	ended  chan int // the exit code

	api       string // the base of the pretend Twilio's REST API
	unwelcome bool   // Twilio is meant to refuse what the line sends
}

// serve starts a line, and stops it with the test. change adjusts the pretend Twilio.
func serve(t testing.TB, env []string, retryFor time.Duration, change ...func(*simulator.Config)) *line {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	api := &late{}
	rest := httptest.NewServer(api)
	t.Cleanup(rest.Close)
	env = append([]string{"TWILIO_API_URL=" + rest.URL}, env...)
	l := &line{
		clock: &clock{at: monday},
		log:   new(logs), stop: stop, ended: make(chan int, 1), api: rest.URL,
	}
	serving := make(chan string, 1)
	w := world{
		ctx: ctx, env: env, in: strings.NewReader(""), out: io.Discard, errs: l.log,
		now: l.clock.now, retryFor: retryFor, serving: func(addr string) { serving <- addr },
	}
	go func() { l.ended <- run(w, []string{"serve", "--debug"}) }()
	select {
	case l.addr = <-serving:
	case code := <-l.ended:
		t.Fatalf("serve ended with %d:\n%s", code, l.log)
	}
	t.Cleanup(stop)
	l.client = dialling(l.addr)
	l.Twilio = pretend(l.client, nil, l.clock.now, change...)
	t.Cleanup(func() {
		for _, fault := range l.Faults() {
			if l.unwelcome {
				break
			}
			t.Errorf("Twilio would refuse: %v", fault)
		}
		l.Close()
	})
	api.set(l.API())
	return l
}

// Handset returns a phone in the hands of a test.
func (l *line) Handset(tb simulatortest.T, number string) *simulatortest.Handset {
	return simulatortest.New(tb, l.Phone(number))
}

// late is a handler that is set after its server has started.
type late struct{ handler atomic.Pointer[http.Handler] }

func (l *late) set(h http.Handler) { l.handler.Store(&h) }

func (l *late) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := l.handler.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	http.Error(w, "not yet", http.StatusTooManyRequests)
}

// dialling is a client for which every host is at addr.
func dialling(addr string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, addr)
		},
		MaxIdleConnsPerHost: 64,
	}}
}

func pretend(client *http.Client, retry func(context.Context, int, error) bool, now func() time.Time, change ...func(*simulator.Config)) *simulator.Twilio {
	c := simulator.Config{
		AccountSID: account, AuthToken: authToken, Number: number, Client: client, Retry: retry, Now: now,
		SMSURL: publicURL + "/twilio/sms", VoiceURL: publicURL + "/twilio/voice", StatusURL: publicURL + "/twilio/status/call",
	}
	for _, f := range change {
		f(&c)
	}
	return simulator.New(c)
}

// eachRedis runs a test on both kinds of Redis; the URL is of an empty one.
func eachRedis(t *testing.T, test func(t *testing.T, redisURL string)) {
	t.Run("miniredis", func(t *testing.T) { test(t, "redis://"+sessiontest.Miniredis(t).Addr()) })
	t.Run("redis", func(t *testing.T) { test(t, sessiontest.Redis(t)) })
}
