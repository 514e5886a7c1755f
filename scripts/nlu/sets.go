package nlu

import "slices"

// has reports whether a set is found anywhere in the utterance.
func (r *reading) has(name string) bool {
	return r.setWhere(name, func(match) bool { return true })
}

// setBegins reports whether a set is found from a word on.
func (r *reading) setBegins(name string, from int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) == from })
}

// setEnds reports whether a set is found right before a word.
func (r *reading) setEnds(name string, to int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.to) == to })
}

// setIs reports whether a set is just these words.
func (r *reading) setIs(name string, from, to int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) == from && int(m.to) == to })
}

// setCovers reports whether a set is all that an utterance says, light words aside.
func (r *reading) setCovers(name string) bool {
	return r.setWhere(name, func(m match) bool {
		return int(m.from) <= r.head && int(m.to) >= r.tail && (r.head < r.tail || m.from == 0) && (r.head < r.tail || int(m.to) == len(r.words))
	})
}

func (r *reading) setWhere(name string, where func(match) bool) bool {
	id, ok := r.sets[name]
	return ok && slices.ContainsFunc(r.matches, func(m match) bool { return r.isSet(m, id) && where(m) })
}

func (r *reading) isSet(m match, id int32) bool {
	u := &r.rules[m.rule]
	return u.form == set && u.number == id
}

// within reports whether a word stands in a find of a set.
func (r *reading) within(name string, i int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) <= i && i < int(m.to) })
}

// setFrom is the longest find of a set from a word on, before another, and where it ends.
func (r *reading) setFrom(name string, from, most int) (to int, ok bool) {
	id, known := r.sets[name]
	if !known {
		return from, false
	}
	for _, m := range r.startingAt(from) {
		if int(m.from) > from {
			break
		}
		if r.isSet(m, id) && int(m.to) <= most && int(m.to) > to && r.oneClause(m) {
			to, ok = int(m.to), true
		}
	}
	return to, ok
}

// setTo is the longest find of a set that ends before a word, and where it begins.
func (r *reading) setTo(name string, to, least int) (from int, ok bool) {
	id, known := r.sets[name]
	if !known {
		return to, false
	}
	from = to
	for _, m := range r.startingAt(least) {
		if int(m.from) >= from {
			break
		}
		if r.isSet(m, id) && int(m.to) == to && r.oneClause(m) {
			from, ok = int(m.from), true
		}
	}
	return from, ok
}

// oneClause reports whether a match does not go over a comma.
func (r *reading) oneClause(m match) bool { return r.words[m.from].clause == r.words[m.to-1].clause }

// cover marks the words that are light or in a set.
func (r *reading) cover(covered []bool, name string) {
	id, known := r.sets[name]
	for _, m := range r.matches {
		if r.rules[m.rule].form == light || known && r.isSet(m, id) {
			for i := m.from; i < m.to; i++ {
				covered[i] = true
			}
		}
	}
}
