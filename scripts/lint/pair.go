package lint

import (
	"regexp"
	"slices"
	"strings"
)

// pair is a key that a prompt names, and the words that it is said to stand for: Said[labelFrom:labelTo], empty if there are none.
type pair struct {
	mention
	labelFrom, labelTo int
}

func (p pair) label(said string) string { return said[p.labelFrom:p.labelTo] }

// span is a part of a text.
type span struct{ from, to int }

func (s span) empty() bool { return s.from >= s.to }

// pairs reads a prompt as pairs, whichever comes first: "1 calm, 2 busy", "For calm, press 1. Busy, 2." Meant is the key of the answer
// that words mean, or "", which decides what comes first where both would do.
func pairs(said string, meant func(label string) string) (all []pair) {
	found := mentions(said)
	if len(found) == 0 {
		return nil
	}
	before, after := labelsBefore(said, found), labelsAfter(said, found)
	keyFirst, labelFirst := direction(said, found, before, after, meant)
	for i, m := range found {
		p := pair{mention: m}
		chosen := before[i]
		switch {
		case m.upTo != "":
			chosen = span{m.from, m.from}
		case keyFirst && !labelFirst && !after[i].empty():
			chosen = after[i]
		case labelFirst && !keyFirst && !before[i].empty():
		case leadsOn(said, m) && !heads(said, before[i]) && !after[i].empty(), before[i].empty():
			chosen = after[i]
		}
		p.labelFrom, p.labelTo = chosen.from, chosen.to
		all = append(all, p)
	}
	return withoutStray(all)
}

// direction reports whether the labels stand after their keys, or before them; neither if a prompt has both or shows neither. The line's
// own keys show nothing, since any prompt may end with them.
func direction(said string, found []mention, before, after []span, meant func(label string) string) (keyFirst, labelFirst bool) {
	reads := func(s span) string {
		if s.empty() {
			return ""
		}
		return meant(said[s.from:s.to])
	}
	first, last, more := -1, -1, 0 // more is how many more labels mean their own keys if they stand after them
	for i, m := range found {
		if ownKeys[m.key] != "" {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		if reads(after[i]) == m.key {
			more++
		}
		if reads(before[i]) == m.key {
			more--
		}
	}
	if first < 0 {
		return false, false
	}
	begins, ends := reads(before[first]) != "", reads(after[last]) != ""
	switch {
	case !begins && !heads(said, before[first]) && offers.MatchString(said[found[first].to:]):
		return true, false
	case begins != ends:
		return ends, begins
	}
	return more > 0, more < 0
}

var (
	// offers finds the words that lead from a key to its label: "1 for calm".
	offers = regexp.MustCompile(`(?i)^["'”’]*(?: key| button)? (?:for|if|when)\b`)
	// nextItem finds the end of a sentence before a label that belongs to the next key: "press 1. For busy, press 2".
	nextItem = regexp.MustCompile(`(?i)^["'”’]*\. +(?:for|if|when|to)\b`)
	// ownSentence finds a sentence between two keys that both are pressed: "press 1. Somebody else, press 2".
	ownSentence = regexp.MustCompile(`^["'”’]*\. +[^.?!;:\n]+$`)
	// sentenceEnd finds the end of a sentence, or of what introduces a list.
	sentenceEnd = regexp.MustCompile(`[.?!;:\n]+["'”’)]*(?: |$)`)
	// trailing finds what follows the last label of a list: "3 tired, or your own words".
	trailing = regexp.MustCompile(`(?i)[,;] *(?:or|and|then|otherwise)\b.*|,? +(?:or|and) *$`)
	// enumerator finds what stands between a key and the label after it.
	enumerator = regexp.MustCompile(`^["'”’]*(?: key| button)?[.:)=,]* *(?:[-–=] +)?`)
	// leading finds a word or a mark that leads from a key to its label.
	leading = regexp.MustCompile(`^["'”’]*(?:[:)=] *| +[-–=] +| +(?:key |button )?)[\p{L}{"'“‘]`)
	// onward finds a word after a key that begins something else.
	onward = regexp.MustCompile(`(?i)^ *(?:or|and|then|hash|star|zero)\b`)
	// heading finds the beginning of a label that stands before its key: "For calm, press 1".
	heading = regexp.MustCompile(`(?i)^(?:for|if|when|to)\b`)
)

// labelsBefore are the words before each key: the last sentence since the key before it.
func labelsBefore(said string, found []mention) (spans []span) {
	from := 0
	for i, m := range found {
		s := span{from, max(from, m.verb)}
		if i > 0 && together(said[from:s.to]) {
			s.from = s.to
		}
		for _, end := range sentenceEnd.FindAllStringIndex(said[from:s.to], -1) {
			if rest := strings.Trim(said[from+end[1]:m.verb], " ,.;:-–=()\"'"); rest != "" {
				s.from = from + end[1]
			} else if end[0] > 0 && strings.Trim(said[from:from+end[0]], " ,.") != "" {
				if strings.ContainsAny(said[from+end[0]:from+end[1]], ".?!\n") {
					s.from = s.to // a sentence ended, and nothing stands between it and the key
				}
			}
		}
		spans = append(spans, trim(said, s))
		from = m.to
	}
	return spans
}

// labelsAfter are the words after each key: the first sentence up to the next key.
func labelsAfter(said string, found []mention) (spans []span) {
	for i, m := range found {
		s := span{m.to, len(said)}
		if i+1 < len(found) {
			s.to = found[i+1].verb
			between := said[s.from:s.to]
			if together(between) || m.pressed && (nextItem.MatchString(between) || found[i+1].pressed && ownSentence.MatchString(between)) {
				s.to = s.from
			}
		}
		s.from += len(enumerator.FindString(said[s.from:s.to]))
		s.from = min(s.from, s.to)
		if end := sentenceEnd.FindStringIndex(said[s.from:s.to]); end != nil {
			s.to = s.from + end[0]
		}
		if end := trailing.FindStringIndex(said[s.from:s.to]); end != nil {
			s.to = s.from + end[0]
		}
		spans = append(spans, trim(said, s))
	}
	return spans
}

// together reports whether two keys with this between them are named as one: "1 or 2", "1 to 5".
func together(between string) bool {
	return strings.TrimSpace(between) != "" && joining.MatchString(between) || ranging.MatchString(between)
}

// trim leaves out the spaces and marks around a label.
func trim(said string, s span) span {
	const marks = " ,.;:-–=()\"'“”‘’?!"
	for s.from < s.to && strings.ContainsRune(marks, []rune(said[s.from:])[0]) {
		s.from += len(string([]rune(said[s.from:])[0]))
	}
	rest := strings.TrimRight(said[s.from:max(s.from, s.to)], marks)
	return span{s.from, s.from + len(rest)}
}

// leadsOn reports whether a word or mark leads from a key to what follows it.
func leadsOn(said string, m mention) bool {
	rest := said[m.to:]
	return leading.MatchString(rest) && !onward.MatchString(rest)
}

// heads reports whether a label before a key begins as such labels do: "If you are calm".
func heads(said string, s span) bool { return !s.empty() && heading.MatchString(said[s.from:s.to]) }

// withoutStray leaves out numbers that are no keys: those without a label that no verb says to press.
func withoutStray(all []pair) []pair {
	return slices.DeleteFunc(all, func(p pair) bool { return !p.pressed && p.upTo == "" && p.labelFrom >= p.labelTo })
}
