package scripts

import (
	"encoding/json"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
	"coachline/scripts/schematest"
)

// translatedFolder is the folder of the built-in lessons, with the translations of testdata beside them and these files.
func translatedFolder(t *testing.T, files map[string]string) fstest.MapFS {
	t.Helper()
	folder := fstest.MapFS{}
	for _, from := range []fs.FS{Embedded(), os.DirFS("testdata/translation")} {
		names, err := fs.Glob(from, "*.yaml")
		if err != nil || len(names) == 0 {
			t.Fatal(names, err)
		}
		for _, name := range names {
			src, err := fs.ReadFile(from, name)
			if err != nil {
				t.Fatal(err)
			}
			folder[name] = &fstest.MapFile{Data: src}
		}
	}
	for name, src := range files {
		folder[name] = &fstest.MapFile{Data: []byte(src)}
	}
	return folder
}

func TestTranslationHasTheStructureOfItsLesson(t *testing.T) {
	read, faults := load(translatedFolder(t, nil), "", "")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	l := find(read.lessons, "peer-coaching-1")
	s, mi := l.Script, l.Script.In("mi-NZ")
	if mi.Language != "mi" || mi.SpeechLanguage() != "en-NZ" || mi.Voice != s.Voice {
		t.Errorf("in %s, spoken as %s by %s", mi.Language, mi.SpeechLanguage(), mi.Voice)
	}
	for i := range s.Steps {
		was, is := s.Steps[i], mi.Steps[i]
		is.Prompt, is.Confirm, is.Forward, is.Replies, is.NoInput, is.NoMatch = was.Prompt, was.Confirm, was.Forward, was.Replies, was.NoInput, was.NoMatch
		is.About, is.Missing, is.Choices = was.About, was.Missing, was.Choices
		if a, b := contentHash(was), contentHash(is); a != b {
			t.Errorf("step %s differs in more than its words", was.ID)
		}
		for n := range was.Choices {
			if was.Choices[n].Words[0] != mi.Steps[i].Choices[n].Words[0] {
				t.Errorf("step %s: choice %s is stored as another word", was.ID, was.Choices[n].Key)
			}
		}
	}
	energy := mi.Steps[mi.Index("energy")].Choices[0]
	if energy.Said != "tau" || !slices.Contains(energy.Words, "marire") || !slices.Contains(energy.Words, "calm") {
		t.Errorf("choice 1 of energy: %+v", energy)
	}
	if tr := l.Translations(); len(tr) != 1 || tr[0].Steps != 8 || !slices.Contains(tr[0].Missing, Gap{"privacy", "say"}) {
		t.Errorf("translated: %+v", tr[0])
	}
	if part2 := find(read.lessons, "peer-coaching-2").Script; part2.Translations != nil || !part2.Phrases[dialogue.PhraseLanguage].Empty() {
		t.Error("a lesson without a translation speaks of languages")
	}
	alone, _ := load(Embedded(), "", "")
	if find(alone.lessons, "peer-coaching-1").Script.Version == s.Version {
		t.Error("the version does not cover the translation")
	}
}

