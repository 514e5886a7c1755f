package wake_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"

	"coachline/handlers/spend"
	"coachline/handlers/twilio"
	"coachline/handlers/wake"
	"coachline/session"
	"coachline/session/e164"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// somebody is a person as the store names one.
var somebody, _ = session.ParsePerson("AAAAAAAAAAAAAAAAAAAAAA")

// desk is a store with one text to send or to look for, and a Twilio that answers with err.
type desk struct {
	mu      sync.Mutex
	due     []session.Person
	look    bool
	kind    session.EntryKind
	err     error
	found   []twilio.Receipt
	partial bool
	sending func()        // while a text is being sent
	stalls  time.Duration // of the process, between the claim and the sending
	others  []string
	unasked bool

	notSent  bool
	doubt    time.Time
	heard    []session.Heard
	heardErr error
	taken    []session.Heard

	polls   int
	results []session.Result
	told    []session.Delivery
	sent    []twilio.SMS
	rung    int
}

func (d *desk) Due(context.Context, time.Time, int) ([]session.Person, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.polls++
	due := d.due
	d.due = nil
	return due, nil
}

func (d *desk) Wake(_ context.Context, p session.Person, at time.Time) (*session.Dispatch, error) {
	to, _ := e164.FromWire("+64215550123")
	return &session.Dispatch{
		Person: p, Entry: 7, Kind: d.kind, To: to, Body: "Kia ora", Until: at.Add(time.Hour), Deadline: at.Add(15*time.Second - d.stalls),
		Unasked: d.unasked, Look: d.look, Tried: at, Made: at, OtherSIDs: d.others, Doubt: d.doubt, NotSent: d.notSent,
	}, nil
}

func (d *desk) Settle(_ context.Context, _ *session.Dispatch, r session.Result) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.results = append(d.results, r)
	return nil
}

func (d *desk) Report(_ context.Context, _ session.Person, _ int, told session.Delivery) error {
	told.At = time.Time{}
	d.told = append(d.told, told)
	return nil
}

func (d *desk) SendText(ctx context.Context, m twilio.SMS) (twilio.Receipt, error) {
	if d.sending != nil {
		d.sending()
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, m)
	return twilio.Receipt{SID: "SM100", Status: "queued"}, cmpErr(ctx.Err(), d.err)
}

func (d *desk) PlaceCall(context.Context, twilio.Call) (twilio.Receipt, error) {
	d.rung++
	return twilio.Receipt{SID: "CA100", Status: "queued"}, d.err
}

func (d *desk) FindTexts(context.Context, e164.Number, string, time.Time) ([]twilio.Receipt, bool, error) {
	return d.found, !d.partial, d.err
}

func (d *desk) FindHeard(context.Context, e164.Number, time.Time) ([]session.Heard, error) {
	return d.heard, d.heardErr
}

func (d *desk) Hear(_ context.Context, _ session.Person, texts []session.Heard, _ time.Time) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken = append(d.taken, texts...)
	return nil
}

func (d *desk) FindCalls(context.Context, e164.Number, time.Time) ([]twilio.Receipt, bool, error) {
	return d.found, !d.partial, d.err
}

func cmpErr(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// work lets workers work for a while, in a bubble's time.
func work(t *testing.T, d *desk, while time.Duration) (log string, metrics *prometheus.Registry) {
	t.Helper()
	var written strings.Builder
	metrics = prometheus.NewRegistry()
	w := wake.New(wake.Config{
		Store: d, Sender: d, Clock: time.Now, Metrics: metrics, Parallel: 4, Log: slog.New(slog.NewTextHandler(&written, nil)),
	})
	ctx, stop := context.WithTimeout(t.Context(), while)
	defer stop()
	w.Run(ctx)
	return written.String(), metrics
}

// counted is the sum of all series of a counter or a gauge.
func counted(t *testing.T, metrics *prometheus.Registry, name string) (sum float64) {
	t.Helper()
	families, err := metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			if family.GetName() == name {
				sum += m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return sum
}

// The gauges say that the account is blocked until something is accepted, and that the brake is on only while it holds.
func TestMetricsSayThatNothingCanBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{kind: session.EntryText, err: &twilio.Error{Status: 401, Code: 20003}}
		for range 8 {
			d.due = append(d.due, somebody)
		}
		_, metrics := work(t, d, 900*time.Millisecond) // the shortest hold is a second
		if counted(t, metrics, "coachline_account_blocked") != 1 || counted(t, metrics, "coachline_brake_on") != 1 {
			t.Error("a wrong token does not show")
		}
		time.Sleep(2 * time.Minute)
		if counted(t, metrics, "coachline_account_blocked") != 1 || counted(t, metrics, "coachline_brake_on") != 0 {
			t.Error("with time the account is free, or the brake still holds")
		}
		d.err, d.due = nil, []session.Person{somebody}
		if _, metrics = work(t, d, time.Second); counted(t, metrics, "coachline_account_blocked") != 0 {
			t.Error("the account is still blocked after something was accepted")
		}
	})
}

