package sheet

import (
	"slices"
	"strings"
	"unicode"
)

// Use is what a column is used for. The names may be stored.
type Use string

// The uses of columns.
const (
	NotRead   Use = ""
	Mobile    Use = "mobile"
	Phone     Use = "phone" // looked at where there is no mobile
	FullName  Use = "name"
	FirstName Use = "first"
	GivenAll  Use = "given" // all given names; the first one greets
	LastName  Use = "last"
	Preferred Use = "preferred"
	Greeting  Use = "greeting" // used as it stands
	Consent   Use = "consent"  // only who says yes is invited
	OptOut    Use = "opt-out"  // who says anything but no is left out
	Status    Use = "status"   // who has left, or is away, is left out
	Label     Use = "label"    // says what the number in the next column is
	Another   Use = "another"  // somebody else's; never read
	// PassedOver is a column of consent, opt-outs or status that a manager says is not to be read.
	PassedOver Use = "passed-over"
)

// Column is a column of a list.
type Column struct {
	Heading string
	Use     Use
	Own     Use      // what the heading says
	Others  bool     // its heading speaks of somebody else, so that it cannot be chosen
	Cells   []string // of the first lines, cut to a length that can be shown
}

// columns are those that the header names; none where there is no header.
type columns []Column

// of are the columns of these uses, in order.
func (c columns) of(uses ...Use) (all []int) {
	for i := range c {
		if slices.Contains(uses, c[i].Use) {
			all = append(all, i)
		}
	}
	return all
}

func (c columns) has(uses ...Use) bool { return len(c.of(uses...)) > 0 }

// known reports whether the header told anything.
func (c columns) known() bool { return len(c) > 0 }

func (c columns) named() bool {
	return c.has(FullName, FirstName, GivenAll, LastName, Preferred, Greeting)
}

