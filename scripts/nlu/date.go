package nlu

import "strconv"

// longestAside bounds an utterance in which a day stands among other words, in words.
const longestAside = 8

// date reads the one day that an utterance names: "next Tuesday", "3 March", "in two weeks". It reads none where people mean a time of
// some days, such as next week, or two days. A date that no month has, such as 31/2, is read as it is, and a past day, or one to
// come where a past one is asked for, as Outside. If exactly is false, more may stand around the clause that names it.
func (r *reading) date(exactly bool) (Meaning, bool) {
	if r.setCovers("a past day") && !r.asks && !r.asked.Past {
		return Meaning{Intent: Answer, Outside: true}, true
	}
	day, days, valid := r.day()
	if len(days) != 1 || day.IsZero() || !valid && day.Date == 0 || r.has("or another day") || days[0].month ||
		r.setEnds("some day near", days[0].from) || r.setBegins("some day after", days[0].to) ||
		r.has("no certain day") && (!day.Named || r.has("never a day")) {
		return Meaning{}, false
	}
	all, clause := r.coversDays(days, r.hourBesides(days))
	told := !r.asks && (clause || len(r.words) <= longestAside && (r.asked.Past || !r.has("is past")))
	if !all && (exactly || !told) {
		return Meaning{}, false
	}
	found := days[0]
	if ahead := day.Next || day.In > 0 && !found.ago; r.asked.Past && ahead {
		return Meaning{Intent: Answer, Outside: true}, true
	}
	m := Meaning{Intent: Answer, Day: day, Doubt: day.Named && (day.Next || found.ago) && found.to == found.from+2 || r.asks || !all && !clause}
	m.Day.Year = r.yearOf(found)
	// In most countries 3/4 is in April, as it is read here, and in some in March. 2026-04-03 is the same everywhere.
	if found.to > found.from+1 && len(r.words[found.from].text) < 4 && r.words[found.from].digits && r.words[found.from+1].digits {
		m.Doubt = m.Doubt || day.Date <= 12 && int(day.Month) != day.Date
	}
	return m, true
}

// yearOf is the year that was said in a date, or 0: "3/12/26", "3 Dec 26", "2026-12-03".
func (r *reading) yearOf(d spokenDay) int {
	if d.Month == 0 {
		return 0
	}
	for i := d.from; i < d.to; i++ {
		text := r.words[i].text
		switch year, _ := strconv.Atoi(text); {
		case len(text) == 4 && year > 0:
			return year
		case i > d.from+1 && i == d.to-1 && len(text) == 2 && year > 12 && (r.words[i-1].digits || r.words[d.from].digits): // "Tue 3/12" has none
			return 2000 + year
		}
	}
	return 0
}
