package nlu

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// numeral is a number that was found as words[from:to], in digits or words.
type numeral struct {
	from, to int
	value    float64
	odd      bool // it has digits, and is a year, a date, a time, a telephone number or the like
}

// longestNumeral bounds a number in digits.
const longestNumeral = 6

// number reads the one number that an utterance says: "7", "about seven", "seven and a half", "a dozen". Of two numbers, and of
// "more than 7", it reads none. If exactly is false, more may follow a number that stands first or before its unit.
func (r *reading) number(exactly bool) (string, bool) {
	if r.setCovers("no number at all") {
		return "0", true
	}
	all := r.numerals()
	if len(all) != 1 || r.asks {
		return "", false
	}
	n := all[0]
	if n.odd || r.attached(n) || r.setEnds("before another number", n.from) || r.setBegins("after another number", n.to) {
		return "", false
	}
	covered := make([]bool, len(r.words))
	r.cover(covered, "around a number")
	for i := n.from; i < n.to; i++ {
		covered[i] = true
	}
	unit := r.unitFrom(n.to)
	if r.setBegins("after another number", unit) { // "5 hours max"
		return "", false
	}
	for i := n.to; i < unit; i++ {
		covered[i] = true
	}
	if unit == n.to && r.setBegins("counted", unit) && !r.setBegins("around a number", unit) {
		if r.asked.Unit != "" {
			return "", false // "7 minutes", where hours are asked for
		}
		covered[unit] = true
	}
	leads := !slices.Contains(covered[:n.from], false)
	if slices.Contains(covered, false) && (exactly || !leads && unit == n.to) {
		return "", false
	}
	return strconv.FormatFloat(n.value, 'f', -1, 64), true
}

// unitFrom is where the unit that is asked for ends, if it begins with word i, or i.
func (r *reading) unitFrom(i int) int {
	for _, unit := range strings.Split(r.asked.Unit, UnitsApart) {
		words := strings.Fields(Plain(unit))
		if len(words) == 0 || i >= len(r.words) {
			continue
		}
		if to, ok := r.setFrom(strings.Join(words, " "), i, len(r.words)); ok {
			return to
		}
		to := i
		for _, word := range words {
			if to < len(r.words) && strings.TrimSuffix(r.words[to].text, "s") == strings.TrimSuffix(word, "s") {
				to++
			}
		}
		if to > i {
			return to
		}
	}
	return i
}

// attached reports whether a mark that makes it another number stands right before or after a numeral: "20+", "-7", "3/4". Phones
// write a dash for a minus. What follows may begin with a dash or end with a full stop.
func (r *reading) attached(n numeral) bool {
	before, _ := utf8.DecodeLastRuneInString(r.said[:r.words[n.from].from])
	after := strings.TrimSpace(r.said[r.words[n.to-1].to:])
	return strings.ContainsRune("+-–−/:<>%.", before) || strings.IndexAny(after, "+/:<>%") == 0
}

// numerals finds all numbers of the utterance.
func (r *reading) numerals() (all []numeral) {
	for i := 0; i < len(r.words); i++ {
		if n := r.numeralAt(i); n.to > i {
			all = append(all, n)
			i = n.to - 1
		}
	}
	if n, ok := r.soundsLike(0); ok && r.onlySpoken() && len(all) == 0 {
		all = []numeral{{from: 0, to: 1, value: float64(n)}}
	}
	return all
}

// soundsLike is the number for which a recogniser of speech writes word i: "to" or "for". They are no numbers unless they are all that a
// caller says.
func (r *reading) soundsLike(i int) (n int, ok bool) {
	text := r.words[i].text
	n, ok = r.ordinals[text]
	return n, ok && len(text) < 4 && text[0] > '9'
}

// onlySpoken reports whether a caller says just one word.
func (r *reading) onlySpoken() bool { return r.asked.Spoken && len(r.words) == 1 }

// numeralAt reads the number that begins with word i. It ends where it began if there is none.
func (r *reading) numeralAt(i int) numeral {
	n := numeral{from: i, to: i}
	if to, ok := r.setFrom("a half", i, len(r.words)); ok {
		n.value, n.to = 0.5, to
		if to < len(r.words) && r.setBegins("dozen", to) {
			n.value, n.to = 6, to+1
		}
		return n
	}
	switch text := r.written(i); {
	case text[0] >= '0' && text[0] <= '9':
		r.readDigits(&n)
	case r.setBegins("so many of", i): // "a dozen", "a hundred", "a couple"
		n.value, n.to = 1, i+1
	default:
		if n.value, n.to = r.inWords(i); n.to == i {
			return n
		}
	}
	if n.to < len(r.words) && r.clock[r.words[n.to].text] == "hundred" {
		n.value, n.to = n.value*100, n.to+1
		if more, to := r.inWords(r.afterJoint("and so many", n.to)); more > 0 && to > n.to {
			n.value, n.to = n.value+more, to
		}
	}
	for _, unit := range []struct {
		set   string
		value float64
	}{{"dozen", 12}, {"couple", 2}} {
		if to, ok := r.setFrom(unit.set, n.to, len(r.words)); ok {
			n.value, n.to = n.value*unit.value, to
		}
	}
	for set, part := range map[string]float64{"and a half": 0.5, "and a quarter": 0.25, "and three quarters": 0.75} {
		if to, ok := r.setFrom(set, n.to, len(r.words)); ok {
			n.value, n.to = n.value+part, to
			break
		}
	}
	if to, ok := r.setFrom("point", n.to, len(r.words)); ok {
		if small, end := r.inWords(to); end == to+1 && small < 10 {
			n.value, n.to = n.value+small/10, end
		}
	}
	return n
}

