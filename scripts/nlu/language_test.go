package nlu

import "testing"

// TestLanguageIsAskedFor shows which utterances change the language of a lesson that has these two, and which are answers or
// something else.
func TestLanguageIsAskedFor(t *testing.T) {
	lexicon := For("en-NZ")
	languages := []Option{{Key: "en-NZ", Words: lexicon.NamesOf("en-NZ")}, {Key: "mi", Words: lexicon.NamesOf("mi")}}
	own := Asked{Kind: OwnWords, Languages: languages}
	choice := Asked{Kind: Choice, Open: true, Choices: []Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"te reo"}}}, Languages: languages}
	for _, c := range []struct {
		said  string
		asked Asked
		want  string
	}{
		{"te reo", own, "mi"},
		{"Te Reo Māori please", own, "mi"},
		{"maori please", own, "mi"},
		{"can we do this in Māori?", own, "mi"},
		{"could you switch to te reo now pls", own, "mi"},
		{"kia ora, te reo Maori thanks", own, "mi"},
		{"i would like it in te reo", own, "mi"},
		{"English", own, "en-NZ"},
		{"back to english please", own, "en-NZ"},
		{"englsh", own, "en-NZ"},
		{"I want to use more te reo with my whanau", own, ""},
		{"my Maori colleagues", own, ""},
		{"not english", own, ""},
		{"stop texting me in english", own, ""},
		{"samoan please", own, ""},
		{"english or maori", own, ""},
		{"te reo", choice, ""}, // a choice that is called so
		{"english", choice, "en-NZ"},
		{"te reo", Asked{Kind: OwnWords}, ""}, // the lesson has one language
		{"te reo", Asked{Kind: Caring, Languages: languages}, ""},
	} {
		got := lexicon.Read(c.said, c.asked)
		if got.Language != c.want || (got.Intent == Language) != (c.want != "") {
			t.Errorf("%q at %s: %s %q, want %q", c.said, c.asked.Kind, got.Intent, got.Language, c.want)
		}
	}
}
