package funnel_test

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/funnel"
	"coachline/session/sessiontest"
)

var learners = flag.Int("learners", 660, "how many learners TestReportIsRightToTheCount has")

// keys are those of the tests.
const keys = "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWE="

// monday is noon of a Monday in Auckland.
var monday = time.Date(2026, 11, 22, 23, 0, 0, 0, time.UTC)

// shelf is the lessons of a test.
type shelf map[string]*dialogue.Script

func (s shelf) All() (all []*dialogue.Script) {
	for _, script := range s {
		all = append(all, script)
	}
	return all
}

func (s shelf) Current(lesson string) (*dialogue.Script, bool) {
	script, ok := s[lesson]
	return script, ok
}
func (s shelf) Course(string) (*dialogue.Course, bool) { return nil, false }
func (s shelf) Values() map[string]string              { return nil }

// lesson has an open question, one of yes or no, words that are only said, another open question, a wait, and a last one.
func lesson(version string) shelf {
	say := func(words string) dialogue.Prompt { return dialogue.Prompt{Text: words} }
	twice := []dialogue.Prompt{say("once more"), say("and once more")}
	phrases := map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhraseNames() {
		phrases[name] = say(name)
	}
	return shelf{"tiny": {
		Lesson: "tiny", Version: version, Language: "en-NZ", Phrases: phrases, Steps: []dialogue.Step{
			{ID: "hope", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: say("What do you hope for?"), NoInput: twice, NoMatch: twice},
			{ID: "sure", Kind: dialogue.YesNo, Prompt: say("Are you sure?"), NoInput: twice, NoMatch: twice},
			{ID: "said", Kind: dialogue.Say, Prompt: say("Well said.")},
			{ID: "plan", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: say("What is your plan?"), NoInput: twice, NoMatch: twice},
			{ID: "night", Kind: dialogue.Wait, At: "09:00"},
			{ID: "stayed", Kind: dialogue.FreeText, Keep: dialogue.KeepPrivate, Prompt: say("What stayed with you?"), NoInput: twice, NoMatch: twice},
		},
	}}
}

// open opens a line with a lesson.
func open(t testing.TB, client redis.UniversalClient, lessons shelf) *session.Store {
	t.Helper()
	ring, err := session.ParseKeys(keys)
	if err != nil {
		t.Fatal(err)
	}
	zone, err := time.LoadLocation("Pacific/Auckland")
	if err != nil {
		t.Fatal(err)
	}
	store := session.New(session.Config{
		Redis: client, Keyring: ring, Lessons: lessons, Lesson: "tiny", Open: true, Zone: zone, RetryFor: 5 * time.Second,
		Log: slog.New(slog.DiscardHandler), Rules: dialogue.Rules{Hours: dialogue.Hours{To: 0}},
		Compose: func(lines []dialogue.Line) (bodies []string) {
			for _, l := range lines {
				bodies = append(bodies, l.Text)
			}
			return bodies
		},
	})
	if err := store.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

// learner is somebody on the line. What they do fails the test by an error, as they may be in a goroutine of their own.
type learner struct {
	t      testing.TB
	store  *session.Store
	number e164.Number
	person session.Person
	now    time.Time
	turns  int
	listen *dialogue.Listen
}

func newLearner(t testing.TB, store *session.Store, n int) *learner {
	number, _ := e164.FromWire(fmt.Sprintf("+6421%07d", n))
	return &learner{t: t, store: store, number: number, person: store.Person(number), now: monday}
}

// take takes a turn, which Twilio may post more than once, and at once.
func (l *learner) take(in dialogue.Input) {
	l.turns++
	in.At = l.now
	turn := session.Turn{ID: fmt.Sprintf("SM%d", l.turns), Number: l.number, Withheld: l.number.IsZero(), Input: in}
	var posts sync.WaitGroup
	outs := make([]dialogue.Output, 1+rand.IntN(3)/2)
	for i := range outs {
		posts.Go(func() {
			var err error
			if outs[i], err = l.store.Take(l.t.Context(), l.person, turn); err != nil {
				l.t.Error(err)
			}
		})
	}
	posts.Wait()
	l.listen = outs[0].Listen
}

func (l *learner) text(words ...string) {
	for _, w := range words {
		l.take(dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: w})
	}
}

func (l *learner) call() {
	l.take(dialogue.Input{Kind: dialogue.Connect, Channel: dialogue.Phone, Call: "call"})
}

