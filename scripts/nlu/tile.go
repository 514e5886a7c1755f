package nlu

import (
	"slices"
	"strings"
)

// beginsSentence reports whether a match begins its sentence, light words aside.
func (r *reading) beginsSentence(m match) bool {
	first := int(m.from)
	for first > 0 && r.words[first-1].sentence == r.words[m.from].sentence {
		first--
	}
	for again := true; again && first < int(m.from); {
		again = false
		for _, l := range r.matches {
			if r.rules[l.rule].form == light && int(l.from) == first && l.to <= m.from {
				first, again = int(l.to), true
			}
		}
	}
	return first == int(m.from)
}

// tiling is how words up to one of them are tiled.
type tiling struct {
	rank int // of the intent that goes before the others; lightOnly if there is none, 0 if the words cannot be tiled
	by   match
}

// lightOnly comes after the rank of every intent.
const lightOnly = 1 << 20

// tile reports whether matches of whole rules and light words make up all of words[from:upto], such as "ok, please stop, wrong
// number". Best is the match whose intent goes before the others.
func (r *reading) tile(from, upto int) (best match, ok bool) {
	if upto-from > 80 {
		return match{}, false
	}
	r.tiles = append(r.tiles[:0], make([]tiling, upto-from+1)...)
	r.tiles[0].rank = lightOnly
	for _, m := range r.matches { // in the order in which they begin: tiles[m.from] is known
		u := &r.rules[m.rule]
		if u.form != light && u.form != whole || int(m.from) < from || int(m.to) > upto {
			continue
		}
		best := r.tiles[int(m.from)-from]
		if best.rank == 0 {
			continue
		}
		if u.form == whole {
			alone := int(m.from) == from && int(m.to) == upto
			if r.isGuarded(m) || u.intent == Noise && !alone {
				continue
			}
			if u.rank < best.rank {
				best = tiling{u.rank, m}
			}
		}
		if to := &r.tiles[int(m.to)-from]; to.rank == 0 || best.rank < to.rank {
			*to = best
		}
	}
	end := r.tiles[upto-from]
	return end.by, end.rank != 0 && end.rank < lightOnly
}

// clauseIntent is the intent of a sentence or clause that is tiled although the rest of the utterance is not: "hang on, door".
// Among own words, only a whole sentence of several words counts, with an intent that goes before any answer: "Stop. Listen.
// Ask." may be an answer. Besides that, a command may lead, and a command or question may be the last sentence.
func (r *reading) clauseIntent() Meaning {
	best, least := Meaning{}, len(order)+2
	own := r.asked.Kind == OwnWords || r.asked.Open
	same := func(a, b *token) bool {
		return a.sentence == b.sentence && (a.clause == b.clause || own && !r.capitals(0) && r.words[0].clause != a.clause)
	}
	for from := 0; from < len(r.words); {
		to := from + 1
		for to < len(r.words) && same(&r.words[from], &r.words[to]) {
			to++
		}
		if m, ok := r.tile(from, to); ok {
			u := &r.rules[m.rule]
			n := u.rank
			shouts := own && n == rank(OptOut) && to-from == 1 && r.capitals(from)
			leads := own && from == 0 && to < len(r.words) && (u.intent == Skip || u.intent == Call || u.intent == Pause && m.to-m.from > 2) // "skip, can't think"
			ends := own && !r.asked.ToOthers && from > 0 && to == len(r.words) && r.words[from-1].sentence != r.words[from].sentence &&
				m.to-m.from > 2 && (u.intent == Skip || u.intent == Call || u.intent == Question) // "My thumbs are sore. Ring me please."
			weak := !shouts && !leads && !ends && (u.intent == Yes || u.intent == No || u.intent == Noise || own && (n > rank(Stranger) || m.to-m.from < 2))
			if !weak && n < least {
				best, least = Meaning{Intent: u.intent, Topic: u.topic}, n
			}
		}
		from = to
	}
	return best
}

// capitals reports whether a word of several letters is written in capitals, and not all of the utterance is.
func (r *reading) capitals(i int) bool {
	word := r.said[r.words[i].from:r.words[i].to]
	return len(word) > 2 && strings.ToUpper(word) == word && !r.shouted()
}

// isGuarded reports whether something keeps a match from holding: a guard in the same sentence, or just before or after it. An
// opt-out or the like does not hold within words that count as one.
func (r *reading) isGuarded(m match) bool {
	u := &r.rules[m.rule]
	if u.intent == Distress && r.words[m.from].quoted && slices.ContainsFunc(r.words, func(t token) bool { return !t.quoted }) {
		return true // somebody else's words
	}
	if (u.intent == OptOut || u.intent == OptIn || u.intent == Forget) && slices.ContainsFunc(r.matches, func(all match) bool {
		return r.rules[all.rule].asOne && all.from <= m.from && all.to >= m.to && !r.isGuarded(all)
	}) {
		return true
	}
	if u.unless == nil && u.before == nil && u.after == nil {
		return false
	}
	first, last := r.words[m.from].sentence, r.words[m.to-1].sentence
	for _, g := range r.guards {
		v := &r.rules[g.rule]
		if slices.Contains(u.unless, v.number) && r.words[g.from].sentence <= last && r.words[g.to-1].sentence >= first ||
			slices.Contains(u.before, v.number) && g.to == m.from && r.words[g.to-1].sentence == first ||
			slices.Contains(u.after, v.number) && g.from == m.to && r.words[g.from].sentence == last {
			return true
		}
	}
	return false
}
