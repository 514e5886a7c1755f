package dialogue

import (
	"slices"
	"strings"
)

// numbers are the keys in words, as they are said and as a recogniser may spell them.
var numbers = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "won": "1", "to": "2", "too": "2", "for": "4",
	"1st": "1", "2nd": "2", "3rd": "3", "4th": "4", "tahi": "1", "rua": "2", "toru": "3", "wha": "4",
}

// byNumber finds the choice whose number a message is: "2", "option two", "the second one", "2 busy". In a closed question
// more may follow ("2 because it asks"), but not what is counted: "2 weeks".
func byNumber(options []Option, said string, open bool) (Option, bool) {
	if o, ok := byKey(options, numbers[said]); ok {
		return o, true
	}
	switch bare := unfilled(said); {
	case bare == "last" && len(options) > 1:
		return options[len(options)-1], true
	case bare == "middle" && len(options) == 3:
		return options[1], true
	}
	number, rest := "", ""
	for f := range strings.FieldsSeq(said) {
		n := digitOf(f)
		switch {
		case n != "" && number == "" && rest == "":
			number = n
		case n != "" && n != number:
			return Option{}, false
		case n == "" && !fillers[f]:
			rest = strings.TrimLeft(rest+" "+f, " ")
		}
	}
	if number == "" && rest == "" && strings.HasSuffix(said, " one") {
		number = "1"
	}
	o, ok := byKey(options, number)
	return o, ok && (rest == "" || isWordOf(o, rest) || !open && !denies(said) && !counted(rest))
}

// isWordOf reports whether a choice is said in these words, fillers left out.
func isWordOf(o Option, said string) bool {
	return slices.ContainsFunc(o.Words, func(w string) bool { return unfilled(plain(w)) == said })
}

// counted reports whether words go on from a number so that it counts something.
func counted(rest string) bool {
	first, _, _ := strings.Cut(rest, " ")
	switch strings.TrimSuffix(first, "s") {
	case "week", "day", "hour", "month", "year", "minute", "min", "patient", "people", "kid", "time", "pm", "oclock", "more":
		return true
	}
	return first[0] >= '0' && first[0] <= '9'
}

// digitOf is the digit that a word of a longer message is. The likes of "to" and "for" are only numbers alone.
func digitOf(word string) string {
	switch {
	case len(word) == 1 && word[0] >= '1' && word[0] <= '9':
		return word
	case word == "to", word == "too", word == "for", word == "won", word == "one":
		return ""
	}
	return numbers[word]
}