// inWords reads a number in one or two words: "seven", "twenty five".
func (r *reading) inWords(i int) (value float64, to int) {
	if i >= len(r.words) {
		return 0, i
	}
	n, ok := r.numbers[r.words[i].text]
	if !ok || r.within("no number", i) {
		return 0, i
	}
	if to = i + 1; n >= 20 && n%10 == 0 && to < len(r.words) {
		if small, ok := r.numbers[r.words[to].text]; ok && small > 0 && small < 10 {
			return float64(n + small), to + 1
		}
	}
	return float64(n), to
}

// readDigits reads a number in digits: "7", "7.5", "1,200", "7ish", "7hrs".
func (r *reading) readDigits(n *numeral) {
	text := r.written(n.from)
	whole := text[:len(text)-len(strings.TrimLeft(text, "0123456789"))]
	n.to = n.from + 1
	n.odd = len(whole) > longestNumeral || len(whole) > 2 && whole[0] == '0'
	if suffix := text[len(whole):]; suffix != "" {
		n.odd = n.odd || r.clock[suffix] != "about" && !r.isUnit(suffix)
	}
	digits := whole
	next := func(gap string) string {
		if n.to < len(r.words) && r.words[n.to].digits && r.said[r.words[n.to-1].to:r.words[n.to].from] == gap {
			return r.words[n.to].text
		}
		return ""
	}
	if more := next(","); len(more) == 3 && len(whole) < 4 {
		digits, n.to = digits+more, n.to+1
	} else if part := next("."); part != "" && len(part) <= 3 {
		if digits, n.to = digits+"."+part, n.to+1; next(".") != "" { // "1.2.26"
			n.odd = true
		}
	}
	n.value, _ = strconv.ParseFloat(digits, 64) // these are digits
}

// written is a word as it was written, in small letters: "8hours" is no slip of "hours".
func (r *reading) written(i int) string {
	if t := &r.words[i]; t.slipped {
		return strings.ToLower(r.said[t.from:t.to])
	}
	return r.words[i].text
}

// isUnit reports whether a word is the unit that is asked for, as it stands or cut short.
func (r *reading) isUnit(word string) bool {
	return slices.ContainsFunc(strings.Split(r.asked.Unit, UnitsApart), func(unit string) bool { return shortens(word, Plain(unit)) })
}

// shortens reports whether a word is this unit or stands for it: "h", "hr" and "hour" for "hours".
func shortens(word, unit string) bool {
	return unit != "" && (strings.TrimSuffix(word, "s") == strings.TrimSuffix(unit, "s") || len(word) == 1 && unit[:1] == word || word == unit[:1]+"rs" || word == unit[:1]+"r")
}

// onScale reads a value of a scale: "4", "4 out of 5", "4/5", or the words of one. Between two values it reads none. A number below or
// above all values is an option without a key, if the utterance says nothing else.
func (r *reading) onScale(exactly bool) (Option, bool) {
	options := r.asked.Choices
	all := r.numerals()
	if len(all) == 2 && len(options) > 0 { // "4 out of 5"
		top, _ := strconv.ParseFloat(options[len(options)-1].Key, 64)
		joint := r.setIs("out of", all[0].to, all[1].from) || strings.TrimSpace(r.said[r.words[all[0].to-1].to:r.words[all[1].from].from]) == "/"
		if joint && all[1].value == top && !all[1].odd {
			all[0].to, all = all[1].to, all[:1]
		}
	}
	if len(all) == 0 {
		if o, ok := r.choiceByWords(); ok || exactly {
			return o, ok
		}
		return r.choiceMentioned()
	}
	n := all[0]
	if len(all) > 1 || n.odd || r.asks || r.attached(n) || r.setEnds("before another number", n.from) || r.setBegins("after another number", n.to) ||
		r.setBegins("counted", n.to) && !r.setBegins("around a number", n.to) {
		return Option{}, false
	}
	covered := make([]bool, len(r.words))
	r.cover(covered, "around a choice")
	r.cover(covered, "around a number")
	for i := n.from; i < n.to; i++ {
		covered[i] = true
	}
	key := strconv.FormatFloat(n.value, 'f', -1, 64)
	at := slices.IndexFunc(options, func(o Option) bool { return o.Key == key })
	if at < 0 {
		return Option{}, beyond(options, n.value) && !slices.Contains(covered, false)
	}
	r.coverOption(covered, options[at])
	return options[at], !slices.Contains(covered, false) || !exactly && !slices.Contains(covered[:n.from], false)
}

// beyond reports whether a number is below or above all values of a scale.
func beyond(values []Option, n float64) bool {
	if len(values) == 0 {
		return false
	}
	least, _ := strconv.ParseFloat(values[0].Key, 64) // keys of a scale are numbers
	most, _ := strconv.ParseFloat(values[len(values)-1].Key, 64)
	return n < least || n > most
}
