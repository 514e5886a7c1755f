package nlu

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// TestEmbeddedLexicons: they have no faults, and their time zones exist.
func TestEmbeddedLexicons(t *testing.T) {
	for _, language := range Languages() {
		l, faults := Load(Embedded(), language)
		for _, f := range faults {
			t.Errorf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
		}
		if l == nil {
			continue
		}
		for _, f := range l.CheckZones(func(zone string) bool { _, err := time.LoadLocation(zone); return err == nil }) {
			t.Errorf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Message)
		}
	}
}

// faultyFiles are files of a lexicon with a fault, and what is said of each.
var faultyFiles = map[string]string{
	"rules:\n  - intent: opt-out\n    whole: stop (now":               "x/a.yaml:3:17: the ( that opens here is not closed",
	"rules:\n  - intent: opt-out\n    whole: stop now)":               `x/a.yaml:3:20: ')' closes nothing`,
	"rules:\n  - intent: opt-out\n    whole: stop | now":              "x/a.yaml:3:17: a | outside of brackets; put the alternatives in ( )",
	"rules:\n  - intent: opt-out\n    whole: (stop|)":                 "x/a.yaml:3:12: an empty alternative; use [ ] for what may be left out",
	"rules:\n  - intent: opt-out\n    whole: stop <texts>":            "x/a.yaml:3:17: nothing says what <texts> is; list it under words",
	"rules:\n  - intent: opt-out\n    whole: \"[stop] [now]\"":        "x/a.yaml:3:13: all of this may be left out; take the brackets [ ] off what must be there",
	"rules:\n  - intent: opt-out\n    whole: <word> stop":             "x/a.yaml:3:12: begins with any word at all; begin with a word of its own",
	"rules:\n  - intent: opt-out\n    whole: stop & go":               "x/a.yaml:3:17: '&' has no meaning in a template; write words, ( | ), [ ], < > and ..",
	"rules:\n  - intent: stopp\n    whole: stop":                      `x/a.yaml:2:13: there is no intent "stopp"`,
	"rules:\n  - intent: question\n    whole: who":                    "x/a.yaml:2:5: a question has a topic, and no other intent has one",
	"rules:\n  - intent: opt-out\n    asked: nobody\n    whole: stop": `x/a.yaml:3:12: nothing is asked that is called "nobody"`,
	"rules:\n  - intent: opt-out\n    hole: stop":                     `x/a.yaml:3:5: "hole" is no part of a rule`,
	"rules:\n  - whole: stop":                                         "x/a.yaml:2:5: a rule says which intent it means",
	"rules:\n  - intent: opt-out":                                     "x/a.yaml:2:5: a rule has templates, under whole, part, start, end or reaction",
	"words:\n  a: <b>\n  b: <a>\nlight: <a>":                          "contains itself; take it out",
	"words:\n  a: b":                                                  "x/a.yaml:2:6: nothing uses <a>; take it out",
	"words:\n  name: b":                                               "x/a.yaml:2:3: <name> has a meaning already; choose another name",
	"numbers:\n  many: lots":                                          `x/a.yaml:2:3: "many" is no number from 0 to 90`,
	"clock:\n  tea: cuppa":                                            `x/a.yaml:2:3: a clock does not know "tea"`,
	"places:\n  - {zone: Pacific/Auckland, names: [nz]}":              "x/a.yaml:2:5: a place has a zone",
	"fillers: [very much]":                                            "x/a.yaml:1:11: a filler is a single word",
	"numbers:\n  1: [one]\n  2: one":                                  `x/a.yaml:3:6: "one" is the number 1 already`,
	"clock:\n  noon: [noon]\n  midnight: noon":                        `x/a.yaml:3:13: "noon" stands under noon already`,
	"hints:\n  name:\n    - {a: b}":                                   "x/a.yaml:3:7: a hint is a word, or a few",
	"fillers: [well]\nwords:\n  a: well\nlight: <a> b":                "x/a.yaml:3:6: only fillers, which are left out before anything is matched",
	"rules:\n  - intent: help\n    question mark: yes\n    whole: a":  "x/a.yaml:3:20: expected true or false",
	"rules:\n  - intent: help\n    start: a":                          "x/a.yaml:2:5: only rename and place have a value",
	"rules: stop":                                                     "x/a.yaml:1:8: expected a list",
	"light: a\nlight: b":                                              `x/a.yaml:2:1: "light" stands here twice; the first is on line 1`,
	"light: [a":                                                       "x/a.yaml:2:1: did not find expected",
	"days:\n  - {weekday: mon, says: mon}":                            `x/a.yaml:2:15: "mon" is no day of the week`,
	"days:\n  - {date: 32, says: now}":                                `x/a.yaml:2:12: "32" is no number from 1 to 31`,
	"days:\n  - {says: now}":                                          "x/a.yaml:2:5: a day has what people say",
	"days:\n  - {on: 3, says: now}":                                   `x/a.yaml:2:6: "on" is no part of a day`,
	"colours: red":                                                    `x/a.yaml:1:1: "colours" is no part of a lexicon`,
}

