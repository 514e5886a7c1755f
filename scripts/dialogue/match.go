package dialogue

import (
	"slices"
	"strings"
)

// numbers are the keys in words, as they are said and as a recogniser may spell them.
var numbers = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8",
	"first": "1", "second": "2", "third": "3", "fourth": "4", "won": "1", "to": "2", "too": "2", "for": "4",
	"tahi": "1", "rua": "2", "toru": "3", "wha": "4",
}

// fillers may stand around a choice without changing it.
var fillers = map[string]bool{
	"i": true, "im": true, "am": true, "its": true, "it": true, "is": true, "id": true, "say": true, "a": true, "bit": true,
	"the": true, "just": true, "feeling": true, "feel": true, "pretty": true, "quite": true, "very": true, "really": true,
	"option": true, "number": true, "answer": true, "maybe": true, "probably": true, "please": true, "one": true, "so": true,
	"and": true, "think": true, "um": true, "er": true, "my": true, "be": true, "would": true, "that": true, "bits": true,
}

// pick finds the one choice that keys or words mean: by key, number, word or near word. In a closed question a choice
// may also be found inside a sentence; in an open one a sentence is the learner's own words. What is said is plain.
func pick(options []Option, said, keys string, open bool) (Option, bool) {
	if keys != "" {
		return byKey(options, keys)
	}
	if said == "" {
		return Option{}, false
	}
	if o, ok := byNumber(options, said); ok {
		return o, true
	}
	for _, candidate := range [...]string{said, unfilled(said)} {
		if o, ok := byWord(options, candidate); ok {
			return o, true
		}
	}
	if open {
		return Option{}, false
	}
	return mentioned(options, said)
}

func byKey(options []Option, key string) (Option, bool) {
	i := slices.IndexFunc(options, func(o Option) bool { return o.Key == key })
	if key == "" || i < 0 {
		return Option{}, false
	}
	return options[i], true
}

// byNumber finds the choice whose number a message is: "2", "option two", "the second one", "2 busy". A number in other
// words is not meant for a key: "2 weeks", "3 kids and no sleep".
func byNumber(options []Option, said string) (Option, bool) {
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
		case n != "" && number == "":
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
	return o, ok && (rest == "" || slices.ContainsFunc(o.Words, func(w string) bool { return unfilled(plain(w)) == rest }))
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

// byWord finds the choice with this word, or the only one whose word is nearly this.
func byWord(options []Option, said string) (Option, bool) {
	found, near := -1, 0
	for i, o := range options {
		for _, w := range o.Words {
			w = plain(w)
			if w == said {
				return o, true
			}
			if said != "" && nearly(said, w) && found != i {
				found = i
				near++
			}
		}
	}
	if near != 1 {
		return Option{}, false
	}
	return options[found], true
}

// negations turn a mention into its opposite.
var negations = map[string]bool{
	"not": true, "no": true, "never": true, "neither": true, "isnt": true, "arent": true, "wasnt": true, "dont": true,
	"doesnt": true, "didnt": true, "havent": true, "hasnt": true, "wont": true, "cant": true, "couldnt": true, "nearly": true,
	"almost": true, "hardly": true, "yet": true, "cannot": true, "nope": true, "forgot": true,
}

// mentioned finds the only choice that a sentence speaks of, unless it denies something. A choice that is itself a
// denial, such as "not yet", goes before one that is denied by it.
func mentioned(options []Option, said string) (Option, bool) {
	padded := " " + said + " "
	plainly, denying := -1, -1
	for i, o := range options {
		for _, w := range o.Words {
			w = plain(w)
			if !strings.Contains(padded, " "+w+" ") {
				continue
			}
			at := &plainly
			if denies(w) {
				at = &denying
			}
			if *at >= 0 && *at != i {
				return Option{}, false
			}
			*at = i
		}
	}
	switch {
	case denying >= 0:
		return options[denying], true
	case plainly < 0, denies(said):
		return Option{}, false
	}
	return options[plainly], true
}

func denies(said string) bool {
	for f := range strings.FieldsSeq(said) {
		if negations[f] {
			return true
		}
	}
	return false
}

// unfilled is what is left of a message without its fillers.
func unfilled(said string) string {
	kept := make([]string, 0, 8)
	for f := range strings.FieldsSeq(said) {
		if !fillers[f] {
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

type decision int

const (
	undecided decision = iota
	yes
	no
)

var yesWords = map[string]bool{
	"yes": true, "y": true, "yep": true, "yeah": true, "yup": true, "yea": true, "ya": true, "ae": true, "ok": true,
	"okay": true, "sure": true, "correct": true, "right": true, "thats right": true, "yes please": true, "please": true,
	"yes thats right": true, "thats correct": true, "yes it is": true, "of course": true, "true": true, "i did": true,
	"yes i did": true, "1": true, "one": true,
}

var noWords = map[string]bool{
	"no": true, "n": true, "nope": true, "nah": true, "kao": true, "kaore": true, "not really": true, "wrong": true,
	"no thanks": true, "no thank you": true, "thats wrong": true, "not right": true, "no its not": true, "incorrect": true,
	"not yet": true, "false": true, "2": true, "two": true, "to": true,
}

// yesNo reads a yes or a no from plain words, also from a sentence that begins with one ("no it's Mere").
func yesNo(said, keys string) decision {
	switch keys {
	case "1":
		return yes
	case "2":
		return no
	case "":
	default:
		return undecided
	}
	first, _, _ := strings.Cut(said, " ")
	switch {
	case yesWords[said]:
		return yes
	case noWords[said]:
		return no
	case first == "yes" || first == "yeah" || first == "yep":
		return yes
	case first == "no" || first == "nope" || first == "nah":
		return no
	}
	return undecided
}

// nearly reports whether two words differ by a slip: one letter changed, missing, added or swapped with its neighbour;
// two such slips in words of eight letters and more. Short words must be exact.
func nearly(a, b string) bool {
	shorter, longer := min(len(a), len(b)), max(len(a), len(b))
	slips := 0
	switch {
	case shorter >= 8:
		slips = 2
	case shorter >= 4:
		slips = 1
	}
	return slips > 0 && longer-shorter <= slips && Distance(a, b) <= slips
}

// Distance is the optimal string alignment distance between two words, in bytes: how many letters must be changed,
// left out, added or swapped with their neighbour.
func Distance(a, b string) int {
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}
