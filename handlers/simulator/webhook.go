package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Webhook is a request as it went out, to the byte.
type Webhook struct {
	Method string
	URL    string // without a fragment
	Header http.Header
	Body   string // the form; empty for a GET
}

// Answer is a raw answer of the line. Status 0: none came.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte // up to 1 MiB
}

// Exchange is a webhook and the answer to its last attempt; or a request of the line's that texts or calls, without its
// credentials, and the answer of the API.
type Exchange struct {
	Sent     Webhook
	Answer   Answer
	Attempts int
	Request  bool // it is the latter
}

// Mishap is what goes wrong on the way of a webhook; the zero Mishap is nothing.
type Mishap struct {
	Delay time.Duration // before it reaches the line
	Lose  bool          // the answer to its first attempt is lost: Retry is asked
	Twice bool          // it comes twice, the same to the byte; what counts is the answer to the second
}

// hook is a webhook to be composed.
type hook struct {
	product product
	method  string
	target  string
	form    url.Values
	once    bool // not retried
}

// Redeliver posts w once more, byte for byte, with the same signature and idempotency token. Any status is an
// answer; the error says that none came. Nothing is done with the answer.
func (t *Twilio) Redeliver(ctx context.Context, w Webhook) (Answer, error) {
	return t.post(ctx, w)
}

// deliver composes h and posts it until it is received. The error is a *Fault, or that of ctx.
func (t *Twilio) deliver(ctx context.Context, h hook) (Exchange, error) {
	w, err := t.compose(h)
	if err != nil {
		return Exchange{}, err
	}
	return t.insist(ctx, w, h.once)
}

// insist posts w until it is answered with less than a 5xx or Retry gives up, or just once. Every attempt is the same
// to the byte.
func (t *Twilio) insist(ctx context.Context, w Webhook, once bool) (Exchange, error) {
	mishap := t.config.Mishap(w)
	for attempt := 1; ; attempt++ {
		answer, err := t.suffer(ctx, w, mishap)
		mishap = Mishap{}
		if err == nil {
			err = answer.refusal()
		}
		done := err == nil || once || ctx.Err() != nil || !answer.retryable()
		if done || !t.config.Retry(ctx, attempt, err) {
			return Exchange{Sent: w, Answer: answer, Attempts: attempt}, err
		}
	}
}

// suffer posts w once, with what goes wrong.
func (t *Twilio) suffer(ctx context.Context, w Webhook, m Mishap) (Answer, error) {
	if !t.sleep(m.Delay) {
		return Answer{}, faultf(codeConnection, "no answer to the webhook")
	}
	if m.Twice {
		t.post(ctx, w) // the second counts
	}
	answer, err := t.post(ctx, w)
	if m.Lose && err == nil {
		return Answer{}, faultf(codeConnection, "no answer to the webhook")
	}
	return answer, err
}

// compose turns h into bytes and signs them.
func (t *Twilio) compose(h hook) (Webhook, error) {
	u, err := url.Parse(h.target)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return Webhook{}, faultf(codeInvalidURL, "no URL of a webhook: %q", h.target)
	}
	u.Fragment, u.RawFragment = "", ""
	header := http.Header{
		"User-Agent":                 {"TwilioProxy/1.1"},
		"Accept":                     {"*/*"},
		"I-Twilio-Idempotency-Token": {newToken()},
	}
	if h.method == http.MethodGet {
		u.RawQuery = strings.TrimPrefix(u.RawQuery+"&"+h.form.Encode(), "&")
		header.Set("X-Twilio-Signature", signature(t.config.AuthToken, signedURL(*u, h.product), nil))
		return Webhook{Method: h.method, URL: u.String(), Header: header}, nil
	}
	header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	header.Set("X-Twilio-Signature", signature(t.config.AuthToken, signedURL(*u, h.product), h.form))
	return Webhook{Method: http.MethodPost, URL: u.String(), Header: header, Body: h.form.Encode()}, nil
}

// post sends w once.
func (t *Twilio) post(ctx context.Context, w Webhook) (Answer, error) {
	req, err := http.NewRequestWithContext(ctx, w.Method, w.URL, strings.NewReader(w.Body))
	if err != nil {
		return Answer{}, fmt.Errorf("build webhook: %w", err)
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

// unanswered is the fault of a webhook without an answer, without its URL, which can hold a number.
func unanswered(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return &Fault{Code: codeConnection, Reason: "no answer to the webhook", cause: err}
}

// refusal is the fault of an answer's status, or nil.
func (a Answer) refusal() error {
	switch {
	case a.Status >= 300 && a.Status < 400:
		return faultf(codeRetrieval, "the webhook was answered %d: Twilio follows a redirect without what was posted", a.Status)
	case a.Status < 200 || a.Status >= 300:
		return faultf(codeRetrieval, "the webhook was answered %d", a.Status)
	}
	return nil
}

func (a Answer) retryable() bool { return a.Status == 0 || a.Status >= 500 }
