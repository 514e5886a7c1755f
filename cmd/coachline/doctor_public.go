package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

// visitFor is how long one request to the public URL may take.
const visitFor = 5 * time.Second

// visitor asks the line through its public URL, as Twilio does.
type visitor struct {
	world
	config config
	client *http.Client
}

// reply is an answer to a visitor.
type reply struct {
	*http.Response
	body string
	err  error
}

// examinePublic goes through the public URL, and looks at what stands between it and the line.
func (w world) examinePublic(ctx context.Context, c config) []session.Finding {
	if c.PublicURL == nil {
		return nil // the settings have the fault
	}
	transport := w.reach
	if transport == nil {
		transport = &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: visitFor}
	}
	defer transport.CloseIdleConnections()
	v := visitor{w, c, &http.Client{
		Transport: transport, Timeout: visitFor,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	front := v.get(ctx, "/healthz")
	if found := v.unreachable(front); found != nil {
		return []session.Finding{*found}
	}
	found := []session.Finding{pass("public URL", "the line answers there"), v.certificate(front.TLS)}
	parts := []func(context.Context) []session.Finding{v.ready, v.probe, v.unsigned, v.pages, v.metrics}
	more := make([][]session.Finding, len(parts))
	var asking sync.WaitGroup
	for i, part := range parts {
		asking.Go(func() { more[i] = part(ctx) })
	}
	asking.Wait()
	for _, part := range more {
		found = append(found, part...)
	}
	return found
}

// at is a path below the public URL.
func (v visitor) at(path string) string {
	return strings.TrimSuffix(v.config.PublicURL.String(), "/") + path
}

func (v visitor) get(ctx context.Context, path string) reply {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, v.at(path), nil)
	if err != nil {
		return reply{err: err}
	}
	r.Header.Set("User-Agent", "coachline-doctor")
	return v.do(r)
}

func (v visitor) do(r *http.Request) reply {
	res, err := v.client.Do(r)
	if err != nil {
		return reply{err: err}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, 64<<10))
	return reply{res, string(body), err}
}

// unreachable says why the line is not there; nil if it is.
func (v visitor) unreachable(front reply) *session.Finding {
	const check = "public URL"
	say := func(what, fix string) *session.Finding { f := failing(check, what, fix); return &f }
	host := v.config.PublicURL.Hostname()
	var lookup *net.DNSError
	var expired x509.CertificateInvalidError
	var wrongName x509.HostnameError
	var unknown x509.UnknownAuthorityError
	const certbot = "Renew the certificate, and let the proxy load it anew: https://www.twilio.com/docs/api/errors/11237."
	switch err := front.err; {
	case err == nil && front.StatusCode == http.StatusOK && strings.TrimSpace(front.body) == "ok":
		return nil
	case err == nil && front.StatusCode >= 300 && front.StatusCode < 400:
		return say("it redirects to "+shownURL(front.Header.Get("Location"))+", and Twilio drops what it posts on the way",
			"Set COACHLINE_PUBLIC_URL to where it leads, or end the redirect.")
	case err == nil && front.StatusCode >= 502 && front.StatusCode <= 504:
		return say(fmt.Sprintf("the proxy answers %d: it does not reach the line", front.StatusCode),
			"Start coachline serve, and let the proxy lead to COACHLINE_ADDR.")
	case err == nil:
		return say(fmt.Sprintf("something else than the line answers there, with %d", front.StatusCode),
			"Let the proxy pass every path below COACHLINE_PUBLIC_URL to COACHLINE_ADDR, as it comes.")
	case errors.As(err, &lookup):
		return say("its host "+host+" has no address", "Make a DNS record for it, or mend COACHLINE_PUBLIC_URL.")
	case errors.As(err, &expired) && expired.Reason == x509.Expired:
		return say("its certificate has expired, or is not valid yet", certbot)
	case errors.As(err, &wrongName):
		return say("its certificate is not for "+host, certbot)
	case errors.As(err, &unknown):
		return say("its certificate is not signed by an authority that is known, or the chain lacks one between",
			"Serve the whole chain (fullchain.pem) of a public authority such as Let's Encrypt: https://www.twilio.com/docs/api/errors/11237.")
	case errors.Is(err, context.DeadlineExceeded), timedOut(err):
		return say("no answer within "+visitFor.String(), "Let https from the internet through to the proxy, and start coachline serve.")
	}
	return say("no connection: "+causeOf(front.err), "Start the proxy and coachline serve, and let https from the internet through.")
}

func timedOut(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}

// causeOf is an error of a request without its URL.
func causeOf(err error) string {
	var wrapped *url.Error
	if errors.As(err, &wrapped) {
		err = wrapped.Err
	}
	return err.Error()
}

// certificateWarns is how many days before its end a certificate should have been renewed.
const certificateWarns = 14

