package session_test

import (
	"bytes"
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// moving is the questions, with what the line says of a move.
func moving(t testing.TB, client redis.UniversalClient) session.Config {
	c := config(t, client)
	script := questions("v1", 20)["tiny"]
	for _, name := range []string{
		dialogue.PhraseMoveHow, dialogue.PhraseMoveWrong, dialogue.PhraseMoveTaken, dialogue.PhraseMoveUnable, dialogue.PhraseMoved, dialogue.PhraseInvited,
	} {
		script.Phrases[name] = dialogue.Prompt{Text: name}
	}
	script.Phrases[dialogue.PhraseMove] = dialogue.Prompt{Text: "the code is {code}"}
	script.Phrases[dialogue.PhraseInvite] = dialogue.Prompt{Text: "invite"}
	c.Lessons = shelf{"tiny": script}
	return c
}

// at is the same line with another number.
func (l line) at(n string) line {
	l.number = number(l.t, n)
	l.person = l.Store.Person(l.number)
	return l
}

const newNumber = "+64275550199"

var eightDigits = regexp.MustCompile(`\d{8}$`)

// code texts MOVE, and returns the code.
func (l line) code(id string) string {
	l.t.Helper()
	code := eightDigits.FindString(last(l.take(l.text(id, "MOVE"))))
	if code == "" {
		l.t.Fatal("MOVE brings no code")
	}
	return code
}

// finish takes what is due for the numbers of a move, until all is done.
func (l line) finish(at time.Time) {
	l.t.Helper()
	for range 4 {
		due, err := l.Due(l.t.Context(), at, 100)
		if err != nil {
			l.t.Fatal(err)
		}
		for _, p := range due {
			if _, err := l.Wake(l.t.Context(), p, at); err != nil {
				l.t.Fatal(err)
			}
		}
		at = at.Add(time.Minute)
	}
}

// TestMove takes the record along: the place and the answers are at the new number, the old one is unknown, and Redis has
// nothing of it.
func TestMove(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		old := open(t, moving(t, client))
		old.says("SM1", "GO", "Version v1 asks 0.")
		old.says("SM2", "to listen", "Version v1 asks 1.")
		code := old.code("SM3")
		if again := old.code("SM3"); again != code {
			t.Error("the same text gets another code")
		}
		new := old.at(newNumber)
		new.says("SM4", "MOVE "+code, "Version v1 asks 1.")
		new.says("SM4", "MOVE "+code, "Version v1 asks 1.")
		new.says("SM5", "MOVE "+code, "Version v1 asks 1.") // they forgot
		if got := new.held(); got.Answers["q00"] != "to listen" || got.Number != newNumber || got.Step != "q01" {
			t.Errorf("at the new number: %+v", got)
		}
		if _, err := old.Export(t.Context(), old.person); !errors.Is(err, session.ErrNobody) {
			t.Errorf("an export of the old number: %v", err)
		}
		if err := old.Erase(t.Context(), old.person); !errors.Is(err, session.ErrNobody) {
			t.Errorf("an erasure of the old number: %v", err)
		}
		new.finish(noon.Add(time.Minute))
		new.says("SM6", "to ask", "Version v1 asks 2.")
		if dump := sessiontest.Dump(t, client); strings.Contains(dump, code) {
			t.Error("Redis has the code")
		}
		if left := client.TTL(t.Context(), keyOf(t, client, old.person)).Val(); left <= 0 || left > 24*time.Hour {
			t.Errorf("what is left of the old number stays for %v", left)
		}
		old.says("SM7", "GO", "Version v1 asks 0.") // somebody else
		if err := new.Erase(t.Context(), new.person); err != nil {
			t.Fatal(err)
		}
		if got := old.held(); len(got.Answers.Said()) != 0 || got.Step != "q00" {
			t.Errorf("whoever has the old number now is erased, too: %+v", got)
		}
	})
}

