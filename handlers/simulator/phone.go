package simulator

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"
)

// SMS is a text that a phone received.
type SMS struct {
	From  string
	Body  string
	Media []string // URLs
	At    time.Time
}

// Kind is the kind of an utterance.
type Kind string

// What a caller can hear.
const (
	Said   Kind = "say"
	Paused Kind = "pause"
	Played Kind = "play"
)

// Utterance is one thing heard on the phone.
type Utterance struct {
	Kind     Kind
	Text     string // the words, as an ear would have them; of a Play, its URL or its tones
	Voice    string // as the TwiML has it
	Language string // as the TwiML has it
	Seconds  int    // of a Pause
}

// Phone is a person's phone. Its methods may be called by any goroutine; what the person does waits for what they did
// before to be answered, and what is inspected does not.
type Phone struct {
	line   *Twilio
	number string

	turn sync.Mutex // held while the person does one thing
	call *call      // the call that is on; guarded by turn

	mu        sync.Mutex // guards what follows
	changed   *sync.Cond // a text came, or a call
	inCall    bool
	ringing   *call // that the line began and nobody has answered; it belongs to nobody
	optedOut  optOut
	landline  bool
	listening *Gather
	inbox     []SMS
	heard     []Utterance
	events    []Event
	exchanges []Exchange
	oldTexts  int // what had arrived before the last input
	oldHeard  int
}

// Number returns the phone's own number.
func (p *Phone) Number() string { return p.number }

// Inbox returns every text received, oldest first.
func (p *Phone) Inbox() []SMS {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.inbox)
}

// Heard returns all that was heard on the phone, over all calls.
func (p *Phone) Heard() []Utterance {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.heard)
}

// Latest returns what arrived and what was heard since the last input.
func (p *Phone) Latest() ([]SMS, []Utterance) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.inbox[p.oldTexts:]), slices.Clone(p.heard[p.oldHeard:])
}

// Listening returns what the line is listening for, nil outside of a call.
func (p *Phone) Listening() *Gather {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.listening == nil {
		return nil
	}
	g := *p.listening
	return &g
}

// InCall reports whether a call is on.
func (p *Phone) InCall() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.inCall
}

// Exchanges returns every webhook posted for this phone and its answer, oldest first, the callbacks of calls included.
// Those of texts that the line began are with the text: Twilio.Messages.
func (p *Phone) Exchanges() []Exchange {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.exchanges)
}

// LastAnswer returns the raw answer to the last webhook; the zero Answer before the first.
func (p *Phone) LastAnswer() Answer {
	last, _ := p.lastExchange()
	return last.Answer
}

// Redeliver posts the last webhook once more, byte for byte, and returns the raw answer, with which nothing is done. A
// call that is over has told its status last; for an earlier webhook give one of Exchanges to Twilio.Redeliver.
func (p *Phone) Redeliver(ctx context.Context) (Answer, error) {
	last, ok := p.lastExchange()
	if !ok {
		return Answer{}, errors.New("no webhook to deliver again")
	}
	return p.line.Redeliver(ctx, last.Sent)
}

// Receive puts a text into the inbox. A zero time is now.
func (p *Phone) Receive(text SMS) { p.receive(text, "") }

// receive is Receive of a text that has a SID.
func (p *Phone) receive(text SMS, sid string) {
	if text.At.IsZero() {
		text.At = p.line.config.Now()
	}
	p.mu.Lock()
	p.inbox = append(p.inbox, text)
	p.changed.Broadcast()
	words := strings.Join(append([]string{text.Body}, text.Media...), " ")
	p.record(Event{At: text.At, Kind: Received, Text: words, SID: sid})
	p.mu.Unlock()
	p.line.tellWatcher()
}

// act does one thing that the person does; what comes until the next one is the latest.
func (p *Phone) act(what string, do func() error) error {
	return p.perform(Event{Kind: Did, Text: what}, do)
}

// perform is act with an event of its own.
func (p *Phone) perform(what Event, do func() error) error {
	p.turn.Lock()
	defer p.turn.Unlock()
	p.mu.Lock()
	p.oldTexts, p.oldHeard = len(p.inbox), len(p.heard)
	p.record(what)
	p.mu.Unlock()
	p.line.tellWatcher()
	err := do()
	if err != nil {
		p.note(Event{Kind: Failed, Text: err.Error()})
	}
	return err
}

func (p *Phone) hear(u Utterance) {
	p.mu.Lock()
	p.heard = append(p.heard, u)
	p.record(Event{Kind: Hears, Heard: &u})
	p.mu.Unlock()
	p.line.tellWatcher()
}

// deliver posts a webhook for this phone and remembers it.
func (p *Phone) deliver(ctx context.Context, h hook) (Answer, error) {
	exchange, err := p.line.deliver(ctx, h)
	if exchange.Attempts > 0 {
		p.remember(exchange)
	}
	return exchange.Answer, err
}

// remember keeps webhooks that were posted for this phone.
func (p *Phone) remember(posted ...Exchange) {
	p.mu.Lock()
	p.exchanges = append(p.exchanges, posted...)
	for i := range posted {
		p.record(Event{Kind: Exchanged, Exchange: &posted[i]})
	}
	p.mu.Unlock()
	p.line.tellWatcher()
}

func (p *Phone) lastExchange() (Exchange, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.exchanges) == 0 {
		return Exchange{}, false
	}
	return p.exchanges[len(p.exchanges)-1], true
}
