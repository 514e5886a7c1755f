package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"coachline/scripts"
	"coachline/scripts/outline"
)

// scriptCommand prints all that a lesson says, for people to read and to sign.
type scriptCommand struct {
	Lesson  string `arg:"" optional:"" help:"A lesson or a course, by its name; COACHLINE_LESSON where there is none."`
	Lessons string `type:"path" help:"The folder of the lesson; COACHLINE_LESSONS, or the lessons built in, where there is none."`
	By      string `help:"Who prepared it, as the page names them."`
	SVG     bool   `name:"svg" help:"Print the picture of the lesson's paths instead, as an SVG file."`
}

// Run prints the page.
func (c scriptCommand) Run(w world) error {
	r := newReader(w.env)
	footer, zone := r.value("COACHLINE_TEXT_FOOTER"), r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland")
	if len(r.faults) > 0 {
		return usageError{errors.New(strings.Join(r.faults, "\n"))}
	}
	report, err := scripts.Inspect(folderOf(cmp.Or(c.Lessons, r.value("COACHLINE_LESSONS"))), c.name(r), footer, r.lessonValues())
	if err != nil {
		return err
	}
	if !c.SVG {
		return outline.PageOf(report, footer, r.lessonValues(), w.now().In(zone), c.By).Render(w.out)
	}
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

func (c scriptCommand) name(r *reader) string {
	if c.Lesson != "" {
		return c.Lesson
	}
	return r.or("COACHLINE_LESSON", "peer-coaching-1")
}

// folderOf is a folder of lessons; "" is the lessons built in.
func folderOf(name string) fs.FS {
	if name == "" {
		return scripts.Embedded()
	}
	return os.DirFS(name)
}