// certificate says for how long the certificate is good. That it is valid the connection has shown.
func (v visitor) certificate(state *tls.ConnectionState) session.Finding {
	const check = "certificate"
	if state == nil {
		return warning(check, "the public URL is http: what callers key and say crosses the internet unsealed",
			"Put a proxy with a certificate in front, such as Caddy, and set COACHLINE_PUBLIC_URL to https.")
	}
	ends := state.PeerCertificates[0].NotAfter
	days := int(math.Floor(time.Until(ends).Hours() / 24)) // the system's clock, as the connection goes by
	if days < certificateWarns {
		return warning(check, fmt.Sprintf("it ends in %d days", days), "See why it was not renewed: without it Twilio stops asking the line.")
	}
	return pass(check, "valid for %d days", days)
}

const readyCheck = "ready"

// ready asks whether the line could take a turn now.
func (v visitor) ready(ctx context.Context) []session.Finding {
	const check = readyCheck
	switch answer := v.get(ctx, "/readyz"); {
	case answer.err != nil:
		return []session.Finding{failing(check, "/readyz does not answer: "+causeOf(answer.err), "See the log of coachline serve.")}
	case answer.StatusCode != http.StatusOK:
		return []session.Finding{failing(check, fmt.Sprintf("/readyz answers %d: %.200s", answer.StatusCode, strings.TrimSpace(answer.body)), "See the log of coachline serve, which says what Redis lacks.")}
	}
	return []session.Finding{pass(check, "a turn could be taken now")}
}

// claimed is an address that nobody has (RFC 5737): the line must not believe a visitor who says to come from it.
const claimed = "192.0.2.1"

// probe sends a webhook that is signed as Twilio signs, and looks at how it has arrived.
func (v visitor) probe(ctx context.Context) []session.Finding {
	const check = "signed webhook"
	if len(v.config.Tokens) == 0 {
		return nil
	}
	arrival, answer, err := v.send(ctx, v.config.PublicURL, v.config.Tokens[0], false)
	switch {
	case errors.Is(err, twilio.ErrUnsigned):
		return []session.Finding{failing(check, "it arrives without X-Twilio-Signature", "Let the proxy pass all headers.")}
	case errors.Is(err, twilio.ErrRefused) && arrival.Path != "" && arrival.Path != twilio.ProbePath:
		return []session.Finding{failing(check, "its path is changed on the way: "+twilio.ProbePath+" arrives as "+arrival.Path,
			"Let the proxy pass the path as it comes, or take away just what COACHLINE_PUBLIC_URL has before /twilio.")}
	case errors.Is(err, twilio.ErrRefused):
		return []session.Finding{v.refused(ctx, check)}
	case err != nil:
		return []session.Finding{failing(check, fmt.Sprintf("it is not answered as by the line, but with %d", answer.status()),
			"Let the proxy pass POST to every path below /twilio/ as it comes, and restart the line if it is of an earlier version.")}
	}
	found := []session.Finding{
		pass(check, "it arrives as it was sent"),
		clockFinding("clock of the line", "the line's", v.now().Sub(arrival.At), "Set the clocks of both machines by NTP."),
		forwardedFinding(arrival),
	}
	if arrival.Version != versionName() {
		found = append(found, warning("version of the line", "the line that answers is "+arrival.Version+", this program is "+versionName(),
			"Restart what is not of the version that you mean."))
	}
	return found
}

// errForeign is an answer to a probe that is not the line's.
var errForeign = errors.New("not answered by the line")

// send posts a probe. signed is the URL that it is signed for.
func (v visitor) send(ctx context.Context, signed *url.URL, token string, bare bool) (twilio.Arrival, reply, error) {
	r, err := twilio.NewProbe(v.config.PublicURL, signed, twilio.ProbePath, token, bare)
	if err != nil {
		return twilio.Arrival{}, reply{}, err
	}
	r.Header.Set("X-Forwarded-For", claimed)
	answer := v.do(r.WithContext(ctx))
	if answer.err != nil {
		return twilio.Arrival{}, reply{}, answer.err
	}
	arrival, ok, err := twilio.ReadArrival(answer.Response, []byte(answer.body))
	if !ok {
		err = errForeign
	}
	return arrival, answer, err
}

func (a reply) status() int {
	if a.Response == nil {
		return 0
	}
	return a.StatusCode
}

