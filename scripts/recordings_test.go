package scripts

import (
	"bytes"
	"encoding/binary"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"coachline/scripts/dialogue"
)

// silentWAV is a sound file of this length.
func silentWAV(length time.Duration) []byte {
	size := uint32(length * 8000 / time.Second)
	b := bytes.NewBufferString("RIFF")
	for _, v := range []any{
		36 + size, []byte("WAVEfmt "), uint32(16), uint16(1), uint16(1), uint32(8000), uint32(8000), uint16(1), uint16(8), []byte("data"), size,
	} {
		_ = binary.Write(b, binary.LittleEndian, v) // a Buffer takes all
	}
	return append(b.Bytes(), bytes.Repeat([]byte{0x80}, int(size))...)
}

const soundLesson = `lesson: sound
title: A lesson with sound
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 9, minutes: 3}
steps:
  - id: welcome
    say: Kia ora {name}. One question follows.
  - id: breath
    say: One slow breath.
    phone: One slow breath in. [pause 4] And out.
  - id: mood
    ask: How are you? 1 well, 2 so-so.
    choices: {1: well, 2: so-so}
    keep: private
    replies:
      1: {text: Good to hear., audio: nice.wav}
      2: That is all right.
  - id: bye
    say: That is all.
    milestone: finished
`

// soundFolder is a folder of that lesson with these files.
func soundFolder(files map[string][]byte) fstest.MapFS {
	fsys := fstest.MapFS{"sound.yaml": {Data: []byte(soundLesson)}}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	return fsys
}

