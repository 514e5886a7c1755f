package sheet

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// workbooks are how the files begin that people send for a CSV: a zip, as .xlsx and .ods are, and the old .xls.
var workbooks = [][]byte{[]byte("PK\x03\x04"), []byte("\xD0\xCF\x11\xE0")}

// documents are how other files begin that people choose by mistake, and of which some look like text: a PDF, and pictures.
var documents = [][]byte{[]byte("%PDF-"), []byte("\x89PNG"), []byte("\xFF\xD8\xFF"), []byte("GIF8"), []byte("{\\rtf")}

// decode makes text of a file, with \n at the ends of its lines. What begins with a byte order mark is what the mark says;
// other bytes are UTF-8, or, where that cannot be, what an old Excel writes.
func decode(data []byte) (string, error) {
	for _, magic := range workbooks {
		if bytes.HasPrefix(data, magic) {
			return "", ErrWorkbook
		}
	}
	for _, magic := range documents {
		if bytes.HasPrefix(data, magic) {
			return "", ErrNotText
		}
	}
	var fallback encoding.Encoding = utf.UTF8
	if !utf8.Valid(data) {
		fallback = charmap.Windows1252
	}
	decoder := encoding.Decoder{Transformer: utf.BOMOverride(fallback.NewDecoder())}
	decoded, err := decoder.Bytes(data)
	if err != nil || bytes.IndexByte(decoded, 0) >= 0 {
		return "", ErrNotText
	}
	return newlines.Replace(strings.ToValidUTF8(string(decoded), string(unicode.ReplacementChar))), nil
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
