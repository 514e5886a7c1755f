package e164

import (
	"slices"

	"github.com/nyaruka/phonenumbers"
)

// Zone is the number's time zone, or "" if unknown: its digits must name exactly one. Home is an ISO 3166 code. A mobile of
// that country has no zone, since its digits do not say where in the country it is.
func (n Number) Zone(home string) string {
	parsed, err := phonenumbers.Parse(n.E164(), "")
	if err != nil {
		return ""
	}
	zones, err := phonenumbers.GetTimezonesForNumber(parsed)
	if err != nil || len(zones) != 1 || zones[0] == phonenumbers.UNKNOWN_TIMEZONE {
		return ""
	}
	mobile := phonenumbers.GetNumberType(parsed) != phonenumbers.FIXED_LINE
	if mobile && phonenumbers.GetRegionCodeForNumber(parsed) == home {
		return ""
	}
	return zones[0]
}

// IsRegion reports whether this is the ISO 3166 code of a country with telephone numbers, in capitals.
func IsRegion(code string) bool { return phonenumbers.GetSupportedRegions()[code] }

// Rings reports whether the line may call the number: an ordinary one of these countries. Fraudsters earn from calls to
// premium numbers and the like.
func (n Number) Rings(countries []string) bool {
	parsed, err := phonenumbers.Parse(n.E164(), "")
	if err != nil || !phonenumbers.IsValidNumber(parsed) || !slices.Contains(countries, phonenumbers.GetRegionCodeForNumber(parsed)) {
		return false
	}
	switch phonenumbers.GetNumberType(parsed) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.VOIP:
		return true
	}
	return false
}
