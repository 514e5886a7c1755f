package twilio

import (
	"context"
	"log/slog"
	"net/http"
	"net/mail"
	"net/url"
	"strings"
	"time"

	api "github.com/twilio/twilio-go/rest/api/v2010"

	"coachline/session/e164"
)

// Paths of the status callbacks of what a Client sends; the Ref follows, such as MessageStatusPath/<person>/<entry>.
const (
	MessageStatusPath = "/twilio/status/message"
	CallStatusPath    = "/twilio/status/call"
)

// ClientConfig is what a Client needs.
type ClientConfig struct {
	AccountSID        string
	AuthToken         string        // used where no API key is set
	OtherToken        string        // tried where Twilio refuses AuthToken, while one is rotated; empty: there is none
	APIKey, APISecret string        // used instead, where set, and no token ever: twilio.com/docs/iam/api-keys
	Base              *url.URL      // of the REST API, https://api.twilio.com; it may have a path
	From              string        // the number or short code that texts come from
	Service           string        // SID of a Messaging Service, which chooses the sender; From is then not sent
	VoiceFrom         string        // the number that calls come from
	Public            *url.URL      // what Twilio calls; callbacks are below it
	Timeout           time.Duration // of one request, from dialling to the end of its answer; 0 is 10 s
	Log               *slog.Logger  // is told once which token Twilio takes; nil: nobody is
}

// Client asks Twilio to send texts and to place calls. Twilio processes each request once at most: one that was refused for its
// token alone is sent again with the other token, and about any other its Error says whether it may be sent again. Twilio's
// API has no idempotency key for messages and calls. Any number of goroutines may use one. Every error that is not nil is an
// *Error; without one, a Receipt has its SID.
type Client struct {
	config      ClientConfig
	transport   *http.Transport
	credentials *credentials
	public      string // without user, query and a slash at its end
}

// NewClient makes a Client. It asks Twilio nothing.
func NewClient(c ClientConfig) *Client {
	if c.Timeout == 0 {
		c.Timeout = 10 * time.Second
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Client{config: c, transport: newTransport(c.Timeout), credentials: newCredentials(c), public: newEndpoint(c.Public, nil).base}
}

// Close closes connections that are idle. The Client can still be used.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

// SMS is a text to one person.
type SMS struct {
	To       e164.Number
	Body     string        // at most 1600 characters: twilio.com/docs/api/errors/21617
	Ref      string        // "<person>/<entry>": ends the path of the status callback, which names the text even if its receipt is lost; empty asks for none
	ValidFor time.Duration // how long it may wait in Twilio's queue, 1 s to 10 h; 0 leaves it to Twilio
}

// Receipt is what Twilio has noted of a text or a call.
type Receipt struct {
	SID, Status string
	Code        int       // why it was not delivered; 0 when nothing is wrong, and always for calls
	At          time.Time // when it was accepted, by Twilio's clock, in whole seconds
}

// SendText asks Twilio to send a text, word for word: Smart Encoding would replace characters, and the text could not be
// found again by what it says. A receipt says that it was accepted, not that it arrived.
// twilio.com/docs/messaging/api/message-resource#create-a-message-resource
func (c *Client) SendText(ctx context.Context, m SMS) (Receipt, error) {
	x := c.exchange(ctx, "send text")
	params := &api.CreateMessageParams{}
	params.SetTo(m.To.E164()).SetBody(m.Body).SetSmartEncoded(false)
	if m.Ref != "" {
		params.SetStatusCallback(c.public + MessageStatusPath + "/" + m.Ref)
	}
	if c.config.Service != "" {
		params.SetMessagingServiceSid(c.config.Service)
	} else {
		params.SetFrom(c.config.From)
	}
	if m.ValidFor != 0 {
		params.SetValidityPeriod(seconds(m.ValidFor, 36000))
	}
	sent, err := x.api.CreateMessage(params)
	if !x.ok(err) || !isSID(deref(sent.Sid)) {
		return Receipt{}, x.failure(err)
	}
	return textReceipt(sent), nil
}

// Call is a call to one person.
type Call struct {
	To  e164.Number
	Ref string // as in SMS
}

// ringing is for how many seconds a call of ours rings. Twilio may add 5.
const ringing = 30

// PlaceCall asks Twilio to ring somebody and, when the call is answered, to begin it at VoicePath. After a machine's
// greeting it waits for the end of that, so that a message can be left; AnsweredBy says which it was.
// twilio.com/docs/voice/api/call-resource#create-a-call-resource
func (c *Client) PlaceCall(ctx context.Context, call Call) (Receipt, error) {
	x := c.exchange(ctx, "place call")
	params := &api.CreateCallParams{}
	params.SetTo(call.To.E164()).SetFrom(c.config.VoiceFrom).SetTimeout(ringing)
	params.SetUrl(c.public + VoicePath).SetStatusCallback(c.public + CallStatusPath + "/" + call.Ref)
	params.SetMachineDetection("DetectMessageEnd")
	placed, err := x.api.CreateCall(params)
	if !x.ok(err) || !isSID(deref(placed.Sid)) {
		return Receipt{}, x.failure(err)
	}
	return callReceipt(placed), nil
}

// seconds is a duration in whole seconds, from 1 to most.
func seconds(d time.Duration, most int) int { return min(max(int(d/time.Second), 1), most) }

func textReceipt(m *api.ApiV2010Message) Receipt {
	return Receipt{SID: deref(m.Sid), Status: deref(m.Status), Code: deref(m.ErrorCode), At: date(m.DateCreated)}
}

func callReceipt(c *api.ApiV2010Call) Receipt {
	return Receipt{SID: deref(c.Sid), Status: deref(c.Status), At: date(c.DateCreated)}
}

// date reads an RFC 2822 date; it is the zero time where there is none.
func date(s *string) time.Time {
	at, err := mail.ParseDate(strings.TrimSpace(deref(s)))
	if err != nil {
		return time.Time{}
	}
	return at.UTC()
}

// deref is what p points at, or the zero value: twilio-go leaves out what Twilio left out.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}
