package session

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// change says what one update changes.
type change struct {
	person    Person
	turn      string           // the turn's ID, to store its reply and to give it again; empty if there is no reply
	reply     *dialogue.Output // of a turn
	placeOnly bool             // the answers stay sealed
	wake      bool             // the doubt is read, too
}

// decision changes the record that was read, which is nil if the person has none. It returns the record to write, or nil to
// write nothing. It runs again after a lost race, so it must not keep anything from an earlier run.
type decision func(ctx context.Context, r *record) (*record, error)

// update is the only transaction. It reads a record, lets decide change it, and writes everything at once if no other change
// came first. It takes two round trips. It starts again after a lost race, and retries while Redis is out of reach. A turn
// that was taken before is not decided again: update reads its reply.
//
// It returns errNotReplicated if a claim was written that reached no replica.
func (s *Store) update(ctx context.Context, c change, decide decision) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	deadline, limited := ctx.Deadline()
	if ctx = context.WithoutCancel(ctx); limited { // what has begun is finished, even if the client has gone
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline)
		defer cancel()
	}
	k := keysOf(c.person, c.turn)
	return s.retry(ctx, func(ctx context.Context) error {
		if err := s.awaitNames(ctx); err != nil {
			return err
		}
		found, reply, doubt, err := s.read(ctx, k, c)
		if err != nil {
			return err
		}
		if reply != "" {
			*c.reply = dialogue.Output{} // an earlier attempt may have decided
			_, err = s.keyring.answers.open(reply, c.reply, forReply, c.person, c.turn)
			c.reply.Class = dialogue.ClassReplayed
			return err
		}
		var r *record
		if found.version != "" {
			if r, err = s.keyring.open(found, c.person, c.placeOnly); err != nil {
				return err
			}
			r.doubt = doubt
		}
		if r, err = decide(ctx, r); err != nil || r == nil {
			return err
		}
		return s.commit(ctx, c, k, r)
	})
}

// recordFields are all fields of a person's hash, in the order of the fields of sealed.
var recordFields = []string{fieldVersion, fieldPlace, fieldAnswers, fieldDrafts}

var errNoAnswer = errors.New("no answer")

// read is the first round trip of an update. It reads the record, for a turn also the reply, and for a wake-up the doubt. What
// is missing is empty.
func (s *Store) read(ctx context.Context, k personKeys, c change) (found sealed, reply string, d doubt, err error) {
	pipe := s.redis.Pipeline()
	fields := pipe.HMGet(ctx, k.person, recordFields...)
	var stored *redis.StringCmd
	if c.turn != "" {
		stored = pipe.Get(ctx, k.turn)
	}
	var pulse *redis.SliceCmd
	var counted int64
	if c.wake {
		counted = s.pulses[shardOf(c.person.id)].Load() // before Redis is read: a pulse may end meanwhile
		pulse = readDoubt(ctx, pipe, k.pulse)
	}
	_, err = pipe.Exec(ctx)                     // if the commands were sent, each has its own error
	if len(fields.Val()) != len(recordFields) { // for example a connection that failed because of a wrong password
		return found, "", d, &redisError{"read record", cmp.Or(fields.Err(), err, errNoAnswer)}
	}
	if c.turn != "" {
		if reply, err = stored.Result(); err != nil && !errors.Is(err, redis.Nil) {
			return found, "", d, &redisError{"read reply", err}
		}
	}
	if c.wake {
		if err := pulse.Err(); err != nil {
			return found, "", d, &redisError{"read pulse", err}
		}
		d = parseDoubt(pulse.Val(), counted)
	}
	for i, part := range []*string{&found.version, &found.place, &found.answers, &found.drafts} {
		*part, _ = fields.Val()[i].(string) // nil if the field is not there
	}
	return found, reply, d, nil
}

//go:embed commit.lua
var commitSource string

var commitScript = redis.NewScript(commitSource)

// replyLife is how long a reply is stored. Twilio tries a webhook again within seconds.
const replyLife = time.Hour

