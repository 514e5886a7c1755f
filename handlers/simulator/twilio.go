// Package simulator is a pretend Twilio with phones: it posts signed webhooks to a line and does what the TwiML in the
// answers says, and it answers the REST requests by which the line texts and calls.
//
// The rule it keeps: it knows what the line sends, and no more. A request, a parameter, a verb or an attribute that
// the line does not use is a twiml.Fault that says "not supported here"; what the line does use is held against Twilio's
// documentation at its strictest. Of what Twilio posts it leaves out what the line does not read, such as NumSegments.
//
// It knows nothing of the line behind the URLs: only HTTP, forms and TwiML. It does not know time: nothing sleeps but
// a Trouble or a Mishap, and a person says when they are silent or let the phone ring.
package simulator

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"sync"
	"time"
)

// hardLimit is the longest Twilio waits for the answer of a webhook; twilio.com/docs/usage/webhooks/webhooks-connection-overrides
const hardLimit = 15 * time.Second

// Config says which line the pretend Twilio serves.
type Config struct {
	AccountSID string // sent with every webhook
	AuthToken  string // signs every webhook until another is promoted; twilio.com/docs/usage/security
	SMSURL     string // asked for each text
	VoiceURL   string // asked for each incoming call
	StatusURL  string // told how an incoming call ended
	Number     string // the line's own number for texts, E.164 or a short code

	// VoiceNumber is the line's own number for calls. Default: Number.
	VoiceNumber string

	// Service is the SID of the Messaging Service that Number is in. Default: none.
	Service string

	// AdvancedOptOut has the Messaging Service answer STOP, START and HELP and tell the line so, whatever kind of number it is
	// in. Otherwise Twilio answers them on a long code, and leaves them to the line on a short code.
	AdvancedOptOut bool

	// Account is what is set up in the account. Default: what a line is content with.
	Account Account

	// Trouble says what goes wrong with a well-formed request to the API. The simulator asks it once for each POST and
	// each list, for one request at a time; it must not block. Default: nothing goes wrong.
	Trouble func(Request) Trouble

	// Mishap says what goes wrong on the way of a webhook and its answer. Several goroutines may ask it at once; it must
	// not block. Default: nothing goes wrong.
	Mishap func(Webhook) Mishap

	// Client posts the webhooks, with Twilio's hard limit of 15 s. It follows no redirects. Default: a new one.
	Client *http.Client

	// Retry says whether to post a webhook again after attempt (from 1) ended in err: no connection, a timeout or a 5xx.
	// It may block until a killed server is up again, but not longer than ctx. Default: five attempts at most.
	Retry func(ctx context.Context, attempt int, err error) bool

	// Watch is called after each event. It must not block, nor use the simulator. Default: nobody watches.
	Watch func()

	// Caption says what a recording has, by the last part of its URL: a phone hears it, and a person may want to read it. Default:
	// nothing is known of any.
	Caption func(audio string) Caption

	// Now is the clock of timestamps. Default: time.Now.
	Now func() time.Time
}

// Twilio is the pretend service. Any number of goroutines may use it at once.
type Twilio struct {
	config Config
	client *http.Client
	ctx    context.Context // of what goes on in the background, until Close
	stop   context.CancelFunc
	idle   news // pending is 0

	asking sync.Mutex // held while Config.Trouble is asked
	asked  map[Request]int

	mu       sync.Mutex // guards what follows
	tokens   tokens
	account  Account
	pending  int
	phones   map[string]*Phone
	messages []*message            // oldest first, those to the learner: what the line began, and replies
	byNumber map[string][]*message // the same, by each of the two numbers
	calls    []*call               // oldest first, those that the line began
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
	if c.Trouble == nil {
		c.Trouble = func(Request) Trouble { return Trouble{} }
	}
	if c.Mishap == nil {
		c.Mishap = func(Webhook) Mishap { return Mishap{} }
	}
	if c.Watch == nil {
		c.Watch = func() {}
	}
	if c.Caption == nil {
		c.Caption = func(audio string) Caption { return Caption{File: audio} }
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	c.VoiceNumber = cmp.Or(c.VoiceNumber, c.Number)
	t := &Twilio{config: c, client: strict(*c.Client), asked: map[Request]int{}, phones: map[string]*Phone{}, byNumber: map[string][]*message{}, account: c.Account.withDefaults(c)}
	t.tokens.primary = c.AuthToken
	t.ctx, t.stop = context.WithCancel(context.Background())
	return t
}

// strict returns c with Twilio's limits: 15 s, and no redirect followed.
func strict(c http.Client) *http.Client {
	if c.Timeout == 0 || c.Timeout > hardLimit {
		c.Timeout = hardLimit
	}
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}

// Phone returns the phone with this E.164 number, always the same one.
func (t *Twilio) Phone(number string) *Phone {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.phones[number] == nil {
		t.phones[number] = &Phone{line: t, number: number}
	}
	return t.phones[number]
}

// Discard forgets the phone with this number: the next one with it is as new. A call that is on is left to itself.
func (t *Twilio) Discard(number string) {
	t.mu.Lock()
	delete(t.phones, number)
	t.mu.Unlock()
	t.config.Watch()
}

// Faults returns what the line did wrong as a client of the API and in answers to status callbacks, oldest first. What
// is wrong with any other answer is returned to the person who met it.
func (t *Twilio) Faults() []error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.faults)
}

func (t *Twilio) blame(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, err)
}

// Settle waits until no request and no callback is under way. It does not wait for a request that hangs, nor for a phone
// that rings. The error is that of ctx.
func (t *Twilio) Settle(ctx context.Context) error {
	return t.idle.await(ctx, func() bool {
		t.mu.Lock()
		defer t.mu.Unlock()
		return t.pending == 0
	})
}

// Close gives up what is under way and returns when that has ended. Afterwards the API accepts nothing, and no webhook
// goes out. Calling it again has no effect.
func (t *Twilio) Close() {
	t.stop()
	_ = t.Settle(context.Background()) // which does not end early
	t.client.CloseIdleConnections()
}

// begin notes that something is under way until end; false after Close.
func (t *Twilio) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ctx.Err() != nil {
		return false
	}
	t.pending++
	return true
}

func (t *Twilio) end() {
	t.mu.Lock()
	t.pending--
	t.mu.Unlock()
	t.idle.tell()
}

// spawn does work in the background, unless the simulator is closed.
func (t *Twilio) spawn(work func()) {
	if !t.begin() {
		return
	}
	go func() {
		defer t.end()
		work()
	}()
}

// sleep waits for d; false if the simulator was closed before.
func (t *Twilio) sleep(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-t.ctx.Done():
		return false
	case <-timer.C:
		return t.ctx.Err() == nil
	}
}
