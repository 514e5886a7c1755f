package main

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"coachline/session"
)

// publicURL is the URL under which Twilio and browsers reach the line. It has a host of its own: the pages' links, cookies and
// redirects begin at the host's root, so below a path of a shared host they would lead to somebody else's pages.
func (r *reader) publicURL(name string) *url.URL {
	v, ok := r.required(name, "set it to the https URL under which Twilio reaches this line, such as https://line.example.org")
	if !ok {
		return nil
	}
	u := r.webURL(name, v, "https://line.example.org")
	if u == nil {
		return nil
	}
	host := u.Hostname()
	switch {
	case u.User != nil:
		r.fault(name, "leave out the user and the password: Twilio signs each webhook, which is what protects them")
	case strings.Contains(u.Path, "/twilio"):
		r.fault(name, "want what stands before /twilio, such as https://line.example.org")
	case strings.Trim(u.Path, "/") != "":
		r.fault(name, "leave out the path: the line needs a host of its own. Add a name such as line.example.org to your DNS, "+
			"and a server for it to your proxy, which passes all paths as they are")
	case strings.Contains(host, "_"):
		r.fault(name, "Twilio refuses callbacks to a host with an underscore in its name: give it another name")
	case !strings.Contains(host, ".") && host != "localhost" && net.ParseIP(host) == nil:
		r.fault(name, "Twilio cannot reach a host without a dot in its name: want its full name, such as https://line.example.org")
	default:
		return u
	}
	return nil
}

// apiURL is a base of Twilio's REST API. It may have a path: requests go below it.
func (r *reader) apiURL(name, otherwise string) *url.URL {
	u := r.webURL(name, r.or(name, otherwise), otherwise)
	if u == nil {
		return nil
	}
	twilio := strings.HasSuffix("."+u.Hostname(), ".twilio.com")
	switch {
	case u.User != nil:
		r.fault(name, "leave out the user and the password: they are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
	case strings.Contains(u.Path, "/2010-04-01"), twilio && strings.Trim(u.Path, "/") != "":
		r.fault(name, "want what stands before /2010-04-01, such as %s", otherwise)
	case twilio && u.Scheme != "https":
		r.fault(name, "want https: the token would cross the net for all to read")
	default:
		return u
	}
	return nil
}

// webURL is an http or https URL without a query, or nil where it is none.
func (r *reader) webURL(name, v, example string) *url.URL {
	u, err := url.Parse(v)
	switch {
	case strings.ContainsAny(v, " ,"):
		r.fault(name, "want one URL without spaces, such as %s", example)
	case !strings.Contains(v, "://"):
		r.fault(name, "it does not begin with https://; want a URL such as %s", example)
	case err != nil, u.Opaque != "":
		r.fault(name, "this is no URL; want one such as %s", example)
	case u.Scheme != "https" && u.Scheme != "http":
		r.fault(name, "it does not begin with https://; want a URL such as %s", example)
	case u.Hostname() == "":
		r.fault(name, "it names no host; want a URL such as %s", example)
	case strings.ContainsAny(v, "?#"):
		r.fault(name, "want a URL such as %s, without ? or #", example)
	case !isPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		r.fault(name, "the port is no number from 1 to 65535")
	default:
		return u
	}
	return nil
}

// isPort reports whether this can be a port in a URL, where it may be missing.
func isPort(port string) bool {
	n, err := strconv.Atoi(port)
	return port == "" || err == nil && n >= 1 && n <= 65535
}

func (r *reader) redisURL(name string) string {
	v, ok := r.required(name, "set it to your Redis, such as redis://127.0.0.1:6379")
	if !ok {
		return ""
	}
	client, err := session.Dial(v)
	if err != nil {
		r.fault(name, "%v", err)
		return ""
	}
	_ = client.Close() // it has not been connected
	return v
}
