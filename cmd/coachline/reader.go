package main

import (
	"fmt"
	"maps"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"coachline/scripts/dialogue"
	"coachline/scripts/holidays"
	"coachline/scripts/nlu"
	"coachline/session/e164"
)

// reader reads the environment and collects what is wrong with it, and the names that were read.
type reader struct {
	env    map[string]string
	names  map[string]bool // read so far: value adds them
	faults []string
}

// settingPrefix begins the name of a setting that lessons declare.
const settingPrefix = "COACHLINE_SETTING_"

func newReader(environ []string) *reader {
	r := &reader{env: make(map[string]string, len(environ)), names: map[string]bool{}}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		r.env[name] = strings.TrimSpace(value)
	}
	return r
}

// fault notes what is wrong with a setting and what to do, once. It quotes nothing of a secret.
func (r *reader) fault(name, format string, args ...any) {
	if said := name + ": " + fmt.Sprintf(format, args...); !slices.Contains(r.faults, said) {
		r.faults = append(r.faults, said)
	}
}

// raw is a setting as it is, "" if it is not set.
func (r *reader) raw(name string) string {
	r.names[name] = true
	return r.env[name]
}

// value is a setting that programs read, "" if it is not set. Quotation marks and characters that nobody sees are faults: they
// come along when a value is copied from a page or a shell's file. The value is read on without them.
func (r *reader) value(name string) string {
	v := r.raw(name)
	if clean := strings.Map(dropUnseen, v); clean != v {
		r.fault(name, "it has characters that cannot be seen, such as a line end in the middle: type it again")
		v = strings.TrimSpace(clean)
	}
	if clean := strings.Trim(v, quotationMarks); clean != v {
		r.fault(name, "take the quotation marks away: docker --env-file keeps them")
		v = strings.TrimSpace(clean)
	}
	return v
}

// quotationMarks are those that files, shells and word processors put around a value.
const quotationMarks = "\"'`´‘’‚‛“”„‟«»‹›"

// dropUnseen removes control characters and marks of no width.
func dropUnseen(c rune) rune {
	if unicode.Is(unicode.Cc, c) || unicode.Is(unicode.Cf, c) || c == utf8.RuneError {
		return -1
	}
	return c
}

func (r *reader) or(name, otherwise string) string {
	if v := r.value(name); v != "" {
		return v
	}
	return otherwise
}

// required is a setting that must be there; what it is for is the hint.
func (r *reader) required(name, hint string) (string, bool) {
	return r.filledIn(name, r.value(name), hint)
}

// placeholders are what examples have in place of a value.
var placeholders = regexp.MustCompile(`(?i)^(fill[-_ ]?in|change[-_ ]?me|to[-_ ]?do|x{3,}|<.*>|\[.*\]|\.{3}|your[-_].*)$`)

// filledIn reports whether a setting that must be there is there, and not what an example has in its place.
func (r *reader) filledIn(name, v, hint string) (string, bool) {
	if placeholders.MatchString(v) {
		r.fault(name, "the example's placeholder is still there; %s", hint)
		return v, false
	}
	if v == "" {
		r.fault(name, "is missing; %s", hint)
	}
	return v, v != ""
}

// addr is host:port, the host possibly empty.
func (r *reader) addr(name, otherwise string) string {
	v := r.or(name, otherwise)
	_, port, err := net.SplitHostPort(v)
	if n, numeric := strconv.Atoi(port); err != nil || numeric != nil || n < 0 || n > 65535 {
		r.fault(name, "want host:port, or :port, such as :8080")
	}
	return v
}

// words is a setting that people read, such as a name. A pair of quotation marks around it is dropped: a shell and systemd need
// them around words with spaces and drop them, and docker --env-file keeps them.
func (r *reader) words(name string) string {
	v := r.raw(name)
	if strings.ContainsFunc(v, unicode.IsControl) {
		r.fault(name, "it has a line end or another control character in the middle: type it again")
	}
	for _, pair := range []string{`""`, `''`, "“”", "‘’"} {
		left, size := utf8.DecodeRuneInString(pair)
		if inner, opened := strings.CutPrefix(v, string(left)); opened {
			if inner, closed := strings.CutSuffix(inner, pair[size:]); closed {
				return strings.TrimSpace(inner)
			}
		}
	}
	return v
}

// maxFooter leaves a text some room of its two segments, in characters.
const maxFooter = 120

func (r *reader) footer(name string) string {
	v := r.words(name)
	if utf8.RuneCountInString(v) > maxFooter {
		r.fault(name, "want %d characters at most: it is added to every text", maxFooter)
	}
	return v
}

// organisation is who runs the line.
func (r *reader) organisation(name string) string {
	v, _ := r.filledIn(name, r.words(name), "set it to the name of the organisation that runs this line, as learners know it")
	if utf8.RuneCountInString(v) > dialogue.MaxOrganisation {
		r.fault(name, "want %d characters at most: invitations have it", dialogue.MaxOrganisation)
	}
	return v
}

// oneOf is a word of a list; the first one unless it is set.
func (r *reader) oneOf(name string, words ...string) string {
	v := strings.ToLower(r.or(name, words[0]))
	if !slices.Contains(words, v) {
		r.fault(name, "want one of %s", strings.Join(words, ", "))
	}
	return v
}

