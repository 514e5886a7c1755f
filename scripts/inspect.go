package scripts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
)

// Inspect checks one lesson or course of a folder, by its name, with its phrases and translations. All that keeps it from being served
// is in Errors of the report. The error says why there is no report: no file of that name, or a Faults where it cannot be read. Values
// and footer are as for Check.
func Inspect(fsys fs.FS, name, footer string, values map[string]string) (Report, error) {
	read, all := load(fsys, "", "")
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
	if i < 0 || c.reports[i].Script == nil && c.reports[i].Course == nil {
		if err := c.faults.err(); err != nil {
			return Report{}, err
		}
		return Report{}, fmt.Errorf("a lesson of %q cannot be read; coachline check says why", name)
	}
	r := c.reports[i]
	for _, f := range all {
		if strings.HasPrefix(f.File, name+".") { // also of its translations
			c.faults = append(c.faults, f)
		}
	}
	r.Errors = c.faults.sorted()
	for _, other := range c.reports {
		if other.Lesson == phrasesFile || other.File != r.File && strings.HasPrefix(other.File, name+".") {
			r.Warnings = append(r.Warnings, other.Warnings...)
		}
	}
	return r, nil
}
