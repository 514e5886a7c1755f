package twilio

import (
	"fmt"
	"net/http"
	"time"
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
func (e *Error) Retryable() bool { return e.class() == ClassLater }

// OptedOut reports that the person has opted out of our texts.
func (e *Error) OptedOut() bool { return e.class() == ClassOptedOut }

// NeverAgain reports that the number cannot be reached in this way, now or later.
func (e *Error) NeverAgain() bool { return e.class() == ClassNeverAgain }

// Operator reports that nothing was accepted, and nothing will be before somebody has looked: at the account, at our
// settings, or at what we sent. A refusal that the line does not know is one of these.
func (e *Error) Operator() bool { return e.class() == ClassOperator }

// Account reports an Operator's error that is not about this one text or call: no other would be accepted either.
func (e *Error) Account() bool {
	switch e.Code {
	case 10001, 20003, 20005, 20403, 20404, 21603, 30002:
		return true
	}
	return e.Operator() && e.Status != http.StatusBadRequest
}

// class is what to do next; ClassUnknown when the request is Unclear.
func (e *Error) class() Class {
	switch {
	case e.Unclear():
		return ClassUnknown
	case e.Status < 400, e.Status >= 500: // not sent; or a listing
		return ClassLater
	case e.Status == http.StatusTooManyRequests: // never processed: twilio.com/docs/api/errors/20429
		return ClassLater
	case e.Status == http.StatusRequestTimeout: // not received whole: RFC 9110, section 15.5.9
		return ClassLater
	}
	if class := ClassOf(e.Code); class != ClassUnknown {
		return class
	}
	return ClassOperator
}

// Class is what to do about one of Twilio's error codes.
type Class int

// The classes. Codes change without notice, so one that the line does not know is no surprise.
const (
	ClassUnknown    Class = iota // a code that the line does not know, or none
	ClassOptedOut                // the person has opted out: no more texts until they opt in again
	ClassNeverAgain              // the number cannot be reached in this way: no more until a person changes it
	ClassOperator                // the account or our settings are wrong: somebody must act
	ClassLater                   // this one was not delivered; the same may be later
)

// ClassOf is the class of an error code, from an answer of the REST API or from the ErrorCode of a status callback.
// What a code means is at twilio.com/docs/api/errors/<code>. That 20500 and 20503 are ClassLater is for callbacks: an
// Error with their status is Unclear.
func ClassOf(code int) Class {
	switch code {
	case 21610:
		return ClassOptedOut
	case 21211, 21217, // not a valid number
		21214,        // a call cannot reach it
		21265, 21268, // a short code, a premium number
		21614, 21635, 30006, // not a mobile, a landline
		30005: // no such handset
		return ClassNeverAgain
	case 10001, 20005, 30002, // the account is suspended
		20003, 20403, 20404, // credentials, permission, a wrong SID
		21222, 21224, // credentials that twilio-go refuses to send
		13227, 21215, 21408, // the country is not switched on
		21216, 30007, // Twilio blocks the call, or the carrier the text
		21210, 21212, 21603, 21606, 21612, 21659, 21660, 21661, // our own number
		21219, 21608, // a trial account, and a number not verified
		21609: // our callback URL
		return ClassOperator
	case 20429, 20500, 20503, 21730, 30500, // Twilio is busy, out of order or being mended
		10004, 21611, 22005, 30001, 30022, // too many at once
		30003, 30008: // the phone is off, or nobody knows why
		return ClassLater
	}
	return ClassUnknown
}
