package session

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
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
	ctx, cancel, err := uncancelled(ctx)
	if err != nil {
		return err
	}
	defer cancel()
	return s.retry(ctx, func(ctx context.Context) error {
		k := keysOf(c.person, c.turn)
		found, err := s.read(ctx, k, c.turn != "")
		if err != nil {
			return err
		}
		if found.reply != "" {
			*c.reply, err = s.keyring.openReply(found.reply, c.person, c.turn)
			return err
		}
		var r *record
		switch {
		case found.version == "":
		case c.placeOnly:
			r, err = s.keyring.openPlace(found.sealed, c.person)
		default:
			r, err = s.keyring.open(found.sealed, c.person)
		}
		if err != nil {
			return err
		}
		if r, err = decide(ctx, r); err != nil || r == nil {
			return err
		}
		return s.commit(ctx, c, k, r)
	})
}

// uncancelled returns a context with the same deadline and no cancellation: a turn that has begun is finished, even if the
// client has gone. It returns an error if ctx is cancelled already.
func uncancelled(ctx context.Context) (context.Context, context.CancelFunc, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	deadline, ok := ctx.Deadline()
	ctx = context.WithoutCancel(ctx)
	if !ok {
		return ctx, func() {}, nil
	}
	ctx, cancel := context.WithDeadline(ctx, deadline)
	return ctx, cancel, nil
}

// commit writes a record, or returns errConflict and writes nothing. A claim must outlive a failover, since a text cannot be
// unsent, and so must an opt-out, since the line confirms it. For these, commit waits for a replica.
func (s *Store) commit(ctx context.Context, c change, k turnKeys, r *record) error {
	args, err := s.commitArgs(c, r)
	if err != nil {
		return err
	}
	optsOut := r.Place.OptedOut && !r.read.optedOut
	var wait time.Duration
	switch {
	case optsOut:
		wait = waitLonger
	case r.claimed:
		wait = waitReplica
	default:
		return s.write(ctx, k, args)
	}
	err = s.writeReplicated(ctx, k, args, wait)
	if optsOut && errors.Is(err, errNotReplicated) { // it is written, so the line confirms it
		s.warnUnreplicated(ctx, "an opt-out may be lost in a failover")
		return nil
	}
	return err
}

//go:embed commit.lua
var commitSource string

var commitScript = redis.NewScript(commitSource)

// replyLife is how long a reply is stored. Twilio tries a webhook again within seconds.
const replyLife = time.Hour

var errNoAnswer = errors.New("no answer")

// found is what one round trip reads. A missing record or reply is empty.
type found struct {
	sealed
	reply string
}

// read is the first round trip of an update. It reads the record, and for a turn also the reply.
func (s *Store) read(ctx context.Context, k turnKeys, turn bool) (found, error) {
	if !turn {
		values, err := s.redis.HMGet(ctx, k.person, recordFields...).Result()
		if err != nil {
			return found{}, &redisError{"read record", err}
		}
		return found{sealed: sealedOf(values)}, nil
	}
	pipe := s.redis.Pipeline()
	fields := pipe.HMGet(ctx, k.person, recordFields...)
	reply := pipe.Get(ctx, k.turn)
	_, err := pipe.Exec(ctx)                    // if the commands were sent, each has its own error
	if len(fields.Val()) != len(recordFields) { // for example a connection that failed because of a wrong password
		return found{}, &redisError{"read record", cmp.Or(fields.Err(), err, errNoAnswer)}
	}
	if err := reply.Err(); err != nil && !errors.Is(err, redis.Nil) {
		return found{}, &redisError{"read reply", err}
	}
	return found{sealedOf(fields.Val()), reply.Val()}, nil
}

// recordFields are all fields of a person's hash, in the order of the fields of sealed.
var recordFields = []string{fieldVersion, fieldPlace, fieldAnswers, fieldDrafts}

func sealedOf(values []any) sealed {
	var text [4]string
	for i, v := range values {
		text[i], _ = v.(string) // nil where the field is not there
	}
	return sealed{text[0], text[1], text[2], text[3]}
}

// write is the second round trip of an update.
func (s *Store) write(ctx context.Context, k turnKeys, args []any) error {
	return committed(commitScript.Run(ctx, s.redis, k.list(), args...))
}

func committed(cmd *redis.Cmd) error {
	written, err := cmd.Int()
	if err != nil {
		return &redisError{"commit", err}
	}
	if written == 0 {
		return errConflict
	}
	return nil
}

// commitArgs are the ARGV of commit.lua.
func (s *Store) commitArgs(c change, r *record) ([]any, error) {
	p := c.person
	r.Outbox.prune()
	place, err := s.keyring.sealPlace(r, p)
	if err != nil {
		return nil, err
	}
	answers, err := s.keyring.sealAnswers(r, p)
	if err != nil {
		return nil, err
	}
	drafts, err := s.keyring.sealDrafts(r, p)
	if err != nil {
		return nil, err
	}
	var reply []byte
	if c.turn != "" {
		if reply, err = s.keyring.sealReply(c.reply, p, c.turn); err != nil {
			return nil, err
		}
	}
	read, wake, life := "", "", "="
	if r.read.version != 0 {
		read = strconv.FormatInt(r.read.version, 10)
	}
	if at := r.nextDue(); !at.IsZero() {
		wake = strconv.FormatInt(at.UnixMilli(), 10)
	}
	if l := r.life(); l != 0 || r.read.expiring { // otherwise the record is kept for good, as before
		life = strconv.FormatInt(int64(l/time.Second), 10)
	}
	return []any{
		read, strconv.FormatInt(r.read.version+1, 10), place, answers, drafts,
		reply, int64(replyLife / time.Second), life, p.id, wake,
	}, nil
}
