package session_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/sessiontest"
)

// together takes turns at the same moment and returns what each was answered.
func (l line) together(turns []session.Turn) []dialogue.Output {
	l.t.Helper()
	outs, errs := make([]dialogue.Output, len(turns)), make([]error, len(turns))
	start := make(chan struct{})
	var done sync.WaitGroup
	for i := range turns {
		done.Go(func() {
			<-start
			outs[i], errs[i] = l.Take(l.t.Context(), l.person, turns[i])
		})
	}
	close(start)
	done.Wait()
	if err := errors.Join(errs...); err != nil {
		l.t.Fatal(err)
	}
	return outs
}

func TestOneTurnTwentyTimesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM0", "GO"))
		turns := make([]session.Turn, 20)
		for i := range turns {
			turns[i] = l.text("SM1", "words")
		}
		outs := l.together(turns)
		for _, out := range outs {
			if bytesOf(t, out) != bytesOf(t, outs[0]) {
				t.Fatalf("one turn was answered %+v and %+v", outs[0], out)
			}
		}
		if got := l.version(); got != 2 {
			t.Errorf("a turn and one taken twenty times made version %d", got)
		}
	})
}

func TestTwentyTurnsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, l line) {
		l.take(l.text("SM0", "GO"))
		turns := make([]session.Turn, 20)
		for i := range turns {
			turns[i] = l.text(fmt.Sprintf("SM%d", i+1), "word "+string(rune('a'+i)))
		}
		asked := map[string]int{}
		for _, out := range l.together(turns) {
			asked[out.Lines[0].Text+last(out)]++
		}
		if got := l.version(); got != 21 {
			t.Errorf("21 turns made version %d", got)
		}
		if len(asked) != 20 {
			t.Errorf("20 turns passed %d steps: %v", len(asked), asked)
		}
		l.says("SM99", "hello", "Until tomorrow.") // every step is passed, and none twice
	})
}

// thief lets some commands run and takes their answers away.
type thief struct {
	sync.Mutex
	name string
	left int
}

var errLost = &net.OpError{Op: "read", Net: "tcp", Err: io.ErrUnexpectedEOF}

func (h *thief) DialHook(next redis.DialHook) redis.DialHook { return next }

func (h *thief) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return next
}

func (h *thief) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		h.Lock()
		defer h.Unlock()
		if err != nil || cmd.Name() != h.name || h.left == 0 {
			return err
		}
		h.left--
		cmd.SetErr(errLost)
		return errLost
	}
}

func TestCommittedButTheAnswerLost(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, config(t, client))
		l.take(l.text("SM0", "GO"))
		lost := &thief{name: "evalsha", left: 1}
		client.AddHook(lost)
		l.says("SM1", "words", "Version v1 asks 1.")
		if lost.left != 0 {
			t.Fatal("no answer was lost")
		}
		if got := l.version(); got != 2 {
			t.Errorf("two turns made version %d", got)
		}
	})
}

// A caller who hangs up has still answered.
func TestTurnIsFinishedAfterTheClientHasGone(t *testing.T) {
	sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
		l := open(t, config(t, client))
		l.take(l.text("SM0", "GO"))
		ctx, leave := context.WithCancel(t.Context())
		client.AddHook(leaving{leave})
		out, err := l.Take(ctx, l.person, l.text("SM1", "words"))
		if err != nil || ctx.Err() == nil {
			t.Fatalf("a turn whose client went away after it began: %v", err)
		}
		if got := last(out); got != "Version v1 asks 1." || l.version() != 2 {
			t.Errorf("it says %q and the record has version %d", got, l.version())
		}
	})
}

// leaving cancels a context with the first pipeline, which is the first round trip of a turn.
type leaving struct{ leave context.CancelFunc }

func (h leaving) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (h leaving) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (h leaving) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.leave()
		return next(ctx, cmds)
	}
}

func TestADeadlineIsKept(t *testing.T) {
	client := sessiontest.Dial(t, "redis://"+unheard(t))
	l := line{Store: session.New(config(t, client)), t: t, number: number(t, learner)}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	_, err := l.Take(ctx, l.Store.Person(l.number), l.text("SM1", "GO"))
	if !errors.Is(err, session.ErrUnavailable) || time.Since(began) > 2*time.Second {
		t.Errorf("after %v: %v", time.Since(began), err)
	}
}

func TestTurnGivesUpAfterRetryFor(t *testing.T) {
	for name, addr := range map[string]string{"refuses": refused(t), "says nothing": unheard(t)} {
		t.Run(name, func(t *testing.T) {
			c := config(t, sessiontest.Dial(t, "redis://user:secret@"+addr))
			c.RetryFor = 100 * time.Millisecond
			l := line{Store: session.New(c), t: t, number: number(t, learner)}
			began := time.Now()
			_, err := l.Take(t.Context(), l.Store.Person(l.number), l.text("SM1", "GO"))
			if took := time.Since(began); took < c.RetryFor*9/10 || took > c.RetryFor+2*time.Second {
				t.Errorf("it gave up after %v, want %v", took, c.RetryFor)
			}
			if !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("%v, want ErrUnavailable", err)
			}
			if err := l.Publish(t.Context()); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("publish: %v, want ErrUnavailable", err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
			defer cancel()
			if err := l.Ready(ctx); !errors.Is(err, session.ErrUnavailable) {
				t.Errorf("ping: %v, want ErrUnavailable", err)
			}
		})
	}
}

// refused is an address that nobody listens at; unheard one where nobody answers.
func refused(t *testing.T) string {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

func unheard(t *testing.T) string {
	l := must(net.Listen("tcp", "127.0.0.1:0"))
	t.Cleanup(func() { _ = l.Close() })
	return l.Addr().String()
}

// A turn is retried while Redis is not ready, but not if Redis refuses it for good.
func TestUnreadyRedisIsRetried(t *testing.T) {
	for _, tt := range []struct {
		says   string
		waited bool
	}{
		{"LOADING Redis is loading the dataset in memory", true},
		{"READONLY You can't write against a read only replica.", true},
		{"ERR Error running script (call to f_1): @user_script:1: -READONLY You can't write against a read only replica.", true},
		{"CLUSTERDOWN The cluster is down", true},
		{"TRYAGAIN Multiple keys request during rehashing of slot", true},
		{"MASTERDOWN Link with MASTER is down", true},
		{"OOM command not allowed when used memory > 'maxmemory'.", true},
		{"WRONGPASS invalid username-password pair", false},
		{"NOPERM User default has no permissions to run the 'evalsha' command", false},
		{"ERR Error compiling script", false},
	} {
		t.Run(tt.says, func(t *testing.T) {
			m := sessiontest.Miniredis(t)
			l := open(t, config(t, sessiontest.Dial(t, "redis://"+m.Addr()+"?max_retries=-1")))
			l.take(l.text("SM0", "GO"))
			var once sync.Once
			l.client.AddHook(before{func() { once.Do(func() { m.SetError(tt.says) }) }, func() { m.SetError("") }})
			_, err := l.Take(t.Context(), l.person, l.text("SM1", "words"))
			if tt.waited != (err == nil) || errors.Is(err, session.ErrUnavailable) {
				t.Errorf("%v", err)
			}
		})
	}
}

// before calls one function before each pipeline and another after it.
type before struct{ begin, end func() }

func (h before) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (h before) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (h before) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		h.begin()
		defer h.end()
		return next(ctx, cmds)
	}
}
