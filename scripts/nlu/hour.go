package nlu

import (
	"fmt"
	"slices"
	"strings"
)

// clockRoles are what a word can do in a time of day, as the lexicon's clock lists them.
var clockRoles = []string{
	"am", "pm", "morning", "day", "night", "noon", "midnight", "o'clock", "hundred", "half", "quarter", "past", "to", "minutes",
	"after", "oh", "ordinal", "about", "person",
}

// hourItem is a number or a word of a time of day.
type hourItem struct {
	n       int // a number, or -1
	width   int // its digits; 0 for a number in words
	role    string
	text    string
	gap     string // what stands before it
	from    int    // its bytes in the utterance
	to      int
	ordinal bool
}

// timeOfDay is a time that was found in an utterance.
type timeOfDay struct {
	from, to  int // items
	minute    int // of the day; of the half of it that is not told where unclear
	unclear   bool
	sure      bool // it can be nothing else than a time
	unwelcome bool // "not 5pm"
}

// hour reads a time of day as 15:04, "" where there is none, or nobody could tell which of two is meant. A time that may be
// something else, such as a number alone, counts only where all around it belongs to a time; strictly, any does.
func (r *reading) hour(strictly bool) string {
	items := r.hourItems()
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
	if len(times) == 0 || (strictly || !times[0].sure) && !r.onlyHour(items, times) {
		return ""
	}
	return fmt.Sprintf("%02d:%02d", times[0].minute/60, times[0].minute%60)
}

// hourItems are the numbers and words of an utterance.
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
		for len(text) > 0 {              // "30pm" is a number and a word
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
	return r.inNumbers(items)
}

