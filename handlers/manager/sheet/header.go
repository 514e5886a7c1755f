package sheet

import (
	"slices"
	"strings"
	"unicode"
)

// columns are where the header says that things are; none where it does not.
type columns struct {
	mobile, phone     []int
	full, first, last []int
	preferred         []int // first names that people go by
}

// noColumns is what is known of a list without a header.
var noColumns columns

// numbers are the columns of n in which to look for the number, one group after the other.
func (c columns) numbers(n int) (groups [][]int) {
	for _, group := range [][]int{c.mobile, c.phone} {
		group = slices.DeleteFunc(slices.Clone(group), func(i int) bool { return i >= n })
		if len(group) > 0 {
			groups = append(groups, group)
		}
	}
	if len(c.mobile)+len(c.phone) > 0 {
		return groups
	}
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return [][]int{all}
}

// known reports whether the header told anything.
func (c columns) known() bool { return len(c.mobile)+len(c.phone) > 0 || c.named() }

func (c columns) named() bool {
	return len(c.full)+len(c.first)+len(c.last)+len(c.preferred) > 0
}

// headings are the usual words for a column, in small letters and with nothing between them.
var headings = map[string]func(c *columns) *[]int{}

func init() {
	mobile := func(c *columns) *[]int { return &c.mobile }
	phone := func(c *columns) *[]int { return &c.phone }
	full := func(c *columns) *[]int { return &c.full }
	first := func(c *columns) *[]int { return &c.first }
	preferred := func(c *columns) *[]int { return &c.preferred }
	last := func(c *columns) *[]int { return &c.last }
	for _, h := range []struct {
		column func(c *columns) *[]int
		words  string
	}{
		{mobile, "mobile mobilenumber mobilephone mobilephonenumber mobileno mob mobno cell cellphone cellnumber cellphonenumber"},
		{mobile, "cellno sms text txt textnumber handphone waeapūkoro pūkoro"},
		{phone, "phone phonenumber phoneno telephone telephonenumber telephoneno tel telno ph phno number num contactnumber"},
		{phone, "contactno contactphone phonevalue homephone workphone businessphone primaryphone waea namawaea"},
		{full, "name names fullname displayname employeename staffname staffmember contactname participant participantname"},
		{full, "learner learnername person employee ingoa"},
		{first, "firstname first givenname given forename fname ingoatuatahi"},
		{preferred, "preferredname preferredfirstname knownas nickname"},
		{last, "lastname last surname familyname family lname ingoawhānau"},
	} {
		for word := range strings.FieldsSeq(h.words) {
			headings[word] = h.column
		}
	}
}

// readHeader reports whether cells are a header, and where it says that things are. A header has one of the usual words
// and no number, so that nobody is taken for one.
func readHeader(cells []string) (c columns, ok bool) {
	if slices.ContainsFunc(cells, func(cell string) bool { return digits(cell) > 4 }) {
		return c, false
	}
	if len(cells) == 1 {
		words := strings.Fields(plain(cells[0]))
		return c, !slices.ContainsFunc(words, func(word string) bool { return heading(word) == nil })
	}
	for i, cell := range cells {
		if column := heading(plain(cell)); column != nil {
			*column(&c) = append(*column(&c), i)
			ok = true
		}
	}
	return c, ok
}

func heading(cell string) func(*columns) *[]int {
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, cell)
	for _, end := range []string{"mobile", "mobilenumber", "mobilephone", "cellphone"} {
		if strings.HasSuffix(word, end) {
			return headings["mobile"]
		}
	}
	return headings[word]
}

func digits(s string) (n int) {
	for _, r := range s {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}
