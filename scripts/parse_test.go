package scripts

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

var update = flag.Bool("update", false, "rewrite the golden files as they are now")

// good is a lesson with some of everything and no fault. Tests break it in one place.
const good = `lesson: good
title: A good lesson
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 30, minutes: 10}
settings: [link, contact]
reprompts:
  no-input: [Take your time., I am still here.]
  no-match: [Once more?, "In other words, or SKIP?"]
steps:
  - id: welcome
    say: Kia ora {name}.
    phone: "Kia ora {name}. [pause 2] Welcome."
  - id: energy
    ask: How are you? 1 calm, 2 busy.
    choices: {1: calm, 2: [busy, rushed]}
    keep: forget
    missing: some
    replies: {1: Good., other: Thank you., skip: That is fine.}
    jumps: {2: partner}
  - id: article
    offer: "Read {link}."
    phone: Shall I text you the link? 1 yes, 2 no.
  - id: partner
    ask: Who could it be?
    kind: name
    keep: private
    missing: your partner
    confirm: "{partner}? 1 yes, 2 no."
    replies: {other: "{partner}, then.", none: Somebody will be.}
  - id: again
    ask: Once more with {partner}, and {energy} energy?
    kind: yesno
    repeat: {from: partner, times: 1}
  - id: hour
    ask: When tomorrow? 1 morning, 2 evening.
    kind: hour
    choices: {1: morning, 2: evening}
    hours: {1: "08:00", 2: "17:30"}
    keep: private
    missing: nine
    replies: {other: "{when}, then.", skip: "{when}, then."}
  - id: tomorrow
    wait: {until: next day, at: "{hour}"}
  - id: stayed
    ask: What stayed?
    kind: text
    keep: private
    goto: thanks
  - id: thanks
    say: Thank you {name}.
    milestone: finished
`

// edit is good with each odd part replaced by the next.
func edit(t *testing.T, parts ...string) string {
	t.Helper()
	src := good
	for i := 0; i+1 < len(parts); i += 2 {
		if strings.Count(src, parts[i]) != 1 {
			t.Fatalf("%q is in the lesson %d times, want once", parts[i], strings.Count(src, parts[i]))
		}
		src = strings.Replace(src, parts[i], parts[i+1], 1)
	}
	return src
}

// shortPhrases is a phrases.yaml with every phrase.
func shortPhrases(t *testing.T) *Phrases {
	t.Helper()
	src := "phrases:\n"
	for _, name := range dialogue.PhraseNames() {
		src += fmt.Sprintf("  %s: This is said.\n", name)
	}
	phrases, err := ParsePhrases("phrases.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return phrases
}

// messages are the faults without the file's name.
func messages(err error) (m []string) {
	var faults Faults
	if errors.As(err, &faults) {
		for _, f := range faults {
			m = append(m, strings.TrimPrefix(f.Error(), f.File+":"))
		}
	}
	return m
}

func TestParse(t *testing.T) {
	l, err := Parse("lessons/good.yaml", []byte(good), shortPhrases(t))
	if err != nil {
		t.Fatal(err)
	}
	steps := l.Script.Steps
	want := dialogue.Step{
		ID: "energy", Kind: dialogue.Choice, Prompt: dialogue.Prompt{Text: "How are you? 1 calm, 2 busy."},
		Choices: []dialogue.Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy", "rushed"}}},
		Keep:    dialogue.KeepForget, Missing: "some",
		Replies: map[string]dialogue.Prompt{"1": {Text: "Good."}, "other": {Text: "Thank you."}, "skip": {Text: "That is fine."}},
		Jumps:   map[string]string{"2": "partner"},
		NoInput: []dialogue.Prompt{{Text: "Take your time."}, {Text: "I am still here."}},
		NoMatch: []dialogue.Prompt{{Text: "Once more?"}, {Text: "In other words, or SKIP?"}},
	}
	if diff := cmp.Diff(want, steps[1]); diff != "" {
		t.Error(diff)
	}
	spoken := []dialogue.Line{{Text: "Kia ora {name}."}, {Pause: 2}, {Text: "Welcome."}}
	if diff := cmp.Diff(spoken, steps[0].Prompt.Phone); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"link"}, steps[2].Needs); diff != "" {
		t.Error("a setting in a step's words is a need:", diff)
	}
	if l, err := Parse("good.yaml", []byte(edit(t, "- id: energy\n", "- id: energy\n    about: how you are\n")), shortPhrases(t)); err != nil || l.Script.Steps[1].About != "how you are" {
		t.Error("about:", err)
	}
	if got := steps[5].Choices[1].Hour; got != "17:30" {
		t.Errorf("hour %q", got)
	}
	if l.Script.Budget != (dialogue.Budget{Segments: 30, Minutes: 10}) || len(l.Script.Version) != 12 || l.Script.Values != nil {
		t.Errorf("%+v, version %q, values %v", l.Script.Budget, l.Script.Version, l.Script.Values)
	}
}

