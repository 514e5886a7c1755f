package simulator

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"coachline/handlers/simulator/twiml"
)

// Twilio's numbers for a webhook that came to nothing; twilio.com/docs/api/errors
const (
	codeRetrieval  = 11200
	codeConnection = 11205
)

const apiVersion = "2010-04-01"

// Webhook is a POST as it went out, to the byte.
type Webhook struct {
	URL    string
	Header http.Header
	Body   string // the form
}

// Answer is a raw answer. Status 0: none came.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // up to 1 MiB
}

// Exchange is a webhook and the answer to its last attempt; or a request of the line that texts or calls, without its
// credentials, and the answer of the API.
type Exchange struct {
	Sent     Webhook
	Answer   Answer
	Attempts int
	Request  bool // it is a request of the line
}

// Mishap is what goes wrong on the way of a webhook; with the zero Mishap nothing does.
type Mishap struct {
	Delay time.Duration // before it reaches the line
	Lose  bool          // the answer to its first attempt is lost: Retry is asked
	Twice bool          // it comes twice, the same to the byte; what counts is the answer to the second
}

// Redeliver posts w once more, byte for byte, with the same signature and idempotency token. It does nothing with the
// answer. The error says that none came.
func (t *Twilio) Redeliver(ctx context.Context, w Webhook) (Answer, error) { return t.post(ctx, w) }

// deliver posts w until it is answered with less than a 5xx, or Retry gives up. Each attempt is the same to the
// byte. The error is a *twiml.Fault, or that of ctx.
func (t *Twilio) deliver(ctx context.Context, w Webhook) (Exchange, error) {
	mishap := t.config.Mishap(w)
	if !t.sleep(mishap.Delay) {
		return Exchange{Sent: w}, noAnswer
	}
	if mishap.Twice {
		_, _ = t.post(ctx, w) // the second counts
	}
	for attempt := 1; ; attempt++ {
		answer, err := t.post(ctx, w)
		if mishap.Lose && attempt == 1 && err == nil {
			answer, err = Answer{}, noAnswer
		}
		if err == nil {
			err = answer.refusal()
		}
		if err == nil || ctx.Err() != nil || !answer.retryable() || !t.config.Retry(ctx, attempt, err) {
			return Exchange{Sent: w, Answer: answer, Attempts: attempt}, err
		}
	}
}

// compose turns a form into bytes and signs them.
func (t *Twilio) compose(target string, form url.Values) Webhook {
	return Webhook{URL: target, Body: form.Encode(), Header: http.Header{
		"User-Agent":                 {"TwilioProxy/1.1"},
		"Accept":                     {"*/*"},
		"Content-Type":               {"application/x-www-form-urlencoded; charset=UTF-8"},
		"I-Twilio-Idempotency-Token": {newID("")},
		"X-Twilio-Signature":         {signature(t.signingToken(), target, form)},
	}}
}

// signature is HMAC-SHA1 over the URL, then each name and value, sorted by name in byte order. Of a repeated name it
// has each different value once, sorted, as npm's validator expects;
// twilio.com/docs/usage/security#validating-requests
func signature(token, target string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	_, _ = io.WriteString(mac, target) // a hash takes all
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range slices.Compact(slices.Sorted(slices.Values(form[name]))) {
			_, _ = io.WriteString(mac, name+value)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// post sends w once. The error does not have the URL, which can hold a number.
func (t *Twilio) post(ctx context.Context, w Webhook) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, strings.NewReader(w.Body))
	if err != nil {
		return Answer{}, errors.New("the URL of a webhook is malformed")
	}
	req.Header = w.Header.Clone()
	res, err := t.client.Do(req)
	if err != nil {
		return Answer{}, unanswered(ctx, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 1<<20))
	if err != nil {
		return Answer{}, unanswered(ctx, err)
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: body}, nil
}

var noAnswer = twiml.Faultf(codeConnection, "no answer to the webhook")

func unanswered(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return twiml.Faultf(codeConnection, "%s: %v", noAnswer.Reason, err)
}

// refusal is the fault of an answer's status, or nil.
func (a Answer) refusal() error {
	switch {
	case a.Status >= 300 && a.Status < 400:
		return twiml.Faultf(codeRetrieval, "the webhook was answered %d: Twilio follows a redirect without what was posted", a.Status)
	case a.Status < 200 || a.Status >= 300:
		return twiml.Faultf(codeRetrieval, "the webhook was answered %d", a.Status)
	}
	return nil
}

func (a Answer) retryable() bool { return a.Status == 0 || a.Status >= 500 }

// tell posts a status callback of what Callbacks says, and returns what was posted. An answer that is neither 2xx nor
// worth a retry is one of Faults; twilio.com/docs/api/errors/15003
func (t *Twilio) tell(ctx context.Context, c Callbacks, target string, form url.Values) (posted []Exchange, err error) {
	times := 1
	switch {
	case target == "" || c.None:
		times = 0
	case c.Twice:
		times = 2
	}
	w := t.compose(target, form)
	for range times {
		x, failed := t.deliver(ctx, w)
		if failed != nil && !x.Answer.retryable() {
			t.blame(fmt.Errorf("status callback: %w", failed))
		}
		posted, err = append(posted, x), errors.Join(err, failed)
	}
	return posted, err
}

// newID returns a new SID with this prefix; twilio.com/docs/glossary/what-is-a-sid
func newID(prefix string) string {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return prefix + hex.EncodeToString(b)
}