func TestSchemaAcceptsTheTranslation(t *testing.T) {
	for file, of := range map[string]string{"peer-coaching-1.mi.yaml": "translation", "phrases.mi.yaml": "phrases"} {
		if err := schematest.Open(t, "lessons/"+of+".schema.json").Check(translatedFolder(t, nil)[file].Data); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// TestTranslationIsProvedInItsLanguage shows that check walks the lesson in the other language, with a report of its own.
func TestTranslationIsProvedInItsLanguage(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, translatedFolder(t, nil)); err != nil {
		t.Fatal(err)
	}
	reports, err := CheckFiles([]string{dir + "/peer-coaching-1.mi.yaml"}, "", nil)
	if err != nil || len(reports) != 1 {
		t.Fatal(len(reports), err)
	}
	r := reports[0]
	if r.Text.Segments <= 22 || r.Text.Segments > 34 {
		t.Errorf("%d segments in te reo", r.Text.Segments)
	}
	said := r.Warnings.Error()
	for _, want := range []string{`8 of 21 steps have all their words in mi`, `step "privacy" has no words in mi`, `"phrases" has no words in mi: 83 of them, partial, bounds, aside`} {
		if !strings.Contains(said, want) {
			t.Errorf("no warning %q in\n%s", want, said)
		}
	}
}

// TestTranslationComesBack shows that a version is stored with its translations, for those who are on it.
func TestTranslationComesBack(t *testing.T) {
	read, _ := load(translatedFolder(t, nil), "", "")
	s := find(read.lessons, "peer-coaching-1").Script
	src, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	back := &dialogue.Script{}
	if err := json.Unmarshal(src, back); err != nil {
		t.Fatal(err)
	}
	if version(back) != s.Version || back.In("mi").Phrases[dialogue.PhraseResume].Text != "Hoki mai. Kei te {step} o {steps} tatou." {
		t.Errorf("version %s came back as %s", s.Version, version(back))
	}
}

// TestLanguageWithoutNameIsWarnedOf shows a language that no lexicon knows.
func TestLanguageWithoutNameIsWarnedOf(t *testing.T) {
	for src, warned := range map[string]bool{"": true, "called: Klingon\n": false} {
		src += "phrases: {language: 'tlh: {language_key}.'}\ntitle: A\n"
		read, faults := load(translatedFolder(t, map[string]string{"peer-coaching-1.tlh.yaml": src}), "", "")
		if len(faults) > 0 {
			t.Fatal(faults)
		}
		for _, tr := range find(read.lessons, "peer-coaching-1").Translations() {
			if tr.Language == "tlh" && strings.Contains(tr.warnings().Error(), "no lexicon knows") != warned {
				t.Errorf("%q: %v", src, tr.warnings())
			}
		}
	}
}

// TestFaultyTranslations shows what is said about the mistakes of translators.
func TestFaultyTranslations(t *testing.T) {
	for _, c := range []struct{ file, src, want string }{
		{"peer-coaching-9.mi.yaml", "title: A", `there is no lesson "peer-coaching-9" in this folder; did you mean "peer-coaching-`},
		{"peer-coaching.mi.yaml", "title: A", `"peer-coaching" is a course, which has no translation; translate its lessons`},
		{"peer-coaching-1.maori.yaml", "title: A", `"maori" in the name of the file is no language tag`},
		{"peer-coaching-1.en.yaml", "title: A", `"peer-coaching-1" is in en-NZ already`},
		{"peer-coaching-1.sm.yaml", "steps:\n  enrgy: {ask: A}", `the lesson has no step "enrgy"; did you mean "energy"?`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {keep: private}", `"keep" says what happens, and a translation has words only; take it out`},
		{"peer-coaching-1.sm.yaml", "steps:\n  - id: energy\n    kind: choice", `"kind" says what happens`},
		{"peer-coaching-1.sm.yaml", "settings: [a]", `"settings" says what happens`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {say: A}", `"say" in a step that has "ask" in the lesson; write ask: here, too`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {ask: 'A {nmae}?'}", `nothing here is called {nmae}; did you mean "name"?`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {choices: {4: a}}", `no choice of this step has the key "4"`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {replies: {skip: a}}", `the lesson has no reply "skip" here`},
		{"peer-coaching-1.sm.yaml", "steps:\n  energy: {confirm: a}", `confirm: the lesson has none in this step; take it out`},
		{"peer-coaching-1.sm.yaml", "steps:\n  breath: {say: 'A {contact}'}", `{contact} stands in this step in sm only`},
		{"peer-coaching-1.sm.yaml", "lesson: peer-coaching-2", `lesson: "peer-coaching-2" in the file of peer-coaching-1 in sm; write "lesson: peer-coaching-1" here, or rename the file`},
		{"peer-coaching-1.sm.yaml", "title: A", `phrase "language" is missing; write under phrases:, in sm, how to choose it`},
		{"peer-coaching-1.sm.yaml", "wording: {Mondy: A}", `wording: the line does not say "Mondy" by itself; did you mean "Monday"?`},
		{"peer-coaching-1.sm.yaml", "stpes: {}", `unknown key "stpes"; did you mean "steps"?`},
		{"phrases.sm.yaml", "prases: {}", `unknown key "prases"; did you mean "phrases"?`},
	} {
		_, faults := load(translatedFolder(t, map[string]string{c.file: c.src}), "", c.file)
		if !strings.Contains(faults.Error(), c.want) {
			t.Errorf("%s: %s\ngot  %s\nwant %s", c.file, c.src, faults.Error(), c.want)
		}
	}
}

// TestTranslationOfTheRicherKinds shows the words that only some kinds of question have.
func TestTranslationOfTheRicherKinds(t *testing.T) {
	src, err := os.ReadFile("lessons/testdata/kinds/every-kind.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const language = "phrases: {language: 'mi: {language_key}.'}\ntitle: A\n"
	open := func(words string) (*Lesson, Faults) {
		read, faults := load(translatedFolder(t, map[string]string{"every-kind.yaml": string(src), "every-kind.mi.yaml": language + words}), "", "")
		return find(read.lessons, "every-kind"), faults
	}
	l, faults := open(`steps: {helped: {remind: He kupu noa.}, rested: {labels: {1: kaore, 5: tino}}, hours: {unit: haora}}`)
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	mi := l.Script.In("mi")
	if got := mi.Steps[mi.Index("helped")].Remind.Text; got != "He kupu noa." {
		t.Errorf("remind: %q", got)
	}
	if got := mi.Steps[mi.Index("rested")].Choices[4].Words; !slices.Equal(got, []string{"5", "tino", "very"}) {
		t.Errorf("labels: %q", got)
	}
	for said, want := range map[string]string{"7 haora": "7", "7 hours": "7", "7 minutes": ""} {
		if got := nlu.For("mi").Read(said, nlu.Asked{Kind: nlu.Amount, Unit: mi.Steps[mi.Index("hours")].Unit}).Number; got != want {
			t.Errorf("%s is read as %q, want %q", said, got, want)
		}
	}
	l, _ = open("")
	var gaps []string
	for _, gap := range l.Translations()[0].Missing {
		gaps = append(gaps, gap.Step+" "+gap.Field)
	}
	for _, want := range []string{"helped remind", "rested labels 1", "rested labels 5", "hours unit", " phrases bounds"} {
		if !slices.Contains(gaps, want) {
			t.Errorf("no gap %q among %q", want, gaps)
		}
	}
	if slices.Contains(gaps, "rested choices 1") || slices.Contains(gaps, "rested labels 3") {
		t.Errorf("values of a scale are gaps: %q", gaps)
	}
	for words, want := range map[string]string{
		"steps: {rested: {labels: {6: tino}}}":  "labels: 6 is no value of this scale",
		"steps: {rested: {choices: {1: tino}}}": "choices: a scale has none; write labels:",
		"steps: {walking: {unit: haora}}":       "unit: the lesson has none in this step; take it out",
		"steps: {hours: {remind: E}}":           "remind: the lesson has none in this step; take it out",
	} {
		if _, faults := open(words); !strings.Contains(faults.Error(), want) {
			t.Errorf("%s: %s, want %s", words, faults.Error(), want)
		}
	}
}

// TestNewTranslationHasAPlaceForEachWord: a new file is sound, lacks every word, and says what the lesson says where they go.
func TestNewTranslationHasAPlaceForEachWord(t *testing.T) {
	src, err := fs.ReadFile(Embedded(), "peer-coaching-1.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, into := range []string{"mi", "tlh"} {
		text, err := NewTranslation("peer-coaching-1", string(src), into, false)
		if err != nil {
			t.Fatal(err)
		}
		name := "peer-coaching-1." + into + ".yaml"
		read := func(text string) (*Translation, Faults) {
			folder, faults := load(translatedFolder(t, map[string]string{name: text}), "", "")
			for _, tr := range find(folder.lessons, "peer-coaching-1").Translations() {
				if tr.Language == into {
					return tr, faults
				}
			}
			return nil, faults
		}
		whole, faults := read(text)
		if whole == nil || len(faults) > 0 || !slices.Contains(whole.Missing, Gap{"breath", "say"}) {
			t.Fatalf("%s: %v\n%s", into, faults, text)
		}
		const gap = "    # First, one slow breath in, and out.\n    say:\n"
		if !strings.Contains(text, gap) {
			t.Fatalf("no %q in\n%s", gap, text)
		}
		filled, faults := read(strings.Replace(text, gap, strings.TrimSuffix(gap, "\n")+" Tuatahi.\n", 1))
		if len(faults) > 0 || filled == nil || filled.lesson.Script.Steps[filled.lesson.Script.Index("breath")].Prompt.Text != "Tuatahi." || len(filled.Missing) != len(whole.Missing)-1 {
			t.Errorf("%s: words in a gap: %v", into, faults)
		}
	}
	for into, want := range map[string]string{"en": "in en-NZ already", "te reo": "no tag"} {
		if _, err := NewTranslation("peer-coaching-1", string(src), into, false); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("into %q: %v", into, err)
		}
	}
	if _, err := NewTranslation("a", "lesson: [", "mi", false); err == nil {
		t.Error("of a file with a fault")
	}
}
