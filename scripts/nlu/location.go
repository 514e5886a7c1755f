package nlu

// locationIn reads the place that words[from:to] name. Meaning.Zone is empty if it is unknown.
func (r *reading) locationIn(from, to int) Meaning {
	for again := true; again; {
		again = false
		if end, ok := r.leadAfter("before a place", from, to); ok && end < to {
			from, again = end, true
		}
		for _, name := range [...]string{"after a place", "light"} {
			if start, ok := r.tailBefore(name, to, from); ok && start >= from {
				to, again = start, start < to
			}
		}
	}
	for _, m := range r.matches {
		if u := &r.rules[m.rule]; u.form == placeName && int(m.from) == from && int(m.to) == to {
			p := r.places[u.number]
			return Meaning{Intent: TimeZone, Zone: p.zone, Where: p.says}
		}
	}
	return Meaning{}
}

// location reads the one place in an utterance that says where somebody is. It does not look at own words, which may be
// about any place.
func (r *reading) location() (Meaning, bool) {
	if r.asked.Kind == OwnWords || r.asked.Kind == Name || r.asked.Open || !r.has("speaks of a place") {
		return Meaning{}, false
	}
	found := Meaning{}
	for _, m := range r.matches {
		if u := &r.rules[m.rule]; u.form == placeName {
			p := r.places[u.number]
			if found.Zone != "" && found.Zone != p.zone {
				return Meaning{}, false
			}
			found = Meaning{Intent: TimeZone, Zone: p.zone, Where: p.says}
		}
	}
	return found, found.Zone != ""
}
