package outline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// kept says what becomes of an answer.
var kept = map[dialogue.Keep]string{
	dialogue.KeepPrivate: "The answer is kept, sealed, for the learner alone, until they erase it or the line’s time for answers is over.",
	dialogue.KeepForget:  "The answer is kept, sealed, until the lesson ends, and deleted then.",
	dialogue.KeepNever:   "The answer is not kept.",
}

// takesAnswer reports whether there is an answer that could be kept.
func takesAnswer(k dialogue.StepKind) bool { return k.Asks() && k != dialogue.Continue }

// asksSomething reports whether a kind of step asks for an answer; an offer does so on the phone. To wait for a word to go on is no
// question.
func asksSomething(k dialogue.StepKind) bool { return takesAnswer(k) || k == dialogue.Offer }

// takes says within which bounds an answer is taken.
func takes(s *dialogue.Step) string {
	parts := kindOf(s).bounds(s)
	if s.Unit != "" {
		parts = append(parts, s.Unit)
	}
	if s.Decimals {
		parts = append(parts, "also decimals")
	}
	if s.NotToday {
		parts = append(parts, "tomorrow or later")
	}
	if s.Past {
		parts = append(parts, "today or earlier")
	}
	if s.Within > 0 {
		parts = append(parts, fmt.Sprintf("within %d days", s.Within))
	}
	return strings.Join(parts, ", ")
}

// answers are what step i understands, in the order of its keys, and the replies. A reply that no answer here leads to stands
// last, by its key, so that none is missing.
func (l *Lesson) answers(i int) (all []Answer) {
	s := &l.Script.Steps[i]
	if !s.Kind.Asks() && s.Kind != dialogue.Offer && len(s.Replies) == 0 {
		return nil
	}
	shown := map[string]bool{}
	add := func(answer string, a Answer) {
		key := s.ReplyKey(answer)
		a.Reply, shown[key] = l.wording(s.Replies[key], i), true
		if s.Kind == dialogue.Offer && !a.Reply.Empty() {
			a.Reply.Text, a.Reply.Segments, a.Reply.Wide, a.Reply.Phone = "", 0, 0, s.Replies[key].Spoken() // by text an offer asks nothing
		}
		all = append(all, a)
	}
	for _, o := range s.Choices {
		add(o.Key, Answer{Key: o.Key, Words: o.Words, Hour: o.Hour, Said: o.Said})
	}
	k := kindOf(s)
	for _, a := range k.keyed {
		add(a.Key, a)
	}
	for _, span := range spans(s) {
		if !shown[span] {
			add(span, Answer{Words: []string{strings.Replace(span, "-", " to ", 1)}})
		}
	}
	if words := freely(s); words != nil {
		add(dialogue.ReplyOther, Answer{Words: words})
	}
	if _, replied := s.Replies[dialogue.ReplyNone]; replied {
		add(dialogue.ReplyNone, Answer{Words: []string{k.none}})
	}
	if k.several != "" {
		add(dialogue.ReplySeveral, Answer{Words: []string{k.several}})
	}
	add(dialogue.ReplySkip, Answer{Words: []string{"SKIP, or # on the phone"}})
	for _, key := range sortedKeys(s.Replies) {
		if !shown[key] {
			all = append(all, Answer{Words: []string{key}, Reply: l.wording(s.Replies[key], i)})
		}
	}
	return all
}

// freely is what a step takes beside its choices and the ranges with a reply, in words.
func freely(s *dialogue.Step) []string {
	if s.Open {
		return []string{"own words"}
	}
	return kindOf(s).free(s)
}

// spans are the ranges of numbers that have a reply, the lowest first.
func spans(s *dialogue.Step) (all []string) {
	if !s.Kind.TakesRanges() {
		return nil
	}
	from := func(key string) float64 { n, _, _ := dialogue.Span(key); return n }
	for _, key := range sortedKeys(s.Replies) {
		if _, _, ok := dialogue.Span(key); ok {
			all = append(all, key)
		}
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Compare(from(a), from(b)) })
	return all
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
