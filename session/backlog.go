package session

import (
	"context"
	_ "embed"
	"errors"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed backlog.lua
var backlogSource string

var backlogScript = redis.NewScript(backlogSource)

// Backlog is what is due, and what is in the outboxes of all learners.
type Backlog struct {
	People  Overdue // for whom something is due, claimed or not
	Waiting Overdue // entries that should have gone: a deferral by Twilio does not move that, the texting hours do
	Entries map[EntryState]int
}

// Overdue is how many are due, and since when the first. Since is zero if there are none.
type Overdue struct {
	Count int
	Since time.Time
}

// add adds the counts of a shard.
func (o *Overdue) add(count, since int64) {
	o.Count += int(count)
	if at := time.UnixMilli(since); since >= 0 && (o.Since.IsZero() || at.Before(o.Since)) {
		o.Since = at
	}
}

// Backlog counts, in one round trip with a small script for each shard. It does not retry and changes nothing. The error
// wraps ErrUnavailable.
func (s *Store) Backlog(ctx context.Context, now time.Time) (Backlog, error) {
	pipe := s.redis.Pipeline()
	shards := make([]*redis.Cmd, Shards)
	lease := now.Add(s.config.Lease).UnixMilli()
	for shard := range shards {
		keys := []string{wakeUps.keys[shard], wakeUps.claimed[shard]}
		for _, state := range OpenStates { // waiting is the first
			keys = append(keys, outboxIndex[state][shard])
		}
		shards[shard] = backlogScript.Eval(ctx, pipe, keys, now.UnixMilli(), lease)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return Backlog{}, unavailable(err)
	}
	all := Backlog{Entries: map[EntryState]int{}}
	for _, cmd := range shards {
		counts, err := cmd.Int64Slice()
		if err == nil && len(counts) != 4+len(OpenStates) {
			err = errors.New("the script of the backlog returned something else")
		}
		if err != nil {
			return Backlog{}, unavailable(err)
		}
		all.People.add(counts[0], counts[1])
		all.Waiting.add(counts[2], counts[3])
		for i, state := range OpenStates {
			all.Entries[state] += int(counts[4+i])
		}
	}
	return all, nil
}
