package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// What a workbook may be at most, unpacked: a few bytes of a zip can be gigabytes.
const (
	maxUnpacked = 16 << 20
	maxColumns  = 256
	maxRow      = 4 * MaxLines // empty rows are counted too
)

// workbook is an .xlsx file: ISO/IEC 29500, of which only the values of cells are read. It is a reader of our own because the
// libraries unpack without a bound and do not tell hidden rows.
type workbook struct {
	files map[string]*zip.File
	left  int64 // bytes that may still be unpacked
}

// readWorkbook makes lines with tabs of the sheet that has numbers. Each row is the line of its number.
func readWorkbook(data []byte) (string, error) {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return "", ErrDamaged
	}
	book := &workbook{make(map[string]*zip.File), maxUnpacked}
	for _, f := range archive.File {
		book.files[strings.TrimPrefix(f.Name, "/")] = f
	}
	if book.files["xl/workbook.xml"] == nil {
		return "", zipError(book.files)
	}
	names, err := book.sheets()
	if err != nil {
		return "", err
	}
	shared, err := book.strings()
	if err != nil {
		return "", err
	}
	var found string
	for _, name := range names {
		text, err := book.sheet(name, shared)
		switch {
		case err != nil:
			return "", err
		case !longRunIn(text):
			if found == "" {
				found = text
			}
		case longRunIn(found):
			return "", ErrManySheets
		default:
			found = text
		}
	}
	return found, nil
}

func longRunIn(text string) bool {
	for cell := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\t' || r == '\n' }) {
		if longRun(cell) {
			return true
		}
	}
	return false
}

// zipError is what to say of a zip that is no .xlsx.
func zipError(files map[string]*zip.File) error {
	for name := range files {
		if name == "mimetype" || strings.HasSuffix(name, ".iwa") || strings.HasPrefix(name, "Index") || strings.HasPrefix(name, "xl/") {
			return ErrWorkbook
		}
	}
	return ErrZip
}

// decode unpacks a part and gives its XML to read. A part that is missing is as an empty one.
func (b *workbook) decode(name string, read func(*xml.Decoder, xml.StartElement) error) error {
	f := b.files[name]
	if f == nil {
		return nil
	}
	part, err := f.Open()
	if err != nil {
		return ErrDamaged
	}
	defer part.Close()
	bounded := &io.LimitedReader{R: part, N: b.left}
	decoder := xml.NewDecoder(bounded)
	for {
		token, err := decoder.Token()
		if start, ok := token.(xml.StartElement); err == nil && ok {
			err = read(decoder, start)
		}
		b.left = bounded.N
		switch {
		case b.left == 0:
			return ErrTooLarge
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, ErrTooMany), errors.Is(err, ErrHiddenRows):
			return err
		case err != nil:
			return ErrDamaged
		}
	}
}

// sheets are the parts of the sheets that can be seen, in order.
func (b *workbook) sheets() (names []string, err error) {
	targets := make(map[string]string)
	err = b.decode("xl/_rels/workbook.xml.rels", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "Relationship" {
			target := attribute(e, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join("xl", target)
			}
			targets[attribute(e, "Id")] = strings.TrimPrefix(target, "/")
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = b.decode("xl/workbook.xml", func(_ *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local == "sheet" && !strings.HasSuffix(strings.ToLower(attribute(e, "state")), "hidden") {
			names = append(names, targets[attribute(e, "id")])
		}
		return nil
	})
	return names, err
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// rich is a text in runs. What says how it is pronounced is not part of it.
type rich struct {
	Text string   `xml:"t"`
	Runs []string `xml:"r>t"`
}

func (r rich) String() string { return r.Text + strings.Join(r.Runs, "") }

// strings are the texts that cells share.
func (b *workbook) strings() (all []string, err error) {
	err = b.decode("xl/sharedStrings.xml", func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "si" {
			return nil
		}
		var text rich
		err := d.DecodeElement(&text, &e)
		all = append(all, text.String())
		return err
	})
	return all, err
}

// cell is a cell as it is stored.
type cell struct {
	At     string `xml:"r,attr"`
	Type   string `xml:"t,attr"`
	Value  string `xml:"v"`
	Inline rich   `xml:"is"`
}

// sheet makes lines with tabs of a sheet. All have as many cells as the widest.
func (b *workbook) sheet(name string, shared []string) (string, error) {
	var rows [][]string
	width := 0
	err := b.decode(name, func(d *xml.Decoder, e xml.StartElement) error {
		if e.Name.Local != "row" {
			return nil
		}
		var row struct {
			N      int    `xml:"r,attr"`
			Hidden bool   `xml:"hidden,attr"`
			Cells  []cell `xml:"c"`
		}
		if err := d.DecodeElement(&row, &e); err != nil {
			return err
		}
		cells, filled := make([]string, 0, len(row.Cells)), false
		for _, c := range row.Cells {
			at := columnOf(c.At, len(cells))
			if at >= maxColumns {
				break
			}
			for len(cells) <= at {
				cells = append(cells, "")
			}
			cells[at] = tabbed(c.text(shared))
			filled = filled || cells[at] != ""
		}
		n := max(row.N, len(rows)+1)
		switch {
		case !filled:
			return nil
		case row.Hidden:
			return ErrHiddenRows
		case n > maxRow:
			return ErrTooMany
		}
		for len(rows) < n {
			rows = append(rows, nil)
		}
		rows[n-1], width = cells, max(width, len(cells))
		return nil
	})
	var text strings.Builder
	for _, cells := range rows {
		text.WriteString(strings.Join(append(cells, make([]string, width-len(cells))...), "\t"))
		text.WriteByte('\n')
	}
	return text.String(), err
}

// text is what a cell says. A number is written with all its digits.
func (c cell) text(shared []string) string {
	switch c.Type {
	case "s":
		if i, err := strconv.Atoi(c.Value); err == nil && 0 <= i && i < len(shared) {
			return shared[i]
		}
		return ""
	case "inlineStr":
		return c.Inline.String()
	case "b":
		return map[string]string{"1": "TRUE", "0": "FALSE"}[c.Value]
	case "", "n":
		if f, err := strconv.ParseFloat(c.Value, 64); err == nil && f == float64(int64(f)) && f < 1e15 && f >= 0 {
			return strconv.FormatInt(int64(f), 10)
		}
	}
	return c.Value
}

// columnOf is the index of a column such as the AB of AB12; next where there is none.
func columnOf(at string, next int) int {
	n := 0
	for _, r := range at {
		if r < 'A' || r > 'Z' || n > maxColumns {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	if n == 0 {
		return next
	}
	return n - 1
}

// tabbed is a cell as it stands between tabs, on one line.
func tabbed(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if strings.Contains(s, `"`) {
		return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
	}
	return s
}
