package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/google/go-cmp/cmp"

	"coachline/handlers/simulator"
	"coachline/session"
	"coachline/session/sessiontest"
)

// TestStrangersFromAbroadCostNothing: however many there are, whether the line is open or not, they are told nothing, and nothing is
// held or logged of them. Their calls are refused before they are answered. People whom the line knows are served wherever they are.
func TestStrangersFromAbroadCostNothing(t *testing.T) {
	t.Parallel()
	for _, open := range []string{"true", "false"} {
		t.Run("open "+open, func(t *testing.T) {
			redis := sessiontest.Miniredis(t)
			env := settings("redis://"+redis.Addr(), "COACHLINE_OPEN="+open, "TWILIO_FROM=4224")
			short := func(c *simulator.Config) { c.Number = "4224" }
			abroad := serve(t, append(env, "COACHLINE_INVITE_COUNTRIES=NZ,AU"), 0, short)
			done(t, append(env, "COACHLINE_INVITE_COUNTRIES=NZ,AU"), "manager", "add", "--name", "Aroha Ngata", "--phone", "021 555 900")
			done(t, append(env, "COACHLINE_INVITE_COUNTRIES=NZ,AU"), "invite", "--cohort", "Ward 4", "--as", "Aroha Ngata", "+61412345678=Toto")
			abroad.Handset(t, "+61412345678").AwaitText("Kia ora Toto")
			abroad.stop()
			<-abroad.ended

			l := serve(t, env, 0, short)
			l.until(t, func() bool { // what a start writes is there, also if the line before was stopped too soon for that
				return strings.Contains(l.log.String(), "Redis was restarted") && // as far as a Redis without a run_id can tell
					redis.Exists(session.Prefix+"outbox:indexed")
			})
			keys, lines := stored(redis), strings.Count(l.log.String(), "level=WARN")+strings.Count(l.log.String(), "level=ERROR")
			for i := range 120 {
				phone := l.Handset(t, fmt.Sprintf("+6141555%04d", i))
				phone.Text([]string{"hello", "GO", "STOP", "HELP", "WARD4", "I want to die"}[i%6])
				phone.WantNoText()
				phone.Call()
				phone.WantCallOver()
				if heard := phone.Heard(); len(heard) > 0 {
					t.Fatalf("a stranger heard %q", heard)
				}
			}
			if diff := cmp.Diff(keys, stored(redis)); diff != "" {
				t.Error(diff)
			}
			if got := strings.Count(l.log.String(), "level=WARN") + strings.Count(l.log.String(), "level=ERROR"); got != lines {
				t.Errorf("%d lines in the log, %d before:\n%s", got, lines, l.log)
			}
			for _, number := range []string{mobile, "+61412345678"} {
				phone := l.Handset(t, number)
				phone.Text("GO")
				phone.WantText("")
			}
		})
	}
}

// stored are the keys in a Redis but those that the line writes to see whether it could.
func stored(redis *miniredis.Miniredis) []string {
	return slices.DeleteFunc(redis.Keys(), func(key string) bool { return strings.Contains(key, ":probe") })
}
