package simulator

import (
	"cmp"
	"net/http"
	"net/url"
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
	To   string
	Body string // of a text
	N    int    // the how many-th of its Kind to To, from 1
}

// Trouble is what goes wrong with a request; with the zero Trouble nothing does. Hang comes first, then Delay, then
// Status, and the rest is what happens once Twilio has accepted. Of a list nothing is accepted, and nothing is told.
type Trouble struct {
	Hang  bool          // never accepted, and never answered until the client goes
	Delay time.Duration // it is accepted only then, even if the client has gone

	Status     int           // refused with this, such as 429 or 500
	Code       int           // of the refusal; default: the one of the status, such as 20429
	RetryAfter time.Duration // the header of the refusal, in whole seconds
	HTML       bool          // refusals are an HTML page, as of a proxy, instead of JSON

	Lose   bool // the connection is closed without an answer
	Answer int  // answered with this, such as 500, and Code
	Empty  bool // answered with success and {}

	Callbacks Callbacks

	// Final is where it ends: a text undelivered or failed, and then it does not arrive; a call as busy, no-answer or
	// failed, and then no phone rings. Default: a text is delivered, and a phone rings.
	Final     string
	FinalCode int // the ErrorCode of a text; default 30008
}

// Callbacks is what goes wrong with the status callbacks of a text. A call has only the last one, and of these Twice and
// None.
type Callbacks struct {
	Early     bool          // the first comes before the answer to the request
	Late      time.Duration // they wait, except the one that is Early
	Twice     bool          // each comes twice, the same to the byte
	Reordered bool          // the last comes first
	None      bool          // none comes
}

// ask returns the trouble of a request, and counts it.
func (t *Twilio) ask(r Request) Trouble {
	t.asking.Lock()
	defer t.asking.Unlock()
	same := Request{Kind: r.Kind, To: r.To}
	t.asked[same]++
	r.N = t.asked[same]
	return t.config.Trouble(r)
}

// work is a well-formed request that is to be answered, and its trouble.
type work struct {
	trouble Trouble
	status  int        // of success
	to      string     // the number that a refusal speaks of
	noted   url.Values // what the phone that it is for notes of the request; nil: nothing

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
	if rest != nil {
		defer t.spawn(rest)
	}
	switch {
	case job.trouble.Lose:
		panic(http.ErrAbortHandler)
	case job.trouble.Answer != 0:
		job.refuse(w, job.trouble.Answer, job.trouble.Code)
	case job.trouble.Empty:
		sendJSON(w, job.status, map[string]any{})
	default:
		sendJSON(w, job.status, answer)
	}
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
		status: status, code: code, message: "The request for " + j.to + " was refused.", // Twilio's errors have the number too
		retryAfter: j.trouble.RetryAfter, html: j.trouble.HTML,
	}.write(w)
}
