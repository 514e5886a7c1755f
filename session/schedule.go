package session

import (
	"context"
	_ "embed"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed claim.lua
var claimSource string

var claimScript = redis.NewScript(claimSource)

// Schedule says who is due when: a sorted set for each shard, of members by their time in milliseconds since 1970. The script
// that makes somebody due writes it, at once with the reason. It carries no content.
type Schedule struct{ keys [Shards]string }

// NewSchedule names the sets of a Schedule: {s0}:name to {s63}:name.
func NewSchedule(name string) *Schedule {
	var s Schedule
	for shard := range s.keys {
		s.keys[shard] = tags[shard] + name
	}
	return &s
}

// Key is the sorted set that an ID belongs into. It has the same Tag.
func (s *Schedule) Key(id string) string { return s.keys[shardOf(id)] }

// Claim takes up to most members that are due, and puts each off until the lease ends: until then no other worker gets it. A
// worker that dies costs one lease. It is one round trip where nothing is due, with a small read a shard, and a second for the
// shards where something is. Shards are taken in random order, so that several processes do not meet at the first. An error
// may come with members: those are claimed.
func (s *Schedule) Claim(ctx context.Context, c redis.UniversalClient, now, lease time.Time, most int) ([]string, error) {
	due, err := s.due(ctx, c, now)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	due = due[:min(len(due), most)]
	pipe := c.Pipeline()
	claims := make([]*redis.Cmd, len(due))
	for i, key := range due {
		claims[i] = claimScript.Eval(ctx, pipe, []string{key}, now.UnixMilli(), lease.UnixMilli(), most/len(due))
	}
	_, err = pipe.Exec(ctx)
	var members []string
	for _, claim := range claims {
		claimed, _ := claim.StringSlice()
		members = append(members, claimed...)
	}
	return members, err
}

// due are the sets in which something is due.
func (s *Schedule) due(ctx context.Context, c redis.UniversalClient, now time.Time) ([]string, error) {
	pipe := c.Pipeline()
	first := make([]*redis.StringSliceCmd, Shards)
	until := &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: 1}
	for shard := range first {
		first[shard] = pipe.ZRangeByScore(ctx, s.keys[shard], until)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	var due []string
	for shard, cmd := range first {
		if len(cmd.Val()) > 0 {
			due = append(due, s.keys[shard])
		}
	}
	return due, nil
}
