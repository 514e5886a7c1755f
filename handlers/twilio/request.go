package twilio

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// MaxBody is the largest webhook that is read, in bytes. A text has at most 1600 characters.
const MaxBody = 64 << 10

// receive reads a webhook and verifies X-Twilio-Signature as twilio.com/docs/usage/security describes it. Its error is a *SignatureError,
// ErrTooLarge if the body is over MaxBody, or ErrMalformed.
//
// Voice webhooks over https are signed without the port and all others with it: both are tried, as in Twilio's own libraries.
func (h *Webhooks) receive(w http.ResponseWriter, r *http.Request, by channel) (form, error) {
	if r.ContentLength > MaxBody {
		return nil, ErrTooLarge
	}
	var body bytes.Buffer
	body.Grow(int(max(r.ContentLength, 0)) + bytes.MinRead)
	if _, err := body.ReadFrom(http.MaxBytesReader(w, r.Body, MaxBody)); err != nil {
		if errors.As(err, new(*http.MaxBytesError)) {
			return nil, ErrTooLarge
		}
		return nil, fmt.Errorf("read body: %w", ErrMalformed)
	}
	f, err := parseForm(body.String())
	mac, malformed := base64.StdEncoding.DecodeString(r.Header.Get(signatureHeader))
	if err == nil && malformed == nil { // nobody can have signed a malformed form
		for _, token := range h.endpoint.tokens {
			for _, base := range [...]string{h.endpoint.base, h.endpoint.bare} {
				if base != "" && hmac.Equal(mac, signature(token, base+r.RequestURI, f)) {
					return f, nil
				}
			}
		}
	}
	if !FromDoctor(r) {
		h.metrics.turn(by, outcomeSignature)
	}
	return nil, &SignatureError{h.endpoint, r, f, h.config.Account}
}

// form is the parameters of a webhook in the order received. Twilio adds names without notice: unknown ones are signed
// like all others and otherwise ignored.
type form []field

type field struct{ name, value string }

// value is the first value of a parameter, empty when it is absent: Twilio uses the two alike.
func (f form) value(name string) string {
	for _, p := range f {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// parseForm reads application/x-www-form-urlencoded. Unlike url.ParseQuery it keeps the order, and takes a raw
// semicolon for what it is.
func parseForm(body string) (form, error) {
	f := make(form, 0, strings.Count(body, "&")+1)
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, ErrMalformed
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return nil, ErrMalformed
		}
		f = append(f, field{name, value})
	}
	return f, nil
}

// isSID reports whether s can be the identifier of a message or call: letters and digits, 34 in Twilio's own. It
// becomes part of a key.
func isSID(s string) bool {
	if len(s) < 2 || len(s) > 64 {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool {
		return !('0' <= r && r <= '9' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z')
	})
}

// endpoint is where Twilio reaches the line, and the tokens with which it signs: HMAC-SHA1 over the public URL and the sorted parameters.
type endpoint struct {
	tokens [][]byte // any of them signs: two while one is rotated
	base   string   // what Twilio calls, without a slash at its end
	bare   string   // the same without its port; empty where base has none
}

// newEndpoint takes the public URL: user and password are dropped, since Twilio drops them before it signs.
func newEndpoint(public *url.URL, tokens []string) *endpoint {
	u := *public
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	e := &endpoint{base: strings.TrimSuffix(u.String(), "/")}
	if port := u.Port(); port != "" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
		e.bare = strings.TrimSuffix(u.String(), "/")
	}
	for _, token := range tokens {
		e.tokens = append(e.tokens, []byte(token))
	}
	return e
}

// signature is what an account with this token signs for a request. A parameter that is there twice is signed with each of
// its values, sorted, each once: so Twilio's library for Node has it, and so Twilio signs.
func signature(token []byte, url string, f form) []byte {
	f = slices.Clone(f)
	slices.SortFunc(f, func(a, b field) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	signed := append(make([]byte, 0, 1024), url...)
	for _, p := range slices.Compact(f) {
		signed = append(append(signed, p.name...), p.value...)
	}
	mac := hmac.New(sha1.New, token)
	mac.Write(signed)
	return mac.Sum(nil)
}
