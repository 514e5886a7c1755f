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
	"net/url"
	"slices"
	"strings"
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
	more := sideBySide(ctx, v.ready, v.probe, v.unsigned, v.pages, v.metrics)
	return append(found, slices.Concat(more...)...)
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
	r.Header.Set("User-Agent", twilio.DoctorAgent)
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

// unsigned checks that each webhook is there, and refuses what nobody signed.
func (v visitor) unsigned(ctx context.Context) []session.Finding {
	const check = "unsigned webhooks"
	for _, path := range []string{twilio.SMSPath, twilio.VoicePath, twilio.CallStatusPath} {
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, v.at(path), strings.NewReader("Body=unsigned"))
		if err != nil {
			return []session.Finding{failing(check, causeOf(err), "Mend COACHLINE_PUBLIC_URL.")}
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("User-Agent", twilio.DoctorAgent)
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

// pagesCheck begins the names of the checks of pages.
const pagesCheck = "pages of "

// pages looks whether managers and learners find their pages.
func (v visitor) pages(ctx context.Context) (found []session.Finding) {
	for _, page := range []struct{ path, whose string }{{"/manage/", "managers"}, {"/me/", "learners"}, {"/privacy", "everybody"}} {
		check := pagesCheck + page.whose
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
