package scripts

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
)

// maxScale bounds how many values a scale has.
const maxScale = 11

// greatestNumber bounds a number. More digits nobody keys in.
const greatestNumber = 100_000

func noBounds(*stepReader) {}

// howMany reads how many of several choices there may be, and checks their first words, which are stored together.
func (r *stepReader) howMany() {
	step, n := r.step, len(r.step.Choices)
	for key, into := range map[string]*float64{"at-least": &step.Least, "at-most": &step.Most} {
		if r.get(key) == nil {
			continue
		}
		if *into = r.number(key, true); *into > float64(n) {
			r.p.faults.at(r.at(key), "%s: %v of %d choices; expected 1 to %d", key, *into, n, n)
		}
	}
	if step.Most > 0 && step.Least > step.Most {
		r.p.faults.at(r.at("at-least"), "at-least: %v is more than at-most: %v; write a smaller number", step.Least, step.Most)
	}
	for _, o := range step.Choices {
		if first := o.Words[0]; strings.Contains(first, ",") || first == dialogue.ReplyNone {
			r.p.faults.at(r.at("choices"), "choice %s: %q; the first word of one of several choices is stored beside the others, so it has no comma "+
				"and is not %q", o.Key, first, dialogue.ReplyNone)
		}
	}
}

// scale reads the values of a scale, 1 to 5 unless the step says otherwise, and the labels of some of them.
func (r *stepReader) scale() {
	least, most := r.value("min", 1), r.value("max", 5)
	if n := int(most - least); least != float64(int(least)) || most != float64(int(most)) || n < 1 || n >= maxScale {
		r.p.faults.at(r.at("max"), "a scale from %v to %v; expected 2 to %d values in whole numbers, such as 1 to 5 or 0 to 10", least, most, maxScale)
		return
	}
	for v := int(least); v <= int(most); v++ {
		r.step.Choices = append(r.step.Choices, dialogue.Option{Key: strconv.Itoa(v), Words: []string{strconv.Itoa(v)}})
	}
	for _, pair := range r.p.entries(r.get("labels"), "{1: not at all, 5: very}") {
		i := slices.IndexFunc(r.step.Choices, func(o dialogue.Option) bool { return o.Key == pair.key.text })
		if i < 0 {
			r.p.faults.at(pair.key.pos, "labels: %s is no value of this scale; expected %v to %v", pair.key.text, least, most)
			continue
		}
		r.step.Choices[i].Words = append(r.step.Choices[i].Words, r.words(pair.value)...)
	}
}

// numberBounds reads the least and the greatest number, and what is counted.
func (r *stepReader) numberBounds() {
	r.step.Least, r.step.Most, r.step.Decimals = r.value("min", 0), r.value("max", 0), r.flag("decimals")
	if r.get("unit") != nil {
		r.step.Unit = r.text("unit")
	}
	if r.get("max") != nil && r.step.Most > 0 && r.step.Most <= r.step.Least {
		r.p.faults.at(r.at("max"), "max: %v is not above min: %v; write a greater number", r.step.Most, r.step.Least)
	}
}

// dateBounds reads which days a date may be.
func (r *stepReader) dateBounds() {
	r.step.NotToday, r.step.Past = r.among("after", "today") != "", r.flag("past")
	if r.step.NotToday && r.step.Past {
		r.p.faults.at(r.at("past"), "past: a day that is past is not after today; take out past or after")
	}
	v := r.get("within")
	if v == nil {
		return
	}
	text := r.p.text(v)
	count, unit, _ := strings.Cut(text, " ")
	days, err := strconv.Atoi(count)
	if err != nil || unit != "days" && unit != "day" || days < 1 || days > 365 {
		r.p.faults.at(v.pos, `within: %q; expected 1 to 365 days, such as "60 days"`, text)
		return
	}
	r.step.Within = days
}

// value reads a number from 0 on, or what stands for an absent one.
func (r *stepReader) value(key string, absent float64) float64 {
	v := r.get(key)
	if v == nil {
		return absent
	}
	n, err := strconv.ParseFloat(v.text, 64)
	if v.kind != aText || err != nil || n < 0 || n > greatestNumber || n != n {
		r.p.faults.at(v.pos, "%s: %q is no number that it may be; expected one from 0 to %d, such as 7", key, v.text, greatestNumber)
		return absent
	}
	return n
}

// isSpan reports whether a key is a number of this step, or a range of them such as 5-8.
func (r *stepReader) isSpan(key string) bool {
	from, to, isSpan := dialogue.Span(key)
	least, most, ok := kindOf(r.step.Kind).limits(r.step)
	return isSpan && ok && from >= least && to <= most
}

func noLimits(*dialogue.Step) (least, most float64, ok bool) { return 0, 0, false }

func numberLimits(step *dialogue.Step) (least, most float64, ok bool) {
	return step.Least, step.Most, true
}

func scaleLimits(step *dialogue.Step) (least, most float64, ok bool) {
	if len(step.Choices) == 0 {
		return 0, 0, false
	}
	return valueOf(step.Choices[0]), valueOf(step.Choices[len(step.Choices)-1]), true
}

// valueOf is the value of a scale that an option stands for.
func valueOf(o dialogue.Option) float64 {
	v, _ := strconv.ParseFloat(o.Key, 64) // the parser wrote it
	return v
}

// checkSpans finds two ranges that have a number in common, for which both would hold.
func (r *stepReader) checkSpans(key string) {
	v := r.get(key)
	if v == nil || !r.step.Kind.TakesRanges() {
		return
	}
	type span struct {
		from, to float64
		key      *value
	}
	var all []span
	for _, pair := range v.pairs {
		if from, to, ok := dialogue.Span(pair.key.text); ok {
			all = append(all, span{from, to, pair.key})
		}
	}
	slices.SortFunc(all, func(a, b span) int { return cmp.Compare(a.from, b.from) })
	for i := 1; i < len(all); i++ {
		if all[i].from <= all[i-1].to {
			r.p.faults.at(all[i].key.pos, "%s: %s and %s have a number in common; write ranges that do not meet, such as 1-2 and 3-5", key, all[i-1].key.text, all[i].key.text)
		}
	}
}

func isBounded(*dialogue.Step) bool { return true }

func unbounded(*dialogue.Step) bool { return false }

// hasHowMany reports whether a question with several choices says how many there may be.
func hasHowMany(step *dialogue.Step) bool { return step.Least > 0 || step.Most > 0 }