// Each answer of Twilio gives the entry its outcome.
func TestTwilioAnswerDecidesOutcome(t *testing.T) {
	for name, tt := range map[string]struct {
		desk *desk
		want session.Result
	}{
		"accepted":             {&desk{}, session.Result{Outcome: session.Accepted, SID: "SM100", Status: "queued"}},
		"a call":               {&desk{kind: session.EntryCall}, session.Result{Outcome: session.Accepted, SID: "CA100", Status: "queued"}},
		"too many":             {&desk{err: &twilio.Error{Status: 429, Code: 20429, RetryAfter: 40 * time.Second}}, session.Result{Outcome: session.Deferred, Code: 20429, Reason: session.ReasonTemporary, RetryAfter: 40 * time.Second}},
		"not reached":          {&desk{err: &twilio.Error{}}, session.Result{Outcome: session.Deferred, RetryAfter: 15 * time.Second}},
		"opted out":            {&desk{err: &twilio.Error{Status: 400, Code: 21610}}, session.Result{Outcome: session.Refused, Code: 21610, Reason: session.ReasonOptedOut}},
		"a landline":           {&desk{err: &twilio.Error{Status: 400, Code: 21614}}, session.Result{Outcome: session.Refused, Code: 21614, Reason: session.ReasonNotMobile}},
		"no such phone":        {&desk{kind: session.EntryCall, err: &twilio.Error{Status: 400, Code: 21211}}, session.Result{Outcome: session.Refused, Code: 21211, Reason: session.ReasonNotANumber}},
		"a wrong token":        {&desk{err: &twilio.Error{Status: 401, Code: 20003}}, session.Result{Outcome: session.Deferred, Code: 20003, Reason: session.ReasonAccount, RetryAfter: 5 * time.Minute}},
		"500":                  {&desk{err: &twilio.Error{Status: 500}}, session.Result{Outcome: session.Lost}},
		"no error of Twilio's": {&desk{err: errors.New("?")}, session.Result{Outcome: session.Lost}},
		"absent":               {&desk{look: true}, session.Result{Outcome: session.Absent}},
		"too many to tell":     {&desk{look: true, partial: true}, session.Result{Outcome: session.Unsure}},
		"cannot look":          {&desk{look: true, err: &twilio.Error{Status: 503}}, session.Result{Outcome: session.Unsure}},
		"a call absent":        {&desk{look: true, kind: session.EntryCall}, session.Result{Outcome: session.Absent}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tt.desk
				d.due = []session.Person{somebody}
				if d.kind == "" {
					d.kind = session.EntryText
				}
				log, metrics := work(t, d, time.Second)
				if len(d.results) != 1 {
					t.Fatalf("%d results", len(d.results))
				}
				got := d.results[0]
				got.At = time.Time{}
				if got != tt.want {
					t.Errorf("%+v, want %+v", got, tt.want)
				}
				if d.look && len(d.sent)+d.rung > 0 {
					t.Error("what was to be looked for was sent")
				}
				if strings.Contains(log, "5550123") || strings.Contains(log, "Kia ora") {
					t.Errorf("the log says %s", log)
				}
				if n := counted(t, metrics, "coachline_sends_total"); n != 1 {
					t.Errorf("%v counted", n)
				}
			})
		})
	}
}

