package sheet_test

import (
	"testing"

	"coachline/handlers/manager/sheet"
)

// choose are columns as a manager says that they are.
func choose(pairs ...string) (all []sheet.Column) {
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, sheet.Column{Heading: pairs[i], Use: sheet.Use(pairs[i+1])})
	}
	return all
}

// TestChosenColumnsAreRead : for the same headings, and never a column about somebody else.
func TestChosenColumnsAreRead(t *testing.T) {
	const list = "Who,Deputy's mobile,Emergency mobile,Do not text\nMere Kahu,021 234 561,027 234 5699,\nTane Ngata,021 234 562,027 234 5698,x"
	for _, c := range []struct {
		name   string
		chosen []sheet.Column
		usable string
		chose  bool
		err    error
	}{
		{"nothing", nil, "", false, sheet.ErrWhichNumber},
		{"of other headings", choose("Who", "name", "Mobile", "mobile", "Emergency mobile", "", "Do not text", "opt-out"), "", false, sheet.ErrWhichNumber},
		{"of fewer", choose("Who", "name", "Deputy's mobile", "mobile"), "", false, sheet.ErrWhichNumber},
		{"no number", choose("Who", "name", "Deputy's mobile", "", "Emergency mobile", "", "Do not text", "opt-out"), "", true, sheet.ErrWhichNumber},
		{"somebody else's", choose("Who", "name", "Deputy's mobile", "", "Emergency mobile", "mobile", "Do not text", "opt-out"), "", true, sheet.ErrWhichNumber},
		{"one that is unclear", choose("who", "name", "Deputy's mobile", "mobile", "Emergency mobile", "", "Do not text", "opt-out"), "+6421234561 Mere", true, nil},
		{"opt-outs passed over", choose("Who", "name", "Deputy's mobile", "mobile", "Emergency mobile", "", "Do not text", ""), "+6421234561 Mere+6421234562 Tane", true, nil},
		{"no names", choose("Who", "", "Deputy's mobile", "mobile", "Emergency mobile", "", "Do not text", "opt-out"), "+6421234561 ", true, nil},
		{"a use that there is not", choose("Who", "name", "Deputy's mobile", "mobile", "Emergency mobile", "another", "Do not text", "x"), "+6421234561 Mere", true, nil},
	} {
		got, err := sheet.Options{Region: "NZ", Columns: c.chosen}.Read([]byte(list))
		var usable string
		for _, line := range got.Usable() {
			usable += line.Number.E164() + " " + line.First
		}
		if usable != c.usable || got.Chosen != c.chose || err != c.err || len(got.Columns) != 4 {
			t.Errorf("%s: %q, chosen %t, %v", c.name, usable, got.Chosen, err)
		}
	}
}

// TestLineIsLetInByItsWords : a line that the list leaves out is let in by its ID, wherever it stands; one with a fault never is.
func TestLineIsLetInByItsWords(t *testing.T) {
	out, err := sheet.Read([]byte("Name,Mobile,Consent\nTane,021 234 562,No\nSina,09 300 1234,No"), "NZ")
	if err != nil || out.Lines[0].ID == "" || out.Lines[1].ID != "" {
		t.Fatalf("%v, %v", out.Lines, err)
	}
	in, err := sheet.Options{Region: "NZ", LetIn: []string{out.Lines[0].ID, ""}}.Read([]byte("Name,Mobile,Consent\nMere,021 234 561,Yes\nBo,021 234 564,No\nTane,021 234 562,No\nSina,09 300 1234,No"))
	if usable := in.Usable(); err != nil || len(usable) != 2 || usable[1].First != "Tane" || usable[1].Overruled == nil || usable[0].Overruled != nil {
		t.Errorf("%v, %v", usable, err)
	}
}
