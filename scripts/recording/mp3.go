package recording

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// frame is a frame of an mp3. Each says how long it is and how much sound it has, so a variable bit rate needs no care.
type frame struct {
	size, samples, rate int
	sideInfo            int // bytes between its header and its sound
}

// What the bits of a frame's header stand for, in layer III: ISO/IEC 11172-3 and 13818-3, section 2.4.2.3. Versions 2 and 2.5 have
// half of version 1's samples.
var (
	bitRates1   = [15]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320} // kbit/s
	bitRates2   = [15]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
	sampleRates = [3]int{44100, 48000, 32000}
)

// frameAt reads the header of the frame that begins at a place, or returns false if none begins there. Frames of a free bit rate,
// which say no size, are not read: nothing that people record with makes them.
func frameAt(data []byte, at int) (f frame, ok bool) {
	if at+4 > len(data) {
		return f, false
	}
	h := binary.BigEndian.Uint32(data[at:])
	version, layer, bitRate, sampleRate := h>>19&3, h>>17&3, h>>12&15, h>>10&3
	if h>>21 != 0x7ff || version == 1 || layer != 1 || bitRate == 0 || bitRate == 15 || sampleRate == 3 {
		return f, false
	}
	mono := h>>6&3 == 3
	kbits := 0
	switch {
	case version == 3:
		f.samples, f.rate, kbits = 1152, sampleRates[sampleRate], bitRates1[bitRate]
		f.sideInfo = pick(mono, 17, 32)
	default:
		f.samples, f.rate, kbits = 576, sampleRates[sampleRate]/2, bitRates2[bitRate]
		f.sideInfo = pick(mono, 9, 17)
		if version == 0 { // 2.5
			f.rate /= 2
		}
	}
	f.size = f.samples/8*kbits*1000/f.rate + int(h>>9&1)
	return f, true
}

func pick(first bool, a, b int) int {
	if first {
		return a
	}
	return b
}

// lengthOfMP3 adds up the frames of an mp3.
func lengthOfMP3(data []byte) (time.Duration, error) {
	at := afterTags(data)
	first, ok := frameAt(data, at)
	if !ok {
		return 0, errors.New("is no mp3 that can be read; save it as mp3 or wav again")
	}
	played, frames, promised := time.Duration(0), 0, 0
	for {
		f, ok := frameAt(data, at)
		if !ok {
			break
		}
		if at+f.size > len(data) {
			return 0, errors.New("ends in the middle of its sound; copy or save it again")
		}
		if body := data[at : at+f.size]; at == afterTags(data) && f == first && isSummary(body, f.sideInfo) {
			promised = promisedFrames(body, f.sideInfo)
		} else {
			frames++
			played += time.Duration(f.samples) * time.Second / time.Duration(f.rate)
		}
		at += f.size
	}
	switch rest := data[at:]; {
	case !isEnd(rest):
		return 0, fmt.Errorf("cannot be read after %.1f seconds; save it again", played.Seconds())
	case frames < promised:
		return 0, fmt.Errorf("has %d of the %d parts that it begins with; copy or save it again", frames, promised)
	}
	return played, nil
}

// afterTags returns where the sound begins: after titles and pictures that programs put before it (id3.org/id3v2.4.0-structure), and
// after zeros.
func afterTags(data []byte) (at int) {
	for len(data)-at >= 10 && string(data[at:at+3]) == "ID3" {
		size := 0
		for _, b := range data[at+6 : at+10] {
			size = size<<7 | int(b&0x7f)
		}
		footer := pick(data[at+5]&0x10 != 0, 10, 0)
		at = min(at+10+size+footer, len(data))
	}
	for at < len(data) && data[at] == 0 {
		at++
	}
	return at
}

// isEnd reports whether what follows the last frame is what programs put there: nothing, zeros, or a title.
func isEnd(rest []byte) bool {
	for _, tag := range []string{"TAG", "APETAGEX", "LYRICSBEGIN", "ID3"} {
		if bytes.HasPrefix(rest, []byte(tag)) {
			return true
		}
	}
	return len(bytes.Trim(rest, "\x00")) == 0
}

// isSummary reports whether a first frame has no sound but says what follows, as encoders with a variable bit rate write it.
func isSummary(body []byte, sideInfo int) bool {
	return hasAt(body, 4+sideInfo, "Xing") || hasAt(body, 4+sideInfo, "Info") || hasAt(body, 36, "VBRI")
}

// promisedFrames is how many frames follow by a summary, or 0 if it does not say.
func promisedFrames(body []byte, sideInfo int) int {
	at := 4 + sideInfo + 4
	if hasAt(body, 36, "VBRI") || at+8 > len(body) || body[at+3]&1 == 0 {
		return 0
	}
	return int(binary.BigEndian.Uint32(body[at+4:]))
}

func hasAt(body []byte, at int, word string) bool {
	return at <= len(body) && bytes.HasPrefix(body[at:], []byte(word))
}
