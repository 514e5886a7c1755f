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

// Schedule says who is due when. It is a sorted set for each shard, of members by their time in milliseconds since 1970. The
// script that makes somebody due writes both the reason and the schedule. A schedule carries no content.
type Schedule struct {
	keys    [Shards]string
	claimed [Shards]string // when claimed members were due; empty if the schedule does not remember that
}

// NewSchedule returns a Schedule whose sets are named coachline:{s0}:name to coachline:{s63}:name.
func NewSchedule(name string) *Schedule {
	return &Schedule{keys: inShards(name)}
}

// Key returns the key of the sorted set for an ID. It begins with Tag(id).
func (s *Schedule) Key(id string) string { return s.keys[shardOf[id[0]]] }

// Claim claims up to most members that are due, and makes each due again at the end of the lease. Until then no other worker
// gets it, so a worker that dies costs one lease. Claim takes one round trip if nothing is due, with a small read for each
// shard, and a second one for the shards where something is. It takes shards in random order, so that several processes do
// not compete for the first one. It may return members with an error: those are claimed.
func (s *Schedule) Claim(ctx context.Context, c redis.UniversalClient, now, lease time.Time, most int) ([]string, error) {
	due, err := s.due(ctx, c, now)
	if err != nil || len(due) == 0 {
		return nil, err
	}
	rand.Shuffle(len(due), func(i, j int) { due[i], due[j] = due[j], due[i] })
	due = due[:min(len(due), most)]
	pipe := c.Pipeline()
	claims := make([]*redis.Cmd, len(due))
	for i, shard := range due {
		keys := []string{s.keys[shard]}
		if claimed := s.claimed[shard]; claimed != "" {
			keys = append(keys, claimed)
		}
		claims[i] = claimScript.Eval(ctx, pipe, keys, now.UnixMilli(), lease.UnixMilli(), most/len(due))
	}
	_, err = pipe.Exec(ctx)
	var members []string
	for _, claim := range claims {
		claimed, _ := claim.StringSlice()
		members = append(members, claimed...)
	}
	return members, err
}

// due returns the shards in which something is due.
func (s *Schedule) due(ctx context.Context, c redis.UniversalClient, now time.Time) ([]int, error) {
	pipe := c.Pipeline()
	first := make([]*redis.StringSliceCmd, Shards)
	until := &redis.ZRangeBy{Min: "-inf", Max: strconv.FormatInt(now.UnixMilli(), 10), Count: 1}
	for shard := range first {
		first[shard] = pipe.ZRangeByScore(ctx, s.keys[shard], until)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	var due []int
	for shard, cmd := range first {
		if len(cmd.Val()) > 0 {
			due = append(due, shard)
		}
	}
	return due, nil
}
