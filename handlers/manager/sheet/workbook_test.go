package sheet_test

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	utf "golang.org/x/text/encoding/unicode"

	"coachline/handlers/manager/sheet"
)

// packed is a zip of these files, by name and content in turn.
func packed(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		f, err := w.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// workbook is an .xlsx file with these rows on each sheet.
func workbook(t testing.TB, sheets ...string) string {
	t.Helper()
	list, relations := "", ""
	files := []string{"xl/sharedStrings.xml", `<sst><si><t>Name</t></si><si><t>Mobile</t></si><si><r><t>Mere </t></r><r><t>"Mez" Kahu</t></r><rPh><t>x</t></rPh></si></sst>`}
	for i, rows := range sheets {
		n := string(rune('1' + i))
		list += `<sheet name="S` + n + `" r:id="rId` + n + `"/>`
		relations += `<Relationship Id="rId` + n + `" Target="worksheets/sheet` + n + `.xml"/>`
		files = append(files, "xl/worksheets/sheet"+n+".xml", `<worksheet><sheetData>`+rows+`</sheetData></worksheet>`)
	}
	return packed(t, append(files, "xl/workbook.xml", `<workbook xmlns:r="r"><sheets>`+list+`</sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships>`+relations+`</Relationships>`)...)
}

const (
	headings = `<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>`
	mere     = `<row r="4"><c r="A4" t="s"><v>2</v></c><c r="C4"><v>6.4211234561E10</v></c></row>`
	tane     = `<row r="5"><c r="A5" t="inlineStr"><is><t>Tane</t></is></c><c r="C5"><v>21234562</v></c></row>`
)

// A workbook is read as it is seen: each line is the row of that number.
func TestWorkbook(t *testing.T) {
	got := ""
	for _, line := range read(t, workbook(t, headings+mere+tane, `<row r="1"><c r="A1" t="b"><v>1</v></c></row>`), "NZ").Lines {
		got += "\n" + string(rune('0'+line.N)) + ": " + shown(line)
	}
	if diff := cmp.Diff(`
4: +64211234561 "Mere \"Mez\" Kahu" "Mere"
5: +6421234562 "Tane" "Tane" lost-zero`, got); diff != "" {
		t.Error(diff)
	}
	for _, tt := range []struct {
		name, in string
		want     error
	}{
		{"two sheets of people", workbook(t, headings+mere, tane), sheet.ErrManySheets},
		{"a filter", workbook(t, headings+mere+strings.Replace(tane, `r="5"`, `r="5" hidden="1"`, 1)), sheet.ErrHiddenRows},
		{"a row far below", workbook(t, headings+strings.Replace(mere, `r="4"`, `r="999999"`, 1)), sheet.ErrTooMany},
		{"XML that ends early", workbook(t, "<row>"), sheet.ErrDamaged},
		{"a bomb", workbook(t, strings.Repeat(" ", 17<<20)), sheet.ErrTooLarge},
		{"a bomb of strings", packed(t, "xl/workbook.xml", "<a/>", "xl/sharedStrings.xml", "<sst><si><t>"+strings.Repeat("a", 17<<20)), sheet.ErrTooLarge},
		{"Numbers", packed(t, "Index/Document.iwa", "x"), sheet.ErrWorkbook},
		{"LibreOffice", packed(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet"), sheet.ErrWorkbook},
		{"a packed list", packed(t, "ward.csv", "Mere,021 234 561"), sheet.ErrZip},
	} {
		if list, err := sheet.Read([]byte(tt.in), "NZ"); err != tt.want || list.Lines != nil {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

// Contacts of phones and address books are people.
func TestCards(t *testing.T) {
	eachList(t, []wholeList{
		{"one", "BEGIN:VCARD\nVERSION:3.0\nFN:Mere Kahu\nTEL;TYPE=CELL:+64 21 234 561\nEND:VCARD", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"an iPhone's", "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ngata;Te Ata;;;\r\nFN:Te Ata Ngata\r\nitem1.TEL;type=pref:027 234 5698\r\nitem1.X-ABLabel:Partner\r\nTEL;type=HOME;type=VOICE:09 300 1234\r\nTEL;type=CELL;type=VOICE:021 234\r\n  562\r\nEND:VCARD\r\n", `
2: +6421234562 "Te Ata Ngata" "Te Ata"`},
		{"an old phone's", "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Ngata;T=C4=81=\nne;;;\nTEL;CELL:021234563\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nN:Bo\nTEL;HOME:093001234\nEND:VCARD\n", `
2: +6421234563 "Tāne Ngata" "Tāne" costs-more
3: landline`},
		{"version 4", "BEGIN:VCARD\nVERSION:4.0\nFN:Kahu\\, Mere\nTEL;VALUE=uri;TYPE=\"cell,voice\":tel:+64-21-234-561\nNOTE:Do not text\nEND:VCARD\nBEGIN:VCARD\nFN:Ana\nTEL;TYPE=cell:021 234 564\nTEL;TYPE=cell:022 234 5641\nEND:VCARD", `
2: no-consent
3: more-than-one-number`},
	})
}

// UTF-16 is read without its mark, too.
func TestUTF16WithoutMark(t *testing.T) {
	for _, order := range []utf.Endianness{utf.LittleEndian, utf.BigEndian} {
		in, err := utf.UTF16(order, utf.IgnoreBOM).NewEncoder().String("Name,Mobile\r\nTāne,021 234 561\r\n")
		if err != nil {
			t.Fatal(err)
		}
		if list := read(t, in, "NZ"); len(list.Lines) != 1 || shown(list.Lines[0]) != `+6421234561 "Tāne" "Tāne" costs-more` {
			t.Errorf("%v: %v", order, list)
		}
	}
}
