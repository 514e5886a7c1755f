// Package twilio is how Twilio reaches the line, by webhooks for texts, calls and what becomes of them, and how the line
// reaches Twilio, by its REST API.
//
// The rule it keeps: nothing is believed before its signature is checked over the public URL and the whole body, and
// an answer is only written after the turn is committed. It is the only package that knows Twilio's wire and error
// codes; what is said, and what is remembered, is decided elsewhere. Each webhook goes the same straight way: read and
// verify, make an input of the form, Store.Take, render.
package twilio

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"coachline/scripts/dialogue"
	"coachline/scripts/recording"
	"coachline/scripts/sms"
	"coachline/scripts/twiml"
	"coachline/session"
	"coachline/session/e164"
)

// What can be wrong with a request. Any other error of a webhook is the store's.
var (
	ErrSignature = errors.New("signature is missing or wrong")
	ErrTooLarge  = errors.New("body is too large")
	ErrMalformed = errors.New("request is malformed")
)

// turns is what the webhooks need of session.Store.
type turns interface {
	Take(context.Context, session.Person, session.Turn) (dialogue.Output, error)
	Person(e164.Number) session.Person
	Caller(callSID string) session.Person
	Report(context.Context, session.Person, int, session.Delivery) error
}

// managers answer what a manager writes, such as INVITE and PROGRESS. done is false if the sender is no manager, or the text is not
// for the line. The text is then a learner's turn, and a reply, if any, is sent beside the turn's; a text of one character is not
// asked about. Join takes a text that means nothing to a lesson: it may be a cohort's keyword.
type managers interface {
	Join(ctx context.Context, id string, from e164.Number, words string, at time.Time) (reply string, done bool, err error)
	Answer(ctx context.Context, id string, from e164.Number, words string, at time.Time) (reply string, done bool, err error)
}

// sounds are the recordings of the lessons that are served, and how voices say words.
type sounds interface {
	Recording(audio string) (recording.File, bool)
	Lexicon() *twiml.Lexicon
}

// Config is what Webhooks need to be told.
type Config struct {
	Store    turns
	Public   *url.URL              // what Twilio calls; the paths are below it
	Account  string                // whose webhooks they are, for what is said about a wrong signature; empty does not tell
	Tokens   []string              // auth tokens that sign; the account's own first
	Footer   string                // added to every text
	From     string                // the number or short code that texts come from; empty if a Messaging Service chooses
	OptOut   string                // COACHLINE_OPT_OUT: see WhoAnswers; empty is auto
	Clock    func() time.Time      // the time of a turn
	Managers managers              // nil: there are none
	Version  string                // of this program, for a probe
	Metrics  prometheus.Registerer // nil: what is counted is not shown
	Sounds   sounds                // nil: there are none
	Replied  func([]string)        // is told the bodies of each reply to a text; nil tells nobody

	// Reported is told what became of each text; nil: nobody is.
	Reported func(context.Context, session.Delivery)
}

// Webhooks answer Twilio. They are safe for use by several goroutines.
type Webhooks struct {
	config   Config
	endpoint *endpoint
	keywords keywords
	metrics  *metrics
	sound    twiml.Sound
}

// New makes the webhooks.
func New(c Config) *Webhooks {
	h := &Webhooks{
		config: c, endpoint: newEndpoint(c.Public, c.Tokens), keywords: keywords{setting: c.OptOut, from: c.From},
		metrics: newMetrics(c.Metrics, c.Clock),
	}
	if c.Sounds != nil {
		h.sound = twiml.Sound{Audio: h.endpoint.base + AudioPath, Plays: h.plays, Lexicon: c.Sounds.Lexicon}
	}
	return h
}

// SMS answers a text: POST /twilio/sms. twilio.com/docs/messaging/guides/webhook-request
func (h *Webhooks) SMS(w http.ResponseWriter, r *http.Request) error {
	f, err := h.receive(w, r, byText)
	if err != nil {
		return err
	}
	number, ok := e164.FromWire(strings.TrimPrefix(f.value("From"), whatsapp)) // a person is the same by SMS and by WhatsApp
	if !ok {
		h.metrics.turn(byText, dialogue.ClassMachine)
		return reply(w, twiml.Messages(nil)) // a machine's name or a short code: nobody who learns
	}
	in := dialogue.Input{Kind: dialogue.Answer, At: h.config.Clock(), Channel: dialogue.Text, Words: f.value("Body")}
	media := f.value("NumMedia")
	in.Unreadable = media != "" && media != "0" && strings.TrimSpace(in.Words) == ""
	key := len(in.Words) == 1 // as most answers are: no word that Twilio has answered, or a manager's
	if !key || f.value("OptOutType") != "" {
		in.Kind, in.CarrierWord = h.keywords.answered(f)
	}
	id := f.value("MessageSid")
	if !isSID(id) {
		return ErrMalformed
	}
	beside, done := "", false
	if !key && in.Kind == dialogue.Answer && h.config.Managers != nil {
		if beside, done, err = h.config.Managers.Answer(r.Context(), id, number, in.Words, in.At); err != nil {
			return err
		}
	}
	out := dialogue.Output{Class: outcomeManager}
	if !done {
		out, err = h.config.Store.Take(r.Context(), h.config.Store.Person(number), session.Turn{ID: id, Number: number, Input: in})
	}
	switch {
	case errors.Is(err, session.ErrNotServed):
		return reply(w, twiml.Messages(nil))
	case err != nil:
		return err
	}
	h.metrics.turn(byText, out.Class)
	if out.MayJoin && h.config.Managers != nil {
		switch said, joined, err := h.config.Managers.Join(r.Context(), id, number, in.Words, in.At); {
		case err != nil:
			return err
		case joined:
			out.Lines = []dialogue.Line{{Text: said}}
		}
	}
	if beside != "" {
		out.Lines = append(out.Lines, dialogue.Line{Text: beside})
	}
	bodies := sms.Pack(out.Lines, h.config.Footer)
	if h.config.Replied != nil && out.Class != dialogue.ClassReplayed { // that was counted when it was first replied
		h.config.Replied(bodies)
	}
	return reply(w, twiml.Messages(bodies))
}

// turn counts a turn. An input that nobody said has no class, and does not count.
func (m *metrics) turn(c channel, class dialogue.Class) {
	if class == "" || c == byProbe {
		return
	}
	if class == dialogue.ClassDistress {
		m.distress.add()
		class = dialogue.ClassAnswer
	}
	m.turns.WithLabelValues(string(c), string(class)).Inc()
}

func reply(w http.ResponseWriter, document []byte) error {
	w.Header()["Content-Type"] = contentType
	_, _ = w.Write(document) // Twilio has gone: it will ask again, and be answered alike
	return nil
}

var contentType = []string{twiml.ContentType}
