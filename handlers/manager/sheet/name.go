package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest full name, in characters; a first name is as long as lessons are checked with.
const maxName = 40

// name is what was found of a name: all of it, and what to greet by, which may be odd.
type name struct {
	full, first string
	odd         bool
}

// name reads the columns that the header gave to names.
func (c columns) name(cells []string) name {
	stands := func(use Use) string { return stands(cells, c.of(use)) }
	full, last := stands(FullName), stands(LastName)
	n := name{full: full, first: stands(FirstName)}
	if given := stands(GivenAll); given != "" && n.first == "" {
		n.full, n.first = cmp.Or(full, strings.TrimSpace(given+" "+last)), given
		n.first, n.odd = firstOf(given)
	}
	n.first = untitled(n.first)
	switch {
	case n.full == "":
		n.full = strings.TrimSpace(n.first + " " + last)
	case n.first != "" && oneWord(n.full) && !strings.EqualFold(n.full, n.first): // the surname's heading is only Name
		n.full = n.first + " " + n.full
	case n.first == "" && last != "" && !strings.Contains(n.full, ",") && !strings.HasSuffix(n.full, last):
		n.first, n.odd = firstOf(n.full)
		n.full += " " + last
	}
	if preferred := stands(Preferred); preferred != "" {
		if n.first == "" && n.full == last && !strings.Contains(preferred, last) {
			n.full = strings.TrimSpace(preferred + " " + last)
		}
		n.full, n.first, n.odd = cmp.Or(strings.TrimSpace(n.full), preferred), preferred, false
		if without, ok := strings.CutSuffix(preferred, " "+last); ok && last != "" {
			n.first = without
		} else if last == "" || strings.Contains(preferred, ",") {
			n.first, n.odd = firstOf(preferred)
		}
	}
	if greeting := stands(Greeting); greeting != "" {
		return name{full: cmp.Or(full, greeting), first: greeting}
	}
	if n.first == "" {
		n.first, n.odd = firstOf(n.full)
		n.odd = n.odd || full == "" && n.full != ""
	}
	return n
}

// stands is the first of these columns in which something stands.
func stands(cells []string, among []int) string {
	for _, i := range among {
		if i < len(cells) && words(cells[i]) != "" {
			return words(cells[i])
		}
	}
	return ""
}

// nameBeside looks for a name in a row without a header: the first cell that may be one, and where that is one word, another
// beside it. "Kahu, Mere 021 234 567" is a last name and a first one. An e-mail address is no name.
func nameBeside(cells []string, number find, separator string) name {
	texts, at := make([]string, len(cells)), -1
	for i := range cells {
		texts[i] = textOf(cells, i, number)
		if at < 0 && nameLike(texts[i]) {
			at = i
		}
	}
	if at < 0 {
		at = slices.IndexFunc(texts, func(text string) bool { return text != "" })
	}
	if at < 0 {
		return name{}
	}
	full := texts[at]
	if at+1 < len(cells) && familyLike(full) && at != number.cell {
		next := texts[at+1]
		if at+1 == number.cell {
			next = before(cells[at+1], number.run)
		}
		switch {
		case !nameLike(next), lower(next) && !lower(full):
		case at+2 < len(cells) && separator == "," && oneWord(next) && onlyTitles(textOf(cells, at+2, number)): // Lee, Ana, RN
			full += ", " + next
		case at+1 == number.cell && separator == ",":
			full += ", " + next
		case at+1 == number.cell && oneWord(full), oneWord(full) && oneWord(next):
			full += " " + next
		case separator == ",":
			full += ", " + next
		}
	}
	first, odd := firstOf(full)
	return name{full, first, odd || !nameLike(full)}
}

// nameLike reports whether a text may be a name: it has no digit, and a word that is neither a post nor a place.
func nameLike(text string) bool {
	return digits(text) == 0 && slices.ContainsFunc(strings.Fields(text), func(word string) bool {
		bare := strings.ToLower(strings.Trim(word, ".,()"))
		return strings.ContainsFunc(word, unicode.IsLetter) && !notNames.is(bare) && !isTitle(word)
	})
}

// onlyTitles reports whether a text is titles or posts, and nothing else.
func onlyTitles(text string) bool {
	return text != "" && !slices.ContainsFunc(strings.Fields(text), func(word string) bool { return !isTitle(word) })
}

// familyLike reports whether a text may be a family name: one word, or more after van, Te, St and the like, or before Jr.
func familyLike(text string) bool {
	parts := strings.Fields(text)
	if len(parts) == 2 && isTitle(parts[1]) {
		parts = parts[:1]
	}
	for len(parts) > 1 && families.is(strings.ToLower(parts[0])) {
		parts = parts[1:]
	}
	return len(parts) == 1
}

// lower reports whether a text begins with a small letter.
func lower(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsLower(r)
}

// unbulleted are cells without the bullet of a list before them, which may have a cell of its own.
func unbulleted(cells []string) []string {
	cells[0] = counted.ReplaceAllString(bullet.ReplaceAllString(cells[0], ""), "$1")
	if cells[0] == "" && len(cells) > 1 {
		return cells[1:]
	}
	return cells
}

// before is what stands before a number in its cell, without the label that belongs to the number.
func before(cell string, number run) string {
	return words(label.ReplaceAllString(cell[:number.from], ""))
}