func (l *learner) onPhone(in dialogue.Input) {
	if l.listen == nil {
		l.t.Error("the line does not listen")
		return
	}
	in.Channel, in.Call, in.Step, in.Prompt = dialogue.Phone, "call", l.listen.Step, l.listen.Prompt
	l.take(in)
}

func (l *learner) say(words string) {
	l.onPhone(dialogue.Input{Kind: dialogue.Answer, Words: words, Spoken: true})
}
func (l *learner) silent() { l.onPhone(dialogue.Input{Kind: dialogue.NoInput}) }
func (l *learner) hangUp() {
	l.take(dialogue.Input{Kind: dialogue.HangUp, Channel: dialogue.Phone, Call: "call"})
}

// wake lets time pass, and takes the wake-ups that come.
func (l *learner) wake(d time.Duration) {
	l.now = l.now.Add(d)
	for range 2 {
		dispatch, err := l.store.Wake(l.t.Context(), l.person, l.now)
		if err != nil {
			l.t.Error(err)
		}
		if dispatch != nil {
			if err := l.store.Settle(l.t.Context(), dispatch, session.Result{At: l.now, Outcome: session.Accepted, SID: fmt.Sprint(l.person, dispatch.Entry)}); err != nil {
				l.t.Error(err)
			}
		}
	}
}

// kinds are what learners do, and what is counted of one of each.
var kinds = []struct {
	name string
	do   func(*learner)
	want string
}{
	{"answers all", func(l *learner) {
		l.text("GO", "to listen", "yes", "to ask Mere today")
		l.wake(30 * time.Hour)
		l.text("the long silence")
	}, `|began|text |finished|text
		hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|answered|text sure|10s|text said|reached|text said|passed|text
		plan|reached|text plan|answered|text plan|10s|text night|reached|text night|passed|text stayed|reached|text stayed|answered|text stayed|10s|text`},
	{
		"is slow", func(l *learner) { l.text("GO"); l.now = l.now.Add(25 * time.Second); l.text("to listen") },
		`|began|text hope|reached|text hope|answered|text hope|30s|text sure|reached|text`,
	},
	{
		"skips", func(l *learner) { l.text("GO", "SKIP", "no") },
		`|began|text hope|reached|text hope|skipped|text hope|10s|text sure|reached|text sure|answered|text sure|10s|text said|reached|text said|passed|text plan|reached|text`,
	},
	{
		"is not understood", func(l *learner) { l.text("GO", "to listen", "the green one", "no") },
		`|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|no_match|text sure|answered|text sure|10s|text said|reached|text said|passed|text plan|reached|text`,
	},
	{
		"pauses", func(l *learner) { l.text("GO", "to listen", "PAUSE") },
		`|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|left|text`,
	},
	{
		"pauses, and is back", func(l *learner) { l.text("GO", "to listen", "PAUSE", "yes") },
		`|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|answered|text sure|10s|text said|reached|text said|passed|text plan|reached|text`,
	},
	{"opts out", func(l *learner) { l.text("GO", "STOP") }, `|began|text hope|reached|text hope|opted_out|text`},
	{
		"opts out, and is back", func(l *learner) { l.text("GO", "STOP", "START", "to listen") },
		`|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text`,
	},
	{
		"goes back", func(l *learner) { l.text("GO", "to listen", "BACK", "to listen more") },
		`|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|back|text
		hope|reached|text hope|answered|text hope|10s|text sure|reached|text`,
	},
	{"rings, is silent, hangs up, and goes on by text", func(l *learner) {
		l.call()
		l.silent()
		l.say("to listen")
		l.hangUp()
		l.wake(time.Minute)
		l.text("yes")
	}, `|began|phone hope|reached|phone hope|no_input|phone hope|answered|phone hope|10s|phone sure|reached|phone sure|changed|text
		sure|answered|text sure|1m|text said|reached|text said|passed|text plan|reached|text`},
	{"withholds the number, and hangs up", func(l *learner) {
		l.person, l.number = l.store.Caller(l.person.String()), e164.Number{}
		l.call()
		l.hangUp()
	}, `|began|phone hope|reached|phone hope|left|phone`},
	{"is erased", func(l *learner) {
		l.text("GO", "to listen")
		if err := l.store.Erase(l.t.Context(), l.person); err != nil {
			l.t.Error(err)
		}
	}, `|began|text hope|reached|text hope|answered|text hope|10s|text sure|reached|text sure|left|text`},
	{"erases themselves", func(l *learner) { l.text("GO", "FORGET ME", "FORGET ME") }, `|began|text hope|reached|text hope|left|text`},
	{"falls silent", func(l *learner) {
		l.text("GO")
		l.wake(5 * time.Hour)
		l.wake(25 * time.Hour)
		l.wake(25 * time.Hour)
	}, `|began|text hope|reached|text hope|left|text`},
	{"cannot be reached", func(l *learner) {
		l.text("GO")
		l.now = l.now.Add(5 * time.Hour)
		dispatch, err := l.store.Wake(l.t.Context(), l.person, l.now)
		if err != nil || dispatch == nil {
			l.t.Error("no reminder", err)
			return
		}
		if err := l.store.Settle(l.t.Context(), dispatch, session.Result{At: l.now, Outcome: session.Refused, Reason: session.ReasonNoSuchNumber, Code: 21211}); err != nil {
			l.t.Error(err)
		}
	}, `|began|text hope|reached|text hope|left|text`},
}

