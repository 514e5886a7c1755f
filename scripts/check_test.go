package scripts

import (
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
)

// check checks the good lesson with some parts replaced.
func check(t *testing.T, footer string, values map[string]string, parts ...string) Report {
	t.Helper()
	l, err := Parse("good.yaml", []byte(edit(t, parts...)), shortPhrases(t))
	if err != nil {
		t.Fatal(err)
	}
	return Check(l, footer, values)
}

// letters is a text of n characters.
func letters(n int) string {
	return strings.Repeat("wordy ", n/6+1)[:n-1] + "x"
}

func TestGoodLessonHasNoErrors(t *testing.T) {
	r := check(t, "", nil)
	if r.Errors != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0].Message, `setting "contact" is used by no step`) {
		t.Errorf("errors %v, warnings %v", r.Errors, r.Warnings)
	}
}

const unused = `6:11: setting "contact" is used by no step; take it out, or say {contact} in a step`

// part is what a rule is tested on: parts of a lesson, and the operator's footer and values.
type part struct {
	parts  []string
	footer string
	values map[string]string
}

func changed(parts ...string) part { return part{parts: parts} }

func say(text string) part {
	return changed("say: Thank you {name}.", "say: "+text+"\n    phone: Thank you.")
}

// leaving is phrases with a text of n characters for the moment when a call ends.
func leaving(n int) string {
	return "phrases: {by_text: {phone: Bye., text: " + letters(n) + "}}\n"
}

// inviting is phrases with an invitation of n characters and the two names.
func inviting(n int) string {
	return "phrases: {invite_privacy: \"{privacy_link}\", invite: \"" + letters(n) + " {organisation} {by} {name}\"}\n"
}

func phone(s string) part { return changed("[pause 2] Welcome.", s) }

func link(n int) map[string]string { return map[string]string{"link": strings.Repeat("x", n)} }

