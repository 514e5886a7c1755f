package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"coachline/handlers/manager/sheet"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/recording"
	"coachline/scripts/sms"
	"coachline/scripts/twiml"
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
	Catalog   catalog           // the lessons and courses there, proved
	Lesson    string            // COACHLINE_LESSON: what an uninvited person gets; peer-coaching-1
	Open      bool              // COACHLINE_OPEN: whether a number that nobody invited may begin
	Zone      *time.Location    // COACHLINE_TIME_ZONE: of people without one; Pacific/Auckland
	Footer    string            // COACHLINE_TEXT_FOOTER: added to every text, and counted
	Values    map[string]string // COACHLINE_SETTING_<NAME>: the lessons' own settings, by lower-case name
	Price     float64           // of a segment of a text in US dollars, for managers and for whoever tries the line; 0: not known
	Region    string            // COACHLINE_REGION: the country of numbers without +, ISO 3166; NZ

	Organisation   string      // COACHLINE_ORGANISATION: who runs the line, as learners are told
	PrivacyContact string      // COACHLINE_PRIVACY_CONTACT: who answers questions about personal data; empty names nobody
	Contact        e164.Number // COACHLINE_CONTACT_NUMBER: gets a text when a learner asks for a person and agrees; zero is nobody
	LogFormat      string      // COACHLINE_LOG_FORMAT: text or json
	OptOut         string      // COACHLINE_OPT_OUT: who answers STOP, START and HELP: line, twilio or auto
	TextsPerDay    int         // COACHLINE_TEXTS_PER_DAY: the most segments a day; beyond it only answers to learners go out; 0 is no limit

	// What the line begins by itself.
	Account        string               // TWILIO_ACCOUNT_SID
	Key, Secret    string               // TWILIO_API_KEY, TWILIO_API_SECRET: used for REST in place of the token, where set
	API            *url.URL             // TWILIO_API_URL: the REST base; https://api.twilio.com
	From           string               // TWILIO_FROM: what texts come from, a number or a short code
	Service        string               // TWILIO_MESSAGING_SERVICE_SID: or this
	VoiceFrom      string               // TWILIO_VOICE_FROM: what calls come from; TWILIO_FROM where that is a whole number
	Hours          dialogue.Hours       // COACHLINE_TEXTING_HOURS: on the learner's clock; 08:00-20:00
	WorkingDay     func(time.Time) bool // COACHLINE_HOLIDAYS: whose holidays are no working days; nil is that every day is one
	Rehearsal      time.Duration        // COACHLINE_REHEARSAL: every wait lasts this long, and the hours do not apply; 0 is off
	RetentionDays  int                  // COACHLINE_RETENTION_DAYS: how long answers are kept after the lesson; 30, 0 is for good
	CallCountries  []string             // COACHLINE_CALL_COUNTRIES: where the line may ring people, ISO 3166; the region
	InvitesTo      []string             // COACHLINE_INVITE_COUNTRIES: where people may be invited by a text, ISO 3166; the region
	CallsPerDay    int                  // COACHLINE_CALLS_PER_DAY: how often it rings one learner who asks for it; 3, 0 is never
	TextsPerSecond float64              // COACHLINE_TEXTS_PER_SECOND: texts and calls, by one process; 50, 0 is as fast as it goes
}

// catalog is the lessons and courses that are served.
type catalog interface {
	session.Lessons
	Courses() []*dialogue.Course
	Recording(audio string) (recording.File, bool)
	Lexicon() *twiml.Lexicon
}

// readConfig reads the settings of serve. Its error is a usageError that lists every fault.
func readConfig(environ []string) (config, error) {
	c, faults := readSettings(environ)
	if len(faults) > 0 {
		return config{}, usageError{errors.New("these settings are missing or wrong:\n  " + strings.Join(faults, "\n  "))}
	}
	return c, nil
}

// readSettings reads the settings of serve, and says of each that is missing or wrong what is wrong with it, as "NAME: words".
// What such a setting sets is then the zero value, or not to be relied on.
func readSettings(environ []string) (c config, faults []string) {
	r := newReader(environ)
	c = config{
		Addr:      r.addr("COACHLINE_ADDR", ":8080"),
		PublicURL: r.publicURL("COACHLINE_PUBLIC_URL"),
		RedisURL:  r.redisURL("REDIS_URL"),
		Keys:      r.keys("COACHLINE_KEYS"),
		Tokens:    r.tokens("TWILIO_AUTH_TOKEN"),
		Lessons:   r.value("COACHLINE_LESSONS"),
		Lesson:    r.or("COACHLINE_LESSON", "peer-coaching-1"),
		Open:      r.flag("COACHLINE_OPEN"),
		Zone:      r.zone("COACHLINE_TIME_ZONE", "Pacific/Auckland"),
		Footer:    r.footer("COACHLINE_TEXT_FOOTER"),
		Values:    r.lessonValues(),
		Region:    r.region("COACHLINE_REGION", "NZ"),

		Organisation:   r.organisation("COACHLINE_ORGANISATION"),
		PrivacyContact: r.words("COACHLINE_PRIVACY_CONTACT"),
		LogFormat:      r.oneOf("COACHLINE_LOG_FORMAT", "text", "json"),
		OptOut:         r.oneOf("COACHLINE_OPT_OUT", "auto", "line", "twilio"),
		TextsPerDay:    r.limit("COACHLINE_TEXTS_PER_DAY"),
	}
	catalog := r.lessons("COACHLINE_LESSONS", c.Values)
	r.lesson(catalog, "COACHLINE_LESSON", c.Lesson)
	if catalog != nil {
		c.Catalog = catalog
	}
	r.senders(&c)
	c.Contact = r.contact("COACHLINE_CONTACT_NUMBER", c)
	r.outbound(&c)
	r.unknown()
	return c, r.faults
}

