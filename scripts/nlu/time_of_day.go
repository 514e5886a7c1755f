package nlu

import "strings"

// clockRoles are what a word can do in a time of day, as the lexicon's clock lists them.
var clockRoles = []string{
	"am", "pm", "morning", "day", "night", "noon", "midnight", "o'clock", "hundred", "half", "quarter", "past", "to", "minutes",
	"after", "oh", "ordinal", "about", "person",
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

// hourAt reads an hour with the half of the day. Minutes is -1 if they may follow; before says that they are to be
// subtracted: "quarter to nine".
func (r *reading) hourAt(items []hourItem, i, minutes int, before bool) (t timeOfDay, ok bool) {
	if i >= len(items) {
		return t, false
	}
	item := items[i]
	t = timeOfDay{from: i, to: i + 1}
	hour, told := item.n, minutes >= 0
	before12 := told // "half past seven" may be in the morning or the evening
	switch {
	case item.role == "noon":
		t.sure, t.minute = true, shifted(12*60, minutes, before)
		return t, true
	case item.role == "midnight":
		t.sure, t.minute = true, shifted(0, minutes, before)
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
	}
	t.sure = t.sure || marked || to > i+1 && (half == "am" || half == "pm") || half == "morning" || half == "day" || half == "night"
	base, clear := onClock(hour, half, told && !before12 && (hour > 6 || item.width >= 2 && item.n < 10 || item.width == 4))
	t.unclear = !clear
	if t.to < len(items) && items[t.to].n >= 0 && !marked && items[t.to].gap == "" {
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

// halfAt reads o'clock and the half of the day right after a time.
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

// halfOf is the half of the day that the utterance mentions anywhere.
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

// onClock turns an hour as it is said into one of 24, and reports whether that is clear.
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

// shifted is the minute of the day that is by minutes after another, or before it.
func shifted(minute, by int, before bool) int {
	if by < 0 {
		by = 0
	}
	if before {
		by = -by
	}
	return (minute + by + 24*60) % (24 * 60)
}
