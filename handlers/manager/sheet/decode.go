package sheet

import (
	"bytes"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// refusals are how files begin that people choose by mistake, and of which some look like text.
var refusals = []struct {
	begins string
	err    error
}{
	{"\xD0\xCF\x11\xE0", ErrWorkbook}, // .xls, and .xlsx with a password
	{"%PDF-", ErrNotText},
	{"{\\rtf", ErrNotText},
	{"\x89PNG", ErrNotText},
	{"\xFF\xD8\xFF", ErrNotText}, // JPEG
	{"GIF8", ErrNotText},
	{"RIFF", ErrNotText}, // WebP
	{"II*\x00", ErrNotText},
	{"MM\x00*", ErrNotText}, // TIFF
	{"\x1F\x8B", ErrZip},
	{"7z\xBC\xAF", ErrZip},
	{"Rar!", ErrZip},
	{"bplist", ErrNotText},
	{"SQLite format 3", ErrNotText},
}

// programs match the beginning of what programs and browsers write: JSON, XML, a web page, a web archive.
var programs = regexp.MustCompile(`(?i)^\s*(\[\s*[\[{"\]]|\{\s*["}]|<(!doctype|!--|html|head|body|meta|table|div|\?xml|svg|plist)|MIME-Version:|(insert into|create table|select|update) \S+ )`)

// decode makes text of a file, with \n at the ends of its lines. What begins with a byte order mark is what the mark says;
// other bytes are UTF-16 where every other one is 0, or UTF-8, or, where that cannot be, what an old Excel writes.
func decode(data []byte) (string, error) {
	for _, r := range refusals {
		if bytes.HasPrefix(data, []byte(r.begins)) {
			return "", r.err
		}
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return readWorkbook(data)
	}
	fallback := wide(data)
	switch {
	case fallback != nil:
	case utf8.Valid(data):
		fallback = utf.UTF8
	default:
		fallback = charmap.Windows1252
	}
	decoder := encoding.Decoder{Transformer: utf.BOMOverride(fallback.NewDecoder())}
	decoded, err := decoder.Bytes(data)
	if err != nil || bytes.IndexByte(decoded, 0) >= 0 {
		return "", ErrNotText
	}
	text := newlines.Replace(strings.ToValidUTF8(string(decoded), string(unicode.ReplacementChar)))
	switch {
	case programs.MatchString(text):
		return "", ErrProgram
	case cards.MatchString(text):
		return readCards(text), nil
	}
	return text, nil
}

// wide is UTF-16 without its mark, or nil: in most scripts every other byte of it is 0 where there are names and digits.
func wide(data []byte) encoding.Encoding {
	var zeros [2]int
	head := data[:min(len(data), 4096)&^1]
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	switch half := len(head) / 2; {
	case len(data)%2 != 0 || half == 0:
	case zeros[1]*2 > half && zeros[0]*10 < half:
		return utf.UTF16(utf.LittleEndian, utf.IgnoreBOM)
	case zeros[0]*2 > half && zeros[1]*10 < half:
		return utf.UTF16(utf.BigEndian, utf.IgnoreBOM)
	}
	return nil
}

var newlines = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// plain is a cell as a person sees it: without the invisible marks that address books and web pages add (Cf: bidi marks,
// zero-width spaces), with plain spaces, and a letter and its macron as one character.
func plain(cell string) string {
	if ascii(cell) {
		return strings.TrimSpace(strings.Map(visible, cell))
	}
	return strings.TrimSpace(strings.Map(visible, norm.NFC.String(cell)))
}

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return -1
	case '０' <= r && r <= '９': // as wide keyboards write digits
		return r - '０' + '0'
	}
	return r
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