// expected adds up what is to be counted of so many learners of each kind in turn.
func expected(n int) map[string]int {
	want := map[string]int{}
	for i := range n {
		for _, field := range strings.Fields(kinds[i%len(kinds)].want) {
			want[field]++
		}
	}
	return want
}

// counted is what the line has counted, without what was taken back.
func counted(t testing.TB, store *session.Store) map[string]int {
	t.Helper()
	versions, err := store.Counts(t.Context(), "tiny")
	if err != nil || len(versions) != 1 {
		t.Fatalf("%d versions, %v", len(versions), err)
	}
	maps.DeleteFunc(versions[0].N, func(_ string, n int) bool { return n == 0 })
	return versions[0].N
}

// TestEachKindOfLearnerIsCounted has one learner of each kind, on each kind of Redis.
func TestEachKindOfLearnerIsCounted(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		for i, kind := range kinds {
			if err := client.FlushAll(t.Context()).Err(); err != nil {
				t.Fatal(err)
			}
			store := open(t, client, lesson("v1"))
			kind.do(newLearner(t, store, i))
			want := map[string]int{}
			for _, field := range strings.Fields(kind.want) {
				want[field]++
			}
			if diff := cmp.Diff(want, counted(t, store)); diff != "" {
				t.Errorf("one who %s (-want +got):\n%s", kind.name, diff)
			}
		}
	})
}

