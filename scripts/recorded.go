package scripts

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// notesFile stands beside recordings and says which words each of them has, so that check finds words that were changed since. Only
// NoteRecorded writes it, when somebody has listened.
const notesFile = "recorded.txt"

// note is what recorded.txt says of one file.
type note struct {
	words string // the hash of the words that it has
	audio string // its content, as dialogue.Prompt.Audio
}

// hashOfWords stands for words in a note.
func hashOfWords(words string) string {
	sum := sha256.Sum256([]byte(words))
	return hex.EncodeToString(sum[:])[:12]
}

// readNotes reads the notes in a folder, by file. A line that is no note is as if it were not there.
func readNotes(fsys fs.FS, folder string) map[string]note {
	src, _ := fs.ReadFile(fsys, path.Join(folder, notesFile)) // without the file nothing is noted
	notes := map[string]note{}
	for lines := bufio.NewScanner(bytes.NewReader(src)); lines.Scan(); {
		if f := strings.Fields(lines.Text()); len(f) >= 3 && f[0] != "#" {
			n := len(f)
			notes[strings.Join(f[:n-2], " ")] = note{words: f[n-2], audio: f[n-1]}
		}
	}
	return notes
}

// notes are the notes of the recordings as they are now.
func (r *recordings) notes() []byte {
	b := bytes.NewBufferString("# Which words each recording has. Written by: coachline check --recorded\n")
	var lines []string
	for _, f := range r.files {
		if f.played {
			lines = append(lines, fmt.Sprintf("%s %s %s\n", r.base(f), hashOfWords(f.says), f.audio))
		}
	}
	slices.Sort(lines)
	if len(lines) == 0 {
		return nil
	}
	b.WriteString(strings.Join(lines, ""))
	return b.Bytes()
}

// base is the name of a file within the folder of the lesson, or beside the lesson.
func (r *recordings) base(f *soundFile) string { return strings.TrimPrefix(f.name, r.folder+"/") }

// NoteRecorded notes, beside the recordings of each lesson in a folder, that they have the words that the lesson says now. It
// returns the files that it wrote. The error is a Faults if a file of the folder has faults; then it writes nothing.
func NoteRecorded(folder string) (written []string, err error) {
	read, faults := load(os.DirFS(folder), filepath.ToSlash(folder), "")
	if err := faults.err(); err != nil {
		return nil, err
	}
	var all []*recordings
	if r := read.phrases.recordings; r != nil {
		all = append(all, r)
	}
	for _, l := range read.lessons {
		all = append(all, l.recordings)
	}
	for _, r := range all {
		notes := r.notes()
		if notes == nil {
			continue
		}
		dir := filepath.Join(folder, r.folder)
		if err := os.MkdirAll(dir, 0o755); err != nil { // the files may all stand beside the lesson
			return written, fmt.Errorf("note recordings: %w", err)
		}
		file := filepath.Join(dir, notesFile)
		if err := os.WriteFile(file, notes, 0o644); err != nil {
			return written, fmt.Errorf("note recordings: %w", err)
		}
		written = append(written, file)
	}
	return written, nil
}
