package main

import (
	"context"
	"runtime"
	"sync"
	"time"

	"coachline/scripts"
	"coachline/session"
)

// examineLessons proves the lessons, with the footer and the settings that they have, and looks at what this program brings
// along.
func (w world) examineLessons(_ context.Context, c config) []session.Finding {
	found := []session.Finding{pass("version", "coachline %s, %s", versionName(), runtime.Version())}
	if c.Zone != nil {
		now := w.now().In(c.Zone)
		found = append(found, zoneFinding(now))
	}
	if c.Catalog == nil {
		return found // the settings have the fault
	}
	reports, err := proof(c)
	if err != nil {
		return append(found, warning("lessons", "they are served, but cost more than they may, or have another fault",
			"Run coachline check, which says where. A long COACHLINE_TEXT_FOOTER is a usual cause."))
	}
	found = append(found, pass("lessons", "%d lessons and courses proved, with the footer of every text", len(reports)))
	for _, script := range c.Catalog.All() {
		if len(script.Values) > 0 && len(script.Values) < len(script.Settings) {
			found = append(found, warning("settings of "+script.Lesson, "steps that need a setting that is not set are left out",
				"Set all of its COACHLINE_SETTING_ values, or none: cmd/coachline/README.md lists them."))
		}
	}
	return found
}

// builtInProof is that of the lessons built in without a footer: it takes most of a second, and tests want it often.
var builtInProof = sync.OnceValues(func() ([]scripts.Report, error) { return scripts.CheckFiles(nil, "", nil) })

// proof is what coachline check finds.
func proof(c config) ([]scripts.Report, error) {
	switch {
	case c.Lessons != "":
		return scripts.CheckFiles([]string{c.Lessons}, c.Footer, c.Values)
	case c.Footer == "" && len(c.Values) == 0:
		return builtInProof()
	}
	return scripts.CheckFiles(nil, c.Footer, c.Values)
}

// zoneFinding says when the clock of the line's zone changes next, for an operator to compare.
func zoneFinding(now time.Time) session.Finding {
	const check = "time zone"
	_, ends := now.ZoneBounds()
	if ends.IsZero() {
		return pass(check, "%s, %s there; its clock does not change", now.Location(), now.Format("15:04"))
	}
	return pass(check, "%s, %s there; its clock changes next on %s", now.Location(), now.Format("15:04"), ends.In(now.Location()).Format("2 January 2006"))
}
