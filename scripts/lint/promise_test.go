package lint_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"pgregory.net/rapid"

	"coachline/scripts"
	"coachline/scripts/dialogue"
)

// moods are the answers of the lessons that are generated: what is stored, and what prompts may call it.
var moods = [][]string{
	{"calm", "at ease"}, {"busy", "rushed"}, {"tired", "sleepy"}, {"hopeful", "full of hope"}, {"worried", "anxious"}, {"curious"}, {"the first one we met"}, {"not yet"},
}

// textWordings and phoneWordings are how authors name a key. NUMBER is the key in words.
var (
	textWordings  = []string{"KEY LABEL, ", "KEY for LABEL, ", "LABEL (KEY), ", "KEY = LABEL; ", "KEY. LABEL. ", "(KEY) LABEL ", "reply KEY for LABEL, ", "LABEL = KEY, ", "KEY: LABEL\n", "if LABEL, reply KEY. "}
	phoneWordings = []string{"For LABEL, press KEY. ", "If it is LABEL, press KEY. ", "Press KEY for LABEL. ", "press KEY if you are LABEL, ", "For LABEL press NUMBER. ", "Press NUMBER for LABEL. ", "To say LABEL, push KEY. ", "If you feel LABEL, hit the KEY key. "}
	numbers       = []string{"", "one", "two", "three", "four", "five"}
)

// offered is a key and the choice that a prompt says it is.
type offered struct{ key, choice int }

// prompt words what is offered.
func prompt(question string, wording string, all []offered, label func(choice int) string) string {
	said := question + " "
	for _, o := range all {
		said += strings.NewReplacer("KEY", fmt.Sprint(o.key), "LABEL", label(o.choice), "NUMBER", numbers[o.key]).Replace(wording)
	}
	return strings.TrimRight(said, " ,;\n")
}

// TestKeysLeadToWhatPromptsPromise writes lessons whose prompts name keys in many wordings, right and wrong. Those with right ones pass,
// and in those that pass each key that a prompt names leads to the reply that it promises, on both channels.
func TestKeysLeadToWhatPromptsPromise(t *testing.T) {
	passed, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		choices := rapid.SampledFrom([]int{2, 3, 4}).Draw(t, "choices")
		words := rapid.Permutation(moods).Draw(t, "words")[:choices]
		right := make([]offered, choices)
		for i := range right {
			right[i] = offered{i + 1, i}
		}
		wrong := func(name string) []offered {
			all := append([]offered{}, right...)
			switch rapid.SampledFrom([]string{"right", "right", "swapped", "one more"}).Draw(t, name) {
			case "swapped":
				i := rapid.IntRange(0, choices-2).Draw(t, "swap")
				all[i].choice, all[i+1].choice = all[i+1].choice, all[i].choice
			case "one more":
				all = append(all, offered{choices + 1, rapid.IntRange(0, choices-1).Draw(t, "again")})
			}
			return all
		}
		label := func(choice int) string { return rapid.SampledFrom(words[choice]).Draw(t, "label") }
		byText, byPhone := wrong("by text"), wrong("by phone")
		text := prompt("How are you?", rapid.SampledFrom(textWordings).Draw(t, "text"), byText, label)
		phone := prompt("How are you?", rapid.SampledFrom(phoneWordings).Draw(t, "phone"), byPhone, label)

		catalog, err := scripts.Open(fstest.MapFS{"made.yaml": {Data: []byte(made(words, text, phone))}}, nil)
		isRight := fmt.Sprint(byText) == fmt.Sprint(right) && fmt.Sprint(byPhone) == fmt.Sprint(right)
		if err != nil {
			refused++
			if isRight && !strings.Contains(err.Error(), "the line speaks for") { // several long labels
				t.Fatalf("refused although every key is right:\n%s\n%s\n%v", text, phone, err)
			}
			return
		}
		passed++
		script, _ := catalog.Current("made")
		for _, o := range byText {
			if reply := answered(script, dialogue.Text, fmt.Sprint(o.key)); !strings.Contains(reply, "Reply "+fmt.Sprint(o.choice)+".") {
				t.Fatalf("by text %q promises %q for %d; the line says %q", text, words[o.choice], o.key, reply)
			}
		}
		for _, o := range byPhone {
			if reply := answered(script, dialogue.Phone, fmt.Sprint(o.key)); !strings.Contains(reply, "Reply "+fmt.Sprint(o.choice)+".") {
				t.Fatalf("by phone %q promises %q for %d; the line says %q", phone, words[o.choice], o.key, reply)
			}
		}
	})
	if passed == 0 || refused == 0 {
		t.Errorf("%d lessons passed and %d were refused; want some of each", passed, refused)
	}
}

// made is a lesson that asks one question.
func made(words [][]string, text, phone string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "lesson: made\ntitle: Made\nlanguage: en-NZ\nvoice: Polly.Aria-Neural\nbudget: {segments: 20, minutes: 9}\nsteps:\n  - id: mood\n    ask: %q\n    phone: %q\n    choices:\n", text, phone)
	for i, w := range words {
		fmt.Fprintf(&b, "      %d: [%s]\n", i+1, strings.Join(w, ", "))
	}
	b.WriteString("    replies:\n")
	for i := range words {
		fmt.Fprintf(&b, "      %d: Reply %d.\n", i+1, i)
	}
	return b.String() + "  - id: bye\n    say: Ka kite.\n    milestone: finished\n"
}

// answered is what the line says to a key at the first question.
func answered(script *dialogue.Script, channel dialogue.Channel, key string) string {
	now := time.Date(2026, time.November, 2, 10, 0, 0, 0, time.UTC)
	rules := dialogue.Rules{Open: true, Calls: 1, Organisation: "Ward 4"}
	begin := dialogue.Input{Kind: dialogue.Answer, At: now, Channel: channel, Words: "GO", Rules: rules}
	if channel == dialogue.Phone {
		begin = dialogue.Input{Kind: dialogue.Connect, At: now, Channel: channel, Call: "CA", Rules: rules}
	}
	st, _ := dialogue.Advance(script, dialogue.State{}, begin)
	in := dialogue.Input{Kind: dialogue.Answer, At: now.Add(time.Minute), Channel: channel, Rules: rules, Words: key}
	if channel == dialogue.Phone {
		in.Words, in.Keys, in.Call, in.Step, in.Prompt = "", key, "CA", st.Place.Step, st.Place.Prompt
	}
	_, out := dialogue.Advance(script, st, in)
	var said []string
	for _, line := range out.Lines {
		said = append(said, line.Text)
	}
	return strings.Join(said, " ")
}
