package scripts

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPronunciationsAreChecked(t *testing.T) {
	for _, c := range []struct{ name, src, want string }{
		{"neither", "Kia ora: {}", "p.yaml:1:10: Kia ora: expected either phoneme or say"},
		{"both", "Kia ora: {say: kee-ah, phoneme: a}", "expected either phoneme or say"},
		{"a text", "Kia ora: kee-ah", "p.yaml:1:10: expected phoneme: ..., say: ..., found a text"},
		{"unknown key", "Kia ora: {sub: kee-ah}", `unknown key "sub"`},
		{"no phonetic letters", `Kia ora: {phoneme: "ˈkiːə q"}`, `p.yaml:1:20: Kia ora: 'q' (U+0071) is no letter of the phonetic alphabet`},
		{"a list", "[Kia ora]", "expected Kia ora: {phoneme"},
		{"twice", "Ka: {say: kah}\nKa: {say: kah}", `"Ka" stands here twice`},
		{"not YAML", "Kia ora: {say: kee", "is not closed"},
	} {
		if _, faults := parsePronunciations("p.yaml", []byte(c.src)); !strings.Contains(faults.Error(), c.want) {
			t.Errorf("%s: got %v, want %s", c.name, faults, c.want)
		}
	}
	if len(embeddedPronunciations()) == 0 {
		t.Error("nothing comes with the program")
	}
}

func TestWordThatNoLessonSaysIsAHint(t *testing.T) {
	fsys := soundFolder(nil)
	fsys[pronunciationFile] = &fstest.MapFile{Data: []byte("Kia ora: {say: kee-ah or-ah}\nmahi: {say: mah-hee}\n")}
	read, faults := load(fsys, "", "")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	hints := read.says.unsaid(read)
	if len(hints) != 1 || !strings.Contains(hints.Error(), `pronunciation.yaml:2:1: no lesson says "mahi" by phone`) {
		t.Error(hints)
	}
	if newCatalog(read, nil).Lexicon() == nil {
		t.Error("the lessons are served without it")
	}
}
