package recording

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"
)

// wav is a file of silence.
func wav(format, channels, rate, bits int, length time.Duration) []byte {
	block := channels * bits / 8
	size := int(length*time.Duration(rate)/time.Second) * block
	b := bytes.NewBufferString("RIFF")
	put := func(values ...any) {
		for _, v := range values {
			_ = binary.Write(b, binary.LittleEndian, v) // a Buffer takes all
		}
	}
	put(uint32(36+size), []byte("WAVEfmt "), uint32(16), uint16(format), uint16(channels), uint32(rate), uint32(rate*block), uint16(block),
		uint16(bits), []byte("data"), uint32(size), make([]byte, size))
	return b.Bytes()
}

// mp3 is n frames of 32 kbit/s and 16 kHz, mono: 144 bytes and 36 ms each.
func mp3(n int) []byte {
	frame := append([]byte{0xff, 0xf3, 0x48, 0xc0}, make([]byte, 140)...)
	return bytes.Repeat(frame, n)
}

// summary is a first frame without sound that promises n more.
func summary(n byte) []byte {
	frame := mp3(1)
	copy(frame[4+9:], "Xing\x00\x00\x00\x01\x00\x00\x00"+string([]byte{n}))
	return frame
}

func TestLength(t *testing.T) {
	tag := append([]byte("ID3\x04\x00\x00\x00\x00\x01\x00"), make([]byte, 128)...)
	for _, c := range []struct {
		name string
		data []byte
		want time.Duration
	}{
		{"a.wav", wav(1, 1, 16000, 16, 2*time.Second), 2 * time.Second},
		{"a.wav", wav(1, 2, 44100, 16, time.Second), time.Second},
		{"a.wav", wav(7, 1, 8000, 8, time.Second), time.Second},
		{"A.WAV", wav(1, 1, 8000, 8, time.Second), time.Second},
		{"a.mp3", mp3(100), 3600 * time.Millisecond},
		{"a title before it", append(bytes.Clone(tag), mp3(100)...), 3600 * time.Millisecond},
		{"a title after it", append(mp3(100), append([]byte("TAG"), make([]byte, 125)...)...), 3600 * time.Millisecond},
		{"a summary", append(summary(100), mp3(100)...), 3600 * time.Millisecond},
		{"two bit rates", append(mp3(50), append([]byte{0xff, 0xf3, 0x88, 0xc0}, make([]byte, 284)...)...), 51 * 36 * time.Millisecond},
	} {
		name := c.name
		if !strings.Contains(name, ".") {
			name += ".mp3"
		}
		if got, err := Length(name, c.data); got != c.want || err != nil {
			t.Errorf("%s: %v, %v; want %v", c.name, got, err, c.want)
		}
	}
}

func TestBrokenFileSaysWhatToDo(t *testing.T) {
	whole := wav(1, 1, 16000, 16, time.Second)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"a.mp3", nil, "is empty; record it again"},
		{"a.wav", mp3(100), "is a mp3 file by its content; rename it to end with .mp3"},
		{"a.mp3", whole, "is a wav file by its content; rename it"},
		{"a.mp3", []byte("\x00\x00\x00 ftypM4A "), "is a m4a file by its content, which phones cannot play"},
		{"a.m4a", []byte("\x00\x00\x00 ftypM4A "), "is a m4a file by its content, which phones cannot play"},
		{"a.mp3", []byte("Kia ora, this is no sound"), "is no mp3 that can be read"},
		{"a.wav", []byte("Kia ora, this is no sound"), "is no wav that can be read"},
		{"a.mp3", mp3(100)[:14300], "ends in the middle of its sound"},
		{"a.mp3", append(summary(100), mp3(60)...), "has 60 of the 100 parts"},
		{"a.mp3", append(mp3(100), "junk"...), "cannot be read after 3.6 seconds"},
		{"a.mp3", mp3(2), "plays for 72 milliseconds; record it again"},
		{"a.mp3", append([]byte("ID3\x04\x00\x00\x7f\x7f\x7f\x7f"), mp3(9)...), "is no mp3 that can be read"},
		{"a.wav", whole[:len(whole)-1], "ends in the middle of its sound"},
		{"a.wav", whole[:36], "has no sound in it"},
		{"a.wav", wav(1, 1, 16000, 24, time.Second), "samples of 24 bits"},
		{"a.wav", wav(3, 1, 16000, 32, time.Second), "of a kind that phones may not play (format 3)"},
		{"a.wav", wav(1, 6, 16000, 16, time.Second), "6 channels"},
		{"a.wav", wav(1, 1, 4000, 16, time.Second), "4000 samples a second"},
		{"a.wav", append(bytes.Clone(whole[:12]), whole[36:]...), "does not say what its sound is"},
		{"a.wav", make([]byte, MaxSize+1), "has 4.0 MB; expected 4 at most"},
	} {
		if _, err := Length(c.name, c.data); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s of %d bytes: got %v, want %q", c.name, len(c.data), err, c.want)
		}
	}
}

// FuzzLength checks that no file makes the reader panic, and that what it accepts plays for a while.
func FuzzLength(f *testing.F) {
	f.Add("a.wav", wav(1, 1, 8000, 8, time.Second/4))
	f.Add("a.mp3", mp3(10))
	f.Add("a.mp3", append(summary(5), mp3(5)...))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if d, err := Length(name, data); err == nil && (d < shortest || d > time.Hour) {
			t.Errorf("%q plays for %v", name, d)
		}
	})
}
