package login

import (
	"context"
	_ "embed"
	"errors"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// gone is how long a session that ended stays as a mark, so that a request that was under way at the time does not bring it
// back. No request takes as long.
const gone = 10 * time.Minute

// Sessions keep what is known of browsers in Redis, for scs, and how often each person was logged out everywhere. What they
// keep is not sealed: it is a Person, a count and the ID of an ask, no number and no name; put nothing else there. Any number
// of goroutines and processes may work on the same Redis.
type Sessions struct{ redis redis.UniversalClient }

var _ scs.CtxStore = (*Sessions)(nil)

// NewSessions makes Sessions of a client from session.Dial. It does not speak to Redis.
func NewSessions(client redis.UniversalClient) *Sessions { return &Sessions{client} }

//go:embed keep.lua
var keepSource string

var keepScript = redis.NewScript(keepSource)

// FindCtx is what is known of the browser with this token, and whether anything is. Errors wrap session.ErrUnavailable.
func (s *Sessions) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	b, err = s.redis.Get(ctx, sessionKey(token)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, false, nil
	case err != nil:
		return nil, false, unavailable("find session", err)
	}
	return b, len(b) > 0, nil
}

// CommitCtx keeps what is known until expiry, by the clock of this machine. It keeps nothing, without an error, of a
// session that was deleted in the last minutes. Errors wrap session.ErrUnavailable.
func (s *Sessions) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	left := time.Until(expiry).Milliseconds()
	if left <= 0 {
		return s.DeleteCtx(ctx, token)
	}
	if err := keepScript.Run(ctx, s.redis, []string{sessionKey(token)}, b, left).Err(); err != nil {
		return unavailable("keep session", err)
	}
	return nil
}

// DeleteCtx ends a session; a repeat does nothing. Errors wrap session.ErrUnavailable.
func (s *Sessions) DeleteCtx(ctx context.Context, token string) error {
	err := s.redis.SetXX(ctx, sessionKey(token), "", gone).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		return unavailable("end session", err)
	}
	return nil
}

// Find is FindCtx for scs's older interface; scs itself calls FindCtx.
func (s *Sessions) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx, likewise.
func (s *Sessions) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx, likewise.
func (s *Sessions) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Current is how often a person was logged out everywhere. Errors wrap session.ErrUnavailable.
func (s *Sessions) Current(ctx context.Context, p session.Person) (int64, error) {
	n, err := s.redis.Get(ctx, keysOf(p).generation).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, unavailable("read generation", err)
	}
	return n, nil
}

// Everywhere ends all sessions that a person has, in every browser; those begun afterwards are not touched. Errors wrap
// session.ErrUnavailable.
func (s *Sessions) Everywhere(ctx context.Context, p session.Person) error {
	if err := s.redis.Incr(ctx, keysOf(p).generation).Err(); err != nil {
		return unavailable("log out everywhere", err)
	}
	return nil
}
