package nlu

import (
	"slices"
	"strconv"
)

// dayWord is what a phrase of the lexicon does in a day.
type dayWord struct {
	day    Day  // what it names: a weekday, a date, a month (as its first day), or so many days from today
	unit   int  // it is counted, and lasts so many days: "weeks"
	number int  // it counts: "a couple of"
	weak   bool // a day only beside a number, a month or "the", since it is another word as well: "may", "second"
}

// spokenDay is a day that was found as words[from:to].
type spokenDay struct {
	Day
	from, to int
	invalid  bool // there is no such date
	month    bool // only a month was said
	ago      bool // In counts back from today
}

// day reads the day that the utterance names, and where days stand in it. Of several the last one counts. It is no day if a
// date does not exist.
func (r *reading) day() (day Day, all []spokenDay, valid bool) {
	valid = true
	for i := 0; i < len(r.words); i++ {
		if d, ok := r.dayAt(i); ok && !r.within("the next part", i) { // "the second lesson" is no date
			i = d.to - 1
			if n := len(all); n > 0 && r.joins(all[n-1].to, d.from) && all[n-1].merge(d) {
				continue
			}
			all = append(all, d)
		}
	}
	for i := range all {
		d := &all[i]
		if r.setEnds("after this day", d.from) {
			d.In++
		}
		valid = valid && !d.invalid
		refused := r.setEnds("not this day", d.from) && !r.setEnds("not before this day", d.from)
		if told := r.asked.Past && r.setEnds("was this day", d.from); (!refused || told) && !r.setBegins("this day not", d.to) {
			day = d.Day
		}
	}
	return day, all, valid
}

// joins reports whether only a small word stands between two days that may belong together: "monday of next week".
func (r *reading) joins(from, to int) bool { return from == to || r.setIs("joins days", from, to) }

// merge adds to a day what is said next to it, if both name one day: "monday the 15th", "next week on monday", "two weeks after
// christmas".
func (d *spokenDay) merge(next spokenDay) bool {
	counted := func(d Day) bool { return d.In > 0 && !d.Named && d.Date == 0 }
	switch {
	case next.month && d.Named: // "the first monday of december"
		return false
	case d.Named && next.Date > 0 && next.In == 0:
		next.Weekday, next.OfWeek = d.Weekday, true
		d.Day = next.Day
	case d.Named && next.Named && d.Weekday == next.Weekday:
		d.Day = next.Day
	case d.Date > 0 && next.Named && next.In == 0: // "the 15th, a tuesday"
		d.Weekday, d.OfWeek = next.Weekday, true
	case d.Named && d.In == 0 && counted(next.Day) && next.In%7 == 0:
		d.Next, d.In = true, next.In-7
	case counted(d.Day) && d.In%7 == 0 && next.Named && next.In == 0:
		d.Day = Day{Named: true, Weekday: next.Weekday, Next: true, In: d.In - 7}
	case d.Date > 0 && d.Month == 0 && next.Date == 1 && next.Next: // "the 15th of next month"
		d.Next = true
	case counted(d.Day) && d.In%7 == 0 && (next.Today || next.Day == Day{In: 1}): // "two weeks today"
		d.In += next.In
	case d.Today && next.Today, d.Today && next.Named, d.In == 1 && counted(d.Day) && next.Named:
	default:
		return false
	}
	d.to, d.invalid = next.to, d.invalid || next.invalid
	return true
}

// pastDayAt reads a day that is past by what is said of it: "yesterday", "3 days ago", "last Friday".
func (r *reading) pastDayAt(i int) (spokenDay, bool) {
	if to, ok := r.setFrom("the day before yesterday", i, len(r.words)); ok {
		return spokenDay{Day: Day{In: 2}, from: i, to: to, ago: true}, true
	}
	if to, ok := r.setFrom("yesterday", i, len(r.words)); ok {
		return spokenDay{Day: Day{In: 1}, from: i, to: to, ago: true}, true
	}
	if to, ok := r.setFrom("last", i, len(r.words)); ok {
		d, ok := r.dayAt(to)
		d.from, d.ago = i, true
		return d, ok && d.Named && !d.Next && d.In == 0
	}
	d, ok := r.counted(i)
	if !ok {
		return d, false
	}
	d.to, d.ago = r.setFrom("ago", d.to, len(r.words))
	return d, d.ago
}

