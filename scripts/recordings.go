package scripts

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
	"coachline/scripts/recording"
)

// recordings are the sound files in the folder of a lesson, or in that of the phrases.
type recordings struct {
	folder   string // such as "peer-coaching-1"
	fsys     fs.FS
	prefix   string // before the names of files in faults
	files    []*soundFile
	fits     map[string]note // by file, as recorded.txt has them
	warnings Faults
}

// soundFile is one of them.
type soundFile struct {
	name   string // within the lessons' folder, such as "peer-coaching-1/energy.mp3"
	audio  string // its content's hash and its kind: dialogue.Prompt.Audio
	data   []byte
	length time.Duration
	fault  string // what is wrong with it, or ""
	says   string // the words that the prompt has now, or "" if no prompt uses it
	at     pos    // of the first such prompt
	played bool   // the prompt plays it
}

// maxRecordings bounds the recordings of one lesson together, in bytes. A line holds them in memory.
const maxRecordings = 32 << 20

// openRecordings reads the sound files in a folder beside the lessons. One that is not there has none.
func openRecordings(fsys fs.FS, prefix, folder string) *recordings {
	r := &recordings{folder: folder, fsys: fsys, prefix: prefix, fits: readNotes(fsys, folder)}
	entries, _ := fs.ReadDir(fsys, folder) // most lessons have no such folder
	total := 0
	for _, e := range entries {
		if _, ok := recording.Kind(e.Name()); !ok || e.IsDir() || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		f := r.open(path.Join(folder, e.Name()))
		if total += len(f.data); total > maxRecordings && f.fault == "" {
			f.fault = fmt.Sprintf("makes the recordings of this lesson larger than %d MB; save them as mp3, mono, with 64 kbit/s", maxRecordings>>20)
		}
	}
	return r
}

// open reads one file, once.
func (r *recordings) open(name string) *soundFile {
	if i := slices.IndexFunc(r.files, func(f *soundFile) bool { return f.name == name }); i >= 0 {
		return r.files[i]
	}
	f := &soundFile{name: name}
	r.files = append(r.files, f)
	if info, err := fs.Stat(r.fsys, name); err == nil && info.Size() > recording.MaxSize {
		f.fault = fmt.Sprintf("has %.1f MB; expected %d at most: save it as mp3, mono, with 64 kbit/s", float64(info.Size())/(1<<20), recording.MaxSize>>20)
		return f
	}
	data, err := fs.ReadFile(r.fsys, name)
	if err == nil {
		f.length, err = recording.Length(name, data)
	}
	if err != nil {
		f.fault = err.Error()
		return f
	}
	kind, _ := recording.Kind(name)
	sum := sha256.Sum256(data)
	f.data, f.audio = data, hex.EncodeToString(sum[:16])+kind
	return f
}

// find is the file with a name in the folder of the lesson or, as an author may write, beside the lesson; or nil.
func (r *recordings) find(name string) *soundFile {
	for _, name := range []string{path.Join(r.folder, name), name} {
		if i := slices.IndexFunc(r.files, func(f *soundFile) bool { return f.name == name }); i >= 0 {
			return r.files[i]
		}
		if info, err := fs.Stat(r.fsys, name); err == nil && info.Mode().IsRegular() {
			return r.open(name)
		}
	}
	return nil
}

// unused are the files that no prompt has so far, or nil if there are none.
func (r *recordings) unused() *recordings {
	rest := *r
	rest.warnings = nil
	rest.files = slices.DeleteFunc(slices.Clone(r.files), func(f *soundFile) bool { return f.says != "" })
	if len(rest.files) == 0 {
		return nil
	}
	return &rest
}

// conventional is the file whose name is that of a prompt, or nil.
func (r *recordings) conventional(stem string) (found *soundFile) {
	for _, f := range r.files {
		base := strings.TrimPrefix(f.name, r.folder+"/")
		if kind, _ := recording.Kind(base); strings.EqualFold(base, stem+kind) && (found == nil || f.says != "") {
			found = f
		}
	}
	return found
}

