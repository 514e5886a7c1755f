package session_test

import (
	"errors"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// Errors of Redis are counted by kind, from 0 on; what is missing and a script that is not loaded yet are no errors.
func TestErrorsOfRedisAreCounted(t *testing.T) {
	const name = "coachline_redis_errors_total"
	mini := sessiontest.Miniredis(t)
	client := sessiontest.Dial(t, "redis://"+mini.Addr())
	registry := prometheus.NewRegistry()
	store := session.New(config(t, client))
	store.CountFaults(registry)
	counts := func() map[string]float64 {
		byKind := map[string]float64{}
		for _, family := range must(registry.Gather()) {
			for _, m := range family.GetMetric() {
				byKind[m.GetLabel()[0].GetValue()] = m.GetCounter().GetValue()
			}
		}
		return byKind
	}
	if n := must(testutil.GatherAndCount(registry, name)); n != 10 {
		t.Errorf("%d series before anything happens, want one for each of 10 kinds", n)
	}
	if err := store.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := store.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	for kind, n := range counts() {
		if n != 0 {
			t.Errorf("%v %s while Redis is well", n, kind)
		}
	}
	mini.SetError("OOM command not allowed when used memory > 'maxmemory'.")
	_ = client.Get(t.Context(), "one").Err()
	_, err := client.Pipelined(t.Context(), func(pipe redis.Pipeliner) error {
		pipe.Get(t.Context(), "two")
		pipe.Get(t.Context(), "three")
		return nil
	})
	if err == nil || errors.Is(err, redis.Nil) || counts()["full"] != 2 {
		t.Errorf("%v full after a command and a pipeline that Redis refused: %v", counts()["full"], err)
	}
	mini.SetError("")
	mini.Close()
	_ = client.Get(t.Context(), "four").Err()
	if got := counts()["unreachable"]; got != 1 {
		t.Errorf("%v unreachable after a command to nobody", got)
	}
}
