package e164

import "github.com/nyaruka/phonenumbers"

// Written is the number unmasked as people of a region write it: "021 123 4567" in "NZ", "+64 21 123 4567" elsewhere, and
// "" for no number. Use it to show a number to somebody who may see it.
func (n Number) Written(region string) string {
	parsed, err := phonenumbers.Parse(n.E164(), "")
	switch {
	case err != nil:
		return n.E164() // Twilio has ranges that the library does not know
	case phonenumbers.GetRegionCodeForNumber(parsed) == region:
		return phonenumbers.Format(parsed, phonenumbers.NATIONAL)
	}
	return phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL)
}
