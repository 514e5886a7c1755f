package main

import (
	"strings"
	"testing"

	"coachline/session/sessiontest"
)

// TestOperatorHandsOver: a manager moves to another number, and their cohorts to others when they go, also in two steps.
func TestOperatorHandsOver(t *testing.T) {
	t.Parallel()
	_, env := managed(t, "redis://"+sessiontest.Miniredis(t).Addr())
	const rewi, moved, sina = "+64215550902", "+64215550903", "+64215550904"
	done(t, env, "manager", "add", "--name", "Rewi", "--phone", rewi)
	done(t, env, "manager", "add", "--name", "Sina", "--phone", sina)
	for _, cohort := range []string{"Ward 4", "Ward 5"} {
		done(t, env, "invite", "--cohort", cohort, "--as", charge, mobile+"=Mere")
	}
	for _, refused := range []struct {
		want string
		args []string
	}{
		{"is a manager's already", []string{"manager", "move", charge, rewi}},
		{"cannot be texted", []string{"manager", "move", charge, "09 300 1234"}},
		{"there is no such manager", []string{"manager", "move", moved, sina}},
		{"theirs: Ward 5, Ward 4", []string{"manager", "hand-over", "Ward 6", "--from", charge, "--to", "Rewi"}},
		{"are one manager", []string{"manager", "hand-over", "Ward 4", "--from", charge, "--to", charge}},
		{"there is no such manager", []string{"manager", "remove", charge, "--to", "Nobody"}},
		{"who is to be removed", []string{"manager", "remove", charge, "--to", charge}},
	} {
		if _, said, code := command(env, refused.args...); code == exitDone || !strings.Contains(said, refused.want) {
			t.Errorf("%v: %d %s, want %q", refused.args, code, said, refused.want)
		}
	}
	done(t, env, "manager", "move", charge, moved)
	if said := done(t, env, "progress", "--cohort", "Ward 4", "--as", moved); !strings.Contains(said, "1 invited") {
		t.Errorf("the cohort did not come along: %s", said)
	}
	done(t, env, "manager", "hand-over", "ward 5", "--from", moved, "--to", "Rewi")
	done(t, env, "manager", "remove", moved)
	done(t, env, "manager", "remove", moved, "--to", "Sina") // once more, and now with somebody who takes them
	for cohort, owner := range map[string]string{"Ward 4": "Sina", "Ward 5": "Rewi"} {
		if said := done(t, env, "progress", "--cohort", cohort, "--as", owner); !strings.Contains(said, "1 invited") {
			t.Errorf("%s is not %s's: %s", cohort, owner, said)
		}
	}
	if list := done(t, env, "manager", "list"); strings.Contains(list, "without a manager") {
		t.Errorf("nothing is left, and the list says %s", list)
	}
}
