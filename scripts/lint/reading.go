package lint

import (
	"regexp"
	"strings"
	"unicode"
)

// maxSentence is the most words of a sentence that is spoken. Plain-language guides ask for 15 to 20 on average; whoever listens cannot
// look back.
const maxSentence = 32

// reading finds a sentence that is far too long for the ear.
func reading(l *Lesson) (found []Finding) {
	for i, t := range l.Texts {
		if t.Role == Phrase || !t.Phone && !t.Both {
			continue
		}
		for _, s := range sentences(t.Said) {
			if n := len(strings.Fields(t.Said[s.from:s.to])); n > maxSentence {
				found = append(found, inText(i, s.from, s.to, Warning, "a sentence of %d words, which nobody can follow by ear", n).
					cure("make two or three of it, of %d words at most", maxSentence))
			}
		}
	}
	return found
}

var fullStop = regexp.MustCompile(`[.?!:;]+["'”’)]*(?:\s+|$)`)

// sentences are the sentences of a text.
func sentences(said string) (all []span) {
	from := 0
	for _, end := range append(fullStop.FindAllStringIndex(said, -1), []int{len(said), len(said)}) {
		if s := trim(said, span{from, end[0]}); !s.empty() {
			all = append(all, s)
		}
		from = end[1]
	}
	return all
}

// Ease is how easy a lesson is to read and to follow: the years of school that its words ask for (Flesch-Kincaid, of English) and the
// words of a sentence.
func (l *Lesson) Ease() (years, perSentence float64) {
	return l.ease(func(step int) bool { return step >= 0 })
}

// Hardest is the step whose words ask for most years of school, or -1 where no step has words.
func (l *Lesson) Hardest() (step int, years float64) {
	step = -1
	for _, t := range l.Texts {
		if t.Step < 0 {
			continue
		}
		if y, words := l.ease(func(i int) bool { return i == t.Step }); words > 0 && (step < 0 || y > years) {
			step, years = t.Step, y
		}
	}
	return step, years
}

// ease is how easy the texts of some steps are.
func (l *Lesson) ease(of func(step int) bool) (years, perSentence float64) {
	words, syllables, count := 0, 0, 0
	for _, t := range l.Texts {
		if !of(t.Step) {
			continue
		}
		for _, s := range sentences(filled.ReplaceAllString(t.Said, "name")) {
			count++
			for _, w := range strings.Fields(filled.ReplaceAllString(t.Said, "name")[s.from:s.to]) {
				words++
				syllables += syllablesOf(w)
			}
		}
	}
	if words == 0 {
		return 0, 0
	}
	perSentence = float64(words) / float64(count)
	return max(0, 0.39*perSentence+11.8*float64(syllables)/float64(words)-15.59), perSentence
}

// syllablesOf counts groups of vowels, without a silent e at the end.
func syllablesOf(word string) (n int) {
	word = strings.TrimFunc(strings.ToLower(word), func(r rune) bool { return !unicode.IsLetter(r) })
	vowel := false
	for _, r := range word {
		is := strings.ContainsRune("aeiouyāēīōū", r)
		if is && !vowel {
			n++
		}
		vowel = is
	}
	if n > 1 && strings.HasSuffix(word, "e") && !strings.HasSuffix(word, "le") {
		n--
	}
	return max(n, 1)
}
