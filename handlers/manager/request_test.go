package manager

import "testing"

func TestParse(t *testing.T) {
	for text, want := range map[string]struct{ number, name, cohort string }{
		"021 234 567 Mere":                      {"+6421234567", "Mere", ""},
		"Mere 021-234-567":                      {"+6421234567", "Mere", ""},
		"Mere Ngata, +64 21 234 567":            {"+6421234567", "Mere Ngata", ""},
		"021234567":                             {"+6421234567", "", ""},
		"021 234 567 Mere to Ward 4":            {"+6421234567", "Mere", "Ward 4"},
		"Mere (021) 234 567 TO nights and days": {"+6421234567", "Mere", "nights and days"},
		"+61 412 345 678 Toto":                  {"+61412345678", "Toto", ""},
		"021 234 567 2nd floor Mere":            {},
		"Mere 09 555 0101":                      {},
		"Mere 0900 12345":                       {},
		"021 234 567 see www.example.co/x":      {},
		"021 234 567 Ana in Theatre":            {"+6421234567", "Ana", "Theatre"},
		"+1 604 555 0123 Mere":                  {},
		"Mere":                                  {},
		"":                                      {},
		"021 234 567 Mere and 021 234 568 Hemi": {},
		"111 Mere":                              {},
		"021 234 Mere":                          {},
	} {
		asked := parse(text, "NZ", []string{"NZ", "AU"})
		if asked.invite.Number.E164() != want.number || want.number != "" && (asked.invite.Name != want.name || asked.cohort != want.cohort) {
			t.Errorf("%q is %q of %q to %q", text, asked.invite.Number.E164(), asked.invite.Name, asked.cohort)
		}
		if (asked.fault == "") != (want.number != "") {
			t.Errorf("%q is refused with %q", text, asked.fault)
		}
	}
}
