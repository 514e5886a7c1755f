package dialogue

import (
	"cmp"
	"slices"
	"strings"
)

// In returns the lesson in a language such as "mi-NZ". A lesson that does not have the language is returned as it is.
func (s *Script) In(language string) *Script {
	if language == "" || len(s.Translations) == 0 {
		return s
	}
	if found := s.find(language); found != nil {
		return found
	}
	return s
}

// Has reports whether the lesson has a language.
func (s *Script) Has(language string) bool { return s.find(language) != nil }

// find returns the lesson in a language, or nil.
func (s *Script) find(language string) *Script {
	for _, same := range []func(a, b string) bool{strings.EqualFold, sameLanguage} {
		if same(s.Language, language) {
			return s
		}
		for _, t := range s.Translations {
			if same(t.Language, language) {
				return t
			}
		}
	}
	return nil
}

// Languages are the languages that the lesson has, the one in which it was written first.
func (s *Script) Languages() []string {
	all := []string{s.Language}
	for _, t := range s.Translations {
		all = append(all, t.Language)
	}
	return all
}

// SpeechLanguage is the language that the phone speaks and recognises.
func (s *Script) SpeechLanguage() string { return cmp.Or(s.Speech, s.Language) }

// With returns the lesson with these values of its settings, in every language.
func (s *Script) With(values map[string]string) *Script {
	valued := *s
	valued.Values = values
	valued.Translations = slices.Clone(s.Translations)
	for i, t := range valued.Translations {
		valued.Translations[i] = t.With(values)
	}
	return &valued
}

// sameLanguage reports whether two tags name one language, whatever its script and country: "mi" and "mi-NZ".
func sameLanguage(a, b string) bool {
	a, _, _ = strings.Cut(a, "-")
	b, _, _ = strings.Cut(b, "-")
	return strings.EqualFold(a, b)
}