// TestReportIsRightToTheCount has many learners at once, whose turns come twice and at once, and reports in between. What the last
// report shows is exact where no earlier report has shown anything, and all counts are. Flag -learners has more of them.
func TestReportIsRightToTheCount(t *testing.T) {
	store := open(t, sessiontest.Dial(t, sessiontest.Redis(t)), lesson("v1"))
	crowd := make(chan int)
	var talks sync.WaitGroup
	for range 8 {
		talks.Go(func() {
			for i := range crowd {
				kinds[i%len(kinds)].do(newLearner(t, store, i))
			}
		})
	}
	for i := range *learners {
		crowd <- i
	}
	close(crowd)
	talks.Wait()
	want := expected(*learners)
	if diff := cmp.Diff(want, counted(t, store)); diff != "" {
		t.Fatalf("counted (-want +got):\n%s", diff)
	}
	report, err := funnel.Of(t.Context(), store, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	v := report.Versions[0]
	if began := want["|began|text"] + want["|began|phone"]; v.Began.All == nil || *v.Began.All != began || !v.Current || began != *learners {
		t.Errorf("%v began, want %d", v.Began.All, began)
	}
	shown := 0
	for _, s := range v.Steps {
		for event, figures := range map[string]funnel.Figures{
			"reached": s.Reached, "answered": s.Answered, "skipped": s.Skipped, "passed": s.Passed, "back": s.WentBack, "left": s.Left,
			"opted_out": s.OptedOut, "no_input": s.NoInput, "no_match": s.NoMatch, "changed": s.Changed,
		} {
			text, phone := want[s.Step+"|"+event+"|text"], want[s.Step+"|"+event+"|phone"]
			for is, pair := range map[string]struct {
				got  *int
				want int
			}{"all": {figures.All, text + phone}, "text": {figures.Text, text}, "phone": {figures.Phone, phone}} {
				switch {
				case pair.got == nil && pair.want >= funnel.Fewest:
					t.Errorf("%s %s by %s is hidden, and is %d", s.Step, event, is, pair.want)
				case pair.got != nil && *pair.got != pair.want:
					t.Errorf("%s %s by %s is %d, want %d", s.Step, event, is, *pair.got, pair.want)
				case pair.got != nil:
					shown++
				}
			}
		}
	}
	if shown < 40 {
		t.Errorf("only %d numbers are shown", shown)
	}
}

// TestVersionsAreApart: a learner stays on the version that they began, and their counts do, too. Of each the report has its steps.
func TestVersionsAreApart(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	store := open(t, client, lesson("v1"))
	if report, err := funnel.Of(t.Context(), store, "tiny"); err != nil || report.Versions == nil || len(report.Versions) != 0 {
		t.Errorf("before anything was counted: %+v, %v", report, err)
	}
	var old []*learner
	for i := range 6 {
		old = append(old, newLearner(t, store, i))
		old[i].text("GO")
	}
	newer := lesson("v2")
	newer["tiny"].Steps[0].ID = "wish"
	store = open(t, client, newer)
	for i := range 7 {
		newLearner(t, store, 100+i).text("GO")
	}
	for _, l := range old {
		l.store = store
		l.text("to listen")
	}
	report, err := funnel.Of(t.Context(), store, "tiny")
	if err != nil || len(report.Versions) != 2 {
		t.Fatalf("%+v, %v", report, err)
	}
	now, before := report.Versions[0], report.Versions[1]
	if now.Version != "v2" || !now.Current || now.Steps[0].Step != "wish" || *now.Steps[0].Reached.All != 7 || *now.Steps[0].Here != 7 {
		t.Errorf("the version that is served is %+v", now)
	}
	if before.Version != "v1" || before.Current || before.Steps[0].Step != "hope" || *before.Steps[0].Answered.All != 6 {
		t.Errorf("the version before is %+v", before)
	}
}

// TestTwoReportsAtOnceAgree: of two reports that are made at once, one is made again, so neither shows what is unsafe beside the other.
func TestTwoReportsAtOnceAgree(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	store := open(t, client, lesson("v1"))
	for i := range 8 {
		newLearner(t, store, i).text("GO")
	}
	between := meanwhile{Store: store, do: func() {
		if _, err := funnel.Of(t.Context(), store, "tiny"); err != nil {
			t.Error(err)
		}
		newLearner(t, store, 9).text("GO")
	}}
	report, err := funnel.Of(t.Context(), &between, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	if began := *report.Versions[0].Began.All; began != 8 {
		t.Errorf("%d began; the report before showed 8, and one has begun since", began)
	}
}

// TestCountsAreNotOlderThanWhatWasShown: a report that comes while another one reads the counts is not followed by the older counts.
func TestCountsAreNotOlderThanWhatWasShown(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr())
	store := open(t, client, lesson("v1"))
	for i := range 8 {
		newLearner(t, store, i).text("GO")
	}
	between := slow{Store: store, do: func() {
		for i := range 5 {
			newLearner(t, store, 20+i).text("GO")
		}
		if report, err := funnel.Of(t.Context(), store, "tiny"); err != nil || *report.Versions[0].Began.All != 13 {
			t.Errorf("%+v, %v", report, err)
		}
	}}
	report, err := funnel.Of(t.Context(), &between, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	if began := *report.Versions[0].Began.All; began != 13 {
		t.Errorf("%d began; the report before showed 13", began)
	}
}

// slow is a store at which something happens once, before the counts that were read arrive.
type slow struct {
	*session.Store
	do func()
}

func (s *slow) Counts(ctx context.Context, lesson string) ([]session.Counts, error) {
	counts, err := s.Store.Counts(ctx, lesson)
	if s.do != nil {
		do := s.do
		s.do = nil
		do()
	}
	return counts, err
}

// TestVersionOfFewIsNotListed: its day would tell when one learner began.
func TestVersionOfFewIsNotListed(t *testing.T) {
	store := open(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()), lesson("v1"))
	newLearner(t, store, 1).text("GO")
	if report, err := funnel.Of(t.Context(), store, "tiny"); err != nil || len(report.Versions) != 0 || !report.Others {
		t.Errorf("%+v, %v", report, err)
	}
}

// meanwhile is a store at which something happens once, after the counts are read.
type meanwhile struct {
	*session.Store
	do func()
}

func (m *meanwhile) Released(ctx context.Context, lesson, version string) (map[string]int, string, error) {
	shown, revision, err := m.Store.Released(ctx, lesson, version)
	if m.do != nil {
		do := m.do
		m.do = nil
		do()
	}
	return shown, revision, err
}
