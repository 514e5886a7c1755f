// Package simulator is a pretend Twilio with phones: it posts signed webhooks to a line and does what the TwiML that
// comes back says, and it answers the REST requests by which a line texts and calls, while a person, or a test, holds
// the phones.
//
// The one rule: it is as strict as Twilio's documentation at its strictest. TwiML and requests that the real service
// refuses, warns about or reads in its own way are refused by name, so that what passes here ought to pass there.
//
// It knows nothing of the line behind the URLs: only HTTP, forms, TwiML and Twilio's description of its API. It does
// not know time (nothing sleeps but a Trouble; silence, and a call that nobody answers, are said by the person), how a
// text or a call is changed by REST, scheduled texts, content templates, TwiML applications, machine detection
// besides the call, recordings, the words that make Twilio opt somebody out (Phone.Block does), the callbacks of
// replies, the fallback URL, cookies, and TwiML that joins people (Dial, Record and the like: refused as unsupported).
package simulator

import (
	"cmp"
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
	VoiceURL   string // asked for each incoming call
	StatusURL  string // told how an incoming call ended; empty: nobody is told
	Number     string // the line's own number for texts, E.164 or a short code

	// VoiceNumber is the line's own number for calls. Default: Number.
	VoiceNumber string

	// Service is the Messaging Service that Number is in, MG and 32 digits. Default: none, and requests that name one
	// are refused.
	Service string

	// APIKey and APISecret are accepted by the API besides AccountSID and AuthToken. Default: no key.
	APIKey, APISecret string

	// Trouble says what goes wrong with a well-formed request to the API. It is asked once for each POST and for each
	// list, one request at a time, so that it may use a rand.Rand of its own; it must not block. Default: nothing.
	Trouble func(Request) Trouble

	// Client posts the webhooks. Default: one with Twilio's hard limit of 15 s, which also applies to a client
	// without a timeout. Redirects are never followed, whatever it says.
	Client *http.Client

	// Retry says whether a webhook is posted once more after attempt (from 1) ended in err: no connection, a
	// timeout or a 5xx. It may block, until a killed server is up again; not longer than ctx. Default: five attempts at
	// most.
	Retry func(ctx context.Context, attempt int, err error) bool

	// EmptyResult sends `Digits=` (`SpeechResult=` where speech is listened for) with an actionOnEmptyResult. The
	// default leaves them out. Nobody could say which of the two Twilio does: try both.
	EmptyResult bool

	// Mishap says what goes wrong on the way of a webhook and its answer. It may be asked by several goroutines at once,
	// and must not block. Default: nothing.
	Mishap func(Webhook) Mishap

	// Watch is called after anything has happened, by whoever made it happen: it must not block, nor use the simulator.
	// Default: nobody watches.
	Watch func()

	// Now is the clock of timestamps. Default: time.Now.
	Now func() time.Time
}

// Twilio is the pretend service. Any number of goroutines may use it at once.
type Twilio struct {
	config Config
	client *http.Client
	ctx    context.Context // of what goes on in the background, until Close
	stop   context.CancelFunc

	asking sync.Mutex // held while Config.Trouble is asked
	asked  map[Request]int

	mu       sync.Mutex // guards what follows
	idle     *sync.Cond // pending is 0
	pending  int
	phones   map[string]*Phone
	messages []*message // oldest first, every direction
	bySID    map[string]*message
	calls    []*call // oldest first, those that the line began
	faults   []error
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
	if c.Mishap == nil {
		c.Mishap = func(Webhook) Mishap { return Mishap{} }
	}
	c.VoiceNumber = cmp.Or(c.VoiceNumber, c.Number)
	t := &Twilio{
		config: c, client: strict(*c.Client), asked: map[Request]int{},
		phones: map[string]*Phone{}, bySID: map[string]*message{},
	}
	t.ctx, t.stop = context.WithCancel(context.Background())
	t.idle = sync.NewCond(&t.mu)
	return t
}

// Phone returns the phone with this number, always the same one. A number is E.164; whatsapp:+64... is a phone of its own.
func (t *Twilio) Phone(number string) *Phone {
	t.mu.Lock()
	defer t.mu.Unlock()
	p := t.phones[number]
	if p == nil {
		p = &Phone{line: t, number: number}
		p.changed = sync.NewCond(&p.mu)
		t.phones[number] = p
	}
	return p
}

// Discard forgets the phone with this number: the next one with it is as new. A call that is on is left to itself.
func (t *Twilio) Discard(number string) {
	t.mu.Lock()
	delete(t.phones, number)
	t.mu.Unlock()
	t.tellWatcher()
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
