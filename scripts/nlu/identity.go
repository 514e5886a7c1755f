package nlu

import (
	"slices"
	"strings"
)

// identity reads the answer to whether the learner is still Asked.Known: a yes, their name, or that they are somebody else. Another
// name than theirs is a no, also after a yes.
func (r *reading) identity(found Meaning) Meaning {
	if rank(found.Intent) <= rank(Stranger) {
		return found
	}
	answer := Meaning{Intent: Answer, Choice: r.yesOrNo()}
	if answer.Choice == "2" {
		return answer
	}
	from, to := r.besidesOneself()
	switch name := r.nameIn(from, to); {
	case r.isKnown(from, to):
		answer.Choice = "1"
	case name.text != "" && !name.rest, r.ownsKnown():
		answer.Choice = "2"
	}
	if answer.Choice == "" {
		return r.fallback(found)
	}
	return answer
}

// besidesOneself is what is left of the words without what people say around their own name: "yes", "it's still", "here".
func (r *reading) besidesOneself() (from, to int) {
	const around = "around ones own name"
	to = len(r.words)
	for again := true; again; {
		again = false
		for _, m := range r.startingAt(from) {
			if u := &r.rules[m.rule]; int(m.from) == from && m.to <= int32(to) && (u.form == light || u.form == whole && u.intent == Yes) {
				from, again = int(m.to), true
				break
			}
		}
		if end, ok := r.setFrom(around, from, to); ok {
			from, again = end, true
		}
		if start, ok := r.setTo(around, to, from); ok {
			to, again = start, true
		}
	}
	return from, to
}

// isKnown reports whether words[from:to] are the known name, or how it begins, or the name with a surname.
func (r *reading) isKnown(from, to int) bool {
	known := strings.Fields(Plain(r.asked.Known))
	if from >= to || len(known) == 0 || to-from > 4 {
		return false
	}
	for i := from; i < to && i-from < len(known); i++ {
		if r.words[i].text != known[i-from] {
			return false
		}
	}
	return to-from <= len(known) || r.nameIn(from, to).text != ""
}

// ownsKnown reports whether something is the known name's: "this is Mere's husband". Who says so is somebody else.
func (r *reading) ownsKnown() bool {
	known := strings.Fields(Plain(r.asked.Known))
	return len(known) > 0 && slices.ContainsFunc(r.words, func(t token) bool { return t.text == known[0]+"s" })
}
