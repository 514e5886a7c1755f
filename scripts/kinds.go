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
	form  string   // the key that makes such a step, one of forms
	keys  []string // further keys that mean something here; keys that no kind has go with all
	needs []string // keys that must be there besides form

	bounds  func(*stepReader)         // reads what an answer may be
	limits  limits                    // the least and the greatest number that a range may have in it
	bounded func(*dialogue.Step) bool // an answer may be out of bounds

	conditions conditions // what conditions may ask of an answer, beside its choices
	replies    []string   // the answers that replies may be for, beside its choices, other words and none

	texted   answers       // what learners text, one of each sort; nil if nobody answers by text
	pressed  answers       // what callers press
	spoken   answers       // what callers say
	speaking time.Duration // how long an ordinary caller takes to say an answer

	longest answers // the answers that take most room where they are filled in; nil if none can be
	said    wording // how a text says an answer
	told    stored  // the answers that conditions tell apart, beside the longest one
}

// limits are the least and the greatest number that a step takes. It is not ok if it takes none.
type limits func(*dialogue.Step) (least, most float64, ok bool)

// conditions are what conditions may ask of an answer to a question with these choices, beside one of them.
type conditions func(choices []dialogue.Option, open bool) []string

// answers are those to one step, by a learner who gives this name.
type answers func(step *dialogue.Step, name string) []string

// wording is how a text of a script says an answer to a step with these choices.
type wording func(s *dialogue.Script, choices []dialogue.Option, answer string) string

// stored are answers to a question as they are stored.
type stored func(*decider) []string

// kinds has a row for each of dialogue.StepKinds.
var kinds = map[dialogue.StepKind]kind{
	// form, keys, needs
	// bounds, limits, bounded
	// conditions, replies
	// texted, pressed, spoken, speaking
	// longest, said, told
	dialogue.Say: {
		"say", spokenKeys, nil,
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		nil, nil, nil, 0,
		nil, choiceSaid, (*decider).firstWords,
	},
	dialogue.Offer: {
		"offer", answeredKeys,
		[]string{"phone"},
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		nil, always("1", "2"), nil, shortSpeech,
		nil, choiceSaid, (*decider).firstWords,
	},
	dialogue.Choice: {
		"ask", askedKeys("choices", "open", "keep", "missing", "jumps"),
		[]string{"choices"},
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		all(choiceKeys, ifOpen), choiceKeys, ifOpen, longSpeech,
		all(firstWords, quoteIfOpen), choiceSaid, (*decider).firstWords,
	},
	dialogue.Several: {
		"ask", askedKeys("choices", "at-least", "at-most", "open", "keep", "missing"),
		[]string{"choices"},
		(*stepReader).howMany, noLimits, hasHowMany,
		orNone,
		[]string{dialogue.ReplyNone, dialogue.ReplySeveral},
		all(severalKeys, ifOpen), severalKeys, ifOpen, longSpeech,
		all(severalWords, quoteIfOpen), severalSaid, (*decider).sets,
	},
	dialogue.Scale: {
		"ask", askedKeys("min", "max", "labels", "keep", "missing", "jumps"), nil,
		(*stepReader).scale, scaleLimits, isBounded,
		orOwnWords, nil,
		choiceKeys, choiceKeys, nil, shortSpeech,
		firstWords, choiceSaid, (*decider).firstWords,
	},
	dialogue.Number: {
		"ask", askedKeys("min", "max", "unit", "decimals", "keep", "missing", "jumps"),
		[]string{"max"},
		(*stepReader).numberBounds, numberLimits, isBounded,
		orOwnWords, nil,
		numbers, numbers, nil, shortSpeech,
		longestNumber, choiceSaid, (*decider).ends,
	},
	dialogue.Date: {
		"ask", askedKeys("after", "past", "within", "keep", "missing", "confirm"),
		[]string{"confirm"},
		(*stepReader).dateBounds, noLimits, isBounded,
		orOwnWords, nil,
		aDay, nil, aDay, shortSpeech,
		always(longestDateStored), dateSaid, (*decider).firstWords,
	},
	dialogue.YesNo: {
		"ask", askedKeys("keep", "missing", "jumps", "repeat"), nil,
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		always("1", "2"), always("1", "2"), nil, shortSpeech,
		always("yes"), yesNoSaid, (*decider).firstWords,
	},
	dialogue.FreeText: {
		"ask", askedKeys("keep", "missing", "to-others"), nil,
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		always(ownWords), always("1"), always(ownWords), longSpeech,
		theirQuote, choiceSaid, (*decider).firstWords,
	},
	dialogue.Name: {
		"ask", askedKeys("keep", "missing", "confirm", "forward"),
		[]string{"confirm"},
		noBounds, noLimits, unbounded,
		orOwnWords,
		[]string{dialogue.ReplyNone},
		all(theirName, always(twoNames, nobody)), nil, all(theirName, always(nobody)), shortSpeech,
		theirName, choiceSaid, (*decider).firstWords,
	},
	dialogue.Hour: {
		"ask", askedKeys("choices", "hours", "keep", "missing", "jumps"), nil,
		noBounds, noLimits, unbounded,
		orOtherHour, nil,
		all(choiceKeys, always("10.30pm")), all(choiceKeys, always("2230")), nil, shortSpeech,
		always(longestHour), hourSaid, (*decider).hours,
	},
	dialogue.Continue: {
		"ask", askedKeys(), nil,
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		always("GO"), always("1"), nil, shortSpeech,
		nil, choiceSaid, (*decider).firstWords,
	},
	dialogue.Wait: {
		"wait", nil, nil,
		noBounds, noLimits, unbounded,
		orOwnWords, nil,
		nil, nil, nil, 0,
		nil, choiceSaid, (*decider).firstWords,
	},
}

// kindOf is the row of a kind of step. Where a file lacks the kind, which is a fault, the step counts as one that says something.
func kindOf(k dialogue.StepKind) kind {
	if row, ok := kinds[k]; ok {
		return row
	}
	return kinds[dialogue.Say]
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

// aDay is one that the step takes.
func aDay(step *dialogue.Step, _ string) []string {
	if step.Past {
		return []string{"yesterday"}
	}
	return []string{"tomorrow"}
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