// faulty are lessons with faults: good, with parts replaced.
var faulty = []struct {
	name  string
	parts []string
}{
	// The file.
	{"unknown key", []string{"title: A", "titel: A"}},
	{"far from any key", []string{"title: A", "title: A\nauthor: A"}},
	{"key twice", []string{"voice: Polly.Aria-Neural", "voice: Polly.Aria-Neural\ntitle: B"}},
	{"two lessons in a file", []string{"    milestone: finished\n", "    milestone: finished\nlesson: better\ntitle: B\nlanguage: en-NZ\n"}},
	{"wrong name", []string{"lesson: good", "lesson: better"}},
	{"name with capitals", []string{"lesson: good", "lesson: Good One"}},
	{"language", []string{"en-NZ", "English"}},
	{"voice", []string{"Polly.Aria-Neural", "Polly Aria"}},
	{"budget of words", []string{"segments: 30, minutes: 10", "segments: many, minutes: -1"}},
	{"half a segment", []string{"segments: 30", "segments: 30.5"}},
	{"half a budget", []string{"segments: 30, ", ""}},
	{"budget is a text", []string{"{segments: 30, minutes: 10}", "30 segments"}},
	{"setting twice", []string{"[link, contact]", "[link, link, number, name, Link]"}},
	{"settings not a list", []string{"[link, contact]", "link"}},
	{"three reprompts", []string{"[Take your time., I am still here.]", "[A., B., C.]"}},
	{"reprompt channel", []string{"no-match: [Once", "no-mach: [Once"}},
	{"unknown phrase", []string{"steps:\n", "phrases: {resum: Where we were.}\nsteps:\n"}},

	// A step.
	{"no id", []string{"  - id: thanks\n    say:", "  - say:"}},
	{"id with capitals", []string{"- id: welcome", "- id: Welcome"}},
	{"id twice", []string{"- id: thanks", "- id: stayed", "    goto: thanks\n", ""}},
	{"id of a setting", []string{"- id: welcome", "- id: contact"}},
	{"no dash", []string{"  - id: thanks", "    id: thanks"}},
	{"unknown step key", []string{"    say: Thank", "    sya: Thank"}},
	{"two forms", []string{"    say: Thank", "    ask: Who?\n    say: Thank"}},
	{"no kind", []string{"    kind: text\n", ""}},
	{"unknown kind", []string{"kind: text", "kind: txt"}},
	{"key of another kind", []string{"    kind: text\n", "    kind: text\n    confirm: Sure?\n"}},
	{"offer without phone", []string{"    phone: Shall I text you the link? 1 yes, 2 no.\n", ""}},
	{"name without confirm", []string{"    confirm: \"{partner}? 1 yes, 2 no.\"\n", ""}},
	{"keep", []string{"keep: forget", "keep: forever"}},
	{"milestone", []string{"milestone: finished", "milestone: finish"}},
	{"about in braces", []string{"    kind: text\n", "    kind: text\n    about: \"{partner}\"\n"}},
	{"about at length", []string{"    kind: text\n", "    kind: text\n    about: what has stayed with you since the last time\n"}},
	{"about nothing", []string{"    kind: text\n", "    kind: text\n    about: ''\n"}},
	{"about a wait", []string{"  - id: tomorrow\n", "  - id: tomorrow\n    about: the night\n"}},
	{"open is a word", []string{"    jumps: {2: partner}", "    open: yes"}},

	// What a question takes.
	{"several without choices", []string{"    kind: text\n", "    kind: several\n"}},
	{"more than there are", []string{"    kind: text\n", "    kind: several\n    choices: {1: calm, 2: busy}\n    at-least: 3\n"}},
	{"least above most", []string{"    kind: text\n", "    kind: several\n    choices: {1: calm, 2: busy}\n    at-least: 2\n    at-most: 1\n"}},
	{"comma among several", []string{"    kind: text\n", "    kind: several\n    choices: {1: \"calm, quiet\", 2: none}\n"}},
	{"long scale", []string{"    kind: text\n", "    kind: scale\n    max: 100\n"}},
	{"label beyond the scale", []string{"    kind: text\n", "    kind: scale\n    labels: {0: not at all}\n"}},
	{"reply beyond the scale", []string{"    kind: text\n", "    kind: scale\n    replies: {1-2: Low., 4-6: High.}\n"}},
	{"ranges that meet", []string{"    kind: text\n", "    kind: scale\n    replies: {1-3: Low., 3-5: High.}\n"}},
	{"number without max", []string{"    kind: text\n", "    kind: number\n"}},
	{"number below its min", []string{"    kind: text\n", "    kind: number\n    min: 5\n    max: 5\n"}},
	{"number of words", []string{"    kind: text\n", "    kind: number\n    max: many\n"}},
	{"date without confirm", []string{"    kind: text\n", "    kind: date\n"}},
	{"date past and to come", []string{"    kind: text\n", "    kind: date\n    confirm: \"{stayed}? 1 yes, 2 no\"\n    after: today\n    past: true\n"}},
	{"date far ahead", []string{"    kind: text\n", "    kind: date\n    confirm: \"{stayed}? 1 yes, 2 no\"\n    within: 2 years\n"}},
	{"date after a day", []string{"    kind: text\n", "    kind: date\n    confirm: \"{stayed}? 1 yes, 2 no\"\n    after: tomorrow\n"}},
	{"reminder of what asks nothing", []string{"  - id: thanks\n", "  - id: thanks\n    remind: Still there?\n"}},

	// Choices.
	{"key 9", []string{"{1: calm, 2:", "{1: calm, 9: odd, 2:"}},
	{"one choice", []string{"{1: calm, 2: [busy, rushed]}", "{1: calm}", "    jumps: {2: partner}\n", ""}},
	{"choices are a list", []string{"{1: calm, 2: [busy, rushed]}", "[calm, busy]", "    jumps: {2: partner}\n", "", "{1: Good., other", "{other"}},
	{"reply to no choice", []string{"{1: Good., other", "{3: Good., other"}},
	{"reply to none", []string{"skip: That is fine.", "none: That is fine."}},
	{"slip in a reply", []string{"skip: That is fine.", "skp: That is fine."}},
	{"hour is missing", []string{`{1: "08:00", 2: "17:30"}`, `{1: "08:00"}`}},
	{"no hour", []string{`"08:00"`, `8am`}},
	{"hour of no choice", []string{`2: "17:30"}`, `2: "17:30", 3: "19:00"}`}},

	// Where it goes.
	{"jump to nowhere", []string{"jumps: {2: partner}", "jumps: {2: partnr}"}},
	{"jump back", []string{"jumps: {2: partner}", "jumps: {2: welcome}"}},
	{"jump from no choice", []string{"jumps: {2: partner}", "jumps: {4: partner}"}},
	{"goto itself", []string{"goto: thanks", "goto: stayed"}},
	{"repeat forward", []string{"from: partner", "from: hour"}},
	{"repeat from nowhere", []string{"from: partner", "from: parner"}},
	{"repeat for ever", []string{"times: 1", "times: 10"}},
	{"repeat and jump", []string{"    repeat: {", "    jumps: {1: hour}\n    repeat: {"}},
	{"unknown need", []string{"    goto: thanks", "    goto: thanks\n    needs: [contct, number, number]"}},
	{"wait for what", []string{"{until: next day, at: \"{hour}\"}", "{until: next week, at: soon}"}},
	{"wait for too long", []string{"{until: next day", "{until: in 61 days"}},
	{"wait for no day", []string{"{until: next day", "{until: in a while"}},
	{"wait for a weekday with a slip", []string{"{until: next day", "{until: wensday"}},
	{"wait for no hour", []string{"at: \"{hour}\"", "at: \"{partner}\""}},
	{"wait for a forgotten hour", []string{"    keep: private\n    missing: nine", "    missing: nine"}},

	// Conditions.
	{"condition on a later step", []string{"    goto: thanks", "    goto: thanks\n    when: {thanks: answered, stayd: skipped}"}},
	{"condition on an answer that is not kept", []string{"    goto: thanks", "    goto: thanks\n    when: {again: 1}"}},
	{"condition on no choice", []string{"    goto: thanks", "    goto: thanks\n    when: {energy: [3, other, 1, 1], partner: skiped}"}},
	{"condition without an answer", []string{"    goto: thanks", "    goto: thanks\n    when: {energy: [], partner: }"}},
	{"condition on nothing", []string{"    goto: thanks", "    goto: thanks\n    when: {}"}},
	{"condition that is a list", []string{"    goto: thanks", "    goto: thanks\n    when: [energy]"}},

	// Answers of earlier lessons.
	{"earlier without its lesson", []string{"steps:\n", "earlier: {mate: {step: partner}}\nsteps:\n"}},
	{"earlier of this lesson", []string{"steps:\n", "earlier: {mate: {lesson: good, step: partner}}\nsteps:\n"}},
	{"earlier with a taken name", []string{"steps:\n", "earlier: {link: {lesson: before}, name: {lesson: before}, Mate: {lesson: before}, stayed: {lesson: before}}\nsteps:\n"}},
	{"earlier that may be missing", []string{"steps:\n", "earlier: {mate: {lesson: before}}\nsteps:\n", "What stayed?", "What stayed with {mate}?"}},
	{"slip in what takes the place of an earlier answer", []string{
		"steps:\n", "earlier: {mate: {lesson: before, missing: you}, pal: {lesson: before, missing: \"{mat}\"}}\nsteps:\n", "missing: some", `missing: "{mate} too"`,
	}},
	{"slip in an earlier answer", []string{"steps:\n", "earlier: {mate: {lesson: before, missing: \"{name}\"}}\nsteps:\n", "What stayed?", "What stayed with {mat}?"}},

	// Texts.
	{"text in braces", []string{"say: Kia ora {name}.", "say: {name}"}},
	{"text in brackets", []string{`"{partner}? 1 yes, 2 no."`, "[Is it?]"}},
	{"no text", []string{"say: Kia ora {name}.", "say:"}},
	{"empty text", []string{"say: Kia ora {name}.", "say: ' '"}},
	{"text with a comment", []string{"ask: What stayed?", "ask: What stayed? Press # to skip"}},
	{"text that is a comment", []string{"say: Kia ora {name}.", "say: #1 breath"}},
	{"half a brace", []string{"ask: What stayed?", `ask: "What stayed, {name?"`}},
	{"pause by text", []string{"ask: What stayed?", `ask: "What [pause 2] stayed?"`}},
	{"unknown mark", []string{"[pause 2]", "[wait 2]"}},
	{"long pause", []string{"[pause 2]", "[pause 60]"}},
	{"a second voice that nobody has", []string{"[pause 2]", "[second voice]"}},
	{"a second voice by text", []string{"ask: What stayed?", `ask: "[second voice] What stayed?"`, "voice: Polly.Aria-Neural", "voice: Polly.Aria-Neural\nsecond-voice: Polly.Olivia-Neural"}},
	{"a second voice without a language", []string{"voice: Polly.Aria-Neural", "voice: Polly.Aria-Neural\nsecond-voice: woman"}},
	{"a second voice that is the first", []string{"voice: Polly.Aria-Neural", "voice: Polly.Aria-Neural\nsecond-voice: Polly.Aria-Neural"}},
	{"a second voice in no words", []string{"[pause 2] Welcome.", "[second voice]", "Kia ora {name}. [s", "[s", "voice: Polly.Aria-Neural", "voice: Polly.Aria-Neural\nsecond-voice: Polly.Olivia-Neural"}},
	{"forward in a question", []string{"    kind: text\n", "    kind: text\n    forward: Hello.\n"}},
	{"forward without what it says", []string{"    missing: your partner\n", "    missing: your partner\n    forward: \"{partner}, {energy} and {stayed}\"\n"}},
	{"only a pause", []string{`"Kia ora {name}. [pause 2] Welcome."`, `"[pause 2]"`}},
	{"prompt without text", []string{"{other: \"{partner}, then.\"", "{other: {phone: \"{partner}, then.\"}"}},
	{"control character", []string{"ask: What stayed?", `ask: "What\a stayed?"`}},

	// Names in braces.
	{"slip in a name", []string{"Once more with {partner}", "Once more with {partne}"}},
	{"name of a later step", []string{"ask: How are you?", `ask: "How are you, {hour}?`, "2 busy.", `2 busy."`}},
	{"own question", []string{"ask: Who could it be?", `ask: "Who could {partner} be?"`}},
	{"name of a statement", []string{"Once more with {partner}", "Once more with {welcome}"}},
	{"own words", []string{"say: Thank you {name}.", "say: Thank you for {stayed}."}},
	{"nothing for a missing answer", []string{"    missing: some\n", ""}},
	{"answer not kept", []string{"    keep: forget\n", ""}},
	{"when without a wait", []string{"say: Thank you {name}.", "say: Thank you, until {when}."}},
	{"steps outside phrases", []string{"say: Thank you {name}.", "say: Thank you for {steps}."}},
	{"names of one phrase", []string{"say: Thank you {name}.", "say: \"{about}, {answers}, {kept}.\"", "steps:\n", "phrases: {zone: \"{about}\", data: \"{kept} {place}\"}\nsteps:\n"}},
	{"name for a machine", []string{"steps:\n", "phrases: {voicemail: {phone: \"Kia ora {name}.\"}}\nsteps:\n"}},
	{"id of a phrase's name", []string{"- id: welcome", "- id: place"}},
	{"keys in a reply", []string{"other: Thank you.", "other: \"{keys} is fine.\""}},
	{"keys where there are none", []string{"ask: What stayed?", `ask: "What stayed, {keys}?"`}},
	{"setting in a reply", []string{"other: Thank you.", "other: \"Ask {contact}.\""}},
	{"setting in a reprompt", []string{"Once more?", `"Once more, {contact}?"`}},
	{"slip in a name by phone", []string{"Kia ora {name}. [pause 2]", "Kia ora {nam}. [pause 2]"}},
	{"braces in missing", []string{"missing: some", `missing: "{partner}"`}},

	// All at once.
	{"many", []string{"title: A good lesson", "titel: A good lesson", "jumps: {2: partner}", "jumps: {2: welcome}", "kind: text", "kind: txt"}},
}

