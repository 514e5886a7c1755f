package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Twilio's numbers for what can be wrong with a request; twilio.com/docs/api/errors.
const (
	codeParameter    = 20001 // also what is said here of anything wrong that has no number
	codeAuthenticate = 20003
	codeMethod       = 20004
	codeNotFound     = 20404
	codeNoCallTo     = 21201
	codeCallURL      = 21205
	codeCallerID     = 21210
	codeTo           = 21211
	codeFrom         = 21212
	codeNoCallFrom   = 21213
	codeNoBody       = 21602
	codeNoSender     = 21603
	codeNoTo         = 21604
	codeSender       = 21606
	codeCallback     = 21609
	codeOptedOut     = 21610
	codeLandline     = 21614
	codeService      = 21701
	codeChannels     = 21910
	codeUndelivered  = 30008
	codeInlineTwiML  = 32018
)

// wordings are what the API says to some codes, as its clients have quoted it: Twilio documents the codes only. {} is the
// number or the value at fault, in full.
var wordings = map[int]string{
	codeAuthenticate: "Authenticate",
	codeMethod:       "Method not allowed for {}",
	codeNotFound:     "The requested resource {} was not found",
	20429:            "Too Many Requests",
	20500:            "An internal server error has occurred",
	20503:            "Service is unavailable. Please try again.",
	codeNoCallTo:     "No 'To' number is specified",
	codeCallURL:      "Url parameter is required.",
	codeCallerID: "The source phone number provided, {}, is not yet verified for your account. " +
		"You may only make calls from phone numbers that you've verified or purchased from Twilio.",
	codeTo:         "The 'To' number {} is not a valid phone number.",
	codeFrom:       "The 'From' number {} is not a valid phone number, shortcode, or alphanumeric sender ID.",
	codeNoCallFrom: "No 'From' number is specified",
	21215: "Account not authorized to call {}. Perhaps you need to enable some international permissions: " +
		"https://www.twilio.com/console/voice/calls/geo-permissions/low-risk",
	21408:        "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {}",
	codeNoBody:   "Message body is required.",
	codeNoSender: "A 'From' phone number is required.",
	codeNoTo:     "A 'To' phone number is required.",
	codeSender: "The From phone number {} is not a valid, SMS-capable inbound phone number or short code " +
		"for your account.",
	21608:           "The number {} is unverified. Trial accounts cannot send messages to unverified numbers.",
	codeCallback:    "The StatusCallback URL {} is not a valid URL.",
	codeOptedOut:    "Attempt to send to unsubscribed recipient",
	21612:           "The 'To' phone number: {}, is not currently reachable via SMS.",
	codeLandline:    "To number: {}, is not a mobile number",
	codeBodyTooLong: "The concatenated message body exceeds the 1600 character limit.",
	codeService:     "The Messaging Service {} does not exist.",
	codeChannels:    "Invalid From and To pair. From and To should be of the same channel: {}",
	30003:           "Unreachable destination handset",
	30004:           "Message blocked",
	30005:           "Unknown destination handset",
	30006:           "Landline or unreachable carrier",
	30007:           "Message filtered",
	codeUndelivered: "Unknown error",
	codeInlineTwiML: "Twiml parameter is too long.",
}

// wording is what the API says to a code about a number or a value.
func wording(code int, subject string) string {
	return strings.ReplaceAll(cmp.Or(wordings[code], "The request for {} was refused."), "{}", subject)
}

// malformed is the fault of a request that Twilio refuses with a code.
func malformed(code int, subject string) *Fault {
	return &Fault{Code: code, Reason: wording(code, subject)}
}

// refusal is an answer of the API that is no success; twilio.com/docs/usage/twilios-response#response-formats-exceptions
type refusal struct {
	status     int
	code       int // 0: the one that goes with the status, such as 20429
	message    string
	retryAfter time.Duration
	html       bool // the answer of a proxy in front of the API
}

func (f refusal) write(w http.ResponseWriter) {
	if f.retryAfter > 0 {
		seconds := (f.retryAfter + time.Second - 1) / time.Second
		w.Header().Set("Retry-After", strconv.Itoa(int(seconds)))
	}
	if f.html {
		text := http.StatusText(f.status)
		send(w, f.status, "text/html", fmt.Appendf(nil, "<html><title>%s</title><body>%s</body></html>", text, text))
		return
	}
	sendJSON(w, f.status, map[string]any{
		"code": f.code, "message": f.message, "status": f.status,
		"more_info": fmt.Sprintf("https://www.twilio.com/docs/errors/%d", f.code),
	})
}

// refuse answers a request at fault, and remembers it.
func (t *Twilio) refuse(w http.ResponseWriter, r *http.Request, err error) {
	t.remember(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
	f := refusal{status: http.StatusBadRequest, code: codeParameter, message: err.Error()}
	if fault, ok := errors.AsType[*Fault](err); ok {
		f.code, f.message = cmp.Or(fault.Code, codeParameter), fault.Reason
	}
	switch f.code {
	case codeAuthenticate:
		f.status = http.StatusUnauthorized
		w.Header().Set("WWW-Authenticate", `Basic realm="Twilio API"`)
	case codeMethod:
		f.status = http.StatusMethodNotAllowed
	case codeNotFound:
		f.status = http.StatusNotFound
	}
	f.write(w)
}

func sendJSON(w http.ResponseWriter, status int, body any) {
	content, err := json.Marshal(body)
	if err != nil {
		panic(fmt.Sprintf("marshal answer: %v", err)) // strings, numbers and nil only
	}
	send(w, status, "application/json", content)
}

// send writes a whole answer, and sees it off before it returns.
func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	w.Write(body)                         // a client that has gone misses it
	http.NewResponseController(w).Flush() // a writer that cannot is a test's
}
