package twilio

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"hash"
	"net/url"
	"slices"
	"strings"
)

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
func (v *verifier) valid(uri string, f form, signature string) bool {
	given, err := base64.StdEncoding.DecodeString(signature)
	if err != nil || len(given) != sha1.Size {
		return false
	}
	f = sorted(f)
	for _, token := range v.tokens {
		mac := hmac.New(sha1.New, token)
		for _, base := range [...]string{v.base, v.bare} {
			if base != "" && hmac.Equal(given, sum(mac, base, uri, f)) {
				return true
			}
		}
	}
	return false
}

// sorted is a form in the order in which it is signed. A name that is there twice is signed with each of its values,
// sorted, each once: so Twilio's library for Node has it, and so Twilio signs.
func sorted(f form) form {
	f = slices.Clone(f)
	slices.SortFunc(f, func(a, b field) int {
		return cmp.Or(strings.Compare(a.name, b.name), strings.Compare(a.value, b.value))
	})
	return slices.Compact(f)
}

// sum is the signature of a request whose form is sorted.
func sum(mac hash.Hash, base, uri string, f form) []byte {
	mac.Reset()
	write := func(s string) { mac.Write([]byte(s)) }
	write(base)
	write(uri)
	for _, p := range f {
		write(p.name)
		write(p.value)
	}
	return mac.Sum(make([]byte, 0, sha1.Size))
}
