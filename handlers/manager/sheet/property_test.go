package sheet_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"coachline/handlers/manager/sheet"
	"coachline/handlers/manager/sheet/sheettest"
	"coachline/session/e164"
)

// Whatever stands in a file, each line on which something stands is a Line, or the header, or part of one.
func FuzzRead(f *testing.F) {
	paths, _ := filepath.Glob("testdata/*.*")
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	four, _ := sheettest.FourHundred()
	f.Add(four[:3000])
	for _, s := range []string{
		"\"a\nb\"c\n\"d,021 234 567", "sep=;\n;;\n\"\"\"\"", "021 234 567 (021 234 568) +", "\xff\xfe\x00", "1. \n- \n'=+-",
		"Name\tMobile\n\"Mere\"\t\"021\n234 567\"", "#N/A;6E10;\u202a021\u202c", "Kahu, , 021 234 567 , \"",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := sheet.Read(data, "NZ")
		if err != nil {
			return
		}
		accounted := map[int]bool{list.Header: true}
		numbers, last := make(map[e164.Number]bool), 0
		for _, line := range list.Lines {
			if line.N <= last || line.End < line.N {
				t.Fatalf("line %d to %d after line %d", line.N, line.End, last)
			}
			last = line.End
			for n := line.N; n <= line.End; n++ {
				accounted[n] = true
			}
			checkLine(t, line)
			if line.Fault == nil && numbers[line.Number] {
				t.Fatalf("the number of line %d is usable twice", line.N)
			}
			numbers[line.Number] = true
		}
		checkCarried(t, list)
		if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) ||
			bytes.IndexByte(data, 0) >= 0 || bytes.Contains(bytes.ToUpper(data), []byte("BEGIN:VCARD")) {
			return
		}
		allAccounted(t, string(data), accounted, list)
	})
}

// checkCarried reads what is carried to the next form, and what is changed by hand: it is the same people.
func checkCarried(t *testing.T, list sheet.List) {
	t.Helper()
	people := func(text string) (all [][3]string, faults int) {
		again, err := sheet.Read([]byte(text), "NZ")
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, line := range again.Usable() {
			all = append(all, [3]string{line.Name, line.First, line.Number.E164()})
		}
		return all, len(again.Lines) - len(all)
	}
	want, _ := people(list.Text)
	got, faults := people(list.Carried())
	if diff := cmp.Diff(want, got); diff != "" || faults != 0 || len(want) != len(list.Usable()) {
		t.Fatalf("%q is read as others: %s", list.Carried(), diff)
	}
}

func checkLine(t *testing.T, line sheet.Line) {
	t.Helper()
	if (line.Fault == nil) == line.Number.IsZero() {
		t.Fatalf("line %d: fault %v, number %v", line.N, line.Fault, line.Number)
	}
	if f := line.Fault; f != nil && (f.Sentence() == "" || (f.Of > 0) != (f.Kind == sheet.Duplicate) || f.Of >= line.N) {
		t.Fatalf("line %d: fault %+v", line.N, f)
	}
	if line.Fault == nil && (strings.ContainsFunc(line.Name+line.First, unicode.IsControl) || len([]rune(line.Name)) > 40) {
		t.Fatalf("line %d: name %q", line.N, line.Name)
	}
	if len([]rune(line.Raw)) > 81 || !utf8.ValidString(line.Raw) {
		t.Fatalf("line %d: raw %q", line.N, line.Raw)
	}
}

// allAccounted looks for a letter or a digit on a line that was passed over. A header may go on over lines; those of one
// before the first Line are its own.
func allAccounted(t *testing.T, text string, accounted map[int]bool, list sheet.List) {
	t.Helper()
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(strings.TrimPrefix(text, "\ufeff"))
	for i, line := range strings.Split(text, "\n") {
		n := i + 1
		inHeader := list.Header > 0 && n > list.Header && (len(list.Lines) == 0 || n < list.Lines[0].N)
		said := n == 1 && strings.Contains(strings.ToLower(line), "sep=")
		if strings.ContainsFunc(line, letterOrDigit) && !accounted[n] && !inHeader && !said {
			t.Fatalf("line %d, %q, is passed over", n, line)
		}
	}
}

func letterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// Whatever Write is given, no cell of what it writes begins a formula, and it is otherwise what it was given.
func TestWriteIsHarmless(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ '=+\-@\t\r\n＝]{0,3}[a-z0-9",;=]{0,6}`))
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 2, 4), 0, 5).Draw(t, "rows")
		var out bytes.Buffer
		if err := sheet.Write(&out, []string{"=a", "b"}, rows); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(out.String(), "\ufeff")
		if !marked || !strings.HasPrefix(text, "'=a,b\r\n") {
			t.Fatalf("%q", text)
		}
		r := csv.NewReader(strings.NewReader(text))
		r.FieldsPerRecord = -1
		back, err := r.ReadAll()
		if err != nil || len(back) != len(rows)+1 {
			t.Fatalf("%d rows, %v", len(back), err)
		}
		for i, row := range back[1:] {
			for j, cell := range row {
				if trimmed := strings.TrimLeft(cell, " \u00a0"); trimmed != "" && strings.IndexAny(trimmed, "=+-@\t\r\n＝＋－＠") == 0 {
					t.Fatalf("cell %q begins a formula", cell)
				}
				bare, written := onlyText(rows[i][j]), onlyText(cell)
				if written != bare && written != "'"+bare {
					t.Fatalf("%q was written %q", rows[i][j], cell)
				}
			}
		}
	})
}

// onlyText is a cell without the ends of lines, which CSV does not keep apart.
func onlyText(s string) string { return strings.NewReplacer("\r", "", "\n", "").Replace(s) }

// Whom Write writes, Read reads, also in another region.
func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		region := rapid.SampledFrom([]string{"NZ", "AU", "US", "GB"}).Draw(t, "region")
		type person struct{ name, number string }
		var want []person
		var rows [][]string
		for i := range rapid.IntRange(0, 20).Draw(t, "people") {
			p := person{
				rapid.StringMatching(`[A-Z][a-zāēö]{1,9}(-[A-Z][a-z]{1,5})?( (O')?[A-Z][a-zō]{1,9})?|'Ofa|Kahu, Mere|Ana "Mez" K`).Draw(t, "name"),
				fmt.Sprintf(rapid.SampledFrom([]string{"+6421%07d", "+61412%06d", "+447911%06d"}).Draw(t, "kind"), 200000+i),
			}
			n, _ := e164.FromWire(p.number)
			cell := rapid.SampledFrom([]string{sheet.Number(n), n.E164()}).Draw(t, "cell")
			want, rows = append(want, p), append(rows, []string{p.name, cell, "=SUM(A1)"})
		}
		var out bytes.Buffer
		if err := sheet.Write(&out, []string{"Name", "Mobile", "Status"}, rows); err != nil {
			t.Fatal(err)
		}
		list, err := sheet.Read(out.Bytes(), region)
		if err != nil {
			t.Fatal(err)
		}
		var got []person
		for _, line := range list.Lines {
			if line.Fault != nil {
				t.Fatalf("%s of %q", line.Fault.Kind, line.Raw)
			}
			got = append(got, person{line.Name, line.Number.E164()})
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(person{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

type full struct{}

var errFull = errors.New("full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWriteFails(t *testing.T) {
	if err := sheet.Write(full{}, []string{"Name"}, nil); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if got := sheet.Number(e164.Number{}); got != "" {
		t.Errorf("no number is written %q", got)
	}
}
