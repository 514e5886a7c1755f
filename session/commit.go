package session

import (
	"cmp"
	"context"
	_ "embed"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed commit.lua
var commitSource string

var commitScript = redis.NewScript(commitSource)

// replyLife is how long a reply is kept to be given again. Twilio tries a webhook again within seconds.
const replyLife = time.Hour

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
			return found{}, &fault{"read record", err}
		}
		return found{sealed: fieldsOf(values)}, nil
	}
	pipe := s.redis.Pipeline()
	fields := pipe.HMGet(ctx, k.person, recordFields...)
	reply := pipe.Get(ctx, k.turn)
	_, err := pipe.Exec(ctx) // each command has its own error, that there is no reply among them, if they were sent at all
	if err := cmp.Or(fields.Err(), unsent(err, fields)); err != nil {
		return found{}, &fault{"read record", err}
	}
	if err := reply.Err(); err != nil && !errors.Is(err, redis.Nil) {
		return found{}, &fault{"read reply", err}
	}
	return found{fieldsOf(fields.Val()), reply.Val()}, nil
}

// recordFields are all fields of a person's hash, in the order of sealed.
var recordFields = []string{fieldVersion, fieldPlace, fieldAnswers, fieldDrafts}

func fieldsOf(values []any) sealed {
	return sealed{text(values[0]), text(values[1]), text(values[2]), text(values[3])}
}

// unsent is the pipeline's error where the command has no answer: a connection that failed at its greeting, such as with
// a wrong password.
func unsent(err error, cmd *redis.SliceCmd) error {
	if len(cmd.Val()) == len(recordFields) {
		return nil
	}
	return cmp.Or(err, errors.New("no answer"))
}

func text(v any) string { s, _ := v.(string); return s }

// write is the second round trip of an update.
func (s *Store) write(ctx context.Context, k turnKeys, args []any) error {
	return committed(commitScript.Run(ctx, s.redis, k.list(), args...))
}

func committed(cmd *redis.Cmd) error {
	written, err := cmd.Int()
	if err != nil {
		return &fault{"commit", err}
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
	read := ""
	if r.was.version != 0 {
		read = strconv.FormatInt(r.was.version, 10)
	}
	return []any{
		read, strconv.FormatInt(r.was.version+1, 10), place, answers, drafts,
		reply, int64(replyLife / time.Second), lifeArg(r), p.id, wakeArg(r),
	}, nil
}

// lifeArg tells Redis only of a change from a record that is kept for good.
func lifeArg(r *record) string {
	life := r.life()
	if life == 0 && !r.was.expiring {
		return "="
	}
	return strconv.FormatInt(int64(life/time.Second), 10)
}

func wakeArg(r *record) string {
	at := r.wake()
	if at.IsZero() {
		return ""
	}
	return strconv.FormatInt(at.UnixMilli(), 10)
}
