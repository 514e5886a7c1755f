package scripts

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"

	"coachline/scripts/twiml"

	"coachline/scripts/lint"
)

// pronunciationFile says how voices say words that they get wrong.
const pronunciationFile = "pronunciation.yaml"

// ipa are the letters of the International Phonetic Alphabet that English voices know, with the marks of stress, length and syllable:
// docs.aws.amazon.com/polly/latest/dg/ref-phoneme-tables-shell.html
const ipa = "bdðfgɡhjklmnŋprɹsʃtθvwzʒəɚæaɑeɛɜɝiɪoɔɒuʊʌɐɾxʔ" + "ˈˌː.̩͡ "

// pronunciations are those of a folder.
type pronunciations struct {
	file string // the folder's own, or ""
	all  []twiml.Pronunciation
	at   []pos // where each stands, of those of the folder's own file
}

// loadPronunciations reads the folder's own pronunciations, and after them those that come with the program.
func loadPronunciations(fsys fs.FS, prefix string) (p pronunciations, faults Faults) {
	src, err := readFile(fsys, pronunciationFile)
	if err == nil {
		p, faults = parsePronunciations(path.Join(prefix, pronunciationFile), src)
	} else if !errors.Is(err, fs.ErrNotExist) {
		faults = Faults{faultAt(pos{file: path.Join(prefix, pronunciationFile)}, fmt.Sprintf(notRead, err))}
	}
	p.all = append(p.all, embeddedPronunciations()...)
	return p, faults
}

// embeddedPronunciations come with the program.
var embeddedPronunciations = sync.OnceValue(func() []twiml.Pronunciation {
	src, err := fs.ReadFile(Embedded(), pronunciationFile)
	if err != nil {
		panic(err) // it is embedded
	}
	p, faults := parsePronunciations(path.Join("lessons", pronunciationFile), src)
	if err := faults.err(); err != nil {
		panic(err) // a test proves it
	}
	return p.all
})

// parsePronunciations reads words, and how to say each: {phoneme: "ˈkiːə ˈɔːɹə"} or {say: kee-ah or-ah}.
func parsePronunciations(file string, src []byte) (all pronunciations, faults Faults) {
	root, faults := decode(file, src)
	if root == nil {
		return all, faults
	}
	all.file = file
	p := &parser{file: file, faults: faults}
	for _, pair := range p.entries(root, `Kia ora: {phoneme: "ˈkiːə ˈɔːɹə"}`) {
		word := twiml.Pronunciation{Word: strings.Join(strings.Fields(p.text(pair.key)), " ")}
		f := p.fields(pair.value, "phoneme", "say")
		phoneme, say := f.get("phoneme"), f.get("say")
		switch {
		case f.of.kind != aMapping:
			continue
		case (phoneme == nil) == (say == nil):
			p.faults.at(pair.value.pos, `%s: expected either phoneme or say, such as {say: kee-ah or-ah}`, word.Word)
		case say != nil:
			word.Say = p.text(say)
		default:
			word.IPA = p.text(phoneme)
			if i := strings.IndexFunc(word.IPA, func(r rune) bool { return !strings.ContainsRune(ipa, r) }); i >= 0 {
				r := []rune(word.IPA[i:])[0]
				p.faults.at(phoneme.pos, "%s: %q (%U) is no letter of the phonetic alphabet that the voices know; write it with say, or with %s",
					word.Word, r, r, strings.Join(strings.Split(ipa[:strings.IndexRune(ipa, 'ˈ')], ""), " "))
			}
		}
		all.all, all.at = append(all.all, word), append(all.at, pair.key.pos)
	}
	return all, p.faults
}

// unsaid are hints about the words of the folder's own file that no lesson of it says.
func (p pronunciations) unsaid(read folderFiles) (hints Faults) {
	said := saidBy(read.phrases.passages)
	for _, l := range read.lessons {
		said = append(said, saidBy(l.passages)...)
	}
	for i, at := range p.at {
		only := twiml.NewLexicon(p.all[i : i+1])
		if !only.HasAny(said) {
			hints.at(at, "no lesson says %q by phone; take it out, or see how the lessons write it", p.all[i].Word)
		}
	}
	hints.mark("pronunciation")
	for i := range hints {
		hints[i].Severity = lint.Hint
	}
	return hints
}

// saidBy are the words of passages by phone.
func saidBy(passages []passage) (said []string) {
	for i := range passages {
		for _, line := range passages[i].prompt.Spoken() {
			said = append(said, line.Text)
		}
	}
	return said
}
