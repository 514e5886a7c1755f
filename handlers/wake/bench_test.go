package wake_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/handlers/twilio"
	"coachline/handlers/wake"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// answering is a Twilio that answers at once.
type answering struct {
	*desk
	sent atomic.Int64
	all  int64
	done context.CancelFunc
}

func (a *answering) SendText(context.Context, twilio.SMS) (twilio.Receipt, error) {
	n := a.sent.Add(1)
	if n == a.all {
		a.done()
	}
	return twilio.Receipt{SID: fmt.Sprintf("SM%032d", n), Status: "queued"}, nil
}

// BenchmarkHandOver is the next day's text of many who chose the same minute, from due to handed over, by one process on a
// real redis-server; an operation is a learner. It reports how long 100,000 would take, and what a learner takes in Redis
// while waiting, all told, once the stored replies are gone:
//
//	go test -run '^$' -bench HandOver -benchtime 100000x ./handlers/wake
func BenchmarkHandOver(b *testing.B) {
	handOver(b, waiting)
}

// BenchmarkOffers is the same for the offer of a part of a course, which moves each learner to another lesson:
//
//	go test -run '^$' -bench Offers -benchtime 100000x ./handlers/wake
func BenchmarkOffers(b *testing.B) {
	handOver(b, between)
}

// handOver measures from due to handed over. ready makes n learners, and returns when something is due for all of them.
func handOver(b *testing.B, ready func(b *testing.B, client redis.UniversalClient, n int) (*session.Store, time.Time)) {
	client := sessiontest.Dial(b, sessiontest.Redis(b)+"?pool_size=64")
	before := used(b, client)
	store, due := ready(b, client, b.N)
	taken := used(b, client) - before

	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	twilio := &answering{desk: &desk{}, all: int64(b.N), done: stop}
	workers := wake.New(wake.Config{Store: store, Sender: twilio, Clock: func() time.Time { return due }, Log: slog.New(slog.DiscardHandler)})
	b.ResetTimer()
	workers.Run(ctx)
	b.ReportMetric(float64(taken)/float64(b.N), "redis-B/learner")
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N)*100_000, "s/100k")
	if n := twilio.sent.Load(); n != int64(b.N) {
		b.Fatalf("%d texts for %d learners", n, b.N)
	}
}

// waiting takes n learners through part 1, up to the night, and returns when their next text is due.
func waiting(b *testing.B, client redis.UniversalClient, n int) (*session.Store, time.Time) {
	store := open(b, client, catalog(b))
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, auckland(b))
	each(b, client, n, func(i int64) {
		for turn, words := range []string{
			"GO", "3", "I want to listen better in handovers", "NEXT", "next", "2", "Mere", "this week", "2",
		} {
			text(b, store, i, turn, now, words)
		}
	})
	return store, time.Date(2026, 11, 24, 12, 30, 0, 0, auckland(b))
}

// between takes n learners to the end of the first part of a course, and returns when part 2 is offered to them.
func between(b *testing.B, client redis.UniversalClient, n int) (*session.Store, time.Time) {
	store := open(b, client, newWithCourse(catalog(b)))
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, auckland(b))
	each(b, client, n, func(i int64) {
		inv := dialogue.Invitation{Cohort: "all", Course: "all", Lesson: "short", By: "Aroha", Name: "Mere", Texted: now}
		if _, err := store.Invite(b.Context(), number(i), inv, now); err != nil {
			b.Error(err)
		}
		text(b, store, i, 0, now, "GO")
		text(b, store, i, 1, now, "I want to listen better in handovers")
	})
	return store, time.Date(2026, 11, 26, 12, 30, 0, 0, auckland(b))
}

// withCourse adds a course to the lessons: one with a single question, and then part 1.
type withCourse struct {
	*scripts.Catalog
	short  *dialogue.Script
	course *dialogue.Course
}

