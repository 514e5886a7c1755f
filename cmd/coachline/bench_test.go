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

// BenchmarkSMSTurn is a learner's text in the middle of the lesson.
func BenchmarkSMSTurn(b *testing.B) {
	benchmarkTurns(b, startProcess(b, benchSettings(b), "serve"), "/twilio/sms", func(n int64, learner string) url.Values {
		return url.Values{"MessageSid": {fmt.Sprintf("SM%032d", n)}, "From": {learner}, "Body": {"AGAIN"}}
	})
}

// BenchmarkVoiceTurn is a caller's key, with which the prompt is spoken again.
func BenchmarkVoiceTurn(b *testing.B) {
	benchmarkTurns(b, startProcess(b, benchSettings(b), "serve"), "/twilio/voice/hope/5", func(n int64, learner string) url.Values {
		return url.Values{
			"CallSid": {fmt.Sprintf("CA%032d", n)}, "From": {learner}, "Direction": {"inbound"}, "CallStatus": {"in-progress"},
			"Digits": {"*"},
		}
	})
}

// BenchmarkBareTurn is what anybody would write: a mux, twilio-go's signature check, two plain round trips of the same
// size, 300 bytes of TwiML.
func BenchmarkBareTurn(b *testing.B) {
	program := startProcess(b, append(benchSettings(b), asBare+"=1"), "serve")
	benchmarkTurns(b, program, "/twilio/sms", func(n int64, learner string) url.Values {
		return url.Values{"MessageSid": {fmt.Sprintf("SM%032d", n)}, "From": {learner}, "Body": {"AGAIN"}}
	})
}

func benchSettings(b *testing.B) []string {
	b.Helper()
	return settings(sessiontest.Redis(b))
}

// benchLearners are as many as take turns at once: one person's turns would wait for each other.
const benchLearners = 16

// benchmarkTurns first takes each learner into the lesson, then measures turns that leave them where they are.
func benchmarkTurns(b *testing.B, program *process, path string, form func(n int64, learner string) url.Values) {
	client := dialling(program.addr)
	people := learners(benchLearners)
	var count atomic.Int64
	for _, who := range people {
		for _, words := range []string{"hello", "2"} {
			post(b, client, "/twilio/sms", url.Values{
				"MessageSid": {fmt.Sprintf("SM%032d", count.Add(1))}, "From": {who.number}, "Body": {words},
			})
		}
	}
	var next atomic.Int64
	before := cpu(b, program)
	b.SetParallelism(benchLearners / 2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		who := people[int(next.Add(1))%len(people)].number
		for pb.Next() {
			if said := post(b, client, path, withUsual(form(count.Add(1), who))); !strings.Contains(said, "What brings you") &&
				!strings.Contains(said, "bare") {
				b.Errorf("answered with %.200s", said)
				return
			}
		}
	})
	b.StopTimer()
	b.ReportMetric(float64((cpu(b, program)-before).Microseconds())/float64(b.N), "server-us/op")
}

// withUsual adds what Twilio sends with every webhook, so that the form is as long as in earnest.
func withUsual(form url.Values) url.Values {
	for name, value := range map[string]string{
		"AccountSid": account, "ApiVersion": "2010-04-01", "To": number, "ToCountry": "NZ", "FromCountry": "NZ", "NumMedia": "0",
		"NumSegments": "1", "SmsStatus": "received", "SmsSid": "SM00000000000000000000000000000000",
		"SmsMessageSid": "SM00000000000000000000000000000000", "ToCity": "", "ToState": "", "ToZip": "", "FromCity": "",
		"FromState": "", "FromZip": "",
	} {
		form.Set(name, value)
	}
	return form
}

// post posts a signed form and returns the answer.
func post(b *testing.B, client *http.Client, path string, form url.Values) string {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodPost, publicURL+path, strings.NewReader(form.Encode()))
	if err != nil {
		b.Error(err)
		return ""
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("X-Twilio-Signature", sign(authToken, publicURL+path, form))
	res, err := client.Do(req)
	if err != nil {
		b.Error(err)
		return ""
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	return string(answer)
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
const asBare = "COACHLINE_TEST_AS_BARE"

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
