package roster

import (
	"context"
	_ "embed"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/e164"
)

// Joined is what became of somebody who texted a keyword.
type Joined struct {
	Outcome JoinOutcome
	Cohort  string // its name
	Course  string // "" for a lesson
	Lesson  string // with which they begin
	By      string // who invites, as a text says it
}

// JoinOutcome is what a person who texted a keyword hears.
type JoinOutcome string

// The outcomes.
const (
	JoinedNow    JoinOutcome = "joined"   // the reply invites them; no other text follows
	JoinedBefore JoinOutcome = "before"   // they know of their invitation
	JoinFinished JoinOutcome = "finished" // they are in the cohort, and have finished
	JoinFull     JoinOutcome = "full"     // as many have joined as may
	JoinOptedOut JoinOutcome = "stopped"  // they want no texts, so nothing was done
)

// SelfConsent are the words of the consent of one who joined by a keyword.
const SelfConsent = "They texted the word themselves"

//go:embed join.lua
var joinSource string

var joinScript = redis.NewScript(joinSource)

// Join lets the person with this number join the cohort that has one of these words. They are invited with a batch of the
// keyword's own, and are not texted: the reply to their text invites them. The same turn again has the same outcome. The error may
// wrap ErrNoKeyword: no cohort has any of these words, or the word is off.
func (r *Roster) Join(ctx context.Context, n e164.Number, words []string, turn string, at time.Time) (Joined, error) {
	p := r.Person(n)
	cohort, k, err := r.cohortWithWord(ctx, words)
	if err != nil {
		return Joined{}, err
	}
	joined := Joined{Cohort: cohort.Name, Course: cohort.Subject.Course, Lesson: cohort.Subject.Lessons[0], By: k.By}
	progress, err := r.config.Store.ProgressOf(ctx, []session.Person{p}, cohort.Subject)
	if err != nil {
		return Joined{}, err
	}
	whole := &progress[0]
	if whole.Status == session.StatusOptedOut {
		joined.Outcome = JoinOptedOut
		return joined, nil
	}
	before := whole.Status
	if next := whole.Next(); next != nil {
		joined.Lesson, before = next.Lesson, next.Status
	}
	turn = r.config.Store.RosterIndex("turn:" + turn) // for as long as the cohort nothing of the carrier's stays that leads to the text
	first, err := r.countJoin(ctx, cohort.ID, p, turn, k.Most)
	if err != nil {
		return Joined{}, err
	}
	was, err := r.read(ctx, cohort.ID, []session.Person{p})
	if err != nil {
		return Joined{}, err
	}
	switch in := was[0].stands(); {
	case !in && first == "":
		joined.Outcome = JoinFull
		return joined, nil
	case before == session.StatusFinished, before == session.StatusReflected:
		joined.Outcome = JoinFinished
	case in && whole.Status == session.StatusStarted, before == session.StatusStarted, before == session.StatusPaused, in && first != turn && before == session.StatusTexted:
		joined.Outcome = JoinedBefore
	default:
		joined.Outcome = JoinedNow
	}
	return joined, r.inviteSelf(ctx, cohort, k, n, at)
}

// cohortWithWord is the cohort that one of the words belongs to, if the word is on.
func (r *Roster) cohortWithWord(ctx context.Context, words []string) (Cohort, Keyword, error) {
	fields := make([]string, len(words))
	for i, word := range words {
		fields[i] = r.config.Store.RosterIndex(word)
	}
	var holders []any
	err := r.config.Store.Retry(ctx, "find keyword", func(ctx context.Context, c redis.UniversalClient) (err error) {
		holders, err = c.HMGet(ctx, keywordsKey, fields...).Result()
		return err
	})
	if err != nil {
		return Cohort{}, Keyword{}, err
	}
	for i, holder := range holders {
		id, _ := holder.(string)
		if id == "" {
			continue
		}
		var about, sealed string
		err := r.config.Store.Retry(ctx, "read keyword", func(ctx context.Context, c redis.UniversalClient) error {
			pipe := c.Pipeline()
			a, k := pipe.Get(ctx, keysOf(id).about), pipe.Get(ctx, keysOf(id).keyword)
			if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
				return err
			}
			about, sealed = a.Val(), k.Val()
			return nil
		})
		if err != nil {
			return Cohort{}, Keyword{}, err
		}
		k, err := r.openKeyword(id, sealed)
		switch {
		case err != nil:
			return Cohort{}, Keyword{}, err
		case k.Word != words[i] || !k.On:
			continue
		}
		cohort, err := r.unseal(id, about)
		switch {
		case errors.Is(err, ErrNoCohort) || err == nil && !(cohort.Archived.IsZero() && cohort.Deleted.IsZero() && cohort.Served):
			continue
		case err != nil:
			return Cohort{}, Keyword{}, err
		}
		return cohort, k, nil
	}
	return Cohort{}, Keyword{}, ErrNoKeyword
}

// countJoin counts somebody who joins, and returns the turn in which they first did; "" if the cohort is full.
func (r *Roster) countJoin(ctx context.Context, id string, p session.Person, turn string, most int) (first string, err error) {
	err = r.config.Store.Retry(ctx, "join cohort", func(ctx context.Context, c redis.UniversalClient) (err error) {
		first, err = joinScript.Run(ctx, c, []string{keysOf(id).joined}, p.String(), turn, most).Text()
		return err
	})
	return first, err
}

// inviteSelf writes the invitation of somebody who joins, unless they are invited already, and takes it to their record at once: GO
// may come before the worker does. The worker does so again, which changes nothing.
func (r *Roster) inviteSelf(ctx context.Context, cohort Cohort, k Keyword, n e164.Number, at time.Time) error {
	b, p := k.batch(), r.Person(n)
	err := retryConflicts(func() error {
		_, err := r.inviteSome(ctx, cohort, []Invitee{{Number: n}}, &b, at)
		return err
	})
	if err != nil {
		return err
	}
	batches, err := r.batches(ctx, cohort.ID)
	if err != nil {
		return err
	}
	all, err := r.read(ctx, cohort.ID, []session.Person{p})
	if err != nil || !all[0].stands() {
		return err
	}
	inv := all[0].toRecord(cohort, batches[all[0].Batch])
	inv.Texted = at
	_, err = r.config.Store.Invite(ctx, n, inv, at)
	return err
}

// selfBatch begins the ID of a batch of those who join by a keyword. No manager invites by one: it says that people came themselves.
const selfBatch = "keyword:"

// batch is the batch of those who join by the keyword.
func (k *Keyword) batch() Batch {
	return Batch{ID: selfBatch + strconv.FormatInt(k.Set.Unix(), 10), By: k.By, Self: true, Consent: Consent{At: k.Set, Words: SelfConsent}}
}
