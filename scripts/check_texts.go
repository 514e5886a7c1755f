package scripts

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
	"coachline/scripts/nlu"
	"coachline/scripts/sms"
)

// carrierWords are words that carriers and Twilio act on. An answer with one may not arrive, or do more than the learner
// meant: help.twilio.com/articles/223134027.
var carrierWords = []string{
	"YES", "NO MORE", "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "START", "UNSTOP",
	"HELP", "INFO",
}

// lineWords are carrier words that a phrase may mention, to say what they do: whoever answers them, they do it. HELP is not one,
// since on a long code Twilio answers it and knows nothing of the line; MENU is answered here.
var lineWords = []string{"STOP", "START"}

var (
	carrierWord = regexp.MustCompile(`\b(` + strings.Join(carrierWords, "|") + `)\b`)
	// replyWord finds "reply yes", "answer with 'stop'", "type start", "reply Y".
	replyWord = regexp.MustCompile(`(?i)\b(?:reply|respond|type|answer|send)(?: back)?(?: with| by)?(?: the word)?:? ["'“‘]?(` +
		strings.Join(carrierWords, "|") + `|Y)\b`)
	// sayWord finds "Say yes" and "or text yes", but not "people who say yes".
	sayWord = regexp.MustCompile(`(?i)(?:^|[.,;:!?(–—-]\s*|\b(?:or|and|then|just|please)\s+)(?:say|text|write|enter)(?: back)?(?: the word)?:? ["'“‘]?(YES|Y)\b`)
)

// capitals finds a word such as GO.
var capitals = regexp.MustCompile(`\b[A-Z]{2,}\b`)

// numbered finds a word that the engine takes for a key: "2", "2 or more", "7.30pm", but not "8am".
var numbered = regexp.MustCompile(`^[1-9]([^0-9A-Za-z]|$)`)

// checkTexts checks each text, and that two reprompts differ.
func (c *checker) checkTexts() {
	for i := range c.passages {
		s := &c.passages[i]
		if s.prompt.Text != "" && !s.phoneOnly() {
			c.checkWords(s)
			c.warnCharacters(s.pos, s.prompt.Text)
			c.checkLength(s)
			c.checkInvitation(s)
		}
		if s.role == lint.Reprompt && strings.HasSuffix(s.key, "2") {
			c.checkReprompts(s, c.passages[i-1].prompt, s.prompt)
		}
	}
}

// checkWords finds a text that asks for a reply on which carriers act.
func (c *checker) checkWords(s *passage) {
	for _, find := range []*regexp.Regexp{carrierWord, replyWord, sayWord} {
		for _, m := range find.FindAllStringSubmatch(s.prompt.Text, -1) {
			word := strings.ToUpper(m[1])
			if s.role == lint.Phrase && slices.Contains(lineWords, word) {
				continue
			}
			if word == "Y" {
				word = "Y, which many write as YES"
			}
			c.errors.at(s.pos, "asks for %s, a word that carriers act on; use a number, GO, NEXT or a word of the lesson",
				word)
			return
		}
	}
}

// warnCharacters finds characters outside GSM-7. One of them more than halves the room of a text.
func (c *checker) warnCharacters(at pos, text string) {
	var named []string
	for _, r := range sms.Foreign(text) {
		named = append(named, fmt.Sprintf("%q (%U%s)", r, r, instead(r)))
	}
	if named != nil {
		c.warnings.at(at, "outside GSM-7: %s; as it is, this text has room for 70 characters, or 67 in each segment, instead of 160 or 153",
			strings.Join(named, ", "))
	}
}

// instead says what to write instead of a character, if that changes no word.
func instead(r rune) string {
	switch {
	case strings.ContainsRune("‘’‚′`´", r):
		return `, write '`
	case strings.ContainsRune("“”„″«»", r):
		return `, write "`
	case strings.ContainsRune("‐‑‒–—―−", r):
		return ", write -"
	case r == '…':
		return ", write ..."
	case strings.ContainsRune("•·", r):
		return ", write - or *"
	case unicode.Is(unicode.Zs, r):
		return ", write a space"
	case unicode.Is(unicode.Cf, r), r == '\ufe0f':
		return ", invisible"
	case strings.ContainsRune("āēīōūĀĒĪŌŪ", r):
		return ", a macron: keep it where the word is worth the room"
	case r >= 0x1f000:
		return ", leave it out"
	}
	return ""
}

// checkLength finds a text that is too long.
func (c *checker) checkLength(s *passage) {
	size := c.size(c.plain, s.prompt.Text, s.step)
	if s.role == lint.Forward && size.Segments > 1 {
		c.errors.at(s.pos, "forward: %d segments, %d characters in %v with the longest name filled in%s; expected one segment, as it is passed on in one text",
			size.Segments, size.Units, size.Encoding, c.withFooter())
	} else if size.Segments > sms.MaxSegments {
		c.errors.at(s.pos, "%d segments by text, %d characters in %v with the longest values filled in%s; expected %d segments at most",
			size.Segments, size.Units, size.Encoding, c.withFooter(), sms.MaxSegments)
	}
}

