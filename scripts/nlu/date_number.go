package nlu

import (
	"time"
)

// dateNumber reads a number at word i, in digits or words: "15", "15th", "twenty five", "fifteenth". It ends where it began if
// there is none.
func (r *reading) dateNumber(i int) (n int, ordinal bool, to int) {
	if i >= len(r.words) {
		return 0, false, i
	}
	text := r.words[i].text
	digits := 0
	for digits < len(text) && text[digits] >= '0' && text[digits] <= '9' {
		n = n*10 + int(text[digits]-'0')
		digits++
	}
	switch {
	case digits > 3:
		return 0, false, i
	case digits > 0 && digits == len(text):
		if i+1 < len(r.words) && r.clock[r.words[i+1].text] == "ordinal" {
			return n, true, i + 2
		}
		return n, false, i + 1
	case digits > 0 && r.clock[text[digits:]] == "ordinal":
		return n, true, i + 1
	case digits > 0:
		return 0, false, i
	}
	if w, end := r.dayWord(i); w != nil && w.day.Date > 0 && w.day.Month == 0 && !w.day.Next {
		return w.day.Date, r.setEnds("before a date", i), end
	}
	n, ok := r.numbers[text]
	if !ok {
		return 0, false, i
	}
	if n >= 20 && n%10 == 0 && i+1 < len(r.words) {
		if small, ok := r.numbers[r.words[i+1].text]; ok && small > 0 && small < 10 {
			return n + small, false, i + 2
		}
	}
	return n, false, i + 1
}

// slashed reads the month after the day of "1/12" or "1/12/26", and of "1.12.26" or "1-12-2026", where the year tells that they are
// neither a time nor a range.
func (r *reading) slashed(i int) (month time.Month, to int, ok bool) {
	mark := func(i int) string {
		if i == 0 || i >= len(r.words) || !r.words[i].digits {
			return ""
		}
		return r.said[r.words[i-1].to:r.words[i].from]
	}
	sep := mark(i)
	withYear := sep != "" && mark(i+1) == sep
	n, _, to := r.dateNumber(i)
	if to == i {
		n = 13 // no month has so many digits
	}
	alone := i == 1 && i+1 == len(r.words) && r.asked.Kind == Date && n >= 1 && n <= 12 // "3.12."
	if sep != "/" && !(sep == "." && (withYear || alone)) && !(sep == "-" && withYear) {
		return 0, i, false
	}
	if to = i + 1; withYear {
		to++
	}
	return time.Month(min(n, 13)), to, true
}

// isoDate reads "2026-12-03".
func (r *reading) isoDate(d *spokenDay) bool {
	i := d.from
	if i+2 >= len(r.words) || len(r.words[i].text) != 4 || !r.words[i].digits || !r.words[i+1].digits || !r.words[i+2].digits ||
		r.said[r.words[i].to:r.words[i+1].from] != "-" || r.said[r.words[i+1].to:r.words[i+2].from] != "-" {
		return false
	}
	month, _, _ := r.dateNumber(i + 1)
	d.Date, _, _ = r.dateNumber(i + 2)
	d.Month, d.to = time.Month(max(1, min(month, 13))), i+3
	return true
}
