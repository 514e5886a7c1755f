package roster

import (
	"strings"
	"unicode"

	"coachline/scripts/dialogue"
)

// maxName is the longest name that is kept, in characters.
const maxName = 60

// cleanName is a name as it is kept: on one line, without what is not written in names, and not longer than maxName.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '{', r == '}':
			return -1
		}
		return r
	}, name)
	return cut(strings.Join(strings.Fields(name), " "), maxName)
}

// ShortName is a name as texts say it: as many of its words as fit into dialogue.MaxName characters.
func ShortName(name string) string {
	words := strings.Fields(name)
	for n := len(words); n > 1; n-- {
		if said := strings.Join(words[:n], " "); len([]rune(said)) <= dialogue.MaxName {
			return said
		}
	}
	return cut(strings.Join(words[:min(1, len(words))], ""), dialogue.MaxName)
}

func cut(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most]))
	}
	return s
}

// sameName reports whether two names are one to a person.
func sameName(a, b string) bool { return strings.EqualFold(cleanName(a), cleanName(b)) }
