package scripts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Inspect checks one lesson or course of a folder, by its name. Faults that keep it from being served are in the report, or in
// those of its parts. The error says why there is no report: no file of that name, or a Faults where it cannot be read. Values
// and footer are as for Check.
func Inspect(fsys fs.FS, name, footer string, values map[string]string) (Report, error) {
	read, _ := load(fsys, "", "")
	if !read.has(name) {
		known := make([]string, len(read.names))
		for i, file := range read.names {
			known[i] = strings.TrimSuffix(file, ".yaml")
		}
		return Report{}, fmt.Errorf("there is no lesson or course %q%s", name, suggest(name, known))
	}
	c := fileCheck{footer: footer, values: values}
	c.lessons(fsys, "", name+".yaml")
	i := slices.IndexFunc(c.reports, func(r Report) bool { return r.Lesson == name })
	switch err := c.faults.err(); {
	case i >= 0 && (c.reports[i].Script != nil || c.reports[i].Course != nil):
		return c.reports[i], nil
	case err != nil:
		return Report{}, err
	}
	return Report{}, fmt.Errorf("a lesson of %q cannot be read; coachline check says why", name)
}
