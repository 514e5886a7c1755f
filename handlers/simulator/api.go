package simulator

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// API answers REST requests as https://api.twilio.com does: texts and calls are begun, listed and looked up. A request
// that Twilio's OpenAPI description does not allow is refused and is one of Faults. An answer that is to be lost ends in
// a panic with http.ErrAbortHandler, which a net/http server understands; whoever serves by hand recovers it.
func (t *Twilio) API() http.Handler { return http.HandlerFunc(t.serve) }

func (t *Twilio) serve(w http.ResponseWriter, r *http.Request) {
	name, sid, err := t.operation(r)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	form, err := readForm(r)
	if err == nil {
		err = t.check(name, form)
	}
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	switch name {
	case "POST Messages":
		t.createMessage(w, r, form)
	case "POST Calls":
		t.createCall(w, r, form)
	case "GET Messages", "GET Calls":
		t.list(w, r, form)
	default:
		t.fetch(w, r, sid)
	}
}

// operation returns which of the operations a request is, and of which SID; twilio.com/docs/usage/api
func (t *Twilio) operation(r *http.Request) (name, sid string, err error) {
	if !t.authentic(r) {
		return "", "", malformed(codeAuthenticate, "")
	}
	path, ours := strings.CutPrefix(r.URL.Path, "/"+apiVersion+"/Accounts/"+t.config.AccountSID+"/")
	path, isJSON := strings.CutSuffix(path, ".json")
	resource, sid, one := strings.Cut(path, "/")
	if one {
		resource += "/{Sid}"
	}
	if _, known := operations["GET "+resource]; !known || !ours || !isJSON {
		return "", "", malformed(codeNotFound, r.URL.Path)
	}
	name = r.Method + " " + resource
	if _, known := operations[name]; !known {
		return "", "", malformed(codeMethod, name)
	}
	return name, sid, nil
}

// authentic checks the account and its token, or the key; twilio.com/docs/iam/api/authentication
func (t *Twilio) authentic(r *http.Request) bool {
	user, password, ok := r.BasicAuth()
	c := t.config
	return ok && (user == c.AccountSID && password == c.AuthToken ||
		c.APIKey != "" && user == c.APIKey && password == c.APISecret)
}

// readForm returns the parameters of a request: of a GET in the query, of a POST in the body and nowhere else.
func readForm(r *http.Request) (url.Values, error) {
	raw := r.URL.RawQuery
	if r.Method == http.MethodPost {
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/x-www-form-urlencoded" || raw != "" {
			return nil, faultf(codeParameter, "parameters of a POST: want a form in the body, got %q and a query %q", kind, raw)
		}
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			panic(http.ErrAbortHandler) // whoever sends half a body has gone
		}
		raw = string(body)
	}
	form, err := url.ParseQuery(raw)
	if err != nil {
		return nil, faultf(codeParameter, "no form: %v", err)
	}
	return form, nil
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

// noting has a request to text or call somebody noted with their phone, once it is answered or given up.
func (t *Twilio) noting(w http.ResponseWriter, r *http.Request, form url.Values) (http.ResponseWriter, func()) {
	n := &noted{ResponseWriter: w}
	e := Exchange{Sent: Webhook{Method: r.Method, URL: r.URL.Path, Body: form.Encode()}, Attempts: 1, Request: true}
	at := t.config.Now()
	return n, func() {
		e.Answer = n.answer
		t.Phone(form.Get("To")).note(Event{At: at, Kind: Exchanged, Exchange: &e})
	}
}

// fetch answers with one text or call.
func (t *Twilio) fetch(w http.ResponseWriter, r *http.Request, sid string) {
	t.mu.Lock()
	resource := t.find(sid)
	t.mu.Unlock()
	if resource == nil {
		t.refuse(w, r, malformed(codeNotFound, r.URL.Path))
		return
	}
	sendJSON(w, http.StatusOK, resource)
}

// find returns the text or the call with this SID as the API shows it, or nil. The lock is held.
func (t *Twilio) find(sid string) map[string]any {
	if m := t.bySID[sid]; m != nil {
		return t.messageResource(m)
	}
	for _, c := range t.calls {
		if c.sid == sid {
			return t.callResource(c)
		}
	}
	return nil
}
