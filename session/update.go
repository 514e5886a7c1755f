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

// change is what one Update is about.
type change struct {
	person    Person
	turn      string           // the ID of a turn, whose reply is stored and given again; empty where nobody is answered
	reply     *dialogue.Output // of a turn
	placeOnly bool             // the answers stay sealed
}

// decision says what becomes of the record that was read, nil where the person has none. It returns the record to write, or
// nil to write nothing. It runs again when another commit came between, so it keeps nothing from an earlier run.
type decision func(ctx context.Context, r *record) (*record, error)

// update is the only transaction: it reads a record, lets decide change it, and writes everything at once if nobody else has
// since. It is two round trips, and patient: a lost race begins again, and a Redis that is out of reach is waited for. A turn
// that was taken before is not decided again: its reply is read.
//
// The error is errNotReplicated when a claim was written that no replica has taken.
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
			*c.reply, err = s.keys.openReply(found.reply, c.person, c.turn)
			return err
		}
		var r *record
		switch {
		case found.version == "":
		case c.placeOnly:
			r, err = s.keys.openPlace(found.sealed, c.person)
		default:
			r, err = s.keys.open(found.sealed, c.person)
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

// uncancelled keeps the deadline of a context and drops its cancellation: what has begun is finished, also when the client has gone.
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

// commit writes a record, or nothing and returns errConflict. It waits for a replica where the commit must outlive a
// failover: a claim, since what is sent cannot be unsent, and an opt-out, since the learner is told that it holds.
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
	if optsOut && errors.Is(err, errNotReplicated) { // a replica that is late is no reason to tell them otherwise
		s.warnUnreplicated(ctx, "an opt-out may be lost in a failover")
		return nil
	}
	return err
}

//go:embed commit.lua
var commitSource string

var commitScript = redis.NewScript(commitSource)

// replyLife is how long a reply is kept to be given again. Twilio tries a webhook again within seconds.
const replyLife = time.Hour

var errNoAnswer = errors.New("no answer")

// found is what one round trip reads: the record and the reply, empty where there is none.
type found struct {
	sealed
	reply string
}

// read is the first round trip of an update: the record, and the reply of a turn.
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
	_, err := pipe.Exec(ctx)                    // each command has its own error, if they were sent at all
	if len(fields.Val()) != len(recordFields) { // such as a connection that failed at its greeting, with a wrong password
		return found{}, &redisError{"read record", cmp.Or(fields.Err(), err, errNoAnswer)}
	}
	if err := reply.Err(); err != nil && !errors.Is(err, redis.Nil) {
		return found{}, &redisError{"read reply", err}
	}
	return found{sealedOf(fields.Val()), reply.Val()}, nil
}

// recordFields are all fields of a person's hash, in the order of sealed.
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
	place, err := s.keys.sealPlace(r, p)
	if err != nil {
		return nil, err
	}
	answers, err := s.keys.sealAnswers(r, p)
	if err != nil {
		return nil, err
	}
	drafts, err := s.keys.sealDrafts(r, p)
	if err != nil {
		return nil, err
	}
	var reply []byte
	if c.turn != "" {
		if reply, err = s.keys.sealReply(c.reply, p, c.turn); err != nil {
			return nil, err
		}
	}
	read, wake, life := "", "", "="
	if r.read.version != 0 {
		read = strconv.FormatInt(r.read.version, 10)
	}
	if at := r.wake(); !at.IsZero() {
		wake = strconv.FormatInt(at.UnixMilli(), 10)
	}
	if l := r.life(); l != 0 || r.read.expiring { // Redis is told only of a change from a record that is kept for good
		life = strconv.FormatInt(int64(l/time.Second), 10)
	}
	return []any{
		read, strconv.FormatInt(r.read.version+1, 10), place, answers, drafts,
		reply, int64(replyLife / time.Second), life, p.id, wake,
	}, nil
}
