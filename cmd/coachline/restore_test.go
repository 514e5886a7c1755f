package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/handlers/simulator/simulatortest"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// TestRestoreTextsNobodyTwice copies Redis in the middle of the next day's texts of 200 learners, lets the rest go out, has some of
// them answer or opt out, and puts the copy back. Each has one next day's text in the end, and who has opted out hears no more.
func TestRestoreTextsNobodyTwice(t *testing.T) {
	for name, restore := range map[string]func(t *testing.T, h *restored, copied string){
		"before a start": func(t *testing.T, h *restored, copied string) {
			h.end()
			h.putBack(copied)
			h.begin(t)
		},
		"before a start that is told so": func(t *testing.T, h *restored, copied string) {
			h.end()
			h.putBack(copied)
			h.begin(t, "--restored")
		},
		"while the line serves": func(_ *testing.T, h *restored, copied string) { h.putBack(copied) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := startRestored(t)
			h.eachAtOnce(t, func(who learner) { who.byText(simulatortest.New(goroutine{t}, h.Phone(who.number)), func() {}) })
			h.clock.set(monday.Add(34 * time.Hour)) // eight in the evening, as they chose
			h.until(t, "half of the texts", func() bool { return h.sent() > len(h.people)/2 })
			copied, pulses := h.redis.Copy(), h.pulses(t)
			h.until(t, "the texts and a pulse", func() bool { return h.sent() == len(h.people) && h.pulses(t) > pulses })
			for _, who := range h.people[:5] {
				h.Handset(t, who.number).Text("please stop texting me")
			}
			for _, who := range h.people[5:10] {
				h.Handset(t, who.number).Text("that I listened")
			}
			restore(t, h, copied)
			h.until(t, "the end", h.settled)
			h.wantOneEach(t)
			h.clock.set(monday.Add(72 * time.Hour)) // reminders
			h.until(t, "the reminders", func() bool { return h.reminded() && h.settled() })
			h.wantNoneReminded(t, 10)
		})
	}
}

// restored is a line with many learners, whose Redis is restored from a copy.
type restored struct {
	*line
	env    []string
	redis  *sessiontest.Server
	store  *session.Store
	client redis.UniversalClient
	people []learner
}

func startRestored(t *testing.T) *restored {
	h := &restored{redis: sessiontest.NewServer(t), people: learners(200)}
	h.env = append(settings(h.redis.URL()), "COACHLINE_ADDR="+freeAddr(t), "COACHLINE_TEXTS_PER_SECOND=100")
	h.line = serve(t, h.env, 0)
	h.env = append(h.env, "TWILIO_API_URL="+h.api)
	config, err := readConfig(h.env)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := openStore(world{}, config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(kept.close)
	h.store, h.client = kept.store, sessiontest.Dial(t, h.redis.URL())
	return h
}

// pulses is how often a process that serves has said so. A running process knows a copy by them.
func (h *restored) pulses(t *testing.T) int {
	t.Helper()
	n, err := h.client.HGet(t.Context(), session.Prefix+"{s63}:pulse", "count").Int()
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// end stops the program.
func (h *restored) end() {
	h.stop()
	<-h.ended
}

// begin starts the program again.
func (h *restored) begin(t *testing.T, flags ...string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	serving, ended := make(chan string, 1), make(chan int, 1)
	w := world{ctx: ctx, env: h.env, in: strings.NewReader(""), out: io.Discard, errs: h.log, now: h.clock.now, serving: func(addr string) { serving <- addr }}
	go func() { ended <- run(w, append([]string{"serve"}, flags...)) }()
	select {
	case <-serving:
	case code := <-ended:
		t.Fatalf("serve ended with %d:\n%s", code, h.log)
	}
	t.Cleanup(func() { stop(); <-ended })
}

// putBack restores a copy of Redis.
func (h *restored) putBack(copied string) {
	h.redis.Kill()
	h.redis.Restore(copied)
	h.redis.Start()
}

// eachAtOnce has all learners do something, some at a time.
func (h *restored) eachAtOnce(t *testing.T, do func(learner)) {
	t.Helper()
	var lanes sync.WaitGroup
	for lane := range 8 {
		lanes.Go(func() {
			for i := lane; i < len(h.people); i += 8 {
				do(h.people[i])
			}
		})
	}
	lanes.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

const followUp = "what stays with you?"

// sent is how many next day's texts Twilio has.
func (h *restored) sent() (n int) {
	for _, m := range h.Messages() {
		if strings.Contains(m.Body, followUp) {
			n++
		}
	}
	return n
}

// settled reports whether each learner has a text in their record, and none is under way.
func (h *restored) settled() bool {
	for _, who := range h.people {
		n, _ := e164.FromWire(who.number)
		seen, err := h.store.Inspect(context.Background(), h.store.Person(n))
		if err != nil || len(seen.Entries) == 0 && !seen.Place.OptedOut {
			return false
		}
		for _, e := range seen.Entries {
			if e.State == session.EntryWaiting || e.State == session.EntrySending {
				return false
			}
		}
	}
	return true
}

// reminded reports whether nobody waits for a wake-up that is due.
func (h *restored) reminded() bool {
	for _, who := range h.people {
		n, _ := e164.FromWire(who.number)
		seen, err := h.store.Inspect(context.Background(), h.store.Person(n))
		if err != nil || !seen.Wake.IsZero() && !seen.Wake.After(h.clock.now()) {
			return false
		}
	}
	return true
}

// until looks until it is so, while the clock of the line goes on.
func (h *restored) until(t *testing.T, what string, so func() bool) {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for range 2400 {
		if so() {
			return
		}
		<-tick.C
		h.clock.pass(500 * time.Millisecond)
	}
	t.Fatalf("%s do not come; %d texts are sent", what, h.sent())
}

// texts counts each learner's next day's texts, and the reminders, which ask the same.
func (h *restored) texts() map[string]int {
	texts := map[string]int{}
	for _, m := range h.Messages() {
		if strings.Contains(m.Body, followUp) {
			texts[m.To]++
		}
	}
	return texts
}

// wantOneEach wants one next day's text for each.
func (h *restored) wantOneEach(t *testing.T) {
	t.Helper()
	texts, none, two := h.texts(), 0, 0
	for _, who := range h.people {
		switch n := texts[who.number]; {
		case n == 0:
			none++
		case n > 1:
			two++
		}
	}
	if none > 0 || two > 0 {
		t.Errorf("of %d learners %d have no next day's text, and %d have two", len(h.people), none, two)
	}
}

// wantNoneReminded wants that of the learners those who have texted in the time that is lost, the first ones, were not reminded of
// their silence, and that the others were.
func (h *restored) wantNoneReminded(t *testing.T, first int) {
	t.Helper()
	texts := h.texts()
	for i, who := range h.people {
		if n := texts[who.number]; (n == 1) != (i < first) || n > 2 {
			var when []string
			for _, m := range h.Messages() {
				if m.To == who.number && strings.Contains(m.Body, followUp) {
					when = append(when, m.At.Sub(monday).String()+" "+m.Status)
				}
			}
			t.Errorf("learner %d has %d texts: %v", i, n, when)
		}
	}
}
