package session

import (
	"fmt"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
)

// roundTrip seals a record as a commit does and opens it again.
func roundTrip(t rapid.TB, ring *Keyring, r *record, p Person) *record {
	t.Helper()
	sealed, err := ring.seal(r, p)
	if err != nil {
		t.Fatal(err)
	}
	sealed.version = "7"
	for _, part := range []*string{&sealed.answers, &sealed.drafts} {
		if *part == unchanged {
			*part = ""
		}
	}
	back, err := ring.open(sealed, p, false)
	if err != nil {
		t.Fatal(err)
	}
	return back
}

// Every state of the engine survives sealing, to the second, whatever bytes a learner has sent.
func TestRecordsSurviveSealing(t *testing.T) {
	ring := ringOf(t, 'a')
	p := ring.person("+64215550123")
	times := rapid.Custom(func(t *rapid.T) time.Time {
		return time.Unix(rapid.Int64Range(0, 1<<36).Draw(t, "seconds"), 0)
	})
	text := rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "bytes")) })
	rapid.Check(t, func(t *rapid.T) {
		r := new(record)
		r.Number, r.Zone = text.Draw(t, "number"), text.Draw(t, "zone")
		r.Lesson, r.Version = text.Draw(t, "lesson"), text.Draw(t, "pinned")
		r.answers = rapid.MapOf(text, text).Draw(t, "answers")
		at := &r.Place
		at.Status = dialogue.Status(text.Draw(t, "status"))
		at.Step, at.Name = text.Draw(t, "step"), text.Draw(t, "name")
		at.Prompt, at.Asides = rapid.Int().Draw(t, "prompt"), rapid.Int().Draw(t, "asides")
		at.Repeats = rapid.MapOf(text, rapid.Int()).Draw(t, "repeats")
		for range rapid.IntRange(0, 3).Draw(t, "entries") {
			e := r.Outbox.add(EntryText, times.Draw(t, "made"))
			e.Until, e.Due, e.Tried = times.Draw(t, "until"), times.Draw(t, "due"), times.Draw(t, "tried")
			e.SID, e.Status, e.Claim = text.Draw(t, "sid"), text.Draw(t, "status"), rapid.Uint32().Draw(t, "by")
			e.Reason = Reason(text.Draw(t, "reason"))
			e.IfSilent, e.Code, e.Rank = rapid.Bool().Draw(t, "nudge"), rapid.Int().Draw(t, "code"), rapid.Int().Draw(t, "rank")
		}
		r.Outbox.drafts = rapid.MapOf(rapid.Int(), text).Draw(t, "drafts")
		at.LastSeen, at.ForgetAsked = times.Draw(t, "seen"), times.Draw(t, "forgetting")
		for range rapid.IntRange(0, 3).Draw(t, "timers") {
			at.Timers = append(at.Timers, dialogue.Timer{Name: text.Draw(t, "timer"), At: times.Draw(t, "at")})
			at.Milestones = append(at.Milestones, dialogue.Milestone{Name: text.Draw(t, "milestone"), At: times.Draw(t, "at")})
		}
		at.OptedOut, at.Withheld, at.Texted = rapid.Bool().Draw(t, "out"), rapid.Bool().Draw(t, "withheld"), rapid.Bool().Draw(t, "texted")

		back := roundTrip(t, ring, r, p)
		if diff := cmp.Diff(r, back, cmp.AllowUnexported(doubt{}, record{}, outbox{}), cmpopts.EquateEmpty(), cmpopts.IgnoreFields(record{}, "read")); diff != "" {
			t.Fatal(diff)
		}
		if back.read.version != 7 || back.read.oldKey {
			t.Fatalf("it comes from %+v", back.read)
		}
	})
}

