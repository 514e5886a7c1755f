package nlu

// placeIn reads the place that words[from:to] name. Where they name none that is known, Meaning.Zone is empty.
func (r *reading) placeIn(from, to int) (Meaning, bool) {
	for again := true; again; {
		again = false
		if end, ok := r.leadFrom("before a place", from, to); ok && end < to {
			from, again = end, true
		}
		for _, name := range [...]string{"after a place", "light"} {
			if start, ok := r.leadTo(name, to, from); ok && start >= from {
				to, again = start, start < to
			}
		}
	}
	for _, m := range r.matches {
		if u := &r.rules[m.rule]; u.form == named && int(m.from) == from && int(m.to) == to {
			p := r.places[u.number]
			return Meaning{Intent: Place, Zone: p.zone, Where: p.says}, true
		}
	}
	return Meaning{}, true
}
