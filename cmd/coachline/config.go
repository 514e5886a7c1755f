package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
)

// config is every setting of serve. It is read from the environment and nowhere else.
type config struct {
	Addr      string            // COACHLINE_ADDR: what to listen on; :8080
	PublicURL *url.URL          // COACHLINE_PUBLIC_URL: what Twilio calls, and signs
	RedisURL  string            // REDIS_URL; see session.Dial
	Keys      *session.Keyring  // COACHLINE_KEYS: base64, 32 bytes each; the first seals, all open
	Tokens    []string          // TWILIO_AUTH_TOKEN: what webhooks are signed with; a second one while rotating
	Lessons   string            // COACHLINE_LESSONS: a folder of lesson files; empty is the lessons built in
	Catalog   *scripts.Catalog  // the lessons there, proved
	Lesson    string            // COACHLINE_LESSON: what an uninvited person gets; peer-coaching-1
	Open      bool              // COACHLINE_OPEN: whether a number that nobody invited may begin
	Zone      *time.Location    // COACHLINE_TIME_ZONE: of people without one; Pacific/Auckland
	Footer    string            // COACHLINE_TEXT_FOOTER: added to every text, and counted
	Values    map[string]string // COACHLINE_SETTING_<NAME>: the lessons' own settings, by lower-case name
}

// names are all settings of the contract. Those of texts and calls that the line begins are only checked as yet.
var names = []string{
	"COACHLINE_ADDR", "COACHLINE_PUBLIC_URL", "REDIS_URL", "COACHLINE_KEYS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN",
	"TWILIO_API_KEY", "TWILIO_API_SECRET", "TWILIO_FROM", "TWILIO_MESSAGING_SERVICE_SID", "TWILIO_VOICE_FROM",
	"TWILIO_API_URL", "COACHLINE_LESSONS", "COACHLINE_LESSON", "COACHLINE_OPEN", "COACHLINE_REGION", "COACHLINE_TIME_ZONE",
	"COACHLINE_TEXTING_HOURS", "COACHLINE_TEXT_FOOTER", "COACHLINE_REHEARSAL",
}

const settingPrefix = "COACHLINE_SETTING_"

// reader reads the environment and collects what is wrong with it.
type reader struct {
	env    map[string]string
	faults []string
}

func newReader(environ []string) *reader {
	r := &reader{env: make(map[string]string, len(environ))}
	for _, pair := range environ {
		name, value, _ := strings.Cut(pair, "=")
		r.env[name] = strings.TrimSpace(value)
	}
	return r
}

// readConfig reads the settings of serve. Its error is a usageError that lists every fault.
func readConfig(environ []string) (config, error) {
	r := newReader(environ)
	c := config{
		Addr:      r.addr("COACHLINE_ADDR", ":8080"),
		PublicURL: r.publicURL("COACHLINE_PUBLIC_URL"),
		RedisURL:  r.redisURL("REDIS_URL"),
		Keys:      r.keys("COACHLINE_KEYS"),
		Tokens:    r.tokens("TWILIO_AUTH_TOKEN"),
		Lessons:   r.env["COACHLINE_LESSONS"],
		Lesson:    r.or("COACHLINE_LESSON", "peer-coaching-1"),
		Open:      r.flag("COACHLINE_OPEN"),
		Zone:      r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland"),
		Footer:    r.footer("COACHLINE_TEXT_FOOTER"),
		Values:    r.lessonValues(),
	}
	c.Catalog = r.lessons("COACHLINE_LESSONS", c.Values)
	r.lesson(c.Catalog, "COACHLINE_LESSON", c.Lesson)
	r.senders()
	r.outbound()
	r.unknown()
	if len(r.faults) > 0 {
		return config{}, usageError{errors.New("these settings are missing or wrong:\n  " + strings.Join(r.faults, "\n  "))}
	}
	return c, nil
}

func (r *reader) fault(name, format string, args ...any) {
	r.faults = append(r.faults, name+": "+fmt.Sprintf(format, args...))
}

func (r *reader) or(name, otherwise string) string {
	if v := r.env[name]; v != "" {
		return v
	}
	return otherwise
}

