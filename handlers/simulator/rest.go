package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"coachline/handlers/simulator/twiml"
)

// API answers REST requests as https://api.twilio.com and its sisters do, all on one base: it begins and lists texts and calls, and
// shows what stands in the account. A request that Twilio
// does not allow, or that the line does not use, is refused and is one of Faults. An answer that is to be lost ends in a
// panic with http.ErrAbortHandler, which a net/http server understands; whoever serves by hand recovers it.
func (t *Twilio) API() http.Handler { return http.HandlerFunc(t.serve) }

func (t *Twilio) serve(w http.ResponseWriter, r *http.Request) {
	// twilio.com/docs/iam/api/authentication
	if user, password, _ := r.BasicAuth(); !t.admits(user, password) {
		fault := twiml.Faultf(codeAuthenticate, "Authenticate")
		if t.retired(password) { // a line that rotates its token finds out by this
			refusal{status: http.StatusUnauthorized, code: codeAuthenticate, message: fault.Error()}.write(w)
			return
		}
		t.refuse(w, r, fault)
		return
	}
	w.Header().Set("Date", t.config.Now().UTC().Format(http.TimeFormat))
	operation, sids := t.operationOf(r)
	form, err := readForm(r)
	if err == nil {
		err = t.check(operation, form)
	}
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	if t.administer(w, operation, sids, form) {
		return
	}
	switch operation {
	case "POST Messages.json":
		t.createMessage(w, r, form)
	case "POST Calls.json":
		t.createCall(w, r, form)
	case "GET Messages.json":
		t.list(w, r, form, "messages", t.matchingMessages)
	case "GET Calls.json":
		t.list(w, r, form, "calls", t.matchingCalls)
	}
}

// readForm returns the parameters of a request: of a GET in the query, of a POST in the body and nowhere else.
func readForm(r *http.Request) (url.Values, error) {
	raw := r.URL.RawQuery
	if r.Method == http.MethodPost {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			panic(http.ErrAbortHandler) // the client sent half a body and has gone
		}
		if kind := r.Header.Get("Content-Type"); kind != "application/x-www-form-urlencoded" || raw != "" {
			return nil, twiml.Faultf(codeParameter, "parameters of a POST: want a form in the body and no query, got %q", kind)
		}
		raw = string(body)
	}
	form, err := url.ParseQuery(raw)
	if err != nil {
		return nil, twiml.Faultf(codeParameter, "the parameters are no form")
	}
	return form, nil
}

// noting has the phone that a request is for note it, once it is answered or given up.
func (t *Twilio) noting(w http.ResponseWriter, r *http.Request, form url.Values) (http.ResponseWriter, func()) {
	n, at := &noted{ResponseWriter: w}, t.config.Now()
	return n, func() {
		x := &Exchange{Sent: Webhook{URL: r.URL.Path, Body: form.Encode()}, Answer: n.answer, Attempts: 1, Request: true}
		t.Phone(form.Get("To")).note(Event{At: at, Kind: Exchanged, Exchange: x})
	}
}

// noted is an answer of the API that is also kept.
type noted struct {
	http.ResponseWriter
	answer Answer
}

func (n *noted) WriteHeader(status int) {
	n.answer.Status = status
	n.ResponseWriter.WriteHeader(status)
}

func (n *noted) Write(body []byte) (int, error) {
	n.answer.Body = append(n.answer.Body, body...)
	return n.ResponseWriter.Write(body)
}

// Unwrap is for http.ResponseController.
func (n *noted) Unwrap() http.ResponseWriter { return n.ResponseWriter }

// refusal is an answer of the API that is no success; twilio.com/docs/usage/twilios-response#response-formats-exceptions
type refusal struct {
	status     int
	code       int
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

// refuse answers a request at fault, which is one of Faults.
func (t *Twilio) refuse(w http.ResponseWriter, r *http.Request, err error) {
	t.blame(fmt.Errorf("%s %s: %w", r.Method, r.URL.Path, err))
	f := refusal{status: http.StatusBadRequest, code: codeParameter, message: err.Error()}
	if fault, ok := errors.AsType[*twiml.Fault](err); ok {
		f.code, f.message = cmp.Or(fault.Code, codeParameter), fault.Reason
	}
	if f.code == codeAuthenticate {
		f.status = http.StatusUnauthorized
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

// send writes a whole answer, and flushes it: what follows in the background begins after it.
func send(w http.ResponseWriter, status int, contentType string, body []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	_, _ = w.Write(body)                      // a client that has gone misses it
	_ = http.NewResponseController(w).Flush() // a recorder of a test may not be able to
}

// null is nil in place of an empty string.
func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// stamp is a time as the API shows it, nil for none; twilio.com/docs/usage/twilios-response#date-format
func stamp(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at.UTC().Format(rfc2822)
}
