package sheet_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/handlers/manager/sheet"
)

// shown is a line as the tables here have it: its number and names, or its fault, then its notes.
func shown(line sheet.Line) string {
	if f := line.Fault; f != nil {
		if f.Of > 0 {
			return fmt.Sprintf("%s of %d", f.Kind, f.Of)
		}
		return string(f.Kind)
	}
	s := fmt.Sprintf("%s %q %q", line.Number.E164(), line.Name, line.First)
	for _, note := range line.Notes {
		s += " " + string(note)
	}
	return s
}

func read(t testing.TB, data, region string, countries ...string) sheet.List {
	t.Helper()
	list, err := sheet.Read([]byte(data), region, countries...)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// Each file in testdata has the same three people, as some program saves them.
func TestFiles(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.*")
	if err != nil || len(paths) != 10 {
		t.Fatalf("%d files, %v", len(paths), err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range read(t, string(data), "NZ").Lines {
				got = append(got, strings.Replace(shown(line), `"Kahu, Ana"`, `"Ana Kahu"`, 1))
			}
			want := []string{
				`+6421234567 "Mere Kahu" "Mere"`,
				`+6421234568 "Zoë Müller" "Zoë" costs-more`,
				`+64212345691 "Ana Kahu" "Ana"`,
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// One person on a line without a header, however it is written.
func TestOneLine(t *testing.T) {
	eachLine(t, []oneLine{
		{"number first", "021 234 567 Mere", `+6421234567 "Mere" "Mere"`},
		{"tab", "Mere Kahu\t0212345678", `+64212345678 "Mere Kahu" "Mere"`},
		{"comma and country code", "Mere, +64 21 234 567", `+6421234567 "Mere" "Mere"`},
		{"number alone", "021 234 567", `+6421234567 "" "" no-name`},
		{"0064", "0064 21 234 567 Mere", `+6421234567 "Mere" "Mere"`},
		{"brackets", "Mere (021) 234-567", `+6421234567 "Mere" "Mere"`},
		{"first, last", "Mere,Kahu,021 234 567", `+6421234567 "Mere Kahu" "Mere"`},
		{"last, first in one cell", `"Kahu, Mere",021 234 567`, `+6421234567 "Kahu, Mere" "Mere"`},
		{"a role", "Mere Kahu,021 234 567,Nurse", `+6421234567 "Mere Kahu" "Mere"`},
		{"an e-mail address", "Mere Kahu <mere85@example.nz>; 021 234 567", `+6421234567 "Mere Kahu" "Mere"`},
		{"an e-mail address first", "mere@example.nz,Mere Kahu,021 234 567", `+6421234567 "Mere Kahu" "Mere"`},
		{"a numbered list", "12. Mere 021 234 567", `+6421234567 "Mere" "Mere"`},
		{"a numbered list of numbers", "2) 021 234 567", `+6421234567 "" "" no-name`},
		{"a bullet", "• Mere - 021 234 567", `+6421234567 "Mere" "Mere"`},
		{"a label", "Mere Mob: 021 234 567", `+6421234567 "Mere" "Mere"`},
		{"a pipe", "Mere | 021 234 567", `+6421234567 "Mere" "Mere"`},
		{"a title", "Dr. Mere Kahu,021 234 567", `+6421234567 "Dr. Mere Kahu" "Mere"`},
		{"last, first in quotes beside the number", `"Kahu, Mere" 021 234 567`, `+6421234567 "Kahu, Mere" "Mere"`},
		{"last, first (other) number", "Kahu, Mere (Mez) 021 234 567", `+6421234567 "Kahu, Mere (Mez)" "Mere"`},
		{"last, first number", "Kahu, Mere 021 234 567", `+6421234567 "Kahu, Mere" "Mere"`},
		{"a name, and a word behind the number", "Mere, 021 234 567 nights", `+6421234567 "Mere" "Mere"`},
		{"a label before the number", "Mere, mob 021 234 567", `+6421234567 "Mere" "Mere"`},
		{"brackets that belong to it", "Tane (nights) 021 234 567", `+6421234567 "Tane (nights)" "Tane"`},
		{"a bracket without its partner", "Tane (nights 021 234 567", `+6421234567 "Tane nights" "Tane"`},
		{"brackets around it", "(Tane) 021 234 567", `+6421234567 "Tane" "Tane"`},
		{"an emoji before the name", "🌸 Mere Kahu,021 234 567", `+6421234567 "🌸 Mere Kahu" "Mere"`},
		{"an emoji before a title", "🌸 Dr. 🌸 Mere,021 234 567", `+6421234567 "🌸 Dr. 🌸 Mere" "Mere"`},
		{"a macron is kept", "Tāne,021 234 567", `+6421234567 "Tāne" "Tāne" costs-more`},
		{"only a surname's macron", "Mere Pōtiki,021 234 567", `+6421234567 "Mere Pōtiki" "Mere"`},
		{"a Tongan name", "'Ofa,021 234 567", `+6421234567 "'Ofa" "'Ofa"`},
		{"a hyphen and an apostrophe", "Mary-Ann O'Neill,021 234 567", `+6421234567 "Mary-Ann O'Neill" "Mary-Ann"`},
		{"a quotation mark inside", `Mere "Mez" Kahu,021 234 567`, `+6421234567 "Mere \"Mez\" Kahu" "Mere"`},
		{"a quoted name before a space", `"Mere" 021 234 567`, `+6421234567 "Mere" "Mere"`},
		{"a date of birth", "Mere,21/11/2026,021 234 567", `+6421234567 "Mere" "Mere"`},
		{"a landline besides", "Mere,09 300 1234,021 234 567", `+6421234567 "Mere" "Mere"`},
		{"the number twice", "Mere,021 234 567,+6421234567", `+6421234567 "Mere" "Mere"`},
		{"an extra number of a few digits", "1234,Mere,021 234 567", `+6421234567 "Mere" "Mere"`},
		{"as a formula made harmless", "Mere,'+64 21 234 567", `+6421234567 "Mere" "Mere"`},
		{"from Australia", "Mere,+61 412 345 678", `+61412345678 "Mere" "Mere" from-abroad`},
		{"the United States do not tell mobiles apart", "Mere,+1 206 555 0100", `+12065550100 "Mere" "Mere" from-abroad`},
		{"the 0 lost, seven digits after it", "21234567,Mere", `+6421234567 "Mere" "Mere" lost-zero`},
		{"the 0 lost, eight digits", "211234567,Mere", `+64211234567 "Mere" "Mere" lost-zero`},
		{"64 without a plus", "6421234567,Mere", `+6421234567 "Mere" "Mere"`},
	})
}

// One line of which nobody can be invited, or just somebody.
func TestOneFault(t *testing.T) {
	eachLine(t, []oneLine{
		{"no number", "Mere Kahu", "no-number"},
		{"no number but a date", "Mere,21/11/2026", "no-number"},
		{"an empty number", "Mere,", "no-number"},
		{"two numbers", "Mere,021 234 567,022 123 4567", "more-than-one-number"},
		{"two numbers in a cell", "Mere,021 234 567 / 022 123 4567", "more-than-one-number"},
		{"two numbers with plus", "+64 21 234 567 +64 22 123 4567 Mere", "more-than-one-number"},
		{"a second number that is none", "021 234 567 +64 22 234 Mere", "more-than-one-number"},
		{"a page of numbers", strings.Repeat("021 234 567,", 40), "more-than-one-number"},
		{"a letter for a digit", "Mere,O21 234 567", "not-a-number"},
		{"an extension", "Mere,021 234 567 x12", "extension"},
		{"already masked", "Mere,+64…567", "not-a-number"},
		{"too short", "Mere,021 234", "too-short"},
		{"a local number", "Mere,300 1234", "no-such-number"},
		{"too long", "Mere,021 234 567 890 12", "too-long"},
		{"much too long", "Mere," + strings.Repeat("021 ", 40), "too-long"},
		{"no such prefix", "Mere,024 123 4567", "no-such-number"},
		{"no such country", "Mere,+999 123 456 789", "no-such-number"},
		{"Excel's power", "Mere,6.42E+10", "rounded-by-a-spreadsheet"},
		{"Excel's power on a free line", "Mere 6.42E+10", "rounded-by-a-spreadsheet"},
		{"Excel's power with a comma", `Mere;6,42E+10`, "rounded-by-a-spreadsheet"},
		{"Excel's decimal", "Mere,64211234567.0", "rounded-by-a-spreadsheet"},
		{"Excel's error", "Mere,#N/A", "spreadsheet-error"},
		{"Excel's error for a name", "#REF!,021 234 567", "spreadsheet-error"},
		{"a landline", "Mere,09 300 1234", "landline"},
		{"a landline without its 0", "Mere,93001234", "landline"},
		{"emergency", "Mere,111", "special-number"},
		{"emergency on a free line", "Mere 111", "special-number"},
		{"a service", "1737 Mere", "special-number"},
		{"free of charge", "Mere,0800 123 456", "special-number"},
		{"premium", "Mere,0900 12345", "special-number"},

		{"a name of digits and signs", "???,021 234 567", "name-without-letters"},
		{"a long name", strings.Repeat("Mere ", 9) + ",021 234 567", "name-too-long"},
		{"a long first name", "Merekahuwhatamatekahutia,021 234 567", "name-too-long"},
		{"a control character", "Me\are,021 234 567", "name-with-other-characters"},
		{"a script", "<script>alert(1)</script>,021 234 567", "name-with-other-characters"},
		{"markup", "Mere <b>Kahu</b> K,021 234 567", "name-with-other-characters"},
		{"a prompt's braces", "{partner},021 234 567", "name-with-other-characters"},
		{"http", "http://x,021 234 567", "name-with-a-link"},
		{"www", "www.example,021 234 567", "name-with-a-link"},
		{"a domain", "Mere win.co,021 234 567", "name-with-a-link"},
		{"initials are no domain", "A.Cooper,021 234 567", `+6421234567 "A.Cooper" "A.Cooper"`},
		{"a mark without a partner", `"Mere,021 234 567`, "broken-row"},
	})
}

// oneLine is a line of a list, and what is read of it.
type oneLine struct{ name, in, want string }

func eachLine(t *testing.T, lines []oneLine) {
	t.Helper()
	for _, tt := range lines {
		t.Run(tt.name, func(t *testing.T) {
			list := read(t, tt.in, "NZ")
			if len(list.Lines) != 1 {
				t.Fatalf("%d lines", len(list.Lines))
			}
			if got := shown(list.Lines[0]); got != tt.want {
				t.Errorf("%q is %s, want %s", tt.in, got, tt.want)
			}
		})
	}
}

// Whole lists, each line as its number, a colon and what it is.
func TestLists(t *testing.T) {
	eachList(t, []wholeList{
		{"nothing", "", ""},
		{"nothing that stands out", "\n \u200e \n,,,\n\"\";\t\n", ""},
		{"typed and pasted together", "021 234 567 Mere\nAna\t021 234 568\nBo, 021 234 569\n021 234 570\n", `
1: +6421234567 "Mere" "Mere"
2: +6421234568 "Ana" "Ana"
3: +6421234569 "Bo" "Bo"
4: +6421234570 "" "" no-name`},
		{"the first counts", "Mere,021 234 567\n\nMeri,+64 21 234567\nBo,0064-21-234-567", `
1: +6421234567 "Mere" "Mere"
3: duplicate of 1
4: duplicate of 1`},
		{"one with a fault does not count", "???,021 234 567\nMere,021 234 567", `
1: name-without-letters
2: +6421234567 "Mere" "Mere"`},
		{"a cell over two lines", "Name,Mobile\n\"Mere\nKahu\",021 234 567\nAna,\"021 234 568\n\"\nBo,021 234 569", `
2: +6421234567 "Mere Kahu" "Mere"
4: +6421234568 "Ana" "Ana"
6: +6421234569 "Bo" "Bo"`},
		{"a mark without a partner takes nobody along", "Mere,021 234 567\n\"Ana,021 234 568\nBo,021 234 569\nCy,\"021 234 570\"\n", `
1: +6421234567 "Mere" "Mere"
2: broken-row
3: +6421234569 "Bo" "Bo"
4: +6421234570 "Cy" "Cy"`},
		{"two marks without partners", "\"Ana,021 234 568\nBo,021 234 569\n\"Cy,021 234 570\n", `
1: broken-row
2: +6421234569 "Bo" "Bo"
3: broken-row`},
		{"two marks that close each other over two people", "\"Ana,021 234 568\nBo\",021 234 569\n", `
1: broken-row
2: +6421234569 "Bo" "Bo"`},
		{"separators in names", "\"Kahu; Mere\",021 234 567\n\"Kahu, Ana\",021 234 568", `
1: +6421234567 "Kahu; Mere" "Kahu"
2: +6421234568 "Kahu, Ana" "Ana"`},
		{"a tab that is said", "sep=\t\nName\tMobile\nMere\t021 234 567", `
3: +6421234567 "Mere" "Mere"`},
	})
}

// Lists with a header.
func TestHeaders(t *testing.T) {
	eachList(t, []wholeList{
		{"mobile before telephone", "Phone;Mobile;Last name;First name\n09 300 1234;021 234 567;Kahu;Mere\n021 234 568;;Kahu;Mary Ann\n09 300 1234;;Kahu;Bo\n;;;Cy", `
2: +6421234567 "Mere Kahu" "Mere"
3: +6421234568 "Mary Ann Kahu" "Mary Ann"
4: landline
5: no-number`},
		{"a title above the header", "Staff of Ward 4\n\nStaff ID,Full name,FTE,Cell phone\n12,Mere Kahu,0.8,021 234 567", `
1: no-number
4: +6421234567 "Mere Kahu" "Mere"`},
		{"a title with a date above the header", "Ward 4 staff, 12/11/2026\nSurname,First name,Mobile\nKahu,Mere,021 234 567", `
1: no-number
3: +6421234567 "Mere Kahu" "Mere"`},
		{"words of a header below somebody", "Mere,021 234 567\nName,Mobile\nAna,021 234 568", `
1: +6421234567 "Mere" "Mere"
2: no-number
3: +6421234568 "Ana" "Ana"`},
		{"a name they go by", "Full name,Preferred name,Cell\nMeremere Kahu,Mere,021 234 567", `
2: +6421234567 "Meremere Kahu" "Mere"`},
		{"words for a number", "Name,Mobile,Staff number\nMere,ask Ana,7654321\nBo,none,21234567\nCy,-,1", `
2: not-a-number
3: not-a-number
4: no-number`},
		{"a header typed above lines", "Name Number\nMere 021 234 567", `
2: +6421234567 "Mere" "Mere"`},
		{"a header of one column", "Mobile\n021 234 567\n022 123 4567", `
2: +6421234567 "" "" no-name
3: +64221234567 "" "" no-name`},
		{"a header in Māori", "Ingoa,Nama waea\nMere,021 234 567", `
2: +6421234567 "Mere" "Mere"`},
		{"a header that names no number", "First name,Contact,Role\nMere,021 234 567,RN", `
2: +6421234567 "Mere" "Mere"`},
		{"a line typed below columns", "Name,Mobile\nMere\n021 234 567 Ana", `
2: no-number
3: +6421234567 "Ana" "Ana"`},
		{"nobody is taken for a header", "Mobile,021 234 567\nMere,021 234 568", `
1: +6421234567 "Mobile" "Mobile" odd-name
2: +6421234568 "Mere" "Mere"`},
	})
}

type wholeList struct{ name, in, want string }

// eachList reads whole lists, each line as its number, a colon and what it is.
func eachList(t *testing.T, lists []wholeList) {
	t.Helper()
	for _, tt := range lists {
		t.Run(tt.name, func(t *testing.T) {
			var got strings.Builder
			for _, line := range read(t, tt.in, "NZ").Lines {
				fmt.Fprintf(&got, "\n%d: %s", line.N, shown(line))
			}
			if diff := cmp.Diff(tt.want, got.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCountries(t *testing.T) {
	const in = "Mere,021 234 567\nAna,+61 412 345 678\nBo,+1 206 555 0100"
	var got []string
	for _, line := range read(t, in, "NZ", "NZ", "AU").Lines {
		got = append(got, shown(line))
	}
	want := []string{`+6421234567 "Mere" "Mere"`, `+61412345678 "Ana" "Ana" from-abroad`, "country-not-served"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got := shown(read(t, "(206) 555-0100 Bo", "US").Lines[0]); got != `+12065550100 "Bo" "Bo"` {
		t.Errorf("at home in the United States: %s", got)
	}
}

// A number and a name that were given apart have the rules of a list.
func TestOne(t *testing.T) {
	for want, typed := range map[string][2]string{
		`+6421234567 "Dr. Mere Kahu" "Mere"`: {" 021 234 567 ", "Dr.  Mere Kahu"},
		`+6421234567 "" "" no-name`:          {"021-234-567", ""},
		"no-number":                          {"", "Mere 021 234 567"},
		"landline":                           {"09 300 1234", "Mere"},
		"country-not-served":                 {"+61 412 345 678", "Mere"},
		"name-with-a-link":                   {"021 234 567", "Mere www.example.nz"},
		"name-too-long":                      {"021 234 567", strings.Repeat("Mere ", 10)},
		"name-without-letters":               {"021 234 567", "🌸"},
		"name-with-other-characters":         {"021 234 567", "Mere; =HYPERLINK(1"},
	} {
		if got := shown(sheet.One(typed[0], typed[1], "NZ", "NZ")); got != want {
			t.Errorf("%q is %s, want %s", typed, got, want)
		}
	}
}

func TestWholeListRefused(t *testing.T) {
	most := strings.Repeat("Mere\n", sheet.MaxLines)
	for _, tt := range []struct {
		name, in string
		want     error
	}{
		{"the most people", "Name,Mobile\n\n" + most, nil},
		{"one more", most + "Mere\n", sheet.ErrTooMany},
		{"the most bytes", strings.Repeat("\n", sheet.MaxBytes), nil},
		{"one more byte", strings.Repeat("\n", sheet.MaxBytes+1), sheet.ErrTooLarge},
		{"a damaged workbook", "PK\x03\x04rest", sheet.ErrDamaged},
		{"an old workbook", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", sheet.ErrWorkbook},
		{"a PDF", "%PDF-1.4\n%âãÏÓ\n021 234 567", sheet.ErrNotText},
		{"a picture", "\x89PNG\r\n\x1a\n", sheet.ErrNotText},
		{"JSON", "[{\"name\":\"Mere Kahu\",\n\"mobile\":\"021 234 561\"}]", sheet.ErrProgram},
		{"JSON over lines", "{\n \"people\": [\n", sheet.ErrProgram},
		{"a web page", "<!DOCTYPE html>\n<td>Mere</td><td>021 234 561</td>", sheet.ErrProgram},
		{"a table of a web page", "\n<table><tr><td>021 234 561", sheet.ErrProgram},
		{"a picture of a phone", "\xff\xd8\xff\xe0", sheet.ErrNotText},
		{"packed by gzip", "\x1f\x8b\x08", sheet.ErrZip},
		{"no text", "Mere\x00021 234 567", sheet.ErrNotText},
	} {
		t.Run(tt.name, func(t *testing.T) {
			list, err := sheet.Read([]byte(tt.in), "NZ")
			if err != tt.want || err != nil && list.Lines != nil {
				t.Errorf("%d lines, %v; want %v", len(list.Lines), err, tt.want)
			}
		})
	}
}

// What a line says of itself where somebody prints it is nobody's.
func TestALineIsNotLogged(t *testing.T) {
	list := read(t, "Mere Kahu,021 234 567\nAna,111", "NZ")
	var logged strings.Builder
	for _, handler := range []slog.Handler{slog.NewTextHandler(&logged, nil), slog.NewJSONHandler(&logged, nil)} {
		slog.New(handler).Info("read", "list", list, "line", list.Lines[0])
	}
	fmt.Fprintf(&logged, "%v %+v %#v %s", list, list, list.Lines[0], list.Lines[1])
	for _, private := range []string{"Mere", "Kahu", "Ana", "234"} {
		if strings.Contains(logged.String(), private) {
			t.Errorf("%q is in %s", private, logged.String())
		}
	}
}

// Every kind of fault and every note has a sentence that ends, and has no digit of a number.
func TestSentences(t *testing.T) {
	for _, line := range read(t, "Mere,111", "NZ").Lines {
		if got := line.Fault.Sentence(); !strings.Contains(got, "own mobile number") {
			t.Error(got)
		}
	}
	for _, kind := range []sheet.Kind{
		sheet.NoNumber, sheet.ManyNumbers, sheet.NotNumber, sheet.TooShort, sheet.TooLong, sheet.NoSuch, sheet.Rounded,
		sheet.CellError, sheet.Landline, sheet.Special, sheet.Abroad, sheet.Duplicate, sheet.NoLetters, sheet.LongName,
		sheet.BadName, sheet.LinkName, sheet.Broken, sheet.Extension, sheet.AnotherS, sheet.ShortRow, sheet.NoConsent, sheet.Gone,
	} {
		if got := (&sheet.Fault{Kind: kind}).Sentence(); !strings.HasSuffix(got, ".") {
			t.Errorf("%s says %q", kind, got)
		}
	}
	for _, note := range []sheet.Note{sheet.NoName, sheet.LostZero, sheet.CostsMore, sheet.FromAbroad, sheet.OddName, sheet.LostLetter, sheet.AsPower} {
		if got := note.Sentence(); !strings.HasSuffix(got, ".") {
			t.Errorf("%s says %q", note, got)
		}
	}
}

// A long line is shown in part.
func TestRaw(t *testing.T) {
	list := read(t, "Mere\t 021 234 567\u0007"+strings.Repeat(" and more", 20), "NZ")
	if raw := list.Lines[0].Raw; !strings.HasPrefix(raw, "Mere 021 234 567") || !strings.HasSuffix(raw, "…") || len([]rune(raw)) != 81 {
		t.Errorf("%q", raw)
	}
}

// The worst that a list can be is read while a manager waits; none of it is looked at again and again.
func TestNothingIsSlow(t *testing.T) {
	const size = sheet.MaxBytes / 32
	for _, s := range []string{"(", "+", "1", "1(", "(1", " 1", "1234567,", "021 234 567 ", "\"", "\"\n", "\"a\n", "a\u0304", "x1 ", ".co", "6e", "mob "} {
		began := time.Now()
		_, _ = sheet.Read([]byte(strings.Repeat(s, size/len(s))), "NZ")
		if took := time.Since(began); took > 30*time.Second {
			t.Errorf("a list of %q took %s", s, took)
		}
	}
}
