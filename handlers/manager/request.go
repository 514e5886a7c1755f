package manager

import (
	"regexp"
	"strings"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// request is what INVITE asks for.
type request struct {
	invite roster.Invitee
	cohort string // empty: the newest
	fault  string // what is said in place of doing it
}

var (
	// numberLike is a run of digits as people write a number.
	numberLike = regexp.MustCompile(`\+?\(?[0-9][0-9 ()./-]{4,}[0-9]`)
	// toCohort is "to Ward 4" at the end, or "in Ward 4".
	toCohort = regexp.MustCompile(`(?i)^(.*?)\b(?:to|in|for)\s+(\S.*)$`)
)

// numbered reports whether a text has somebody's number in it: not an hour, a date or a helpline's.
func (t *Texts) numbered(words string) bool {
	list, err := sheet.Read([]byte(words), t.config.Region)
	return err == nil && len(list.Usable()) > 0
}

// parse reads "021 234 567 Mere", in either order, and "to Ward 4" behind it. What may be invited is what a list may have.
func parse(rest, region string, countries []string) request {
	var asked request
	if m := toCohort.FindStringSubmatch(rest); m != nil && numberLike.MatchString(m[1]) {
		rest, asked.cohort = m[1], strings.TrimSpace(m[2])
	}
	list, err := sheet.Read([]byte(rest), region, countries...)
	switch {
	case err != nil || len(list.Lines) != 1 || list.Lines[0].Fault != nil && list.Lines[0].Fault.Kind == sheet.NoNumber:
		asked.fault = sayHow
	case list.Lines[0].Fault != nil:
		asked.fault = "Not invited: " + list.Lines[0].Fault.Sentence()
	default:
		asked.invite = roster.Invitee{Number: list.Lines[0].Number, Name: list.Lines[0].Name, First: list.Lines[0].First}
	}
	return asked
}
