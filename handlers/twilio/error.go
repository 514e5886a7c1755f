package twilio

import (
	"errors"
	"fmt"
	"net/http"
	"time"

	"coachline/session"
)

// Error is why Twilio did not do what a Client asked, or may not have. Exactly one of Unclear, Retryable, OptedOut,
// NeverAgain and Operator is true, and each says what to do next. Its text holds no number, no message, no URL and
// none of Twilio's own words, which quote them; it can be logged.
type Error struct {
	Op         string        // what was asked: "send text", "place call", "find texts", "find calls"
	Status     int           // of Twilio's answer; 0 when there was none; 400 when twilio-go or the Client refused
	Code       int           // Twilio's error code; 0 when the answer had none
	RetryAfter time.Duration // how long Twilio asks us to wait, at most an hour; 0 when it does not say

	maybe bool   // without an answer: the request had a connection, and so may have been read
	read  bool   // a listing: it changes nothing, whatever became of it
	cause string // of a fixed few words
}

// malformed is the cause of what was refused before it was sent.
const malformed = "request is malformed"

// Error says what was asked and what came of it.
func (e *Error) Error() string {
	text := e.Op + ": "
	switch {
	case e.Status != 0 && e.cause != malformed:
		text += fmt.Sprintf("Twilio answered %d", e.Status)
	case e.maybe:
		text += "no answer"
	default:
		text += "not sent"
	}
	if e.Code != 0 {
		text += fmt.Sprintf(", code %d", e.Code)
	}
	if e.cause != "" {
		text += ": " + e.cause
	}
	return text
}

// Unclear reports that the request may have been accepted: no answer came after it was written, or one that is neither
// a receipt nor a refusal. Find out before asking again: somebody could get the text, or the call, twice. "If you get a
// 500 Server Error on these requests, and you retry the request, it is possible for a customer to receive multiple
// messages or calls", says twilio.com/docs/api/errors/20500.
func (e *Error) Unclear() bool {
	switch {
	case e.read:
		return false
	case e.Status == 0:
		return e.maybe
	default:
		return e.Status < 400 || e.Status >= 500
	}
}

// Retryable reports that nothing was accepted, and that the same request may succeed later, after RetryAfter.
func (e *Error) Retryable() bool { return e.class() == later }

// OptedOut reports that the person has opted out of our texts.
func (e *Error) OptedOut() bool { return e.class() == optedOut }

// NeverAgain reports that the number cannot be reached in this way, now or later.
func (e *Error) NeverAgain() bool { return e.class() == neverAgain }

// Operator reports that nothing was accepted, and nothing will be before somebody has looked: at the account, at our
// settings, or at what we sent. A refusal that the line does not know is one of these.
func (e *Error) Operator() bool { return e.class() == operator }

// Account reports an Operator's error that is not about this one text or call: no other would be accepted either.
func (e *Error) Account() bool {
	return e.Operator() && (e.Reason() == session.ReasonAccount || e.Status != http.StatusBadRequest)
}

// Reason is what Code means. Without a code that the line knows, a refusal other than 400 is about the account.
func (e *Error) Reason() session.Reason {
	reason := ReasonOf(e.Code)
	if reason == session.ReasonUnknown && e.Status > 400 && e.Status < 500 && e.Status != http.StatusRequestTimeout && e.Status != http.StatusTooManyRequests {
		return session.ReasonAccount
	}
	return reason
}

// Docs is the page on which Twilio explains Code.
func (e *Error) Docs() string { return Docs(e.Code) }

// class is what to do about an error.
type class int

const (
	unclear    class = iota // find out first whether it was accepted
	later                   // send it again later
	optedOut                // send no texts until the person opts in again
	neverAgain              // send nothing until a person has corrected the number
	operator                // somebody must put the account or our settings right
)

// class goes by the status before the reason: a request that Twilio may have accepted is unclear, whatever its code.
func (e *Error) class() class {
	switch {
	case e.Unclear():
		return unclear
	case e.Status < 400, e.Status >= 500: // not sent; or a listing
		return later
	case e.Status == http.StatusTooManyRequests: // never processed: twilio.com/docs/api/errors/20429
		return later
	case e.Status == http.StatusRequestTimeout: // not received whole: RFC 9110, section 15.5.9
		return later
	}
	switch reason := e.Reason(); {
	case reason == session.ReasonOptedOut:
		return optedOut
	case reason.Lasting():
		return neverAgain
	case reason.Passing():
		return later
	}
	return operator
}

// Missing reports that there is no such resource in the account.
func Missing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound
}

// Unauthorized reports that Twilio does not know the credentials, or does not take them for this.
func Unauthorized(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden)
}

// Inactive reports that the account is suspended or closed: twilio.com/docs/api/errors/20005
func Inactive(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Code == 10001 || e.Code == 20005)
}
