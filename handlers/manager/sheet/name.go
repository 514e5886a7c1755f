package sheet

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// maxName is the longest full name, in characters; a first name is as long as lessons are checked with.
const maxName = 40

// name is what was found of a name: all of it, and what to greet by.
type name struct{ full, first string }

// name reads the columns that the header gave to names.
func (c columns) name(cells []string) name {
	full, first, last := stands(cells, c.full), stands(cells, c.first), stands(cells, c.last)
	if preferred := stands(cells, c.preferred); preferred != "" {
		first = preferred
	}
	switch {
	case full == "" && first == "":
		return name{last, last}
	case full == "":
		return name{strings.TrimSpace(first + " " + last), first}
	case first == "":
		return name{full, firstOf(full)}
	}
	return name{full, first}
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

// nameBeside looks for a name in a row without a header: the first cell with something other than a number, and where that
// is one word, another beside it. "Kahu, Mere 021 234 567" is a last name and a first one. An e-mail address is no name.
func nameBeside(cells []string, number find) name {
	for i := range cells {
		full := textOf(cells, i, number)
		if full == "" {
			continue
		}
		if i+1 < len(cells) && oneWord(full) && i != number.cell {
			if i+1 == number.cell {
				if first := before(cells[i+1], number.run); first != "" {
					full += ", " + first
				}
			} else if last := textOf(cells, i+1, number); oneWord(last) {
				full += " " + last
			}
		}
		return name{full, firstOf(full)}
	}
	return name{}
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
	bullet  = regexp.MustCompile(`^\s*(\d{1,2}[.)]|[-*•·–])\s+`)
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

// titles stand before a name, and are not what to greet by.
var titles = map[string]bool{
	"dr": true, "mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "prof": true, "professor": true, "rev": true,
	"matua": true, "whaea": true,
}

// firstOf is the first name of a full one: "Kahu, Mere" is turned round.
func firstOf(full string) string {
	if _, after, turned := strings.Cut(full, ", "); turned {
		full = after
	}
	parts := strings.Fields(full)
	for len(parts) > 1 && (titles[strings.ToLower(strings.Trim(parts[0], ".,"))] || !strings.ContainsFunc(parts[0], unicode.IsLetter)) {
		parts = parts[1:] // a title, or an emoji
	}
	if len(parts) == 0 {
		return full
	}
	return words(parts[0])
}

// link matches what a phone would make a link of.
var link = regexp.MustCompile(`(?i)https?\b|www\.|//|[\pL\d]\.(co|com|net|org|nz|au|uk|us|io|me|ly|gl|info|link|xyz|app|biz|site|online|shop|top|ru|cn)([^\pL]|$)`)

// fault is why a name cannot stand in a text, or "".
func (n name) fault() Kind {
	switch {
	case n.full == "":
		return ""
	case cellError.MatchString(n.full):
		return CellError
	case longRun(n.full):
		return ManyNumbers
	case link.MatchString(n.full + " " + n.first):
		return LinkName
	case strings.ContainsFunc(n.full+n.first, foreignToNames), formulaInside.MatchString(n.full):
		return BadName
	case !strings.ContainsFunc(n.full, unicode.IsLetter), !strings.ContainsFunc(n.first, unicode.IsLetter):
		return NoLetters
	case len([]rune(n.full)) > maxName || len([]rune(n.first)) > dialogue.MaxName:
		return LongName
	}
	return ""
}

// formulaInside matches what a spreadsheet in which semicolons part cells could calculate.
var formulaInside = regexp.MustCompile(`[;|]\s*[=+@＝＋＠-]`)

// foreignToNames are control characters, what a file in another encoding leaves, and what templates are written with.
func foreignToNames(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune("{}<>", r)
}

func (n name) notes() []Note {
	switch {
	case n.full == "":
		return []Note{NoName}
	case len(sms.Foreign(n.first)) > 0:
		return []Note{CostsMore}
	}
	return nil
}
