package scripts

import (
	"io/fs"
	"path"
	"strings"
	"time"

	"coachline/scripts/recording"
)

// RecordingCost is a recording that a lesson plays.
type RecordingCost struct {
	File   string
	Length time.Duration
}

// checkRecordings finds recordings that may not have the words of their prompt, and files that no prompt plays.
func (c *checker) checkRecordings() {
	r := c.recordings
	if r == nil {
		return
	}
	c.warnings = append(c.warnings, r.warnings...)
	for _, f := range r.files {
		if f.fault != "" && f.says == "" {
			c.warnings = append(c.warnings, r.fault(f.name, f.fault))
		}
		noted, isNoted := r.fits[r.base(f)]
		switch base := path.Base(f.name); {
		case f.fault != "":
		case f.says == "":
			c.warnings = append(c.warnings, r.fault(f.name, "no prompt plays this file; call it after the step, such as energy.mp3, or name it with audio"))
		case !f.played || isNoted && noted.words == hashOfWords(f.says):
		case isNoted && noted.audio == f.audio:
			c.warnings.at(f.at, "the words have changed since %s was recorded; record it again, then run coachline check --recorded", base)
		default:
			c.warnings.at(f.at, "nobody has noted that %s has these words; listen to it, then run coachline check --recorded", base)
		}
	}
	c.warnOtherKinds(r)
}

// warnOtherKinds finds sound files of a kind that phones cannot play.
func (c *checker) warnOtherKinds(r *recordings) {
	entries, _ := fs.ReadDir(r.fsys, r.folder) // most lessons have no such folder
	for _, e := range entries {
		if _, ok := recording.Kind(e.Name()); !ok && !e.IsDir() && e.Name() != notesFile && !strings.HasPrefix(e.Name(), ".") {
			c.warnings = append(c.warnings, r.fault(path.Join(r.folder, e.Name()),
				"is not played; a recording is an mp3 or wav file, so save it as one or take it out"))
		}
	}
}

// measureRecordings reports which prompts of the lesson itself are recorded, how long each recording is, and which prompts have none.
func (c *checker) measureRecordings() {
	for i := range c.passages {
		s := &c.passages[i]
		switch p := (&parser{script: c.Script, lesson: c.Lesson}); {
		case s.onlyTexted() || len(s.prompt.Spoken()) == 0:
		case s.prompt.Audio != "":
			r := c.Script.Recordings[s.prompt.Audio]
			c.found.Recordings = append(c.found.Recordings, RecordingCost{r.File, r.Length})
		case len(fillNames(s.prompt)) > 0:
			c.found.Spoken = append(c.found.Spoken, p.stem(s))
		default:
			c.found.Unrecorded = append(c.found.Unrecorded, p.stem(s))
		}
	}
}
