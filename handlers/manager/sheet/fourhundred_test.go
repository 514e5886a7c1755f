package sheet_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/handlers/manager/sheet"
	"coachline/handlers/manager/sheet/sheettest"
	"coachline/session/e164"
)

func TestFourHundred(t *testing.T) {
	data, want := sheettest.FourHundred()
	list := read(t, string(data), "NZ")
	if len(list.Lines) != sheettest.People || len(want) != sheettest.Faulty || list.Header != 1 {
		t.Fatalf("%d people, %d faults, header on %d", len(list.Lines), len(want), list.Header)
	}
	got, kinds := make(map[int]string), make(map[string]bool)
	numbers := make(map[e164.Number]bool)
	for _, line := range list.Lines {
		if line.Fault != nil {
			got[line.N] = string(line.Fault.Kind)
			kinds[got[line.N]] = true
			continue
		}
		numbers[line.Number] = true
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(numbers) != 375 || len(kinds) < 10 || len(list.Usable()) != 375 {
		t.Errorf("%d numbers, %d kinds of faults", len(numbers), len(kinds))
	}
	again, _ := sheettest.FourHundred()
	if string(again) != string(data) {
		t.Error("it is not the same list each time")
	}
}

// A list of the most people is read while they wait.
func BenchmarkRead(b *testing.B) {
	data := []byte("Name,Mobile\n")
	for i := range sheet.MaxLines {
		data = fmt.Appendf(data, "\"Kahu, Mere\",021 234 %d\n", 5000+i)
	}
	if list := read(b, string(data), "NZ"); len(list.Usable()) != sheet.MaxLines {
		b.Fatal(len(list.Usable()))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := sheet.Read(data, "NZ"); err != nil {
			b.Fatal(err)
		}
	}
}
