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

// read is the first round trip of a turn.
func (s *Store) read(ctx context.Context, k turnKeys) (found, error) {
	pipe := s.redis.Pipeline()
	fields := pipe.HMGet(ctx, k.person, fieldVersion, fieldPlace, fieldAnswers)
	reply := pipe.Get(ctx, k.turn)
	_, err := pipe.Exec(ctx) // each command has its own error, that there is no reply among them, if they were sent at all
	if err := cmp.Or(fields.Err(), unsent(err, fields)); err != nil {
		return found{}, &fault{"read record", err}
	}
	if err := reply.Err(); err != nil && !errors.Is(err, redis.Nil) {
		return found{}, &fault{"read reply", err}
	}
	values := fields.Val()
	return found{sealed{text(values[0]), text(values[1]), text(values[2])}, reply.Val()}, nil
}

// unsent is the pipeline's error where the command has no answer: a connection that failed at its greeting, such as with
// a wrong password.
func unsent(err error, cmd *redis.SliceCmd) error {
	if len(cmd.Val()) == 3 {
		return nil
	}
	return cmp.Or(err, errors.New("no answer"))
}

func text(v any) string { s, _ := v.(string); return s }

// commit is the second round trip: it writes what a turn has made of a record, or nothing and returns errConflict.
func (s *Store) commit(ctx context.Context, k turnKeys, args []any) error {
	written, err := commitScript.Run(ctx, s.redis, []string{k.person, k.turn, k.wake}, args...).Int()
	if err != nil {
		return &fault{"commit turn", err}
	}
	if written == 0 {
		return errConflict
	}
	return nil
}

// commitArgs are the ARGV of commit.lua.
func (s *Store) commitArgs(p Person, turn string, r *record, out *dialogue.Output) ([]any, error) {
	place, err := s.keys.sealPlace(r, p)
	if err != nil {
		return nil, err
	}
	answers, err := s.keys.sealAnswers(r, p)
	if err != nil {
		return nil, err
	}
	reply, err := s.keys.sealReply(out, p, turn)
	if err != nil {
		return nil, err
	}
	read := ""
	if r.was.version != 0 {
		read = strconv.FormatInt(r.was.version, 10)
	}
	return []any{
		read, strconv.FormatInt(r.was.version+1, 10), place, answers,
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