// refused finds out why the line takes a right signature for wrong, by signing in other ways.
func (v visitor) refused(ctx context.Context, check string) session.Finding {
	takes := func(signed *url.URL, token string, bare bool) bool {
		_, _, err := v.send(ctx, signed, token, bare)
		return err == nil
	}
	public, tokens := v.config.PublicURL, v.config.Tokens
	if takes(public, tokens[0], true) {
		return failing(check, "its body is changed on the way", "Let the proxy pass the body as it comes, and switch off what inspects or rewrites it.")
	}
	if len(tokens) > 1 && takes(public, tokens[1], false) {
		return failing(check, "the line that runs does not know the first of the two tokens here", "Restart it with these settings.")
	}
	for _, other := range otherURLs(public) {
		if takes(other, tokens[0], false) {
			return failing(check, "the line that runs takes "+other.Redacted()+" for its public URL, so it refuses what Twilio sends",
				"Restart it with this COACHLINE_PUBLIC_URL, or set the right one here: it is what Twilio calls.")
		}
	}
	return failing(check, "the line refuses it, and so it refuses what Twilio sends",
		"Restart the line with these settings: TWILIO_AUTH_TOKEN or COACHLINE_PUBLIC_URL is another there.")
}

// otherURLs are those that an operator may have set in place of this one.
func otherURLs(public *url.URL) (others []*url.URL) {
	change := func(do func(*url.URL)) {
		u := *public
		if do(&u); u != *public {
			others = append(others, &u)
		}
	}
	change(func(u *url.URL) { u.Scheme = map[string]string{"http": "https", "https": "http"}[u.Scheme] })
	change(func(u *url.URL) { u.Path = "" })
	change(func(u *url.URL) { u.Host = strings.TrimPrefix(u.Host, "www.") })
	change(func(u *url.URL) { u.Host = "www." + u.Host })
	change(func(u *url.URL) { u.Scheme, u.Host = "http", net.JoinHostPort(u.Hostname(), "8080") })
	change(func(u *url.URL) { u.Scheme, u.Host = "http", "localhost:8080" })
	change(func(u *url.URL) { u.Scheme, u.Host = "http", "127.0.0.1:8080" })
	return others
}

// forwardedFinding judges whether the line knows where its visitors come from.
func forwardedFinding(a twilio.Arrival) session.Finding {
	const check = "X-Forwarded-For"
	from, _ := netip.ParseAddr(a.Address)
	switch {
	case a.Address == claimed:
		return warning(check, "the line believes the address that a visitor claims", "Let the proxy set X-Forwarded-For, or append to it the address that it sees.")
	case !a.Forwarded && (from.IsPrivate() || from.IsLoopback()):
		return warning(check, "the proxy does not pass it: all managers share the limits of one address", "Let the proxy set it to the visitor's address.")
	}
	return pass(check, "the line knows where its visitors come from")
}

// unsigned checks that each webhook is there, and refuses what nobody signed.
func (v visitor) unsigned(ctx context.Context) []session.Finding {
	const check = "unsigned webhooks"
	for _, path := range []string{twilio.SMSPath, twilio.VoicePath, twilio.CallStatusPath} {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.at(path), strings.NewReader("Body=unsigned"))
		if err != nil {
			return []session.Finding{failing(check, causeOf(err), "Mend COACHLINE_PUBLIC_URL.")}
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", "coachline-doctor")
		switch answer := v.do(r); {
		case answer.err != nil:
			return []session.Finding{failing(check, path+" does not answer: "+causeOf(answer.err), "Let the proxy pass POST to every path below /twilio/.")}
		case answer.StatusCode != http.StatusForbidden:
			return []session.Finding{failing(check, fmt.Sprintf("%s answers %d, and 403 was wanted", path, answer.StatusCode),
				"Let the proxy pass POST to every path below /twilio/ as it comes, without a redirect.")}
		}
	}
	return []session.Finding{pass(check, "they are refused with 403")}
}

// pages looks whether managers and learners find their pages.
func (v visitor) pages(ctx context.Context) (found []session.Finding) {
	for _, page := range []struct{ path, whose string }{{"/manage/", "managers"}, {"/me/", "learners"}} {
		check := "pages of " + page.whose
		switch answer := v.get(ctx, page.path); {
		case answer.err != nil:
			found = append(found, failing(check, page.path+" does not answer: "+causeOf(answer.err), "Let the proxy pass "+page.path+" to the line."))
		case answer.StatusCode >= 500 || !strings.Contains(answer.Header.Get("Content-Security-Policy"), "default-src 'self'"):
			found = append(found, failing(check, fmt.Sprintf("%s is not answered as by the line, but with %d", page.path, answer.StatusCode),
				"Let the proxy pass "+page.path+" to the line, headers and all."))
		default:
			found = append(found, pass(check, "%s is there", page.path))
		}
	}
	return found
}

// metrics looks whether strangers can read how busy the line is.
func (v visitor) metrics(ctx context.Context) []session.Finding {
	const check = "metrics"
	if answer := v.get(ctx, "/metrics"); answer.err == nil && answer.StatusCode == http.StatusOK && strings.Contains(answer.body, "coachline_") {
		return []session.Finding{warning(check, "/metrics is open to the public", "Let the proxy refuse /metrics, and have Prometheus ask COACHLINE_ADDR.")}
	}
	return []session.Finding{pass(check, "/metrics is not open to the public")}
}
