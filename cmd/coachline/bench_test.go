package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"os"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/mux"
	"github.com/redis/go-redis/v9"
	twilio "github.com/twilio/twilio-go/client"

	"coachline/session/sessiontest"
)

// The benchmarks post signed turns from this process to a server that is a process of its own, over a real
// redis-server, and read what CPU the server took: the metric server-us/op. Compare the two turns with the bare one in
// the same run: go test -run '^$' -bench Turn -count 6 ./cmd/coachline

// BenchmarkSMSTurn is a turn of a lesson by text, from the first to the last in the proportion of a real one: one learner
// after another, answers and all.
func BenchmarkSMSTurn(b *testing.B) {
	benchmarkTurns(b, startProcess(b, benchSettings(b), "serve"), func(t *talker) {
		words := [...]string{"hello", "2", "to listen better, and to talk less", "NEXT", "next", "2", "Mere", "1", "7.30pm"}
		form := url.Values{"MessageSid": {t.sid("SM")}, "From": {t.number()}, "Body": {words[t.turn%len(words)]}}
		t.post("/twilio/sms", form)
		if t.turn++; t.turn%len(words) == 0 {
			t.learner++
		}
	})
}

// BenchmarkVoiceTurn is a turn of a call: keys, a name that is spoken and confirmed.
func BenchmarkVoiceTurn(b *testing.B) {
	benchmarkTurns(b, startProcess(b, benchSettings(b), "serve"), func(t *talker) {
		if t.action == "" {
			t.learner++
			t.call, t.action = t.sid("CA"), "/twilio/voice"
		}
		form := url.Values{"CallSid": {t.call}, "From": {t.number()}, "Direction": {"inbound"}, "CallStatus": {"in-progress"}}
		switch {
		case t.action == "/twilio/voice":
		case strings.Contains(t.action, "/partner/") && !t.named:
			form.Set("SpeechResult", "Mere")
			form.Set("Confidence", "0.83")
		default:
			form.Set("Digits", "1")
		}
		t.named = strings.Contains(t.action, "/partner/")
		_, after, _ := strings.Cut(t.post(t.action, form), ` action="`+publicURL)
		t.action, _, _ = strings.Cut(after, `"`)
	})
}

// BenchmarkBareTurn is what anybody would write: a mux, twilio-go's signature check, two plain round trips of the same
// size, 300 bytes of TwiML.
func BenchmarkBareTurn(b *testing.B) {
	benchmarkTurns(b, startProcess(b, append(benchSettings(b), asBare+"=1"), "serve"), func(t *talker) {
		t.learner++
		t.post("/twilio/sms", url.Values{"MessageSid": {t.sid("SM")}, "From": {t.number()}, "Body": {"to listen better, and to talk less"}})
	})
}

func benchSettings(b *testing.B) []string {
	b.Helper()
	return settings(sessiontest.Redis(b))
}

// talker is one of several who take turns at once, each for one learner after another.
type talker struct {
	b       *testing.B
	client  *http.Client
	id      int64
	learner int
	turn    int
	sids    int
	call    string
	action  string
	named   bool
}

func (t *talker) number() string { return fmt.Sprintf("+6421%02d%06d", t.id, t.learner%1_000_000) }

func (t *talker) sid(kind string) string {
	t.sids++
	return fmt.Sprintf("%s%016d%016d", kind, t.id, t.sids)
}

// post posts a signed form and returns the answer.
func (t *talker) post(path string, form url.Values) string {
	withUsual(form)
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, publicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		t.b.Error(err)
		return ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", sign(authToken, publicURL+path, form))
	res, err := t.client.Do(req)
	if err != nil {
		t.b.Error(err)
		return ""
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	if res.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte("<Say")) && !bytes.Contains(answer, []byte("<Message>")) {
		t.b.Errorf("%s %v: %d %.300s", path, form, res.StatusCode, answer)
	}
	return string(answer)
}

// benchmarkTurns has 16 talkers take turns, and reports what CPU the server took for each.
func benchmarkTurns(b *testing.B, program *process, turn func(*talker)) {
	client := dialling(program.addr)
	var talkers atomic.Int64
	before := cpu(b, program)
	b.SetParallelism(max(1, 16/runtime.GOMAXPROCS(0)))
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		t := &talker{b: b, client: client, id: talkers.Add(1)}
		for pb.Next() {
			turn(t)
		}
	})
	b.StopTimer()
	b.ReportMetric(float64((cpu(b, program)-before).Microseconds())/float64(b.N), "server-us/op")
}

// withUsual adds what Twilio sends with every webhook, so that the form is as long as a real one.
func withUsual(form url.Values) {
	for name, value := range map[string]string{
		"AccountSid": account, "ApiVersion": "2010-04-01", "To": number, "ToCountry": "NZ", "FromCountry": "NZ", "NumMedia": "0",
		"NumSegments": "1", "SmsStatus": "received", "SmsSid": "SM00000000000000000000000000000000",
		"SmsMessageSid": "SM00000000000000000000000000000000", "ToCity": "", "ToState": "", "ToZip": "", "FromCity": "",
		"FromState": "", "FromZip": "",
	} {
		form.Set(name, value)
	}
}

// cpu is what a process has used so far, by Linux's /proc: fields 14 and 15 of stat, in hundredths of a second.
func cpu(b *testing.B, program *process) time.Duration {
	b.Helper()
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(program.cmd.Process.Pid) + "/stat")
	if err != nil {
		b.Skip("the server's CPU time is read from /proc, which is not here")
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return time.Duration(user+system) * 10 * time.Millisecond
}

// asBare makes this binary the bare server.
const asBare = "TEST_AS_BARE"

// serveBare is the bare handler.
func serveBare() {
	options, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		log.Fatal(err)
	}
	client := redis.NewClient(options)
	validator := twilio.NewRequestValidator(authToken)
	record := strings.Repeat("x", 500)
	document := "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Response><Message>bare " + strings.Repeat("x", 220) + "</Message></Response>"
	r := mux.NewRouter()
	r.HandleFunc("/twilio/sms", func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		params := make(map[string]string, len(r.PostForm))
		for name := range r.PostForm {
			params[name] = r.PostForm.Get(name)
		}
		if !validator.Validate(publicURL+r.URL.RequestURI(), params, r.Header.Get("X-Twilio-Signature")) {
			http.Error(w, "bad signature", http.StatusForbidden)
			return
		}
		key := "bare:" + params["From"]
		if err := client.Get(r.Context(), key).Err(); err != nil && err != redis.Nil {
			http.Error(w, "redis", http.StatusServiceUnavailable)
			return
		}
		if err := client.Set(r.Context(), key, record, 0).Err(); err != nil {
			http.Error(w, "redis", http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/xml")
		_, _ = io.WriteString(w, document)
	}).Methods(http.MethodPost)
	listener, err := net.Listen("tcp", os.Getenv("COACHLINE_ADDR"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Fprintln(os.Stderr, "msg=serving")
	log.Fatal(http.Serve(listener, r))
}
