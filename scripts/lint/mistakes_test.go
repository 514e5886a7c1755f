package lint_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coachline/scripts"
)

// sound is a lesson in which check finds nothing. Authors break it in one place.
const sound = `lesson: mine
title: My lesson
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 12, minutes: 4}
steps:
  - id: hello
    say: Kia ora {name}. This takes two minutes.
  - id: mood
    ask: How are you? 1 calm, 2 busy, 3 tired
    phone: How are you? For calm, press 1. Busy, press 2. Tired, press 3.
    choices:
      1: calm
      2: [busy, rushed]
      3: tired
    keep: private
    replies:
      1: Good.
      2: One breath, then.
      3: Gently, then.
  - id: sure
    ask: Is now a good time? 1 yes, 2 no
    phone: Is now a good time? For yes, press 1. For no, press 2.
    kind: yesno
    jumps: {2: bye}
  - id: hour
    ask: When tomorrow? 1 morning, 2 evening
    phone: When tomorrow? For eight in the morning, press 1. For half past five, press 2.
    kind: hour
    choices: {1: morning, 2: evening}
    hours: {1: "08:00", 2: "17:30"}
    keep: forget
    missing: 9am
    replies: {other: Until then., skip: Until then.}
  - id: tomorrow
    wait: {until: next day, at: "{hour}"}
  - id: stayed
    ask: What stays with you? A sentence, or SKIP.
    phone: What stays with you? Say it in a sentence.
    kind: text
    keep: private
  - id: bye
    say: Thank you. Ka kite!
    milestone: finished
`

