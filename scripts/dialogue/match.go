package dialogue

import (
	"slices"
	"strings"
)

// fillers may stand around a choice without changing it.
var fillers = map[string]bool{
	"i": true, "im": true, "am": true, "its": true, "it": true, "is": true, "id": true, "say": true, "a": true, "bit": true,
	"the": true, "just": true, "feeling": true, "feel": true, "pretty": true, "quite": true, "very": true, "really": true,
	"option": true, "number": true, "answer": true, "maybe": true, "probably": true, "please": true, "one": true, "so": true,
	"and": true, "think": true, "um": true, "er": true, "definitely": true, "obviously": true, "my": true, "be": true, "would": true, "that": true, "bits": true,
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
	if o, ok := byNumber(options, said, open); ok {
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

// byWord finds the choice with this word, or the only one whose word is nearly this.
func byWord(options []Option, said string) (Option, bool) {
	found, near := -1, 0
	for i, o := range options {
		for _, w := range o.Words {
			w = plain(w)
			if w == said {
				return o, true
			}
			if said != "" && found != i && denies(w) == denies(said) && nearly(said, w) {
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
// denial, such as "not yet", goes before one that is denied by it; of two, the one that the sentence begins with.
func mentioned(options []Option, said string) (Option, bool) {
	plainly, sure := spoken(options, said, false)
	denying, certain := spoken(options, said, true)
	switch {
	case !sure || !certain:
		return Option{}, false
	case plainly.word != "" && denying.word != "" && plainly.option != denying.option && strings.HasPrefix(said, plainly.word):
		return options[plainly.option], true
	case denying.word != "":
		return options[denying.option], true
	case plainly.word == "", denies(said):
		return Option{}, false
	}
	return options[plainly.option], true
}

// mention is a choice's word in a sentence.
type mention struct {
	option int
	word   string
}

// spoken finds the longest word of a choice in a sentence, among those that deny or those that do not. It is not sure
// when words of two choices are there, and neither is a part of the other.
func spoken(options []Option, said string, denying bool) (found mention, sure bool) {
	padded := " " + said + " "
	for i, o := range options {
		for _, w := range o.Words {
			w = plain(w)
			switch {
			case denies(w) != denying, !strings.Contains(padded, " "+w+" "), strings.Contains(found.word, w):
			case found.word == "", found.option == i, strings.Contains(w, found.word):
				found = mention{i, w}
			default:
				return mention{}, false
			}
		}
	}
	return found, true
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
	"yes i did": true, "1": true, "one": true, "1 yes": true, "that is right": true, "that is correct": true, "it is": true,
	"thats her": true, "thats him": true, "thats them": true, "thats it": true, "perfect": true, "good": true, "great": true,
	"spot on": true, "absolutely": true, "all good": true, "exactly": true,
}

var noWords = map[string]bool{
	"no": true, "n": true, "nope": true, "nah": true, "kao": true, "kaore": true, "not really": true, "wrong": true,
	"no thanks": true, "no thank you": true, "thats wrong": true, "not right": true, "no its not": true, "incorrect": true,
	"not yet": true, "false": true, "2 no": true, "not quite": true, "yeah nah": true, "2": true, "two": true, "to": true,
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
