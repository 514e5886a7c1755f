package e164

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html/template"
	"log/slog"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func number(t testing.TB, s string) Number {
	t.Helper()
	n, ok := FromWire(s)
	if !ok {
		t.Fatalf("FromWire(%q) refused", s)
	}
	return n
}

func TestFromWire(t *testing.T) {
	tests := []struct {
		name, in string
		ok       bool
	}{
		{"New Zealand mobile", "+64211234567", true},
		{"United States", "+12065550100", true},
		{"seven digits", "+6834002", true},
		{"fifteen digits", "+649876543210987", true},
		{"empty", "", false},
		{"plus alone", "+", false},
		{"six digits", "+683400", false},
		{"sixteen digits", "+6498765432109876", false},
		{"no plus", "64211234567", false},
		{"leading zero", "+0211234567", false},
		{"two pluses", "++64211234567", false},
		{"space before", " +64211234567", false},
		{"space for the plus, as unescaped in a form", " 64211234567", false},
		{"line break after", "+64211234567\n", false},
		{"space inside", "+64 211234567", false},
		{"digits of another script", "+६४२११२३४५६७", false},
		{"short code", "4402", false},
		{"short code with plus", "+4402", false},
		{"word", "anonymous", false},
		{"client", "client:bob", false},
		{"SIP", "sip:+64211234567@example.com", false},
		{"WhatsApp", "whatsapp:+64211234567", false},
		{"alphanumeric sender", "COACHLINE", false},
		{"ANONYMOUS", "+266696687", false},
		{"RESTRICTED", "+7378742833", false},
		{"BLOCKED", "+2562533", false},
		{"UNKNOWN", "+8656696", false},
		{"UNAVAILABLE", "+86282452253", false},
		{"RESTRICTED after the American 1", "+17378742833", false},
		{"ANONYMOUS after the American 1", "+1266696687", false},
		{"one more digit than ANONYMOUS", "+2666966870", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			n, ok := FromWire(tt.in)
			if ok != tt.ok || n.IsZero() == tt.ok {
				t.Fatalf("FromWire(%q) = %q, %v; want %v", tt.in, n.E164(), ok, tt.ok)
			}
			if ok && n.E164() != tt.in {
				t.Errorf("E164() = %q, want %q", n.E164(), tt.in)
			}
		})
	}
}

func TestMasked(t *testing.T) {
	tests := []struct{ in, want string }{
		{"+64211234567", "+64…567"},
		{"+12065550100", "+1…100"},
		{"+79161234567", "+7…567"},
		{"+35312345678", "+353…678"},
		{"+390669812345", "+39…345"},
		{"+6498765", "+…"},
		{"+64987654", "+…"},
		{"+649876543", "+64…543"},
		{"+6834002", "+…"},
	}
	for _, tt := range tests {
		if got := number(t, tt.in).Masked(); got != tt.want {
			t.Errorf("Masked() of %s = %q, want %q", tt.in, got, tt.want)
		}
	}
	if got := (Number{}).Masked(); got != "" {
		t.Errorf("Masked() of no number = %q", got)
	}
}

func TestNumberIsAMapKey(t *testing.T) {
	a, b := number(t, "+64211234567"), number(t, "+64211234567")
	seen := map[Number]bool{a: true}
	if a != b || !seen[b] || seen[number(t, "+64211234568")] || seen[Number{}] {
		t.Error("equal numbers are not the same key")
	}
}

func TestFormat(t *testing.T) {
	n := number(t, "+64211234567")
	tests := []struct{ format, want string }{
		{"%v", "+64…567"},
		{"%+v", "+64…567"},
		{"%#v", "+64…567"},
		{"%s", "+64…567"},
		{"%q", `"+64…567"`},
		{"%d", "+64…567"},
		{"%x", "+64…567"},
		{"%t", "+64…567"},
		{"%10v|", "   +64…567|"},
		{"%-10s|", "+64…567   |"},
	}
	for _, tt := range tests {
		if got := fmt.Sprintf(tt.format, n); got != tt.want {
			t.Errorf("%s = %q, want %q", tt.format, got, tt.want)
		}
	}
}

