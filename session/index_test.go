package session_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"
	"pgregory.net/rapid"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// indexOf is all of the index in Redis: members by state.
func indexOf(t testing.TB, client redis.UniversalClient) map[string]time.Time {
	t.Helper()
	all := map[string]time.Time{}
	for _, key := range must(client.Keys(t.Context(), "*}:outbox:*").Result()) {
		for _, z := range must(client.ZRangeWithScores(t.Context(), key, 0, -1).Result()) {
			all[key[strings.LastIndexByte(key, ':')+1:]+" "+z.Member.(string)] = time.UnixMilli(int64(z.Score)).UTC()
		}
	}
	return all
}

// recordsSay is the index as it follows from the records of these people.
func recordsSay(t testing.TB, l line, people []session.Person) map[string]time.Time {
	t.Helper()
	all := map[string]time.Time{}
	for _, p := range people {
		seen, err := l.Inspect(t.Context(), p)
		if err != nil {
			continue
		}
		for _, e := range seen.Entries {
			if e.State == session.EntrySent || e.Resolved {
				continue
			}
			at := e.Since.Unix()
			switch {
			case e.State == session.EntrySending:
				at = e.Tried.Unix()
			case e.Since.IsZero():
				at = e.Made.Unix()
			}
			if e.State == session.EntryWaiting {
				if ahead := slices.IndexFunc(seen.Entries, func(o session.Entry) bool { return o.Kind == e.Kind && o.State == session.EntryWaiting && !o.Unasked }); ahead >= 0 {
					at = max(at, seen.Entries[ahead].Since.Unix())
				}
			}
			all[fmt.Sprintf("%s %s/%d", e.State, p, e.ID)] = time.Unix(at, 0).UTC()
		}
	}
	return all
}

// TestIndexIsWhatTheRecordsSay does anything that changes an outbox, in any order, for three numbers between which a learner may
// move.
func TestIndexIsWhatTheRecordsSay(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		most, runs := 10, 0
		if strings.HasSuffix(t.Name(), "/redis") {
			most = 30 // it is faster than the one in process
		}
		rapid.Check(t, func(rt *rapid.T) {
			if runs++; runs <= most {
				client.FlushAll(t.Context())
				storm(t, rt, client)
			}
		})
	})
}

