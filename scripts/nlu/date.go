package nlu

import "strconv"

// longestAside bounds an utterance in which a day stands among other words, in words.
const longestAside = 8

// date reads the one day that an utterance names: "next Tuesday", "3 March", "in two weeks". It reads none where people mean a time of
// some days, such as next week, or two days. If exactly is false, more may stand around the clause that names it.
func (r *reading) date(exactly bool) (Meaning, bool) {
	day, days, valid := r.day()
	if len(days) != 1 || day.IsZero() || !valid || r.has("or another day") || r.setEnds("some day near", days[0].from) ||
		r.has("no certain day") && (!day.Named || r.has("never a day")) {
		return Meaning{}, false
	}
	all, clause := r.coversDays(days, r.hourBesides(days))
	told := !r.asks && (clause || len(r.words) <= longestAside && !r.has("is past"))
	if !all && (exactly || !told) {
		return Meaning{}, false
	}
	found := days[0]
	m := Meaning{Intent: Answer, Day: day, Doubt: day.Named && day.Next && found.to == found.from+2 || r.asks || !all && !clause}
	for i := found.from + 1; i < found.to; i++ {
		text := r.words[i].text
		switch year, _ := strconv.Atoi(text); {
		case len(text) == 4 && year > 0:
			m.Day.Year = year
		case i == found.from+2 && len(text) == 2 && year > 0 && r.words[i-1].digits: // "3/12/26"
			m.Day.Year = 2000 + year
		}
	}
	// In most countries 3/4 is in April, as it is read here, and in some in March.
	if found.to > found.from+1 && r.words[found.from].digits && r.words[found.from+1].digits {
		m.Doubt = m.Doubt || day.Date <= 12 && int(day.Month) != day.Date
	}
	return m, true
}
