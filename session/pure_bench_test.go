package session

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// midLesson is a learner in the middle of a lesson, with all that is usual.
func midLesson() *record {
	now := time.Unix(1793660400, 0)
	return &record{
		placeHalf: placeHalf{
			Number: "+64215550123", Zone: "Pacific/Auckland", Lesson: "peer-coaching-1", Version: "0123456789abcdef0123456789abcdef",
			Place: dialogue.Place{
				PersonPlace: dialogue.PersonPlace{Channel: dialogue.Text, Prompt: 14, Name: "Aroha"},
				LessonPlace: dialogue.LessonPlace{
					Status: dialogue.Started, Step: "partner",
					Milestones: []dialogue.Milestone{{Name: dialogue.MilestoneStarted, At: now}},
					Timers:     []dialogue.Timer{{Name: dialogue.TimerRemind, At: now.Add(4 * time.Hour)}},
				},
				StepPlace: dialogue.StepPlace{FirstPrompt: 14, Texted: true},
			},
		},
		answers: dialogue.Answers{
			"energy": "busy", "why": "I want to listen better in handover, and to be less quick with advice.",
			"which": "the third", "partner": "Hemi", "when": "this week",
		},
	}
}

// benchStore has no Redis: what is measured does not speak to one.
func benchStore(b *testing.B) (*Store, Person, sealed) {
	b.Helper()
	s := New(Config{Keyring: ringOf(b, 'a'), Zone: time.UTC})
	n, _ := e164.FromWire("+64215550123")
	p := s.Person(n)
	found, err := s.keyring.seal(midLesson(), p)
	if err != nil {
		b.Fatal(err)
	}
	found.drafts = "" // there are none: seal left them unchanged
	return s, p, found
}

var reply = dialogue.Output{Lines: []dialogue.Line{
	{Text: "Hemi it is. They are never contacted by us."},
	{Text: "When will you ask them? 1 today, 2 this week, 3 later."},
}}

func BenchmarkPerson(b *testing.B) {
	s, _, _ := benchStore(b)
	n, _ := e164.FromWire("+64215550123")
	b.ReportAllocs()
	for b.Loop() {
		s.Person(n)
	}
}

func BenchmarkOpen(b *testing.B) {
	s, p, f := benchStore(b)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.keyring.open(f, p, false); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSeal is a turn that gives an answer: both halves and the reply.
func BenchmarkSeal(b *testing.B) {
	s, p, f := benchStore(b)
	r, err := s.keyring.open(f, p, false)
	if err != nil {
		b.Fatal(err)
	}
	r.read.answers = nil
	b.ReportAllocs()
	for b.Loop() {
		sealTurn(b, s, r, p)
	}
}

// BenchmarkPure is all that Take does but the engine and the network.
func BenchmarkPure(b *testing.B) {
	s, p, f := benchStore(b)
	b.ReportAllocs()
	for b.Loop() {
		r, err := s.keyring.open(f, p, false)
		if err != nil {
			b.Fatal(err)
		}
		r.answers["partner"] = "Ana" // the map is this record's, and was.answers the same
		r.read.answers = nil
		sealTurn(b, s, r, p)
	}
}

// sealTurn seals what a commit writes.
func sealTurn(b *testing.B, s *Store, r *record, p Person) {
	b.Helper()
	if _, err := s.keyring.seal(r, p); err != nil {
		b.Fatal(err)
	}
	if _, err := s.keyring.answers.seal(&reply, forReply, p, "SM0123456789abcdef0123456789abcdef"); err != nil {
		b.Fatal(err)
	}
}