func storm(t *testing.T, rt *rapid.T, client redis.UniversalClient) {
	c := moving(t, client)
	c.Rules.Calls = 5
	c.Rules.Hours = dialogue.Hours{From: 8 * 60, To: 20 * 60}
	c.Rings = func(e164.Number) bool { return true }
	l := open(t, c)
	c.Keyring = c.Keyring.WithoutAnswers()
	managers := session.New(c)
	var people []session.Person
	var numbers []e164.Number
	for _, n := range []string{learner, newNumber, "+64215550177"} {
		numbers = append(numbers, number(t, n))
		people = append(people, l.at(n).person)
	}
	at, code, claims := noon, "", map[int]*session.Dispatch{}
	for i, n := range []string{learner, newNumber} {
		begun := l.at(n)
		begun.take(begun.later(fmt.Sprint("GO", i), "GO", at))
		for range rapid.IntRange(0, 2).Draw(rt, "reminders") { // and nobody answers
			at = at.Add(24 * time.Hour)
			if d := begun.wake(at); d != nil {
				r := session.Result{Outcome: rapid.SampledFrom([]session.Outcome{session.Refused, session.Lost, session.Deferred}).Draw(rt, "reminded")}
				begun.settle(d, at, r)
				for range rapid.IntRange(0, 1).Draw(rt, "unsure") {
					for range 8 {
						at = at.Add(3 * time.Hour)
						if d := begun.wake(at); d != nil {
							begun.settle(d, at, session.Result{Outcome: session.Unsure})
						}
					}
				}
			}
		}
	}
	entry := func(p session.Person) int { // one of theirs, or none
		seen, _ := l.Inspect(t.Context(), p)
		return rapid.SampledFrom(append(seen.Entries, session.Entry{ID: 99})).Draw(rt, "entry").ID
	}
	pick := func(words ...string) string { return rapid.SampledFrom(words).Draw(rt, "which") }
	for step := range rapid.IntRange(5, 40).Draw(rt, "steps") {
		at = at.Add(time.Duration(rapid.SampledFrom([]int{0, 1, 31, 400, 4 * 3600, 12 * 3600, 8 * 86400}).Draw(rt, "seconds")) * time.Second)
		who := rapid.IntRange(0, len(people)-1).Draw(rt, "who")
		p, ctx := people[who], t.Context()
		switch does := pick("text", "text", "wake", "wake", "wake", "settle", "settle", "report", "erase", "invite", "withdraw", "resolve", "resolve", "remove", "late"); does {
		case "text":
			words := pick("GO", "a word", "CALL", "STOP", "START", "MOVE", "MOVE "+code, "FORGET ME", "SKIP")
			turn := session.Turn{ID: fmt.Sprint("SM", step), Number: numbers[who], Input: dialogue.Input{Kind: dialogue.Answer, At: at, Channel: dialogue.Text, Words: words}}
			out := must(l.Take(ctx, p, turn))
			if found := eightDigits.FindString(last(out)); found != "" {
				code = found
			}
		case "wake":
			d, err := l.Wake(ctx, p, at)
			if err != nil {
				rt.Log(err)
			} else if d != nil {
				claims[who] = d
			}
		case "settle":
			if d := claims[who]; d != nil {
				r := session.Result{
					At: at, SID: fmt.Sprint("SM", step, "x"), Code: 30001, RetryAfter: time.Minute,
					Outcome: session.Outcome(rapid.IntRange(int(session.Accepted), int(session.Unsure)).Draw(rt, "outcome")),
				}
				if r.Outcome == session.Refused && pick("no number", "busy") == "no number" {
					r.Reason = session.ReasonNoSuchNumber
				}
				must(0, l.Settle(ctx, d, r))
			}
		case "report":
			must(0, l.Report(ctx, p, entry(p), session.Delivery{SID: "SM" + pick("1", "2"), Status: "failed", Rank: rapid.IntRange(1, 5).Draw(rt, "rank"), Failed: pick("yes", "no") == "yes", At: at}))
		case "erase":
			_ = l.Erase(ctx, p)
		case "invite":
			must(managers.Invite(ctx, numbers[who], dialogue.Invitation{Cohort: "c", Lesson: "tiny", By: "Aroha"}, at))
		case "withdraw":
			must(managers.Cancel(ctx, p, "c", at))
		case "resolve":
			how := session.Resolution(pick("sent", "again", "drop"))
			if _, _, err := l.Resolve(ctx, p, entry(p), how, at); err != nil {
				rt.Log(err)
			}
		case "remove":
			must(0, l.Remove(ctx, p))
		case "late": // the record expires
			for _, pattern := range []string{"*:person:" + p.String(), "*outbox:swept"} {
				for _, key := range must(client.Keys(ctx, pattern).Result()) {
					client.Del(ctx, key)
				}
			}
			must(0, l.SweepOutbox(ctx))
		}
		if diff := gocmp.Diff(recordsSay(t, l, people), indexOf(t, client)); diff != "" {
			rt.Fatalf("the index is not what the records say (-records +index):\n%s", diff)
		}
	}
	listed := map[string]time.Time{}
	for e, err := range l.OpenEntries(t.Context(), session.OpenStates) {
		if err != nil {
			rt.Fatal(err)
		}
		listed[fmt.Sprintf("%s %s/%d", e.State, e.Person, e.ID)] = e.Since.UTC()
	}
	if diff := gocmp.Diff(indexOf(t, client), listed); diff != "" {
		rt.Fatalf("the list is not the index (-index +list):\n%s", diff)
	}
}