// inNumbers joins what is said in two words or letters: "thirty five", "p m".
func (r *reading) inNumbers(items []hourItem) []hourItem {
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

// narrow reports whether nothing but a space or hyphen stands between two words.
func narrow(gap string) bool { return gap == " " || gap == "-" || gap == "" }

// times finds all times of day, from the left.
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

// timeAt reads the time that begins with item i.
func (r *reading) timeAt(items []hourItem, i int) (t timeOfDay, ok bool) {
	role := func(j int) string {
		if j >= len(items) {
			return ""
		}
		return items[j].role
	}
	number := func(j, least, most int) bool {
		return j < len(items) && items[j].n >= least && items[j].n <= most && !items[j].ordinal
	}
	// "half past seven", "twenty five to noon", "quarter of nine", "half seven"
	minutes, j := -1, i+1
	switch {
	case role(i) == "half":
		minutes = 30
	case role(i) == "quarter":
		minutes = 15
	case number(i, 1, 59):
		minutes = items[i].n
	}
	if minutes >= 0 {
		if role(j) == "minutes" {
			j++
		}
		way := role(j)
		if way == "after" {
			way = "past"
		}
		switch {
		case way == "past" || way == "to":
			if base, ok := r.hourAt(items, j+1, minutes, way == "to"); ok {
				base.from, base.sure = i, true
				return base, true
			}
		case role(i) == "half" && (number(j, 1, 12) || role(j) == "noon" || role(j) == "midnight"):
			if base, ok := r.hourAt(items, j, 30, false); ok {
				base.from = i
				return base, true
			}
		}
	}
	return r.hourAt(items, i, -1, false)
}

// hourAt reads an hour, with its minutes unless they came before it, and the half of the day.
func (r *reading) hourAt(items []hourItem, i, minutes int, before bool) (t timeOfDay, ok bool) {
	if i >= len(items) {
		return t, false
	}
	item := items[i]
	t = timeOfDay{from: i, to: i + 1}
	hour, told := item.n, minutes >= 0
	before12 := told // "half past seven" tells neither morning nor evening
	switch {
	case item.role == "noon", item.role == "midnight":
		t.sure = true
		hour = 12
		if item.role == "midnight" {
			hour = 24
		}
		t.minute = shifted(hour*60, minutes, before)
		return t, true
	case item.n < 0, item.ordinal, i+1 < len(items) && items[i+1].role == "person": // "best 4 me"
		return t, false
	case item.width > 2 && (i > 0 && items[i-1].n >= 0 && narrow(item.gap) || i+1 < len(items) && items[i+1].n >= 0 && narrow(items[i+1].gap)):
		return t, false // a part of a longer number
	case item.width == 3 || item.width == 4:
		t.sure = item.width == 4 && item.n < 1000
		hour, minutes, told = item.n/100, item.n%100, true
		if minutes > 59 || hour > 23 {
			return t, false
		}
	case hour > 24:
		return t, false
	}
	marked := false // by a colon, a point or an h
	if !told {
		t.to, minutes, marked = r.minutesAt(items, i)
		told = minutes >= 0
	}
	half, to := r.halfAt(items, t.to)
	if half == "" {
		half = r.halfOf(items, i)
	}
	t.to = to
	if i > 0 && items[i-1].role == "after" && half == "" && hour >= 1 && hour <= 8 && !told {
		half = "pm"
		t.sure = false
	}
	t.sure = t.sure || marked || to > i+1 && (half == "am" || half == "pm") || half == "morning" || half == "day" || half == "night"
	base, clear := onClock(hour, half, told && !before12 && (hour > 6 || item.width >= 2 && item.n < 10 || item.width == 4))
	t.unclear = !clear
	if t.to < len(items) && items[t.to].n >= 0 && narrow(items[t.to].gap) && !marked && items[t.to].gap == "" {
		return t, false // a part of a longer number
	}
	t.minute = shifted(base*60, minutes, before)
	return t, true
}

// minutesAt reads the minutes after hour i, and where they end: ":30", ".30", " 30", "thirty", "hundred", "oh five".
func (r *reading) minutesAt(items []hourItem, i int) (to, minutes int, marked bool) {
	to, minutes = i+1, -1
	if to >= len(items) {
		return to, minutes, false
	}
	next := items[to]
	mark := strings.TrimSpace(next.gap)
	switch {
	case next.role == "hundred":
		return to + 1, 0, true
	case next.role == "oh" && to+1 < len(items) && items[to+1].n >= 1 && items[to+1].n <= 9:
		return to + 2, items[to+1].n, true
	case next.role == "o'clock" && next.gap == "" && to+1 < len(items) && items[to+1].width == 2 && items[to+1].n < 60:
		return to + 2, items[to+1].n, true
	case next.n < 0 || next.n > 59 || next.ordinal:
		return to, minutes, false
	case next.width == 2 && (mark == ":" || mark == "." || mark == ""):
		marked = mark == ":" || mark == "." && items[i].width > 0
	case next.width == 0 && next.n >= 10 && narrow(next.gap):
	default:
		return to, minutes, false
	}
	minutes = next.n
	to++
	if to < len(items) && items[to].width == 2 && strings.TrimSpace(items[to].gap) == ":" {
		to++ // seconds
	}
	return to, minutes, marked
}

// halfAt reads the half of the day that stands right after a time, and o'clock.
func (r *reading) halfAt(items []hourItem, i int) (half string, to int) {
	for i < len(items) && (items[i].role == "o'clock" || items[i].role == "about" ||
		items[i].role == "oh" && i+1 < len(items) && items[i+1].role == "o'clock") {
		i++
	}
	if i < len(items) {
		switch role := items[i].role; role {
		case "am", "pm":
			if len(items[i].text) > 1 || items[i].gap == "" { // "7p", and not "7 a day"
				return role, i + 1
			}
		}
	}
	return "", i
}

// halfOf is the half of the day that an utterance speaks of somewhere.
func (r *reading) halfOf(items []hourItem, i int) string {
	found := ""
	for _, item := range items {
		switch item.role {
		case "morning", "day", "night", "am", "pm":
			if (item.role == "am" || item.role == "pm") && item.gap == "" {
				continue // it belongs to another number
			}
			if found != "" && found != item.role {
				return ""
			}
			found = item.role
		}
	}
	return found
}

// onClock turns an hour as it is said into one of 24, and says whether that is clear.
func onClock(hour int, half string, minutes bool) (int, bool) {
	switch half {
	case "am", "morning":
		if hour == 12 && half == "morning" {
			return 0, false
		}
		return hour % 12, hour >= 1 && hour <= 12 || hour == 0
	case "pm", "day":
		if hour > 12 {
			return hour, hour < 24
		}
		return hour%12 + 12, hour >= 1
	case "night":
		switch {
		case hour == 12:
			return 24, true
		case hour >= 5 && hour < 12:
			return hour + 12, true
		}
		return hour, hour > 12 && hour < 24
	}
	return hour, hour > 12 && hour < 24 || minutes && hour < 24
}

// shifted is a time so many minutes after an hour, or before it, within a day.
func shifted(minute, by int, before bool) int {
	if by < 0 {
		by = 0
	}
	if before {
		by = -by
	}
	return (minute + by + 24*60) % (24 * 60)
}

// span is where items stand, as words of the reading.
func (r *reading) span(items []hourItem, t timeOfDay) (from, to int) {
	from, to = len(r.words), 0
	for i, w := range r.words {
		if w.to > items[t.from].from && w.from < items[t.to-1].to {
			from, to = min(from, i), i+1
		}
	}
	return from, to
}

// unwelcome reports whether a time is one that somebody does not want: "not 5pm", "5pm is too early".
func (r *reading) unwelcome(items []hourItem, t timeOfDay) bool {
	from, to := r.span(items, t)
	return r.setEnds("not this hour", from) || r.setBegins("this hour not", to)
}

// chosen reports whether a time is the one that is meant beside others: "make it 6pm".
func (r *reading) chosen(items []hourItem, t timeOfDay) bool {
	from, to := r.span(items, t)
	return r.setEnds("this hour", from) || r.setBegins("this hour it is", to)
}

// onlyHour reports whether all words beside the times belong to a time of day.
func (r *reading) onlyHour(items []hourItem, times []timeOfDay) bool {
	covered := make([]bool, len(r.words))
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
