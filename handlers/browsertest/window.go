package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Window is a page in the browser. What fails on it fails the test.
type Window struct {
	tb   testing.TB
	ctx  context.Context
	base string // of the server; the page may ask nobody else

	outage atomic.Bool
}

// patience is how long a test waits for what is to be shown.
const patience = 90 * time.Second

// Do runs steps in the page.
func (w *Window) Do(steps ...chromedp.Action[chromedp.Void]) {
	w.tb.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.tb.Fatalf("%v; the page shows:\n%s", err, w.Text())
	}
}

// Go opens a path of the server.
func (w *Window) Go(path string) {
	w.tb.Helper()
	w.Do(chromedp.Navigate(w.base + path))
}

// Size makes the window so large, in pixels.
func (w *Window) Size(width, height int64) { w.Do(chromedp.EmulateViewport(width, height)) }

// Text is all that can be read on the page.
func (w *Window) Text() string {
	return Evaluate[string](w, "document.body.innerText")
}

// Evaluate is the value of an expression in the page.
func Evaluate[T any](w *Window, expression string) T {
	w.tb.Helper()
	value, err := evaluate[T](w, expression)
	if err != nil {
		w.tb.Fatalf("%s: %v", expression, err)
	}
	return value
}

func evaluate[T any](w *Window, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(w.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// Await waits until an expression is true, on this page or the one that comes after it.
func (w *Window) Await(expression string) {
	w.tb.Helper()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(patience); ; {
		holds, err := evaluate[bool](w, "!!("+expression+")")
		switch {
		case holds:
			return
		case err != nil && !strings.Contains(err.Error(), "navigated"): // the old page goes
			w.tb.Fatalf("%s: %v", expression, err)
		}
		select {
		case <-tick.C:
		case <-late:
			w.Shot("failed")
			w.tb.Fatalf("not true after %s: %s\nthe page shows:\n%s", patience, expression, w.Text())
		}
	}
}

// Want waits until an element can be read to say something.
func (w *Window) Want(selector, words string) {
	w.tb.Helper()
	w.Await(fmt.Sprintf("[...document.querySelectorAll(%s)].some(e => e.innerText.includes(%s))", Quoted(selector), Quoted(words)))
}

// Quoted is a string as JavaScript writes it.
func Quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// Click clicks an element.
func (w *Window) Click(selector string) {
	w.tb.Helper()
	w.Do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// Press clicks the button with this label.
func (w *Window) Press(label string) {
	w.tb.Helper()
	find := fmt.Sprintf("[...document.querySelectorAll('button, summary, a')].find(e => e.innerText.trim() === %s && e.checkVisibility())", Quoted(label))
	w.Await(find)
	Evaluate[bool](w, "("+find+".click(), true)")
}

// Fill types words into an element.
func (w *Window) Fill(selector, words string) {
	w.tb.Helper()
	w.Do(chromedp.SendKeys(chromedp.CSS(selector), words, chromedp.NodeVisible))
}

// Reach goes with Tab to an element.
func (w *Window) Reach(selector string) {
	w.tb.Helper()
	for range 60 {
		if Evaluate[bool](w, "document.activeElement?.matches("+Quoted(selector)+") ?? false") {
			return
		}
		w.Type(kb.Tab)
	}
	w.tb.Fatalf("Tab does not lead to %s", selector)
}

// Type types on the keyboard, wherever the focus is.
func (w *Window) Type(keys string) {
	w.tb.Helper()
	w.Do(chromedp.KeyEvent(keys))
}

// Revisit opens a path again and again until an expression is true.
func (w *Window) Revisit(path, expression string) {
	w.tb.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	late := time.After(patience)
	for w.Go(path); !Evaluate[bool](w, "!!("+expression+")"); w.Go(path) {
		select {
		case <-tick.C:
		case <-late:
			w.Shot("failed")
			w.tb.Fatalf("%s is not so: %s\nthe page shows:\n%s", path, expression, w.Text())
		}
	}
}