// An attempt that is found in Twilio's list is reported as by a status callback. Other texts are not taken for it.
func TestFoundAttemptIsReported(t *testing.T) {
	sent := twilio.Receipt{SID: "SM100", Status: "delivered"}
	for name, tt := range map[string]struct {
		desk   *desk
		told   []session.Delivery
		absent bool
	}{
		"a text": {&desk{found: []twilio.Receipt{sent}}, []session.Delivery{{SID: "SM100", Status: "delivered", Rank: 5, Arrived: true}}, false},
		"an opt-out": {
			&desk{found: []twilio.Receipt{{SID: "SM100", Status: "failed", Code: 21610}}},
			[]session.Delivery{{SID: "SM100", Status: "failed", Rank: 5, Failed: true, Code: 21610, Reason: session.ReasonOptedOut}},
			false,
		},
		"a call": {
			&desk{kind: session.EntryCall, found: []twilio.Receipt{{SID: "CA100", Status: "busy"}}},
			[]session.Delivery{{SID: "CA100", Status: "busy", Rank: 4, Failed: true}},
			false,
		},
		"another's": {&desk{found: []twilio.Receipt{sent}, others: []string{"SM100"}}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tt.desk
				d.due, d.look = []session.Person{somebody}, true
				if d.kind == "" {
					d.kind = session.EntryText
				}
				work(t, d, time.Second)
				if diff := cmp.Diff(tt.told, d.told); diff != "" {
					t.Error(diff)
				}
				if absent := len(d.results) == 1 && d.results[0].Outcome == session.Absent; absent != tt.absent || len(d.sent) > 0 {
					t.Errorf("results %+v, sent %d", d.results, len(d.sent))
				}
			})
		})
	}
}

// A process that was suspended does not send what another may have claimed.
func TestSuspendedProcessSendsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{due: []session.Person{somebody}, kind: session.EntryText, stalls: time.Minute}
		work(t, d, time.Second)
		if len(d.sent) > 0 || len(d.results) != 1 || d.results[0].Outcome != session.Deferred {
			t.Errorf("sent %d, results %+v", len(d.sent), d.results)
		}
	})
}

// The refusal of one number does not delay the others. A refusal of the account does.
func TestOnlyAccountFaultsBrake(t *testing.T) {
	for code, most := range map[int]int{21408: 1000, 20003: 30} {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{kind: session.EntryText, err: &twilio.Error{Status: 400, Code: code}}
			for range 1000 {
				d.due = append(d.due, somebody)
			}
			work(t, d, time.Minute)
			if n := len(d.sent); n > most || n < most/10 {
				t.Errorf("%d: %d were tried in a minute, want up to %d", code, n, most)
			}
		})
	}
}

// A text carries what finds it again, and how long it is valid.
func TestTextCarriesReferenceAndValidity(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{due: []session.Person{somebody}, kind: session.EntryText}
		work(t, d, time.Second)
		want := twilio.SMS{To: d.sent[0].To, Body: "Kia ora", Ref: "AAAAAAAAAAAAAAAAAAAAAA/7", ValidFor: time.Hour}
		if len(d.sent) != 1 || d.sent[0] != want || d.sent[0].To.E164() != "+64215550123" {
			t.Errorf("%+v", d.sent)
		}
	})
}

// An idle worker asks who is due four to eight times a second.
func TestIdleWorkerPollsFourToEightTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		work(t, d, 10*time.Second)
		if d.polls < 40 || d.polls > 81 {
			t.Errorf("%d polls in 10 s", d.polls)
		}
	})
}

// While Twilio fails the workers slow down. When it recovers they go on.
func TestWorkersSlowDownWhileTwilioFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{kind: session.EntryText, err: &twilio.Error{Status: 503}}
		for range 1000 {
			d.due = append(d.due, somebody)
		}
		work(t, d, 5*time.Minute)
		if n := len(d.sent); n < 8 || n > 60 {
			t.Errorf("in five minutes of an outage %d texts were tried", n)
		}
	})
}

