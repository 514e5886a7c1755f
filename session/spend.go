package session

import (
	"context"
	_ "embed"
	"errors"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed spend.lua
var spendSource string

var spendScript = redis.NewScript(spendSource)

// Spend counts the segments that a line sends in a day, over all its processes. Any number of goroutines may use one.
type Spend struct {
	redis redis.UniversalClient
	limit int
	zone  *time.Location
}

// NewSpend counts up to limit segments a day, whose days are those of zone.
func NewSpend(c redis.UniversalClient, limit int, zone *time.Location) *Spend {
	return &Spend{redis: c, limit: limit, zone: zone}
}

// Spent is how a day stands after a count. Most, All and Long are each true once a day, in one process.
type Spent struct {
	Counted  bool // the segments fit, or were to be counted in any case
	Segments int  // of the day so far
	Most     bool // four fifths are spent now
	All      bool // the limit is spent now
	Long     bool // these are more than a whole day's limit: they never fit
}

// spendLife is how long a day is kept.
const spendLife = 48 * time.Hour

// Limit is the most segments a day.
func (s *Spend) Limit() int { return s.limit }

// Count counts segments, in any case or only if they fit into the limit; segments below 0 are given back. It takes one round trip,
// and the error is of Redis.
func (s *Spend) Count(ctx context.Context, at time.Time, segments int, anyway bool) (Spent, error) {
	force := "0"
	if anyway {
		force = "1"
	}
	got, err := spendScript.Run(ctx, s.redis, []string{s.key(at)}, segments, s.limit, force, int(spendLife/time.Second)).Int64Slice()
	if err != nil || len(got) != 5 {
		return Spent{}, unavailable(&redisError{"count segments", errors.Join(err)})
	}
	return Spent{got[0] == 1, int(got[1]), got[2] == 1, got[3] == 1, got[4] == 1}, nil
}

// Today returns the segments of the day so far. It takes one round trip.
func (s *Spend) Today(ctx context.Context, at time.Time) (int, error) {
	spent, err := s.redis.HGet(ctx, s.key(at), "segments").Result()
	if err != nil && !errors.Is(err, redis.Nil) {
		return 0, unavailable(&redisError{"read segments", err})
	}
	n, _ := strconv.Atoi(spent)
	return n, nil
}

// NextDay returns when the next day begins. Where the clocks go forward at midnight, that is later than midnight.
func (s *Spend) NextDay(at time.Time) time.Time {
	y, m, d := at.In(s.zone).Date()
	next := time.Date(y, m, d+1, 0, 0, 0, 0, s.zone)
	if s.key(next) == s.key(at) { // there is no such midnight, and this is an hour before the clocks go forward
		_, next = next.ZoneBounds()
	}
	return next
}

func (s *Spend) key(at time.Time) string { return spendKey(at.In(s.zone).Format(time.DateOnly)) }