// keyOf is the key of a person's record.
func keyOf(t testing.TB, client redis.UniversalClient, p session.Person) string {
	t.Helper()
	found := must(client.Keys(t.Context(), "*:person:"+p.String()).Result())
	if len(found) != 1 {
		t.Fatalf("%d records", len(found))
	}
	return found[0]
}

// TestMoveAfterACrash loses Redis's answer, or the program, after each command of the turn that moves. The text comes again, or
// only a wake-up comes. There is one record then, at the new number, and the question is asked once.
func TestMoveAfterACrash(t *testing.T) {
	for _, again := range []bool{true, false} {
		done := false
		for crash := 1; !done; crash++ {
			url := "redis://" + sessiontest.Miniredis(t).Addr()
			old := open(t, moving(t, sessiontest.Dial(t, url)))
			old.says("SM1", "GO", "Version v1 asks 0.")
			old.says("SM2", "to listen", "Version v1 asks 1.")
			new, code := old.at(newNumber), old.code("SM3")

			client, after := sessiontest.Dial(t, url), &crashAfter{left: crash}
			client.AddHook(after)
			c := moving(t, client)
			c.RetryFor = 50 * time.Millisecond
			_, err := session.New(c).Take(t.Context(), new.person, new.text("SM4", "MOVE "+code))
			done = after.left >= 0 && err == nil
			if err == nil && !done {
				t.Fatalf("crash %d was not noticed", crash)
			}
			at := noon.Add(time.Minute)
			if again {
				new.says("SM4", "MOVE "+code, "Version v1 asks 1.")
			}
			texts := 0
			for range 5 {
				due, err := new.Due(t.Context(), at, 100)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range due {
					d, err := new.Wake(t.Context(), p, at)
					if err != nil {
						t.Fatal(err)
					}
					if d != nil {
						texts++
						if d.To != new.number {
							t.Errorf("crash %d: a text to %v", crash, d.To)
						}
						new.settle(d, at, accepted("SM9"))
					}
				}
				at = at.Add(time.Minute)
			}
			moved, err := new.Export(t.Context(), new.person)
			_, gone := old.Export(t.Context(), old.person)
			switch {
			case again && texts > 0:
				t.Errorf("crash %d: %d texts beside the reply", crash, texts)
			case err == nil && moved.Answers["q00"] == "to listen":
				if !errors.Is(gone, session.ErrNobody) {
					t.Errorf("crash %d: at both numbers: %v", crash, gone)
				}
			case again, gone != nil, old.held().Answers["q00"] != "to listen":
				t.Errorf("crash %d: lost: %+v, %v, %v", crash, moved, err, gone)
			}
		}
	}
}

// crashAfter fails every command after some.
type crashAfter struct {
	mu   sync.Mutex
	left int
}

var errCrash = errors.New("the program is dead")

func (c *crashAfter) dead() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.left--
	return c.left < 0
}

func (c *crashAfter) DialHook(next redis.DialHook) redis.DialHook { return next }

// ProcessHook does a command whose answer is lost, and nothing after it.
func (c *crashAfter) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if c.dead() {
			cmd.SetErr(errCrash)
			return errCrash
		}
		return next(ctx, cmd)
	}
}

func (c *crashAfter) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if c.dead() {
			for _, cmd := range cmds {
				cmd.SetErr(errCrash)
			}
			return errCrash
		}
		return next(ctx, cmds)
	}
}

// TestOneNumberHasTheRecord: of several numbers that text the same code at once, one gets the record.
func TestOneNumberHasTheRecord(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		old := open(t, moving(t, client))
		old.says("SM1", "GO", "Version v1 asks 0.")
		old.says("SM2", "to listen", "Version v1 asks 1.")
		code := old.code("SM3")
		numbers := []string{"+64275550191", "+64275550192", "+64275550193", "+64275550191"}
		said := make([]string, len(numbers))
		var all sync.WaitGroup
		for i, n := range numbers {
			new := old.at(n)
			all.Go(func() {
				out, err := new.Take(t.Context(), new.person, new.text("SM9"+n[len(n)-1:], "MOVE "+code))
				if err != nil {
					t.Error(err)
				}
				said[i] = last(out)
			})
		}
		all.Wait()
		have := 0
		for i, n := range numbers[:3] {
			held, err := old.Export(t.Context(), old.at(n).person)
			if err == nil && held.Answers["q00"] != "" {
				have++
				continue
			}
			if said[i] != "move_wrong" {
				t.Errorf("one who came too late hears %q", said[i])
			}
		}
		if have != 1 || said[0] != said[3] {
			t.Errorf("%d numbers have the record; they hear %q", have, said)
		}
	})
}

