package lint

import (
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// answers are those that a prompt may name by key.
type answers struct {
	lexicon  *nlu.Lexicon
	yesNo    bool              // 1 is yes and 2 is no
	confirms bool              // something is said back: right is yes, and wrong is no
	scale    bool              // the options are values, which a prompt need not name one by one
	options  []dialogue.Option // otherwise
}

// answersOf are the answers to what a text asks, if they have keys.
func (l *Lesson) answersOf(t Text) (a answers, ok bool) {
	step := l.step(t)
	switch {
	case step == nil:
		return answers{lexicon: nlu.For(l.Language)}, false
	case t.Role == Confirm:
		a = answers{yesNo: true, confirms: true}
	default:
		a = kindOf(step).answers(step)
	}
	a.lexicon = nlu.For(l.Language)
	return a, a.yesNo || len(a.options) > 0
}

func noAnswers(*dialogue.Step) answers { return answers{} }

func yesOrNo(*dialogue.Step) answers { return answers{yesNo: true} }

func choices(step *dialogue.Step) answers { return answers{options: step.Choices} }

// values are those of a scale, with their labels.
func values(step *dialogue.Step) answers {
	a := answers{scale: true}
	for _, o := range step.Choices {
		a.options = append(a.options, dialogue.Option{Key: o.Key, Words: o.Words[1:]}) // without the value itself
	}
	return a
}

// keys are the keys of the answers.
func (a answers) keys() []string {
	if a.yesNo {
		return []string{"1", "2"}
	}
	keys := make([]string, len(a.options))
	for i, o := range a.options {
		keys[i] = o.Key
	}
	return keys
}

// says names the answer with a key.
func (a answers) says(key string) string {
	switch {
	case a.yesNo && key == "1":
		return "yes"
	case a.yesNo:
		return "no"
	}
	i := slices.IndexFunc(a.options, func(o dialogue.Option) bool { return o.Key == key })
	if len(a.options[i].Words) == 0 {
		return key
	}
	return a.options[i].Words[0]
}

// filled finds what is filled in, which may be anything.
var filled = regexp.MustCompile(`\{[^{}]*\}`)

// meant is the key of the answer that a label means, or "" if it is not plainly one. The line itself reads it, as what a learner says.
func (a answers) meant(label string) string {
	if len(a.keys()) == 0 {
		return ""
	}
	label = introduced.ReplaceAllString(filled.ReplaceAllString(label, " "), "")
	options := a.options
	if a.yesNo {
		options = yesNoOptions
	}
	lettered := make([]nlu.Option, len(options)) // so that a number in the label is not taken for a key
	for i, o := range options {
		lettered[i] = nlu.Option{Key: string(rune('a' + i)), Words: o.Words}
	}
	if m := a.lexicon.Read(label, nlu.Asked{Kind: nlu.Choice, Choices: lettered}); m.Choice != "" {
		return options[m.Choice[0]-'a'].Key
	}
	return a.akin(label)
}

// introduced finds the words before a label that add nothing to it: "for calm", "if it is calm".
var introduced = regexp.MustCompile(`(?i)^(?:[ ,]*\b(?:or|and|then|for|if|when)\b)+[ ,]*`)

// plainly reports whether a label says yes or no and nothing else: "for no", "nope", "no thanks". In others, such as "no problem" and
// "nothing is wrong", the question decides what they mean. Where something is said back, right and wrong are plain, too.
func (a answers) plainly(label string) bool {
	words := strings.Fields(nlu.Plain(introduced.ReplaceAllString(label, "")))
	for len(words) > 1 && slices.Contains(pointing, words[0]) {
		words = words[1:]
	}
	if n := len(words); n > 1 && (words[n-1] == "please" || words[n-1] == "thanks") {
		words = words[:n-1]
	}
	if len(words) != 1 {
		return false
	}
	if words[0] == "not" || a.confirms && slices.Contains([]string{"right", "correct", "wrong"}, words[0]) {
		return true
	}
	asked := nlu.Asked{Kind: nlu.Choice, Choices: []nlu.Option{{Key: "a", Words: []string{"yes", "<yes>"}}, {Key: "b", Words: []string{"no", "<no>"}}}}
	return a.lexicon.Read(words[0], asked).Choice != ""
}

// pointing are the words with which a label points at what was said: "that is right".
var pointing = []string{"that", "this", "it", "is", "was"}

// yesNoOptions are the answers to a question of yes or no, as labels say them.
var yesNoOptions = []dialogue.Option{
	{Key: "1", Words: []string{"yes", "<yes>", "right", "correct"}},
	{Key: "2", Words: []string{"no", "<no>", "not", "wrong"}},
}

// akin is the key of the only answer that shares the stem of a word with a label: "tiredness" and "tired".
func (a answers) akin(label string) (key string) {
	said := strings.Fields(nlu.Plain(label))
	for _, o := range a.options {
		if !slices.ContainsFunc(o.Words, func(word string) bool { return sharesStem(said, strings.Fields(nlu.Plain(word))) }) {
			continue
		}
		if key != "" {
			return ""
		}
		key = o.Key
	}
	return key
}

// shortestStem is the least that two words must have in common to be akin, in letters.
const shortestStem = 4

// sharesStem reports whether each word of an answer is akin to one that is said. If all are the same, the lexicon has read them already,
// and knows better.
func sharesStem(said, words []string) bool {
	if len(words) == 0 {
		return false
	}
	same := 0
	for _, word := range words {
		if slices.Contains(said, word) {
			same++
		} else if !slices.ContainsFunc(said, func(s string) bool { return akin(s, word) }) {
			return false
		}
	}
	return same < len(words)
}

// akin reports whether two words share a stem: "tired" and "tiredness", "calm" and "calmer".
func akin(a, b string) bool {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n >= shortestStem && max(len(a), len(b))-n <= 4 && min(len(a), len(b))-n <= 1
}

// hour reports whether a label says a time of day, and whether it may be this one. Without am or pm it may be either.
func (a answers) hour(label, hour string) (said, same bool) {
	asked := nlu.Asked{Kind: nlu.Hour}
	if found := a.lexicon.Read(label, asked).Hour; found != "" {
		return true, found == hour
	}
	am, pm := a.lexicon.Read(label+" am", asked).Hour, a.lexicon.Read(label+" pm", asked).Hour
	return am != "" || pm != "", hour != "" && (am == hour || pm == hour)
}