// A list that fails slows the workers down as a text does, for as long as Twilio asks. Only an answer of Twilio lets them go on.
func TestWorkersSlowDownWhileListsFail(t *testing.T) {
	busy := &twilio.Error{Status: 429, Code: 20429, RetryAfter: 40 * time.Second}
	for name, tt := range map[string]struct {
		desk     *desk
		min, max int // looks in five minutes
	}{
		"a list":                    {&desk{err: &twilio.Error{Status: 503}}, 8, 20},
		"what was texted, not sent": {&desk{heardErr: errors.New("?"), doubt: time.Now(), notSent: true}, 8, 20},
		"a list, and Twilio asks":   {&desk{err: busy}, 7, 12},
		"what was texted, and asks": {&desk{heardErr: busy, doubt: time.Now(), notSent: true}, 7, 12},
		"all answer":                {&desk{}, 1000, 1000},
		"what was texted is read":   {&desk{doubt: time.Now(), notSent: true}, 1000, 1000},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tt.desk
				d.kind, d.look = session.EntryText, true
				for range 1000 {
					d.due = append(d.due, somebody)
				}
				work(t, d, 5*time.Minute)
				if n := len(d.results); n < tt.min || n > tt.max {
					t.Errorf("%d looks in five minutes, want %d to %d", n, tt.min, tt.max)
				}
			})
		})
	}
}

// A stop completes and records what is being sent.
func TestStopCompletesSends(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{due: []session.Person{somebody}, kind: session.EntryText, sending: func() { <-time.After(3 * time.Second) }}
		began := time.Now()
		work(t, d, time.Second)
		if len(d.results) != 1 || d.results[0].Outcome != session.Accepted {
			t.Errorf("%+v", d.results)
		}
		if took := time.Since(began); took > 4*time.Second {
			t.Errorf("it took %v to stop", took)
		}
	})
}

// A panic costs one wake-up, and the log shows nothing of its value.
func TestPanicCostsOneWakeUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		once := sync.OnceFunc(func() { panic("the body") })
		d := &desk{due: []session.Person{somebody, somebody}, kind: session.EntryText, sending: func() { once() }}
		log, _ := work(t, d, time.Second)
		if !strings.Contains(log, "panic in a wake-up") || strings.Contains(log, "the body") {
			t.Errorf("the log says %s", log)
		}
	})
}

// No second has more sends than the rate allows.
func TestRateIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{kind: session.EntryText}
		for range 1000 {
			d.due = append(d.due, somebody)
		}
		w := wake.New(wake.Config{Store: d, Sender: d, Clock: time.Now, Rate: 10, Log: slog.New(slog.DiscardHandler)})
		ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
		defer stop()
		w.Run(ctx)
		if n := len(d.sent); n < 95 || n > 105 {
			t.Errorf("%d sent in 10 s at 10 a second", n)
		}
	})
}

// After several texts were refused for our sender, an invitation waits with the reason, and what a learner waits for goes out.
func TestInvitationsWaitWhileOurSenderIsRefused(t *testing.T) {
	for _, unasked := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{due: []session.Person{somebody}, kind: session.EntryText, unasked: unasked}
			metrics := prometheus.NewRegistry()
			w := wake.New(wake.Config{Store: d, Sender: d, Clock: time.Now, Metrics: metrics, Log: slog.New(slog.DiscardHandler)})
			for i := range 5 {
				w.Reported(t.Context(), session.Delivery{SID: fmt.Sprint("SM", i), Failed: true, Code: 30034, Reason: session.ReasonUnregistered})
			}
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			w.Run(ctx)
			if len(d.results) != 1 || len(d.sent) != map[bool]int{true: 0, false: 1}[unasked] {
				t.Fatalf("sent %d, results %+v", len(d.sent), d.results)
			}
			got := d.results[0]
			if unasked && (got.Outcome != session.Deferred || !got.PutOff || got.Reason != session.ReasonUnregistered || got.Code != 30034 || got.RetryAfter < 14*time.Minute) {
				t.Errorf("%+v", got)
			}
			if err := testutil.GatherAndCompare(metrics, strings.NewReader(`# HELP coachline_held 1 while texts that the line begins are held, since our sender is refused; else 0.
# TYPE coachline_held gauge
coachline_held 1
`), "coachline_held"); err != nil {
				t.Error(err)
			}
		})
	}
}

// day is a day's limit.
type day struct {
	spent       bool
	left        time.Duration
	err         error
	taken, back int
}

func (d *day) Take(context.Context, *session.Dispatch) (spend.Taken, error) {
	if d.spent || d.err != nil {
		return spend.Taken{Until: time.Now().Add(d.left)}, d.err
	}
	d.taken++
	return spend.Taken{OK: true}, nil
}
func (d *day) Sent(*session.Dispatch)                                 {}
func (d *day) Unsent(context.Context, *session.Dispatch, spend.Taken) { d.back++ }