// A record with a later layout is refused, and the error says why.
func TestAnotherLayoutIsRefused(t *testing.T) {
	ring := ringOf(t, 'a')
	p := ring.person("+64215550123")
	later, err := ring.place.seal(&placeHalf{Format: 2}, forPlace, p, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = ring.open(sealed{version: "1", place: string(later)}, p, false)
	if err == nil || err.Error() != "the record has layout 2; this program knows 1" {
		t.Error(err)
	}
	words, err := ring.place.seal("my secret", forPlace, p, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = ring.open(sealed{version: "1", place: string(words)}, p, false)
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Error(err)
	}
}

func at(status dialogue.Status, optedOut bool, timers ...dialogue.Timer) (p dialogue.Place) {
	p.Status, p.OptedOut, p.Timers = status, optedOut, timers
	return p
}

func TestRecordLivesAsLongAsNeeded(t *testing.T) {
	soon := []dialogue.Timer{{Name: dialogue.TimerWait, At: time.Unix(9, 0)}, {Name: dialogue.TimerRemind, At: time.Unix(7, 0)}}
	for name, tt := range map[string]struct {
		place dialogue.Place
		life  time.Duration
		wake  time.Time
	}{
		"a learner":                 {at(dialogue.Started, false, soon...), 0, time.Unix(7, 0)},
		"one who waits for nothing": {at(dialogue.Ended, false), 0, time.Time{}},
		"one who has opted out":     {at(dialogue.Started, true, soon...), 0, time.Time{}},
		"one who is forgotten some day": {at(dialogue.Started, true, append(soon,
			dialogue.Timer{Name: dialogue.TimerForget, At: time.Unix(11, 0)})...), 0, time.Unix(11, 0)},
		"a stranger":           {at(dialogue.Uninvited, false), 24 * time.Hour, time.Time{}},
		"a stranger opted out": {at(dialogue.Uninvited, true), 0, time.Time{}},
		"a withheld caller":    {dialogue.Place{PersonPlace: dialogue.PersonPlace{Withheld: true}}, 2 * time.Hour, time.Time{}},
	} {
		r := &record{placeHalf: placeHalf{Place: tt.place}}
		if r.life() != tt.life || !r.nextDue().Equal(tt.wake) {
			t.Errorf("%s: lives %v and wakes at %v, want %v and %v", name, r.life(), r.nextDue(), tt.life, tt.wake)
		}
	}
}

// A commit asks how long a record is kept only of those whose record may expire: nobody else's does.
func TestOnlyRecordsBeforeTheLessonAndOfWithheldCallersExpire(t *testing.T) {
	for _, status := range []dialogue.Status{
		dialogue.New, dialogue.Uninvited, dialogue.Invited, dialogue.Started, dialogue.Paused, dialogue.Waiting, dialogue.Ended,
	} {
		r := &record{placeHalf: placeHalf{Place: at(status, false)}}
		if r.life() != 0 && r.Place.Begun() {
			t.Errorf("the record of a learner who is %q is kept for %v only", status, r.life())
		}
		if r.erase(); r.Place.Begun() { // Take begins anew with somebody erased, and asks only about people who have not begun
			t.Errorf("a learner who was %q has begun, after they were erased", status)
		}
	}
}

// A learner's own zone applies. A turn does not fail if this machine does not know the zone.
func TestUnknownZoneIsTheLines(t *testing.T) {
	store := New(Config{Zone: time.FixedZone("the line's", 3600)})
	for name, want := range map[string]string{
		"": "the line's", "Pacific/Chatham": "Pacific/Chatham", "Pacific/Atlantis": "the line's", "../etc/passwd": "the line's",
	} {
		for range 2 { // from the file, then from memory
			if got := store.location(name).String(); got != want {
				t.Errorf("the zone %q is %s, want %s", name, got, want)
			}
		}
	}
}

// TestFlatPlacesOpen: records from when a place was one flat struct still open.
func TestFlatPlacesOpen(t *testing.T) {
	ring := ringOf(t, 'a')
	flat, err := ring.place.seal(map[int]any{
		1: "started", 2: "partner", 3: "text", 4: 14, 5: 13, 6: "confirming", 7: true, 8: 1, 9: 2, 10: 3, 11: "2026-11-27", 12: map[string]int{"more": 1},
		16: "CA1", 17: true, 18: "Aroha", 20: 4, 21: 1, 24: 2, 28: []any{}, 30: 1, 33: true,
	}, forPlace, Person{}, "")
	if err != nil {
		t.Fatal(err)
	}
	var p dialogue.Place
	if _, err := ring.place.open(string(flat), &p, forPlace, Person{}, ""); err != nil {
		t.Fatal(err)
	}
	want := dialogue.Place{
		PersonPlace: dialogue.PersonPlace{
			Bounds:  dialogue.Bounds{OptedOut: true, IdleDay: "2026-11-27", IdleReplies: 4, Calls: 2},
			Channel: dialogue.Text, Prompt: 14, Name: "Aroha", Past: []dialogue.PastLesson{}, Stranger: true,
		},
		LessonPlace: dialogue.LessonPlace{Status: dialogue.Started, Step: "partner", Repeats: map[string]int{"more": 1}, Nudges: 1},
		StepPlace: dialogue.StepPlace{
			FirstPrompt: 13, Phase: dialogue.Confirming, Texted: true, Misses: dialogue.Misses{NoInputs: 1, NoMatches: 2, Asides: 3, Reminders: 1},
		},
		CallPlace: dialogue.CallPlace{Call: "CA1"},
	}
	if diff := cmp.Diff(want, p); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestEntryWithoutAReasonGetsOneFromItsCode: an old entry has a code and no reason. Its reason is that of the code.
func TestEntryWithoutAReasonGetsOneFromItsCode(t *testing.T) {
	ring := ringOf(t, 'a')
	p := ring.person("+64215550123")
	store := New(Config{Keyring: ring, Zone: time.UTC, ReasonOf: func(code int) Reason { return Reason(fmt.Sprintf("of %d", code)) }})
	for name, c := range map[string]struct {
		entry map[int]any
		want  Progress
	}{
		"a code":            {map[int]any{11: 21614}, Progress{Send: EntryFailed, Code: 21614, Reason: "of 21614"}},
		"no code":           {map[int]any{}, Progress{Send: EntryFailed}},
		"a code and reason": {map[int]any{11: 21614, 19: "landline"}, Progress{Send: EntryFailed, Code: 21614, Reason: ReasonLandline}},
	} {
		t.Run(name, func(t *testing.T) {
			maps.Copy(c.entry, map[int]any{1: 1, 2: "text", 3: "failed", 4: 7})
			sealed, err := ring.place.seal(map[int]any{
				1: recordFormat, 2: "+64215550123", 4: "tiny", 6: map[int]any{1: "invited"}, 7: map[int]any{1: 1, 2: []any{c.entry}},
			}, forPlace, p, "")
			if err != nil {
				t.Fatal(err)
			}
			got, err := store.openProgress(string(sealed), p, OneLesson("tiny"))
			if err != nil {
				t.Fatal(err)
			}
			c.want.Status = StatusUnreachable
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
