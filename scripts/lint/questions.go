package lint

import (
	"regexp"
	"strings"

	"coachline/scripts/dialogue"
)

// The most questions that a lesson and a prompt may ask. Health workers who took courses by phone complained that they felt like an
// examination; part 3 of the lessons built in has twelve.
const (
	maxQuestions = 12
	maxInPrompt  = 2
)

// quotation finds words that somebody else is said to say.
var quotation = regexp.MustCompile(`"[^"]*"|“[^”]*”`)

// questions finds a lesson that asks too much, and a prompt that asks several things at once. Answers that it lists are no questions,
// and neither is what it quotes.
func questions(l *Lesson) (found []Finding) {
	if l.Script == nil {
		return nil
	}
	asked := 0
	for i, step := range l.Script.Steps {
		if step.Kind.Asks() && step.Kind != dialogue.Continue {
			if asked++; asked == maxQuestions+1 {
				found = append(found, atKey(i, "ask", Warning, "this is question %d of the lesson", asked).
					cure("more than %d feel like an examination; leave some out, or make a course of two lessons", maxQuestions))
			}
		}
	}
	for i, t := range l.Texts {
		if step := l.step(t); step == nil || t.Role != Question || !step.Kind.Asks() {
			continue
		}
		a, _ := l.answersOf(t)
		said := quotation.ReplaceAllStringFunc(t.Said, func(q string) string { return strings.Repeat(" ", len(q)) })
		said = said[:firstKey(said, a.meant)]
		if n := atOnce(said); n > maxInPrompt {
			found = append(found, inText(i, 0, 0, Warning, "asks %d questions at once", n).cure("ask one, and make the others steps of their own"))
		}
	}
	return found
}

// atOnce counts the questions at the end of a prompt that follow each other. Those before another sentence are told, such as what
// somebody else asked.
func atOnce(said string) (n int) {
	for _, s := range sentences(said) {
		if strings.HasPrefix(said[s.to:], "?") {
			n++
		} else {
			n = 0
		}
	}
	return n
}

// firstKey is where the first key or its label stands, or the end.
func firstKey(said string, meant func(string) string) int {
	at := len(said)
	for _, p := range pairs(said, meant) {
		if p.labelFrom < p.labelTo {
			at = min(at, p.labelFrom)
		}
		at = min(at, p.verb)
	}
	return at
}
