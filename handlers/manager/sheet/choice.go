package sheet

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
)

// Choices are the uses that a manager may choose for a column, besides NotRead.
var Choices = []Use{Mobile, Phone, FullName, FirstName, GivenAll, LastName, Preferred, Greeting, Consent, OptOut, Status}

// maxShown is how many cells of a column are shown where it is chosen.
const maxShown = 3

// choose are the columns as a manager says that they are, or none where the choice is of other headings. A column about somebody
// else stays unread, whatever was chosen: a tick is pressed in passing, and the wrong person is texted. Who means it gives the
// column another heading in the list.
func (c columns) choose(by []Column) columns {
	if len(c) == 0 || len(by) != len(c) {
		return nil
	}
	chosen := slices.Clone(c)
	for i := range c {
		own, use := c[i].Own, by[i].Use
		switch {
		case !strings.EqualFold(by[i].Heading, c[i].Heading):
			return nil
		case c[i].Others, use == NotRead && (own == Label || own == Another):
		case use == NotRead && (own == Consent || own == OptOut || own == Status):
			chosen[i].Use = PassedOver
		case use == NotRead || slices.Contains(Choices, use):
			chosen[i].Use = use
		}
	}
	return chosen
}

// unnamed are the columns of a list without a header, if its lines have the same number of cells. A line of one cell was typed
// by hand.
func unnamed(rows []row) columns {
	width := 1
	for _, row := range rows {
		switch n := len(row.cells); {
		case row.broken, n == 1, n == width:
		case width == 1:
			width = n
		default:
			return nil
		}
	}
	if width == 1 {
		return nil
	}
	return make(columns, width)
}

// show adds the first cells of each column, as they are shown beside it.
func (c columns) show(rows []row) {
	for i := range c {
		c[i].Cells = nil
		for _, row := range rows {
			if i < len(row.cells) && len(row.cells) > 1 && len(c[i].Cells) < maxShown {
				c[i].Cells = append(c[i].Cells, cut(plain(row.cells[i])))
			}
		}
	}
}

// unchosen takes the numbers' columns away, so that a manager says which they are.
func (c columns) unchosen() columns {
	c = slices.Clone(c)
	for i := range c {
		if c[i].Use == Mobile || c[i].Use == Phone {
			c[i].Use = NotRead
		}
	}
	return c
}

// idOf is what a line is known by when it is let in: the same words again are the same line, wherever they stand.
func idOf(raw string) string {
	sum := sha256.Sum256([]byte(raw))
	return hex.EncodeToString(sum[:8])
}
