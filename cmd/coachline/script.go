package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"coachline/scripts"
	"coachline/scripts/outline"
)

// scriptCommand prints all that a lesson says, for people to read and to sign.
type scriptCommand struct {
	Lesson  string `arg:"" optional:"" help:"A lesson or a course, by its name or its file; COACHLINE_LESSON where there is none."`
	Lessons string `type:"path" help:"The folder of the lesson; COACHLINE_LESSONS, or the lessons built in, where there is none."`
	New     string `placeholder:"NAME" help:"Write a new lesson of this name instead, from a template, into the folder of --lessons or into this one."`
	By      string `help:"Who prepared it, as the page names them."`
	SVG     bool   `name:"svg" help:"Print the picture of the lesson's paths instead, as an SVG file."`
}

// Run prints the page, also of a lesson that cannot be served yet.
func (c scriptCommand) Run(w world) error {
	if c.New != "" {
		return c.begin(w)
	}
	r := newReader(w.env)
	footer, zone := r.value("COACHLINE_TEXT_FOOTER"), r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland")
	folder, name, err := c.which(r)
	if err != nil {
		return err
	}
	if len(r.faults) > 0 {
		return usageError{errors.New(strings.Join(r.faults, "\n"))}
	}
	report, err := scripts.Inspect(folder, name, footer, r.lessonValues())
	if faults := (scripts.Faults{}); errors.As(err, &faults) {
		return fmt.Errorf("%s cannot be read:\n%s", name, faults.Shown())
	} else if err != nil {
		return usageError{err}
	}
	if c.SVG {
		return c.draw(w, report)
	}
	page := outline.PageOf(report, footer, r.lessonValues(), w.now().In(zone), c.By)
	if len(page.Errors) > 0 {
		fmt.Fprintf(w.errs, "coachline: check finds faults in %s; the page says which\n", name)
	}
	return page.Render(w.out)
}

// draw prints the picture of a lesson's paths.
func (c scriptCommand) draw(w world, report scripts.Report) error {
	if report.Script == nil {
		return usageError{fmt.Errorf("--svg: %q is a course; name one of its lessons", report.Lesson)}
	}
	svg, err := outline.Draw(report.Script, nil).SVG()
	if err != nil {
		return fmt.Errorf("draw the lesson: %w", err)
	}
	_, err = w.out.Write(svg)
	return err
}

// which is the folder and the name of what was asked for. A lesson may be named by its file, as for check.
func (c scriptCommand) which(r *reader) (fs.FS, string, error) {
	name := cmp.Or(c.Lesson, r.or("COACHLINE_LESSON", "peer-coaching-1"))
	folder := cmp.Or(c.Lessons, r.value("COACHLINE_LESSONS"))
	if lesson, isFile := strings.CutSuffix(name, ".yaml"); isFile {
		if name = filepath.Base(lesson); c.Lessons == "" {
			folder = filepath.Dir(c.Lesson)
		}
	}
	if info, err := os.Stat(folder); folder != "" && (err != nil || !info.IsDir()) {
		return nil, "", usageError{fmt.Errorf("there is no folder %s", folder)}
	}
	return folderOf(folder), name, nil
}

// folderOf is a folder of lessons; "" is the lessons built in.
func folderOf(name string) fs.FS {
	if name == "" {
		return scripts.Embedded()
	}
	return os.DirFS(name)
}