// stem is how the file of a passage is called, without its kind: "energy", "energy.reply-1", "energy.no-input-2", "partner.confirm".
// A reprompt for all steps is "no-input-2", for a kind of question "number-no-input-2", and a phrase "phrase.resume", or in the folder of the phrases "resume".
func (p *parser) stem(s *passage) string {
	if s.role == lint.Phrase {
		if p.lesson == nil {
			return s.key
		}
		return "phrase." + s.key
	}
	within := ""
	switch s.role {
	case lint.Reply:
		within = "reply-" + s.key
	case lint.Confirm:
		within = "confirm"
	case lint.Reprompt:
		within = strings.ReplaceAll(s.key, " ", "-")
	}
	if s.step < 0 {
		return within
	}
	return strings.TrimSuffix(p.script.Steps[s.step].ID+"."+within, ".")
}

// recorded finds the recording of a passage: the file that its author names, or else the one with its name. Without one, and where
// something is filled into the words, a voice speaks.
func (p *parser) recorded(s *passage, named *value) {
	r := p.recordings
	if s.onlyTexted() || len(s.prompt.Spoken()) == 0 {
		return
	}
	at, f := s.at(), (*soundFile)(nil)
	if named != nil {
		f, at = p.namedRecording(named), named.pos
	} else if r != nil {
		f = r.conventional(p.stem(s))
	}
	switch fills := fillNames(dialogue.Prompt{Phone: s.prompt.Spoken()}); {
	case f == nil:
		return
	case len(fills) > 0:
		f.says, f.at = saidIn(s.prompt), cmp.Or(f.at, at)
		r.warnings.at(at, "%s is not played, since {%s} is filled in here and the voice says it; "+
			"record the words without it, in a step of their own", path.Base(f.name), fills[0])
		return
	case f.fault != "":
		f.says = saidIn(s.prompt)
		p.faults = append(p.faults, r.fault(f.name, f.fault))
		return
	case f.says != "" && f.says != saidIn(s.prompt):
		p.faults.at(at, "%s is the recording of other words, on line %d; expected a file for each wording", path.Base(f.name), f.at.line)
		return
	}
	f.says, f.at, f.played = saidIn(s.prompt), cmp.Or(f.at, at), true
	s.prompt.Audio = f.audio
	if p.script.Recordings == nil {
		p.script.Recordings = map[string]dialogue.Recording{}
	}
	p.script.Recordings[f.audio] = dialogue.Recording{File: path.Base(f.name), Words: f.says, Length: f.length}
}

// namedRecording is the file that the key audio names, or nil.
func (p *parser) namedRecording(named *value) *soundFile {
	name := p.text(named)
	if _, ok := recording.Kind(name); name != "" && (!ok || !fs.ValidPath(name)) {
		p.faults.at(named.pos, `audio: %q; expected the name of an mp3 or wav file beside the lesson, such as "energy.mp3"`, name)
		return nil
	}
	if name == "" || p.recordings == nil {
		return nil
	}
	f := p.recordings.find(name)
	if f == nil {
		p.recordings.warnings.at(named.pos, "there is no file %s, so the voice says the words; expected it in the folder %s", name, p.recordings.folder)
	}
	return f
}

// fault is a fault of a file that has no lines.
func (r *recordings) fault(name, message string) Fault {
	f := faultAt(pos{file: path.Join(r.prefix, name)}, message)
	f.Line, f.Column = 0, 0
	return f
}

// at is where the words for the phone stand.
func (s *passage) at() pos { return cmp.Or(s.phone, s.pos) }

// saidIn is all that a prompt says by phone, as a recording has it.
func saidIn(p dialogue.Prompt) string {
	var said []string
	for _, l := range p.Spoken() {
		if l.Pause > 0 {
			said = append(said, fmt.Sprintf("[pause %d]", l.Pause))
		}
		if l.Voice != "" {
			said = append(said, secondVoice)
		}
		said = append(said, strings.Fields(l.Text)...)
	}
	return strings.Join(said, " ")
}
