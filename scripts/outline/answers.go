package outline

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// kindWords are the kinds of step in words.
var kindWords = map[dialogue.StepKind]string{
	dialogue.Say: "says", dialogue.Offer: "offers to text", dialogue.Choice: "asks, with choices", dialogue.YesNo: "asks, yes or no",
	dialogue.Several: "asks, with several choices", dialogue.Scale: "asks for a value of a scale", dialogue.Number: "asks for a number", dialogue.Date: "asks for a day",
	dialogue.FreeText: "asks for own words", dialogue.Name: "asks for a name", dialogue.Hour: "asks for a time of day",
	dialogue.Continue: "says, and waits for a word to go on", dialogue.Wait: "waits",
}

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

// free is what a kind of question takes beside its choices, in words.
var free = map[dialogue.StepKind][]string{
	dialogue.FreeText: {"own words; on the phone, 1 keeps them to oneself"},
	dialogue.Name:     {"a first name or initials"},
	dialogue.Number:   {"a number, in digits or words"},
	dialogue.Date:     {"a day, such as tomorrow or 3 March; on the phone as four digits, too"},
	dialogue.Hour:     {"any time of day, such as 7.30pm; on the phone as four digits, too"},
	dialogue.Continue: {"NEXT, or another word to go on; on the phone, any key"},
}

// takes says within which bounds an answer is taken.
func takes(s *dialogue.Step) string {
	var parts []string
	switch {
	case s.Kind == dialogue.Several && s.Least > 0:
		parts = append(parts, fmt.Sprintf("at least %v of them", s.Least))
	case s.Kind == dialogue.Number:
		parts = append(parts, fmt.Sprintf("%v to %v", s.Least, s.Most))
	}
	if s.Kind == dialogue.Several && s.Most > 0 {
		parts = append(parts, fmt.Sprintf("at most %v of them", s.Most))
	}
	if s.Unit != "" {
		parts = append(parts, s.Unit)
	}
	if s.Decimals {
		parts = append(parts, "also decimals")
	}
	if s.NotToday {
		parts = append(parts, "tomorrow or later")
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
			a.Reply.Text, a.Reply.Segments, a.Reply.Phone = "", 0, s.Replies[key].Spoken() // by text an offer asks nothing
		}
		all = append(all, a)
	}
	for _, o := range s.Choices {
		add(o.Key, Answer{Key: o.Key, Words: o.Words, Hour: o.Hour, Said: o.Said})
	}
	switch s.Kind {
	case dialogue.YesNo:
		add("1", Answer{Key: "1", Words: []string{"yes"}})
		add("2", Answer{Key: "2", Words: []string{"no"}})
	case dialogue.Offer:
		add("1", Answer{Key: "1", Words: []string{"yes, on the phone"}})
		add("2", Answer{Key: "2", Words: []string{"no, on the phone"}})
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
		nobody := "nobody yet"
		if s.Kind == dialogue.Several {
			nobody = "none of them"
		}
		add(dialogue.ReplyNone, Answer{Words: []string{nobody}})
	}
	if s.Kind == dialogue.Several {
		add(dialogue.ReplySeveral, Answer{Words: []string{"several of them, such as 1 and 2; on the phone keyed one after another"}})
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
	switch {
	case s.Open:
		return []string{"own words"}
	case s.Kind == dialogue.Number && len(spans(s)) > 0:
		return []string{"any other number, in digits or words"}
	}
	return free[s.Kind]
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
