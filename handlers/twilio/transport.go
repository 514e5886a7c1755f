package twilio

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/twilio/twilio-go/client"
	api "github.com/twilio/twilio-go/rest/api/v2010"
)

const (
	maxAnswer     = 1 << 20 // bytes; a page of 50 messages has some 60 kB
	maxRetryAfter = time.Hour
)

var errTooLarge = errors.New("answer is too large")

// newTransport is what all requests of a Client go through, so that they share connections.
//
// It speaks HTTP/1.1 only: a connection that has died then takes one request with it instead of all, and Go waits for
// the writer to end before it reports an error, so that "never written" is certain. A connection idle for 30 s is
// closed, before a load balancer closes it under a POST, which would leave that POST unclear.
func newTransport(timeout time.Duration) *http.Transport {
	t := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: timeout}).DialContext,
		TLSHandshakeTimeout: timeout,
		MaxIdleConns:        64,
		MaxIdleConnsPerHost: 64,
		IdleConnTimeout:     30 * time.Second,
		Protocols:           new(http.Protocols),
	}
	t.Protocols.SetHTTP1(true)
	return t
}

// exchange carries one operation's requests to Twilio, one after the other, and notes what became of the last. It is
// made for each operation, because twilio-go takes no context (issue 255) and tells neither the status nor
// Retry-After of a failure.
type exchange struct {
	ctx    context.Context
	client *Client
	op     string
	api    *api.ApiService

	asked      bool // a request was made at all
	connected  bool // it had a connection, and so may have been written
	status     int
	code       int
	retryAfter time.Duration
	at         time.Time // Twilio's clock, as the answer has it
	err        error     // of the network
}

// exchange begins an operation. NewApiServiceWithClient is not for us: it lets TWILIO_EDGE and TWILIO_REGION of the
// environment choose the host.
func (c *Client) exchange(ctx context.Context, op string) *exchange {
	x := &exchange{ctx: ctx, client: c, op: op}
	rest := &client.Client{
		Credentials: c.credentials.current(),
		HTTPClient: &http.Client{
			Transport: roundTripper(x.roundTrip), // which has the time limit as well: for another's RoundTripper, http.Client runs a goroutine
			CheckRedirect: func(*http.Request, []*http.Request) error {
				return http.ErrUseLastResponse // a POST redirected is a GET, and its credentials go elsewhere
			},
		},
	}
	rest.SetAccountSid(c.config.AccountSID)
	x.api = api.NewApiService(&client.RequestHandler{Client: rest})
	return x
}

// roundTripper is a function that is an http.RoundTripper. If an exchange were one, the linker would keep all methods of
// twilio-go's ApiService, which it holds, in case somebody reflects on it: 5 MB of the program.
type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip calls the function.
func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// roundTrip sends a request to the configured base within the time limit. Where Twilio refuses its token, it sends the request
// again with the other one: a request that was answered with 401 was not applied (RFC 9110, section 15.5.2), so nothing goes
// out twice.
func (x *exchange) roundTrip(req *http.Request) (*http.Response, error) {
	// Go sends a POST again only when nothing of it was written. It then asks for a connection anew, and the first does not count.
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { x.connected = false },
		GotConn: func(httptrace.GotConnInfo) { x.connected = true },
	}
	ctx, cancel := context.WithTimeout(httptrace.WithClientTrace(x.ctx, trace), x.client.config.Timeout)
	defer cancel()
	known := x.client.credentials
	used := known.current()
	res, err := x.attempt(ctx, req, used)
	if err != nil || x.status != http.StatusUnauthorized {
		return res, err
	}
	other := known.otherThan(used)
	if other == nil {
		return res, nil
	}
	if req.Body != nil {
		if req.Body, err = req.GetBody(); err != nil { // twilio-go makes bodies that can be read again
			return res, nil
		}
	}
	if res, err = x.attempt(ctx, req, other); x.ok(err) { // any other answer says nothing of the token
		known.keep(x.ctx, other)
	}
	return res, err
}

