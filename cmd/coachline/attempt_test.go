package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// How the program of a trial is hurried: what may be under way at Twilio for 4 s is certainly absent after 11.
const (
	trialHurry  = "4s,11s"
	trialPeople = 500
	cursed      = 5 // learners of whose text nobody will ever know
)

// TestExactlyOneFollowUp takes 500 learners through part 1 and to the hour of the next day's text, against a Twilio that
// loses answers, delays them, refuses, accepts and then fails, and calls back early, late, twice and out of order; the
// program is killed thirty times meanwhile. Each learner gets exactly one text, and what cannot be known says so. It takes longest
// of the package's tests, and its file's name makes it one of the first.
func TestExactlyOneFollowUp(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes two minutes")
	}
	t.Parallel()
	var trials sync.WaitGroup // side by side, however many tests may be: they mostly wait
	for name, trial := range map[string]func(*testing.T){
		"the program killed": func(t *testing.T) { trialWith(t, sessiontest.NewServer(t).URL(), func(int) {}) },
		"and Redis restarted": func(t *testing.T) {
			redis := sessiontest.NewServer(t, "appendfsync always") // it has no replica, and the disk may be slow
			trialWith(t, redis.URL(), func(posts int) {
				if posts%150 == 100 {
					redis.Kill()
					redis.Start()
				}
			})
		},
		"and Redis failed over": func(t *testing.T) {
			redis := sessiontest.NewFailover(t)
			trialWith(t, redis.URL(), func(posts int) {
				if posts%200 == 100 {
					redis.KillMaster()
					if err := redis.AwaitMaster(t.Context()); err != nil {
						t.Error(err)
					}
					redis.Revive()
				}
			})
		},
	} {
		trials.Go(func() { t.Run(name, trial) })
	}
	trials.Wait()
}

// trial is one run of it.
type trial struct {
	*testing.T
	env     []string
	redis   string
	program *process
	twilio  *simulator.Twilio
	store   *session.Store
	ahead   atomic.Int64 // of the clock, in the program and at Twilio
	killer  *killer
	people  []learner
}

func trialWith(t *testing.T, redisURL string, disturb func(posts int)) {
	tr := &trial{T: t, redis: redisURL, people: learners(trialPeople), killer: &killer{disturb: disturb}}
	tr.begin()
	tr.firstDay()
	tr.followUps()
	tr.count()
}

func (tr *trial) now() time.Time { return time.Now().Add(time.Duration(tr.ahead.Load())) }

// begin starts the program and its Twilio, on a Monday morning.
func (tr *trial) begin() {
	api := &late{}
	server := httptest.NewServer(api)
	tr.Cleanup(server.Close)
	tr.ahead.Store(int64(time.Until(monday)))
	tr.env = append(settings(tr.redis), "TWILIO_API_URL="+server.URL, hurried+"="+trialHurry, "COACHLINE_TEXTS_PER_SECOND=100")
	tr.look()
	tr.program = startProcess(tr.T, append(tr.env, asProgram+"="+time.Duration(tr.ahead.Load()).String()))
	tr.twilio = simulator.New(simulator.Config{
		AccountSID: account, AuthToken: authToken, Number: number, Client: dialling(tr.program.addr), Now: tr.now,
		SMSURL: publicURL + "/twilio/sms", VoiceURL: publicURL + "/twilio/voice", StatusURL: publicURL + "/twilio/status/call",
		Trouble: tr.trouble,
		Retry: func(ctx context.Context, attempt int, _ error) bool {
			return attempt < 100 && tr.program.wait(ctx)
		},
	})
	tr.Cleanup(tr.twilio.Close)
	tr.killer.program, tr.killer.next = tr.program, tr.twilio.API()
	api.set(tr.killer)
}

// firstDay takes everybody to the end of the first day, with ten kills.
func (tr *trial) firstDay() {
	converse(tr.T, tr.program, tr.twilio, tr.people, 10, 9, func(i int) func(*simulatortest.Handset, func()) { return tr.people[i].byText })
}