// numbers are the columns of a row in which to look for the number, one group after the other: mobiles before telephones.
func (c columns) numbers(cells []string) (groups [][]int) {
	if !c.known() {
		all := make([]int, len(cells))
		for i := range all {
			all[i] = i
		}
		return [][]int{all}
	}
	var mobile, phone []int
	for i := range min(len(c), len(cells)) {
		switch c.useIn(cells, i) {
		case Mobile:
			mobile = append(mobile, i)
		case Phone:
			phone = append(phone, i)
		}
	}
	for _, group := range [][]int{mobile, phone} {
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	return groups
}

// useIn is the use of a column in one row: a label before it may say that the number is a mobile, or somebody else's.
func (c columns) useIn(cells []string, i int) Use {
	if c[i].Use != Phone && c[i].Use != Mobile || i == 0 || c[i-1].Use != Label {
		return c[i].Use
	}
	switch label := wordsOf(cells[i-1]); {
	case otherPeople.in(label):
		return Another
	case mobiles.in(label):
		return Mobile
	}
	return c[i].Use
}

// unread are the cells in which a name may stand that no heading tells of: those that are not read, and the number's. Others are
// empty, such as that of a manager's name.
func (c columns) unread(cells []string, number int) []string {
	if !c.known() {
		return cells
	}
	some := make([]string, len(cells))
	for i, cell := range cells {
		free := i >= len(c) || c[i].Use == NotRead && strings.ContainsFunc(cell, unicode.IsLetter)
		if free || i == number {
			some[i] = cell
		}
	}
	return some
}

// readHeader reports whether cells are a header, and what its columns are. A header has a heading of a name or a number, and no
// number, so that nobody is taken for one.
func readHeader(cells []string) (columns, bool) {
	if slices.ContainsFunc(cells, func(cell string) bool { return digits(cell) > 4 }) {
		return nil, false
	}
	if len(cells) == 1 {
		for _, word := range strings.Fields(plain(cells[0])) {
			switch useOf(wordsOf(word)) {
			case Mobile, Phone, FullName, FirstName, LastName, Preferred:
			default:
				return nil, false
			}
		}
		return nil, true
	}
	all, sure := make(columns, len(cells)), false
	for i, cell := range cells {
		words := wordsOf(plain(cell))
		all[i] = Column{Heading: plain(cell), Use: useOf(words)}
		all[i].Others = all[i].Use == Another && otherPeople.in(words)
		switch all[i].Use {
		case NotRead, Status, Consent, OptOut:
		case Another:
			sure = sure || mobiles.in(words) || phones.in(words)
		default:
			sure = true
		}
	}
	if !sure {
		return nil, false
	}
	all.label()
	all.contacts()
	for i := range all {
		all[i].Own = all[i].Use
	}
	return all, true
}

// useOf is the use that a heading alone suggests.
func useOf(words []string) Use {
	asked := texts.in(words) && slices.Contains(words, "number") // what number should we text?
	number := (mobiles.in(words) || phones.in(words) || numberAlone.is(words...) || asked) && !notNumbers.in(words)
	switch {
	case greetedAs.is(words...):
		return Greeting
	case optOuts.in(words) && !leaveCounts.in(words):
		return OptOut
	case consents.in(words) && !consentNotes.in(words):
		return Consent
	case slices.Contains(words, "label") && phones.in(words), slices.Contains(words, "type") && phones.in(words):
		return Label
	case contactWays.in(words):
		return Status
	case nameUse(words) == LastName: // ingoa whānau
		return LastName
	case otherPeople.in(words):
		return Another
	case nameUse(words) != NotRead:
		return nameUse(words)
	case number && unclear(words):
		return Another
	case number && mobiles.in(words), texting.is(words...):
		return Mobile
	case number:
		return Phone
	case statuses.in(words) && !leaveCounts.in(words):
		return Status
	}
	return NotRead
}

// unclear reports whether a heading over numbers has a word that may say whose they are.
func unclear(words []string) bool {
	return slices.ContainsFunc(words, func(word string) bool { return !numberFillers.is(word) })
}

// nameUse is the use of a heading that has no other words than those of names.
func nameUse(words []string) Use {
	var first, last, preferred, name, people bool
	for _, w := range words {
		switch {
		case firstWords.is(w):
			first = true
		case lastWords.is(w):
			last = true
		case preferredWords.is(w):
			preferred = true
		case nameWords.is(w):
			name = true
		case peopleWords.is(w):
			people = true
		case !fillers.is(w):
			return NotRead
		}
	}
	switch {
	case preferred && !last && (name || first || !people):
		return Preferred
	case first && last:
		return FullName
	case first && (slices.Contains(words, "names") || slices.Contains(words, "forenames") || slices.Contains(words, "s")):
		return GivenAll
	case first:
		return FirstName
	case last && !name && (slices.Contains(words, "whānau") || len(words) > 1 && slices.Contains(words, "family")):
		return NotRead // the family, such as a family contact
	case last:
		return LastName
	case name, people && !slices.Equal(words, []string{"contact"}):
		return FullName
	}
	return NotRead
}

// label keeps only labels that stand before a number.
func (c columns) label() {
	for i := range c {
		if c[i].Use == Label && (i+1 == len(c) || c[i+1].Use != Phone) {
			c[i].Use = NotRead
		}
	}
}

func digits(s string) (n int) {
	for _, r := range s {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

// texting makes consent of columns such as SMS under which no number stands, but words such as yes.
func (c columns) texting(rows []row) {
	for i := range c {
		numbers, words := false, false
		for _, row := range rows {
			if c[i].Use == Mobile && texting.is(wordsOf(c[i].Heading)...) && i < len(row.cells) {
				numbers = numbers || longRun(plain(row.cells[i]))
				words = words || hasWord(plain(row.cells[i]))
			}
		}
		if words && !numbers {
			c[i].Use, c[i].Own = Consent, Consent
		}
	}
}