// commit is the second round trip of an update. It writes a record, or returns errConflict and writes nothing. A claim must
// outlive a failover, since a text cannot be unsent, and so must an opt-out, since the line confirms it. For these, commit
// waits for a replica.
func (s *Store) commit(ctx context.Context, c change, k personKeys, r *record) (err error) {
	r.Outbox.prune()
	counted := s.countChanges(r, c.person) // before the place is sealed, which says what was counted
	r.Outbox.Indexed = len(r.Outbox.Entries) > 0
	if r.Leaving != nil && r.Leaving.Done && !slices.ContainsFunc(r.Outbox.Entries, func(e Entry) bool { return !e.finished() }) {
		r.Number, r.Lesson, r.Version, r.Zone = "", "", "", ""
	}
	sealed, err := s.keyring.seal(r, c.person)
	if err != nil {
		return err
	}
	var reply []byte
	if c.turn != "" {
		if reply, err = s.keyring.answers.seal(c.reply, forReply, c.person, c.turn); err != nil {
			return err
		}
	}
	read, wake, life := "", "", unchanged
	if r.read.version != 0 {
		read = strconv.FormatInt(r.read.version, 10)
	}
	if at := r.nextDue(); !at.IsZero() {
		wake = strconv.FormatInt(at.UnixMilli(), 10)
	}
	if l := r.life(); l != 0 || r.read.expiring { // otherwise the record is kept for good, as before
		life = strconv.FormatInt(int64(l/time.Second), 10)
	}
	keys := []string{k.person, k.turn, k.wake}
	args := []any{
		read, sealed.version, sealed.place, sealed.answers, sealed.drafts,
		reply, int64(replyLife / time.Second), life, c.person.id, wake,
		int64(countsLife / time.Second),
	}
	changes := r.indexChanges(c.person)
	if r.woken {
		changes = append(changes, keyChange{key: wakeUps.claimed[shardOf(c.person.id)], member: c.person.id})
	}
	keys, args = appendChanges(keys, args, append(changes, counted...))
	var written int
	replicated, optsOut := true, r.Place.OptedOut && !r.read.optedOut
	if r.claimed || optsOut {
		written, replicated, err = s.commitToReplica(ctx, keys, args, optsOut)
	} else {
		written, err = commitScript.Run(ctx, s.redis, keys, args...).Int()
	}
	switch {
	case err != nil:
		return &redisError{"commit", err}
	case written == 0:
		return errConflict
	case replicated:
		return nil
	case optsOut: // it is written, so the line confirms it
		s.warnUnreplicated(ctx, "an opt-out may be lost in a failover")
		return nil
	}
	return errNotReplicated
}

// ErrUnavailable is wrapped by errors after Redis could not be reached, or was not ready, for all of Config.RetryFor. Try
// again later: a turn that was committed after all gives the same reply.
var ErrUnavailable = errors.New("redis did not do its part")

// ErrRefused is wrapped by errors after Redis refused for a reason that another try does not change, such as a wrong password or
// an ACL. An operator must mend it.
var ErrRefused = errors.New("redis refuses")

func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// errConflict is the error of an attempt that lost a race: another change of the same record was committed first.
var errConflict = errors.New("another turn came first")

// retry calls attempt until it succeeds or fails for good. When ctx or Config.RetryFor ends, the error wraps ErrUnavailable.
// After a lost race it tries again at once: some other turn has won it, so all turns together make progress.
func (s *Store) retry(ctx context.Context, attempt func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.RetryFor)
	defer cancel()
	for conflicts, faults := 0, 0; ; {
		err := attempt(ctx)
		var pause time.Duration
		switch {
		case err == nil:
			return nil
		case errors.Is(err, errConflict):
			pause = conflictPause(conflicts)
			conflicts++
		case retryable(err):
			pause = faultPause(faults)
			faults++
		case isRedis(err):
			return fmt.Errorf("%w: %w", ErrRefused, err)
		default:
			return err
		}
		if !sleep(ctx, pause) {
			return unavailable(err)
		}
	}
}

// Retry calls attempt with the store's Redis and retries like a turn, for data beside the learners' records. It takes every
// error of attempt for one of Redis or the connection. The error begins with doing and may wrap ErrUnavailable.
func (s *Store) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	return s.retry(ctx, func(ctx context.Context) error {
		if err := s.recordIndexKey(ctx); err != nil {
			return err
		}
		if err := attempt(ctx, s.redis); err != nil {
			return &redisError{doing, err}
		}
		return nil
	})
}

// conflictPause returns no pause for the first few conflicts, then a random one of up to 32 ms, so that the turns of one
// person that come at once spread out.
func conflictPause(n int) time.Duration {
	const free = 3
	if n < free {
		return 0
	}
	return rand.N(time.Millisecond << min(n-free, 5))
}

// faultPause returns a pause that grows from 8 ms to half a second, less a random part, so that the many who wait for one
// Redis do not come back together.
func faultPause(n int) time.Duration {
	most := 8 * time.Millisecond << min(n, 6)
	return most/2 + rand.N(most/2)
}

// sleep waits, and reports whether ctx still has time left.
func sleep(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// notReady are the first words of errors from a Redis that may work soon: it starts, fails over, is full or is busy. They are
// from createSharedObjects and cluster.c of Redis 7.
var notReady = []string{
	"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "BUSY", "OOM", "MISCONF",
	"ERR max number of clients reached",
}

// redisError is an error of Redis or of the connection. Only these may pass with another attempt.
type redisError struct {
	doing string
	err   error
}

func (f *redisError) Error() string { return f.doing + ": " + f.err.Error() }
func (f *redisError) Unwrap() error { return f.err }

// retryable reports whether another attempt may succeed. It may after an error of the connection, or if Redis is not ready,
// but not after any other error that Redis returns, such as a wrong password.
func retryable(err error) bool {
	var f *redisError
	if !errors.As(err, &f) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	var said redis.Error
	return !errors.As(f.err, &said) || notReadyYet(said.Error())
}

// isRedis reports whether an error is one of Redis or of the connection.
func isRedis(err error) bool { return errors.As(err, new(*redisError)) }

// notReadyYet reports whether a message has one of notReady. It may be in the middle: before Redis 7, a script wrapped such
// an error in its own.
func notReadyYet(message string) bool {
	for _, word := range notReady {
		if strings.HasPrefix(message+" ", word+" ") || strings.Contains(message, "-"+word+" ") {
			return true
		}
	}
	return false
}