// mistakes are those that authors make, each with what check says of it. Old is replaced by wrong.
var mistakes = []struct{ name, old, wrong, message string }{
	// Of YAML.
	{"a tab", "    say: Thank you", "\tsay: Thank you", "43:1: a tab; use spaces"},
	{"a colon in a text", "say: Thank you.", "say: Thank you: all.", `a colon and a space are not expected here; put a text that holds ": " in quotes`},
	{"curly quotes", "say: Thank you. Ka kite!", "say: “Thank you”, she said: go", "is no quote to put a text in; write the straight \" around it"},
	{"no space after the dash", "  - id: bye", "  -id: bye", `a space is missing after the dash; write "- id: ..."`},
	{"no space after the colon", "    kind: yesno", "    kind:yesno", `a space is missing after the colon; write "kind: ..."`},
	{"a quote that is not closed", "say: Thank you. Ka kite!", `say: "Thank you.`, "the quote that opens here is not closed"},
	{"a dash of a word processor", "  - id: bye", "  – id: bye", "is not the dash that begins a step"},
	{"a step too far left", "  - id: bye", " - id: bye", `42:2: expected "key: value"; begin the line as far left as the one above`},
	{"a comment in a text", "say: Thank you. Ka kite!", "say: Thank you. Press # to end", "what follows the # is a comment and will not be said; put the text in quotes"},
	{"a key twice", "    kind: text", "    kind: text\n    kind: text", `"kind" stands here twice; the first is on line`},
	// Of names.
	{"a key with a slip", "    choices:\n", "    choises:\n", `unknown key "choises"; did you mean "choices"?`},
	{"a kind with a slip", "kind: yesno", "kind: yes-no", `unknown kind "yes-no"; did you mean "yesno"?`},
	{"a jump to nowhere", "jumps: {2: bye}", "jumps: {2: bey}", `jumps: there is no step "bey"; did you mean "bye"?`},
	{"a jump back", "jumps: {2: bye}", "jumps: {2: mood}", `"mood" does not come after this step; a jump goes forward, only a repeat goes back`},
	{"a name in braces with a slip", "{name}", "{nam}", `nothing here is called {nam}; did you mean "name"?`},
	{"the name of another file", "lesson: mine", "lesson: my-lesson", `lesson "my-lesson" in the file "mine.yaml"; write "lesson: mine" here, or rename the file`},
	{"a reply to no choice", "      3: Gently, then.", "      4: Gently, then.", `no answer of this step has the key "4"`},
	// Of keys.
	{"a key that no choice has", "3 tired\n    phone", "3 tired, 4 other\n    phone", "10:48: key 4 is offered, but no answer of this step has it; take it out, or add the answer under choices"},
	{"a choice that is never offered", "Busy, press 2. Tired, press 3.", "Busy, press 2.", "a choice is never offered here: key 3 (tired) is not named, and others are; say what 3 stands for"},
	{"another word's key", "Busy, press 2. Tired, press 3.", "Rushed, press 3. Tired, press 2.", `11:44: "Rushed" is said to be key 3, but it is 2, and 3 is "tired"; write 2 for it here, or change the choices`},
	{"keys of a text swapped", "1 calm, 2 busy", "1 busy, 2 calm", `10:25: "busy" is said to be key 1, but it is 2, and 1 is "calm"`},
	{"yes and no swapped", "1 yes, 2 no", "1 no, 2 yes", `"no" is said to be key 1, but it is 2, and 1 is "yes"`},
	{"an hour under the wrong key", "For eight in the morning, press 1. For half past five, press 2.", "For half past five, press 1. For eight in the morning, press 2.", `but`},
	{"a key of the line", "Tired, press 3.", "Tired, press 9.", `"Tired" is said to be key 9, but on a call 9 goes on by text at every question; use the key of that choice, 3`},
	// Of what is said.
	{"asks for YES", "2 no\n    phone", "2 no, or reply YES\n    phone", "asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	{"a voice with a slip", "Polly.Aria-Neural", "Polly.Arya-Neural", `4:8: Twilio has no voice "Polly.Arya-Neural"; did you mean Polly.Aria-Neural?`},
	{"a voice of another language", "Polly.Aria-Neural", "Polly.Olivia-Neural", "Polly.Olivia-Neural speaks en-AU, not en-NZ; use Polly.Aria-Neural"},
	{"a language that nobody hears", "language: en-NZ", "language: en", `Twilio understands no speech in "en"; did you mean en-NZ?`},
	{"a command as a choice", "3: tired\n    keep", "3: [tired, skip]\n    keep", `choice 3: "skip" means something else to the line or to carriers; choose another word`},
	{"a word that is heard as another choice", "3: tired\n    keep", "3: [tired, the first]\n    keep", `choice 3: the line hears "the first" as choice 1; choose a word that only this choice has`},
	{"no question", "What stays with you? A sentence, or SKIP.", "Your thoughts.", "asks nothing that people can see"},
	{"callers have to guess", "For calm, press 1. Busy, press 2. Tired, press 3.", "What is it today?", "by phone, names neither a key nor an answer, so callers have to guess"},
	{"a number that callers never hear", "say: Thank you. Ka kite!", "say: Need to talk? 1737.\n    phone: Take care.", "1737 is said by text only; who takes the lesson by phone never learns it; say it by phone as well"},
	{"a part that never comes", "say: Thank you.", "say: Thank you. Part 2 comes on Monday.", `"Part 2 comes": no course has a part after this lesson; put the lessons in a course, or do not announce it`},
	{"a text that never comes", "say: Thank you.", "say: Thank you. We will text you next week.", "nothing is texted later, as no wait follows"},
	{"no macron", "say: Thank you.", "say: Thank you, and your whanau.", "hint: whanau is written whānau; write the macron"},
	{"a sentence without an end", "This takes two minutes.", "This takes two minutes" + strings.Repeat(" and one more", 12) + ".", "a sentence of 40 words, which nobody can follow by ear"},
	{"a reply that nobody gets", "      3: Gently, then.", "      3: Gently, then.\n      other: I see.", "nobody gets this reply: every answer has one of its own"},
	{"a text of three segments", "say: Thank you.", "say: Thank you." + strings.Repeat(" It was good of you to come.", 13), "3 segments by text"},
	{"a budget that is too small", "segments: 12", "segments: 3", "segments; the budget is 3"},
	{"a setting that no step uses", "steps:", "settings: [link]\nsteps:", `setting "link" is used by no step`},
}

// TestMistakesOfAuthors makes each mistake in a sound lesson. Whatever is found has a cure, and none is found in the sound lesson.
func TestMistakesOfAuthors(t *testing.T) {
	if found := checked(t, sound); len(found) > 0 {
		t.Fatal("found in the sound lesson:", found)
	}
	for _, tt := range mistakes {
		t.Run(tt.name, func(t *testing.T) {
			if strings.Count(sound, tt.old) != 1 {
				t.Fatalf("%q is in the lesson %d times", tt.old, strings.Count(sound, tt.old))
			}
			found := checked(t, strings.Replace(sound, tt.old, tt.wrong, 1))
			said := false
			for _, f := range found {
				said = said || strings.Contains(f.Shown(), tt.message)
				if f.Cure == "" {
					t.Errorf("no cure: %v", f)
				}
				if f.Source == "" || f.EndColumn <= f.Column {
					t.Errorf("nothing to show: %+v", f)
				}
			}
			if !said {
				t.Errorf("want %q, found\n%s", tt.message, found.Shown())
			}
		})
	}
}

// checked is what check finds in a lesson.
func checked(t *testing.T, lesson string) scripts.Faults {
	t.Helper()
	file := filepath.Join(t.TempDir(), "mine.yaml")
	if err := os.WriteFile(file, []byte(lesson), 0o600); err != nil {
		t.Fatal(err)
	}
	reports, err := scripts.CheckFiles([]string{file}, "", nil)
	var found scripts.Faults
	errors.As(err, &found)
	for _, r := range reports {
		found = append(found, r.Warnings...)
	}
	return found
}
