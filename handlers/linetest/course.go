package linetest

import (
	"fmt"
	"testing"
	"testing/fstest"

	"coachline/scripts"
)

// ShortCourseFiles are the files of a course, short, of three parts of one question each: short-1, short-2 and short-3.
func ShortCourseFiles() fstest.MapFS {
	folder := fstest.MapFS{"short.yaml": {Mode: 0o600, Data: []byte(`course: short
title: Short course
lessons: [short-1, short-2, short-3]
pace: {after: 3 days, at: "09:00"}
`)}}
	for n := 1; n <= 3; n++ {
		name := fmt.Sprint("short-", n)
		folder[name+".yaml"] = &fstest.MapFile{Mode: 0o600, Data: fmt.Appendf(nil, `lesson: %s
title: Short, part %d
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 6, minutes: 2}
steps:
  - id: mood
    about: your mood
    ask: Part %d. How are you today? A word will do.
    kind: text
    keep: private
    milestone: finished
  - id: bye
    say: Thank you.
`, name, n, n)}
	}
	return folder
}

// ShortCourse is the catalog of ShortCourseFiles.
func ShortCourse(tb testing.TB) *scripts.Catalog {
	tb.Helper()
	catalog, err := scripts.Open(ShortCourseFiles(), nil)
	if err != nil {
		tb.Fatal(err)
	}
	return catalog
}
