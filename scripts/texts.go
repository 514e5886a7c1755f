package scripts

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
	"coachline/scripts/sms"
)

// carrierWords are what carriers and Twilio act on themselves, so that an answer with one never arrives or does more than
// the learner meant: help.twilio.com/articles/223134027.
var carrierWords = []string{
	"YES", "NO MORE", "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "START", "UNSTOP",
	"HELP", "INFO",
}

// ownWordsOfTheLine may stand in a phrase, which says what they do.
var ownWordsOfTheLine = []string{"STOP", "START", "HELP"}

var (
	shouted = regexp.MustCompile(`\b(` + strings.Join(carrierWords, "|") + `)\b`)
	// asked finds "reply yes", "answer with 'stop'", "type start", "reply Y".
	asked = regexp.MustCompile(`(?i)\b(?:reply|respond|type|answer|send)(?: back)?(?: with| by)?(?: the word)?:? ["'“‘]?(` +
		strings.Join(carrierWords, "|") + `|Y)\b`)
	// told finds "Say yes" and "or text yes", but not those who say yes.
	told = regexp.MustCompile(`(?i)(?:^|[.,;:!?(–—-]\s*|\b(?:or|and|then|just|please)\s+)(?:say|text|write|enter)(?: back)?(?: the word)?:? ["'“‘]?(YES|Y)\b`)
)

// capitals is a word such as GO.
var capitals = regexp.MustCompile(`\b[A-Z]{2,}\b`)

// numbered is a word that the engine takes for a key: "2", "2 or more", "7.30pm", but not "8am".
var numbered = regexp.MustCompile(`^[1-9]([^0-9A-Za-z]|$)`)

// texts checks each text by itself, and the two reprompts of a kind side by side.
func (c *checker) texts() {
	for i := range c.passages {
		s := &c.passages[i]
		if s.prompt.Text != "" && !s.phoneOnly() {
			c.words(s)
			c.characters(s.pos, s.prompt.Text)
			c.length(s)
			c.invitation(s)
		}
		if s.role == reprompt && strings.HasSuffix(s.key, "2") {
			c.alike(s, c.passages[i-1].prompt, s.prompt)
		}
	}
}

// words finds a text that asks for a reply which carriers take for themselves.
func (c *checker) words(s *passage) {
	for _, find := range []*regexp.Regexp{shouted, asked, told} {
		for _, m := range find.FindAllStringSubmatch(s.prompt.Text, -1) {
			word := strings.ToUpper(m[1])
			if s.role == phrase && slices.Contains(ownWordsOfTheLine, word) {
				continue
			}
			if word == "Y" {
				word = "Y, which many write as YES"
			}
			c.errors.at(s.pos, "asks for %s, a word that carriers act on themselves; use a number, GO, NEXT or a word of the lesson",
				word)
			return
		}
	}
}

// characters finds what takes a text out of GSM-7, which halves its room and more.
func (c *checker) characters(at pos, text string) {
	var named []string
	for _, r := range sms.Foreign(text) {
		named = append(named, fmt.Sprintf("%q (%U%s)", r, r, instead(r)))
	}
	if named != nil {
		c.warnings.at(at, "outside GSM-7: %s; as it is, this text has room for 70 characters, or 67 in each segment, instead of 160 or 153",
			strings.Join(named, ", "))
	}
}

// instead says what to write for a character, where that changes no word.
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

// length finds a text that is too long by itself.
func (c *checker) length(s *passage) {
	size := c.size(c.plain, s.prompt.Text, s.step)
	if size.Segments > sms.MaxSegments {
		c.errors.at(s.pos, "%d segments by text, %d characters in %v with the longest values filled in%s; expected %d segments at most",
			size.Segments, size.Units, size.Encoding, c.withFooter(), sms.MaxSegments)
	}
}

// invitation finds an invitation that is too long with everything that may be said after it, at the phrase that is.
func (c *checker) invitation(s *passage) {
	if s.role != phrase || !strings.HasPrefix(s.key, dialogue.PhraseInvite+"_") && s.key != dialogue.PhraseInvite {
		return
	}
	for _, first := range []string{dialogue.PhraseInvite, dialogue.PhraseInviteAgain} {
		text := strings.Join([]string{c.phraseText(first), c.phraseText(dialogue.PhraseInviteCall), c.phraseText(dialogue.PhraseInviteRing)}, " ")
		alone := c.size(c.plain, s.prompt.Text, s.step).Segments
		if size := c.size(c.plain, text, s.step); size.Segments > sms.MaxSegments && alone <= sms.MaxSegments {
			c.errors.at(s.pos, "%q makes %d segments with the phrases that follow it, %d characters in %v with the longest names filled in%s; expected %d segments at most",
				first, size.Segments, size.Units, size.Encoding, c.withFooter(), sms.MaxSegments)
			return
		}
	}
}

// phraseText is what a phrase texts: this file's own, or else the common one.
func (c *checker) phraseText(name string) string {
	for _, s := range slices.Concat(c.passages, c.common) {
		if s.role == phrase && s.key == name {
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

// alike finds a second reprompt that says what the first does: who did not understand that will not understand it again.
func (c *checker) alike(s *passage, first, second dialogue.Prompt) {
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

// choices finds words that cannot be answers.
func (c *checker) choices() {
	for i := range c.Script.Steps {
		step, meant := &c.Script.Steps[i], map[string]string{}
		c.characters(c.places[i].of("missing"), step.Missing)
		c.characters(c.places[i].of("about"), step.About)
		c.named(step, c.places[i].of("ask"))
		for _, o := range step.Choices {
			at := c.places[i].of("choices " + o.Key)
			for _, word := range o.Words {
				c.choice(at, o.Key, word, meant[strings.ToLower(word)])
				meant[strings.ToLower(word)] = o.Key
			}
			c.characters(at, said(step, o))
		}
	}
}

// named finds a question that names nothing to answer it with.
func (c *checker) named(step *dialogue.Step, at pos) {
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

// choice checks one word of a choice; taken is the choice that it stands for already, if any.
func (c *checker) choice(at pos, key, word, taken string) {
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
		c.warnings.at(at, "choice %s: %q stands there twice", key, word)
	case taken != "":
		c.errors.at(at, "%q stands for choice %s and for %s", word, taken, key)
	}
}

// said is the word of a choice that may be said again, if any.
func said(step *dialogue.Step, o dialogue.Option) string {
	if step.Keep == dialogue.KeepNever || step.Open || step.Kind != dialogue.Choice {
		return ""
	}
	return o.Words[0]
}

// reserved reports whether a choice's word means something at any place. A bare yes does so only for one who has
// stopped, and everybody says it.
func reserved(language, word string) bool {
	if strings.EqualFold(word, "yes") {
		return false
	}
	return nlu.For(language).Reserved(word) || slices.Contains(carrierWords, strings.ToUpper(word))
}
