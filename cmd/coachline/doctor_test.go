package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/session"
	"coachline/session/sessiontest"
)

// The line of the doctor's tests, behind a proxy that speaks TLS.
const (
	doctorHost    = "line.example.org"
	doctorToken   = "abcdefabcdefabcdefabcdefabcdefab"
	textsFrom     = "+64211110001"
	callsFrom     = "+6498890002"
	doctorService = "MG00000000000000000000000000000001"
)

// clinic is a line that serves, to be examined: with its settings, its account and its proxy as a test has them.
type clinic struct {
	env     []string // of the line that serves
	account simulator.Account
	service bool // the line texts from a Messaging Service
	token   string
	rotate  func(*simulator.Twilio) // the token
	proxy   func(http.Handler) http.Handler
	days    int // for which the certificate is valid
	host    string
	trusted bool

	clock *clock
	front *httptest.Server
	back  string // the address of the line
	api   *simulator.Twilio
	base  string
}

// newClinic is a line in which nothing is wrong. addr is of the program that serves.
func newClinic(addr string, at *clock) *clinic {
	return &clinic{
		token: doctorToken, days: 90, host: doctorHost, trusted: true, clock: at, back: addr,
		proxy: func(next http.Handler) http.Handler { return next },
	}
}

// open starts the proxy and the account.
func (c *clinic) open(t *testing.T) world {
	t.Helper()
	target := &url.URL{Scheme: "http", Host: c.back}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host; r.SetXForwarded() }}
	c.front = httptest.NewUnstartedServer(c.proxy(closed(proxy)))
	c.front.Config.ErrorLog = nil
	certificate, roots := certificateFor(t, c.host, c.days)
	c.front.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	c.front.StartTLS()
	t.Cleanup(c.front.Close)
	if !c.trusted {
		roots = x509.NewCertPool()
	}
	public := "https://" + doctorHost
	config := simulator.Config{
		AccountSID: account, AuthToken: c.token, Number: textsFrom, VoiceNumber: callsFrom, Account: c.account, Now: c.clock.now,
		SMSURL: public + "/twilio/sms", VoiceURL: public + "/twilio/voice", StatusURL: public + "/twilio/status/call",
	}
	if c.service {
		config.Service = doctorService
	}
	c.api = simulator.New(config)
	t.Cleanup(c.api.Close)
	if c.rotate != nil {
		c.rotate(c.api)
	}
	rest := httptest.NewServer(c.api.API())
	t.Cleanup(rest.Close)
	c.base = rest.URL
	return world{
		ctx: t.Context(), in: strings.NewReader(""), out: io.Discard, errs: io.Discard, now: c.clock.now,
		env: append([]string{"TWILIO_API_URL=" + rest.URL}, c.env...),
		reach: &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, c.front.Listener.Addr().String())
			},
		},
	}
}

// closed keeps /metrics from the public.
func closed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/metrics" {
			http.Error(w, "no", http.StatusForbidden)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// certificateFor is a certificate of a host, and who trusts it.
func certificateFor(t *testing.T, host string, days int) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{host}, NotBefore: time.Now().Add(-90 * 24 * time.Hour),
		NotAfter: time.Now().Add(time.Duration(days)*24*time.Hour + time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// served starts the program that the clinics look at, once for a test.
func served(t *testing.T) (addr string, env []string, at *clock) {
	t.Helper()
	env = settings("redis://"+sessiontest.Miniredis(t).Addr(), "COACHLINE_PUBLIC_URL=https://"+doctorHost, "TWILIO_AUTH_TOKEN="+doctorToken,
		"TWILIO_FROM="+textsFrom, "TWILIO_VOICE_FROM="+callsFrom)
	l := serve(t, env, 0)
	return l.addr, env, l.clock
}

// examined are all findings but those about Redis, which has tests of its own, and about the lessons, whose proof takes a second.
func (c *clinic) examined(w world) (found []session.Finding) {
	config, checkups := w.checkups()
	for _, part := range checkups {
		if part.part != "redis" && part.part != "lessons" {
			found = append(found, part.within(w.ctx, config)...)
		}
	}
	return found
}

// texting changes the number that texts come from, as it is set up at Twilio.
func texting(change func(*simulator.Number)) func(*clinic) {
	return func(c *clinic) { c.number(textsFrom, change) }
}

func calling(change func(*simulator.Number)) func(*clinic) {
	return func(c *clinic) { c.number(callsFrom, change) }
}

// number changes a number of the account.
func (c *clinic) number(number string, change func(*simulator.Number)) {
	if c.account.Numbers == nil {
		c.account.Numbers = []simulator.Number{rightNumber(textsFrom), rightNumber(callsFrom)}
	}
	for i := range c.account.Numbers {
		if c.account.Numbers[i].Number == number {
			change(&c.account.Numbers[i])
		}
	}
}

func rightNumber(number string) simulator.Number {
	const public, retries = "https://" + doctorHost, "#rc=3&rp=ct,rt,5xx"
	return simulator.Number{
		Number: number, Type: "mobile", SMS: simulator.Hook{URL: public + "/twilio/sms" + retries},
		Voice:  simulator.Hook{URL: public + "/twilio/voice" + retries},
		Status: simulator.Hook{URL: public + "/twilio/status/call" + retries},
	}
}

// servicing has the line text from a Messaging Service, which is changed.
func servicing(change func(*simulator.Service)) func(*clinic) {
	return func(c *clinic) {
		c.env = append(c.env, "TWILIO_MESSAGING_SERVICE_SID="+doctorService)
		s := rightService()
		change(&s)
		c.account.Services = []simulator.Service{s}
	}
}

func rightService() simulator.Service {
	return simulator.Service{
		SID: doctorService, Inbound: simulator.Hook{URL: "https://" + doctorHost + "/twilio/sms#rc=3&rp=ct,rt,5xx"}, Numbers: []string{textsFrom},
	}
}

func setting(pair string) func(*clinic) { return func(c *clinic) { c.env = append(c.env, pair) } }

func inAccount(change func(*simulator.Account)) func(*clinic) {
	return func(c *clinic) { change(&c.account) }
}

// behind has something stand between the proxy and the line.
func behind(change func(w http.ResponseWriter, r *http.Request, next http.Handler)) func(*clinic) {
	return func(c *clinic) {
		c.proxy = func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { change(w, r, next) })
		}
	}
}
