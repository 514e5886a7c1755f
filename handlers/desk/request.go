package desk

import (
	"regexp"
	"strings"

	"coachline/session/e164"
)

// request is what INVITE asks for.
type request struct {
	number e164.Number
	name   string
	cohort string // empty: the newest
	fault  string // what is said in place of doing it
}

var (
	// numberLike is a run of digits as people write a number.
	numberLike = regexp.MustCompile(`\+?\(?[0-9][0-9 ()./-]{4,}[0-9]`)
	// toCohort is "to Ward 4" at the end.
	toCohort = regexp.MustCompile(`(?i)^(.*?)\bto\s+(\S.*)$`)
)

// parse reads "021 234 567 Mere", in either order, and "to Ward 4" behind it.
func parse(rest, region string) request {
	var asked request
	if m := toCohort.FindStringSubmatch(rest); m != nil && numberLike.MatchString(m[1]) {
		rest, asked.cohort = m[1], strings.TrimSpace(m[2])
	}
	found := numberLike.FindAllStringIndex(rest, -1)
	if len(found) != 1 {
		asked.fault = sayHow
		return asked
	}
	at := found[0]
	number, err := e164.Parse(rest[at[0]:at[1]], region)
	if err != nil {
		asked.fault = "Not invited: " + err.Error() + "."
		return asked
	}
	asked.number = number
	asked.name = strings.Trim(strings.Join(strings.Fields(rest[:at[0]]+" "+rest[at[1]:]), " "), " ,;:=-")
	return asked
}
