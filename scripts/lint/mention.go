package lint

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mention is where a prompt names a key: Said[from:to] is the key alone, and Said[verb:to] the words that say to press or reply it.
type mention struct {
	key      string // "1" to "9", "0", "*" or "#"
	from, to int
	verb     int
	pressed  bool   // a verb says that it is a key: "press 2"
	upTo     string // the end of the range that begins here: "1 to 5"
}

// numberWords are the keys that a prompt may name in words.
var numberWords = map[string]string{
	"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"star": "*", "hash": "#", "pound": "#",
}

var (
	// named finds what may be a key: a digit that stands alone, or a word for one.
	named = regexp.MustCompile(`(?i)[0-9]|[*#]|\b(?:` + strings.Join(sortedKeys(numberWords), "|") + `)\b`)
	// pressing finds the words before a key that one presses. After them a number in words is a key, too.
	pressing = regexp.MustCompile(`(?i)\b(?:press|push|hit|dial|tap|key in|punch)(?: or (?:say|text|type))?(?: on)?(?: the)?(?: number| digit| key| button)?[ ,:]*["'“‘(]*$`)
	// replying finds the words before a key that one texts.
	replying = regexp.MustCompile(`(?i)\b(?:reply|respond|answer|text|type|send|enter|choose|pick|select|say|write)(?: back)?(?: with| by)?(?: the)?(?: number| digit)?[ :]*["'“‘(]*$`)
	// joining finds what stands between two keys that are named together: "1 or 2", "1, 2 and 3".
	joining = regexp.MustCompile(`(?i)^["'”’) ]*(?:,|/|&|,? ?or|,? ?and|)["'“‘( ]*$`)
	// ranging finds what stands between the ends of a range: "1 to 5".
	ranging = regexp.MustCompile(`(?i)^ *(?:to|through|up to|-|–) *$`)
	// enumerating finds what follows a number in words at the head of an item: "One: do what I did".
	enumerating = regexp.MustCompile(`^(?:[:)=]| [-–=] )`)
	// counting finds a noun that is counted rather than chosen: "5 minutes", "4 or 5 words", "1 of 4".
	counting = regexp.MustCompile(`(?i)^ ?(?:(?:or|to|and) [0-9] )?(?:more |other |short |slow )?(?:minutes?|mins?|seconds?|secs?|hours?|hrs?|days?|weeks?|months?|years?|am\b|pm\b|a\.m|p\.m|o'?clock|times?|parts?|steps?|texts?|questions?|words?|people|things|breaths?|sentences?|digits?|of\b|percent|out of)`)
	// measuring finds the words before a number that belongs to a label: "fewer than 5".
	measuring = regexp.MustCompile(`(?i)\b(?:than|about|over|under|up to) $`)
	// numbering finds a noun that a number belongs to: "part 1".
	numbering = regexp.MustCompile(`(?i)\b(?:part|step|lesson|module|level|chapter|week|day|page|question|ward|room|unit|team)s? $`)
)

