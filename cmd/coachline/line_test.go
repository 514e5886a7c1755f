package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"coachline/handlers/simulator"
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
	os.Exit(m.Run())
}

// asProgram makes this binary the program. Its value is how far its clock is ahead, such as 0s.
const asProgram = "TEST_AS_PROGRAM"

// program is main with another clock.
func program(ahead string) int {
	offset, err := time.ParseDuration(ahead)
	if err != nil {
		panic(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	now := func() time.Time { return time.Now().Add(offset) }
	return run(world{ctx: ctx, env: os.Environ(), in: os.Stdin, out: os.Stdout, errs: os.Stderr, now: now}, os.Args[1:])
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
}

// serve starts a line, and stops it with the test.
func serve(t testing.TB, env []string, patience time.Duration) *line {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	l := &line{
		clock: &clock{at: time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)}, // Monday, 10 in the morning in Auckland
		log:   new(logs), stop: stop, ended: make(chan int, 1),
	}
	serving := make(chan string, 1)
	w := world{
		ctx: ctx, env: env, in: strings.NewReader(""), out: io.Discard, errs: l.log,
		now: l.clock.now, patience: patience, serving: func(addr string) { serving <- addr },
	}
	go func() { l.ended <- run(w, []string{"serve", "--debug"}) }()
	select {
	case l.addr = <-serving:
	case code := <-l.ended:
		t.Fatalf("serve ended with %d:\n%s", code, l.log)
	}
	t.Cleanup(stop)
	l.client = dialling(l.addr)
	l.Twilio = pretend(l.client, nil)
	return l
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

func pretend(client *http.Client, retry func(context.Context, int, error) bool) *simulator.Twilio {
	return simulator.New(simulator.Config{
		AccountSID: account, AuthToken: authToken, Number: number, Client: client, Retry: retry,
		SMSURL: publicURL + "/twilio/sms", VoiceURL: publicURL + "/twilio/voice", StatusURL: publicURL + "/twilio/status/call",
	})
}

// eachRedis runs a test on both kinds of Redis; the URL is of an empty one.
func eachRedis(t *testing.T, test func(t *testing.T, redisURL string)) {
	t.Run("miniredis", func(t *testing.T) { test(t, "redis://"+sessiontest.Miniredis(t).Addr()) })
	t.Run("redis", func(t *testing.T) { test(t, sessiontest.Redis(t)) })
}
