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

// endedLife is how long a mark of a login that ended stays, so that a page that was being served meanwhile does not bring the
// login back. No page takes as long.
const endedLife = 10 * time.Minute

// Logins keep what is known of browsers in Redis, for scs, and how often each person was logged out everywhere. What they
// keep is not sealed: it is a Person, a count and the ID of a request. Put no number and no name there. Any number of goroutines
// and processes may work on the same Redis.
type Logins struct{ redis redis.UniversalClient }

var _ scs.CtxStore = (*Logins)(nil)

// NewLogins makes Logins of a client from session.Dial. It does not speak to Redis.
func NewLogins(client redis.UniversalClient) *Logins { return &Logins{client} }

//go:embed keep.lua
var keepSource string

var keepScript = redis.NewScript(keepSource)

// FindCtx is what is known of the browser with this token, and whether anything is. Errors wrap session.ErrUnavailable.
func (s *Logins) FindCtx(ctx context.Context, token string) (b []byte, found bool, err error) {
	b, err = s.redis.Get(ctx, loginKey(token)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return nil, false, nil
	case err != nil:
		return nil, false, unavailable("find login", err)
	}
	return b, len(b) > 0, nil
}

// CommitCtx keeps what is known until expiry, by the clock of this machine. If the login was deleted in the last minutes, it
// keeps nothing and returns no error. Errors wrap session.ErrUnavailable.
func (s *Logins) CommitCtx(ctx context.Context, token string, b []byte, expiry time.Time) error {
	left := time.Until(expiry).Milliseconds()
	if left <= 0 {
		return s.DeleteCtx(ctx, token)
	}
	if err := keepScript.Run(ctx, s.redis, []string{loginKey(token)}, b, left).Err(); err != nil {
		return unavailable("keep login", err)
	}
	return nil
}

// DeleteCtx ends a login. Calling it again has no effect. Errors wrap session.ErrUnavailable.
func (s *Logins) DeleteCtx(ctx context.Context, token string) error {
	err := s.redis.SetXX(ctx, loginKey(token), "", endedLife).Err()
	if err != nil && !errors.Is(err, redis.Nil) {
		return unavailable("end login", err)
	}
	return nil
}

// Find is FindCtx for scs's older interface; scs itself calls FindCtx.
func (s *Logins) Find(token string) ([]byte, bool, error) {
	return s.FindCtx(context.Background(), token)
}

// Commit is CommitCtx for scs's older interface.
func (s *Logins) Commit(token string, b []byte, expiry time.Time) error {
	return s.CommitCtx(context.Background(), token, b, expiry)
}

// Delete is DeleteCtx for scs's older interface.
func (s *Logins) Delete(token string) error { return s.DeleteCtx(context.Background(), token) }

// Generation is how often a person was logged out everywhere. Errors wrap session.ErrUnavailable.
func (s *Logins) Generation(ctx context.Context, p session.Person) (int64, error) {
	n, err := s.redis.Get(ctx, keysOf(p).generation).Int64()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, unavailable("read generation", err)
	}
	return n, nil
}

// EndAll ends all logins of a person, in every browser. Later ones are not affected. Errors wrap
// session.ErrUnavailable.
func (s *Logins) EndAll(ctx context.Context, p session.Person) error {
	if err := s.redis.Incr(ctx, keysOf(p).generation).Err(); err != nil {
		return unavailable("log out everywhere", err)
	}
	return nil
}
