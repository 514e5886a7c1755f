package twilio

import (
	"cmp"
	"crypto/hmac"
	"encoding/base64"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// SignatureError is a webhook whose signature is missing or wrong. It is an ErrSignature.
type SignatureError struct {
	endpoint *endpoint
	request  *http.Request
	form     form // nil if it is malformed
	account  string
}

// Error says that the signature is missing or wrong.
func (e *SignatureError) Error() string { return ErrSignature.Error() }

// Is reports that the error is an ErrSignature.
func (e *SignatureError) Is(target error) bool { return target == ErrSignature }

// The usual causes of a wrong signature, for whoever set the line up.
const usualCauses = "the usual causes: Twilio calls another URL than COACHLINE_PUBLIC_URL says (another host, http in place of https, another port, " +
	"a slash at the end); a proxy changes the path or the body; TWILIO_AUTH_TOKEN is that of another account or subaccount, " +
	"or is an API secret"

// Cause says what is wrong with the signature, as far as it can be told, and what to do. It takes some ten signatures of the request, so
// it is for the log and not for each request. What a header says is looked at for the hint alone, and is not quoted.
func (e *SignatureError) Cause() string {
	given := e.request.Header.Get("X-Twilio-Signature")
	mac, err := base64.StdEncoding.DecodeString(given)
	switch {
	case given == "":
		return "the request has no X-Twilio-Signature: it is not from Twilio, or a proxy drops the header"
	case err != nil || e.form == nil:
		return "the signature or the form is malformed: the request is not from Twilio, or a proxy changes it"
	case len(e.form) == 0:
		return "the request has no form: a proxy drops the body, or Twilio calls by GET"
	}
	public, uri := e.endpoint.base, e.request.RequestURI
	if e.signs(mac, public+uri+"/", e.form) || e.signs(mac, public+strings.TrimSuffix(uri, "/"), e.form) {
		return "the signature is right with a slash at the end of the path: take it away where Twilio has the webhook, and let no proxy change the path"
	}
	for _, header := range []string{"X-Forwarded-Prefix", "X-Script-Name"} {
		if prefix := e.request.Header.Get(header); prefix != "" && e.signs(mac, public+"/"+strings.Trim(prefix, "/")+uri, e.form) {
			return "the signature is right below a path that a proxy takes away: let it pass the path as it is"
		}
	}
	for _, header := range []string{"X-Original-Uri", "X-Forwarded-Uri", "X-Original-Url"} {
		if path := e.request.Header.Get(header); strings.HasPrefix(path, "/") && e.signs(mac, public+path, e.form) {
			return "the signature is right for another path: a proxy changes the path; let it pass the path as it is"
		}
	}
	if cause := e.elsewhere(mac, uri); cause != "" {
		return cause
	}
	if theirs := e.form.value("AccountSid"); theirs != "" && e.account != "" && theirs != e.account {
		return "the webhook is of another account than TWILIO_ACCOUNT_SID, such as a subaccount, which signs with a token of its own"
	}
	return usualCauses
}

// elsewhere says at which other scheme, port or host the signature is right, or "".
func (e *SignatureError) elsewhere(mac []byte, uri string) string {
	public, err := url.Parse(e.endpoint.base)
	if err != nil {
		return ""
	}
	name := func(host string) string {
		h, _, err := net.SplitHostPort(host)
		return cmp.Or(h, map[bool]string{true: host}[err != nil])
	}
	hosts := []string{public.Hostname(), public.Host, e.request.Host, name(e.request.Host)}
	if forwarded, _, _ := strings.Cut(e.request.Header.Get("X-Forwarded-Host"), ","); forwarded != "" {
		hosts = append(hosts, strings.TrimSpace(forwarded), name(strings.TrimSpace(forwarded)))
	}
	for _, host := range hosts {
		ports := []string{""}
		if name(host) == host {
			ports = []string{"", ":443", ":80", ":8080", ":8443"}
		}
		for _, port := range ports {
			for _, scheme := range []string{"https", "http"} {
				if host == "" || !e.signs(mac, scheme+"://"+host+port+uri, e.form) {
					continue
				}
				switch {
				case !strings.EqualFold(name(host), public.Hostname()):
					return "the signature is right for another host, which the request names: set COACHLINE_PUBLIC_URL to the URL that Twilio calls"
				case scheme != public.Scheme:
					return "the signature is right for " + scheme + " in place of " + public.Scheme + ": Twilio calls that; change the webhook there, or COACHLINE_PUBLIC_URL"
				}
				return "the signature is right for another port: Twilio calls that; change the webhook there, or COACHLINE_PUBLIC_URL"
			}
		}
	}
	return ""
}

// signs reports whether one of our tokens signs this URL and form so.
func (e *SignatureError) signs(mac []byte, url string, f form) bool {
	for _, token := range e.endpoint.tokens {
		if hmac.Equal(mac, signature(token, url, f)) {
			return true
		}
	}
	return false
}