// checkInvitation finds an invitation that does not tell what the law wants told to people whose number a manager gave: who runs the
// line, and where to read the rest. Other phrases that follow it are left out where there is no room.
func (c *checker) checkInvitation(s *passage) {
	if s.role != lint.Phrase || s.key != dialogue.PhraseInvite && s.key != dialogue.PhraseInviteAgain {
		return
	}
	if !strings.Contains(s.prompt.Text, "{"+dialogue.FillOrganisation+"}") {
		c.warnings.at(s.pos, "%q does not say who runs the line; write {%s} in it", s.key, dialogue.FillOrganisation)
	}
	text := s.prompt.Text + " " + c.phraseText(dialogue.PhraseInvitePrivacy)
	alone, size := c.size(c.plain, s.prompt.Text, s.step).Segments, c.size(c.plain, text, s.step)
	if size.Segments > sms.MaxSegments && size.Segments > alone {
		c.warnings.at(s.pos, "%q has no room for %q after it, %d characters in %v with the longest names filled in%s, so people may not be told where "+
			"to read what is held of them; expected %d segments at most",
			s.key, dialogue.PhraseInvitePrivacy, size.Units, size.Encoding, c.withFooter(), sms.MaxSegments)
	}
}

// phraseText is the text of a phrase in this file, or else in phrases.yaml.
func (c *checker) phraseText(name string) string {
	for _, s := range slices.Concat(c.passages, c.common) {
		if s.role == lint.Phrase && s.key == name {
			return s.prompt.Text
		}
	}
	return ""
}

func (c *checker) withFooter() string {
	if c.footer == "" {
		return ""
	}
	return " and the footer"
}

// checkReprompts finds a second reprompt that only repeats the first.
func (c *checker) checkReprompts(s *passage, first, second dialogue.Prompt) {
	switch {
	case strings.EqualFold(first.Text, second.Text):
		c.errors.at(s.pos, "both reprompts say the same by text; expected two ways to say it")
	case sameSpeech(first.Spoken(), second.Spoken()):
		c.errors.at(s.pos, "both reprompts say the same by phone; expected two ways to say it")
	}
}

func sameSpeech(a, b []dialogue.Line) bool {
	said := func(lines []dialogue.Line) (s string) {
		for _, l := range lines {
			s += l.Text + " "
		}
		return strings.TrimSpace(s)
	}
	return strings.EqualFold(said(a), said(b))
}

// checkChoices checks the words of choices, and that questions name an answer.
func (c *checker) checkChoices() {
	for i := range c.Script.Steps {
		step, meant := &c.Script.Steps[i], map[string]string{}
		c.warnCharacters(c.places[i].of("missing"), step.Missing)
		c.warnCharacters(c.places[i].of("about"), step.About)
		c.warnUnnamed(step, c.places[i].of("ask"))
		for _, o := range step.Choices {
			at := c.places[i].of("choices " + o.Key)
			for _, word := range o.Words {
				if step.Kind == dialogue.Scale && word == o.Key {
					continue
				}
				c.checkChoice(at, o.Key, word, meant[strings.ToLower(word)])
				meant[strings.ToLower(word)] = o.Key
			}
			c.warnCharacters(at, repeatable(step, o))
		}
	}
}

// warnUnnamed finds a question whose text names no answer.
func (c *checker) warnUnnamed(step *dialogue.Step, at pos) {
	text := step.Prompt.Text
	key := func(o dialogue.Option) bool { return regexp.MustCompile(`\b` + o.Key + `\b`).MatchString(text) }
	switch {
	case step.Kind == dialogue.Continue && !capitals.MatchString(text):
		c.warnings.at(at, "names no word to reply; end it with: Reply NEXT")
	case len(step.Choices) > 0 && !strings.Contains(text, "{"+dialogue.FillKeys+"}") && !slices.ContainsFunc(step.Choices, key):
		o := step.Choices[0]
		c.warnings.at(at, "names none of its keys; say what each stands for, such as %s %s", o.Key, o.Words[0])
	}
}

// checkChoice checks one word of a choice. Taken is the choice that the word stands for already, if any.
func (c *checker) checkChoice(at pos, key, word, taken string) {
	set, isSet := strings.CutPrefix(word, "<")
	set, closed := strings.CutSuffix(set, ">")
	lexicon := nlu.For(c.Script.Language)
	switch {
	case isSet && (!closed || !lexicon.HasSet(set)):
		c.errors.at(at, "choice %s: there is no set %q of words%s", key, word, suggest(set, lexicon.Sets()))
	case isSet && taken == "":
	case reserved(c.Script.Language, word):
		c.errors.at(at, "choice %s: %q means something else to the line or to carriers; choose another word", key, word)
	case numbered.MatchString(word):
		c.errors.at(at, "choice %s: %q begins with a number, which is taken for the key; begin with a word", key, word)
	case taken == key:
		c.warnings.at(at, "choice %s: %q stands there twice; take one out", key, word)
	case taken != "":
		c.errors.at(at, "%q stands for choice %s and for %s; let one of them have it", word, taken, key)
	}
}

// repeatable is the word of a choice that texts may say again, if any.
func repeatable(step *dialogue.Step, o dialogue.Option) string {
	if step.Keep == dialogue.KeepNever || step.Open || step.Kind != dialogue.Choice {
		return ""
	}
	return cmp.Or(o.Said, o.Words[0])
}

// reserved reports whether the line or carriers give a choice's word another meaning. A bare yes has one only after an
// opt-out, so it may be a choice.
func reserved(language, word string) bool {
	if strings.EqualFold(word, "yes") {
		return false
	}
	return nlu.For(language).Reserved(word) || slices.Contains(carrierWords, strings.ToUpper(word))
}
