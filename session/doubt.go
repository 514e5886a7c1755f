package session

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// A Redis that was restored from a copy, or whose replica took over, has forgotten what happened since: texts that went out, and
// what learners wrote. Each process that serves gives each shard a pulse every few seconds. Whoever finds that this is another
// run of Redis than at the last pulse, or fewer pulses than it has counted, notes a doubt there: from the last pulse to now.
// All processes read it with a record.
//
// What was due before the end of a doubt is looked for at Twilio before it is first sent. And before the first text to somebody
// after a doubt, what they have texted since is read: an opt-out counts. A process that restarts beside a Redis that does not
// notes no doubt.

// doubt is a time in which Redis may have forgotten what happened. The zero value is none.
type doubt struct {
	from, until time.Time
	forgotten   bool // this Redis has fewer pulses than this process had counted: the next Pulse notes another doubt
	silent      bool // of a wake-up: the learner has not been in touch since
}

// Times of a doubt.
const (
	PulseEvery = 2 * time.Second
	pulseEarly = time.Minute         // a doubt begins so long before the last pulse: what a crash of Redis may lose, and clocks
	lookBack   = 30 * 24 * time.Hour // a doubt begins so long ago if there was no pulse
	doubtKeeps = 8 * 24 * time.Hour  // longer than a text waits
)

//go:embed pulse.lua
var pulseSource string

var pulseScript = redis.NewScript(pulseSource)

// Pulse notes that this process serves now. Call it before the first wake-up, then every PulseEvery, from one goroutine. restored
// says that Redis was restored from a copy. It does not retry; the error wraps ErrUnavailable.
func (s *Store) Pulse(ctx context.Context, now time.Time, restored bool) error {
	told := "0"
	if restored {
		told = "1"
	}
	doubts := map[int]bool{} // by shard: some may have noted one though others fail
	err := s.beat(ctx, pulseScript.EvalSha, now, told, doubts)
	if redis.HasErrorPrefix(err, "NOSCRIPT") {
		err = s.beat(ctx, pulseScript.Eval, now, told, doubts)
	}
	if len(doubts) > 0 {
		s.config.Log.WarnContext(ctx, "Redis was restarted, failed over or restored: what was due is looked for at Twilio before it is "+
			"sent, and what learners have texted meanwhile is read", slog.Int("shards", len(doubts)))
	}
	if err != nil {
		return unavailable(err)
	}
	return nil
}

// beat runs the script in every shard, and adds the shards that note a doubt.
func (s *Store) beat(ctx context.Context, eval func(context.Context, redis.Scripter, []string, ...any) *redis.Cmd, now time.Time, told string, doubts map[int]bool) error {
	pipe := s.redis.Pipeline()
	beats := make([]*redis.Cmd, Shards)
	for shard := range beats {
		run, err := s.runOf(ctx, shard)
		if err != nil {
			return err
		}
		beats[shard] = eval(ctx, pipe, []string{pulseKeys[shard]}, now.UnixMilli(), run, s.pulses[shard].Load(), told,
			now.Add(-lookBack).UnixMilli(), pulseEarly.Milliseconds(), now.Add(-doubtKeeps).UnixMilli())
	}
	_, err := pipe.Exec(ctx)
	for shard, beat := range beats {
		got, failed := beat.Int64Slice()
		if failed != nil || len(got) != 2 {
			err = cmp.Or(err, failed, errNoAnswer)
			continue
		}
		s.pulses[shard].Store(got[0])
		if got[1] == 1 {
			doubts[shard] = true
		}
	}
	return err
}

// runOf returns the run ID of the Redis that has a shard. It changes whenever Redis starts. It is empty where an ACL hides it.
func (s *Store) runOf(ctx context.Context, shard int) (string, error) {
	asked := s.redis
	if cluster, ok := asked.(*redis.ClusterClient); ok {
		master, err := cluster.MasterForKey(ctx, pulseKeys[shard])
		if err != nil {
			return "", err
		}
		asked = master
	} else if shard > 0 {
		return s.run, nil
	}
	info, err := asked.Info(ctx, "server").Result()
	if errors.As(err, new(redis.Error)) {
		err = nil
	}
	_, rest, _ := strings.Cut(info, "run_id:")
	s.run, _, _ = strings.Cut(rest, "\r")
	return s.run, err
}

// readDoubt puts the reading of a shard's doubt into a pipeline.
func readDoubt(ctx context.Context, pipe redis.Pipeliner, key string) *redis.SliceCmd {
	return pipe.HMGet(ctx, key, "from", "until", "count")
}

// parseDoubt reads what readDoubt has brought, to a process that had counted so many pulses before.
func parseDoubt(fields []any, counted int64) (d doubt) {
	number := func(i int) int64 {
		text, _ := fields[i].(string)
		n, _ := strconv.ParseInt(text, 10, 64)
		return n
	}
	if len(fields) != 3 {
		return d
	}
	if until := number(1); until > 0 {
		d.from, d.until = time.UnixMilli(number(0)), time.UnixMilli(until).Truncate(time.Second) // a record has no finer time
	}
	d.forgotten = number(2) < counted
	return d
}

