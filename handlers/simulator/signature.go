package simulator

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"maps"
	"net/url"
	"slices"
)

// product is the part of Twilio that sends a webhook: voice and messaging sign a port differently.
type product int

const (
	messaging product = iota
	voice
)

// signature signs target and form as Twilio does: HMAC-SHA1 over the URL, then each name and value, sorted by name
// in byte order. Of a repeated name each different value once, sorted, as npm's validator expects;
// twilio.com/docs/usage/security#validating-requests
func signature(token, target string, form url.Values) string {
	mac := hmac.New(sha1.New, []byte(token))
	io.WriteString(mac, target)
	for _, name := range slices.Sorted(maps.Keys(form)) {
		for _, value := range slices.Compact(slices.Sorted(slices.Values(form[name]))) {
			io.WriteString(mac, name+value)
		}
	}
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// signedURL is what Twilio signs of a URL: no user and password, no fragment, and no port for voice over https.
func signedURL(u url.URL, p product) string {
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	if p == voice && u.Scheme == "https" && u.Port() != "" {
		u.Host = u.Host[:len(u.Host)-len(":"+u.Port())]
	}
	return u.String()
}
