package roster_test

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"go.uber.org/goleak"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// noon is the time of the tests.
var noon = time.Date(2026, 11, 2, 23, 0, 0, 0, time.UTC)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func number(n int) e164.Number {
	number, _ := e164.FromWire(fmt.Sprintf("+6421555%04d", n))
	return number
}

// shelf is the one lesson of a test.
type shelf struct{ script *dialogue.Script }

func (s shelf) All() []*dialogue.Script { return []*dialogue.Script{s.script} }
func (s shelf) Current(lesson string) (*dialogue.Script, bool) {
	return s.script, lesson == s.script.Lesson
}
func (s shelf) Course(string) (*dialogue.Course, bool) { return nil, false }

func (s shelf) Values() map[string]string { return nil }

func lesson() shelf {
	return shelf{&dialogue.Script{
		Lesson: "tiny", Version: "v1",
		Phrases: map[string]dialogue.Prompt{
			dialogue.PhraseInvite: {Text: "{name}, {by} invites you."}, dialogue.PhraseMove: {Text: "code {code}"}, dialogue.PhraseMoved: {Text: "moved"},
		},
		Steps: []dialogue.Step{{ID: "only", Kind: dialogue.FreeText, Prompt: dialogue.Prompt{Text: "Well?"}, Milestone: dialogue.MilestoneFinished}},
	}}
}

// ward is a roster, the learners that it invites, and one manager with one cohort.
type ward struct {
	*roster.Roster
	t        testing.TB
	client   redis.UniversalClient
	learners *session.Store
	store    *session.PlaceStore
	manager  session.Person
	cohort   roster.Cohort
	now      time.Time
}

func open(t testing.TB, client redis.UniversalClient) *ward {
	t.Helper()
	keys := must(session.ParseKeys("YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="))
	c := session.Config{
		Redis: client, Keyring: keys, Lessons: lesson(), Lesson: "tiny", Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
		Compose: func(lines []dialogue.Line) []string { return []string{lines[0].Text} }, EraseFromCohort: roster.Eraser(client), TakenBack: roster.TakenBack(client),
	}
	w := &ward{t: t, client: client, now: noon}
	c.MoveInCohort = func(ctx context.Context, cohort string, from, to session.Person, n e164.Number, at time.Time) error {
		return w.Follow(ctx, cohort, from, to, n, at)
	}
	w.learners, w.store = session.New(c), session.NewPlaceStore(c)
	w.Roster = roster.New(roster.Config{Store: w.store, Log: c.Log})
	m := must(w.AddManager(t.Context(), number(0), "Aroha Ngata", false, noon))
	w.manager = m.Person
	w.cohort = must(w.NewCohort(t.Context(), w.manager, "Ward 4", session.OneLesson("tiny"), noon))
	return w
}

func each(t *testing.T, suite func(t *testing.T, w *ward)) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) { suite(t, open(t, client)) })
}

func batch(id string) roster.Batch {
	return roster.Batch{ID: id, Consent: roster.Consent{By: "Aroha Ngata", At: noon, Words: "They know."}}
}

func invites(from, to int) (all []roster.Invitee) {
	for n := from; n < to; n++ {
		all = append(all, roster.Invitee{Number: number(n), Name: fmt.Sprintf("Mere%04d", n)})
	}
	return all
}

func (w *ward) add(id string, all ...roster.Invitee) []roster.Outcome {
	w.t.Helper()
	outcomes, err := w.Invite(w.t.Context(), w.manager, w.cohort.ID, all, batch(id), noon)
	if err != nil {
		w.t.Fatal(err)
	}
	return outcomes
}

// move lets a mover take everything that is pending.
func (w *ward) move() {
	w.t.Helper()
	mover := roster.NewWorker(w.Roster, func() time.Time { return w.now }, nil)
	for {
		worked, err := mover.Step(w.t.Context())
		if err != nil {
			w.t.Fatal(err)
		}
		if !worked {
			return
		}
	}
}

func (w *ward) people() []roster.Learner {
	w.t.Helper()
	rows, err := w.Learners(w.t.Context(), w.manager, w.cohort.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}

// due is how many people the wake-ups have something for.
func (w *ward) due() int {
	w.t.Helper()
	return len(must(w.learners.Due(w.t.Context(), w.now.Add(time.Hour), 10_000)))
}

// key is a key of the cohort.
func (w *ward) key(name string) string {
	return session.Tag(w.cohort.ID) + "cohort:" + w.cohort.ID + ":" + name
}

// dueKey is where the cohort stands while a worker has something to do for it.
func (w *ward) dueKey() string { return session.Tag(w.cohort.ID) + "cohorts" }

// pending is how many invitations are still to be taken to their records.
func (w *ward) pending() int {
	return int(must(w.client.ZCard(w.t.Context(), w.key("pending")).Result()))
}
