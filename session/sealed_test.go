package session_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"coachline/session"
	"coachline/session/sessiontest"
)

// rekeyed is the line with other keys.
func (l line) rekeyed(ring string) line {
	c := config(l.t, l.client)
	c.Keyring = keys(l.t, ring)
	return open(l.t, c)
}

func TestKeysRotate(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "words"))
		before := l.stored()

		both := l.rekeyed(keyB + ", " + keyA)
		if both.person != l.person {
			t.Fatal("a new first key makes another person of a number")
		}
		both.says("SM2", "words", "Version v1 asks 1.") // a reply under the old key
		both.says("SM3", "HELP", "")                    // no answer changes
		after := both.stored()
		for _, field := range []string{"place", "answers"} {
			if before[field][:4] == after[field][:4] {
				t.Errorf("%s is still sealed under the old key", field)
			}
		}
		both.says("SM4", "words", "Version v1 asks 2.")

		c := config(t, l.client)
		c.Keyring = keys(t, keyA+","+keyB) // only the last decides who is who
		swapped := session.New(c)
		if swapped.Person(l.number) == l.person {
			t.Error("another last key makes the same person of a number")
		}
		if err := swapped.Publish(t.Context()); !errors.Is(err, session.ErrOtherKeys) {
			t.Errorf("with other keys: %v", err)
		}
	})
}

func (l line) stored() map[string]string {
	l.t.Helper()
	return must(l.client.HGetAll(l.t.Context(), l.only("*:person:*")).Result())
}

func TestAnswersAreSealedAgainOnlyWhenTheyChange(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		if _, sealed := l.stored()["answers"]; sealed {
			t.Error("no answers are stored as answers")
		}
		l.take(l.text("SM2", "words"))
		before := l.stored()["answers"]
		l.take(l.text("SM3", "HELP"))
		if l.stored()["answers"] != before {
			t.Error("answers that did not change were written")
		}
		l.take(l.text("SM4", "words"))
		if l.stored()["answers"] == before {
			t.Error("an answer was not written")
		}
	})
}

// Each case is somebody who writes to Redis.
func TestTamperedRecordDoesNotOpen(t *testing.T) {
	const other = "+64215550199"
	for name, tamper := range map[string]func(l line, mine, theirs map[string]string) (field, value string){
		"a changed place": func(_ line, mine, _ map[string]string) (string, string) {
			return "place", mine["place"][:40] + "?" + mine["place"][41:]
		},
		"changed answers": func(_ line, mine, _ map[string]string) (string, string) {
			return "answers", mine["answers"][:len(mine["answers"])-1] + "?"
		},
		"somebody else's place":   func(_ line, _, theirs map[string]string) (string, string) { return "place", theirs["place"] },
		"somebody else's answers": func(_ line, _, theirs map[string]string) (string, string) { return "answers", theirs["answers"] },
		"the place as answers":    func(_ line, mine, _ map[string]string) (string, string) { return "answers", mine["place"] },
		"the answers as place":    func(_ line, mine, _ map[string]string) (string, string) { return "place", mine["answers"] },
		"an unknown key":          func(_ line, mine, _ map[string]string) (string, string) { return "place", "none" + mine["place"][4:] },
		"a short value":           func(_ line, _, _ map[string]string) (string, string) { return "place", "short" },
		"no place":                func(_ line, _, _ map[string]string) (string, string) { return "place", "" },
		"no count":                func(_ line, _, _ map[string]string) (string, string) { return "version", "many" },
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, l line) {
				l.take(l.text("SM1", "GO"))
				l.take(l.text("SM2", "words"))
				mine, key := l.stored(), l.only("*:person:*")
				them := l
				them.number = number(t, other)
				them.person = l.Store.Person(them.number)
				them.take(them.text("SM1", "GO"))
				them.take(them.text("SM2", "words"))
				theirs := must(l.client.HGetAll(t.Context(), l.only("*:person:"+them.person.String())).Result())

				field, value := tamper(l, mine, theirs)
				must(l.client.HSet(t.Context(), key, field, value).Result())
				l.refuses("SM3")
				if now := must(l.client.HGet(t.Context(), key, field).Result()); now != value {
					t.Error("the record was written")
				}
			})
		})
	}
}

// A reply opens only for its turn and person, and not as answers.
func TestMovedReplyDoesNotOpen(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM1", "GO"))
		l.take(l.text("SM2", "words"))
		first, second := l.only("*:SM1"), l.only("*:SM2")
		for name, value := range map[string]string{
			"another turn's reply": must(l.client.Get(t.Context(), second).Result()),
			"the answers":          l.stored()["answers"],
		} {
			must(l.client.Set(t.Context(), first, value, 0).Result())
			t.Log(name)
			l.refuses("SM1")
		}
	})
}

