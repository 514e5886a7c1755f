package main

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
)

// config is every setting of serve. It is read from the environment and nowhere else.
type config struct {
	Addr      string            // COACHLINE_ADDR: what to listen on; :8080
	PublicURL *url.URL          // COACHLINE_PUBLIC_URL: what Twilio calls, and signs
	RedisURL  string            // REDIS_URL; see session.Dial
	Keys      *session.Keyring  // COACHLINE_KEYS: base64, 32 bytes each; the first seals, all open
	Tokens    []string          // TWILIO_AUTH_TOKEN: what webhooks are signed with; a second one while rotating
	Lessons   string            // COACHLINE_LESSONS: a folder of lesson files; empty is the lessons built in
	Lesson    string            // COACHLINE_LESSON: what an uninvited person gets; peer-coaching-1
	Open      bool              // COACHLINE_OPEN: whether a number that nobody invited may begin
	Zone      *time.Location    // COACHLINE_TIME_ZONE: of people without one; Pacific/Auckland
	Footer    string            // COACHLINE_TEXT_FOOTER: added to every text, and counted
	Values    map[string]string // COACHLINE_SETTING_<NAME>: the lessons' own settings, by lower-case name
}

// names are all settings of the contract. Those of texts and calls that the line begins are checked where they are
// required, and used by what sends them.
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
		Addr:      r.or("COACHLINE_ADDR", ":8080"),
		PublicURL: r.publicURL("COACHLINE_PUBLIC_URL"),
		RedisURL:  r.redisURL("REDIS_URL"),
		Keys:      r.keys("COACHLINE_KEYS"),
		Tokens:    r.tokens("TWILIO_AUTH_TOKEN"),
		Lessons:   r.env["COACHLINE_LESSONS"],
		Lesson:    r.or("COACHLINE_LESSON", "peer-coaching-1"),
		Open:      r.flag("COACHLINE_OPEN"),
		Zone:      r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland"),
		Footer:    r.env["COACHLINE_TEXT_FOOTER"],
		Values:    r.lessonValues(),
	}
	r.senders()
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

func (r *reader) publicURL(name string) *url.URL {
	v, ok := r.required(name, "set it to the https URL under which Twilio reaches this line")
	if !ok {
		return nil
	}
	u, err := url.Parse(v)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		r.fault(name, "want a URL such as https://line.example.org, without ? or #")
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
