package dialogue

import (
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/nlu"
)

// A lesson that has translations asks a learner once, before its first words, in which language they want to have it. They can
// change it at any time by its name. The line remembers it, also for other lessons.

// languageOptions returns the languages of the lesson as what a learner may ask for: the tag of each and its names. A lesson
// without translations has none.
func (t *turn) languageOptions() []nlu.Option {
	if len(t.original.Translations) == 0 {
		return nil
	}
	lexicon := nlu.For(t.script.Language)
	options := []nlu.Option{{Key: t.original.Language, Words: lexicon.NamesOf(t.original.Language)}}
	for _, s := range t.original.Translations {
		options = append(options, nlu.Option{Key: s.Language, Words: slices.Concat(lexicon.NamesOf(s.Language), s.Called)})
	}
	return options
}

// languageKeys is languageOptions by the keys of the question for the language.
func (t *turn) languageKeys() []nlu.Option {
	options := t.languageOptions()
	for i := range options {
		options[i].Key = strconv.Itoa(i + 1)
	}
	return options
}

// languageNames returns a name of each language of the lesson, for the speech recogniser.
func (t *turn) languageNames() (names []string) {
	for _, o := range t.languageOptions() {
		names = append(names, o.Words[:min(1, len(o.Words))]...)
	}
	return names
}

// useLanguage changes to a language that the lesson has, from this turn on.
func (t *turn) useLanguage(language string) {
	t.place.Language = language
	t.script = t.original.In(language)
}

// askFirstLanguage asks for the language before the lesson begins, and reports whether there is anything to ask.
func (t *turn) askFirstLanguage() bool {
	if len(t.original.Translations) == 0 || t.place.Language != "" {
		return false
	}
	t.arrive(0)
	t.place.Phase = Choosing
	t.askLanguage()
	return true
}

// choosesLanguage reports whether the open question is the one for the language, also while the help menu or the care reply is open.
func (t *turn) choosesLanguage() bool {
	return len(t.original.Translations) > 0 && t.place.Language == "" && t.open == 0
}

// askLanguage asks for the language, in each of them: in one text, and on the phone in the voice of each.
func (t *turn) askLanguage() {
	t.sayInAll(PhraseLanguage)
	if t.in.Channel == Phone {
		t.listen(&t.script.Steps[t.open])
		return
	}
	t.place.Prompt++
	t.place.Texted = true
}

// sayInAll says a phrase in each language of the lesson. By text that is one line.
func (t *turn) sayInAll(phrase string) {
	before, current := len(t.out.Lines), t.script
	for i, language := range t.original.Languages() {
		from := len(t.out.Lines)
		t.script, t.languageKey = t.original.In(language), strconv.Itoa(i+1)
		t.say(t.phrase(phrase))
		for n := range t.out.Lines[from:] {
			if line := &t.out.Lines[from+n]; line.Voice == "" && t.script.Voice != current.Voice {
				line.Voice = t.script.Voice
			}
		}
	}
	t.script, t.languageKey = current, ""
	if t.in.Channel == Phone || len(t.out.Lines) == before {
		return
	}
	var said []string
	for _, line := range t.out.Lines[before:] {
		said = append(said, line.Text)
	}
	t.out.Lines = append(t.out.Lines[:before], Line{Text: strings.Join(said, " ")})
}

// maxLanguageAsked is how often the line asks for the language. Then the lesson begins in the language in which it was written.
const maxLanguageAsked = 3

// chosenLanguage returns the language that an answer to the question for it means, or "".
func (t *turn) chosenLanguage(m nlu.Meaning) string {
	languages, key := t.original.Languages(), m.Choice
	if t.in.Keys != "" {
		key = t.in.Keys
	}
	switch n, _ := strconv.Atoi(key); {
	case n >= 1 && n <= len(languages):
		t.matched = ClassAnswer
		return languages[n-1]
	case m.Intent == nlu.Language:
		return m.Language
	case m.Intent == nlu.Skip:
		return languages[0]
	}
	return ""
}

// chooseLanguage takes an answer to the question for the language, and begins the lesson.
func (t *turn) chooseLanguage(m nlu.Meaning) {
	p, chosen := &t.place, t.chosenLanguage(m)
	if chosen == "" {
		t.matched = ClassNoMatch
		if t.in.Kind == NoInput {
			t.matched = ClassNoInput
		}
		if p.NoMatches++; p.NoMatches < maxLanguageAsked {
			t.askLanguage()
			return
		}
		chosen = t.original.Language
	}
	t.useLanguage(chosen)
	p.Phase, p.Misses = Asking, Misses{}
	t.enter(0)
}

// noteLanguage takes a language that is texted during a call, which goes on in it.
func (t *turn) noteLanguage(language string) {
	p := &t.place
	if p.Phase == Choosing {
		p.Phase, p.Misses = Asking, Misses{}
		p.Prompt++ // what the caller says next answers the question for the language
	}
	t.useLanguage(language)
	t.besideCall = true
	t.say(t.phrase(PhraseNoted))
}

// chooseLanguageOnCall takes what a caller says to the question for the language. The keys that mean the same at every step do so
// here, too.
func (t *turn) chooseLanguageOnCall(m nlu.Meaning) {
	if intent, ok := keyIntents[t.in.Keys]; ok {
		m = nlu.Meaning{Intent: intent}
		t.meant = intent
	}
	switch m.Intent {
	case nlu.Again:
		t.repeatOnRequest()
	case nlu.Help, nlu.OptOut: // as at a step, the menu asks what is meant
		t.help(t.open)
	case nlu.Question:
		t.answerQuestion(m.Topic)
	case nlu.ByText, nlu.HangUp, nlu.Machine, nlu.Pause:
		t.leaveCall()
	case nlu.Stranger:
		t.answerStranger(m)
		t.say(t.phrase(PhraseGoodbye))
	default:
		t.chooseLanguage(m)
	}
}

// changeLanguage takes a wish for another language by text. The open prompt follows in it, or the lesson begins.
func (t *turn) changeLanguage(m nlu.Meaning) {
	p := &t.place
	t.replyOwed = true
	switch {
	case t.besideCall, p.Channel == Phone && p.Status == Started && t.onCall():
		t.noteLanguage(m.Language)
		return
	case p.Phase == Choosing:
		p.Status = Started
		t.chooseLanguage(m)
		return
	}
	t.useLanguage(m.Language)
	t.endSilence()
	switch p.Status {
	case New, Invited:
		t.converse(nlu.Meaning{Intent: nlu.Go})
	default:
		t.converse(nlu.Meaning{Intent: nlu.Again})
	}
}

// changeLanguageOnCall takes a caller's wish for another language.
func (t *turn) changeLanguageOnCall(language string) {
	t.useLanguage(language)
	if t.place.Status != Started || t.place.Phase == Offering {
		t.connect()
		return
	}
	t.repeatOnCall()
}

// sayLanguages answers a question about the language: how to change it.
func (t *turn) sayLanguages() bool {
	if len(t.original.Translations) == 0 || t.phrase(PhraseLanguageWord).Empty() {
		return false
	}
	t.sayInAll(PhraseLanguageWord)
	return true
}
