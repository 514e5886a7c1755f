package e164

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		name, in, region string
		want             string
		err              error
	}{
		{"as a New Zealander writes it", "021 123 4567", "NZ", "+64211234567", nil},
		{"dashes", "021-123-4567", "NZ", "+64211234567", nil},
		{"other dashes", "021‑123–4567", "NZ", "+64211234567", nil},
		{"brackets", "(09) 300 1234", "NZ", "+6493001234", nil},
		{"plus", "+64 21 123 4567", "NZ", "+64211234567", nil},
		{"plus in brackets", "(+64) 21 123 4567", "NZ", "+64211234567", nil},
		{"bracketed zero", "+64 (0)21 123 4567", "NZ", "+64211234567", nil},
		{"0064", "0064 21 123 4567", "NZ", "+64211234567", nil},
		{"64 without plus", "64211234567", "NZ", "+64211234567", nil},
		{"leading 0 lost in a spreadsheet", "211234567", "NZ", "+64211234567", nil},
		{"bidi marks", "\u202a+64 21 123 4567\u202c", "NZ", "+64211234567", nil},
		{"isolates and zero width", "\u2068021\u200b1234567\u2069\ufeff", "NZ", "+64211234567", nil},
		{"NBSP and tab", "\t021\u00a0123\u202f4567 ", "NZ", "+64211234567", nil},
		{"dots", "021.123.4567", "NZ", "+64211234567", nil},
		{"shortest mobile", "021 123 456", "NZ", "+6421123456", nil},
		{"longest mobile", "021 123 45678", "NZ", "+642112345678", nil},
		{"abroad", "+1 (206) 555-0100", "NZ", "+12065550100", nil},
		{"another region", "(206) 555-0100", "US", "+12065550100", nil},
		{"Italy keeps its zero", "06 698 12345", "IT", "+390669812345", nil},
		{"plus needs no region", "+64211234567", "", "+64211234567", nil},
		{"empty", "", "NZ", "", errMissing},
		{"only marks", " \u200e\u00a0", "NZ", "", errMissing},
		{"Excel", "6.42E+10", "NZ", "", errSpreadsheet},
		{"Excel, decimal comma", "6,42112E+10", "NZ", "", errSpreadsheet},
		{"Excel, lower case", "6e10", "NZ", "", errSpreadsheet},
		{"a decimal", "64211234567.0", "NZ", "", errSpreadsheet},
		{"a name", "Aroha", "NZ", "", errNotNumber},
		{"letters for digits", "0800 COACH", "NZ", "", errNotNumber},
		{"extension", "09 300 1234 x12", "NZ", "", errNotNumber},
		{"two pluses", "++64211234567", "NZ", "", errNotNumber},
		{"plus inside", "64+211234567", "NZ", "", errNotNumber},
		{"plus alone", "+", "NZ", "", errNotNumber},
		{"thousands", "64,211,234,567", "NZ", "", errNotNumber},
		{"already masked", "+64…567", "NZ", "", errNotNumber},
		{"emergency", "111", "NZ", "", errTooShort},
		{"emergency with country code", "+64 111", "NZ", "", errTooShort},
		{"emergency elsewhere", "112", "NZ", "", errTooShort},
		{"care line", "1737", "NZ", "", errTooShort},
		{"short code", "4402", "NZ", "", errTooShort},
		{"too short", "0211", "NZ", "", errTooShort},
		{"too long", "021 1234 5678 901", "NZ", "", errTooLong},
		{"two numbers", "021 123 4567 / 09 300 1234", "NZ", "", errTooLong},
		{"very long", strings.Repeat("021 123 4567", 100), "NZ", "", errTooLong},
		{"no such country", "+999 123 456 789", "NZ", "", errCountry},
		{"no region", "021 123 4567", "", "", errCountry},
		{"no such area", "010 123 4567", "NZ", "", errNoSuch},
		{"withheld", "+17378742833", "NZ", "", errNoSuch},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, err := Parse(tt.in, tt.region)
			if n.E164() != tt.want || !errors.Is(err, tt.err) {
				t.Errorf("Parse(%q, %q) = %q, %v; want %q, %v", tt.in, tt.region, n.E164(), err, tt.want, tt.err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"021 123 4567", "+64 (0)21 123 4567", "\u202a0064211234567\u202c", "6.42E+10", "111",
		"+1 206 555 0100", "tel:+64-21-123;ext=4", "+39 06 698 12345", "+٦٤٢١١٢٣٤٥٦٧", "\xff", "+800 1234 5678",
	} {
		f.Add(s, "NZ")
	}
	f.Add("206 555 0100", "US")
	f.Add("06 698 12345", "IT")
	f.Fuzz(func(t *testing.T, s, region string) {
		n, err := Parse(s, region)
		if err != nil {
			if !n.IsZero() || strings.ContainsAny(err.Error(), "0123456789") {
				t.Fatalf("Parse(%q, %q) = %v, %v", s, region, n, err)
			}
			return
		}
		if again, ok := FromWire(n.E164()); !ok || again != n {
			t.Errorf("FromWire(%q) refused what Parse gave", n.E164())
		}
		if again, err := Parse(n.E164(), ""); err != nil || again != n {
			t.Errorf("Parse(%q) = %q, %v", n.E164(), again.E164(), err)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		if _, err := Parse("021 123 4567", "NZ"); err != nil {
			b.Fatal(err)
		}
	}
}
