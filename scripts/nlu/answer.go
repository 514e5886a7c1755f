package nlu

import (
	"slices"
	"strings"
	"unicode"
)

// keyOne is the one key that callers press at questions without choices.
var keyOne = []Option{{Key: "1"}}

// saysKeyOne reports whether a caller says that key: "press one".
func (r *reading) saysKeyOne() bool {
	if kind := r.asked.Kind; !r.asked.Spoken || kind != OwnWords && kind != Continue && kind != Name || r.setCovers("nobody") {
		return false
	}
	_, ok := r.choiceByNumber(keyOne, true)
	return ok
}

// exactAnswer reads an utterance that is just what was asked for and has no other meaning.
func (r *reading) exactAnswer() (Meaning, bool) {
	answer := Meaning{Intent: Answer}
	if r.saysKeyOne() {
		answer.Choice = "1"
		return answer, true
	}
	switch r.asked.Kind {
	case YesNo, Offer, Confirm, Identity:
		if r.isYesOrNo() {
			answer.Choice = r.yesOrNo()
			return answer, answer.Choice != ""
		}
		if r.asked.Day {
			return r.date(r.yesOrNo() != "2") // "no, tomorrow"
		}
	case Choice:
		o, ok := r.choiceByNumber(r.asked.Choices, true)
		if !ok {
			o, ok = r.choiceByWords()
		}
		answer.Choice = o.Key
		return answer, ok
	case Several:
		return r.several(true)
	case Scale:
		o, ok := r.onScale(true)
		answer.Choice, answer.Outside = o.Key, ok && o.Key == ""
		return answer, ok
	case Amount:
		n, ok := r.number(true)
		answer.Number = n
		return answer, ok
	case Date:
		return r.date(true)
	case Hour:
		return r.exactHour()
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

// exactHour reads an utterance that is just a time of day, or one of the choices that stand for one.
func (r *reading) exactHour() (Meaning, bool) {
	answer := Meaning{Intent: Answer}
	if o, ok := r.choiceByNumber(r.asked.Choices, true); ok && (r.hour(false) == "" || r.mentionsOption(o)) { // "1 morning"
		answer.Choice = o.Key
		return answer, true
	}
	if r.setCovers("any hour") {
		answer.AnyHour = true
		return answer, true
	}
	if answer.Hour = r.hour(false); answer.Hour != "" {
		return answer, true
	}
	o, ok := r.choiceByWords()
	answer.Choice = o.Key
	return answer, ok
}

// allSure reports whether all words are plainly names: "Jo".
func (r *reading) allSure() bool {
	return !slices.ContainsFunc(r.words, func(t token) bool { return !t.name || r.Lexicon.words.has(t.text) && !t.capital })
}

// mentionsOption reports whether words of an option are in the utterance.
func (r *reading) mentionsOption(o Option) (found bool) {
	r.eachMention([]Option{o}, func(mention) { found = true })
	return found
}

// looseAnswer reads an answer from an utterance without another intent. More may stand around it.
func (r *reading) looseAnswer() Meaning {
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
	case Several, Scale, Amount, Date:
		return r.looseOther()
	case OwnWords:
		if r.hasWord() {
			answer.Words = strings.TrimSpace(r.said)
			return answer
		}
	case Name:
		return r.looseName()
	case Hour:
		if r.has("deny an hour") {
			return Meaning{}
		}
		if o, ok := r.optionByWords(r.asked.Choices, "around an hour"); ok {
			answer.Choice = o.Key
			return answer
		}
		if answer.AnyHour = r.has("any hour") && len(r.times(r.hourItems())) == 0; answer.AnyHour {
			return answer
		}
	case Waiting:
		if o, ok := r.choiceByWords(); ok {
			answer.Choice = o.Key
			return answer
		}
	}
	return Meaning{}
}

// looseChoice reads own words where they are welcome, or else the choice that is mentioned.
func (r *reading) looseChoice() Meaning {
	answer := Meaning{Intent: Answer}
	if r.asked.Open {
		if r.hasWord() {
			answer.Words = strings.TrimSpace(r.said)
			return answer
		}
		return Meaning{}
	}
	o, ok := r.choiceByNumber(r.asked.Choices, false)
	if !ok {
		o, ok = r.choiceMentioned()
	}
	if !ok {
		return Meaning{}
	}
	answer.Choice = o.Key
	return answer
}

// looseOther reads own words where they are welcome, or else the choices, the number or the day that stands among other words.
func (r *reading) looseOther() Meaning {
	answer, ok := Meaning{Intent: Answer}, false
	switch o := (Option{}); r.asked.Kind {
	case Several:
		if r.asked.Open {
			answer.Words = strings.TrimSpace(r.said)
			ok = r.hasWord()
		} else {
			answer, ok = r.several(false)
		}
	case Scale:
		o, ok = r.onScale(false)
		answer.Choice, answer.Outside = o.Key, ok && o.Key == ""
	case Amount:
		answer.Number, ok = r.number(false)
	case Date:
		answer, ok = r.date(false)
	}
	if !ok {
		return Meaning{}
	}
	return answer
}

// looseName reads that there is nobody to name, or what may be a name.
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

// looseConfirm reads a yes or no with more after it, or another name instead.
func (r *reading) looseConfirm() Meaning {
	answer := Meaning{Intent: Answer, Choice: r.yesOrNo()}
	if answer.Choice == "1" {
		return answer
	}
	if r.asked.Day {
		if other, ok := r.date(false); ok { // "no, the 15th"
			return other
		}
		if answer.Choice == "" {
			return Meaning{}
		}
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

// hasWord reports whether the utterance has a letter. A bare number answers another question.
func (r *reading) hasWord() bool {
	return strings.ContainsFunc(r.said, unicode.IsLetter)
}

// isYesOrNo reports whether an utterance consists of yes or no and light words.
func (r *reading) isYesOrNo() bool {
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