// Everything that a careless line could do with a number, or with what holds one.
func TestNothingShowsTheDigits(t *testing.T) {
	type open struct{ Number Number }
	type closed struct{ number Number }
	n := number(t, "+64211234567")
	values := []any{
		n, &n,
		open{n},
		&open{n},
		closed{n},
		&closed{n},
		[]Number{n},
		map[Number]int{n: 1},
		map[string]any{"to": open{n}},
		fmt.Errorf("send to %v: %w", n, errNoSuch),
	}
	var shown bytes.Buffer
	logs := slog.New(slog.NewTextHandler(&shown, nil))
	page := template.Must(template.New("").Parse(`{{.}} <a title="{{.}}" onclick="f({{.}})">`))
	for _, v := range values {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%o"} {
			fmt.Fprintf(&shown, verb+"\n", v)
		}
		fmt.Fprintln(&shown, v)
		logs.Info("text", "v", v)
		slog.New(slog.NewJSONHandler(&shown, nil)).Info("json", "v", v)
		if err := page.Execute(&shown, v); err != nil {
			t.Fatal(err)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		shown.Write(b)
	}
	if err := xml.NewEncoder(&shown).Encode(open{n}); err != nil {
		t.Fatal(err)
	}
	shown.WriteString(cmp.Diff(open{n}, open{}, cmp.AllowUnexported(Number{})))
	// In decimal, as bytes in hexadecimal, and the integer in hexadecimal and octal.
	for _, part := range []string{"211234567", "323131323334", "ef349af07", "736322327407"} {
		if strings.Contains(strings.ToLower(shown.String()), part) {
			t.Errorf("%q is shown in:\n%s", part, shown.String())
		}
	}
	if !strings.Contains(shown.String(), "+64…567") {
		t.Error("the masked form is not shown")
	}
}

func TestMarshalIsOneWay(t *testing.T) {
	n := number(t, "+64211234567")
	b, err := json.Marshal(map[string]Number{"to": n, "none": {}})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(`{"none":"","to":"+64…567"}`, string(b)); diff != "" {
		t.Error(diff)
	}
	for _, in := range []string{`{"to":"+64…567"}`, `{"to":"+64211234567"}`, `{"to":64211234567}`} {
		var back map[string]Number
		if err := json.Unmarshal([]byte(in), &back); err == nil {
			t.Errorf("unmarshal of %s gave %v", in, back)
		}
	}
}

func TestFromWireDoesNotAllocate(t *testing.T) {
	if got := testing.AllocsPerRun(100, func() { FromWire("+64211234567"); FromWire("anonymous") }); got != 0 {
		t.Errorf("%v allocations", got)
	}
}

func FuzzFromWire(f *testing.F) {
	for _, s := range []string{"+64211234567", "+266696687", "+17378742833", "anonymous", "+0", "+6834002", ""} {
		f.Add(s)
	}
	form := regexp.MustCompile(`\A\+[1-9][0-9]{6,14}\z`)
	words := regexp.MustCompile(`\A\+1?(266696687|7378742833|2562533|8656696|86282452253)\z`)
	f.Fuzz(func(t *testing.T, s string) {
		n, ok := FromWire(s)
		if want := form.MatchString(s) && !words.MatchString(s); ok != want {
			t.Fatalf("FromWire(%q) = %v, want %v", s, ok, want)
		}
		if !ok {
			return
		}
		if n.E164() != s {
			t.Errorf("E164() = %q, want %q", n.E164(), s)
		}
		code, last, _ := strings.Cut(n.Masked(), "…")
		if !strings.HasPrefix(s, code) || !strings.HasSuffix(s, last) || len(s)-len(code)-len(last) < 4 {
			t.Errorf("Masked() of %q = %q", s, n.Masked())
		}
	})
}

func BenchmarkFromWire(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		FromWire("+64211234567")
	}
}

func BenchmarkE164(b *testing.B) {
	n := number(b, "+64211234567")
	b.ReportAllocs()
	for b.Loop() {
		_ = n.E164()
	}
}