// TestCodesThatBringNothing: wrong, old and used codes, and those that a number tries after five wrong ones.
func TestCodesThatBringNothing(t *testing.T) {
	each := func(t *testing.T, after func(old, new line, code string)) {
		client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
		c := moving(t, client)
		c.Texts = func(n e164.Number) bool { return n.E164()[:3] == "+64" }
		old := open(t, c)
		old.says("SM1", "GO", "Version v1 asks 0.")
		after(old, old.at(newNumber), old.code("SM2"))
	}
	t.Run("wrong", func(t *testing.T) {
		each(t, func(_, new line, _ string) { new.says("SM3", "MOVE 00000000", "move_wrong") })
	})
	t.Run("earlier", func(t *testing.T) {
		each(t, func(old, new line, code string) {
			if old.code("SM3") == code {
				t.Error("the same code twice")
			}
			new.says("SM4", "MOVE "+code, "move_wrong")
		})
	})
	t.Run("old", func(t *testing.T) {
		each(t, func(_, new line, code string) {
			late := new.text("SM3", "MOVE "+code)
			late.Input.At = noon.Add(24 * time.Hour)
			if got := last(new.take(late)); got != "move_wrong" {
				t.Errorf("it says %q", got)
			}
		})
	})
	t.Run("used", func(t *testing.T) {
		each(t, func(old, new line, code string) {
			new.says("SM3", "MOVE "+code, "Version v1 asks 0.")
			new.finish(noon.Add(time.Minute))
			old.at("+64275550198").says("SM4", "MOVE "+code, "move_wrong")
		})
	})
	t.Run("guessed", func(t *testing.T) {
		each(t, func(_, new line, code string) {
			for _, id := range []string{"SM3", "SM4", "SM5", "SM6", "SM7"} {
				new.says(id, "MOVE 00000000", "move_wrong")
			}
			new.says("SM8", "MOVE "+code, "move_wrong")
			tomorrow := new.text("SM9", "MOVE 00000000")
			tomorrow.Input.At = noon.Add(25 * time.Hour)
			new.take(tomorrow)
		})
	})
	t.Run("guessed by many", func(t *testing.T) {
		each(t, func(old, new line, code string) {
			for i := range 100 {
				old.at("+642755502"+string(rune('0'+i/10))+string(rune('0'+i%10))).says("SM3", "MOVE 00000000", "move_wrong")
			}
			new.says("SM8", "MOVE "+code, "move_wrong")
		})
	})
	t.Run("from the number itself", func(t *testing.T) {
		each(t, func(old, _ line, code string) { old.says("SM3", "MOVE "+code, "the code is "+code) })
	})
	t.Run("to a number in a lesson", func(t *testing.T) {
		each(t, func(old, new line, code string) {
			new.says("SM3", "GO", "Version v1 asks 0.")
			new.says("SM4", "my own words", "Version v1 asks 1.")
			new.says("SM5", "MOVE "+code, "move_taken")
			if got := new.held(); got.Answers["q00"] != "my own words" || old.held().Step != "q00" {
				t.Errorf("words are lost: %+v", got)
			}
		})
	})
	t.Run("to a country that is not texted", func(t *testing.T) {
		each(t, func(old, _ line, code string) { old.at("+61491570156").says("SM3", "MOVE "+code, "move_unable") })
	})
	t.Run("after a stranger has the number", func(t *testing.T) {
		each(t, func(old, new line, code string) {
			old.take(old.text("SM3", "wrong number"))
			new.says("SM4", "MOVE "+code, "move_wrong")
		})
	})
}

