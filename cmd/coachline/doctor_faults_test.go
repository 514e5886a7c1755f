package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/session"
)

// doctorFaults are planted one at a time.
var doctorFaults = []struct {
	name  string
	plant func(*clinic)
	check string
	state session.FindingState
	what  string // words of what was seen
	fix   string // words of what to do
}{
	// Settings.
	{"an organisation is missing", setting("COACHLINE_ORGANISATION="), "COACHLINE_ORGANISATION", session.Fail, "missing", "name of the organisation"},
	{"a rehearsal", setting("COACHLINE_REHEARSAL=30s"), "COACHLINE_REHEARSAL", session.Warn, "30s", "Remove"},
	{"a slip in a name", setting("COACHLINE_OPNE=true"), "COACHLINE_OPNE", session.Fail, "not a setting", "COACHLINE_OPEN"},
	{"a token that is none", setting("TWILIO_AUTH_TOKEN=a-b"), "TWILIO_AUTH_TOKEN", session.Fail, "letters and digits", "Mend"},
	{"an account that is none", setting("TWILIO_ACCOUNT_SID=AC12"), "TWILIO_ACCOUNT_SID", session.Fail, "want AC", "Mend"},

	// The account.
	{"a wrong token", func(c *clinic) { c.token = "ffffffffffffffffffffffffffffffff" }, "TWILIO_AUTH_TOKEN", session.Fail, "does not take it", "20003"},
	{"the first of two tokens is retired", func(c *clinic) {
		c.env = append(c.env, "TWILIO_AUTH_TOKEN="+doctorToken+","+second)
		c.rotate = func(t *simulator.Twilio) { t.AddToken(second); t.PromoteToken() }
	}, "TWILIO_AUTH_TOKEN", session.Warn, "the first of the two any more", "second one alone"},
	{"the second of two tokens is wrong", setting("TWILIO_AUTH_TOKEN=" + doctorToken + ",eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee"), "TWILIO_AUTH_TOKEN", session.Warn, "not the second", "first one alone"},
	{"the account signs with another token", inAccount(func(a *simulator.Account) { a.Primary = "cccccccccccccccccccccccccccccccc" }), "TWILIO_AUTH_TOKEN", session.Fail, "signs with another", "primary token"},
	{"a wrong API key", func(c *clinic) {
		c.env = append(c.env, "TWILIO_API_KEY=SK0123456789abcdef0123456789abcdef", "TWILIO_API_SECRET=wrong0123456789wrong")
	}, "TWILIO_API_KEY", session.Fail, "does not take it", "standard key"},
	{"a suspended account", inAccount(func(a *simulator.Account) { a.Status = "suspended" }), "account", session.Fail, "suspended", "credit"},
	{"a closed account", inAccount(func(a *simulator.Account) { a.Status = "closed" }), "account", session.Fail, "closed", "credentials"},
	{"a trial", inAccount(func(a *simulator.Account) { a.Type, a.Verified = "Trial", 2 }), "trial", session.Warn, "here 2", "Upgrade"},
	{"little credit", inAccount(func(a *simulator.Account) { a.Balance = "3.20" }), "balance", session.Warn, "3.20 USD", "Add credit"},
	{"no credit", inAccount(func(a *simulator.Account) { a.Balance = "-0.50" }), "balance", session.Fail, "-0.50 USD", "Add credit"},
	{"no texts to New Zealand", inAccount(func(a *simulator.Account) { a.NoTextsTo = []string{"NZ"} }), "geo permissions for texts", session.Fail, "NZ", "21408"},
	{"no calls to Australia", func(c *clinic) {
		c.env, c.account.NoCallsTo = append(c.env, "COACHLINE_CALL_COUNTRIES=NZ,AU"), []string{"AU"}
	}, "geo permissions for calls", session.Fail, "off for AU", "21215"},

	// The numbers.
	{"a number of another account", setting("TWILIO_FROM=+64211119999"), "TWILIO_FROM", session.Fail, "no such number", "number show"},
	{"calls from another account's number", setting("TWILIO_VOICE_FROM=+6498899999"), "TWILIO_VOICE_FROM", session.Fail, "no such number", "number show"},
	{"a number that cannot text", texting(func(n *simulator.Number) { n.NoTexts = true }), "TWILIO_FROM", session.Fail, "cannot text", "21606"},
	{"a number that cannot call", calling(func(n *simulator.Number) { n.NoCalls = true }), "TWILIO_VOICE_FROM", session.Fail, "cannot call", "COACHLINE_CALLS_PER_DAY=0"},
	{"texts ask nobody", texting(func(n *simulator.Number) { n.SMS.URL = "" }), "TWILIO_FROM: a message comes in", session.Fail, "nobody", "number set"},
	{"texts are as Twilio sells the number", texting(func(n *simulator.Number) { n.SMS.URL = "https://demo.twilio.com/welcome/sms/reply" }), "TWILIO_FROM: a message comes in", session.Fail, "nobody", "number set"},
	{"texts ask another host", texting(func(n *simulator.Number) { n.SMS.URL = "https://old.example.org/sms?key=hush" }), "TWILIO_FROM: a message comes in", session.Fail, "old.example.org/sms", "/twilio/sms#rc=3"},
	{"a slash at the end", texting(func(n *simulator.Number) { n.SMS.URL = "https://" + doctorHost + "/twilio/sms/#rc=3&rp=5xx" }), "TWILIO_FROM: a message comes in", session.Fail, "slash", "number set"},
	{"by GET", texting(func(n *simulator.Number) { n.SMS.Method = "GET" }), "TWILIO_FROM: a message comes in", session.Fail, "by GET", "POST"},
	{"no retries", calling(func(n *simulator.Number) { n.Voice.URL = "https://" + doctorHost + "/twilio/voice" }), "TWILIO_VOICE_FROM: a call comes in", session.Warn, "does not try again", "number set"},
	{"a slip in the path", calling(func(n *simulator.Number) { n.Voice.URL = "https://" + doctorHost + "/twillio/voice#rc=3&rp=all" }), "TWILIO_VOICE_FROM: a call comes in", session.Fail, "/twillio/voice", "number set"},
	{"nobody learns that a call ended", calling(func(n *simulator.Number) { n.Status.URL = "" }), "TWILIO_VOICE_FROM: call status changes", session.Fail, "nobody", "number set"},
	{"a fallback swallows texts", texting(func(n *simulator.Number) { n.Fallback.URL = "https://handler.example.net/ok" }), "TWILIO_FROM: primary handler for messages fails", session.Warn, "handler.example.net", "number set"},
	{"a TwiML app takes the texts", texting(func(n *simulator.Number) { n.SMSApp = "AP00000000000000000000000000000001" }), "TWILIO_FROM: a TwiML app", session.Fail, "takes the texts", "--replace"},
	{"a trunk takes the calls", calling(func(n *simulator.Number) { n.Trunk = "TK00000000000000000000000000000001" }), "TWILIO_VOICE_FROM: a SIP trunk", session.Fail, "takes the calls", "--replace"},
	{"a toll-free number that is not verified", texting(func(n *simulator.Number) { n.Type = "toll_free" }), "TWILIO_FROM: toll-free verification", session.Fail, "not verified", "30032"},
	{"the line answers STOP beside Twilio", setting("COACHLINE_OPT_OUT=line"), "TWILIO_FROM: STOP and HELP", session.Warn, "two answers", "auto"},
	{"nobody answers STOP", func(c *clinic) {
		shortCoded(c)
		c.env = append(c.env, "COACHLINE_OPT_OUT=twilio")
	}, "TWILIO_FROM: STOP and HELP", session.Fail, "nobody answers", "auto"},
	{"a service that is not in the settings takes the texts", func(c *clinic) {
		s := rightService()
		s.Inbound.URL = "https://crm.example.com/in"
		c.account.Services = []simulator.Service{s}
	}, "TWILIO_FROM: Messaging Service", session.Fail, "crm.example.com/in", "Integration"},

	// The Messaging Service.
	{"there is no such service", setting("TWILIO_MESSAGING_SERVICE_SID=" + doctorService), "Messaging Service", session.Fail, "none with this", "MG"},
	{"a service without senders", servicing(func(s *simulator.Service) { s.Numbers = nil }), "Messaging Service", session.Fail, "no number to send from", "21703"},
	{"a service drops what comes in", servicing(func(s *simulator.Service) { s.Inbound.URL = "" }), "Messaging Service: a message comes in", session.Fail, "drops each text", "/twilio/sms"},
	{"a service asks another", servicing(func(s *simulator.Service) { s.Inbound.URL = "https://crm.example.com/in" }), "Messaging Service: a message comes in", session.Fail, "crm.example.com", "Send a webhook"},
	{"a service with a fallback", servicing(func(s *simulator.Service) { s.Fallback.URL = "https://handler.example.net/ok" }), "Messaging Service: fallback", session.Warn, "handler.example.net", "Remove"},
	{"senders that change", servicing(func(s *simulator.Service) { s.Changing, s.Numbers = true, []string{textsFrom, callsFrom} }), "Messaging Service: sticky sender", session.Warn, "changing numbers", "sticky-sender"},
	{"not registered in the United States", func(c *clinic) {
		servicing(func(s *simulator.Service) { s.Numbers = append(s.Numbers, "+12125550100") })(c)
		c.account.Numbers = []simulator.Number{rightNumber(textsFrom), rightNumber(callsFrom), rightNumber("+12125550100")}
		c.env = append(c.env, "COACHLINE_INVITE_COUNTRIES=NZ,US")
	}, "Messaging Service: US registration", session.Fail, "blocked", "30034"},

	// The way to the line.
	{"a certificate that ends soon", func(c *clinic) { c.days = 5 }, "certificate", session.Warn, "5 days", "renewed"},
	{"a certificate that has ended", func(c *clinic) { c.days = -1 }, "public URL", session.Fail, "expired", "Renew"},
	{"a certificate of another host", func(c *clinic) { c.host = "other.example.org" }, "public URL", session.Fail, "not for " + doctorHost, "Renew"},
	{"a certificate that nobody knows", func(c *clinic) { c.trusted = false }, "public URL", session.Fail, "authority", "fullchain"},
	{"the line is down", func(c *clinic) { c.back = "127.0.0.1:1" }, "public URL", session.Fail, "502", "coachline serve"},
	{"a proxy that redirects", behind(func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		http.Redirect(w, r, "https://www.example.org"+r.URL.Path, http.StatusMovedPermanently)
	}), "public URL", session.Fail, "www.example.org", "redirect"},
	{"another site", behind(func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		fmt.Fprint(w, "<h1>Welcome to nginx!</h1>")
	}), "public URL", session.Fail, "something else", "COACHLINE_ADDR"},
	{"a proxy drops the signature", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r.Header.Del("X-Twilio-Signature")
		next.ServeHTTP(w, r)
	}), "signed webhook", session.Fail, "without X-Twilio-Signature", "headers"},
	{"a proxy changes the body", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		body, _ := io.ReadAll(r.Body)
		body = bytes.ReplaceAll(body, []byte("%3B"), nil)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
		next.ServeHTTP(w, r)
	}), "signed webhook", session.Fail, "body is changed", "inspects"},
	{"a proxy adds a query", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r.URL.RawQuery = "from=proxy"
		next.ServeHTTP(w, r)
	}), "signed webhook", session.Fail, "arrives as /twilio/probe?from=proxy", "path"},
	{"the line runs with another token", func(c *clinic) {
		c.token = "99999999999999999999999999999999"
		c.env = append(c.env, "TWILIO_AUTH_TOKEN="+c.token)
	}, "signed webhook", session.Fail, "refuses it", "Restart the line"},
	{"a path is not passed", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/twilio/voice" {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}), "unsigned webhooks", session.Fail, "/twilio/voice answers 404", "/twilio/"},
	{"managers' pages are not passed", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/manage/") {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	}), "pages of managers", session.Fail, "404", "/manage/"},
	{"a proxy believes what visitors claim", func(c *clinic) {
		c.proxy = func(http.Handler) http.Handler { return closed(honest(c.back, false)) }
	}, "X-Forwarded-For", session.Warn, "claims", "append"},
	{"a proxy hides where visitors come from", func(c *clinic) {
		c.proxy = func(http.Handler) http.Handler { return closed(honest(c.back, true)) }
	}, "X-Forwarded-For", session.Warn, "does not pass it", "address"},
	{"metrics are open", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/metrics" {
			fmt.Fprint(w, "coachline_sends_total 1\n")
			return
		}
		next.ServeHTTP(w, r)
	}), "metrics", session.Warn, "open", "refuse /metrics"},
	{"the line is not ready", behind(func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		if r.URL.Path == "/readyz" {
			http.Error(w, "Redis is read-only", http.StatusServiceUnavailable)
			return
		}
		next.ServeHTTP(w, r)
	}), "ready", session.Fail, "read-only", "log"},
}