// TestParseFaults compares the faults of each faulty lesson with testdata/faults.txt. -update rewrites the file.
func TestParseFaults(t *testing.T) {
	phrases := shortPhrases(t)
	var got strings.Builder
	for _, tt := range faulty {
		l, err := Parse("good.yaml", []byte(edit(t, tt.parts...)), phrases)
		if err == nil || l != nil {
			t.Errorf("%s: no fault is told", tt.name)
		}
		wantCures(t, tt.name, err)
		fmt.Fprintf(&got, "%s\n  %s\n\n", tt.name, strings.Join(messages(err), "\n  "))
	}
	golden(t, "testdata/faults.txt", got.String())
}

// wantCures fails if a fault does not say what to do.
func wantCures(t *testing.T, name string, err error) {
	t.Helper()
	var faults Faults
	errors.As(err, &faults)
	for _, f := range faults {
		if f.Cure == "" || f.Rule == "" {
			t.Errorf("%s: no cure or no rule: %+v", name, f)
		}
	}
}

// golden compares what a test made with a file.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Error(diff)
	}
}

// notLessons are files that YAML cannot read, or reads differently from what the author sees.
var notLessons = []struct{ name, src string }{
	{"empty", ""},
	{"only comments", "# a lesson, one day\n"},
	{"a text", "just some words"},
	{"a list", "- lesson: good\n"},
	{"nothing", "~"},
	{"not UTF-8", "lesson: good\ntitle: caf\xe9\nvoice: \xff\n"},
	{"UTF-16", "\xff\xfel\x00e\x00\n\x00l\x00e\x00\n\x00"},
	{"UTF-16 without its mark", "l\x00e\x00\n\x00l\x00e\x00\n\x00"},
	{"non-breaking spaces", "lesson: good\nsteps:\n  - id: a\n  \u00a0 say: b\n"},
	{"tabs", "lesson: good\nsteps:\n\t- id: a\n\t  say: b\n"},
	{"control characters", "lesson: good\x00\ntitle: a\u2028b\n"},
	{"two documents", "lesson: good\n---\nlesson: better\n"},
	{"two documents, one ended", "lesson: good\n...\nlesson: better\n"},
	{"colon in a text", "title: Peer coaching: part 1\n"},
	{"further left", "steps:\n  - id: a\n    say: b\n   goto: c\n"},
	{"further right", "lesson: good\n  title: A\n"},
	{"list item further left", "steps:\n  - id: a\n    say: b\n - id: c\n"},
	{"no space after the dash", "steps:\n  - id: a\n    say: b\n  -id: c\n    say: d\n"},
	{"no space after the dash, furthest left", "steps:\n- id: a\n  say: b\n-id: c\n  say: d\n"},
	{"en dash", "steps:\n  - id: a\n    say: b\n  – id: c\n    say: d\n"},
	{"key one space too far", "steps:\n  - id: a\n    ask: b\n     kind: text\n"},
	{"item of a list further left", "steps:\n  - id: a\n    no-match:\n      - a\n     - b\n"},
	{"no space after the colon", "steps:\n  - id: a\n    ask: b\n    kind:text\n    keep: private\n"},
	{"no space after the first colon", "steps:\n  - id:a\n    ask: b\n"},
	{"text runs on", "steps:\n  - id: a\n    ask: b and\n    it goes on\n    kind: text\n"},
	{"quotes in quotes", "say: \"He said \"go\" to me\"\n"},
	{"curly quotes", "say: “Which: is it”\n"},
	{"apostrophe in apostrophes", "say: 'Let's breathe'\n"},
	{"apostrophe in a choice", "choices: {1: 'it's me', 2: b}\n"},
	{"text begins with a name", "say: {name}, hello\n"},
	{"text begins with a pause", "say: [pause 8] And out.\n"},
	{"text begins with quotes", "say: \"Go on\" and on\n"},
	{"open quotes", "title: \"Good\nvoice: Polly.Aria-Neural\n"},
	{"open bracket", "settings: [link, contact\nsteps:\n"},
	{"open brace", "budget: {segments: 22\nsteps: []\n"},
	{"star", "say: *Listen* to them.\n"},
	{"anchor and alias", "title: &t Good\nvoice: *t\n"},
	{"tag", "title: !important Good\n"},
	{"tag of YAML", "title: !!binary Good\n"},
	{"percent", "title: %40 of it\n"},
	{"at sign", "title: @home\n"},
	{"backslash", "title: \"a \\q\"\n"},
	{"merge key", "<<: {title: Good}\n"},
	{"a list as a key", "? [a, b]\n: c\n"},
	{"no colon", "lesson: good\ntitle\nvoice: a\n"},
	{"directive", "%YAML 1.9\n---\nlesson: good\n"},
}