// What a day's limit holds waits for the next day, and for a minute at least: it does not spin where that has begun by now.
func TestSpentLimitWaitsAMinuteAtLeast(t *testing.T) {
	for left, want := range map[time.Duration]time.Duration{-time.Hour: time.Minute, 0: time.Minute, 5 * time.Hour: 5 * time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			d := &desk{kind: session.EntryText, due: []session.Person{somebody}}
			w := wake.New(wake.Config{Store: d, Sender: d, Meter: &day{spent: true, left: left}, Clock: time.Now, Log: slog.New(slog.DiscardHandler)})
			ctx, stop := context.WithTimeout(t.Context(), time.Second)
			defer stop()
			w.Run(ctx)
			if len(d.results) != 1 || d.results[0].Outcome != session.Held || d.results[0].RetryAfter != want {
				t.Errorf("with %v left: %+v, want to wait %v", left, d.results, want)
			}
		})
	}
}

// A hold does not end by a text that never went out: the day's limit was spent or could not be counted, or Twilio did not take it.
// What is held costs nothing of the limit.
func TestHoldOutlivesATextThatWasNotAccepted(t *testing.T) {
	for name, fails := range map[string]func(*desk, *day){
		"the limit is spent": func(_ *desk, m *day) { m.spent = true },
		"no meter":           func(_ *desk, m *day) { m.err = errors.New("?") },
		"too many":           func(d *desk, _ *day) { d.err = &twilio.Error{Status: 429, Code: 20429} },
		"503":                func(d *desk, _ *day) { d.err = &twilio.Error{Status: 503} },
		"no connection":      func(d *desk, _ *day) { d.err = &twilio.Error{} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d, m, metrics := &desk{kind: session.EntryText, unasked: true}, &day{}, prometheus.NewRegistry()
				w := wake.New(wake.Config{Store: d, Sender: d, Meter: m, Clock: time.Now, Metrics: metrics, Parallel: 1, Log: slog.New(slog.DiscardHandler)})
				for i := range 5 {
					w.Reported(t.Context(), session.Delivery{SID: fmt.Sprint("SM", i), Failed: true, Code: 30034, Reason: session.ReasonUnregistered})
				}
				one := func(after time.Duration, want session.Outcome, held float64) {
					t.Helper()
					time.Sleep(after)
					d.due = []session.Person{somebody}
					ctx, stop := context.WithTimeout(t.Context(), time.Second)
					defer stop()
					w.Run(ctx)
					if got := d.results[len(d.results)-1].Outcome; got != want && want != 0 || counted(t, metrics, "coachline_held") != held {
						t.Errorf("outcome %d, want %d; held %v, want %v", got, want, !(held == 1), held == 1)
					}
				}
				one(0, session.Deferred, 1)
				fails(d, m)
				one(16*time.Minute, 0, 1)
				d.err, m.spent, m.err = nil, false, nil
				one(6*time.Minute, session.Accepted, 1)
				one(time.Minute, session.Deferred, 1)
				one(5*time.Minute, session.Accepted, 0)
				if m.taken-m.back != 2 && name != "503" || name == "503" && m.taken-m.back != 3 { // of the last one, nobody knows
					t.Errorf("%d were counted, and %d given back", m.taken, m.back)
				}
			})
		})
	}
}

// After a restore, what the learner has texted is read before anything goes out, and an error of that keeps the text back.
func TestWhatWasTextedIsReadFirst(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want session.Outcome
	}{"read": {nil, session.Absent}, "not read": {errors.New("?"), session.Unheard}} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := &desk{due: []session.Person{somebody}, kind: session.EntryText, look: true, doubt: time.Now(), heard: []session.Heard{{SID: "SM9", Body: "STOP"}}, heardErr: tt.err}
				work(t, d, time.Second)
				if len(d.results) != 1 || d.results[0].Outcome != tt.want || len(d.sent) > 0 || (len(d.taken) == 1) != (tt.err == nil) {
					t.Errorf("results %+v, sent %d, taken %v", d.results, len(d.sent), d.taken)
				}
			})
		})
	}
}