// refuses takes a turn that must fail, at once, as ours, and without a word of what is stored.
func (l line) refuses(id string) {
	l.t.Helper()
	_, err := l.Take(l.t.Context(), l.person, l.text(id, "words"))
	if err == nil || errors.Is(err, session.ErrUnavailable) {
		l.t.Fatalf("%v, want an error of ours", err)
	}
	if said := err.Error(); strings.Contains(said, "words") || strings.Contains(said, "5550") {
		l.t.Errorf("the error shows what is stored: %v", err)
	}
}

// A dump of Redis reveals no number, no name and no answer.
func TestDumpRevealsNothing(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		planted := []string{"Aroha Planted", "my secret energy", "x"}
		l.take(l.text("SM1", "GO"))
		for i, words := range planted {
			l.take(l.text("P"+string(rune('0'+i)), words))
		}
		caller := l
		caller.person = l.Caller("CA1")
		turn := caller.text("CA1/0", "said aloud")
		turn.Number, turn.Withheld = session.Turn{}.Number, true
		caller.take(turn)

		dump := sessiontest.Dump(t, l.client)
		for _, secret := range []string{learner, learner[1:], "5550123", "0215550123", planted[0], planted[1], "Planted", "energy", "aloud"} {
			for form, s := range map[string]string{
				"as it is":   secret,
				"in base64":  base64.RawStdEncoding.EncodeToString([]byte(secret)),
				"in hex":     hex.EncodeToString([]byte(secret)),
				"in capital": strings.ToUpper(secret),
			} {
				if strings.Contains(dump, s) {
					t.Errorf("Redis holds %q %s", secret, form)
				}
			}
		}
		if !strings.Contains(dump, l.person.String()) || !strings.Contains(dump, "turn:") {
			t.Error("the dump does not hold the turns at all")
		}
	})
}

// The keys of a learner lie in one slot, so that Redis Cluster runs one script on them.
func TestKeysOfALearnerLieInOneSlot(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		for i := range 10 {
			them := l
			them.number = number(t, "+6421555010"+string(rune('0'+i)))
			them.person = l.Store.Person(them.number)
			them.take(them.text("SM1", "GO"))
			tag := ""
			for _, pattern := range []string{"*:person:" + them.person.String(), "*:turn:" + them.person.String() + ":*"} {
				key := l.only(pattern)
				found := key[:strings.Index(key, "}")+1]
				if tag == "" {
					tag = found
				}
				if found != tag {
					t.Errorf("the tags of %s are %s and %s", them.person, tag, found)
				}
			}
			if err := l.client.ZScore(t.Context(), tag+":wake", them.person.String()).Err(); err != nil {
				t.Errorf("%s is not among the wake-ups of %s: %v", them.person, tag, err)
			}
		}
	})
}

// A real cluster refuses a script with keys of several slots.
func TestScriptsRunOnACluster(t *testing.T) {
	client := sessiontest.Dial(t, sessiontest.Cluster(t))
	l := open(t, config(t, client))
	trips := new(sessiontest.RoundTrips)
	client.AddHook(trips)
	l.says("SM1", "GO", "Version v1 asks 0.")
	trips.Count()
	l.says("SM2", "words", "Version v1 asks 1.")
	l.says("SM2", "words", "Version v1 asks 1.")
	if got := trips.Count(); got != 3 {
		t.Errorf("a turn and its replay took %d round trips, want 3", got)
	}
	if err := l.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	at := noon.Add(4 * time.Hour)
	if due := must(l.Due(t.Context(), at, 100)); len(due) != 1 || due[0] != l.person {
		t.Errorf("due are %v", due)
	}
	l.send(at, session.Result{Outcome: session.Refused, Code: 30007})
	if b := must(l.Backlog(t.Context(), at)); b.Entries[session.EntryFailed] != 1 || b.People.Count != 0 {
		t.Errorf("%+v", b)
	}
	must(0, l.SweepOutbox(t.Context()))
	for e, err := range l.OpenEntries(t.Context(), session.OpenStates) {
		must(0, err)
		must(0, l.resolve(session.ResolveAgain, e.Since))
	}
	l.send(at, accepted("SM100"))
	if e := l.entry(); e.State != session.EntrySent {
		t.Errorf("%+v", e)
	}
}
