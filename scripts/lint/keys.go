package lint

import (
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// ownKeys are the keys that mean the same at every question of a call, and what they do.
var ownKeys = map[string]string{"*": "repeats", "#": "skips", "0": "is for help", "9": "goes on by text"}

// longest is the longest text whose keys are read, in bytes. One that is longer is an error already: it has more than two segments, or
// takes more than 20 seconds to say.
const longest = 900

// keys finds prompts that name a key for another answer than it has, a key that no answer has, and answers whose keys are not named.
func keys(l *Lesson) (found []Finding) {
	for i, t := range l.Texts {
		step := l.step(t)
		if step == nil || t.Role == Phrase || t.Role == Forward || len(t.Said) > longest {
			continue
		}
		a, ok := l.answersOf(t)
		said := pairs(t.Said, a.meant)
		before := len(found)
		if f, wrong := l.wrongRange(i, step); wrong {
			found = append(found, f)
		}
		for _, p := range said {
			if f, wrong := l.wrongKey(i, p, a, said); wrong {
				found = append(found, f)
			}
		}
		if ok && len(found) == before && (t.Role == Question || t.Role == Confirm) {
			found = append(found, a.unoffered(i, t, said)...)
		}
	}
	return found
}

// wrongKey says what is wrong with a key that a prompt names, if anything.
func (l *Lesson) wrongKey(i int, p pair, a answers, all []pair) (Finding, bool) {
	t := l.Texts[i]
	label := p.label(t.Said)
	has := slices.Contains(a.keys(), p.key)
	meant := ""
	if label != "" && (!a.yesNo || a.plainly(label)) {
		meant = a.meant(label)
	}
	does := ownKeys[p.key]
	if a.scale && has {
		does = "" // 0 and 9 are values there
	}
	switch {
	case t.Role == Reply && !p.pressed && !refers.MatchString(t.Said[:p.from]):
		return Finding{}, false
	case does != "" && meant == "" && (t.Phone || t.Both):
		return l.otherUse(i, p)
	case does != "" && meant == "" && l.step(t).Kind == dialogue.Hour:
		return Finding{}, false
	case does != "" && (t.Phone || t.Both):
		return inText(i, p.verb, p.to, Error, "%q is said to be key %s, but on a call %s %s at every question", label, p.key, p.key, does).
			cure("use the key of that choice, %s", meant), true
	case len(a.keys()) == 0:
		return l.strayKey(i, p)
	case meant != "" && meant != p.key && !p.pressed && fitsElsewhere(t.Said, p, a, all):
		return Finding{}, false
	case meant != "" && meant != p.key:
		is := "it is " + meant
		if has {
			is += ", and " + p.key + " is " + quoted(a.says(p.key))
		}
		return inText(i, p.labelFrom, p.labelTo, Error, "%q is said to be key %s, but %s", shown(label), p.key, is).cure("write %s for it here, or change the choices", meant), true
	case has && l.step(t).Kind == dialogue.Hour && t.Role == Question:
		return wrongHour(i, p, a, label)
	case !has && t.Role != Reply && (p.pressed || p.follows(t.Said, all, a.keys())):
		return inText(i, p.verb, p.to, Error, "key %s is offered, but no answer of this step has it", p.key).cure("take it out, or add the answer under choices"), true
	}
	return Finding{}, false
}

// refers finds the words before a number that is a key in a reply: "number 2 asks".
var refers = regexp.MustCompile(`(?i)\b(?:number|key|choice|option|chose|picked|pressed|answered) $`)

// around finds the words and marks around a label that are no part of it: "for busy, or", "busy is".
var around = regexp.MustCompile(`(?i)^(?:(?:for|if|when|is|or|and)\b|[ ,#\x{FE0F}\x{20E3}])+|(?:\b(?:is|or|and)|[ ,#\x{FE0F}\x{20E3}])+$`)

// shown is a label as findings quote it.
func shown(label string) string { return around.ReplaceAllString(label, "") }

func quoted(word string) string { return `"` + word + `"` }

// fitsElsewhere reports whether the same key stands for its own answer in another place of a prompt, so that this number is no key:
// "1 in 3 people is tired. 1 calm, 2 busy, 3 tired".
func fitsElsewhere(said string, p pair, a answers, all []pair) bool {
	return slices.ContainsFunc(all, func(other pair) bool {
		return other.from != p.from && other.key == p.key && a.meant(other.label(said)) == p.key
	})
}

// follows reports whether a key goes on the list of the keys before it: "1 calm, 2 busy, 4 tired". After a full stop it does only if it is
// the next one, since a number may begin a sentence, and only if no number in between counts something: "3 tired. Take 5 breaths; 4 in".
func (p pair) follows(said string, all []pair, known []string) bool {
	i := slices.IndexFunc(all, func(other pair) bool { return other.from == p.from })
	if i <= 0 || !slices.Contains(known, all[i-1].key) && !all[i-1].follows(said, all, known) {
		return false
	}
	ends, begins := max(all[i-1].to, all[i-1].labelTo), p.verb
	if p.labelFrom < p.labelTo {
		begins = min(begins, p.labelFrom)
	}
	if ends < begins && sentenceEnd.MatchString(said[ends:begins]) && strings.ContainsAny(said[ends:begins], "0123456789") {
		return false
	}
	return all[i-1].key[0]+1 == p.key[0] || ends < begins && listing.MatchString(said[ends:begins])
}

// listing finds what stands between two items of a list.
var listing = regexp.MustCompile(`(?i)^[ "'”’)]*(?:[,;/\n]|[,;]? ?\b(?:or|and)\b)[ "'“‘(]*(?:or|and)?[ (]*$`)

// strayKey finds a key that a prompt says to press although the step has no answer with a key.
func (l *Lesson) strayKey(i int, p pair) (Finding, bool) {
	t := l.Texts[i]
	if !p.pressed || t.Role == Reply {
		return Finding{}, false
	}
	return kindOf(l.step(t)).stray(l, i, p)
}

func noStray(*Lesson, int, pair) (Finding, bool) { return Finding{}, false }

// keyToSay finds a key in a step that asks nothing.
func keyToSay(_ *Lesson, i int, p pair) (Finding, bool) {
	return inText(i, p.verb, p.to, Warning, "says to use key %s, but this step asks nothing, so no key answers it", p.key).
		cure("make it a question: write ask: in place of say:, with its kind"), true
}

// onlyOne finds keys at a question that by phone takes only key 1, and by text none. The cure says what key 1 does.
func onlyOne(cure string) strayKey {
	return func(l *Lesson, i int, p pair) (Finding, bool) {
		t := l.Texts[i]
		switch {
		case (t.Phone || t.Both) && p.key != "1":
			return inText(i, p.verb, p.to, Error, "key %s is offered, but here only 1 does something", p.key).cure("%s", cure), true
		case !t.Phone:
			return inText(i, p.verb, p.to, Error, "by text, %s is no answer to this question", p.key).cure("ask for words, or SKIP, and name keys under phone: only"), true
		}
		return Finding{}, false
	}
}

// keyToGoOn finds a key that by text is no word to go on.
func keyToGoOn(l *Lesson, i int, p pair) (Finding, bool) {
	m := nlu.For(l.Language).Read(p.key, nlu.Asked{Kind: nlu.Continue})
	if l.Texts[i].Phone || m.Intent == nlu.Go || m.Intent == nlu.Yes {
		return Finding{}, false
	}
	return inText(i, p.verb, p.to, Error, "by text, %s is not understood here", p.key).cure("end it with: Reply NEXT"), true
}

// wrongHour finds a time that is said for another choice than has it.
func wrongHour(i int, p pair, a answers, label string) (Finding, bool) {
	n := slices.IndexFunc(a.options, func(o dialogue.Option) bool { return o.Key == p.key })
	hour := a.options[n].Hour
	said, same := a.hour(label, hour)
	if !said || same || hour == "" {
		return Finding{}, false
	}
	return inText(i, p.labelFrom, p.labelTo, Error, "%q is said to be key %s, but hours says that %s is %s", label, p.key, p.key, hour).
		cure("say the same time in both"), true
}

// unoffered finds answers whose keys a prompt does not name although it names others.
func (a answers) unoffered(i int, t Text, said []pair) (found []Finding) {
	named := map[string]bool{}
	for _, p := range said {
		named[p.key] = true
		for k := p.key; p.upTo != "" && k < p.upTo; k = string(rune(k[0] + 1)) {
			named[k] = true
		}
		named[p.upTo] = true
	}
	isNamed := func(key string) bool { return named[key] }
	if a.scale || strings.Contains(t.Said, "{"+dialogue.FillKeys+"}") || !slices.ContainsFunc(a.keys(), isNamed) {
		return nil
	}
	plain := " " + nlu.Plain(t.Said) + " "
	for _, key := range a.keys() {
		if !named[key] && !strings.Contains(plain, " "+nlu.Plain(a.says(key))+" ") {
			found = append(found, inText(i, 0, 0, Warning, "%s is never offered here: key %s (%s) is not named, and others are", a.thing(), key, a.says(key)).
				cure("say what %s stands for", key))
		}
	}
	return found
}

// thing is what an answer is called in messages.
func (a answers) thing() string {
	if a.yesNo {
		return "an answer"
	}
	return "a choice"
}