// honest is a proxy to addr that leaves X-Forwarded-For as it came, or drops it.
func honest(addr string, drop bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		out := r.Clone(r.Context())
		out.RequestURI, out.URL.Scheme, out.URL.Host = "", "http", addr
		if drop {
			out.Header.Del("X-Forwarded-For")
		}
		res, err := http.DefaultTransport.RoundTrip(out)
		if err != nil {
			w.WriteHeader(http.StatusBadGateway)
			return
		}
		defer res.Body.Close()
		for name, values := range res.Header {
			w.Header()[name] = values
		}
		w.WriteHeader(res.StatusCode)
		_, _ = io.Copy(w, res.Body)
	})
}

// TestDoctorNamesEachFault plants one fault at a time: it is named once, with its cure, and nothing else is.
func TestDoctorNamesEachFault(t *testing.T) {
	t.Parallel()
	addr, env, at := served(t)
	for _, fault := range doctorFaults {
		t.Run(fault.name, func(t *testing.T) {
			c := newClinic(addr, at)
			c.env = append([]string{}, env...)
			fault.plant(c)
			var ill []session.Finding
			for _, f := range c.examined(c.open(t)) {
				if f.State != session.Pass {
					ill = append(ill, f)
				}
			}
			if len(ill) != 1 {
				t.Fatalf("%d findings, want one of %q:\n%+v", len(ill), fault.check, ill)
			}
			got := ill[0]
			if got.Check != fault.check || got.State != fault.state || !strings.Contains(got.What, fault.what) || !strings.Contains(got.Fix, fault.fix) {
				t.Errorf("found %+v\nwant %s of %q: %q, and to do %q", got, fault.state, fault.check, fault.what, fault.fix)
			}
		})
	}
}

