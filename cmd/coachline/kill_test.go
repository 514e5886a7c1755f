package main

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
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
		{"GO", "What energy"},
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
	for _, turn := range [][2]string{{who.hope, "Did you get to ask " + who.partner}, {"not yet", "a second part"}} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
		turned()
	}
}

// next is the second part, from its offer to its end.
func (who learner) next(phone *simulatortest.Handset, turned func()) {
	phone.AwaitText(offered)
	for _, turn := range [][2]string{{"GO", "What do you wish"}, {who.hope, "That is all"}} {
		phone.Text(turn[0])
		phone.WantText(turn[1])
		turned()
	}
}

// The second part of the course of TestKilled.
const (
	offered          = "Now comes a second part"
	secondPartLesson = `lesson: second-part
title: a second part
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 8, minutes: 2}
phrases:
  part: "Now comes {lesson}. GO begins it."
steps:
  - id: wish
    ask: What do you wish for next? A sentence, or SKIP.
    phone: What do you wish for next? Say it in a sentence, or press 1 to keep it to yourself.
    kind: text
    keep: private
  - id: done
    say: That is all.
    milestone: finished
`
	courseFile = `course: both
title: Both parts
lessons: [peer-coaching-1, second-part]
pace: {after: 2 days, at: "{hour}"}
`
)

// courseFolder is a folder with a course of part 1 and another lesson.
func courseFolder(t *testing.T) string {
	t.Helper()
	part1, err := fs.ReadFile(scripts.Embedded(), "peer-coaching-1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, content := range map[string]string{
		"peer-coaching-1.yaml": string(part1), "second-part.yaml": secondPartLesson, "both.yaml": courseFile,
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// inviteToCourse invites all learners. Their own first text or call begins the course. It returns the store that holds them.
func inviteToCourse(t *testing.T, redisURL, keys string, all []learner) *session.Store {
	t.Helper()
	ring, err := session.ParseKeys(strings.TrimPrefix(keys, "COACHLINE_KEYS="))
	if err != nil {
		t.Fatal(err)
	}
	catalog, err := scripts.Open(os.DirFS(courseFolder(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	store := session.New(session.Config{
		Redis: sessiontest.Dial(t, redisURL), Keyring: ring, Lessons: catalog, Lesson: "peer-coaching-1", Zone: time.UTC,
		ZoneOf: func(e164.Number) string { return "Pacific/Auckland" },
	})
	for _, who := range all {
		number, _ := e164.FromWire(who.number)
		inv := dialogue.Invitation{Cohort: "all", Course: "both", By: "Mere", Texted: monday}
		if _, err := store.Invite(t.Context(), number, inv, monday); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

// wantCounts wants of the counts of a lesson that all learners have begun and finished it and answered these questions, once each, and
// that nobody is left anywhere.
func wantCounts(t *testing.T, store *session.Store, lesson string, all int, questions ...string) {
	t.Helper()
	versions, err := store.Counts(t.Context(), lesson)
	if err != nil || len(versions) != 1 {
		t.Fatalf("%s has counts of %d versions, %v", lesson, len(versions), err)
	}
	count := func(step string, event dialogue.Event) int {
		return versions[0].N[session.CountField(step, event, dialogue.Text)] + versions[0].N[session.CountField(step, event, dialogue.Phone)]
	}
	if began, finished := count("", dialogue.EventBegan), count("", dialogue.EventFinished); began != all || finished != all {
		t.Errorf("%d began %s and %d finished, of %d", began, lesson, finished, all)
	}
	for _, step := range questions {
		if n := count(step, dialogue.EventAnswered); n != all {
			t.Errorf("%d answered %s, of %d", n, step, all)
		}
	}
	steps := map[string]int{}
	for field, n := range versions[0].N {
		step, event, _ := strings.Cut(field, "|")
		switch event, _, _ := strings.Cut(event, "|"); {
		case event == string(dialogue.EventReached):
			steps[step] += n
		case slices.Contains(dialogue.Ends, dialogue.Event(event)):
			steps[step] -= n
		}
	}
	for step, here := range steps {
		if here != 0 {
			t.Errorf("%d learners seem to be at %s", here, step)
		}
	}
}

// monday is a Monday in November, at ten in the morning in Auckland.
var monday = time.Date(2026, 11, 22, 21, 0, 0, 0, time.UTC)

// TestKilled kills the program with -9 again and again in the middle of 200 conversations. Twilio tries each webhook
// again, and every conversation reaches its end, the second part of a course, with nothing lost and nothing repeated.
// Then neither Redis nor the log holds a number or a word of any learner.
func TestKilled(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	api := &late{}
	rest := httptest.NewServer(api)
	defer rest.Close()
	env := settings(redisURL)
	program := startProcess(t, append(env, "TWILIO_API_URL="+rest.URL, "COACHLINE_LESSONS="+courseFolder(t), hurried+"=2s,4s"))
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
	keys := env[slices.IndexFunc(env, func(s string) bool { return strings.HasPrefix(s, "COACHLINE_KEYS=") })]
	store := inviteToCourse(t, redisURL, keys, all)
	converse(t, program, line, all, 12, 9, func(i int) func(*simulatortest.Handset, func()) {
		return []func(*simulatortest.Handset, func()){all[i].byText, all[i].byPhone, all[i].inTurns}[i%3]
	})
	at(monday.Add(34 * time.Hour)) // eight in the evening, as they chose
	converse(t, program, line, all, 3, 2, func(i int) func(*simulatortest.Handset, func()) { return all[i].nextDay })
	at(monday.Add(94 * time.Hour)) // the evening of two days later is too late for a text: the next morning
	converse(t, program, line, all, 2, 2, func(i int) func(*simulatortest.Handset, func()) { return all[i].next })
	for _, who := range all {
		offers := 0
		for _, e := range line.Phone(who.number).Events() {
			if e.Kind == simulator.Received && strings.Contains(e.Text, offered) {
				offers++
			}
		}
		if offers != 1 {
			t.Errorf("the second part was offered to a learner %d times", offers)
		}
	}
	program.kill()
	wantCounts(t, store, "peer-coaching-1", len(all), "energy", "hope", "which", "partner", "ask_when", "hour", "stayed", "asked")
	wantCounts(t, store, "second-part", len(all), "wish")
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
