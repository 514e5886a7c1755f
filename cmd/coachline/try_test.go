package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"
)

// trying is a line that is tried, in this process.
type trying struct {
	base  string
	out   *logs
	log   *logs
	stop  context.CancelFunc
	ended chan int
}

// startTry runs `coachline try` on an address of its own, and ends it with the test.
func startTry(t testing.TB, args ...string) *trying {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	tr := &trying{out: new(logs), log: new(logs), stop: stop, ended: make(chan int, 1)}
	serving := make(chan string, 1)
	w := world{
		ctx: ctx, in: strings.NewReader(""), out: io.MultiWriter(tr.out), errs: tr.log,
		now: func() time.Time { return monday }, serving: func(addr string) { serving <- addr },
	}
	go func() { tr.ended <- run(w, append([]string{"try", "--addr", "127.0.0.1:0"}, args...)) }()
	select {
	case <-serving:
	case code := <-tr.ended:
		t.Fatalf("try ended with %d:\n%s", code, tr.log)
	}
	t.Cleanup(func() {
		stop()
		if code := <-tr.ended; code != exitDone {
			t.Errorf("try ended with %d", code)
		}
		if errs := tr.log.String(); errs != "" {
			t.Errorf("try complained:\n%s", errs)
		}
	})
	tr.base = hostOf(t, tr.out.String())
	return tr
}

// TestTryByText is part 1 by text, as a newcomer has it who knows nothing but what the page says.
func TestTryByText(t *testing.T) {
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.want(".hint", "Text GO")
	w.send("GO")
	w.want("#thread", "What energy")
	w.shot("middle")
	w.accessible()
}

// send texts something.
func (w *window) send(words string) {
	w.t.Helper()
	w.fill("#body", words)
	w.press("Send")
}