// TestDoctorPassesALineThatWorks has no finding to do something about, on a line with numbers and on one with a service, and
// asks Twilio nothing that the strict simulator does not know.
func TestDoctorPassesALineThatWorks(t *testing.T) {
	t.Parallel()
	addr, env, at := served(t)
	for name, plant := range map[string]func(*clinic){
		"numbers":    func(*clinic) {},
		"a service":  servicing(func(*simulator.Service) {}),
		"an API key": func(c *clinic) { keyed(c) },
		"two tokens": func(c *clinic) {
			c.env = append(c.env, "TWILIO_AUTH_TOKEN="+doctorToken+","+second)
			c.rotate = func(t *simulator.Twilio) { t.AddToken(second) }
		},
		"its own retries":                      texting(func(n *simulator.Number) { n.SMS.URL = "https://" + doctorHost + "/twilio/sms#rc=5&rp=all&e=sydney" }),
		"a short code":                         shortCoded,
		"a service that defers to its senders": servicing(func(s *simulator.Service) { s.OnNumbers, s.Inbound.URL = true, "" }),
		"a verified toll-free number": func(c *clinic) {
			texting(func(n *simulator.Number) { n.Type = "toll_free" })(c)
			c.account.TollFreeDone = true
		},
	} {
		t.Run(name, func(t *testing.T) {
			c := newClinic(addr, at)
			c.env = append([]string{}, env...)
			plant(c)
			found := c.examined(c.open(t))
			for _, f := range found {
				if f.State != session.Pass || f.Fix != "" {
					t.Errorf("found %+v", f)
				}
			}
			if len(found) < 14 {
				t.Errorf("only %d checks were made", len(found))
			}
			for _, fault := range c.api.Faults() {
				t.Errorf("Twilio would refuse: %v", fault)
			}
		})
	}
}