// TestMoveTakesWhatWaits: a text that was not sent goes to the new number, once. One that is being sent does not.
func TestMoveTakesWhatWaits(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		c := moving(t, client)
		c.Open = false
		var followed []string
		c.MoveInCohort = func(_ context.Context, cohort string, _, to session.Person, n e164.Number, _ time.Time) error {
			followed = append(followed, cohort+" "+to.String()+" "+n.E164())
			return nil
		}
		old := open(t, c)
		inv := dialogue.Invitation{Cohort: "c", Lesson: "tiny", By: "Hemi", At: noon.Add(time.Hour)}
		if _, err := old.Invite(t.Context(), old.number, inv, noon); err != nil {
			t.Fatal(err)
		}
		new := old.at(newNumber)
		if _, err := old.Invite(t.Context(), new.number, dialogue.Invitation{Cohort: "d", Lesson: "tiny", By: "Mere", At: noon.Add(2 * time.Hour)}, noon); err != nil {
			t.Fatal(err)
		}
		new.says("SM2", "MOVE "+old.code("SM1"), "moved")
		if err := old.Withdraw(t.Context(), old.person, "c", noon); !errors.Is(err, session.ErrUnavailable) {
			t.Errorf("a withdrawal while the record moves: %v", err)
		}
		old.finish(noon.Add(time.Minute))
		if len(followed) != 1 || followed[0] != "c "+new.person.String()+" "+newNumber {
			t.Errorf("cohorts follow: %q", followed)
		}
		if by := new.held().Invited; len(by) != 2 {
			t.Errorf("invitations: %+v", by)
		}
		var to []string
		for at := noon.Add(30 * time.Minute); at.Before(noon.Add(30 * time.Hour)); at = at.Add(30 * time.Minute) {
			due, err := old.Due(t.Context(), at, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range due {
				d, err := old.Wake(t.Context(), p, at)
				if err != nil {
					t.Fatal(err)
				}
				if d != nil {
					to = append(to, d.To.E164()+" "+d.Body)
					old.settle(d, at, accepted("SM9"))
				}
			}
		}
		if len(to) != 1 || to[0] != newNumber+" invite" {
			t.Errorf("texts: %q", to)
		}
	})
}

// TestMoveWhileATextIsSent: it ends in the old record, and the new number is asked again in the reply.
func TestMoveWhileATextIsSent(t *testing.T) {
	silent(t, func(t *testing.T, l line, reminded time.Time) {
		c := moving(t, l.client)
		old := open(t, c)
		d := old.wake(reminded)
		if d == nil {
			t.Fatal("no reminder")
		}
		ask := old.text("SM2", "MOVE")
		ask.Input.At = reminded
		code := eightDigits.FindString(last(old.take(ask)))
		new := old.at(newNumber)
		move := new.text("SM3", "MOVE "+code)
		move.Input.At = reminded
		if got := last(new.take(move)); got != "Version v1 asks 0." {
			t.Errorf("it says %q", got)
		}
		new.finish(reminded.Add(time.Minute))
		old.settle(d, reminded.Add(time.Second), session.Result{Outcome: session.Deferred, RetryAfter: time.Second})
		for at := reminded.Add(2 * time.Minute); at.Before(reminded.Add(3 * time.Hour)); at = at.Add(time.Minute) {
			due, err := old.Due(t.Context(), at, 10)
			if err != nil {
				t.Fatal(err)
			}
			for _, p := range due {
				if d, err := old.Wake(t.Context(), p, at); err != nil || d != nil && !d.Look {
					t.Fatalf("it is sent again, or %v", err)
				}
			}
		}
	})
}

// TestOptOutGoesAlong: one who opted out after they asked for a code is not texted at the new number either.
func TestOptOutGoesAlong(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		old := open(t, moving(t, client))
		old.says("SM1", "GO", "Version v1 asks 0.")
		code := old.code("SM2")
		old.says("SM3", "STOP", "You will hear nothing more.")
		new := old.at(newNumber)
		new.says("SM4", "MOVE "+code, "You will hear nothing more.")
		if !new.held().OptedOut {
			t.Error("the opt-out stays behind")
		}
	})
}

