package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

// goroutine lets a Handset fail in a goroutine that is not the test's own.
type goroutine struct{ *testing.T }

func (g goroutine) Fatalf(format string, args ...any) {
	g.Errorf(format, args...)
	runtime.Goexit()
}

// learner is one of many, with a number and words that nobody else has.
type learner struct{ number, partner, hope string }

func learners(n int) []learner {
	all := make([]learner, n)
	for i := range all {
		letters := string(rune('a'+i/26%26)) + string(rune('a'+i%26))
		all[i] = learner{fmt.Sprintf("+642155%05d", 31000+i), "Zorba" + letters, "quixotic " + letters + " hope"}
	}
	return all
}

// byText, byPhone and inTurns take a learner to the end of the first day, each by another way. turned is called after
// each input.
func (who learner) byText(phone *simulatortest.Handset, turned func()) {
	for _, turn := range [][2]string{
		{"hello", "What energy"},
		{"3", "What brings you"},
		{who.hope, "Peer coaching: health"},
		{"NEXT", "2023"},
		{"next", "Which reply is peer coaching?"},
		{"2", "first name or initials"},
		{who.partner, "ask " + who.partner},
		{"2", "One text comes tomorrow"},
		{"8pm", "at 8pm, then"},
	} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
		turned()
	}
}

func (who learner) byPhone(phone *simulatortest.Handset, turned func()) {
	phone.Call()
	for _, turn := range [][2]string{
		{"energy", "3"},
		{"hope", who.hope},
		{"definition", "1"},
		{"role", "1"},
		{"which", "2"},
		{"partner", who.partner},
		{"partner", "1"},
		{"ask_when", "2"},
		{"hour", "2000"},
	} {
		through(phone, turn[0])
		answer(phone, turn[1])
		turned()
	}
	phone.WantSpoken("at 8:00 pm, then")
	phone.WantCallOver()
}

func (who learner) inTurns(phone *simulatortest.Handset, turned func()) {
	phone.Call()
	for _, turn := range [][2]string{{"energy", "3"}, {"hope", who.hope}, {"definition", "1"}} {
		through(phone, turn[0])
		answer(phone, turn[1])
		turned()
	}
	phone.HangUp()
	for _, turn := range [][2]string{
		{"GO", "The peer coach listens"}, {"next", "Which reply is peer coaching?"}, {"2", "first name"}, {who.partner, "ask " + who.partner},
	} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
		turned()
	}
	phone.Call()
	through(phone, "ask_when")
	phone.Press("2")
	through(phone, "hour")
	phone.Press("2000")
	phone.WantSpoken("at 8:00 pm, then")
}

func answer(phone *simulatortest.Handset, words string) {
	if strings.Trim(words, "0123456789") == "" {
		phone.Press(words)
	} else {
		phone.SayPlain(words)
	}
}

// nextDay is the reflection, by text, when the line has asked for it.
func (who learner) nextDay(phone *simulatortest.Handset, turned func()) {
	phone.AwaitText("asking " + who.partner)
	for _, turn := range [][2]string{{who.hope, "Did you get to ask " + who.partner}, {"not yet", "Part 2"}} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
		turned()
	}
}

// monday is a Monday in November, at ten in the morning in Auckland.
var monday = time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)

// TestKilled kills the program with -9 again and again in the middle of 200 conversations. Twilio tries each webhook
// again, and every conversation reaches its end, the reflection of the next day, with nothing lost and nothing repeated.
// Then neither Redis nor the log holds a number or a word of any learner.
func TestKilled(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	api := &late{}
	rest := httptest.NewServer(api)
	defer rest.Close()
	program := startProcess(t, append(settings(redisURL), "TWILIO_API_URL="+rest.URL, hurried+"=2s,4s"))
	var ahead atomic.Int64 // of the clock, in the program and at Twilio
	at := func(now time.Time) {
		ahead.Store(int64(time.Until(now)))
		program.sleep(time.Duration(ahead.Load()))
	}
	at(monday)
	line := pretend(dialling(program.addr), func(ctx context.Context, attempt int, _ error) bool {
		return attempt < 100 && program.wait(ctx)
	}, func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) })
	defer line.Close()
	api.set(line.API())
	all := learners(200)
	converse(t, program, line, all, 12, 9, func(i int) func(*simulatortest.Handset, func()) {
		return []func(*simulatortest.Handset, func()){all[i].byText, all[i].byPhone, all[i].inTurns}[i%3]
	})
	at(monday.Add(34 * time.Hour)) // eight in the evening, as they chose
	converse(t, program, line, all, 4, 2, func(i int) func(*simulatortest.Handset, func()) { return all[i].nextDay })
	program.kill()
	wantNoTrace(t, sessiontest.Dump(t, sessiontest.Dial(t, redisURL)), program.log.String(), all)
}

// converse has all learners talk at once, some answers each, and kills the program so many times meanwhile.
func converse(
	t *testing.T, program *process, line *simulator.Twilio, all []learner, kills, answers int,
	talk func(i int) func(*simulatortest.Handset, func()),
) {
	t.Helper()
	var turns atomic.Int64
	reached := make(chan int64, len(all)*20)
	turned := func() { reached <- turns.Add(1) }
	var talks sync.WaitGroup
	for i, who := range all {
		talks.Go(func() { talk(i)(simulatortest.New(goroutine{t}, line.Phone(who.number)), turned) })
	}
	go func() { talks.Wait(); close(reached) }()
	killed := killAtRandom(program, reached, kills, len(all)*answers)
	if t.Failed() {
		t.FailNow()
	}
	t.Logf("%d conversations, %d answers, killed %d times", len(all), turns.Load(), killed)
	if killed < kills {
		t.Errorf("killed %d times, want %d", killed, kills)
	}
}

// killAtRandom kills and restarts the program at random counts of answers, until the conversations are over.
func killAtRandom(program *process, reached <-chan int64, kills, answers int) (killed int) {
	span := answers / (kills + 2)
	next := int64(rand.N(span))
	for count := range reached {
		if count < next || killed == kills {
			continue
		}
		program.kill()
		program.start()
		killed++
		next = count + 1 + int64(rand.N(span))
	}
	return killed
}

// wantNoTrace searches what is stored and what was logged for everything that came from a person.
func wantNoTrace(t *testing.T, dump, log string, all []learner) {
	t.Helper()
	if strings.Count(dump, "person:") < len(all) || !strings.Contains(log, "/twilio/sms") {
		t.Fatalf("there is nothing to search: %d bytes of dump, %d of log", len(dump), len(log))
	}
	for _, who := range all {
		for _, planted := range []string{who.number[1:], "0" + who.number[3:], who.partner, strings.Fields(who.hope)[0]} {
			if strings.Contains(dump, planted) {
				t.Errorf("Redis holds %q", planted)
			}
			if strings.Contains(log, planted) {
				t.Errorf("the log holds %q", planted)
			}
		}
	}
}
