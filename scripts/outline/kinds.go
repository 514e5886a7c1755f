package outline

import (
	"fmt"

	"coachline/scripts/dialogue"
)

// kind is what the page shows of a kind of step.
type kind struct {
	words   string    // what such a step does
	keyed   []Answer  // the answers with a key, beside its choices
	free    stepWords // what it takes beside its choices and the ranges with a reply
	bounds  stepWords // within which bounds it takes an answer
	none    string    // the answer that dialogue.ReplyNone stands for
	several string    // the answer that dialogue.ReplySeveral stands for; empty if there is none
}

// stepWords are words about a step.
type stepWords func(*dialogue.Step) []string

// kinds has a row for each of dialogue.StepKinds.
var kinds = map[dialogue.StepKind]kind{
	// words, keyed, free, bounds, none, several
	dialogue.Say:      {"says", nil, noWords, noWords, nobody, ""},
	dialogue.Offer:    {"offers to text", yesNo(", on the phone"), noWords, noWords, nobody, ""},
	dialogue.Choice:   {"asks, with choices", nil, noWords, noWords, nobody, ""},
	dialogue.Several:  {"asks, with several choices", nil, noWords, howMany, "none of them", "several of them, such as 1 and 2; on the phone keyed one after another"},
	dialogue.Scale:    {"asks for a value of a scale", nil, noWords, noWords, nobody, ""},
	dialogue.Number:   {"asks for a number", nil, numbers, fromTo, nobody, ""},
	dialogue.Date:     {"asks for a day", nil, always("a day, such as tomorrow or 3 March; on the phone as four digits, too"), noWords, nobody, ""},
	dialogue.YesNo:    {"asks, yes or no", yesNo(""), noWords, noWords, nobody, ""},
	dialogue.FreeText: {"asks for own words", nil, always("own words; on the phone, 1 keeps them to oneself"), noWords, nobody, ""},
	dialogue.Name:     {"asks for a name", nil, always("a first name or initials"), noWords, nobody, ""},
	dialogue.Hour:     {"asks for a time of day", nil, always("any time of day, such as 7.30pm; on the phone as four digits, too"), noWords, nobody, ""},
	dialogue.Continue: {"says, and waits for a word to go on", nil, always("NEXT, or another word to go on; on the phone, any key"), noWords, nobody, ""},
	dialogue.Wait:     {"waits", nil, noWords, noWords, nobody, ""},
}

// kindOf is the row of a step's kind. A kind that is not known is shown as it stands in the file, as a step that says something.
func kindOf(s *dialogue.Step) kind {
	row, ok := kinds[s.Kind]
	if !ok {
		row = kinds[dialogue.Say]
		row.words = string(s.Kind)
	}
	return row
}

const nobody = "nobody yet"

func yesNo(where string) []Answer {
	return []Answer{{Key: "1", Words: []string{"yes" + where}}, {Key: "2", Words: []string{"no" + where}}}
}

func noWords(*dialogue.Step) []string { return nil }

// always is the same words for each step.
func always(words ...string) stepWords { return func(*dialogue.Step) []string { return words } }

func numbers(s *dialogue.Step) []string {
	if len(spans(s)) > 0 {
		return []string{"any other number, in digits or words"}
	}
	return []string{"a number, in digits or words"}
}

func fromTo(s *dialogue.Step) []string { return []string{fmt.Sprintf("%v to %v", s.Least, s.Most)} }

// howMany says how many choices there may be.
func howMany(s *dialogue.Step) (words []string) {
	if s.Least > 0 {
		words = append(words, fmt.Sprintf("at least %v of them", s.Least))
	}
	if s.Most > 0 {
		words = append(words, fmt.Sprintf("at most %v of them", s.Most))
	}
	return words
}