// shortCoded has the line text from a short code, as in New Zealand.
func shortCoded(c *clinic) {
	c.env = append(c.env, "TWILIO_FROM=4224")
	code := rightNumber("4224")
	code.Voice, code.Status = simulator.Hook{}, simulator.Hook{}
	c.account.Numbers = []simulator.Number{code, rightNumber(callsFrom)}
}

const (
	second = "0123456789abcdef0123456789abcdef"
	secret = "secret0123456789secret0123456789"
)

func keyed(c *clinic) {
	const key = "SK0123456789abcdef0123456789abcdef"
	c.env = append(c.env, "TWILIO_API_KEY="+key, "TWILIO_API_SECRET="+secret)
	c.account.Keys = map[string]string{key: secret}
}

// TestDoctorSaysNoSecret looks for tokens, secrets and keys in all that doctor and number write, and for the numbers of a service.
func TestDoctorSaysNoSecret(t *testing.T) {
	t.Parallel()
	addr, env, at := served(t)
	c := newClinic(addr, at)
	c.env = append([]string{}, env...)
	keyed(c)
	servicing(func(s *simulator.Service) { s.Changing, s.Numbers = true, []string{textsFrom, "+64211117777"} })(c)
	c.account.Numbers = []simulator.Number{rightNumber(textsFrom), rightNumber(callsFrom), rightNumber("+64211117777")}
	c.account.Primary = "cccccccccccccccccccccccccccccccc"
	w := c.open(t)
	var out bytes.Buffer
	w.out, w.errs = &out, &out
	says := func(want int, args ...string) {
		if code := run(w, args); code != want {
			t.Errorf("%v ended with %d, want %d", args, code, want)
		}
	}
	says(exitRefused, "doctor")
	says(exitRefused, "doctor", "--json")
	if !strings.Contains(out.String(), "checks: ") || strings.Contains(out.String(), "64211117777") {
		t.Errorf("doctor wrote no findings, or a number that is not in the settings:\n%s", &out)
	}
	says(exitDone, "number", "show")
	says(exitDone, "number", "set", textsFrom)
	config, _ := readConfig(w.env)
	for _, hush := range []string{doctorToken, secret, c.account.Primary, strings.TrimPrefix(env[3], "COACHLINE_KEYS="), config.Key} {
		if hush == "" || strings.Contains(out.String(), hush) {
			t.Errorf("doctor or number wrote %q:\n%s", hush, &out)
		}
	}
}