func newWithCourse(lessons *scripts.Catalog) withCourse {
	part1, _ := lessons.Current("peer-coaching-1")
	short := *part1
	short.Lesson, short.Version = "short", "v1"
	short.Steps = []dialogue.Step{{ID: "hope", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "What do you hope for?"}}}
	return withCourse{lessons, &short, &dialogue.Course{
		Name: "all", Title: "All", Lessons: []string{"short", "peer-coaching-1"}, After: 3, At: "12:30",
	}}
}

func (w withCourse) Current(lesson string) (*dialogue.Script, bool) {
	if lesson == "short" {
		return w.short, true
	}
	return w.Catalog.Current(lesson)
}

func (w withCourse) Course(string) (*dialogue.Course, bool) { return w.course, true }

func catalog(b *testing.B) *scripts.Catalog {
	lessons, err := scripts.BuiltIn()
	if err != nil {
		b.Fatal(err)
	}
	return lessons
}

func auckland(b *testing.B) *time.Location {
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		b.Fatal(err)
	}
	return zone
}

func open(b *testing.B, client redis.UniversalClient, lessons session.Lessons) *session.Store {
	keys, err := session.ParseKeys(base64.StdEncoding.EncodeToString(make([]byte, 32)))
	if err != nil {
		b.Fatal(err)
	}
	return session.New(session.Config{
		Redis: client, Keyring: keys, Lessons: lessons, Lesson: "peer-coaching-1", Open: true, Zone: auckland(b),
		Rules:   dialogue.Rules{Hours: dialogue.Hours{From: 8 * 60, To: 20 * 60}, Retention: 30 * 24 * time.Hour},
		Compose: func(lines []dialogue.Line) []string { return sms.Pack(lines, "") },
	})
}

// each calls prepare for n learners, many at once, and then forgets the stored replies.
func each(b *testing.B, client redis.UniversalClient, n int, prepare func(i int64)) {
	var learners sync.WaitGroup
	next := atomic.Int64{}
	for range 32 {
		learners.Go(func() {
			for i := next.Add(1); i <= int64(n) && !b.Failed(); i = next.Add(1) {
				prepare(i)
			}
		})
	}
	learners.Wait()
	if b.Failed() {
		b.FailNow()
	}
	forgetReplies(b, client)
}

func number(i int64) e164.Number {
	n, _ := e164.FromWire(fmt.Sprintf("+64212%07d", i))
	return n
}

// text takes a text of a learner.
func text(b *testing.B, store *session.Store, i int64, turn int, at time.Time, words string) {
	in := dialogue.Input{Kind: dialogue.Answer, At: at, Channel: dialogue.Text, Words: words}
	id := fmt.Sprintf("SM%d%016d", turn, i)
	if _, err := store.Take(b.Context(), store.Person(number(i)), session.Turn{ID: id, Number: number(i), Input: in}); err != nil {
		b.Error(err)
	}
}

// forgetReplies is the hour after which stored replies have expired.
func forgetReplies(b *testing.B, client redis.UniversalClient) {
	keys := client.Scan(b.Context(), 0, "*:turn:*", 10_000).Iterator()
	pipe := client.Pipeline()
	for n := 1; keys.Next(b.Context()); n++ {
		pipe.Del(b.Context(), keys.Val())
		if n%1000 == 0 {
			_, _ = pipe.Exec(b.Context())
		}
	}
	if _, err := pipe.Exec(b.Context()); err != nil {
		b.Fatal(err)
	}
}

// used is how many bytes of Redis' memory hold data.
func used(b *testing.B, client redis.UniversalClient) int {
	info, err := client.Info(b.Context(), "memory").Result()
	if err != nil {
		b.Fatal(err)
	}
	_, rest, _ := strings.Cut(info, "used_memory:")
	n, err := strconv.Atoi(strings.TrimSpace(strings.SplitN(rest, "\n", 2)[0]))
	if err != nil {
		b.Fatal(err)
	}
	return n
}
