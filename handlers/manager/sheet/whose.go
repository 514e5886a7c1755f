package sheet

import (
	"slices"
	"strings"
)

// Whose numbers and names a header has, by the columns beside a column and the row above.

// contacts finds columns whose headings do not say who they are about, beside such that are about somebody else. "Contact
// number" beside "Contact name" and "Employee" is somebody else's; so may be "Phone" right of "Next of kin".
func (c columns) contacts() {
	contactName := func(i int) bool {
		words := wordsOf(c[i].Heading)
		return c[i].Use == FullName && slices.Contains(words, "contact")
	}
	var own, theirs bool
	for i := range c {
		theirs = theirs || contactName(i) || slices.Contains(wordsOf(c[i].Heading), "relationship")
		own = own || !contactName(i) && slices.Contains([]Use{FullName, FirstName, GivenAll}, c[i].Use)
	}
	for i := range c {
		if words := wordsOf(c[i].Heading); own && theirs && len(words) > 0 && words[0] == "contact" {
			c[i].Use = Another
		}
	}
	for _, i := range c.doubtful() {
		c[i].Use = Another
	}
}

// doubtful are columns of numbers and names that go on from a column that names somebody else.
func (c columns) doubtful() (all []int) {
	after, own := false, false
	for i := range c {
		words := wordsOf(c[i].Heading)
		person := slices.Contains([]Use{FullName, FirstName, GivenAll, LastName, Preferred, Greeting}, c[i].Use)
		switch {
		case c[i].Use == Another:
			after = !mobiles.in(words) && !phones.in(words)
		case person && !own, owned.in(words):
			after = false
		case after && (person || c[i].Use == Mobile || c[i].Use == Phone):
			all = append(all, i)
		case !blockWords.in(words):
			after = false
		}
		own = own || person
	}
	return all
}

// unsure reports whether it is not sure which numbers are the people's own: no column has them for sure, and numbers stand in
// one that nobody has named or that may be somebody else's; or two headings of numbers are the same.
func (c columns) unsure(rows []row) bool {
	if !c.known() {
		return false
	}
	seen := make(map[string]bool)
	for _, i := range c.of(Mobile, Phone) {
		heading := strings.ToLower(c[i].Heading)
		if seen[heading] && !(i > 0 && c[i-1].Use == Label) {
			return true
		}
		seen[heading] = true
	}
	if len(seen) > 0 {
		return false
	}
	for _, row := range rows {
		for i, cell := range row.cells[:min(len(row.cells), len(c))] {
			other := c[i].Use == Another && otherPeople.in(wordsOf(c[i].Heading))
			if !other && (c[i].Use == NotRead || c[i].Use == Another) && longRun(plain(cell)) {
				return true
			}
		}
	}
	return false
}

// under closes the columns below a heading of several that speaks of somebody else, such as "Next of kin" above Name and Phone.
func (c columns) under(above []string) {
	if len(above) != len(c) {
		return
	}
	heading := ""
	for i := range c {
		if plain(above[i]) != "" {
			heading = plain(above[i])
		}
		if otherPeople.in(wordsOf(heading)) {
			c[i] = Column{Heading: strings.TrimSpace(heading + " " + c[i].Heading), Use: Another, Own: Another, Others: true}
		}
	}
}
