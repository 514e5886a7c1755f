// Package browsertest shows pages in a real browser, for tests. It is in no binary.
//
// A package of tests has one browser, which starts with its first window and ends in Main. Each window has cookies and
// storage of its own.
package browsertest

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// Main runs the tests of a package, ends its browser and returns the exit code.
func Main(m *testing.M) int {
	defer func() {
		if browser.end != nil {
			browser.end()
		}
	}()
	return m.Run()
}

// browser is the one of this process.
var browser struct {
	sync.Mutex
	ctx context.Context // nil before it has started
	end func()          // nil before it has started
}

// start returns the context of the browser, which it starts if there is none yet.
func start(path string) (context.Context, error) {
	browser.Lock()
	defer browser.Unlock()
	if browser.ctx != nil {
		return browser.ctx, nil
	}
	profile, err := os.MkdirTemp("", "browsertest")
	if err != nil {
		return nil, err
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profile),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true))...)
	ctx, cancel := chromedp.NewContext(allocator)
	browser.end = func() {
		cancel()
		stop()
		_ = os.RemoveAll(profile) // what is left is in the folder for what is temporary
	}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		browser.end()
		return nil, err
	}
	browser.ctx = ctx
	return ctx, nil
}

// Open opens a window on a server. Without a browser the test is skipped; where CI is set it fails.
func Open(tb testing.TB, base string) *Window {
	tb.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil && os.Getenv("CI") == "" {
		tb.Skip("there is no chromium")
	}
	parent, err := start(path)
	if err != nil {
		tb.Fatalf("start chromium: %v", err)
	}
	var watching sync.WaitGroup
	tb.Cleanup(watching.Wait) // after the window is closed
	ctx, end := chromedp.NewContext(parent, chromedp.WithNewBrowserContext())
	tb.Cleanup(end)
	w := &Window{tb: tb, ctx: ctx, base: base}
	w.watch(&watching)
	w.Size(1280, 900)
	return w
}

// Outage says that from now on the server is killed on purpose, so that the page may complain of it.
func (w *Window) Outage() { w.outage.Store(true) }

// watch fails the test when the page complains, or asks anybody but its server.
func (w *Window) watch(watching *sync.WaitGroup) {
	w.tb.Helper()
	messages := chromedp.Console(w.ctx)
	asked := chromedp.Events(w.ctx, network.RequestWillBeSent)
	w.Do(chromedp.Navigate("about:blank"))
	watching.Go(func() {
		for m, err := range messages {
			if err != nil {
				return
			}
			expected := strings.Contains(m.Text, "status of 409") // the browser says so of every refusal
			lost := strings.Contains(m.Text, "net::ERR_CONNECTION_") || strings.Contains(m.Text, "Failed to fetch")
			expected = expected || lost && w.outage.Load()
			if (m.Type == "error" || m.Type == "warning" || m.IsException()) && !expected {
				w.tb.Errorf("the page complains: %s %s", m.Text, m.URL)
			}
		}
	})
	watching.Go(func() {
		for e, err := range asked {
			if err != nil {
				return
			}
			// a data: URL asks nobody; the browser draws its own controls with some
			if u := e.Request.URL; !strings.HasPrefix(u, w.base) && !strings.HasPrefix(u, "data:") && u != "about:blank" {
				w.tb.Errorf("the page asks for %s", u)
			}
		}
	})
}
