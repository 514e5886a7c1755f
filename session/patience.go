package session

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// ErrUnavailable is what an error wraps when Redis could not be reached, or was not ready, for the whole of the patience.
// Trying again later is right: a turn whose commit happened answers as it did.
var ErrUnavailable = errors.New("redis did not do its part")

func unavailable(err error) error { return fmt.Errorf("%w: %w", ErrUnavailable, err) }

// errConflict is an attempt that lost a race: another turn of the same person was committed since the record was read.
var errConflict = errors.New("another turn came first")

// patiently makes attempts until one succeeds, fails for good, or ctx or the patience is at its end; then the error wraps
// ErrUnavailable. A lost race is tried again at once; it means that another turn has won it, so all of them together
// always get on.
func (s *Store) patiently(ctx context.Context, attempt func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.config.Patience)
	defer cancel()
	for conflicts, faults := 0, 0; ; {
		err := attempt(ctx)
		var pause time.Duration
		switch {
		case errors.Is(err, errConflict):
			pause = afterConflict(conflicts)
			conflicts++
		case retryable(err):
			pause = afterFault(faults)
			faults++
		default:
			return err
		}
		if !sleep(ctx, pause) {
			return unavailable(err)
		}
	}
}

// Patiently makes attempts on the store's Redis as a turn does, for what lies beside the learners' records: an error of an
// attempt is taken for one of Redis, or of the way to it, and tried again while that may help. The error says what was being
// done and may wrap ErrUnavailable.
func (s *Store) Patiently(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	return s.patiently(ctx, func(ctx context.Context) error {
		if err := attempt(ctx, s.redis); err != nil {
			return &fault{doing, err}
		}
		return nil
	})
}

// afterConflict is nothing for the first few times, then a random while of up to 32 ms: the turns of one person that come
// at the same instant spread out, and none waits in a queue behind another.
func afterConflict(n int) time.Duration {
	const free = 3
	if n < free {
		return 0
	}
	return rand.N(time.Millisecond << min(n-free, 5))
}

// afterFault is 8 ms at first and half a second at last, less a random part, so that many who wait for the same Redis do
// not come back together.
func afterFault(n int) time.Duration {
	most := 8 * time.Millisecond << min(n, 6)
	return most/2 + rand.N(most/2)
}

// sleep waits, and reports whether there is any time left.
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

// notReady are the first words of a Redis that will answer soon, or another in its place: it starts, hands over, is full
// or busy. They are from createSharedObjects and cluster.c of Redis 7.
var notReady = []string{
	"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MOVED", "ASK", "NOREPLICAS", "BUSY", "OOM", "MISCONF",
	"ERR max number of clients reached",
}

// fault is an error of Redis, or on the way to it. Only these may be gone at the next attempt.
type fault struct {
	doing string
	err   error
}

func (f *fault) Error() string { return f.doing + ": " + f.err.Error() }
func (f *fault) Unwrap() error { return f.err }

// retryable reports whether another attempt may succeed. After what Redis says for good, such as a wrong password, it
// will not; everything that keeps us from hearing Redis may pass.
func retryable(err error) bool {
	var f *fault
	if !errors.As(err, &f) || errors.Is(err, redis.ErrClosed) {
		return false
	}
	var said redis.Error
	return !errors.As(f.err, &said) || notReadyYet(said.Error())
}

// notReadyYet looks into the middle too: before Redis 7 a script wrapped such an error in its own.
func notReadyYet(message string) bool {
	for _, word := range notReady {
		if strings.HasPrefix(message+" ", word+" ") || strings.Contains(message, "-"+word+" ") {
			return true
		}
	}
	return false
}
