package twilio

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// MaxBody is the largest webhook that is read, in bytes. A text has at most 1600 characters.
const MaxBody = 64 << 10

// receive reads a webhook and verifies it. Its error is a *SignatureError, ErrTooLarge if the body is over MaxBody, or ErrMalformed.
func (h *Webhooks) receive(w http.ResponseWriter, r *http.Request, by channel) (form, error) {
	size := r.ContentLength
	if size > MaxBody {
		return nil, ErrTooLarge
	}
	body, limited := make([]byte, 0, max(size, 512)+1), http.MaxBytesReader(w, r.Body, MaxBody)
	for {
		n, err := limited.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if err == io.EOF {
			break
		}
		if errors.As(err, new(*http.MaxBytesError)) {
			return nil, ErrTooLarge
		}
		if err != nil {
			return nil, fmt.Errorf("read body: %w", ErrMalformed)
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
	f, err := parseForm(string(body))
	if err != nil {
		f = nil
	}
	if err != nil || !h.verifier.valid(r.RequestURI, f, r.Header.Get("X-Twilio-Signature")) { // nobody can have signed a malformed form
		if !FromDoctor(r) {
			h.metrics.turn(by, outcomeSignature)
		}
		return nil, &SignatureError{h.verifier, r, f, h.config.Account}
	}
	return f, nil
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

// verifier checks X-Twilio-Signature as twilio.com/docs/usage/security describes it: HMAC-SHA1 over the public URL and
// the sorted parameters. It is safe for use by several goroutines.
type verifier struct {
	tokens [][]byte // any of them signs: two while one is rotated
	base   string   // what Twilio calls, without a slash at its end
	bare   string   // the same without its port; empty where base has none
}

// newVerifier takes the public URL: user and password are dropped, since Twilio drops them before it signs.
func newVerifier(public *url.URL, tokens []string) *verifier {
	u := *public
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	v := &verifier{base: strings.TrimSuffix(u.String(), "/")}
	if port := u.Port(); port != "" {
		u.Host = strings.TrimSuffix(u.Host, ":"+port)
		v.bare = strings.TrimSuffix(u.String(), "/")
	}
	for _, token := range tokens {
		v.tokens = append(v.tokens, []byte(token))
	}
	return v
}

// valid reports whether a request for this URI (path and query, as received) with this form was signed by the account.
// Voice webhooks over https are signed without the port and all others with it: both are tried, as in Twilio's own
// libraries.
func (v *verifier) valid(uri string, f form, given string) bool {
	mac, err := base64.StdEncoding.DecodeString(given)
	if err != nil || len(mac) != sha1.Size {
		return false
	}
	for _, token := range v.tokens {
		for _, base := range [...]string{v.base, v.bare} {
			if base != "" && hmac.Equal(mac, signature(token, base+uri, f)) {
				return true
			}
		}
	}
	return false
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
