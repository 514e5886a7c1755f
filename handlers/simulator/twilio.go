// Package simulator is a pretend Twilio with a phone: it posts signed webhooks to a line and does what the
// TwiML that comes back says, while a person, or a test, holds the phone.
//
// The one rule: it is as strict as Twilio's documentation at its strictest. TwiML that the real service warns
// about or reads in its own way is refused by name, so that what passes here ought to pass there.
//
// It knows nothing of the line behind the URLs: only HTTP, forms and TwiML. It does not know time (nothing
// sleeps; a pause is heard as its length, silence is said by the caller), the REST side of Twilio (texts and
// calls that the line begins; Phone.Receive is the place for them), media, opt-out lists, the statuses of replies,
// the fallback URL, cookies, and TwiML that joins people (Dial, Record and the like: refused as unsupported).
package simulator

import (
	"context"
	"net/http"
	"sync"
	"time"
)

// hardLimit is the longest Twilio waits for the answer of a webhook; twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const hardLimit = 15 * time.Second

// Config says which line the pretend Twilio serves.
type Config struct {
	AccountSID string // sent with every webhook
	AuthToken  string // signs every webhook; twilio.com/docs/usage/security
	SMSURL     string // asked for each text; a fragment (#rc=2) is neither sent nor signed, here and below
	VoiceURL   string // asked for each call
	StatusURL  string // told how a call ended; empty: nobody is told
	Number     string // the line's own number, E.164

	// Client posts the webhooks. Default: one with Twilio's hard limit of 15 s, which also applies to a client
	// without a timeout. Redirects are never followed, whatever it says.
	Client *http.Client

	// Retry says whether a webhook is posted once more after attempt (from 1) ended in err: no connection, a
	// timeout or a 5xx. It may block, until a killed server is up again. Default: five attempts at most.
	Retry func(ctx context.Context, attempt int, err error) bool

	// EmptyResult sends `Digits=` (`SpeechResult=` where speech is listened for) with an actionOnEmptyResult. The
	// default leaves them out. Nobody could say which of the two Twilio does: try both.
	EmptyResult bool

	// Now is the clock of timestamps. Default: time.Now.
	Now func() time.Time
}

// Twilio is the pretend service. Any number of goroutines may use it at once.
type Twilio struct {
	config Config
	client *http.Client

	mu     sync.Mutex
	phones map[string]*Phone
}

// New returns a pretend Twilio that serves the line of c.
func New(c Config) *Twilio {
	if c.Client == nil {
		c.Client = &http.Client{}
	}
	if c.Retry == nil {
		c.Retry = func(_ context.Context, attempt int, _ error) bool { return attempt < 5 }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Twilio{config: c, client: strict(*c.Client), phones: map[string]*Phone{}}
}

// Phone returns the phone with this number, always the same one. A number is E.164; whatsapp:+64... is a phone of its own.
func (t *Twilio) Phone(number string) *Phone {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.phones[number]
	if p == nil {
		p = &Phone{line: t, number: number}
		t.phones[number] = p
	}
	return p
}

// Handset returns the phone with this number as a test holds it.
func (t *Twilio) Handset(tb T, number string) *Handset { return NewHandset(tb, t.Phone(number)) }

// strict returns c with Twilio's limits: 15 s, and no redirect followed.
func strict(c http.Client) *http.Client {
	if c.Timeout == 0 || c.Timeout > hardLimit {
		c.Timeout = hardLimit
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}