// required is a setting that must be there; what it is for is the hint.
func (r *reader) required(name, hint string) (string, bool) {
	v := r.env[name]
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

// maxFooter leaves a text some room of its two segments, in characters.
const maxFooter = 120

func (r *reader) footer(name string) string {
	v := r.env[name]
	if utf8.RuneCountInString(v) > maxFooter {
		r.fault(name, "want %d characters at most: it is added to every text", maxFooter)
	}
	return v
}

func (r *reader) publicURL(name string) *url.URL {
	v, ok := r.required(name, "set it to the https URL under which Twilio reaches this line")
	if !ok {
		return nil
	}
	u, err := url.Parse(v)
	switch {
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", u.RawQuery != "", u.Fragment != "":
		r.fault(name, "want a URL such as https://line.example.org, without ? or #")
		return nil
	case strings.Contains(u.Path, "/twilio"):
		r.fault(name, "want what stands before /twilio, such as https://line.example.org")
		return nil
	}
	return u
}

func (r *reader) redisURL(name string) string {
	v, ok := r.required(name, "set it to your Redis, such as redis://127.0.0.1:6379")
	if !ok {
		return ""
	}
	client, err := session.Dial(v)
	if err != nil {
		r.fault(name, "%v", err)
		return ""
	}
	_ = client.Close() // it has not been connected
	return v
}

func (r *reader) keys(name string) *session.Keyring {
	v, ok := r.required(name, "make one with: openssl rand -base64 32")
	if !ok {
		return nil
	}
	keys, err := session.ParseKeys(v)
	if err != nil {
		r.fault(name, "%v", err)
	}
	return keys
}

func (r *reader) tokens(name string) []string {
	v, ok := r.required(name, "it is on the front page of Twilio's console")
	if !ok {
		return nil
	}
	tokens := strings.Split(v, ",")
	for i, token := range tokens {
		tokens[i] = strings.TrimSpace(token)
	}
	if len(tokens) > 2 || slices.Contains(tokens, "") {
		r.fault(name, "want one token, or two with a comma between them while one is rotated")
	}
	return tokens
}

func (r *reader) flag(name string) bool {
	switch strings.ToLower(r.env[name]) {
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

var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
)

// senders checks who the line is at Twilio.
func (r *reader) senders() {
	if sid, ok := r.required("TWILIO_ACCOUNT_SID", "it is on the front page of Twilio's console"); ok && !accountSID.MatchString(sid) {
		r.fault("TWILIO_ACCOUNT_SID", "want AC and 32 hexadecimal digits")
	}
	service := r.env["TWILIO_MESSAGING_SERVICE_SID"]
	if service != "" && !serviceSID.MatchString(service) {
		r.fault("TWILIO_MESSAGING_SERVICE_SID", "want MG and 32 hexadecimal digits")
	}
	if service == "" && r.env["TWILIO_FROM"] == "" {
		r.fault("TWILIO_FROM", "is missing; set it, or TWILIO_MESSAGING_SERVICE_SID, to what texts come from")
	}
}

// outbound checks the settings of texts and calls that the line begins.
func (r *reader) outbound() {
	region := strings.ToUpper(r.or("COACHLINE_REGION", "NZ"))
	for _, name := range []string{"TWILIO_FROM", "TWILIO_VOICE_FROM"} {
		v := r.env[name]
		if _, whole := e164.FromWire(v); v == "" || whole || name == "TWILIO_FROM" && shortCode.MatchString(v) {
			continue // a whole number is Twilio's to judge: it knows ranges that the library does not
		}
		if _, err := e164.Parse(v, region); err != nil {
			r.fault(name, "%v", err)
		}
	}
	if (r.env["TWILIO_API_KEY"] == "") != (r.env["TWILIO_API_SECRET"] == "") {
		r.fault("TWILIO_API_KEY", "and TWILIO_API_SECRET go together")
	}
	if v := r.env["COACHLINE_TEXTING_HOURS"]; v != "" && !hours.MatchString(v) {
		r.fault("COACHLINE_TEXTING_HOURS", "want two times such as 08:00-20:00")
	}
	if v := r.env["COACHLINE_REHEARSAL"]; v != "" {
		if d, err := time.ParseDuration(v); err != nil || d <= 0 {
			r.fault("COACHLINE_REHEARSAL", "want a duration such as 10s")
		}
	}
	if v := r.env["TWILIO_API_URL"]; v != "" {
		if u, err := url.Parse(v); err != nil || u.Host == "" {
			r.fault("TWILIO_API_URL", "want a URL such as https://api.twilio.com")
		}
	}
}

var (
	shortCode = regexp.MustCompile(`^[1-9][0-9]{2,5}$`)
	hours     = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// lessons opens a folder of lessons, or those that are built in. A value that no lesson declares is a slip.
func (r *reader) lessons(name string, values map[string]string) *scripts.Catalog {
	catalog, err := openLessons(r.env[name], values)
	if err != nil {
		r.fault(name, "%v", err)
		return nil
	}
	var declared []string
	for _, script := range catalog.All() {
		declared = append(declared, script.Settings...)
	}
	for _, setting := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(declared, setting) {
			r.fault(settingPrefix+strings.ToUpper(setting), "no lesson has this setting; they have: %s", strings.Join(declared, ", "))
		}
	}
	return catalog
}

func (r *reader) lesson(catalog *scripts.Catalog, name, lesson string) {
	if catalog == nil {
		return
	}
	if _, ok := catalog.Current(lesson); !ok {
		r.fault(name, "there is no lesson %q; there are: %s", lesson, strings.Join(catalog.Lessons(), ", "))
	}
}

// openLessons opens a folder of lessons, or those that are built in.
func openLessons(folder string, values map[string]string) (*scripts.Catalog, error) {
	if folder == "" {
		return scripts.Open(scripts.Embedded(), values)
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("there is no folder %s", folder)
	}
	catalog, err := scripts.Open(os.DirFS(folder), values)
	if err != nil {
		return nil, fmt.Errorf("in the folder %s:\n%w", folder, err)
	}
	return catalog, nil
}

// lessonValues are the settings that lessons declare.
func (r *reader) lessonValues() map[string]string {
	values := map[string]string{}
	for name, value := range r.env {
		if setting, ok := strings.CutPrefix(name, settingPrefix); ok && value != "" {
			values[strings.ToLower(setting)] = value
		}
	}
	return values
}

// unknown finds what was meant as a setting and is none: a slip in a name would otherwise go unnoticed.
func (r *reader) unknown() {
	var strange []string
	for name := range r.env {
		if strings.HasPrefix(name, "COACHLINE_") && !strings.HasPrefix(name, settingPrefix) && !slices.Contains(names, name) {
			strange = append(strange, name)
		}
	}
	slices.Sort(strange)
	for _, name := range strange {
		nearest := slices.MinFunc(names, func(a, b string) int {
			return dialogue.Distance(name, a) - dialogue.Distance(name, b)
		})
		r.fault(name, "is not a setting; did you mean %s?", nearest)
	}
}
