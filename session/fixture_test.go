package session_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// Keys of the tests, 32 bytes each.
const (
	keyA = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="
	keyB = "YmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmJiYmI="
)

func keys(t testing.TB, s string) *session.Keyring {
	t.Helper()
	ring, err := session.ParseKeys(s)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func number(t testing.TB, s string) e164.Number {
	t.Helper()
	n, ok := e164.FromWire(s)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return n
}

// auckland is where the learners of the tests are.
var auckland = must(time.LoadLocation("Pacific/Auckland"))

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// noon is the time of the first turn of a test, as a server in another zone has it.
var noon = time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC)

// shelf is the lessons of a test.
type shelf map[string]*dialogue.Script

func (s shelf) All() (all []*dialogue.Script) {
	for _, script := range s {
		all = append(all, script)
	}
	return all
}

func (s shelf) Current(lesson string) (*dialogue.Script, bool) {
	script, ok := s[lesson]
	return script, ok
}
func (s shelf) Course(string) (*dialogue.Course, bool) { return nil, false }

func (s shelf) Values() map[string]string { return map[string]string{"contact": "the team"} }

// questions is a lesson of so many questions that any words answer, then a wait, and a last one.
func questions(version string, n int) shelf {
	script := &dialogue.Script{
		Lesson: "tiny", Version: version, Language: "en-NZ",
		Phrases: map[string]dialogue.Prompt{
			dialogue.PhraseUninvited: {Text: "Nobody invited you."},
			dialogue.PhraseWithheld:  {Text: "Your place cannot be kept."},
			dialogue.PhraseStopped:   {Text: "You will hear nothing more."},
			dialogue.PhraseWaiting:   {Text: "Until tomorrow."},
			dialogue.PhraseMissed:    {Text: "Nobody was reached."},
		},
	}
	for i := range n {
		script.Steps = append(script.Steps, dialogue.Step{
			ID: fmt.Sprintf("q%02d", i), Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate,
			Prompt:  dialogue.Prompt{Text: fmt.Sprintf("Version %s asks %d.", version, i)},
			Replies: map[string]dialogue.Prompt{dialogue.ReplyOther: {Text: fmt.Sprintf("You said {q%02d}.", i)}},
		})
	}
	script.Steps = append(script.Steps, dialogue.Step{ID: "night", Kind: dialogue.Wait, At: "09:00"}, dialogue.Step{
		ID: "stayed", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: dialogue.Prompt{Text: "What stayed?"},
	})
	return shelf{script.Lesson: script}
}

// config is an open line with a lesson of twenty questions.
func config(t testing.TB, client redis.UniversalClient) session.Config {
	return session.Config{
		Redis: client, Keyring: keys(t, keyA), Lessons: questions("v1", 20), Lesson: "tiny", Open: true, Zone: auckland,
		Compose:  bodies,
		RetryFor: 5 * time.Second, Log: slog.New(slog.DiscardHandler),
	}
}

// bodies makes each line a text.
func bodies(lines []dialogue.Line) (all []string) {
	for _, line := range lines {
		all = append(all, line.Text)
	}
	return all
}

// line is a Store and somebody who uses it.
type line struct {
	*session.Store
	t      testing.TB
	client redis.UniversalClient
	number e164.Number
	person session.Person
}

const learner = "+64215550123"

func open(t testing.TB, c session.Config) line {
	t.Helper()
	store := session.New(c)
	if err := store.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	n := number(t, learner)
	return line{Store: store, t: t, client: c.Redis, number: n, person: store.Person(n)}
}

// each opens a line on both kinds of Redis.
func each(t *testing.T, suite func(t *testing.T, l line)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) { suite(t, open(t, config(t, client))) })
}

func (l line) text(id, words string) session.Turn {
	return session.Turn{ID: id, Number: l.number, Input: dialogue.Input{
		Kind: dialogue.Answer, At: noon, Channel: dialogue.Text, Words: words,
	}}
}

// take takes a turn that must succeed.
func (l line) take(turn session.Turn) dialogue.Output {
	l.t.Helper()
	out, err := l.Take(l.t.Context(), l.person, turn)
	if err != nil {
		l.t.Fatal(err)
	}
	return out
}

// says takes a text and wants the last line of the reply.
func (l line) says(id, words, want string) {
	l.t.Helper()
	if got := last(l.take(l.text(id, words))); got != want {
		l.t.Errorf("to %q it says %q, want %q", words, got, want)
	}
}

func last(out dialogue.Output) string {
	if len(out.Lines) == 0 {
		return ""
	}
	return out.Lines[len(out.Lines)-1].Text
}

// bytesOf is a reply. Its class is not in it: that of a turn taken before says so.
func bytesOf(t testing.TB, out dialogue.Output) string {
	t.Helper()
	out.Class = ""
	return string(must(json.Marshal(out)))
}

// only is the one key of a kind that is in Redis.
func (l line) only(pattern string) string {
	l.t.Helper()
	found := must(l.client.Keys(l.t.Context(), pattern).Result())
	if len(found) != 1 {
		l.t.Fatalf("%d keys are like %s, want one", len(found), pattern)
	}
	return found[0]
}

// version is how many turns of the learner were committed.
func (l line) version() int {
	l.t.Helper()
	return must(l.client.HGet(l.t.Context(), l.only("*:person:*"), "version").Int())
}
