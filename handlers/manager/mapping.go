package manager

import (
	"strings"

	"coachline/handlers/manager/sheet"
)

// mapping says how the columns of a list are read. It is empty for a list without a header.
type mapping struct {
	Numbers, Names, Rules, NotRead string // headings, as a sentence has them
}

func mappingOf(columns []sheet.Column) mapping {
	headings := func(uses ...sheet.Use) string {
		var all []string
		for _, use := range uses {
			for _, c := range columns {
				if c.Use == use && c.Heading != "" {
					all = append(all, "“"+c.Heading+"”")
				}
			}
		}
		return strings.Join(all, ", ")
	}
	return mapping{
		Numbers: headings(sheet.Mobile, sheet.Phone),
		Names:   headings(sheet.Greeting, sheet.Preferred, sheet.FullName, sheet.FirstName, sheet.GivenAll, sheet.LastName),
		Rules:   headings(sheet.Consent, sheet.OptOut, sheet.Status),
		NotRead: headings(sheet.NotRead, sheet.Label, sheet.Another),
	}
}
