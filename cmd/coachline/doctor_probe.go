package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"coachline/handlers/twilio"
	"coachline/session"
)

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
			"Let the proxy pass the path as it comes.")}
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
