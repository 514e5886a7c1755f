package nlu

import "strings"

// NamesOf are the names of a language such as "mi-NZ" or "zh-Hans", as speakers of the lexicon's language call it.
func (l *Lexicon) NamesOf(language string) []string {
	for tag := strings.ToLower(language); tag != ""; {
		if names, ok := l.languages[tag]; ok {
			return names
		}
		tag = tag[:max(strings.LastIndexByte(tag, '-'), 0)]
	}
	return nil
}

// language is the language to which the utterance asks to change: "te reo please", "can we go on in English". A choice that is
// called so goes before.
func (r *reading) language() (Meaning, bool) {
	if kind := r.asked.Kind; len(r.asked.Languages) == 0 || kind == Caring || kind == Stopped || kind == Identity {
		return Meaning{}, false
	}
	if _, ok := r.choiceByWords(); ok && r.asked.Kind == Choice {
		return Meaning{}, false
	}
	o, ok := r.optionByWords(r.asked.Languages, "around a language")
	return Meaning{Intent: Language, Language: o.Key}, ok
}