// followUps lets it be eight in the evening of the next day, with twenty kills, until nothing is left to do.
func (tr *trial) followUps() {
	tr.ahead.Store(int64(time.Until(monday.Add(34 * time.Hour)))) // eight in the evening, as they chose
	tr.killer.plan(20, len(tr.people))
	tr.killer.alone(func() { tr.program.sleep(time.Duration(tr.ahead.Load())) })
	tr.await(func(e session.Entry) bool { return e.State == session.EntryWaiting || e.State == session.EntrySending })
	tr.ahead.Add(int64(7 * time.Hour)) // nobody knows of the cursed, and by now it is time to say so
	tr.killer.alone(func() { tr.program.sleep(time.Duration(tr.ahead.Load())) })
	tr.cursedKnown()
}

// count is what it is all about.
func (tr *trial) count() {
	sent := map[string]int{}
	for _, m := range tr.twilio.Messages() {
		if strings.Contains(m.Body, "what stays with you?") {
			sent[m.To]++
		}
	}
	states, none, two, attempts := map[session.EntryState]int{}, 0, 0, 0
	for i, who := range tr.people {
		e := tr.entry(who)
		states[e.State]++
		attempts += e.Attempts
		switch n := sent[who.number]; {
		case n > 1:
			two++
		case n == 0 && e.State != session.EntryUnknown:
			none++
		}
		if (i < cursed) != (e.State == session.EntryUnknown) {
			tr.Errorf("learner %d: %+v", i, e)
		}
	}
	tr.Logf("%d learners: %d have a follow-up, %d should and have none, %d have two; states %v; %d attempts; %s; troubles %s",
		len(tr.people), len(sent), none, two, states, attempts, tr.killer, tr.killer.met())
	if none > 0 || two > 0 {
		tr.Errorf("%d learners have no follow-up and %d have two", none, two)
	}
	for _, fault := range tr.twilio.Faults() {
		tr.Errorf("Twilio would refuse: %v", fault)
	}
	if n := tr.killer.killed; n < 20 {
		tr.Errorf("killed %d times in the evening", n)
	}
}

// trouble is what goes wrong with a request.
func (tr *trial) trouble(r simulator.Request) simulator.Trouble {
	var trouble simulator.Trouble
	isCursed := slices.ContainsFunc(tr.people[:cursed], func(who learner) bool { return who.number == r.To })
	if r.Kind == simulator.ListRequest {
		if isCursed || rand.N(10) == 0 {
			trouble.Status = http.StatusInternalServerError
		}
		return trouble
	}
	if isCursed {
		return simulator.Trouble{Lose: true, Callbacks: simulator.Callbacks{None: true}}
	}
	name := "none"
	switch n := rand.N(100); {
	case n < 8:
		name, trouble.Lose = "answer lost", true
	case n < 16:
		name, trouble.Answer = "500 after accepting", http.StatusInternalServerError
	case n < 19:
		name, trouble.Delay = "4 s late", 4*time.Second
	case n < 26:
		name, trouble.Status, trouble.RetryAfter = "429", http.StatusTooManyRequests, time.Second
	case n < 31:
		name, trouble.Status, trouble.HTML = "503 and not accepted", http.StatusServiceUnavailable, true
	case n < 34:
		name, trouble.Empty = "201 and nothing", true
	case n < 36:
		name, trouble.Hang = "never answered", true
	}
	trouble.Callbacks = []simulator.Callbacks{
		{}, {Early: true}, {Late: 5 * time.Second}, {Twice: true}, {Reordered: true}, {None: true}, {None: true},
	}[rand.N(7)]
	tr.killer.meet(name)
	return trouble
}

// await asks the record of everybody but the cursed until none is so any more. It does not ask again before the first who still is,
// and in the end it asks all of them.
func (tr *trial) await(busy func(session.Entry) bool) {
	tr.Helper()
	isBusy := func(who learner) bool { return busy(tr.entry(who)) }
	left := tr.people[cursed:]
	tr.until(func() bool {
		if first := slices.IndexFunc(left, isBusy); first >= 0 {
			left = left[first:]
			return false
		}
		left = tr.people[cursed:]
		return !slices.ContainsFunc(left, isBusy)
	})
}

func (tr *trial) cursedKnown() {
	tr.Helper()
	tr.until(func() bool {
		return !slices.ContainsFunc(tr.people[:cursed], func(who learner) bool { return tr.entry(who).State != session.EntryUnknown })
	})
}

