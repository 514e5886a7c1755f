package scripts

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

const both = `course: both
title: Both parts
lessons: [before, after]
pace: {after: 3 days, at: "09:00"}
`

// inCourse is a folder with two lessons and a course of them, with parts of the course replaced.
func inCourse(t *testing.T, parts ...string) map[string]string {
	t.Helper()
	files, src := bothLessons(t), both
	for i := 0; i+1 < len(parts); i += 2 {
		if strings.Count(src, parts[i]) != 1 {
			t.Fatalf("%q is in the course %d times, want once", parts[i], strings.Count(src, parts[i]))
		}
		src = strings.Replace(src, parts[i], parts[i+1], 1)
	}
	files["both.yaml"] = src
	return files
}

func TestCourseIsServed(t *testing.T) {
	c, err := Open(folder(inCourse(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	want := &dialogue.Course{Name: "both", Title: "Both parts", Lessons: []string{"before", "after"}, After: 3, At: "09:00"}
	got, ok := c.Course("both")
	if diff := cmp.Diff(want, got); !ok || diff != "" {
		t.Error(diff)
	}
	if all := c.Courses(); len(all) != 1 || all[0] != got {
		t.Errorf("%d courses", len(all))
	}
	if _, ok := c.Course("before"); ok || len(c.Lessons()) != 2 {
		t.Errorf("a lesson is a course, or a course a lesson: %v", c.Lessons())
	}
}

// faultyCourses are courses with faults: both, with parts replaced.
var faultyCourses = []struct {
	name  string
	parts []string
}{
	{"unknown key", []string{"title: Both parts", "titel: Both parts\nbudget: {segments: 40}"}},
	{"wrong name", []string{"course: both", "course: boths"}},
	{"name with capitals", []string{"course: both", "course: Both"}},
	{"one lesson", []string{"[before, after]", "[before]"}},
	{"no lessons", []string{"lessons: [before, after]\n", ""}},
	{"lessons are a text", []string{"[before, after]", "before, after"}},
	{"a lesson twice", []string{"[before, after]", "[before, after, before]"}},
	{"a lesson that is not there", []string{"[before, after]", "[befor, before, after, peer-coaching]"}},
	{"a course in a course", []string{"[before, after]", "[before, after, both]"}},
	{"an answer of a later lesson", []string{"[before, after]", "[after, before]"}},
	{"no pace", []string{"pace: {after: 3 days, at: \"09:00\"}\n", ""}},
	{"half a pace", []string{"after: 3 days, ", ""}},
	{"pace of none", []string{"3 days", "0 days"}},
	{"pace of months", []string{"3 days", "61 days"}},
	{"pace in words", []string{"3 days", "in 3 days"}},
	{"a time in words", []string{"\"09:00\"", "9am"}},
	{"an hour that nobody asks for", []string{"\"09:00\"", "\"{hour}\""}},
	{"an hour that is a name", []string{"\"09:00\"", "\"{partner}\""}},
	{"a title with braces", []string{"Both parts", "\"Both {name}\""}},
	{"a title of two lines", []string{"Both parts", "\"Both\\nparts\""}},
	{"a course with steps", []string{"title: Both parts", "title: Both parts\nsteps: []"}},
}

// TestFaultsOfCourses compares the faults of each faulty course with testdata/course-faults.txt. -update rewrites the file.
func TestFaultsOfCourses(t *testing.T) {
	var got strings.Builder
	for _, tt := range faultyCourses {
		_, faults := load(folder(inCourse(t, tt.parts...)), "", "")
		if faults == nil {
			t.Errorf("%s: no fault is told", tt.name)
		}
		got.WriteString(tt.name + "\n  " + strings.Join(faultsOf(faults.err()), "\n  ") + "\n\n")
	}
	golden(t, "testdata/course-faults.txt", got.String())
}

// TestFaultyLessonIsNotMissing: a lesson that cannot be read has its own faults, and the course none for it.
func TestFaultyLessonIsNotMissing(t *testing.T) {
	files := inCourse(t)
	files["before.yaml"] = strings.Replace(before, "title: Before\n", "", 1)
	_, err := Open(folder(files), nil)
	if diff := cmp.Diff([]string{`before.yaml:1:1: "title" is missing; write title: here, with its value`}, faultsOf(err)); diff != "" {
		t.Error(diff)
	}
}

// TestFaultyLessonFaultsNoOther: what a lesson takes from one that cannot be read is not held against it.
func TestFaultyLessonFaultsNoOther(t *testing.T) {
	files := map[string]string{}
	for _, name := range []string{"peer-coaching-1.yaml", "peer-coaching-2.yaml", "peer-coaching-3.yaml", "peer-coaching.yaml", "phrases.yaml"} {
		src, err := os.ReadFile("lessons/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(src)
	}
	files["peer-coaching-1.yaml"] = strings.Replace(files["peer-coaching-1.yaml"], "forward:", "forwards:", 1)
	_, err := Open(folder(files), nil)
	if got := faultsOf(err); len(got) != 1 || !strings.HasPrefix(got[0], "peer-coaching-1.yaml:") {
		t.Errorf("the faults are %q", got)
	}
}

// TestReportOfACourse: the report has the cost of each part, with what is said at its end, and of the whole.
func TestReportOfACourse(t *testing.T) {
	for only, want := range map[string]int{"": 3, "both.yaml": 1, "after.yaml": 1} {
		c := fileCheck{}
		c.lessons(folder(inCourse(t)), "", only)
		if c.faults != nil || len(c.reports) != want {
			t.Fatalf("%q: %v, %d reports", only, c.faults, len(c.reports))
		}
		if only != "both.yaml" {
			continue
		}
		var b strings.Builder
		if _, err := c.reports[0].WriteTo(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, "testdata/course-report.txt", b.String())
	}
}

// TestPartInACourseCountsWhatFollowsIt: within a course a lesson ends with when the next part comes, or that the course is over.
func TestPartInACourseCountsWhatFollowsIt(t *testing.T) {
	segments := func(files map[string]string, lesson string) int {
		read, faults := load(folder(files), "", "")
		if faults != nil {
			t.Fatal(faults)
		}
		r := newChecker(find(read.lessons, lesson), "", nil, read).report()
		if r.Errors != nil {
			t.Fatal(r.Errors)
		}
		return r.Text.Segments
	}
	for lesson, phrase := range map[string]string{"before": "part_next", "after": "course_over"} {
		files := inCourse(t)
		long := "reprompts: {no-input: [One., Two.], no-match: [One., Two.]}\n" + commonPhrases(phrase+": {text: "+letters(306)+", phone: Soon.}")
		files["phrases.yaml"] = long
		within := segments(files, lesson)
		delete(files, "both.yaml")
		if outside := segments(files, lesson); within != outside+2 {
			t.Errorf("%s: %d segments outside a course and %d within, where 2 more are said", lesson, outside, within)
		}
	}
}