// dayAt reads the day that begins with word i.
func (r *reading) dayAt(i int) (spokenDay, bool) {
	if r.asked.Past {
		if d, ok := r.pastDayAt(i); ok {
			return d, true
		}
	}
	d := spokenDay{from: i}
	if r.isoDate(&d) {
		return d, d.check()
	}
	w, end := r.dayWord(i)
	if n, ordinal, to := r.dateNumber(i); to > i {
		if month, end, ok := r.slashed(to); ok { // "1/12"
			d.to, d.Date, d.Month = end, n, month
			return d, d.check()
		}
		if month, end := r.dayWord(r.afterJoint("joins a date", to)); month.isMonth() { // "1 Dec", "the first of December"
			d.to, d.Date, d.Month = r.afterYear(end), n, month.day.Month
			return d, d.check()
		}
		if counted, ok := r.counted(i); ok {
			return counted, true
		}
		if ordinal || r.setEnds("before a date", i) && n > 0 && r.said[r.words[i].from] <= '9' {
			d.to, d.Date = to, n
			return d, d.check()
		}
	}
	switch {
	case w == nil:
		return d, false
	case w.number > 0, w.unit > 0 && w.day.IsZero():
		return r.counted(i)
	case w.isMonth():
		if n, _, to := r.dateNumber(r.afterJoint("joins a date", end)); to > end && n > 0 && !r.countsAt(to) { // "December 1st"
			d.to, d.Date, d.Month = r.afterYear(to), n, w.day.Month
			return d, d.check()
		}
	}
	if w.weak {
		return d, false
	}
	if d.Day, d.to = w.day, end; w.isMonth() {
		d.to, d.month = r.afterYear(end), true
	}
	if next, after := r.dayWord(end); w.day.Named && next != nil && next.unit == 7 { // "monday week"
		d.In, d.to = 7, after
	}
	return d, true
}

// afterYear is where a year ends that begins with word i, after a day and a month, or i. Unless a day is asked for, "2030" is rather half
// past eight, and two digits are no year.
func (r *reading) afterYear(i int) int {
	if i >= len(r.words) {
		return i
	}
	text := r.words[i].text
	n, err := strconv.Atoi(text)
	switch date := r.asked.Kind == Date; {
	case err == nil && len(text) == 4 && n/100 == 20 && (date || n%5 != 0):
		return i + 1
	case err == nil && len(text) == 2 && date && n > 24: // "3 Dec 26"
		return i + 1
	}
	return i
}

// isMonth reports whether a phrase is the name of a month.
func (w *dayWord) isMonth() bool {
	return w != nil && w.day.Month > 0 && w.day.Date == 1 && w.day.In == 0
}

// check marks a date that does not exist. It always reports true: the words are a date all the same.
func (d *spokenDay) check() bool {
	days := [...]int{31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31}
	d.invalid = d.Date < 1 || d.Month > 12 || d.Date > days[d.Month]
	return true
}

// counted reads so many days: "in two weeks", "2-3 weeks", "a week after Christmas". Of two numbers the second counts.
func (r *reading) counted(i int) (spokenDay, bool) {
	n, to := r.count(i)
	if to == i {
		return spokenDay{}, false
	}
	if more, end := r.count(r.afterJoint("or so many", to)); end > to {
		n, to = more, end
	}
	w, end := r.dayWord(to)
	if w == nil || w.unit == 0 {
		return spokenDay{}, false
	}
	d := spokenDay{Day: Day{In: n * w.unit}, from: i, to: end}
	d.invalid = d.In < 1 || d.In > farthest
	if from := r.afterJoint("counted from", end); from > end && !d.invalid {
		if base, ok := r.dayAt(from); ok && !base.Today {
			base.from, base.In = i, base.In+d.In
			return base, true
		}
	}
	if r.setBegins("and a half", end) {
		end, _ = r.setFrom("and a half", end, len(r.words))
		d.In, d.to = d.In+w.unit/2, end
	}
	return d, true
}

// farthest bounds how many days ahead a day may be.
const farthest = 366

// count reads a number that may count days.
func (r *reading) count(i int) (n, to int) {
	if i >= len(r.words) {
		return 0, i
	}
	if w, end := r.dayWord(i); w != nil && w.number > 0 {
		return w.number, end
	}
	if n, ordinal, to := r.dateNumber(i); !ordinal {
		return n, to
	}
	return 0, i
}

// countsAt reports whether something counted follows, so that the number before it is no date: "december 3 weeks".
func (r *reading) countsAt(i int) bool {
	w, _ := r.dayWord(i)
	return w != nil && w.unit > 0
}

