package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// window is a page in a real browser.
type window struct {
	t    testing.TB
	ctx  context.Context
	base string // of the server; the page may ask nobody else

	outage atomic.Bool // the server is killed on purpose: that it cannot be reached is no fault of the page's
}

// shown is how long a test waits for what is to be shown.
const shown = 40 * time.Second

// browsers has a place for each browser that may run at once: two keep two cores busy.
var browsers = make(chan struct{}, 2)

// browse opens a window on a server, one a test. Without a browser the test is skipped; where CI is set it fails.
func browse(t testing.TB, base string) *window {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal("there is no chromium")
	} else if err != nil {
		t.Skip("there is no chromium")
	}
	browsers <- struct{}{}
	t.Cleanup(func() { <-browsers })
	browser, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(browser)
	t.Cleanup(end)
	w := &window{t: t, ctx: ctx, base: base}
	w.watch()
	w.size(1280, 900)
	return w
}

// watch fails the test when the page complains, or asks anybody but its server.
func (w *window) watch() {
	w.t.Helper()
	messages := chromedp.Console(w.ctx)
	asked := chromedp.Events(w.ctx, network.RequestWillBeSent)
	w.do(chromedp.Navigate("about:blank"))
	go func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			expected := strings.Contains(m.Text, "status of 409") // the browser says so of every refusal
			lost := strings.Contains(m.Text, "net::ERR_CONNECTION_") || strings.Contains(m.Text, "Failed to fetch")
			expected = expected || lost && w.outage.Load()
			if (m.Type == "error" || m.Type == "warning" || m.IsException()) && !expected {
				w.t.Errorf("the page complains: %s %s", m.Text, m.URL)
			}
		}
	}()
	go func() {
		for e, err := range asked {
			if err != nil {
				return
			}
			// a data: URL asks nobody; the browser draws its own controls with some
			if u := e.Request.URL; !strings.HasPrefix(u, w.base) && !strings.HasPrefix(u, "data:") && u != "about:blank" {
				w.t.Errorf("the page asks for %s", u)
			}
		}
	}()
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, shown)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		w.t.Fatalf("%v; the page shows:\n%s", err, w.text())
	}
}

func (w *window) open(path string) {
	w.t.Helper()
	w.do(chromedp.Navigate(w.base + path))
}

func (w *window) size(width, height int64) { w.do(chromedp.EmulateViewport(width, height)) }

// dark sets whether the person prefers the dark.
func (w *window) dark(on bool) {
	w.t.Helper()
	value := map[bool]string{true: "dark", false: "light"}[on]
	_, err := chromedp.Call(w.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: value}, {Name: "prefers-reduced-motion", Value: "reduce"}},
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// text is all that can be read on the page.
func (w *window) text() string {
	return evaluate[string](w, "document.body.innerText")
}

// evaluate is the value of an expression in the page.
func evaluate[T any](w *window, expression string) T {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, shown)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

// await waits until an expression is true.
func (w *window) await(expression string) {
	w.t.Helper()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(shown); !evaluate[bool](w, "!!("+expression+")"); {
		select {
		case <-tick.C:
		case <-late:
			w.shot("failed")
			w.t.Fatalf("not true after %s: %s\nthe page shows:\n%s", shown, expression, w.text())
		}
	}
}

// want waits until an element can be read to say something.
func (w *window) want(selector, words string) {
	w.t.Helper()
	w.await(fmt.Sprintf("[...document.querySelectorAll(%s)].some(e => e.innerText.includes(%s))", quoted(selector), quoted(words)))
}

func quoted(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err)
	}
	return string(b)
}

func (w *window) click(selector string) {
	w.t.Helper()
	w.do(chromedp.Click(chromedp.CSS(selector), chromedp.NodeVisible))
}

// press clicks the button with this label.
func (w *window) press(label string) {
	w.t.Helper()
	find := fmt.Sprintf("[...document.querySelectorAll('button, summary, a')].find(e => e.innerText.trim() === %s && e.checkVisibility())", quoted(label))
	w.await(find)
	evaluate[bool](w, "("+find+".click(), true)")
}

func (w *window) fill(selector, words string) {
	w.t.Helper()
	w.do(chromedp.SendKeys(chromedp.CSS(selector), words, chromedp.NodeVisible))
}

// tallest is how many pixels of a page a picture can hold.
const tallest = 8000

// shot keeps a picture of the whole page for whoever ran the test, where SCREENSHOTS names a folder.
func (w *window) shot(name string) {
	w.t.Helper()
	folder := os.Getenv("SCREENSHOTS")
	if folder == "" {
		return
	}
	take := chromedp.FullScreenshot(100)
	if evaluate[int](w, "document.documentElement.scrollHeight") > tallest {
		take = chromedp.CaptureScreenshot()
	}
	picture, err := chromedp.Run(w.ctx, take)
	if err != nil {
		w.t.Fatal(err)
	}
	file := filepath.Join(folder, strings.ReplaceAll(w.t.Name(), "/", "-")+"-"+name+".png")
	if err := os.WriteFile(file, picture, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// accessible holds the page against axe-core's rules, in the light and in the dark. AXE names axe.min.js.
func (w *window) accessible() {
	w.t.Helper()
	axe := os.Getenv("AXE")
	if axe == "" && os.Getenv("CI") != "" {
		w.t.Fatal("AXE does not name axe.min.js of axe-core")
	} else if axe == "" {
		w.t.Log("AXE is not set: the page is not held against axe-core's rules")
		return
	}
	source, err := os.ReadFile(axe)
	if err != nil {
		w.t.Fatal(err)
	}
	w.do(chromedp.Evaluate[chromedp.Void](string(source)))
	for _, dark := range []bool{false, true} {
		w.dark(dark)
		found := evaluate[[]string](w, `axe.run().then(r => r.violations.flatMap(v =>
			v.nodes.map(n => v.id + ": " + n.target + ": " + n.failureSummary)))`)
		for _, violation := range found {
			w.t.Errorf("dark %t: %s", dark, violation)
		}
	}
	w.dark(false)
}

// narrow fails when the page is wider than a small phone.
func (w *window) narrow() {
	w.t.Helper()
	w.size(360, 740)
	if width := evaluate[int](w, "document.documentElement.scrollWidth"); width > 360 {
		w.t.Errorf("the page is %d pixels wide on a phone of 360", width)
	}
}

// hostOf is the base URL that a line of output tells.
func hostOf(t testing.TB, output string) string {
	t.Helper()
	for _, word := range strings.Fields(output) {
		if u, err := url.Parse(word); err == nil && u.Scheme == "http" {
			return u.Scheme + "://" + u.Host
		}
	}
	t.Fatalf("no URL in %q", output)
	return ""
}
