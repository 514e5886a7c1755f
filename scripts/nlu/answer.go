package nlu

import (
	"slices"
	"strings"
	"unicode"
)

// keyOne is the key that means something on the phone at questions without choices.
var keyOne = []Option{{Key: "1"}}

// pressed reports whether a caller says that key: "press one".
func (r *reading) pressed() bool {
	if kind := r.asked.Kind; !r.asked.Spoken || kind != OwnWords && kind != Continue && kind != Name || r.setCovers("nobody") {
		return false
	}
	_, ok := r.numbered(keyOne, true)
	return ok
}

// exact reads an utterance that is just what was asked for, and can be nothing else.
func (r *reading) exact() (Meaning, bool) {
	answer := Meaning{Intent: Answer}
	if r.pressed() {
		answer.Choice = "1"
		return answer, true
	}
	switch r.asked.Kind {
	case YesNo, Offer, Confirm:
		if r.tiledYesNo() {
			answer.Choice = r.yesOrNo()
			return answer, answer.Choice != ""
		}
	case Choice:
		o, ok := r.numbered(r.asked.Choices, true)
		if !ok {
			o, ok = r.worded()
		}
		answer.Choice = o.Key
		return answer, ok
	case Hour:
		if o, ok := r.numbered(r.asked.Choices, true); ok && (r.hour(false) == "" || r.named(o)) { // "1 morning"
			answer.Choice = o.Key
			return answer, true
		}
		if r.setCovers("any hour") {
			answer.AnyHr = true
			return answer, true
		}
		if answer.Hour = r.hour(false); answer.Hour != "" {
			return answer, true
		}
		o, ok := r.worded()
		answer.Choice = o.Key
		return answer, ok
	case Waiting:
		if answer.Hour = r.hour(!r.has("changes an hour")); answer.Hour != "" {
			return answer, true
		}
	case Name:
		if r.setCovers("nobody") {
			answer.Nobody = true
			return answer, true
		}
		if found := r.nameIn(0, len(r.words)); found.text != "" && !found.doubt && !r.asks && (r.head < r.tail || r.allSure()) {
			answer.Name = found.text
			return answer, true
		}
	}
	return Meaning{}, false
}

// allSure reports whether all words are plainly names, as where light ones are: "Jo".
func (r *reading) allSure() bool {
	return !slices.ContainsFunc(r.words, func(t token) bool { return !t.name || r.Lexicon.words.has(t.text) && !t.capital })
}

// named reports whether an option's words are in the utterance.
func (r *reading) named(o Option) (found bool) {
	r.mentions([]Option{o}, func(mention) { found = true })
	return found
}

// loose reads an answer from an utterance that means nothing else.
func (r *reading) loose() Meaning {
	answer := Meaning{Intent: Answer}
	switch r.asked.Kind {
	case YesNo, Offer:
		if answer.Choice = r.yesOrNo(); answer.Choice != "" {
			return answer
		}
	case Confirm:
		return r.looseConfirm()
	case Choice:
		return r.looseChoice()
	case OwnWords:
		if r.ownWords() {
			answer.Words = strings.TrimSpace(r.said)
			return answer
		}
	case Name:
		return r.looseName()
	case Hour:
		if r.has("deny an hour") {
			return Meaning{}
		}
		if o, ok := r.wordedAmong("around an hour"); ok {
			answer.Choice = o.Key
			return answer
		}
		if answer.AnyHr = r.has("any hour") && len(r.times(r.hourItems())) == 0; answer.AnyHr {
			return answer
		}
	case Waiting:
		if o, ok := r.worded(); ok {
			answer.Choice = o.Key
			return answer
		}
	}
	return Meaning{}
}

func (r *reading) looseChoice() Meaning {
	answer := Meaning{Intent: Answer}
	if r.asked.Open {
		if r.ownWords() {
			answer.Words = strings.TrimSpace(r.said)
			return answer
		}
		return Meaning{}
	}
	o, ok := r.numbered(r.asked.Choices, false)
	if !ok {
		o, ok = r.mentioned()
	}
	if !ok {
		return Meaning{}
	}
	answer.Choice = o.Key
	return answer
}

// looseName reads that there is nobody, or what may be a name.
func (r *reading) looseName() Meaning {
	answer := Meaning{Intent: Answer}
	if r.has("surely nobody") {
		answer.Nobody = true
		return answer
	}
	if found := r.nameIn(0, len(r.words)); found.text != "" && !(r.asks && found.rest) {
		answer.Name, answer.Doubt = found.text, found.doubt || r.asks
		return answer
	}
	return Meaning{}
}

// looseConfirm reads a yes or no with more after it, and another name in its place.
func (r *reading) looseConfirm() Meaning {
	answer := Meaning{Intent: Answer, Choice: r.yesOrNo()}
	if answer.Choice == "1" {
		return answer
	}
	if found := r.nameIn(0, len(r.words)); found.text != "" && !(found.rest && answer.Choice == "") {
		answer.Choice, answer.Name, answer.Doubt = "2", found.text, found.doubt
	}
	if answer.Choice == "" {
		return Meaning{}
	}
	return answer
}

// ownWords reports whether there is a word: a bare number answers another question.
func (r *reading) ownWords() bool {
	return strings.ContainsFunc(r.said, unicode.IsLetter)
}

// tiledYesNo reports whether an utterance is made of yes or no and light pieces alone.
func (r *reading) tiledYesNo() bool {
	covered := make([]bool, len(r.words)+1)
	covered[0] = true
	for _, m := range r.matches {
		u := &r.rules[m.rule]
		if covered[m.from] && (u.form == light || u.form == whole && (u.intent == Yes || u.intent == No)) {
			covered[m.to] = true
		}
	}
	return covered[len(r.words)]
}