// limit is a whole number of 1 or more; 0 if it is not set.
func (r *reader) limit(name string) int {
	v := r.value(name)
	if v == "" {
		return 0
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		r.fault(name, "want a whole number of 1 or more")
	}
	return n
}

func (r *reader) flag(name string) bool {
	switch strings.ToLower(r.value(name)) {
	case "", "false", "0", "no":
		return false
	case "true", "1", "yes":
		return true
	}
	r.fault(name, "want true or false")
	return false
}

func (r *reader) zone(name, otherwise string) *time.Location {
	zone, err := time.LoadLocation(r.or(name, otherwise))
	if err != nil || zone == time.Local {
		r.fault(name, "want the name of a time zone such as %s", otherwise)
	}
	return zone
}

// dashes are what word processors make of a hyphen.
var dashes = strings.NewReplacer("–", "-", "—", "-", "−", "-", "‑", "-")

// hours are two times of day, which may pass midnight. Up to 24:00 is up to the end of the day.
func (r *reader) hours(name, otherwise string) dialogue.Hours {
	from, to, _ := strings.Cut(dashes.Replace(r.or(name, otherwise)), "-")
	h := dialogue.Hours{From: r.clock(from), To: r.clock(to)}
	switch {
	case h.From < 0 || h.To < 0 || h.From == 24*60:
		r.fault(name, "want two times such as %s, or 00:00-24:00", otherwise)
		return dialogue.Hours{}
	case h.From == h.To:
		r.fault(name, "both times are the same; want two such as %s, or 00:00-24:00 for any hour", otherwise)
	}
	h.To %= 24 * 60
	return h
}

// clock reads a time of day as minutes since midnight; -1 where it is none.
func (r *reader) clock(v string) int {
	if v = strings.TrimSpace(v); v == "24:00" {
		return 24 * 60
	}
	at, err := time.Parse("15:04", v)
	if err != nil {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}

// workingDays are the working days of a region, or nil if none is set.
func (r *reader) workingDays(name string) func(time.Time) bool {
	region := r.value(name)
	if region == "" {
		return nil
	}
	works, known := holidays.WorkingDay(region)
	if !known {
		r.fault(name, "there are no holidays for %q; there are those of %s", region, strings.Join(holidays.Regions(), ", "))
	}
	return works
}

func (r *reader) duration(name string) time.Duration {
	v := r.value(name)
	if v == "" {
		return 0
	}
	d, err := time.ParseDuration(v)
	if err != nil || d <= 0 {
		r.fault(name, "want a duration such as 10s")
	}
	return d
}

// count is a whole number of 0 or more.
func (r *reader) count(name, otherwise string) int {
	n, err := strconv.Atoi(r.or(name, otherwise))
	if err != nil || n < 0 || n > 100_000 {
		r.fault(name, "want a whole number such as %s; cmd/coachline/README.md says what 0 does", otherwise)
	}
	return n
}

// rate is a number of 0 or more.
func (r *reader) rate(name, otherwise string) float64 {
	n, err := strconv.ParseFloat(r.or(name, otherwise), 64)
	if err != nil || !(n >= 0 && n <= 100_000) {
		r.fault(name, "want a number such as %s", otherwise)
	}
	return n
}

func (r *reader) region(name, otherwise string) string {
	v := strings.ToUpper(r.or(name, otherwise))
	if !e164.IsRegion(v) {
		r.fault(name, "want the two letters of a country, such as %s", otherwise)
		return otherwise
	}
	return v
}

func (r *reader) countries(name, otherwise string) (list []string) {
	for v := range strings.SplitSeq(r.or(name, otherwise), ",") {
		v = strings.ToUpper(strings.TrimSpace(v))
		if !e164.IsRegion(v) {
			r.fault(name, "want the two letters of countries, such as NZ,AU")
			return nil
		}
		if slices.Contains(list, v) {
			r.fault(name, "%s is there twice; once is enough", v)
		}
		list = append(list, v)
	}
	return list
}

// lessonValues are the settings that lessons declare.
func (r *reader) lessonValues() map[string]string {
	values := map[string]string{}
	for name := range r.env {
		setting, ok := strings.CutPrefix(name, settingPrefix)
		if !ok {
			continue
		}
		if value := r.words(name); value != "" {
			values[strings.ToLower(setting)] = value
		}
	}
	return values
}

// unknown finds names that look like a setting's and were not read: a slip would otherwise go unnoticed. It comes after all
// that is read. Names of TWILIO_ and REDIS_ may be another program's, so only what is close to a setting counts.
func (r *reader) unknown() {
	names := slices.Sorted(maps.Keys(r.names))
	for _, name := range slices.Sorted(maps.Keys(r.env)) {
		ours := strings.HasPrefix(name, "COACHLINE_") && !strings.HasPrefix(name, settingPrefix)
		theirs := strings.HasPrefix(name, "TWILIO_") || strings.HasPrefix(name, "REDIS_")
		if r.names[name] || !ours && !theirs {
			continue
		}
		nearest := slices.MinFunc(names, func(a, b string) int {
			return nlu.Distance(name, a) - nlu.Distance(name, b)
		})
		if ours || nlu.Distance(name, nearest) <= 2 {
			r.fault(name, "is not a setting; did you mean %s?", nearest)
		}
	}
}