// TestDoctorAsJSON is an array of objects with four strings each.
func TestDoctorAsJSON(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	code := run(world{ctx: t.Context(), env: nil, out: &out, errs: &errs, now: time.Now}, []string{"doctor", "--json"})
	var rows []map[string]string
	if err := json.Unmarshal(out.Bytes(), &rows); err != nil || code != exitRefused || len(rows) < 5 || errs.Len() == 0 {
		t.Fatalf("ended with %d (%v):\n%s", code, err, &out)
	}
	for _, row := range rows {
		if row["check"] == "" || row["state"] == "" || row["what"] == "" || len(row) != 4 {
			t.Errorf("row %v", row)
		}
	}
}

// TestDoctorProvesTheLessons passes those that are built in, and warns where a footer makes them cost more than they may.
func TestDoctorProvesTheLessons(t *testing.T) {
	t.Parallel()
	for footer, want := range map[string]session.FindingState{
		"": session.Pass, strings.Repeat("Reply to this SMS will be charged. ", 3): session.Warn,
	} {
		w := world{ctx: t.Context(), env: settings("redis://127.0.0.1:1", "COACHLINE_TEXT_FOOTER="+footer), now: time.Now}
		config, _ := readSettings(w.env)
		found := w.examineLessons(w.ctx, config)
		if last := found[len(found)-1]; last.Check != "lessons" || last.State != want || (want == session.Warn) != strings.Contains(last.Fix, "coachline check") {
			t.Errorf("with the footer %q found %+v", footer, last)
		}
	}
}

// TestDoctorFindsTheClockWrong compares with the Date of Twilio's answers, and with the line's clock.
func TestDoctorFindsTheClockWrong(t *testing.T) {
	t.Parallel()
	addr, env, at := served(t)
	c := newClinic(addr, at)
	c.env = env
	w := c.open(t)
	w.now = func() time.Time { return at.now().Add(-3 * time.Minute) }
	var checks []string
	for _, f := range c.examined(w) {
		if f.State == session.Fail {
			checks = append(checks, f.Check)
			if !strings.Contains(f.What, "3m0s behind") {
				t.Errorf("found %+v", f)
			}
		}
	}
	if strings.Join(checks, ", ") != "clock, clock of the line" {
		t.Errorf("found %q", checks)
	}
}
