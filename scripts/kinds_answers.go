package scripts

import (
	"maps"
	"math/bits"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// severalKeys are the keys of every set of choices that a step takes, and a word for none of them.
func severalKeys(step *dialogue.Step, _ string) (all []string) {
	for _, chosen := range setsOf(len(step.Choices)) {
		n := float64(len(chosen))
		if n < step.Least || step.Most > 0 && n > step.Most {
			continue
		}
		keys := ""
		for _, i := range chosen {
			keys += step.Choices[i].Key
		}
		all = append(all, keys)
	}
	return all
}

// severalWords is the answer with all choices, as it is stored.
func severalWords(step *dialogue.Step, _ string) []string {
	if len(step.Choices) == 0 {
		return nil
	}
	all := severalAnswers(step.Choices)
	return all[len(all)-1:]
}

// severalAnswers are the answers with each set of choices, as they are stored. The last one has all.
func severalAnswers(choices []dialogue.Option) (all []string) {
	for _, chosen := range setsOf(len(choices)) {
		words := make([]string, len(chosen))
		for n, i := range chosen {
			words[n] = choices[i].Words[0]
		}
		all = append(all, strings.Join(words, dialogue.SeveralSign))
	}
	return all
}

// manyChoices is how many choices have so many sets that only those of one, two and all are tried.
const manyChoices = 5

// setsOf are the sets of n choices, each sorted. The last one has all.
func setsOf(n int) (all [][]int) {
	for mask := 1; mask < 1<<n; mask++ {
		if size := bits.OnesCount(uint(mask)); n >= manyChoices && size > 2 && size < n {
			continue
		}
		var set []int
		for i := range n {
			if mask&(1<<i) != 0 {
				set = append(set, i)
			}
		}
		all = append(all, set)
	}
	return all
}

// numbers are the least and the greatest number that a step takes, and the ends of the ranges that it tells apart.
func numbers(step *dialogue.Step, _ string) []string {
	all := map[string]bool{dialogue.InDigits(step.Least): true, dialogue.InDigits(step.Most): true}
	for _, key := range slices.Concat(slices.Collect(maps.Keys(step.Replies)), slices.Collect(maps.Keys(step.Jumps))) {
		if from, to, ok := dialogue.Span(key); ok {
			all[dialogue.InDigits(from)], all[dialogue.InDigits(to)] = true, true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// longestNumber is no answer, but no answer takes more room.
func longestNumber(step *dialogue.Step, _ string) []string {
	digits := strings.Repeat("8", len(dialogue.InDigits(step.Most)))
	if step.Decimals {
		digits += ".888"
	}
	return []string{digits}
}

// firstWords are the answers with one choice.
func (d *decider) firstWords() []string { return firstWords(&dialogue.Step{Choices: d.choices}, "") }

// hours are the times of day of the choices.
func (d *decider) hours() (hours []string) {
	for _, o := range d.choices {
		hours = append(hours, o.Hour)
	}
	return hours
}

// sets are the answers with each set of choices, and that with none.
func (d *decider) sets() []string { return append(severalAnswers(d.choices), dialogue.ReplyNone) }

// ends are the numbers next to the ends of ranges, whatever the bounds of the step.
func (d *decider) ends() []string { return d.numbers(&dialogue.Step{Most: greatestNumber}) }

// numbers are those of a step next to the ends of the ranges that conditions tell apart.
func (d *decider) numbers(step *dialogue.Step) (all []string) {
	for _, a := range d.asked {
		for _, is := range a.Is {
			from, to, ok := dialogue.Span(is)
			for _, n := range []float64{from - 1, from, to, to + 1} {
				if ok && n >= step.Least && n <= step.Most {
					all = append(all, dialogue.InDigits(n))
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
