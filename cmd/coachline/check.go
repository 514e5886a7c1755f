package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"coachline/scripts"
)

// checkCommand proves lessons, and says what they cost.
type checkCommand struct {
	Paths []string `arg:"" optional:"" name:"file|dir" help:"Lesson files, or folders of them; the lessons built in where there is none."`
	JSON  bool     `name:"json" help:"Print what was found as an array of {file, line, column, end_column, severity, rule, message, cure, source}, and no costs."`

	Recorded bool `help:"Note beside the recordings that each has the words that the lesson says now, which somebody has listened to."`
}

// Run checks. A fault that keeps a lesson from being served is an error; warnings and hints are not.
func (c checkCommand) Run(w world) error {
	r := newReader(w.env)
	paths := c.Paths
	if folder := r.value("COACHLINE_LESSONS"); len(paths) == 0 && folder != "" {
		paths = []string{folder}
	}
	if c.Recorded {
		return c.noteRecorded(w, paths)
	}
	reports, err := scripts.CheckFiles(paths, r.value("COACHLINE_TEXT_FOOTER"), r.lessonValues())
	var faults scripts.Faults
	errors.As(err, &faults)
	if c.JSON {
		return c.print(w, reports, faults)
	}
	for i := range reports {
		if i > 0 {
			fmt.Fprintln(w.out)
		}
		if _, err := reports[i].WriteTo(w.out); err != nil {
			return err
		}
	}
	if err != nil {
		return fmt.Errorf("check found faults:\n%s", faults.Shown())
	}
	return nil
}

// noteRecorded notes which words the recordings of folders have.
func (c checkCommand) noteRecorded(w world, folders []string) error {
	if len(folders) == 0 {
		return usageError{errors.New("--recorded: name the folder of your lessons, such as my-lessons")}
	}
	for _, folder := range folders {
		if info, err := os.Stat(folder); err != nil || !info.IsDir() {
			return usageError{fmt.Errorf("--recorded: there is no folder %s; name the folder of your lessons, and no file", folder)}
		}
		written, err := scripts.NoteRecorded(folder)
		if err != nil {
			return fmt.Errorf("nothing was noted: %w", err)
		}
		if len(written) == 0 {
			fmt.Fprintf(w.out, "%s: no prompt has a recording\n", folder)
		}
		for _, file := range written {
			fmt.Fprintf(w.out, "%s: noted\n", file)
		}
	}
	return nil
}

// print prints what was found as JSON: the errors, then the warnings and hints.
func (c checkCommand) print(w world, reports []scripts.Report, faults scripts.Faults) error {
	found := append(scripts.Faults{}, faults...)
	for _, r := range reports {
		found = append(found, r.Warnings...)
	}
	encoder := json.NewEncoder(w.out)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(found); err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("check found %d faults", len(faults))
	}
	return nil
}
