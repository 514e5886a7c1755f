package nlu

import "slices"

// has reports whether a set has a match anywhere in the utterance.
func (r *reading) has(name string) bool {
	return r.setWhere(name, func(match) bool { return true })
}

// setBegins reports whether a set has a match that begins at a word.
func (r *reading) setBegins(name string, from int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) == from })
}

// setEnds reports whether a set has a match that ends right before a word.
func (r *reading) setEnds(name string, to int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.to) == to })
}

// setIs reports whether words[from:to] are a match of a set.
func (r *reading) setIs(name string, from, to int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) == from && int(m.to) == to })
}

// setCovers reports whether a match of a set covers the core of the utterance.
func (r *reading) setCovers(name string) bool {
	return r.setWhere(name, func(m match) bool {
		return int(m.from) <= r.head && int(m.to) >= r.tail && (r.head < r.tail || m.from == 0) && (r.head < r.tail || int(m.to) == len(r.words))
	})
}

// setWhere reports whether a set has a match for which where holds.
func (r *reading) setWhere(name string, where func(match) bool) bool {
	id, ok := r.sets[name]
	return ok && slices.ContainsFunc(r.matches, func(m match) bool { return r.isSet(m, id) && where(m) })
}

// isSet reports whether m is a match of the set with this number.
func (r *reading) isSet(m match, id int32) bool {
	u := &r.rules[m.rule]
	return u.form == set && u.number == id
}

// within reports whether a word stands in a match of a set.
func (r *reading) within(name string, i int) bool {
	return r.setWhere(name, func(m match) bool { return int(m.from) <= i && i < int(m.to) })
}

// setFrom is where the longest match of a set ends that begins at a word. It ends at most at most.
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

// setTo is where the longest match of a set begins that ends before a word. It begins at least at least.
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

// oneClause reports whether a match stays within one clause.
func (r *reading) oneClause(m match) bool { return r.words[m.from].clause == r.words[m.to-1].clause }

// cover marks the light words and those in matches of a set.
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