// rules are all rules of check. Each has a lesson that breaks only it, and the nearest lesson that does not.
var rules = []struct {
	name          string
	breaks, keeps part
	errors        []string
	warnings      []string
}{
	{
		name: "segments of a text", breaks: say(letters(307)), keeps: say(letters(306)),
		errors: []string{"51:10: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name: "segments with the footer", breaks: part{say(letters(300)).parts, "Thanks", nil}, keeps: part{say(letters(299)).parts, "Thanks", nil},
		errors: []string{"51:10: 3 segments by text, 307 characters in GSM-7 with the longest values filled in and the footer; expected 2 segments at most"},
	},
	{
		name: "segments with a name", breaks: say(letters(304-dialogue.MaxName) + " ({name})"), keeps: say(letters(303-dialogue.MaxName) + " ({name})"),
		errors: []string{"51:10: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name: "segments with an answer", breaks: changed("{energy} energy?", "{energy} energy? "+letters(273-dialogue.MaxName)+"\n    phone: Again?"), keeps: changed("{energy} energy?", "{energy} energy? "+letters(272-dialogue.MaxName)+"\n    phone: Again?"),
		errors: []string{"32:10: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name: "segments with a setting that is set", breaks: part{nil, "", link(301)}, keeps: part{nil, "", link(300)},
		errors: []string{"22:12: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name: "segments with a setting that is not", breaks: changed(`"Read {link}."`, `"Read {link}. `+letters(260)+`"`), keeps: changed(`"Read {link}."`, `"Read {link}. `+letters(259)+`"`),
		errors: []string{"22:12: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name: "segments of a reprompt", breaks: changed("[Once more?,", "[{phone: What?, text: "+letters(307)+"},"), keeps: changed("[Once more?,", "[{phone: What?, text: "+letters(306)+"},"),
		errors: []string{"9:35: 3 segments by text, 307 characters in GSM-7 with the longest values filled in; expected 2 segments at most"},
	},
	{
		name:   "messages of a turn",
		breaks: changed("  - id: energy\n", "  - {id: a, phone: A., say: "+letters(300)+"}\n  - {id: b, phone: A., say: "+letters(300)+"}\n  - id: energy\n"),
		keeps:  changed("  - id: energy\n", "  - {id: a, phone: A., say: "+letters(300)+"}\n  - {id: b, say: Briefly.}\n  - id: energy\n"),
		errors: []string{"16:5: by text, 4 texts arrive together at this step, more than 3 messages of 2 segments; ask something in between"},
	},
	{
		name:   "messages that go on from a call", // key 9 while the caller is welcomed
		breaks: changed("steps:\n", leaving(300)+"steps:\n", "  - id: energy\n", "  - {id: a, phone: A., say: "+letters(300)+"}\n  - {id: b, say: Briefly.}\n  - id: energy\n"),
		keeps:  changed("steps:\n", leaving(260)+"steps:\n", "  - id: energy\n", "  - {id: a, phone: A., say: "+letters(300)+"}\n  - {id: b, say: Briefly.}\n  - id: energy\n"),
		errors: []string{"17:5: by text, 5 texts arrive together at this step, more than 3 messages of 2 segments; ask something in between"},
	},
	{
		name:   "room for the address of the privacy page in an invitation with its longest names",
		breaks: changed("steps:\n", inviting(175)+"steps:\n"), keeps: changed("steps:\n", inviting(174)+"steps:\n"),
		warnings: []string{`10:53: "invite" has no room for "invite_privacy" after it, 307 characters in GSM-7 with the longest names filled in, so people may not be told where to read what is held of them; expected 2 segments at most`},
	},
	{
		name:     "an invitation that says who runs the line",
		breaks:   changed("steps:\n", "phrases: {invite: \"{by} invites {name}\"}\nsteps:\n"),
		keeps:    changed("steps:\n", "phrases: {invite: \"{by} of {organisation} invites {name}\"}\nsteps:\n"),
		warnings: []string{`10:19: "invite" does not say who runs the line; write {organisation} in it`},
	},
	{
		name: "seconds of a prompt", breaks: phone(letters(300)), keeps: phone(letters(240)),
		errors: []string{`11:5: the line speaks for 23 seconds before the caller can answer (1 for "resume" in phrases.yaml:2 + 22); expected 20 at most`},
	},
	{
		name: "seconds with a pause", breaks: phone("[pause 15] " + letters(60)), keeps: phone("[pause 12] " + letters(60)),
		errors: []string{`11:5: the line speaks for 22 seconds before the caller can answer (1 for "resume" in phrases.yaml:2 + 2 + 15 + 4); expected 20 at most`},
	},
	{
		name: "segments of the budget", breaks: changed("segments: 30", "segments: 9"), keeps: changed("segments: 30", "segments: 10"),
		errors: []string{"5:9: the longest way by text costs 10 segments; the budget is 9"},
	},
	{
		name: "minutes of the budget", breaks: changed("minutes: 10", "minutes: 1.4"), keeps: changed("minutes: 10", "minutes: 1.5"),
		errors: []string{"5:9: the longest way by phone takes 1.5 minutes; the budget is 1.4"},
	},
	{
		name: "a step that is always passed over", breaks: changed("    goto: thanks\n", "    goto: thanks\n  - {id: lost, say: Nobody hears this.}\n"), keeps: changed("    goto: thanks\n", "  - {id: found, say: Everybody hears this.}\n"),
		errors: []string{`50:5: no way leads to step "lost"; let a step before it lead here, or take it out`},
	},
	{
		name: "a step that only few see", breaks: changed("    goto: thanks\n", "    goto: thanks\n  - {id: lost, say: \"{link}\"}\n"), keeps: changed("    goto: thanks\n", "    needs: [contact]\n"),
		errors: []string{`50:5: no way leads to step "lost"; let a step before it lead here, or take it out`},
	},
	{
		name: "the same reprompts by text", breaks: changed(`"In other words, or SKIP?"`, "once more?"), keeps: changed(`"In other words, or SKIP?"`, "Once again?"),
		errors: []string{"9:26: both reprompts say the same by text; expected two ways to say it"},
	},
	{
		name:   "the same reprompts by phone",
		breaks: changed("Take your time., I am still here.", "{text: A., phone: Here.}, {text: B., phone: \"[pause 1] Here.\"}"),
		keeps:  changed("Take your time., I am still here.", "{text: A., phone: Here.}, {text: B., phone: Still here.}"),
		errors: []string{"8:47: both reprompts say the same by phone; expected two ways to say it"},
	},
	{
		name: "asks for YES", breaks: say("Is that right? YES or NO"), keeps: say("Is that right? 1 yes, 2 no"),
		errors: []string{"51:10: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "asks for yes", breaks: say("Reply with 'yes', or say so."), keeps: say("They replied with a smile. Yes, they did."),
		errors: []string{"51:10: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "asks to say yes", breaks: say("Say yes, or text NO."), keeps: say("Who would say yes to you? 1 yes, 2 no."),
		errors: []string{"51:10: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "asks to send yes", breaks: say("Then send Yes"), keeps: say("Send a yes-sayer."),
		errors: []string{"51:10: asks for YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "asks for Y", breaks: say("Reply Y to go on."), keeps: say("Reply in your own words. Why?"),
		errors: []string{"51:10: asks for Y, which many write as YES, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "names no key", breaks: changed("How are you? 1 calm, 2 busy.", "How are you?"), keeps: changed("How are you? 1 calm, 2 busy.", `"How are you? {keys}"`),
		warnings: []string{"15:10: names none of its keys; say what each stands for, such as 1 calm"},
	},
	{
		name: "names no word to reply", breaks: changed("ask: What stayed?\n    kind: text\n    keep: private", "ask: What stays?\n    kind: continue"), keeps: changed("ask: What stayed?\n    kind: text\n    keep: private", "ask: What stays? Reply NEXT\n    kind: continue"),
		warnings: []string{"46:10: names no word to reply; end it with: Reply NEXT"},
	},
	{
		name: "asks for NO MORE", breaks: say("NO MORE ends it."), keeps: say("There is no more of it."),
		errors: []string{"51:10: asks for NO MORE, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "asks for END in a reprompt", breaks: changed("Once more?", "More or END?"), keeps: changed("Once more?", "More or the end?"),
		errors: []string{"9:14: asks for END, a word that carriers act on; use a number, GO, NEXT or a word of the lesson"},
	},
	{
		name: "a carrier's word as a choice", breaks: changed("2: [busy, rushed]", "2: [busy, Cancel]"), keeps: changed("2: [busy, rushed]", "2: [busy, cancelling, \"yes\"]"),
		errors: []string{`16:27: choice 2: "Cancel" means something else to the line or to carriers; choose another word`},
	},
	{
		name: "a command as a choice", breaks: changed("{1: calm, 2: [busy", "{1: forget me, 2: [busy"), keeps: changed("{1: calm, 2: [busy", "{1: forgetful, 2: [busy"),
		errors: []string{`16:18: choice 1: "forget me" means something else to the line or to carriers; choose another word`},
	},
	{
		name: "one word for two choices", breaks: changed("2: [busy, rushed]", "2: [busy, Calm]"), keeps: changed("2: [busy, rushed]", "2: [busy, calmer]"),
		errors: []string{`16:27: "Calm" stands for choice 1 and for 2; let one of them have it`},
	},
	{
		name: "a number as a choice", breaks: changed("2: [busy, rushed]", "2: [busy, 1 or more]"), keeps: changed("2: [busy, rushed]", "2: [busy, more than 1, 8am]"),
		errors: []string{`16:27: choice 2: "1 or more" begins with a number, which is taken for the key; begin with a word`},
	},
	{
		name: "outside GSM-7", breaks: say("Ngā mihi – it’s 😀."), keeps: say("Kia ora - it's {name} @ £5 €."),
		warnings: []string{`51:10: outside GSM-7: 'ā' (U+0101, a macron: keep it where the word is worth the room), '–' (U+2013, write -), '’' (U+2019, write '), '😀' (U+1F600, leave it out); as it is, this text has room for 70 characters, or 67 in each segment, instead of 160 or 153`},
	},
	{
		name: "outside GSM-7 in an answer", breaks: changed("{1: calm, 2: [busy", "{1: mārie, 2: [busy"), keeps: changed("{1: calm, 2: [busy", "{1: [calm, mārie], 2: [busy"),
		warnings: []string{`16:18: outside GSM-7: 'ā' (U+0101, a macron: keep it where the word is worth the room); as it is, this text has room for 70 characters, or 67 in each segment, instead of 160 or 153`},
	},
	{
		name: "outside GSM-7 in what a step is about", breaks: changed("- id: energy\n", "- id: energy\n    about: tō hā\n"), keeps: changed("- id: energy\n", "- id: energy\n    about: your breath\n"),
		warnings: []string{`15:12: outside GSM-7: 'ō' (U+014D, a macron: keep it where the word is worth the room), 'ā' (U+0101, a macron: keep it where the word is worth the room); as it is, this text has room for 70 characters, or 67 in each segment, instead of 160 or 153`},
	},
	{
		name: "nobody finishes", breaks: changed("    milestone: finished\n", "    milestone: reflected\n"), keeps: part{},
		warnings: []string{`50:5: no step has milestone: finished, so managers will see nobody finish; add it to the last step`},
	},
	{
		name: "silence after the last answer", breaks: changed("    goto: thanks\n  - id: thanks\n    say: Thank you {name}.\n", ""), keeps: changed("    goto: thanks\n  - id: thanks\n    say: Thank you {name}.\n", "    replies: {other: Thank you., skip: Thank you.}\n"),
		warnings: []string{`45:5: by text, an answer to "stayed" may end the lesson without a reply; give it replies, or say something after it`},
	},
}

func TestEachRuleOfCheck(t *testing.T) {
	told := func(fs Faults) (m []string) {
		fs = slices.DeleteFunc(slices.Clone(fs), func(f Fault) bool { return slices.Contains(lint.Rules(), f.Rule) }) // their tests are there
		for _, f := range messages(fs.err()) {
			if f != unused {
				m = append(m, f)
			}
		}
		return m
	}
	for _, tt := range rules {
		t.Run(tt.name, func(t *testing.T) {
			r := check(t, tt.breaks.footer, tt.breaks.values, tt.breaks.parts...)
			if diff := cmp.Diff(tt.errors, told(r.Errors)); diff != "" {
				t.Error("errors where the rule is broken:", diff)
			}
			if diff := cmp.Diff(tt.warnings, told(r.Warnings)); diff != "" {
				t.Error("warnings where the rule is broken:", diff)
			}
			r = check(t, tt.keeps.footer, tt.keeps.values, tt.keeps.parts...)
			if told(r.Errors) != nil || told(r.Warnings) != nil {
				t.Error("where it is just kept:", r.Errors, told(r.Warnings))
			}
		})
	}
}

// TestPipeIsNoLesson: check does not wait for what a pipe may bring.
func TestPipeIsNoLesson(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "mine.yaml"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := CheckFiles([]string{dir}, "", nil)
	if err == nil || !strings.Contains(err.Error(), "mine.yaml:1:1: cannot be read: it is no file") {
		t.Errorf("check says %v", err)
	}
}
