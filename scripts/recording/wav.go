package recording

import (
	"encoding/binary"
	"errors"
	"fmt"
	"time"
)

// The formats of a wav's sound that are played: RFC 2361.
const (
	formatPCM        = 1
	formatMuLaw      = 7
	formatExtensible = 0xfffe // the format follows later in the same chunk
)

// waveFormat is the chunk "fmt " of a wav.
type waveFormat struct {
	format, channels int
	rate             int // samples a second
	block            int // bytes of a sample of all channels
	bits             int // of a sample
}

// lengthOfWAV reads the header of a wav.
func lengthOfWAV(data []byte) (time.Duration, error) {
	var format *waveFormat
	if len(data) < 12 || kindOf(data) != ".wav" {
		return 0, errors.New("is no wav that can be read; save it as mp3 or wav again")
	}
	for at := 12; at+8 <= len(data); {
		name, size := string(data[at:at+4]), int(binary.LittleEndian.Uint32(data[at+4:]))
		at += 8
		whole := size <= len(data)-at
		switch {
		case name == "data" && format == nil:
			return 0, errors.New("does not say what its sound is; save it again")
		case !whole:
			return 0, errors.New("ends in the middle of its sound; copy or save it again")
		case name == "data":
			return time.Duration(size/format.block) * time.Second / time.Duration(format.rate), nil
		case name == "fmt ":
			f, err := readFormat(data[at : at+size])
			if err != nil {
				return 0, err
			}
			format = &f
		}
		at += size + size%2
	}
	return 0, errors.New("has no sound in it; record it again")
}

// readFormat reads the chunk "fmt ", and refuses what phones may not play.
func readFormat(chunk []byte) (f waveFormat, err error) {
	if len(chunk) < 16 {
		return f, errors.New("does not say what its sound is; save it again")
	}
	number := func(at int) int { return int(binary.LittleEndian.Uint16(chunk[at:])) }
	f = waveFormat{format: number(0), channels: number(2), rate: int(binary.LittleEndian.Uint32(chunk[4:])), block: number(12), bits: number(14)}
	if f.format == formatExtensible && len(chunk) >= 26 {
		f.format = number(24)
	}
	const cure = "; save it as wav, 16-bit PCM, or as mp3"
	switch {
	case f.format == formatPCM && f.bits != 8 && f.bits != 16:
		return f, fmt.Errorf("has samples of %d bits, which phones may not play%s", f.bits, cure)
	case f.format == formatMuLaw && f.bits != 8, f.format != formatPCM && f.format != formatMuLaw:
		return f, fmt.Errorf("has sound of a kind that phones may not play (format %d)%s", f.format, cure)
	case f.channels < 1 || f.channels > 2:
		return f, fmt.Errorf("has %d channels; save it in mono", f.channels)
	case f.rate < 8000 || f.rate > 96000:
		return f, fmt.Errorf("has %d samples a second; expected 8000 to 96000%s", f.rate, cure)
	case f.block != f.channels*f.bits/8:
		return f, errors.New("contradicts itself about its sound; save it again")
	}
	return f, nil
}
