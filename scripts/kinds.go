package scripts

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// kind is what lesson files and check need to know of a kind of step.
type kind struct {
	form     string        // the key that makes such a step, one of forms
	keys     []string      // further keys that mean something here; keys that no kind has go with all
	needs    []string      // keys that must be there besides form
	texted   answers       // what learners text, one of each sort; nil if nobody answers by text
	pressed  answers       // what callers press
	spoken   answers       // what callers say
	longest  answers       // the answers that take most room where they are filled in; nil if none can be
	speaking time.Duration // how long an ordinary caller takes to say an answer
}

// answers are those to one step, by a learner who gives this name.
type answers func(step *dialogue.Step, name string) []string

// kinds has an entry for each of dialogue.StepKinds.
var kinds = map[dialogue.StepKind]kind{
	dialogue.Say: {form: "say", keys: spokenKeys},
	dialogue.Offer: {
		form: "offer", keys: answeredKeys, needs: []string{"phone"}, pressed: always("1", "2"), speaking: shortSpeech,
	},
	dialogue.Choice: {
		form: "ask", keys: askedKeys("choices", "open", "keep", "missing", "jumps"), needs: []string{"choices"},
		texted: all(choiceKeys, ifOpen), pressed: choiceKeys, spoken: ifOpen, longest: all(firstWords, quoteIfOpen), speaking: longSpeech,
	},
	dialogue.Several: {
		form: "ask", keys: askedKeys("choices", "at-least", "at-most", "open", "keep", "missing"), needs: []string{"choices"},
		texted: all(severalKeys, ifOpen), pressed: severalKeys, spoken: ifOpen, longest: all(severalWords, quoteIfOpen), speaking: longSpeech,
	},
	dialogue.Scale: {
		form: "ask", keys: askedKeys("min", "max", "labels", "keep", "missing", "jumps"),
		texted: choiceKeys, pressed: choiceKeys, longest: firstWords, speaking: shortSpeech,
	},
	dialogue.Number: {
		form: "ask", keys: askedKeys("min", "max", "unit", "decimals", "keep", "missing", "jumps"), needs: []string{"max"},
		texted: numbers, pressed: numbers, longest: longestNumber, speaking: shortSpeech,
	},
	dialogue.Date: {
		form: "ask", keys: askedKeys("after", "within", "keep", "missing", "confirm"), needs: []string{"confirm"},
		texted: always("tomorrow"), spoken: always("tomorrow"), longest: always(longestDateStored), speaking: shortSpeech,
	},
	dialogue.YesNo: {
		form: "ask", keys: askedKeys("keep", "missing", "jumps", "repeat"),
		texted: always("1", "2"), pressed: always("1", "2"), longest: always("yes"), speaking: shortSpeech,
	},
	dialogue.FreeText: {
		form: "ask", keys: askedKeys("keep", "missing", "to-others"),
		texted: always(ownWords), pressed: always("1"), spoken: always(ownWords), longest: theirQuote, speaking: longSpeech,
	},
	dialogue.Name: {
		form: "ask", keys: askedKeys("keep", "missing", "confirm", "forward"), needs: []string{"confirm"},
		texted: all(theirName, always(twoNames, nobody)), spoken: all(theirName, always(nobody)), longest: theirName, speaking: shortSpeech,
	},
	dialogue.Hour: {
		form: "ask", keys: askedKeys("choices", "hours", "keep", "missing", "jumps"),
		texted: all(choiceKeys, always("10.30pm")), pressed: all(choiceKeys, always("2230")), longest: always(longestHour), speaking: shortSpeech,
	},
	dialogue.Continue: {
		form: "ask", keys: askedKeys(), texted: always("GO"), pressed: always("1"), speaking: shortSpeech,
	},
	dialogue.Wait: {form: "wait"},
}

// The keys of steps that say something, of those that may also be answered, and of questions.
var (
	spokenKeys   = []string{"about", "phone", "audio", "milestone"}
	answeredKeys = append([]string{"replies", "no-input", "no-match"}, spokenKeys...)
)

func askedKeys(more ...string) []string {
	return slices.Concat([]string{"kind", "remind"}, answeredKeys, more)
}

// of is the answers to a step; a nil function has none.
func (a answers) of(step *dialogue.Step, name string) []string {
	if a == nil {
		return nil
	}
	return a(step, name)
}

// always is the same answers to every step.
func always(words ...string) answers {
	return func(*dialogue.Step, string) []string { return words }
}

// all joins answers.
func all(parts ...answers) answers {
	return func(step *dialogue.Step, name string) (words []string) {
		for _, part := range parts {
			words = append(words, part(step, name)...)
		}
		return words
	}
}

func theirName(_ *dialogue.Step, name string) []string { return []string{name} }

// theirQuote is the longest quote of own words, in the letters of their name.
func theirQuote(_ *dialogue.Step, name string) []string {
	letter, _ := utf8.DecodeRuneInString(name)
	return []string{strings.Repeat(string(letter), dialogue.MaxQuote)}
}

func quoteIfOpen(step *dialogue.Step, name string) []string {
	if !step.Open {
		return nil
	}
	return theirQuote(step, name)
}

func choiceKeys(step *dialogue.Step, _ string) []string { return optionKeys(step.Choices) }

func optionKeys(options []dialogue.Option) (keys []string) {
	for _, o := range options {
		keys = append(keys, o.Key)
	}
	return keys
}

func firstWords(step *dialogue.Step, _ string) (words []string) {
	for _, o := range step.Choices {
		words = append(words, o.Words[0])
	}
	return words
}

// ifOpen is own words, where the step takes them.
func ifOpen(step *dialogue.Step, _ string) []string {
	if !step.Open {
		return nil
	}
	return []string{ownWords}
}
