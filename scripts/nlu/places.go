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

// placed reads the one place in an utterance that speaks of where somebody is. Own words may well speak of one.
func (r *reading) placed() (Meaning, bool) {
	if r.asked.Kind == OwnWords || r.asked.Kind == Name || r.asked.Open || !r.has("speaks of a place") {
		return Meaning{}, false
	}
	found := Meaning{}
	for _, m := range r.matches {
		if u := &r.rules[m.rule]; u.form == named {
			p := r.places[u.number]
			if found.Zone != "" && found.Zone != p.zone {
				return Meaning{}, false
			}
			found = Meaning{Intent: Place, Zone: p.zone, Where: p.says}
		}
	}
	return found, found.Zone != ""
}