// senders reads who the line is at Twilio.
func (r *reader) senders(c *config) {
	c.Account = r.account("TWILIO_ACCOUNT_SID")
	c.Key, c.Secret = r.apiKey("TWILIO_API_KEY", "TWILIO_API_SECRET")
	if c.Secret != "" && slices.Contains(c.Tokens, c.Secret) {
		r.fault("TWILIO_AUTH_TOKEN", "this is TWILIO_API_SECRET, with which no webhook is signed; want the account's auth token")
	}
	c.Service = r.service("TWILIO_MESSAGING_SERVICE_SID")
	c.From = r.sender("TWILIO_FROM", c.Region, true)
	if c.Service == "" && r.value("TWILIO_FROM") == "" {
		r.fault("TWILIO_FROM", "is missing; set it, or TWILIO_MESSAGING_SERVICE_SID, to what texts come from")
	}
	c.VoiceFrom = r.sender("TWILIO_VOICE_FROM", c.Region, false)
	if c.VoiceFrom == "" && !shortCode.MatchString(c.From) {
		c.VoiceFrom = c.From
	}
}

// contact reads whose phone gets the wishes for a person.
func (r *reader) contact(name string, c config) e164.Number {
	v := r.value(name)
	if v == "" {
		return e164.Number{}
	}
	n, err := e164.Parse(v, c.Region)
	switch {
	case err != nil:
		r.fault(name, "%v", err)
	case n.E164() == c.From, n.E164() == c.VoiceFrom:
		r.fault(name, "this is the line's own number; want that of a person's mobile")
	}
	return n
}

// outbound reads how the line begins texts and calls.
func (r *reader) outbound(c *config) {
	c.API = r.apiURL("TWILIO_API_URL", "https://api.twilio.com")
	c.Hours = r.hours("COACHLINE_TEXTING_HOURS", "08:00-20:00")
	c.WorkingDay = r.workingDays("COACHLINE_HOLIDAYS")
	c.Rehearsal = r.duration("COACHLINE_REHEARSAL")
	c.RetentionDays = r.count("COACHLINE_RETENTION_DAYS", "30")
	c.CallCountries = r.countries("COACHLINE_CALL_COUNTRIES", c.Region)
	c.InvitesTo = r.countries("COACHLINE_INVITE_COUNTRIES", c.Region)
	c.CallsPerDay = r.count("COACHLINE_CALLS_PER_DAY", "3")
	c.TextsPerSecond = r.rate("COACHLINE_TEXTS_PER_SECOND", "50")
}

// otherToken is the second auth token while one is rotated, or empty.
func (c config) otherToken() string {
	if len(c.Tokens) < 2 {
		return ""
	}
	return c.Tokens[1]
}

// rules are what the operator has decided for all lessons.
func (c config) rules() dialogue.Rules {
	rules := dialogue.Rules{
		Hours: c.Hours, WorkingDay: c.WorkingDay, Rehearsal: c.Rehearsal, Retention: time.Duration(c.RetentionDays) * 24 * time.Hour,
		Calls: c.CallsPerDay, Organisation: c.Organisation, PrivacyLink: c.PublicURL.JoinPath("/privacy").String(),
		Segments: func(lines []dialogue.Line) int { return sms.SegmentsInGSM7(lines, c.Footer) },
	}
	if n, ok := e164.FromWire(c.VoiceFrom); ok {
		rules.Line = n.Written(c.Region)
	}
	if c.VoiceFrom == "" {
		rules.Calls = 0
	}
	return rules
}

// rings reports whether the line may ring a number.
func (c config) rings(n e164.Number) bool { return n.Rings(c.CallCountries) }

// serves reports whether a number that nobody has invited may begin, or be told anything: one of the countries where people may
// be invited. Strangers from elsewhere cost more, and may be many.
func (c config) serves(n e164.Number) bool { return n.In(c.InvitesTo) }

// texts reports whether a learner may move to this number: one that may be invited.
func (c config) texts(n e164.Number) bool {
	return sheet.One(n.E164(), "", c.Region, c.InvitesTo...).Fault == nil
}

// lessons opens a folder of lessons, or those that are built in. A value that no lesson declares is a slip.
func (r *reader) lessons(name string, values map[string]string) *scripts.Catalog {
	catalog, err := openLessons(r.value(name), values)
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
	switch {
	case folder == "" && len(values) == 0:
		return scripts.BuiltIn()
	case folder == "":
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
