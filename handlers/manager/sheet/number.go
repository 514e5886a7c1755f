package sheet

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"coachline/session/e164"
)

// dialling is what a number is read by.
type dialling struct {
	region    string
	countries []string
}

// find is what was found of a number in the cells of a row: a number that can be texted, or a fault.
type find struct {
	number e164.Number
	fault  Kind
	notes  []Note
	cell   int
	run    run
}

// maxFinds is how many numbers of a row are looked at; with more it is no row of one person.
const maxFinds = 8

// telling are faults with the one that helps the most first.
var telling = []Kind{
	ManyNumbers, AnotherS, Rounded, Extension, Landline, Abroad, TooLong, NoSuch, Special, TooShort, CellError, NotNumber, NoNumber,
}

// search looks for the one number in some cells of a row. Besides one that can be texted, others do not count.
func (d dialling) search(cells []string, among []int) find {
	best, looked := find{fault: NoNumber, cell: -1}, 0
	for _, i := range among {
		for _, f := range d.finds(cells[i]) {
			if looked++; looked > maxFinds {
				return find{fault: ManyNumbers, cell: i}
			}
			f.cell = i
			best = better(best, f)
		}
	}
	return best
}

func better(a, b find) find {
	switch {
	case a.fault == "" && b.fault == "" && a.number != b.number:
		return find{fault: ManyNumbers, cell: a.cell}
	case a.fault == "" || a.fault == ManyNumbers && b.fault == "":
		return a
	case b.fault == "" || slices.Index(telling, b.fault) < slices.Index(telling, a.fault):
		return b
	}
	return a
}

// What spreadsheets put in the place of a number: 6.42E+10 and 64211234567.0, and their errors.
var (
	rounded   = regexp.MustCompile(`(^|[\s,;|])\+?(\d+([.,]\d*)?[eE]\+?\d{1,2}|\d{7,}[.,]0+)($|[\s,;|])`)
	cellError = regexp.MustCompile(`(?i)^#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA|FIELD!|#+)$`)
	extension = regexp.MustCompile(`(?i)^\s*[;,(]?\s*(x|ext\.?|extn\.?|extension|#)\s*[=:]?\s*\d+\b`)
)

var powerForm = regexp.MustCompile(`^\+?(\d)[.,](\d{7,14})[eE]\+?(\d{1,2})$`)

// power is the whole number of a cell such as 6.4211234561E10, or "" where it is something else or digits are missing.
func power(cell string) string {
	m := powerForm.FindStringSubmatch(cell)
	if m == nil || strconv.Itoa(len(m[2])) != strings.TrimLeft(m[3], "0") {
		return ""
	}
	return m[1] + m[2]
}

// finds are all numbers of a cell, usable or not.
func (d dialling) finds(cell string) []find {
	switch {
	case cell == "":
		return nil
	case cellError.MatchString(cell):
		return []find{{fault: CellError}}
	case power(cell) == "" && rounded.MatchString(cell):
		return []find{{fault: Rounded}}
	}
	if exact := power(cell); exact != "" {
		f := d.read(exact, run{digits: len(exact)})
		f.notes = append(f.notes, AsPower)
		return []find{f}
	}
	var all []find
	for _, r := range runs(cell) {
		f := d.read(cell[r.from:r.to], r)
		if extension.MatchString(cell[r.to:]) {
			f = find{fault: Extension}
		}
		f.run = r
		all = append(all, f)
		if len(all) > maxFinds {
			break
		}
	}
	return all
}

// What may stand before a number and behind it, and does not belong to it: a single digit before one that begins with 0 or +, as in
// "Ward 4 021 234 561", and a number in brackets.
var (
	numbered = regexp.MustCompile(`^[1-9][ .)-]+\(?([0+])`)
	hours    = regexp.MustCompile(`\s+\(\d{1,4}([-/.]\d{1,4})?\)?$`)
)

// read reads one run.
func (d dialling) read(typed string, r run) find {
	switch {
	case r.glued:
		return find{fault: NotNumber}
	case numbered.MatchString(typed): // Ward 4 021 234 561
		return d.read(numbered.ReplaceAllString(typed, "$1"), run{digits: r.digits - 1})
	case hours.MatchString(typed): // 021 234 561 (24/7)
		return d.read(hours.ReplaceAllString(typed, ""), run{digits: r.digits - digits(hours.FindString(typed))})
	case r.digits < numberRun:
		return find{fault: d.short(typed)}
	case r.digits > maxRun:
		return find{fault: d.long(typed)}
	}
	number, err := e164.Parse(typed, d.region)
	if err != nil {
		return find{fault: d.unread(typed)}
	}
	return d.texted(number, typed)
}

// short is a number that e164 refuses for its length: one to ring for help, a service, or a piece of one.
func (d dialling) short(typed string) Kind {
	bare := strings.Map(onlyDigits, typed)
	if len(bare) <= 4 && bare[0] != '0' || phonenumbers.IsEmergencyNumber(bare, d.region) {
		return Special
	}
	return TooShort
}

// long tells two numbers in one run from one that is too long.
func (d dialling) long(typed string) Kind {
	if len(typed) > 4*maxRun {
		return TooLong
	}
	for i, r := range typed {
		if !between(r) {
			continue
		}
		_, before := e164.Parse(typed[:i], d.region)
		_, after := e164.Parse(strings.TrimLeft(typed[i:], " -/.)"), d.region)
		if before == nil && after == nil {
			return ManyNumbers
		}
	}
	return TooLong
}

// unread is why e164.Parse refused a run.
func (d dialling) unread(typed string) Kind {
	parsed, err := phonenumbers.Parse(typed, d.region)
	switch {
	case errors.Is(err, phonenumbers.ErrTooShortNSN), errors.Is(err, phonenumbers.ErrTooShortAfterIDD):
		return TooShort
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return TooLong
	case err != nil:
		return NoSuch
	}
	switch phonenumbers.IsPossibleNumberWithReason(parsed) {
	case phonenumbers.TOO_SHORT, phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return TooShort
	case phonenumbers.TOO_LONG:
		return TooLong
	}
	return NoSuch
}

// texted reports whether a number can be texted. In some countries, such as the United States, numbers do not tell a
// mobile from a landline; there it can.
func (d dialling) texted(n e164.Number, typed string) find {
	parsed, err := phonenumbers.Parse(n.E164(), "")
	if err != nil {
		return find{fault: NoSuch}
	}
	switch phonenumbers.GetNumberType(parsed) {
	case phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE:
	case phonenumbers.FIXED_LINE, phonenumbers.VOIP, phonenumbers.PERSONAL_NUMBER:
		return find{fault: Landline}
	default:
		return find{fault: Special}
	}
	country := phonenumbers.GetRegionCodeForNumber(parsed)
	if len(d.countries) > 0 && !slices.Contains(d.countries, country) {
		return find{fault: Abroad}
	}
	f := find{number: n}
	if country != d.region {
		f.notes = append(f.notes, FromAbroad)
	} else if d.lostZero(parsed, typed) {
		f.notes = append(f.notes, LostZero)
	}
	return f
}

// lostZero reports whether a number of region was given without the 0 that it is dialled with there.
func (d dialling) lostZero(parsed *phonenumbers.PhoneNumber, typed string) bool {
	return phonenumbers.GetNddPrefixForRegion(d.region, true) == "0" &&
		strings.Map(onlyDigits, typed) == phonenumbers.GetNationalSignificantNumber(parsed)
}

func onlyDigits(r rune) rune {
	if digit(r) {
		return r
	}
	return -1
}
