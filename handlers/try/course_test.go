package try_test

import (
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// TestCourseGoesOn: who begins the first part on the page goes through the whole course, at once or as the clock moves on.
func TestCourseGoesOn(t *testing.T) {
	t.Parallel()
	base := serving(t, linetest.ShortCourse(t), "short-1")
	for _, s := range []struct{ path, key, value, shows string }{
		{"/try/2/text", "body", "GO", "Part 1. How are you today?"},
		{"/try/2/text", "body", "well", "NEXT begins the next one"},
		{"/try/2/text", "body", "NEXT", "Part 2. How are you today?"},
		{"/try/2/text", "body", "well", "the next part is offered"},
		{"/try/2/time", "to", "text", "The next part is offered."},
		{"/try/2/text", "body", "GO", "Part 3. How are you today?"},
		{"/try/2/text", "body", "well", "That was the whole lesson."},
	} {
		if _, page := post(t, base+s.path, url.Values{s.key: {s.value}}); !strings.Contains(page, s.shows) {
			t.Fatalf("%s %s=%s does not show %q:\n%s", s.path, s.key, s.value, s.shows, page)
		}
	}
}
