package scripts

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
)

// maxPause is the longest silence in a prompt, in seconds.
const maxPause = 15

// unsaid is the fault of a text with a # in it.
const unsaid = "what follows the # is a comment and will not be said; " +
	"put the text in quotes, or the comment on a line of its own"

// Marks in a text: {name} stands for a value, and on the phone [pause 8] for seconds of silence.
var (
	braces   = regexp.MustCompile(`\{([^{}]*)\}`)
	brackets = regexp.MustCompile(`\[[^\[\]]*\]?`)
	pause    = regexp.MustCompile(`^\[pause ([0-9]{1,3})\]$`)
)

// prompt reads a text, or a mapping of text and phone, into the passages and returns it.
func (p *parser) prompt(v *value, of passage) dialogue.Prompt {
	if v == nil {
		return dialogue.Prompt{}
	}
	if v.kind != aMapping {
		return p.passage(v, nil, of)
	}
	f := p.fields(v, "text", "phone")
	text, phone := f.get("text"), f.get("phone")
	if text == nil && (phone == nil || !of.textless()) {
		p.faults.at(v.pos, `"text" is missing, what is said by text%s`, v.hint())
		return dialogue.Prompt{}
	}
	return p.passage(text, phone, of)
}

// phoneOnly reports whether a passage is never said by text: the phrases about a call that waits or ends.
func (s *passage) phoneOnly() bool { return s.role == phrase && dialogue.OnlySpoken(s.key) }

// textless reports whether a passage need have no text.
func (s *passage) textless() bool {
	return s.phoneOnly() || s.role == phrase && s.key == dialogue.PhraseByText
}

// passage reads what is said by text and, where that differs, on the phone.
func (p *parser) passage(text, phone *value, of passage) dialogue.Prompt {
	if text != nil {
		of.pos, of.prompt.Text = text.pos, p.said(text)
		p.unpaused(text.pos, of.prompt.Text)
	}
	if phone != nil {
		of.phone, of.prompt.Phone = phone.pos, p.spoken(phone)
	}
	if of.pos == (pos{}) {
		of.pos = of.phone
	}
	p.passages = append(p.passages, of)
	return of.prompt
}

// said reads a text that people will read or hear.
func (p *parser) said(v *value) string {
	text := p.text(v)
	if v.kind == aText && !v.quoted && v.comment != "" {
		p.faults.at(v.pos, unsaid)
	}
	if rest := braces.ReplaceAllString(text, ""); strings.ContainsAny(rest, "{}") {
		p.faults.at(v.pos, "a brace without its other half; expected a name in braces, such as {name}")
	}
	return text
}

// unpaused finds pauses where there can be none.
func (p *parser) unpaused(at pos, text string) {
	for _, b := range brackets.FindAllString(text, -1) {
		if strings.HasPrefix(strings.ToLower(b), "[pause") {
			p.faults.at(at, `%s in a text that can be texted; say it under "phone"`, b)
		}
	}
}

// spoken reads what is said on the phone, with its pauses.
func (p *parser) spoken(v *value) (lines []dialogue.Line) {
	text := p.said(v)
	say := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			lines = append(lines, dialogue.Line{Text: s})
		}
	}
	from := 0
	for _, b := range brackets.FindAllStringIndex(text, -1) {
		say(text[from:b[0]])
		from = b[1]
		mark := text[b[0]:b[1]]
		m := pause.FindStringSubmatch(mark)
		if m == nil {
			p.faults.at(v.pos, "%s: expected [pause 8], with the seconds of silence; nothing else stands in brackets on the phone",
				mark)
			continue
		}
		seconds, _ := strconv.Atoi(m[1])
		if seconds < 1 || seconds > maxPause {
			p.faults.at(v.pos, "%s: expected 1 to %d seconds", mark, maxPause)
		}
		lines = append(lines, dialogue.Line{Pause: seconds})
	}
	say(text[from:])
	if !slices.ContainsFunc(lines, func(l dialogue.Line) bool { return l.Text != "" }) && text != "" {
		p.faults.at(v.pos, "expected words beside the silence")
	}
	return lines
}

// names are what a prompt has in braces, on either channel, each once.
func names(prompt dialogue.Prompt) (found []string) {
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