// TestLexiconFaults finds faults of a lexicon with line and column.
func TestLexiconFaults(t *testing.T) {
	for src, want := range faultyFiles {
		_, faults := Load(fstest.MapFS{"x/a.yaml": {Data: []byte(src)}}, "x")
		found := ""
		for _, f := range faults {
			found += fmt.Sprintf("%s:%d:%d: %s\n", f.File, f.Line, f.Column, f.Message)
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s\nfinds\n%swant\n%s", src, found, want)
		}
	}
	_, faults := Load(fstest.MapFS{"x/a.yaml": {Data: []byte("light: a")}, "x/names.txt": {Data: []byte("# names\nzoe\nana\n")}}, "x")
	if len(faults) != 1 || faults[0].Line != 3 {
		t.Errorf("of names out of order it finds %v", faults)
	}
	l, _ := Load(fstest.MapFS{"x/a.yaml": {Data: []byte("places:\n  - {zone: Pacific/Aukland, says: here, names: [nz]}")}}, "x")
	faults = l.CheckZones(func(string) bool { return false })
	if len(faults) != 1 || faults[0].Line != 2 || faults[0].Column != 12 {
		t.Errorf("of a zone that does not exist it finds %v", faults)
	}
}

// TestLexiconOfAnotherLanguage reads a language that the line does not speak, since no language is in the code.
func TestLexiconOfAnotherLanguage(t *testing.T) {
	l, faults := Load(os.DirFS("testdata/lexicon"), "fr")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	choices := Asked{Kind: Choice, Choices: []Option{{Key: "1", Words: []string{"calme"}}, {Key: "2", Words: []string{"fatigué"}}}}
	for _, c := range []struct {
		said  string
		asked Asked
		want  Meaning
	}{
		{"Arrêtez s'il vous plaît", Asked{Kind: OwnWords}, Meaning{Intent: OptOut}},
		{"bonjour, arrêtez de m'envoyer ces textos", Asked{Kind: Name}, Meaning{Intent: OptOut}},
		{"je veux apprendre à écouter", Asked{Kind: OwnWords}, Meaning{Intent: Answer, Words: "je veux apprendre à écouter"}},
		{"Oui, merci", Asked{Kind: YesNo}, Meaning{Intent: Answer, Choice: "1"}},
		{"pas du tout", Asked{Kind: YesNo}, Meaning{Intent: Answer, Choice: "2"}},
		{"numéro deux svp", choices, Meaning{Intent: Answer, Choice: "2"}},
		{"2", choices, Meaning{Intent: Answer, Choice: "2"}},
		{"FATIGUE", choices, Meaning{Intent: Answer, Choice: "2"}},
		{"passer, merci", Asked{Kind: OwnWords}, Meaning{Intent: Skip}},
		{"à l’aide", Asked{Kind: Hour}, Meaning{Intent: Help}},
		{"stop", choices, Meaning{Intent: OptOut}},
	} {
		if got := l.Read(c.said, c.asked); got != c.want {
			t.Errorf("%q: %+v, want %+v", c.said, got, c.want)
		}
	}
	if For("fr-FR") != For("en") {
		t.Error("a language without a lexicon of its own is not read with the fallback")
	}
}

