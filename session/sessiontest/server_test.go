package sessiontest_test

import (
	"testing"

	"coachline/session/sessiontest"
)

func TestServerComesBackWithItsData(t *testing.T) {
	t.Parallel()
	server := sessiontest.NewServer(t)
	client := sessiontest.Dial(t, server.URL())
	for name, end := range map[string]func(){"killed": server.Kill, "stopped": server.Stop} {
		if err := client.Set(t.Context(), name, "kept", 0).Err(); err != nil {
			t.Fatal(err)
		}
		end()
		end() // a repeat does nothing
		if client.Ping(t.Context()).Err() == nil {
			t.Errorf("one that was %s answers", name)
		}
		server.Start()
		if got, err := client.Get(t.Context(), name).Result(); got != "kept" {
			t.Errorf("one that was %s comes back with %q, %v", name, got, err)
		}
	}
}
