package session

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
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
		if !s.ownKeys.Load() {
			if err := s.awaitNames(ctx); err != nil {
				return err
			}
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
		counted = s.pulses[k.shard].Load() // before Redis is read: a pulse may end meanwhile
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
	if r.Leaving != nil || len(r.Outbox.Entries)+len(r.Outbox.drafts) > 0 {
		r.prune()
	}
	r.Outbox.Indexed = len(r.Outbox.Entries) > 0
	changes := s.countChanges(r, k.shard) // before the place is sealed, which says what was counted
	if r.woken || len(r.Outbox.Entries)+len(r.read.index) > 0 {
		changes = append(changes, r.indexChanges(c.person)...)
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
	wake, life := "", unchanged
	if at := r.nextDue(); !at.IsZero() {
		wake = strconv.FormatInt(at.UnixMilli(), 10)
	}
	if r.read.expiring || r.Place.Withheld || !r.Place.Begun() { // otherwise the record is kept for good, as before
		life = strconv.FormatInt(int64(r.life()/time.Second), 10)
	}
	keys := []string{k.person, k.turn, k.wake}
	args := []any{
		r.read.stored, sealed.version, sealed.place, sealed.answers, sealed.drafts,
		reply, int64(replyLife / time.Second), life, c.person.id, wake, int64(countsLife / time.Second),
	}
	args = slices.Grow(args, 3*len(changes))
	for _, change := range changes {
		at := slices.Index(keys, change.key)
		if at < 0 {
			at, keys = len(keys), append(keys, change.key)
		}
		args = append(args, at+1, change.change, change.member)
	}
	if optsOut := r.Place.OptedOut && !r.read.optedOut; optsOut || r.claimed {
		return s.commitToReplica(ctx, keys, args, optsOut)
	}
	written, err := commitScript.Run(ctx, s.redis, keys, args...).Int()
	switch {
	case err != nil:
		return &redisError{"commit", err}
	case written == 0:
		return errConflict
	}
	return nil
}

// keyChange is a change of a member of a sorted set, or of a field of a hash that counts.
type keyChange struct {
	key, member string
	change      string // a new score, or empty to remove the member; of a field +n, -n, or = and its first value
}

// countChanges returns how the commit of a record changes the counts. In a rehearsal nothing is counted, since nobody in it is a learner.
func (s *Store) countChanges(r *record, shard int) (changes []keyChange) {
	if s.rules.Rehearsal > 0 {
		return nil
	}
	counts := append(r.counts, r.Place.CountRest(r.Lesson, r.Version)...)
	changes = make([]keyChange, 0, len(counts)+1)
	for _, c := range counts {
		n := "+1"
		if c.N != 1 {
			n = fmt.Sprintf("%+d", c.N)
		}
		changes = append(changes, keyChange{countsKeys[shard] + c.Lesson + ":" + c.Version, CountField(c.Step, c.Event, c.Channel), n})
		if c.Event == dialogue.EventReached && !r.countedOn.IsZero() {
			versions := keyChange{countedKeys[shard] + c.Lesson, c.Version, "=" + r.countedOn.UTC().Format(time.DateOnly)}
			if !slices.Contains(changes, versions) {
				changes = append(changes, versions)
			}
		}
	}
	return changes
}

// CountField is the name of a count in Counts.
func CountField(step string, event dialogue.Event, channel dialogue.Channel) string {
	return step + "|" + string(event) + "|" + string(channel)
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
