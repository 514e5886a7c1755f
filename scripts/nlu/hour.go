package nlu

import (
	"fmt"
	"slices"
	"strings"
)

// hourItem is a number or a word of a time of day.
type hourItem struct {
	n       int // the number, or -1 for a word
	width   int // how many digits it has; 0 for a number in words
	role    string
	text    string
	gap     string // what stands before it
	from    int    // its bytes in the utterance
	to      int
	ordinal bool
}

// timeOfDay is a time that was found in an utterance.
type timeOfDay struct {
	from, to  int  // items
	minute    int  // of the day, or of half a day if unclear
	unclear   bool // nothing says which half of the day is meant
	sure      bool // it has no other meaning than a time
	unwelcome bool // "not 5pm"
}

// hour reads a time of day as 15:04. It is "" if there is none, or if it is unclear which is meant. A time that may be
// something else, such as a bare number, counts only if all words around it belong to a time. Strictly, that holds for any
// time.
func (r *reading) hour(strictly bool) string { return r.hourIn(r.hourItems(), nil, strictly) }

// hourIn reads a time of day from items. Words of these days may stand around it.
func (r *reading) hourIn(items []hourItem, days []spokenDay, strictly bool) string {
	times := r.times(items)
	denied := false
	for i := range times {
		times[i].unwelcome = r.unwelcome(items, times[i])
		denied = denied || times[i].unwelcome
	}
	times = slices.DeleteFunc(times, func(t timeOfDay) bool { return t.unwelcome })
	if slices.ContainsFunc(times, func(t timeOfDay) bool { return t.sure }) {
		times = slices.DeleteFunc(times, func(t timeOfDay) bool { return !t.sure }) // "21/7 8am"
	}
	if chosen := slices.DeleteFunc(slices.Clone(times), func(t timeOfDay) bool { return !r.chosen(items, t) }); len(chosen) == 1 {
		times = chosen
	} else if !denied && r.has("deny an hour") {
		return ""
	}
	for _, t := range times {
		if t.unclear || t.minute != times[0].minute {
			return ""
		}
	}
	if len(times) == 0 || (strictly || !times[0].sure) && !r.onlyHour(items, times, days) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", times[0].minute/60, times[0].minute%60)
}

// hourItems are the numbers and words of the utterance. "30pm" is two of them.
func (r *reading) hourItems() []hourItem {
	items := make([]hourItem, 0, len(r.all)+2)
	end := 0
	add := func(t token, text string, from, to int) {
		item := hourItem{n: -1, text: text, gap: r.said[end:from], from: from, to: to, role: r.clock[text]}
		end = to
		if text[0] >= '0' && text[0] <= '9' && len(text) <= 4 {
			item.n, item.width = 0, len(text)
			for _, d := range []byte(text) {
				item.n = item.n*10 + int(d-'0')
			}
		} else if n, ok := r.numbers[text]; ok {
			item.n = n
		}
		if item.role == "ordinal" && len(items) > 0 && item.gap == "" {
			items[len(items)-1].ordinal = true
		}
		items = append(items, item)
	}
	for _, t := range r.all {
		from, text := t.from, t.text
		same := len(text) == t.to-t.from // byte for byte
		for len(text) > 0 {
			n := len(text) - len(strings.TrimLeft(text, "0123456789"))
			if n == 0 {
				n = len(text) - len(strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz"))
			}
			if n == 0 || n == len(text) || !same {
				add(t, text, from, t.to)
				break
			}
			add(t, text[:n], from, from+n)
			from, text = from+n, text[n:]
		}
	}
	return r.joinItems(items)
}

// joinItems joins what is said in two words or letters: "thirty five", "p m".
func (r *reading) joinItems(items []hourItem) []hourItem {
	var joined []hourItem
	for i := 0; i < len(items); i++ {
		item := items[i]
		if i+1 < len(items) {
			next := items[i+1]
			switch {
			case item.n >= 20 && item.n%10 == 0 && item.width == 0 && next.width == 0 && next.n >= 1 && next.n <= 9 && narrow(next.gap):
				item.n, item.to = item.n+next.n, next.to
				i++
			case len(item.text) == 1 && len(next.text) == 1 && r.clock[item.text+next.text] != "":
				item.text, item.role, item.to = item.text+next.text, r.clock[item.text+next.text], next.to
				i++
			}
		}
		joined = append(joined, item)
	}
	return joined
}

// narrow reports whether at most a space or hyphen stands between two words.
func narrow(gap string) bool { return gap == " " || gap == "-" || gap == "" }

// times finds all times of day, from left to right.
func (r *reading) times(items []hourItem) (all []timeOfDay) {
	for i := 0; i < len(items); i++ {
		t, ok := r.timeAt(items, i)
		if !ok {
			continue
		}
		all = append(all, t)
		i = t.to - 1
	}
	return all
}

// span is where the items of a time stand: words[from:to].
func (r *reading) span(items []hourItem, t timeOfDay) (from, to int) {
	from, to = len(r.words), 0
	for i, w := range r.words {
		if w.to > items[t.from].from && w.from < items[t.to-1].to {
			from, to = min(from, i), i+1
		}
	}
	return from, to
}

// unwelcome reports whether a time is refused: "not 5pm", "5pm is too early".
func (r *reading) unwelcome(items []hourItem, t timeOfDay) bool {
	from, to := r.span(items, t)
	return r.setEnds("not this hour", from) || r.setBegins("this hour not", to)
}

// chosen reports whether a time is chosen among others: "make it 6pm".
func (r *reading) chosen(items []hourItem, t timeOfDay) bool {
	from, to := r.span(items, t)
	return r.setEnds("this hour", from) || r.setBegins("this hour it is", to)
}

// onlyHour reports whether all words around the times and days belong to a time of day.
func (r *reading) onlyHour(items []hourItem, times []timeOfDay, days []spokenDay) bool {
	covered := make([]bool, len(r.words))
	for _, d := range days {
		for i := d.from; i < d.to; i++ {
			covered[i] = true
		}
	}
	for _, t := range times {
		from, to := r.span(items, t)
		for i := from; i < to; i++ {
			covered[i] = true
		}
	}
	for _, item := range items {
		switch item.role {
		case "morning", "day", "night", "about", "o'clock", "am", "pm", "after":
			for i, w := range r.words {
				covered[i] = covered[i] || w.from <= item.from && item.to <= w.to
			}
		}
	}
	r.cover(covered, "around an hour")
	return !slices.Contains(covered, false)
}
