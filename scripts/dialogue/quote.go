package dialogue

import "strings"

// MaxQuote bounds the learner's own words where they are said again, in characters. Those that take twice the room in a
// text count twice. The command check fills prompts with quotes of this length.
const MaxQuote = 60

// quote returns own words as a prompt says them: on one line, cut at a word, without a full stop at the end.
func quote(said string) string {
	words := strings.Join(strings.Fields(said), " ")
	const more = "..."
	room, whole, cut := MaxQuote, true, 0
	for i, r := range words {
		if r == ' ' && room >= len(more) {
			cut = i
		}
		if room -= width(r); room < 0 {
			whole = false
			break
		}
	}
	if whole {
		return strings.TrimRight(words, " .,;:")
	}
	if cut == 0 { // one long word
		room = MaxQuote - len(more)
		for i, r := range words {
			if room -= width(r); room < 0 {
				cut = i
				break
			}
		}
	}
	return strings.TrimRight(words[:cut], " .,;:") + more
}

// width is how many characters a rune counts as in a text: 2 for those that GSM-7 escapes, and those beyond 16 bits.
func width(r rune) int {
	if r > 0xffff || strings.ContainsRune(`^{}\[~]|€`, r) {
		return 2
	}
	return 1
}