// inspect is the report of that lesson.
func inspect(t *testing.T, fsys fs.FS) Report {
	t.Helper()
	r, err := Inspect(fsys, "sound", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestRecordingsAreFoundByNameAndByKey(t *testing.T) {
	r := inspect(t, soundFolder(map[string][]byte{
		"sound/breath.wav": silentWAV(7 * time.Second), "sound/mood.WAV": silentWAV(3 * time.Second),
		"sound/mood.reply-2.wav": silentWAV(time.Second), "sound/nice.wav": silentWAV(2 * time.Second),
	}))
	s := r.Script
	for _, c := range []struct {
		prompt dialogue.Prompt
		file   string
	}{
		{s.Steps[0].Prompt, ""},
		{s.Steps[1].Prompt, "breath.wav"},
		{s.Steps[2].Prompt, "mood.WAV"},
		{s.Steps[2].Replies["1"], "nice.wav"},
		{s.Steps[2].Replies["2"], "mood.reply-2.wav"},
		{s.Steps[3].Prompt, ""},
	} {
		if got := s.Recordings[c.prompt.Audio].File; got != c.file {
			t.Errorf("%q plays %q, want %q", c.prompt.Text, got, c.file)
		}
	}
	if got := r.Steps[1].Speech; got != 7*time.Second {
		t.Errorf("breath takes %v, want the length of its recording", got)
	}
	if len(r.Recordings) != 4 || strings.Join(r.Unrecorded, " ") != "bye" || strings.Join(r.Spoken, " ") != "welcome" {
		t.Errorf("recorded %v, not %v, never %v", r.Recordings, r.Unrecorded, r.Spoken)
	}
}

func TestVersionIsAHashOverRecordings(t *testing.T) {
	without := inspect(t, soundFolder(nil)).Script
	parsed, err := Parse("sound.yaml", []byte(soundLesson), emptyPhrases())
	if err != nil {
		t.Fatal(err)
	}
	if len(without.Recordings) > 0 || parsed.Script.Version == "" {
		t.Fatalf("%d recordings in a folder without any", len(without.Recordings))
	}
	versions := map[string]bool{without.Version: true}
	for _, length := range []time.Duration{time.Second, 2 * time.Second} {
		versions[inspect(t, soundFolder(map[string][]byte{"sound/breath.wav": silentWAV(length)})).Script.Version] = true
	}
	if len(versions) != 3 {
		t.Errorf("versions %v: want another one for each recording", slices.Collect(maps.Keys(versions)))
	}
}

func TestPhrasesMayBeRecorded(t *testing.T) {
	fsys := soundFolder(map[string][]byte{"phrases/goodbye.wav": silentWAV(time.Second), "phrases/no-input-1.wav": silentWAV(time.Second)})
	catalog, err := Open(fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := catalog.Current("sound")
	for _, p := range []dialogue.Prompt{s.Phrases[dialogue.PhraseGoodbye], s.Steps[2].NoInput[0]} {
		if _, ok := catalog.Recording(p.Audio); !ok || s.Recordings[p.Audio].Length != time.Second {
			t.Errorf("%v has no recording that is served", p)
		}
	}
}

// TestWhatCheckSaysOfRecordings has each warning and fault, with where it stands.
func TestWhatCheckSaysOfRecordings(t *testing.T) {
	sound := silentWAV(time.Second)
	nice := map[string][]byte{"sound/nice.wav": sound}
	for _, c := range []struct {
		name  string
		files map[string][]byte
		edit  [2]string
		want  string
	}{
		{"not noted", nice, [2]string{}, "sound.yaml:17:39: nobody has noted that nice.wav has these words; listen to it"},
		{"changed", nice, [2]string{"Good to hear.", "Good."}, "sound.yaml:17:31: the words have changed since nice.wav was recorded; record it again"},
		{"missing", nil, [2]string{}, "sound.yaml:17:39: there is no file nice.wav, so the voice says the words; expected it in the folder sound"},
		{"not used", map[string][]byte{"sound/moood.wav": sound}, [2]string{}, "sound/moood.wav: no prompt plays this file; call it after the step"},
		{"filled in", map[string][]byte{"sound/welcome.wav": sound}, [2]string{}, "sound.yaml:8:10: welcome.wav is not played, since {name} is filled in here"},
		{"another kind", map[string][]byte{"sound/bye.m4a": sound}, [2]string{}, "sound/bye.m4a: is not played; a recording is an mp3 or wav file"},
		{"broken", map[string][]byte{"sound/bye.wav": sound[:999]}, [2]string{}, "sound/bye.wav: ends in the middle of its sound; copy or save it again"},
		{"broken and not used", map[string][]byte{"sound/x.mp3": sound}, [2]string{}, "sound/x.mp3: is a wav file by its content; rename it to end with .wav"},
		{"too large", map[string][]byte{"sound/bye.wav": make([]byte, 5<<20)}, [2]string{}, "sound/bye.wav: has 5.0 MB; expected 4 at most"},
		{"no sound file", nice, [2]string{"nice.wav", "nice.ogg"}, `sound.yaml:17:39: audio: "nice.ogg"; expected the name of an mp3 or wav file`},
		{"outside", nice, [2]string{"nice.wav", "../nice.wav"}, `sound.yaml:17:39: audio: "../nice.wav"; expected the name of an mp3 or wav file`},
		{"other words", nice, [2]string{"2: That is all right.", "2: {text: That is all right., audio: nice.wav}"}, "sound.yaml:18:44: nice.wav is the recording of other words, on line 17"},
	} {
		t.Run(c.name, func(t *testing.T) {
			fsys := soundFolder(c.files)
			if c.name == "changed" {
				fsys["sound/recorded.txt"] = &fstest.MapFile{Data: notesOf(t, fsys)}
			}
			if c.edit[0] != "" {
				fsys["sound.yaml"].Data = bytes.Replace(fsys["sound.yaml"].Data, []byte(c.edit[0]), []byte(c.edit[1]), 1)
			}
			r, err := Inspect(fsys, "sound", "", nil)
			found := r.Warnings
			if err != nil {
				found.add(err)
			}
			if !strings.Contains(found.Error(), c.want) {
				t.Errorf("got\n%v\nwant %s", found, c.want)
			}
		})
	}
}

// notesOf is what check --recorded writes of a folder.
func notesOf(t *testing.T, fsys fs.FS) []byte {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, fsys); err != nil {
		t.Fatal(err)
	}
	written, err := NoteRecorded(folder)
	if err != nil || len(written) != 1 {
		t.Fatalf("wrote %v: %v", written, err)
	}
	notes, err := os.ReadFile(filepath.Join(folder, "sound", notesFile))
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

func TestNotedRecordingsNeedNoWarning(t *testing.T) {
	fsys := soundFolder(map[string][]byte{"sound/nice.wav": silentWAV(time.Second), "sound/my voice.wav": silentWAV(2 * time.Second)})
	fsys["sound.yaml"].Data = bytes.Replace(fsys["sound.yaml"].Data, []byte("say: That is all."), []byte("say: That is all.\n    audio: my voice.wav"), 1)
	fsys["sound/recorded.txt"] = &fstest.MapFile{Data: notesOf(t, fsys)}
	if r := inspect(t, fsys); strings.Contains(r.Warnings.Error(), ".wav") {
		t.Error(r.Warnings)
	}
}

// TestReminderIsNotRecorded: it is only texted, so the recording of its step has not other words, and a recording of its own is refused.
func TestReminderIsNotRecorded(t *testing.T) {
	fsys := soundFolder(map[string][]byte{"sound/mood.wav": silentWAV(time.Second)})
	lesson := fsys["sound.yaml"].Data
	with := func(remind string) []byte {
		return bytes.Replace(lesson, []byte("    keep: private\n"), []byte("    keep: private\n    remind: "+remind+"\n"), 1)
	}
	fsys["sound.yaml"].Data = with("How was it?")
	r := inspect(t, fsys)
	if len(r.Errors) > 0 || len(r.Recordings) != 1 || slices.Contains(r.Unrecorded, "mood") {
		t.Errorf("%v; recorded %v, not %v", r.Errors, r.Recordings, r.Unrecorded)
	}
	fsys["sound.yaml"].Data = with("{text: How was it?, audio: nice.wav}")
	if _, err := Inspect(fsys, "sound", "", nil); err == nil {
		if r := inspect(t, fsys); len(r.Errors) == 0 {
			t.Error("a reminder takes a recording")
		}
	}
}