func oneWord(s string) bool { return s != "" && !strings.Contains(s, " ") }

// textOf is a cell without the number in it and what belongs to that, or "" where it is something else.
func textOf(cells []string, i int, number find) string {
	cell := cells[i]
	if i == number.cell && number.run.to > 0 {
		cell = label.ReplaceAllString(cell[:number.run.from], "") + " " + cell[number.run.to:]
	} else if digits(cell) > 0 && !strings.ContainsFunc(cell, unicode.IsLetter) {
		return "" // another number, a date
	}
	return words(cell)
}

var (
	bullet  = regexp.MustCompile(`^\s*(\[[ xX✓]?\]|(?i:(full )?name|ingoa|staff):|#?\d{1,3}[.)]|#\d{1,3}|[-*•·–§▪o\x{F0B7}])(\s+|$)`)
	counted = regexp.MustCompile(`^\d{1,3}\s+(\pL)`)
	address = regexp.MustCompile(`\S*@\S*`)
	label   = regexp.MustCompile(`(?i)((^|[\s,;|(-])(mobile|mob|cellphone|cell|telephone|tel|phone|ph|txt|number|no)[.:]*|(^|\s)[mpt]:)\s*$`)
)

// words tidies a name: nothing around it, one space between its words, no quotation mark without its partner.
func words(s string) string {
	s = strings.TrimFunc(address.ReplaceAllString(s, " "), around)
	if marks(s)%2 == 1 {
		s = strings.ReplaceAll(s, `"`, "")
	}
	if strings.Count(s, "(") != strings.Count(s, ")") || strings.HasPrefix(s, "(") {
		s = strings.NewReplacer("(", "", ")", "").Replace(s)
	}
	s = strings.Join(strings.Fields(strings.TrimFunc(s, around)), " ")
	return norm.NFC.String(s) // what stood apart may now be one letter
}

// around reports whether a character may stand around a name, and does not belong to it. Of (nights) both marks are kept.
func around(r rune) bool {
	return strings.ContainsRune(` ,;:|[]<>"“”-/`, r) || unicode.Is(unicode.Pd, r)
}

// isTitle reports whether a word is a title, or the letters of a post in capitals.
func isTitle(word string) bool {
	bare := strings.ReplaceAll(strings.Trim(word, ".,()"), ".", "")
	return titles.is(strings.ToLower(strings.ReplaceAll(bare, "/", " "))) ||
		bare == strings.ToUpper(bare) && roles.is(strings.ToLower(bare))
}

// untitled is a name without titles before it. An emoji is taken for one.
func untitled(full string) string {
	parts := strings.Fields(full)
	for len(parts) > 1 && (isTitle(parts[0]) || !strings.ContainsFunc(parts[0], unicode.IsLetter)) {
		parts = parts[1:]
	}
	return strings.Join(parts, " ")
}

// firstOf is the first name of a full one, and whether it may be something else. "Kahu, Mere" is turned round.
func firstOf(full string) (first string, odd bool) {
	before, given, turned := strings.Cut(full, ", ")
	if given, _, _ = strings.Cut(given, ", "); turned && !nameLike(given) {
		given, turned = before, false // Mere Kahu, RN
	} else if !turned {
		given = full
	}
	parts := strings.Fields(untitled(given))
	if len(parts) == 0 {
		return full, true
	}
	beginning := strings.ToLower(parts[0])
	switch {
	case len(parts) == 1 && addresses.is(strings.ToLower(strings.Trim(strings.Fields(given)[0], "."))) && !turned: // Mrs Smith
		odd = true
	case !turned && len(parts) > 2 && surnames.is(beginning) && families.is(strings.ToLower(parts[1])): // De La Cruz Maria
		parts, odd = parts[len(parts)-1:], true
	case !turned && len(parts) > 2 && surnames.is(beginning): // Mac Donald Ian, Du Plessis Anna
		parts, odd = parts[2:], true
	case !turned && capitals(parts[0]) && len(parts) > 1 && !capitals(parts[1]): // KAHU Mere
		parts, odd = parts[1:], true
	case !turned && lower(parts[0]) && families.is(parts[0]): // van der Berg Anna
		for len(parts) > 1 && families.is(strings.ToLower(parts[0])) {
			parts = parts[1:]
		}
		parts, odd = parts[min(1, len(parts)-1):], true
	case joined.is(strings.ToLower(parts[0])) && len(parts) > 1:
		parts = []string{parts[0] + " " + parts[1]}
	}
	first = words(parts[0])
	bare := strings.ToLower(strings.Trim(first, ".,()"))
	odd = odd || several.MatchString(untitled(given)) || isTitle(first) || notNames.is(bare) || halves.is(bare) ||
		utf8.RuneCountInString(bare) == 1 || lower(first) && !lower(full)
	return first, odd
}

// several matches a name of more than one person.
var several = regexp.MustCompile(`(?i)\s(&|\+|and|me)\s+\pL|\pL/\pL{3,}`)

// capitals reports whether a word of three letters or more is written in capitals, as some lists write family names.
func capitals(word string) bool {
	return utf8.RuneCountInString(word) > 2 && word == strings.ToUpper(word) && word != strings.ToLower(word) && !isTitle(word)
}
