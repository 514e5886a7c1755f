// Package recording reads the sound files in which people say a lesson's prompts: what kind each is, and how long it plays.
//
// The rule it keeps: a file that this package accepts, Twilio plays, and it plays as long as Length says. So it reads each frame of
// an mp3 and the header of a wav, and says of any other file what its author should do. The libraries that do so skip what they do
// not understand, which is what a broken file has. It decodes no sound.
//
// What Twilio plays: twilio.com/docs/voice/twiml/play
package recording

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// File is a sound file that a line plays.
type File struct {
	Data        []byte
	ContentType string
}

// MaxSize is the size of the largest file, in bytes. A prompt of 20 seconds as a wav of the best kind has 3.6 million.
const MaxSize = 4 << 20

// shortest is the least that a file may play. A shorter one was stopped by a slip.
const shortest = 200 * time.Millisecond

// kinds are the content types of the files that are played, by the end of their name.
var kinds = map[string]string{".mp3": "audio/mpeg", ".wav": "audio/wav"}

// Kind returns the end of a file's name in small letters, such as ".mp3", or false if a file of that name is not played.
func Kind(name string) (string, bool) {
	kind := strings.ToLower(path.Ext(name))
	_, ok := kinds[kind]
	return kind, ok
}

// ContentType returns the content type of a file by its name, or "" if it is not played.
func ContentType(name string) string { return kinds[strings.ToLower(path.Ext(name))] }

// Length returns how long a file plays. The error says in plain words what is wrong with the file, and what to do.
func Length(name string, data []byte) (time.Duration, error) {
	kind, _ := Kind(name)
	found := kindOf(data)
	switch {
	case len(data) == 0:
		return 0, errors.New("is empty; record it again")
	case len(data) > MaxSize:
		return 0, fmt.Errorf("has %.1f MB; expected %d at most: save it as mp3, mono, with 64 kbit/s", float64(len(data))/(1<<20), MaxSize>>20)
	case found != kind && kinds[found] != "":
		return 0, fmt.Errorf("is a %s file by its content; rename it to end with %s", found[1:], found)
	case found != "" && kinds[found] == "":
		return 0, fmt.Errorf("is a %s file by its content, which phones cannot play; save it as mp3 or wav", found[1:])
	}
	length := lengthOfMP3
	if kind == ".wav" {
		length = lengthOfWAV
	}
	d, err := length(data)
	if err == nil && d < shortest {
		err = fmt.Errorf("plays for %d milliseconds; record it again", d.Milliseconds())
	}
	return d, err
}

// kindOf returns the kind of a file by how it begins, or "" if that tells nothing.
func kindOf(data []byte) string {
	begins := func(at int, with string) bool { return len(data) >= at && bytes.HasPrefix(data[at:], []byte(with)) }
	switch {
	case begins(0, "RIFF") && begins(8, "WAVE"):
		return ".wav"
	case begins(0, "ID3"):
		return ".mp3"
	case begins(0, "OggS"):
		return ".ogg"
	case begins(0, "fLaC"):
		return ".flac"
	case begins(0, "\x1aE\xdf\xa3"):
		return ".webm"
	case begins(4, "ftyp"):
		return ".m4a"
	case begins(0, "FORM"):
		return ".aiff"
	}
	if _, ok := frameAt(data, 0); ok {
		return ".mp3"
	}
	return ""
}
