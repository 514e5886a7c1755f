package scripts

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// maxPause is the longest silence in a prompt, in seconds.
const maxPause = 15

// commentInText is the fault of a text with a # in it.
const commentInText = "what follows the # is a comment and will not be said; " +
	"put the text in quotes, or the comment on a line of its own"

// In a text {name} stands for a value. On the phone [pause 8] stands for seconds of silence, and what follows [second voice]
// is spoken by that voice, up to [first voice].
var (
	braces   = regexp.MustCompile(`\{([^{}]*)\}`)
	brackets = regexp.MustCompile(`\[[^\[\]]*\]?`)
	pause    = regexp.MustCompile(`^\[pause ([0-9]{1,3})\]$`)
)

const (
	firstVoice  = "[first voice]"
	secondVoice = "[second voice]"
)

// prompt reads a text, or a mapping of text and phone, and adds it to the passages.
func (p *parser) prompt(v *value, of passage) dialogue.Prompt {
	if v == nil {
		return dialogue.Prompt{}
	}
	if v.kind != aMapping {
		return p.passage(v, nil, nil, of)
	}
	f := p.fields(v, format.Keys[format.Prompt]()...)
	text, phone := f.get("text"), f.get("phone")
	if text == nil && (phone == nil || !of.mayLackText()) {
		p.faults.at(v.pos, `"text" is missing; write what is said by text%s`, v.hint())
		return dialogue.Prompt{}
	}
	return p.passage(text, phone, f.get("audio"), of)
}

// phoneOnly reports whether a passage is a phrase that is never said by text.
func (s *passage) phoneOnly() bool { return s.role == lint.Phrase && dialogue.OnlySpoken(s.key) }

// onlyTexted reports whether a passage is never said on a call.
func (s *passage) onlyTexted() bool { return s.role == lint.Forward || s.role == lint.Reminder }

// mayLackText reports whether a passage may be without words for texts.
func (s *passage) mayLackText() bool {
	return s.phoneOnly() || s.role == lint.Phrase && s.key == dialogue.PhraseByText
}

// passage reads what is said by text and, where that differs, on the phone. audio is the file that has the latter, or nil.
func (p *parser) passage(text, phone, audio *value, of passage) dialogue.Prompt {
	if text != nil {
		of.pos, of.prompt.Text = text.pos, p.words(text)
		p.checkNoMarks(text.pos, of.prompt.Text)
	}
	if phone != nil {
		of.phone, of.prompt.Phone = phone.pos, p.spoken(phone)
		of.spoken = strings.TrimSpace(phone.text)
	}
	if of.pos == (pos{}) {
		of.pos = of.phone
	}
	p.recorded(&of, audio)
	p.passages = append(p.passages, of)
	return of.prompt
}

// words reads a text that people will read or hear.
func (p *parser) words(v *value) string {
	text := p.text(v)
	if v.kind == aText && !v.quoted && v.comment != "" {
		p.faults.at(v.pos, commentInText)
	}
	if rest := braces.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		p.faults.at(v.pos, "a brace without its other half; expected a name in braces, such as {name}")
	}
	return text
}

// checkNoMarks finds pauses and voices in a text for both channels.
func (p *parser) checkNoMarks(at pos, text string) {
	for _, b := range brackets.FindAllString(text, -1) {
		if mark := strings.ToLower(b); strings.HasPrefix(mark, "[pause") || mark == firstVoice || mark == secondVoice {
			p.faults.at(at, `%s in a text that can be texted; say it under "phone"`, b)
		}
	}
}

// spoken reads what is said on the phone, with its pauses and voices.
func (p *parser) spoken(v *value) (lines []dialogue.Line) {
	text, voice := p.words(v), ""
	say := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, dialogue.Line{Text: s, Voice: voice})
		}
	}
	from := 0
	for _, b := range brackets.FindAllStringIndex(text, -1) {
		say(text[from:b[0]])
		from = b[1]
		mark := text[b[0]:b[1]]
		if mark == firstVoice || mark == secondVoice {
			voice = p.voiceOf(v.pos, mark)
			continue
		}
		m := pause.FindStringSubmatch(mark)
		if m == nil {
			p.faults.at(v.pos, "%s: expected [pause 8], with the seconds of silence, [second voice] or [first voice]; "+
				"nothing else stands in brackets on the phone", mark)
			continue
		}
		seconds, _ := strconv.Atoi(m[1])
		if seconds < 1 || seconds > maxPause {
			p.faults.at(v.pos, "%s: expected 1 to %d seconds; change the number", mark, maxPause)
		}
		lines = append(lines, dialogue.Line{Pause: seconds})
	}
	say(text[from:])
	if !slices.ContainsFunc(lines, func(l dialogue.Line) bool { return l.Text != "" }) && text != "" {
		p.faults.at(v.pos, "expected words beside the silence; say some before or after it")
	}
	return lines
}

// voiceOf is the voice that a mark changes to, "" for the lesson's own.
func (p *parser) voiceOf(at pos, mark string) string {
	switch {
	case p.second != "":
	case p.lesson == nil:
		p.faults.at(at, "%s in phrases, which lessons with other voices share; take it out", mark)
	case p.lesson.secondAt == (pos{}):
		p.faults.at(at, "%s: this lesson has one voice; write second-voice: at the top, such as Polly.Olivia-Neural", mark)
	}
	if mark == firstVoice {
		return ""
	}
	return p.second
}

// fillNames are the names in braces in a prompt, on either channel, each once.
func fillNames(prompt dialogue.Prompt) (found []string) {
	texts := []string{prompt.Text}
	for _, l := range prompt.Phone {
		texts = append(texts, l.Text)
	}
	for _, text := range texts {
		for _, m := range braces.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(found, m[1]) {
				found = append(found, m[1])
			}
		}
	}
	return found
}
