package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// TestInviteToACourse invites to a course by command, refuses what it cannot mean, and says how far people are in each part.
func TestInviteToACourse(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.CopyFS(folder, linetest.ShortCourseFiles()); err != nil {
		t.Fatal(err)
	}
	env := settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_LESSONS="+folder, "COACHLINE_LESSON=short-1")
	done(t, env, "manager", "add", "--name", "Aroha Ngata", "--phone", charge)
	invite := []string{"invite", "--cohort", "Ward 4", "--as", "Aroha Ngata", mobile + "=Mere"}
	for _, tt := range []struct {
		more []string
		code int
		says string
	}{
		{[]string{"--course", "shrt"}, exitUsage, `there is no course "shrt"; there are: short`},
		{[]string{"--lesson", "shrt"}, exitUsage, `there is no lesson "shrt"; there are: short-1, short-2, short-3`},
		{[]string{"--course", "short", "--lesson", "short-1"}, exitUsage, "--course and --lesson can't be used together"},
	} {
		if out, said, code := command(env, append(invite, tt.more...)...); code != tt.code || out != "" || !strings.Contains(said, tt.says) {
			t.Errorf("%v: %d %s%s", tt.more, code, out, said)
		}
	}
	if out := done(t, env, append(invite, "--course", "short", "--dry-run")...); !strings.HasPrefix(out, mobile+": invited\n") {
		t.Errorf("a dry run says %q", out)
	}
	done(t, env, append(invite, "--course", "short")...)
	if _, said, code := command(env, append(invite, "--lesson", "short-1")...); code != exitRefused || !strings.Contains(said, `this cohort has the course "short"`) {
		t.Errorf("to a lesson with the cohort of a course: %d %s", code, said)
	}
	var all []standing
	out := done(t, env, "progress", "--cohort", "Ward 4", "--json")
	if err := json.Unmarshal([]byte(out), &all); err != nil || len(all) != 1 || len(all[0].Parts) != 3 || all[0].Parts[2].Lesson != "short-3" || all[0].Status != "invited" {
		t.Errorf("%v\n%s", err, out)
	}
	if !strings.Contains(out, `"parts": [`) || !strings.Contains(out, `"since": null`) {
		t.Errorf("progress says %s", out)
	}
	out = done(t, env, "progress", "--cohort", "Ward 4")
	if !strings.Contains(out, "part 1: invited  part 2: invited") || !strings.Contains(out, "1 invited, 0 began, 0 part 1 done, 0 part 2 done, 0 finished") {
		t.Errorf("progress says %s", out)
	}
}