func TestDecodeFaults(t *testing.T) {
	var got strings.Builder
	for _, tt := range notLessons {
		_, faults := decode("good.yaml", []byte(tt.src))
		told := messages(faults.err())
		if told == nil {
			_, err := Parse("good.yaml", []byte(tt.src), emptyPhrases())
			told = messages(err)
		}
		fmt.Fprintf(&got, "%s\n  %s\n\n", tt.name, strings.Join(told, "\n  "))
	}
	golden(t, "testdata/not-lessons.txt", got.String())
}

func TestTooLargeFileIsRefused(t *testing.T) {
	_, err := Parse("good.yaml", make([]byte, maxFile+1), nil)
	want := []string{"1:1: a file of 262145 bytes; expected 262144 at most"}
	if diff := cmp.Diff(want, messages(err)); diff != "" {
		t.Error(diff)
	}
}

func TestLineEndsMakeNoDifference(t *testing.T) {
	want, err := Parse("good.yaml", []byte(good), shortPhrases(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, src := range map[string]string{
		"CRLF": strings.ReplaceAll(good, "\n", "\r\n"), "BOM": "\ufeff" + good, "one document": "---\n" + good,
	} {
		got, err := Parse("good.yaml", []byte(src), shortPhrases(t))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want.Script, got.Script); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestParsePhrases(t *testing.T) {
	phrases, err := ParsePhrases("phrases.yaml", []byte("phrases: {resum: Here., help: {phone: Help.}, goodbye: {phone: Bye.}}\nreprompt: []\n"))
	want := []string{
		`1:11: unknown key "resum"; did you mean "resume"?`,
		`1:31: "text" is missing; write what is said by text; put a text that begins with { in quotes`,
		`2:1: unknown key "reprompt"; did you mean "reprompts"?`,
	}
	if diff := cmp.Diff(want, messages(err)); diff != "" || phrases != nil {
		t.Error(diff, phrases)
	}
}

func TestLessonMayHaveItsOwnPhrases(t *testing.T) {
	own := edit(t, "steps:\n", "phrases: {care: {text: Call 1737., phone: \"Call 1, 7, 3, 7.\"}}\nsteps:\n")
	l, err := Parse("good.yaml", []byte(own), shortPhrases(t))
	if err != nil {
		t.Fatal(err)
	}
	if got := l.Script.Phrases[dialogue.PhraseCare].Text; got != "Call 1737." {
		t.Errorf("care: %q, want the lesson's own", got)
	}
	if got := l.Script.Phrases[dialogue.PhraseHelp].Text; got != "This is said." {
		t.Errorf("help: %q, want the common one", got)
	}
	_, err = Parse("good.yaml", []byte(own), nil) // its questions have no bounds to say
	if got, want := len(messages(err)), len(dialogue.PhraseNames())-2; got != want {
		t.Errorf("%d faults without phrases.yaml, want %d: %v", got, want, err)
	}
}

func TestSuggestNamesTheLikelyWord(t *testing.T) {
	known := []string{"say", "replies", "milestone", "no-input"}
	for name, want := range map[string]string{
		"sya": "say", "Say": "say", "reply": "", "replys": "replies", "mileston": "milestone", "no_input": "no-input", "x": "",
		"author": "", strings.Repeat("x", 1000): "",
	} {
		wanted := `; expected "say", "replies", "milestone" or "no-input"`
		if want != "" {
			wanted = fmt.Sprintf("; did you mean %q?", want)
		}
		if got := suggest(name, known); got != wanted {
			t.Errorf("%.20q: %s, want%s", name, got, wanted)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(good))
	for _, tt := range faulty {
		src := good
		for i := 0; i+1 < len(tt.parts); i += 2 {
			src = strings.Replace(src, tt.parts[i], tt.parts[i+1], 1)
		}
		f.Add([]byte(src))
	}
	for _, tt := range notLessons {
		f.Add([]byte(tt.src))
	}
	f.Add([]byte(strings.Replace(before, "lesson: before", "lesson: good", 1)))
	f.Add([]byte(strings.Replace(after, "lesson: after", "lesson: good", 1)))
	f.Add([]byte(strings.Replace(both, "course: both", "course: good", 1)))
	f.Add([]byte("course: good\nlessons: [a]\npace: [1]"))
	phrases := emptyPhrases()
	f.Fuzz(func(t *testing.T, src []byte) {
		if root, faults := decode("good.yaml", src); isCourse(root) {
			c, faults := parseCourse("good.yaml", root, faults)
			if (c == nil) == (faults == nil) {
				t.Fatalf("course %v, faults %v", c != nil, faults)
			}
			found(t, faults)
			if c != nil {
				found(t, c.check(folderFiles{}))
			}
		}
		l, err := Parse("good.yaml", src, phrases)
		if (l == nil) == (err == nil) {
			t.Fatalf("lesson %v, error %v", l != nil, err)
		}
		found(t, err)
		if l != nil {
			r := Check(l, "A footer.", nil)
			found(t, r.Errors)
			found(t, r.Warnings)
		}
	})
}

// found fails if a fault has no place or no message.
func found(t *testing.T, err error) {
	t.Helper()
	var faults Faults
	errors.As(err, &faults)
	for _, f := range faults {
		if f.Line < 1 || f.Column < 1 || f.File == "" || f.Message == "" {
			t.Fatalf("%+v", f)
		}
	}
}
