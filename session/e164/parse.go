package e164

import (
	"errors"
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// The errors of Parse, for whoever typed the number. None has a digit of it, since errors may be logged.
var (
	errMissing     = errors.New("the phone number is missing; fill it in")
	errNotNumber   = errors.New("this is not a phone number; use digits, with + and the country code if it is from abroad")
	errSpreadsheet = errors.New("the spreadsheet has changed this phone number; format the column as text and type it again")
	errTooShort    = errors.New("this is too short for a phone number; give all of it, with the area code (emergency and short numbers cannot be used)")
	errTooLong     = errors.New("this is too long for a phone number; give one number, without an extension")
	errCountry     = errors.New("the country code of this phone number is missing or unknown; begin with + and the country code")
	errNoSuch      = errors.New("no phone number of its country looks like this; look for a missing or mistyped digit")
)

// calculated matches what spreadsheets make of a number: 6.42E+10 and 64211234567.0.
var calculated = regexp.MustCompile(`^\+?(\d([.,]\d*)?[eE]\+?\d+|\d+[.,]0+)$`)

// Parse reads a number as people type it: with spaces, dashes or brackets; with +64, 0064 or 64 before it; or as a number
// of region, with its leading 0 or without. Region is an ISO 3166 code in capitals, such as "NZ". Parse ignores the
// invisible marks that address books and web pages add. An error is a plain sentence that says what to do and has no
// digit of the number. Emergency and short numbers are too short. Parse takes tens of microseconds.
func Parse(s, region string) (Number, error) {
	visible := strings.TrimSpace(strings.Map(dropInvisible, s))
	if visible == "" {
		return Number{}, errMissing
	}
	if calculated.MatchString(visible) {
		return Number{}, errSpreadsheet
	}
	bare := strings.Map(dropPunctuation, visible)
	if strings.ContainsFunc(bare, notDialled) || strings.LastIndexByte(bare, '+') > 0 {
		return Number{}, errNotNumber
	}
	parsed, err := phonenumbers.Parse(bare, region)
	if err != nil {
		return Number{}, parseError(err)
	}
	if err := checkValid(parsed); err != nil {
		return Number{}, err
	}
	n, ok := FromWire(phonenumbers.Format(parsed, phonenumbers.E164))
	if !ok {
		return Number{}, errNoSuch
	}
	return n, nil
}

// parseError is the error for one of phonenumbers.Parse.
func parseError(err error) error {
	switch {
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return errTooShort
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return errTooLong
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return errCountry
	}
	return errNotNumber
}

// checkValid returns an error for a number that cannot exist.
func checkValid(number *phonenumbers.PhoneNumber) error {
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return errTooShort
	case phonenumbers.TOO_LONG:
		return errTooLong
	}
	if !phonenumbers.IsValidNumber(number) {
		return errNoSuch
	}
	return nil
}

// dropInvisible removes format characters (Cf: bidi marks, zero-width spaces, soft hyphens, byte order marks). It makes
// every space, such as U+00A0, a plain one.
func dropInvisible(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r):
		return -1
	case unicode.IsSpace(r):
		return ' '
	}
	return r
}

func dropPunctuation(r rune) rune {
	if unicode.Is(unicode.Pd, r) || strings.ContainsRune(" ()./−", r) {
		return -1
	}
	return r
}

func notDialled(r rune) bool { return r != '+' && (r < '0' || r > '9') }
