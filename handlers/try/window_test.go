package try_test

import (
	"io"
	"net/http"
	"net/url"
	"os"
	"testing"

	"github.com/chromedp/chromedp"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/handlers/try"
	"coachline/scripts"
	"coachline/scripts/folder"
	"coachline/scripts/sms"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// lessons are the built-in ones, which have no faults and no warnings.
type lessons struct{ *scripts.Catalog }

func (lessons) Faults() scripts.Faults { return nil }

func (lessons) Warnings() scripts.Faults { return nil }

func (lessons) Stale() []string { return nil }

func (lessons) Inspect(lesson string) (scripts.Report, error) {
	return scripts.Inspect(scripts.Embedded(), lesson, "", nil)
}

// start serves the page, with three people, and returns its base URL.
func start(t testing.TB) string {
	t.Helper()
	return serving(t, linetest.Lessons(), linetest.Lesson)
}

// serving is start with other lessons, and the one with which people begin.
func serving(t testing.TB, catalog *scripts.Catalog, lesson string) string {
	t.Helper()
	return editing(t, catalog, lesson, "")
}

// editing is serving with the files of a folder, which can be edited on the page; "" is none.
func editing(t testing.TB, catalog *scripts.Catalog, lesson, dir string) string {
	t.Helper()
	var files *folder.Folder
	if dir != "" {
		var err error
		if files, err = folder.Open(dir); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = files.Close() })
	}
	redis := sessiontest.Miniredis(t)
	clock := try.NewClock(try.Morning(linetest.Monday.In(linetest.Zone())), redis.FastForward)
	line := linetest.New(t, linetest.Config{
		Redis: "redis://" + redis.Addr(), Clock: clock.Now, Open: true, Texts: "4224", Calls: "+6498870123", Price: 0.10, Catalog: catalog,
	})
	page := try.New(try.Config{
		Store: line.Store, Clock: clock, Zone: linetest.Zone(), Region: "NZ", Lessons: lessons{catalog}, Lesson: lesson,
		People: []try.Person{
			{Name: "Mere", Number: "+64215550101"}, {Name: "Tane", Number: "+64215550102"}, {Name: "Sina", Number: "+64215550103"},
		},
		Files: files, Check: func(file, text string) scripts.Faults { return scripts.CheckDraft(os.DirFS(dir), file, text, "", nil) },
		Count: func(body string) int { return sms.Count(body).Segments }, Price: 0.10, Twilio: line.Simulator(), Stop: t.Context().Done(),
	})
	line.Serve(t, page.Twilio(), page)
	return line.URL
}

// window is the page in a browser.
type window struct{ *browsertest.Window }

// open opens the page in a browser.
func open(t testing.TB) window {
	t.Helper()
	w := window{browsertest.Open(t, start(t))}
	w.Go("/try/")
	return w
}

// talk sends texts, and wants something in the thread after each.
func (w window) talk(turns ...[2]string) {
	for _, turn := range turns {
		w.send(turn[0])
		w.Want("#thread", turn[1])
	}
}

// send texts something.
func (w window) send(words string) {
	w.Fill("#body", words)
	w.Press("Send")
	w.Await("document.querySelector('#body').value === ''")
}

// key presses a key of the keypad on the screen, and waits until the line has said more.
func (w window) key(key string) {
	w.further(func() { w.Click(`.key[value="` + key + `"]`) })
}

// keys types several.
func (w window) keys(keys string) {
	w.Fill("#keys", keys)
	w.Press("Press")
}

// say says something, and waits until the line has said more.
func (w window) say(words, confidence string) {
	w.Fill("#words", words)
	w.Do(chromedp.SetValue(chromedp.CSS("#confidence"), map[string]string{"clearly": "0.9", "mumbled": "0.2"}[confidence]))
	w.further(func() { w.Press("Say") })
}

// inSight is how many elements can be seen without scrolling anything: down to their end, if not from their top.
func (w window) inSight(selector string) int {
	return browsertest.Evaluate[int](w.Window, `[...document.querySelectorAll(`+browsertest.Quoted(selector)+`)].filter(e => {
		const at = e.getBoundingClientRect(), frame = (e.closest(".thread") ?? document.documentElement).getBoundingClientRect();
		return at.height > 0 && at.bottom > Math.max(frame.top, 0) + 8 && at.bottom <= innerHeight && at.bottom <= frame.bottom + 1;
	}).length`)
}

// silence stays silent, and waits until the line has said more.
func (w window) silence() {
	w.further(func() { w.Press("Stay silent") })
}

// further waits until the line has said something after what is done, or the call is over.
func (w window) further(do func()) {
	was := browsertest.Evaluate[string](w.Window, "document.querySelector('#talk')?.dataset.n ?? ''")
	do()
	w.Await("document.querySelector('#talk')?.dataset.n !== " + browsertest.Quoted(was) + " && !document.querySelector('#talk li:last-child')?.matches('.mine')")
}

// post sends a form, and returns the page of the answer.
func post(t testing.TB, target string, form url.Values) (status int, page string) {
	t.Helper()
	response, err := http.PostForm(target, form)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, string(body)
}
