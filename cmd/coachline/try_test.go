package main

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// trying is a line that is tried, in this process.
type trying struct {
	base  string
	out   *logs
	log   *logs
	stop  context.CancelFunc
	ended chan int

	complains bool // it is meant to
}

// startTry runs `coachline try` on an address of its own, and ends it with the test.
func startTry(t testing.TB, args ...string) *trying {
	t.Helper()
	return startTryIn(t, nil, args...)
}

// startTryIn does so in an environment.
func startTryIn(t testing.TB, env []string, args ...string) *trying {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	tr := &trying{out: new(logs), log: new(logs), stop: stop, ended: make(chan int, 1)}
	serving := make(chan string, 1)
	w := world{
		ctx: ctx, env: env, in: strings.NewReader(""), out: io.MultiWriter(tr.out), errs: tr.log,
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
		if errs := tr.log.String(); errs != "" && !tr.complains {
			t.Errorf("try complained:\n%s", errs)
		}
	})
	tr.base = hostOf(t, tr.out.String())
	return tr
}

// TestTryByText is part 1 by text and the next day's reflection, as a newcomer has them who knows nothing but what the
// page says.
func TestTryByText(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.want(".hint", "Text GO")
	w.looks("first")
	w.talk(
		[2]string{"GO", "What energy and focus"},
		[2]string{"3", "what do you hope to gain"},
		[2]string{"To listen better in handovers", "Peer coaching: health professionals"},
		[2]string{"NEXT", "The peer coach listens and asks"},
		[2]string{"next", "Which reply is peer coaching?"},
	)
	w.want("#thread", "2 segments, US$0.20 · delivered")
	w.want(".now", "Mere is at which of the script")
	w.looks("middle")
	w.talk(
		[2]string{"2", "Who could you practise with?"},
		[2]string{"Mere", "When will you ask Mere?"},
		[2]string{"1", "Part 1 is finished."},
		[2]string{"7.30pm", "Tuesday at 7.30pm, then."},
	)
	w.want(".hint", "Tomorrow the line texts by itself")
	w.want(".due", "Tue 24 Nov 19:30 the next day’s text")
	w.press("To the next text")
	w.want("#thread", "what stays with you?")
	w.want(".clock", "19:30")
	w.looks("next-day")
	w.send("The pause before answering")
	w.want("#thread", "Did you get to ask Mere?")
	w.send("1")
	w.want("#thread", "Part 2, on setting up that talk")
	w.want(".hint", "That was the whole lesson")
}

// talk sends texts, and wants something in the thread after each.
func (w *window) talk(turns ...[2]string) {
	w.t.Helper()
	for _, turn := range turns {
		w.send(turn[0])
		w.want("#thread", turn[1])
	}
}

// TestTryByPhone is part 1 by phone, with keys, and a word where it is easier.
func TestTryByPhone(t *testing.T) {
	t.Parallel()
	w := browse(t, startTry(t).base)
	w.open("/try/")
	w.press("Call the line")
	w.want(".talking .words", "welcome to peer coaching, part one")
	w.click("#patient") // who tests has no time for silences to count
	for range 3 {
		w.silence()
	}
	w.want(".talking .words", "Notice the energy")
	w.looks("call")
	w.key("2")
	w.want(".talking .words", "What brings you to this learning")
	w.say("to talk less and hear more", "clearly")
	w.want(".talking .words", "our own self-awareness comes first")
	w.silence()
	w.want(".talking .words", "Peer coaching is two or more")
	w.key("1")
	w.silence()
	w.want(".talking .words", "And the peer coach?")
	w.key("1")
	w.silence()
	w.want(".talking .words", "Which of these answers is peer coaching?")
	w.say("what matters most", "mumbled")
	w.want(".talking .words", "Sorry")
	w.key("2")
	w.silence()
	w.want(".talking .words", "Who comes to mind?")
	w.say("Mere", "clearly")
	w.want(".talking .words", "I heard Mere.")
	w.key("1")
	w.key("1")
	w.silence()
	w.want(".talking .words", "One text follows tomorrow")
	w.keys("0815")
	w.want("#thread", "The call is over")
	w.want(".hint", "Tomorrow the line texts by itself")
	w.press("Tomorrow, 9:00")
	w.want("#thread", "what stays with you?")
	w.want("#thread time", "08:15") // when it was due, not when somebody looked
	w.looks("next-day")
}

// send texts something.
func (w *window) send(words string) {
	w.t.Helper()
	w.fill("#body", words)
	w.press("Send")
	w.await("document.querySelector('#body').value === ''")
}

// key presses a key of the keypad on the screen, and waits until the line has said more.
func (w *window) key(key string) {
	w.t.Helper()
	w.further(func() { w.click(`.key[value="` + key + `"]`) })
}

// keys types several.
func (w *window) keys(keys string) {
	w.t.Helper()
	w.fill("#keys", keys)
	w.press("Press")
}

// say says something, and waits until the line has said more.
func (w *window) say(words, confidence string) {
	w.t.Helper()
	w.fill("#words", words)
	w.do(chromedp.SetValue(chromedp.CSS("#confidence"), map[string]string{"clearly": "0.9", "mumbled": "0.2"}[confidence]))
	w.further(func() { w.press("Say") })
}

// silence stays silent, and waits until the line has said more.
func (w *window) silence() {
	w.t.Helper()
	w.further(func() { w.press("Stay silent") })
}

// further waits until the line has said something after what is done, or the call is over.
func (w *window) further(do func()) {
	w.t.Helper()
	was := evaluate[string](w, "document.querySelector('#talk')?.dataset.n ?? ''")
	do()
	w.await("document.querySelector('#talk')?.dataset.n !== " + quoted(was) + " && !document.querySelector('#talk li:last-child')?.matches('.mine')")
}

// looks keeps pictures of the page as it is, wide and narrow, light and dark, and holds it against the rules of
// accessibility; on a small phone it is not wider than that.
func (w *window) looks(name string) {
	w.t.Helper()
	w.accessible()
	for _, dark := range []bool{false, true} {
		shade := map[bool]string{false: "light", true: "dark"}[dark]
		w.dark(dark)
		w.size(1280, 900)
		w.shot(name + "-wide-" + shade)
		w.narrow()
		w.shot(name + "-narrow-" + shade)
	}
	w.dark(false)
	w.size(1280, 900)
}
