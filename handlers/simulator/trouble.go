package simulator

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// RequestKind is what a request to the API is about.
type RequestKind string

// What Trouble is asked about.
const (
	MessageRequest RequestKind = "message" // a POST that texts
	CallRequest    RequestKind = "call"    // a POST that calls
	ListRequest    RequestKind = "list"    // a GET of a list of either
)

// Request is a well-formed request to the API.
type Request struct {
	Kind RequestKind
	To   string // of a list: its filter, or empty
	Body string // of a text
	N    int    // the how many-th of its Kind to To, from 1
}

// Trouble is what goes wrong with a request; the zero Trouble is none. Hang comes first, then Delay, then Status, and
// the rest is what happens once Twilio has accepted. A list has nothing to accept, but all until Empty applies to it.
type Trouble struct {
	Hang  bool          // never accepted, and never answered until the client goes
	Delay time.Duration // it is accepted only then, even when the client has gone

	Status     int           // refused with this, such as 429 or 500
	Code       int           // of the refusal; default: the one of the status, such as 20429
	RetryAfter time.Duration // the header of the refusal, in whole seconds
	HTML       bool          // refusals are an HTML page, as of a proxy, instead of JSON

	Lose   bool // the connection is closed without an answer
	Answer int  // answered with this, such as 500, and Code
	Empty  bool // answered with success and {}

	Callbacks Callbacks

	// Final is where a text or a call ends. A text: delivered (default), undelivered, failed, or sent when nobody says
	// whether it arrived; it is in the inbox when it is sent or delivered. A call: busy, no-answer, failed or canceled,
	// and then no phone rings. FinalCode is the ErrorCode of a text, default 30008.
	Final     string
	FinalCode int
}

// Callbacks is what goes wrong with the status callbacks of a text, or of a call that the line began.
type Callbacks struct {
	Early     bool          // the first comes before the answer to the request; a call has rung by then
	Late      time.Duration // they wait, those that are Early left aside
	Twice     bool          // each comes twice, the same to the byte
	Reordered bool          // of a text: the last comes first
	None      bool          // none comes
}

// finals are where a text or a call can end by Trouble.
var finals = map[RequestKind][]string{
	MessageRequest: {"delivered", "undelivered", "failed", "sent"},
	CallRequest:    {"busy", "no-answer", "failed", "canceled"},
}

// ask returns the trouble of a request, and counts it.
func (t *Twilio) ask(r Request) Trouble {
	if t.config.Trouble == nil {
		return Trouble{}
	}
	t.asking.Lock()
	defer t.asking.Unlock()
	same := Request{Kind: r.Kind, To: r.To}
	t.asked[same]++
	r.N = t.asked[same]
	trouble := t.config.Trouble(r)
	allowed, ends := finals[r.Kind]
	if final := trouble.Final; ends && final != "" && !slices.Contains(allowed, final) {
		t.remember(fmt.Errorf("the Final %q of the Trouble of a %s: want one of %v", final, r.Kind, allowed))
	}
	return trouble
}

// work is a well-formed request that is to be answered, and its trouble.
type work struct {
	trouble Trouble
	status  int        // of success
	to      string     // the number that a refusal speaks of
	noted   url.Values // what is kept of the request with the phone it is for; nil keeps nothing

	// accept does what was asked for. It returns the answer, or the code for which it did nothing, and what is to be done
	// in the background once the answer is out.
	accept func() (answer map[string]any, code int, rest func())
}

// carryOut answers a request with all its trouble. What was accepted is never undone by an answer that fails.
func (t *Twilio) carryOut(w http.ResponseWriter, r *http.Request, job work) {
	if job.trouble.Hang {
		t.hang(r)
	}
	if !t.begin() {
		panic(http.ErrAbortHandler)
	}
	defer t.end()
	if job.noted != nil {
		var note func()
		w, note = t.noting(w, r, job.noted)
		defer note()
	}
	if !t.sleep(job.trouble.Delay) {
		panic(http.ErrAbortHandler)
	}
	if job.trouble.Status != 0 {
		job.refuse(w, job.trouble.Status, job.trouble.Code)
		return
	}
	answer, code, rest := job.accept()
	if code != 0 {
		job.refuse(w, http.StatusBadRequest, code)
		return
	}
	defer t.spawn(rest)
	job.answer(w, answer)
}

// hang keeps a client waiting until it has had enough.
func (t *Twilio) hang(r *http.Request) {
	select {
	case <-r.Context().Done():
	case <-t.ctx.Done():
	}
	panic(http.ErrAbortHandler)
}

func (j work) refuse(w http.ResponseWriter, status, code int) {
	code = cmp.Or(code, 20000+status)
	if status == http.StatusUnauthorized && j.trouble.Code == 0 {
		code = codeAuthenticate
	}
	refusal{
		status: status, code: code, message: wording(code, j.to),
		retryAfter: j.trouble.RetryAfter, html: j.trouble.HTML,
	}.write(w)
}

func (j work) answer(w http.ResponseWriter, body map[string]any) {
	switch {
	case j.trouble.Lose:
		panic(http.ErrAbortHandler)
	case j.trouble.Answer != 0:
		j.refuse(w, j.trouble.Answer, j.trouble.Code)
	case j.trouble.Empty:
		sendJSON(w, j.status, map[string]any{})
	default:
		sendJSON(w, j.status, body)
	}
}