// errForgotten is the error of a wake-up in a Redis that was restored, before the next Pulse notes that.
var errForgotten = errors.New("this Redis was restored from a copy: what is due waits for the next pulse")

// coversEntry reports whether an entry may have been sent in a doubt, and was not looked for since. To a learner who has been silent
// since, that may be any text that the line begins: the reminder after a forgotten one is timed anew.
func (d doubt) coversEntry(e *Entry) bool {
	cause := e.Made
	if !e.Cause.IsZero() {
		cause = e.Cause
	}
	return !d.until.IsZero() && (!cause.After(d.until) || e.Begun && d.silent) && e.Sure.Before(d.until)
}

// coversPerson reports whether a learner may have texted something in a doubt that is not known. That they have been in touch since
// says nothing about it: an opt-out is not taken back by the next answer.
func (d doubt) coversPerson(r *record) bool {
	return !d.until.IsZero() && r.Heard.Before(d.until)
}

// knows reports whether the record has taken a text of a learner who was last seen at a time. If that was after the doubt, nothing
// tells which texts of the doubt were taken before the copy.
func (d doubt) knows(h Heard, seen time.Time) bool {
	return !h.At.After(seen) && (seen.Before(d.until) || h.At.After(d.until))
}

// noteCause notes of the entries after last that their cause was due before they were made. An invitation was confirmed then.
func (r *record) noteCause(last int, due time.Time) {
	for i := range r.Outbox.Entries {
		e := &r.Outbox.Entries[i]
		if e.ID <= last {
			continue
		}
		e.Cause = due
		for _, inv := range r.Place.Invitations {
			if e.Invite && inv.Made.Before(e.Cause) {
				e.Cause = inv.Made
			}
		}
	}
}

// A Heard is a text of a learner as Twilio lists it.
type Heard struct {
	SID  string
	Body string
	At   time.Time
}

// Hear takes what a learner has texted since the beginning of a doubt, oldest first. An opt-out and FORGET ME that are not known
// count; what the record knows can only take an opt-out back, as START does. If they have texted something that is not known and not
// been in touch since, no reminder of their silence goes out. What they answered is lost. Calling it again has no effect.
func (s *Store) Hear(ctx context.Context, p Person, texts []Heard, at time.Time) error {
	err := s.update(ctx, change{person: p, wake: true}, func(ctx context.Context, r *record) (*record, error) {
		if r == nil || r.Leaving != nil || r.Place.OptedOut {
			return nil, nil
		}
		wish, err := s.wishOf(ctx, r, texts)
		switch {
		case err != nil:
			return nil, err
		case wish == wishErased:
			r.erase()
			r.ErasedOnRequest = true
			return r, nil
		case wish == wishStopped:
			stop := dialogue.Input{Kind: dialogue.CarrierNotice, CarrierWord: dialogue.WordStop, Channel: dialogue.Text, At: at}
			_, err = s.advance(ctx, r, stop)
			return r, err
		case !slices.ContainsFunc(texts, func(h Heard) bool { return h.At.After(r.Place.LastSeen) }):
			return nil, nil
		}
		r.Outbox.drop(func(e *Entry) bool { return e.IfSilent })
		return r, nil
	})
	if err != nil {
		return fmt.Errorf("hear %s: %w", p, err)
	}
	return nil
}

// wish is what texts that Redis has forgotten ask for, apart from the lesson.
type wish int

const (
	wishNone    wish = iota
	wishStopped      // they have opted out in the end
	wishErased       // they have had their record erased
)

// wishOf returns what the texts of a learner ask for. It changes nothing.
func (s *Store) wishOf(ctx context.Context, r *record, texts []Heard) (wish, error) {
	script, err := s.script(ctx, r)
	if err != nil {
		return wishNone, err
	}
	state := dialogue.State{Place: r.Place, Answers: r.answers}
	for _, text := range texts {
		known := r.doubt.knows(text, r.Place.LastSeen)
		if known && !state.Place.OptedOut {
			continue
		}
		var out dialogue.Output
		state, out = dialogue.Advance(script, state, dialogue.Input{
			Kind: dialogue.Answer, Channel: dialogue.Text, Words: text.Body, At: text.At.In(s.location(r.Zone)), Rules: s.rules,
			MayRing: func() bool { return false }, Link: func(time.Duration) string { return "" },
			NewMoveCode: func() string { return "" }, TryMove: func(string) dialogue.MoveOutcome { return dialogue.MoveWrong },
		})
		if out.Erase && !known { // also if they have begun anew since: their words of before are gone
			return wishErased, nil
		}
	}
	if state.Place.OptedOut {
		return wishStopped, nil
	}
	return wishNone, nil
}
