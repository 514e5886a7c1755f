package main

import (
	"fmt"

	"coachline/scripts"
)

// checkCommand proves lessons, and says what they cost.
type checkCommand struct {
	Paths []string `arg:"" optional:"" name:"file|dir" help:"Lesson files, or folders of them; the lessons built in where there is none."`
}

// Run checks. A fault that keeps a lesson from being served is an error; warnings are not.
func (c checkCommand) Run(w world) error {
	r := newReader(w.env)
	paths := c.Paths
	if folder := r.value("COACHLINE_LESSONS"); len(paths) == 0 && folder != "" {
		paths = []string{folder}
	}
	reports, err := scripts.CheckFiles(paths, r.value("COACHLINE_TEXT_FOOTER"), r.lessonValues())
	for i := range reports {
		if i > 0 {
			fmt.Fprintln(w.out)
		}
		if _, err := reports[i].WriteTo(w.out); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("check found faults:\n%w", err)
	}
	return nil
}