// TestKeyAloneIsItsChoice: whatever else a lexicon says of a digit, and only where there is such a choice.
func TestKeyAloneIsItsChoice(t *testing.T) {
	l, faults := Load(fstest.MapFS{"x/a.yaml": {Data: []byte("rules:\n  - intent: opt-out\n    whole: (2|3)")}}, "x")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	choices := Asked{Kind: Choice, Open: true, Choices: []Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy"}}}}
	for _, c := range []struct {
		said  string
		asked Asked
		want  Meaning
	}{
		{"2", choices, Meaning{Intent: Answer, Choice: "2"}},
		{" 1\n", choices, Meaning{Intent: Answer, Choice: "1"}},
		{"3", choices, Meaning{Intent: OptOut}},
		{"2", Asked{Kind: OwnWords}, Meaning{Intent: OptOut}},
	} {
		if got := l.Read(c.said, c.asked); got != c.want {
			t.Errorf("%q at %s: %+v, want %+v", c.said, c.asked.Kind, got, c.want)
		}
	}
}

// TestNothingOfAnUtteranceStays: the memory that the next reading gets has none of the words.
func TestNothingOfAnUtteranceStays(t *testing.T) {
	for _, said := range []string{"um well my sister Mere is ill", "S T O P", "see you\nMere", "“I am ill” 👍", strings.Repeat("ill ", 100)} {
		r := For("en").reading(said, Asked{Kind: Name})
		if len(r.words) > longestAnswer {
			r.scan()
			r.shorten(longestAnswer)
		}
		memory := [][]token{r.signs[:cap(r.signs)], r.all[:cap(r.all)], r.words[:cap(r.words)]}
		r.free()
		for _, tokens := range memory {
			if slices.ContainsFunc(tokens, func(t token) bool { return t != token{} }) {
				t.Errorf("%q: words stay in memory", said)
			}
		}
		if r.said != "" || r.asked.Known != "" {
			t.Errorf("%q: the utterance stays in memory", said)
		}
	}
}

// strange are utterances that make the reader work hardest.
var strange = []string{
	"", " ", "\x00", "\xff\xfe", "stop\xff", "\u202estop\u202c", "s\u200bt\u200bo\u200bp", strings.Repeat("a", 1600), strings.Repeat("stop ", 320),
	strings.Repeat("\u0301", 1600), strings.Repeat("👍", 400), strings.Repeat("“", 500), strings.Repeat("1 ", 800), strings.Repeat("7.30pm ", 230),
	strings.Repeat("ﷺ", 530), "ＳＴＯＰ", "𝐬𝐭𝐨𝐩", "ЅТОР", strings.Repeat("i want to ", 160), "(((((((", "[[[[", "\n\n\n", "stop\n\n\nx",
	strings.Repeat("actually ", 177), strings.Repeat("no ", 530), strings.Repeat("its ", 400), strings.Repeat("not Mere ", 170), strings.Repeat("2 ", 800),
	strings.Repeat("Sam and ", 200), "{partner}", "{{name}}", strings.Repeat("half past ", 160), "٢", "2️⃣",
}

// TestStrangeUtterances: none panics or takes long at any question, and a name has no braces and is not too long.
func TestStrangeUtterances(t *testing.T) {
	l := For("en")
	for _, said := range strange {
		for step, a := range asked {
			for _, a.Spoken = range []bool{false, true} {
				m := l.Read(said, a)
				if strings.ContainsAny(m.Name, "{}\n") || len([]rune(m.Name)) > MaxName {
					t.Errorf("%.20q at %s: the name %q", said, step, m.Name)
				}
			}
		}
	}
	for said, want := range map[string]Intent{
		"stop\xff": OptOut, "\u202estop\u202c": OptOut, "s\u200bt\u200bo\u200bp": OptOut, "ＳＴＯＰ": OptOut, "𝐬𝐭𝐨𝐩": OptOut, "stoooop": OptOut,
	} {
		if got := l.Read(said, Asked{Kind: OwnWords}).Intent; got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}

// BenchmarkStrange reads the slowest of the strange utterances.
func BenchmarkStrange(b *testing.B) {
	l := For("en")
	for _, said := range strange {
		if len(said) < 400 {
			continue
		}
		for _, kind := range []Kind{OwnWords, Name, Hour, Choice, Confirm} {
			b.Run(fmt.Sprintf("%.8q/%s", said, kind), func(b *testing.B) {
				for b.Loop() {
					l.Read(said, Asked{Kind: kind, Known: "Mere"})
				}
			})
		}
	}
}

// TestMeaningDoesNotDependOnStates: an utterance means the same, whatever states were made before.
func TestMeaningDoesNotDependOnStates(t *testing.T) {
	l, faults := Load(Embedded(), "en")
	if len(faults) > 0 {
		t.Fatal(faults)
	}
	l.graph.most = 10_000 // all states are dropped six times
	for _, table := range readCorpus(t, "en/known") {
		for _, row := range table.rows {
			a := asked[row.step]
			if got, want := l.Read(row.said, a), For("en").Read(row.said, a); got != want {
				t.Errorf("%q: %+v, want %+v", row.said, got, want)
			}
		}
	}
	if len(l.graph.known) > 4000 {
		t.Errorf("%d states are kept", len(l.graph.known))
	}
}

func FuzzRead(f *testing.F) {
	for _, said := range strange {
		f.Add(said, "hope", false)
	}
	f.Add("not 5pm, 6pm", "hour", true)
	f.Add("not Mere, Tane", "ask_when", false)
	f.Add("2, not 1", "which", false)
	f.Fuzz(func(t *testing.T, said, step string, spoken bool) {
		a := asked[step]
		a.Spoken = spoken
		m := For("en").Read(said, a)
		if m.Hour != "" {
			if _, err := time.Parse("15:04", m.Hour); err != nil {
				t.Errorf("%q: the hour %q", said, m.Hour)
			}
		}
		if m.Choice != "" && len(a.Choices) > 0 && !strings.Contains("123", m.Choice) {
			t.Errorf("%q: choice %q", said, m.Choice)
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"tired", "tierd", 1}, {"tip3", "tip2", 1}, {"kitten", "sitting", 3}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