// TestAClosedRecordStaysClosed: until the old record is gone, its page shows and changes nothing, and an invitation to the old number
// is to whoever has it now, even while a text to the learner is still on its way.
func TestAClosedRecordStaysClosed(t *testing.T) {
	silent(t, func(t *testing.T, l line, reminded time.Time) {
		old := open(t, moving(t, l.client))
		d := old.wake(reminded)
		ask := old.text("SM2", "MOVE")
		ask.Input.At = reminded
		code := eightDigits.FindString(last(old.take(ask)))
		new := old.at(newNumber)
		move := new.text("SM3", "MOVE "+code)
		move.Input.At = reminded
		new.take(move)
		if _, err := old.Own(t.Context(), old.person, reminded); !errors.Is(err, session.ErrNobody) {
			t.Errorf("the page of the old number: %v", err)
		}
		if err := old.EraseAnswers(t.Context(), old.person, reminded); !errors.Is(err, session.ErrNobody) {
			t.Errorf("erasing on the page of the old number: %v", err)
		}
		new.finish(reminded.Add(time.Minute))
		inv := dialogue.Invitation{Cohort: "c", Lesson: "tiny", By: "Hemi"}
		at := reminded.Add(5 * time.Minute)
		if _, err := old.Invite(t.Context(), old.number, inv, at); err != nil {
			t.Fatal(err)
		}
		old.settle(d, at, accepted("SM9"))
		if seen := must(old.Inspect(t.Context(), old.person)); seen.Lesson != "tiny" || len(seen.Place.Invitations) != 1 || seen.Wake.IsZero() {
			t.Errorf("whoever has the old number now is not invited: %+v", seen)
		}
	})
}

// TestAnOldVersionAsksWhoseNumberItIs: a lesson that was stored before the line asked for that asks in the words of today's.
func TestAnOldVersionAsksWhoseNumberItIs(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.says("SM1", "GO", "Version v1 asks 0.")
		edited := questions("v2", 20)
		edited["tiny"].Phrases[dialogue.PhraseIsItYouUnnamed] = dialogue.Prompt{Text: "Is it you?"}
		now := l.with(edited, new(bytes.Buffer))
		late := now.text("SM2", "my own words")
		late.Input.At = noon.Add(61 * 24 * time.Hour)
		if got := last(now.take(late)); got != "Is it you?" {
			t.Errorf("after two months it says %q", got)
		}
		yes := now.text("SM3", "1")
		yes.Input.At = late.Input.At.Add(time.Minute)
		if got := last(now.take(yes)); got != "Version v1 asks 1." {
			t.Errorf("to a yes it says %q", got)
		}
		if got := now.held().Answers["q00"]; got != "my own words" {
			t.Errorf("the words that waited are %q", got)
		}
	})
}

// TestAMoveThatLeadsNowhereEnds: if the record of the new number is gone, the old one is not tried for ever.
func TestAMoveThatLeadsNowhereEnds(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		old := open(t, moving(t, client))
		old.says("SM1", "GO", "Version v1 asks 0.")
		new := old.at(newNumber)
		new.says("SM3", "MOVE "+old.code("SM2"), "Version v1 asks 0.")
		if err := new.Remove(t.Context(), new.person); err != nil {
			t.Fatal(err)
		}
		if _, err := old.Wake(t.Context(), old.person, noon.Add(time.Minute)); err == nil {
			t.Error("nothing is wrong soon after")
		}
		if _, err := old.Wake(t.Context(), old.person, noon.Add(25*time.Hour)); err != nil {
			t.Error(err)
		}
		if due := must(old.Due(t.Context(), noon.Add(100*time.Hour), 10)); len(due) != 0 {
			t.Errorf("%d are due", len(due))
		}
	})
}
