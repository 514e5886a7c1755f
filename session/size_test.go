package session_test

import (
	"fmt"
	"testing"

	"github.com/redis/go-redis/v9"

	"coachline/session/sessiontest"
)

// The memory that a learner in the middle of a lesson uses in Redis, without stored replies.
func TestRecordFitsItsBudget(t *testing.T) {
	client := sessiontest.Dial(t, sessiontest.Redis(t))
	c := config(t, client)
	c.Lessons = questions("0123456789abcdef0123456789abcdef", 20)
	l := open(t, c)
	l.take(l.text("SM0", "GO"))
	for i, words := range []string{"busy", "I want to listen better in handover.", "the third", "Hemi", "this week"} {
		l.take(l.text(fmt.Sprint("SM1", i), words))
	}
	record := must(client.MemoryUsage(t.Context(), l.only("*:person:*"), 0).Result())

	wake := l.only("*:wake")
	const others = 1000 // a sorted set changes its form at 128
	members := make([]redis.Z, others)
	for i := range members {
		members[i] = redis.Z{Score: float64(noon.UnixMilli() + int64(i)), Member: fmt.Sprintf("%022d", i)}
	}
	must(client.ZAdd(t.Context(), wake, members...).Result())
	due := must(client.MemoryUsage(t.Context(), wake, 0).Result()) / (others + 1)

	t.Logf("a record takes %d bytes and its wake-up %d", record, due)
	if record+due > 1228 {
		t.Error("that is more than 1.2 KiB")
	}
}