// until looks every half second, for six minutes.
func (tr *trial) until(done func() bool) {
	tr.Helper()
	ctx, cancel := context.WithTimeout(tr.Context(), 6*time.Minute)
	defer cancel()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			tr.Fatalf("it does not come to an end; %s; states %v; troubles %s\n%s", tr.killer, tr.states(), tr.killer.met(), tr.complaints())
		}
	}
}

// states counts the entries by their state and code.
func (tr *trial) states() map[string]int {
	states := map[string]int{}
	for _, who := range tr.people {
		e := tr.entry(who)
		states[fmt.Sprint(e.State, " after ", e.Attempts, " attempts, code ", e.Code)]++
	}
	return states
}

// complaints is the end of what the program has logged beside its requests.
func (tr *trial) complaints() string {
	var said []string
	for line := range strings.Lines(tr.program.log.String()) {
		if !strings.Contains(line, "level=DEBUG") && !strings.Contains(line, "msg=serving") && !strings.Contains(line, "is http") {
			said = append(said, line)
		}
	}
	return strings.Join(said[max(0, len(said)-30):], "")
}

// entry is the follow-up of a learner: waiting while there is none.
func (tr *trial) entry(who learner) session.Entry {
	n, _ := e164.FromWire(who.number)
	held, err := tr.store.Export(tr.Context(), tr.store.Person(n))
	if err != nil {
		return session.Entry{State: session.EntryWaiting} // Redis is being restarted
	}
	if len(held.Sent) == 0 {
		return session.Entry{State: session.EntryWaiting}
	}
	return held.Sent[0]
}

// look opens the same Redis as the program does.
func (tr *trial) look() {
	config, err := readConfig(tr.env)
	if err != nil {
		tr.Fatal(err)
	}
	kept, err := openStore(world{retryFor: 5 * time.Second}, config, slog.New(slog.DiscardHandler))
	if err != nil {
		tr.Fatal(err)
	}
	tr.Cleanup(kept.close)
	tr.store = kept.store
}

// killer stands before Twilio's API and kills the program around some of the requests that it makes: before Twilio has
// it, when Twilio has it and has not answered, and just after the answer, before that can be committed.
type killer struct {
	program *process
	next    http.Handler
	disturb func(posts int)

	killing sync.Mutex // held while the program is killed and started

	mu       sync.Mutex // guards what follows
	posts    int
	at       []int // the counts of requests at which it kills
	killed   int
	kinds    [3]int
	troubles map[string]int
}

// alone does something to the program while it is not killed.
func (k *killer) alone(do func()) {
	k.killing.Lock()
	defer k.killing.Unlock()
	do()
}

var killings = [3]string{"before it was accepted", "after it was accepted and before the answer", "after the answer"}

// plan spreads kills over so many requests.
func (k *killer) plan(kills, requests int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.posts = 0
	for i := range kills {
		k.at = append(k.at, i*requests/kills+rand.N(requests/kills))
	}
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		k.next.ServeHTTP(w, r)
		return
	}
	k.mu.Lock()
	k.posts++
	posts := k.posts
	kill := len(k.at) > 0 && posts >= k.at[0]
	kind := k.killed % 3
	if kill {
		k.at = k.at[1:]
		k.killed++
		k.kinds[kind]++
	}
	k.mu.Unlock()
	if !kill {
		k.next.ServeHTTP(w, r)
	} else {
		k.kill(kind, w, r)
	}
	k.disturb(posts)
}

func (k *killer) kill(kind int, w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)                                                       // the request outlives its connection
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Second) // and hangs no longer than that
	defer cancel()
	r = r.Clone(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	defer k.alone(func() {
		k.program.kill()
		k.program.start()
	})
	switch kind {
	case 1:
		defer func() { _ = recover() }() // an answer that is to be lost is lost twice
		k.next.ServeHTTP(httptest.NewRecorder(), r)
	case 2:
		k.next.ServeHTTP(w, r)
		_ = http.NewResponseController(w).Flush()
	}
}

func (k *killer) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []string
	for i, n := range k.kinds {
		all = append(all, strconv.Itoa(n)+" times "+killings[i])
	}
	return "killed " + strings.Join(all, ", ")
}

func (k *killer) meet(trouble string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.troubles == nil {
		k.troubles = map[string]int{}
	}
	k.troubles[trouble]++
}

func (k *killer) met() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []string
	for name, n := range k.troubles {
		all = append(all, strconv.Itoa(n)+" "+name)
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
