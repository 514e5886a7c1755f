package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"coachline/session/funnel"
	"coachline/session/sessiontest"
)

// TestReport has learners stop at different steps, and reports them in each form.
func TestReport(t *testing.T) {
	t.Parallel()
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	if out, said, code := command(env, "report", "peer-coaching-1"); code != exitDone || out != "Nothing was counted of peer-coaching-1 yet.\n" {
		t.Errorf("before anybody began: %q %q, exit %d", out, said, code)
	}
	line := serve(t, env, 0)
	for i := range 12 {
		phone := line.Handset(t, fmt.Sprintf("+6421555%04d", 2000+i))
		phone.Text("GO")
		if i < 6 {
			phone.Text("3")
		}
		if i == 0 {
			phone.Text("quixotic words")
		}
	}
	out, said, code := command(env, "report", "peer-coaching-1", "--json")
	var r funnel.Report
	if err := json.Unmarshal([]byte(out), &r); err != nil || code != exitDone || len(r.Versions) != 1 {
		t.Fatalf("%v, exit %d: %s%s", err, code, out, said)
	}
	v := r.Versions[0]
	if r.HiddenBelow != 5 || !v.Current || *v.Began.Text != 12 || v.Finished.All != nil {
		t.Errorf("the version is %+v", v)
	}
	for _, s := range v.Steps {
		switch s.Step {
		case "energy":
			if *s.Reached.All != 12 || *s.Answered.All != 6 || *s.Here != 6 || s.Skipped.All != nil || s.Answered.Phone != nil {
				t.Errorf("energy is %+v", s)
			}
		case "hope": // one of six has answered, so five are there, and would tell of the one
			if *s.Reached.All != 6 || s.Answered.All != nil || s.Here != nil {
				t.Errorf("hope is %+v", s)
			}
		}
	}
	for _, form := range [][]string{{}, {"--html"}} {
		out, _, code := command(env, append([]string{"report", "peer-coaching-1"}, form...)...)
		for _, want := range []string{v.Version, "served now", "energy", "·"} {
			if code != exitDone || !strings.Contains(out, want) || strings.Contains(out, "quixotic") {
				t.Errorf("report %v, exit %d, does not show %q:\n%s", form, code, want, out)
			}
		}
	}
}

func TestReportSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	env := settings("redis://" + redis.Addr())
	for _, c := range []struct {
		args string
		code int
		said string
	}{
		{"report peer-coaching-l", exitRefused, `there is no lesson "peer-coaching-l"; did you mean "peer-coaching-1"?`},
		{"report", exitUsage, "<lesson>"},
		{"report peer-coaching-1 --json --html", exitUsage, "--html"},
	} {
		if out, said, code := command(env, strings.Fields(c.args)...); code != c.code || !strings.Contains(said, c.said) || out != "" {
			t.Errorf("%s: exit %d, %q, %q", c.args, code, out, said)
		}
	}
	redis.SetError("NOAUTH Authentication required.")
	if _, said, code := command(env, "report", "peer-coaching-1"); code != exitRefused || !strings.Contains(said, "report on peer-coaching-1") {
		t.Errorf("without Redis: exit %d, %q", code, said)
	}
}