func sortedKeys(m map[string]string) (keys []string) {
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// lookBack is how many bytes before a number may say that it is a key.
const lookBack = 60

// mentions finds the keys that a prompt names. Numbers that count something, times and telephone numbers are none.
func mentions(said string) (found []mention) {
	for _, at := range named.FindAllStringIndex(said, -1) {
		m := mention{key: said[at[0]:at[1]], from: at[0], to: at[1]}
		word := numberWords[strings.ToLower(m.key)]
		if word == "" && !standsAlone(said, m.from, m.to) {
			continue
		}
		start := max(0, m.from-lookBack)
		before, after := said[start:m.from], said[m.to:]
		m.verb = m.from
		together, ranges, last := false, false, len(found)-1
		if last >= 0 {
			between := said[found[last].to:m.from]
			together = joining.MatchString(between) && found[last].pressed && strings.TrimSpace(between) != ""
			ranges = ranging.MatchString(between) && word == ""
			together = together || ranges && found[last].pressed
		}
		if at := pressing.FindStringIndex(before); at != nil {
			m.verb, m.pressed = start+at[0], true
		} else if at := replying.FindStringIndex(before); at != nil && replies(word != "", after) {
			m.verb, m.pressed = start+at[0], true
		} else if together || word != "" && last >= 0 && found[last].pressed && followsOn(before, after) {
			m.pressed = true
		}
		switch {
		case word != "" && !m.pressed && !(enumerating.MatchString(after) && beginsClause(before)):
			continue
		case !m.pressed && strings.ContainsAny(m.key, "*#"):
			continue
		case !m.pressed && (counting.MatchString(after) || numbering.MatchString(before)):
			continue
		case !m.pressed && measuring.MatchString(before) && (!ranges || last > 0):
			continue
		case m.pressed && word == "" && counting.MatchString(after) && !pressing.MatchString(before):
			continue
		}
		if word != "" {
			m.key = word
		}
		if ranges {
			found[last].upTo = m.key
		}
		found = append(found, m)
	}
	return found
}

// standsAlone reports whether a digit or sign is no part of a longer number, a time, a price or a word.
func standsAlone(said string, from, to int) bool {
	before, _ := utf8.DecodeLastRuneInString(said[:from])
	after, _ := utf8.DecodeRuneInString(said[to:])
	inWord := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("$£€%_@&+", r)
	}
	if inWord(before) || inWord(after) {
		return false
	}
	digit := func(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }
	if strings.ContainsRune(".:/-–", after) && len(said) > to+utf8.RuneLen(after) {
		next, _ := utf8.DecodeRuneInString(said[to+utf8.RuneLen(after):])
		if unicode.IsDigit(next) && strings.ContainsRune(".:/", after) || unicode.IsLetter(next) && after == '-' {
			return false // "7.30", "3-day"
		}
	}
	if strings.ContainsRune(".:/", before) && from >= 2 && digit(said[from-2:]) || strings.ContainsRune("/.-", before) && from >= 2 && unicode.IsLetter(rune(said[from-2])) {
		return false // "7.3", "R-1"
	}
	// Digits that are read out one by one are a telephone number or a time: "1 7 3 7".
	return !(strings.HasPrefix(said[to:], " ") && digit(said[to+1:])) && !(strings.HasSuffix(said[:from], " ") && from >= 2 && digit(said[from-2:]))
}

// replies reports whether a number after "reply" or "say" is a key, by what follows it. A noun shows that it counts something: "say 2
// or 3 words". A number in words is a key only beside others, or before what it stands for.
func replies(inWords bool, after string) bool {
	rest := after
	for at := named.FindStringIndex(rest); at != nil && together(rest[:at[0]]); at = named.FindStringIndex(rest) {
		rest = rest[at[1]:]
	}
	return endsClause(rest) && (!inWords || len(rest) < len(after) || offering.MatchString(after))
}

// endsClause reports whether a clause ends here, or a word leads on to what a key stands for.
func endsClause(after string) bool {
	after = strings.TrimLeft(after, `"'”’)`)
	return after == "" || strings.HasPrefix(after, " {") || strings.ContainsRune(".,;:!?=", rune(after[0])) || linking.MatchString(after)
}

// linking finds a word that leads from a key to what it stands for, or to another way to answer.
var linking = regexp.MustCompile(`(?i)^ ?(?:for|if|to|when|means|is|says|or|and)\b`)

// followsOn reports whether a number in words goes on a list of keys: "two for busy", "Busy, two."
func followsOn(before, after string) bool {
	return offering.MatchString(after) && beginsClause(before) || endsClause(after) && strings.HasSuffix(before, ", ")
}

// offering finds a word that leads from a number in words to what it stands for.
var offering = regexp.MustCompile(`(?i)^ (?:for|if)\b`)

// beginsClause reports whether a clause begins here.
func beginsClause(before string) bool {
	before = strings.TrimRight(before, " ")
	return before == "" || strings.ContainsRune(".,;:!?)(\n", rune(before[len(before)-1])) || strings.HasSuffix(before, " or") || strings.HasSuffix(before, " and")
}
