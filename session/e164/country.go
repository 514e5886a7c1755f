package e164

import (
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Zone is the number's time zone, or "" if unknown: its digits must name exactly one. Home is an ISO 3166 code. A mobile of
// that country has no zone, since its digits do not say where in the country it is.
func (n Number) Zone(home string) string {
	if n.IsZero() {
		return ""
	}
	zones, err := phonenumbers.GetTimezonesForPrefix(n.E164())
	if err != nil || len(zones) != 1 || zones[0] == phonenumbers.UNKNOWN_TIMEZONE {
		return ""
	}
	parsed := n.parsed()
	mobile := phonenumbers.GetNumberType(parsed) != phonenumbers.FIXED_LINE
	if mobile && phonenumbers.GetRegionCodeForNumber(parsed) == home {
		return ""
	}
	return zones[0]
}

// parsed is n as package phonenumbers has it. Its Parse gives the same, and costs as much as half a turn.
func (n Number) parsed() *phonenumbers.PhoneNumber {
	digits := n.E164()[1:]
	code := countryCode(digits)
	country, _ := strconv.ParseInt(digits[:code], 10, 32)
	national, _ := strconv.ParseUint(digits[code:], 10, 64)
	parsed := &phonenumbers.PhoneNumber{CountryCode: new(int32(country)), NationalNumber: &national}
	if zeros := len(digits[code:]) - len(strings.TrimLeft(digits[code:], "0")); zeros > 0 { // as in Italy
		parsed.ItalianLeadingZero, parsed.NumberOfLeadingZeros = new(true), new(int32(zeros))
	}
	return parsed
}

// IsRegion reports whether this is the ISO 3166 code of a country with telephone numbers, in capitals.
func IsRegion(code string) bool { return phonenumbers.GetSupportedRegions()[code] }

// In reports whether the number is of one of these countries, which are ISO 3166 codes in capitals. Where its digits do not say
// which of several countries with one country code it is of, it is of each of them.
func (n Number) In(countries []string) bool {
	if n.IsZero() {
		return false
	}
	parsed := n.parsed()
	if region := phonenumbers.GetRegionCodeForNumber(parsed); region != "" {
		return slices.Contains(countries, region)
	}
	return slices.ContainsFunc(countries, func(country string) bool {
		return int32(phonenumbers.GetCountryCodeForRegion(country)) == parsed.GetCountryCode()
	})
}

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