// dayWord is the longest phrase about days that begins with word i, or nil.
func (r *reading) dayWord(i int) (w *dayWord, to int) {
	if i >= len(r.words) {
		return nil, i
	}
	for _, m := range r.startingAt(i) {
		if int(m.from) > i {
			break
		}
		if u := &r.rules[m.rule]; u.form == dayPhrase && int(m.to) > to && r.oneClause(m) {
			w, to = &r.days[u.number], int(m.to)
		}
	}
	return w, max(to, i)
}

// afterJoint is where a set that begins at word i ends, or i.
func (r *reading) afterJoint(name string, i int) int {
	if to, ok := r.setFrom(name, i, len(r.words)); ok {
		return to
	}
	return i
}

// betweenParts reads what is said while the next part of a course is pending or offered. A day or an hour moves the part. It
// goes before what is said about it in passing, such as thanks or a no.
func (r *reading) betweenParts(found Meaning) Meaning {
	if rank(found.Intent) <= rank(TimeZone) {
		return found
	}
	if m, ok := r.tile(0, len(r.words)); ok && found.Intent == Question && r.rules[m.rule].intent == Go { // "can I do part 2 now?"
		found = Meaning{Intent: Go}
	}
	day, days, valid := r.day()
	hour := r.hourBesides(days)
	if len(days) == 0 && hour == "" || r.has("asks for a day") {
		return found
	}
	all, clause := r.coversDays(days, hour)
	switch {
	case (found.Intent == Rename || found.Intent == Question) && !all, found.Intent == Call && (day.IsZero() || day.Today):
		return found
	case found.Intent == Go && day.Today && hour == "":
		return found
	case !all && (!clause && !r.has("puts off") || r.has("is past")):
		return found
	case !valid:
		return Meaning{}
	}
	return Meaning{Intent: Later, Day: day, Hour: hour}
}

// laterPart reads in the middle of a lesson when its next part is to come. The part must be named.
func (r *reading) laterPart() (Meaning, bool) {
	if r.asked.betweenParts() || !r.has("the next part") || r.has("is past") || r.has("asks for a day") {
		return Meaning{}, false
	}
	day, days, valid := r.day()
	if day.IsZero() || !valid {
		return Meaning{}, false
	}
	return Meaning{Intent: Later, Day: day, Hour: r.hourBesides(days)}, true
}

// hourBesides is the time of day beside these days. A choice of hours may stand for it.
func (r *reading) hourBesides(days []spokenDay) string {
	if hour := r.hourIn(r.itemsBesides(days), days, false); hour != "" {
		return hour
	}
	hour := ""
	for _, o := range r.asked.Choices {
		if o.Hour == "" || !r.mentionsOption(o) {
			continue
		}
		if hour != "" && hour != o.Hour {
			return ""
		}
		hour = o.Hour
	}
	return hour
}

// itemsBesides are the items of hours without those that belong to a day. "tonight" belongs to both.
func (r *reading) itemsBesides(days []spokenDay) []hourItem {
	return slices.DeleteFunc(r.hourItems(), func(item hourItem) bool {
		half := item.role == "morning" || item.role == "day" || item.role == "night"
		return !half && slices.ContainsFunc(days, func(d spokenDay) bool {
			return r.words[d.from].from <= item.from && item.to <= r.words[d.to-1].to
		})
	})
}

// coversDays reports whether all words belong to these days, to an hour or to what stands around them, or at least all words of
// the clauses in which they stand.
func (r *reading) coversDays(days []spokenDay, hour string) (all, clause bool) {
	covered, within := make([]bool, len(r.words)), make([]bool, len(r.words))
	cover := func(from, to int) {
		for i := from; i < to; i++ {
			covered[i], within[i] = true, true
		}
	}
	for _, d := range days {
		cover(d.from, d.to)
	}
	items := r.itemsBesides(days)
	for _, t := range r.times(items) {
		cover(r.span(items, t))
	}
	if hour != "" {
		for _, o := range r.asked.Choices {
			r.coverOption(covered, o)
		}
		r.cover(covered, "around an hour")
	}
	r.cover(covered, "around a day")
	all, clause = true, true
	for i := range covered {
		if covered[i] {
			continue
		}
		all = false
		for j := range within {
			clause = clause && !(within[j] && r.words[j].clause == r.words[i].clause)
		}
	}
	return all, clause
}