// attempt sends a request once, and notes what became of it. The answer is read here and whole: twilio-go does not close the
// body of an error, and would lose the connection with it.
func (x *exchange) attempt(ctx context.Context, req *http.Request, with *client.Credentials) (*http.Response, error) {
	req = req.Clone(ctx)
	req.SetBasicAuth(with.Username, with.Password)
	x.asked, x.connected, x.status, x.code, x.retryAfter = true, false, 0, 0, 0
	var res *http.Response
	res, x.err = x.client.transport.RoundTrip(rebase(req, x.client.config.Base))
	if x.err != nil {
		return nil, x.err
	}
	defer res.Body.Close()
	x.status = res.StatusCode
	if after := res.Header.Get("Retry-After"); after != "" {
		x.retryAfter = retryAfter(after)
	}
	x.at, _ = http.ParseTime(res.Header.Get("Date"))
	var body []byte
	if body, x.err = readAnswer(res); x.err != nil {
		return nil, x.err
	}
	if x.status >= 400 {
		x.code = codeOf(body)
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// rebase sends a request for one of Twilio's APIs, such as api.twilio.com or messaging.twilio.com, to base. Where base is Twilio's
// own, also in a region, its first label gives way to the API's. Any other base serves all of them, by their paths.
func rebase(req *http.Request, base *url.URL) *http.Request {
	u := *req.URL
	api, _, _ := strings.Cut(u.Host, ".")
	u.Scheme, u.Host = base.Scheme, base.Host
	if rest, own := strings.CutPrefix(base.Host, "api."); own && strings.HasSuffix(base.Hostname(), ".twilio.com") {
		u.Host = api + "." + rest
	}
	u.Path, u.RawPath = strings.TrimSuffix(base.Path, "/")+u.Path, ""
	req.URL, req.Host = &u, ""
	return req
}

// readAnswer reads an answer's body. Its error is errTooLarge when it is over maxAnswer.
func readAnswer(res *http.Response) ([]byte, error) {
	if res.ContentLength > maxAnswer {
		return nil, errTooLarge
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	if err == nil && len(body) > maxAnswer {
		err = errTooLarge
	}
	return body, err
}

// retryAfter reads a Retry-After, in seconds or as a date: RFC 9110, section 10.2.3.
func retryAfter(header string) time.Duration {
	if n, err := strconv.ParseUint(header, 10, 64); err == nil {
		return time.Duration(min(n, uint64(maxRetryAfter/time.Second))) * time.Second
	}
	at, err := http.ParseTime(header)
	if err != nil {
		return 0
	}
	return min(max(time.Until(at), 0), maxRetryAfter)
}

// codeOf is the error code of an answer, 0 when it has none. twilio-go knows it as a number only.
func codeOf(body []byte) int {
	var answer struct {
		Code json.Number `json:"code"`
	}
	if json.Unmarshal(body, &answer) != nil {
		return 0
	}
	code, err := strconv.Atoi(answer.Code.String())
	if err != nil {
		return 0
	}
	return code
}

// ok reports whether the last request was answered well. 300 to 399 pass for success with twilio-go.
func (x *exchange) ok(err error) bool { return err == nil && x.status >= 200 && x.status < 300 }

// failure is the error of an operation whose last request was not ok, or was answered with something else than what
// was asked for. What was refused before it was sent counts as refused by Twilio; err is looked at for nothing else,
// since it quotes URLs and answers.
func (x *exchange) failure(err error) *Error {
	e := &Error{
		Op: x.op, Status: x.status, Code: x.code, RetryAfter: x.retryAfter,
		maybe: x.connected, read: strings.HasPrefix(x.op, "find"), cause: causeOf(x.err),
	}
	switch {
	case !x.asked:
		e.Status, e.cause = http.StatusBadRequest, malformed
		var refused *client.TwilioRestError
		if errors.As(err, &refused) {
			e.Code = refused.Code
		}
	case x.ok(x.err):
		e.cause = "answer not understood"
	case x.status == http.StatusUnauthorized:
		e.cause = x.client.credentials.refused()
	}
	return e
}

// causeOf is a network failure in a few words, without addresses.
func causeOf(err error) string {
	var timeout net.Error
	var lookup *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.As(err, &lookup):
		return "host name not resolved"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "timeout"
	case errors.As(err, &certificate), errors.As(err, &record), errors.Is(err, http.ErrSchemeMismatch):
		return "no TLS connection"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection cut"
	case errors.Is(err, errTooLarge):
		return "answer too large"
	default:
		return "network failure"
	}
}
