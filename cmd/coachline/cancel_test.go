package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// TestScheduledByMistake: 400 people are to be texted at an hour, by mistake. From the list of cohorts it takes two clicks to cancel
// them all. The program is killed while their records do not know it yet, and starts again after the hour. Only the people of
// another list are texted, and the log says who cancelled.
func TestScheduledByMistake(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	m, program, at := manageKillable(t, redisURL)
	v, client := m.logIn(t), sessiontest.Dial(t, redisURL)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	var list strings.Builder
	for n := range 400 {
		fmt.Fprintf(&list, "Mere, +6421555%04d\n", 1000+n)
	}
	schedule := func(batch, list string) (page string) {
		_, page = v.Post(path+"/invite", "list", list, "batch", batch, "start", "at", "at", "2026-11-23T10:20", "again", "on", "consent", "on")
		awaitPending(t, client, func(n int64) bool { return n == 0 })
		return page
	}
	schedule("right", "Sina, +64215550101")
	if page := schedule("mistake", list.String()); !strings.Contains(page, "400 added to the cohort.") {
		t.Fatalf("inviting gives:\n%s", page)
	}

	if _, page := v.Get("/manage/"); !strings.Contains(page, `href="`+path+`"`) {
		t.Fatalf("the list of cohorts does not lead to %s:\n%s", path, page)
	}
	_, page := v.Get(path)
	_, bar, _ := strings.Cut(page, "400 in all.")
	_, cancel, _ := strings.Cut(bar, `<form method="post" action="`)
	cancel, _, _ = strings.Cut(cancel, `"`)
	if _, page := v.Post(cancel); !strings.Contains(page, "400 cancelled: nobody was texted, and nobody will be.") {
		t.Fatalf("%q gives:\n%s", cancel, page)
	}
	t.Logf("killed while %d are pending", awaitPending(t, client, func(n int64) bool { return n < 400 }))
	at(monday.Add(25 * time.Minute))

	m.Handset(t, "+64215550101").AwaitText("Kia ora Sina.")
	awaitPending(t, client, func(n int64) bool { return n == 0 })
	v.Await(path, ">texted<")
	if n := inAll(t, client, "*}:wake"); n > 1 { // her second text
		t.Errorf("%d people have something due", n)
	}
	for _, sent := range m.Messages() {
		if sent.To != moana && sent.To != "+64215550101" {
			t.Errorf("%s… was texted", sent.To[:5])
		}
	}
	if _, page := v.Get(path + "/log"); !strings.Contains(page, "Moana Smith cancelled the invitations of 400 people.") {
		t.Errorf("the log:\n%s", page)
	}
	program.kill()
}

// manageKillable is a house whose program can be killed, on a Monday morning. at kills it and starts it again at another time.
func manageKillable(t testing.TB, redisURL string) (m *house, program *process, at func(time.Time)) {
	t.Helper()
	api := &late{}
	rest := httptest.NewServer(api)
	t.Cleanup(rest.Close)
	env := settings(redisURL, "TWILIO_API_URL="+rest.URL, hurried+"=2s,4s", "COACHLINE_OPEN=false")
	program = startProcess(t, env)
	var ahead atomic.Int64 // of the clock, in the program and at Twilio
	at = func(now time.Time) {
		ahead.Store(int64(time.Until(now)))
		program.sleep(time.Duration(ahead.Load()))
	}
	at(monday)
	twilio := pretend(dialling(program.addr), func(ctx context.Context, attempt int, _ error) bool {
		return attempt < 100 && program.wait(ctx)
	}, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	t.Cleanup(twilio.Close)
	api.set(twilio.API())
	m = &house{line: &line{Twilio: twilio}, env: env, base: "http://" + program.addr}
	m.add(t)
	return m, program, at
}

// awaitPending waits until so many invitations are still to be taken to the records, and returns how many.
func awaitPending(t testing.TB, client redis.UniversalClient, enough func(int64) bool) int64 {
	t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for late := time.After(time.Minute); ; {
		n := inAll(t, client, "*:pending")
		if enough(n) {
			return n
		}
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d invitations stay pending", n)
		}
	}
}

// inAll is how many members the sorted sets of a pattern have together.
func inAll(t testing.TB, client redis.UniversalClient, pattern string) (n int64) {
	t.Helper()
	keys, err := client.Keys(t.Context(), pattern).Result()
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range keys {
		members, err := client.ZCard(t.Context(), key).Result()
		if err != nil {
			t.Fatal(err)
		}
		n += members
	}
	return n
}
