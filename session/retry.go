package session

import (
	"context"
	"errors"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

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
