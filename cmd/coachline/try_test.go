package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/scripts"
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
		if errs := tr.log.String(); errs != "" {
			t.Errorf("try complained:\n%s", errs)
		}
	})
	tr.base = hostOf(t, tr.out.String())
	return tr
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

// TestTryTakesUpAnEditedLesson is an author at work: what is saved is served, a fault shows where it is, and nothing is lost.
func TestTryTakesUpAnEditedLesson(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.CopyFS(folder, scripts.Embedded()); err != nil {
		t.Fatal(err)
	}
	for _, other := range []string{"peer-coaching.yaml", "peer-coaching-2.yaml", "peer-coaching-3.yaml"} { // each edit would prove them again
		if err := os.Remove(filepath.Join(folder, other)); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(folder, "peer-coaching-1.yaml")
	w := browsertest.Open(t, startTry(t, "--lessons", folder).base)
	w.Go("/try/")
	send(w, "GO")
	w.Want("#thread", "First, one slow breath in, and out.")

	edit(t, file, "First, one slow breath in, and out.", "First of all, one slow breath.")
	w.Want("#lesson", "The lesson has changed since Mere began")
	w.Want(".steps", "First of all, one slow breath.")
	edit(t, file, "First of all, one slow breath.", "First of all – one slow breath.")
	w.Want(".warnings code", fmt.Sprintf("peer-coaching-1.yaml:%d:", lineOf(t, file, "First of all – one")))
	w.Want(".warnings", "outside GSM-7")
	w.Looks("warning")
	edit(t, file, "First of all – one slow breath.", "First of all, one slow breath.")
	w.Await("!document.querySelector('#lesson .warnings')")
	edit(t, file, "  - id: breath\n", "  - id: breath\n    sya: what?\n")
	w.Want("#lesson .faults", "the last good version is served")
	w.Want("#lesson .faults code", fmt.Sprintf("peer-coaching-1.yaml:%d:5", lineOf(t, file, "    sya: what?\n")))
	w.Want("#lesson .faults", `did you mean "say"?`)
	w.Looks("fault")
	send(w, "3")
	w.Want("#thread", "what do you hope to gain") // the fault keeps nobody from going on
	w.Press("Start Mere again")
	w.Want("#thread", "No texts yet")
	send(w, "GO")
	w.Want("#thread", "First of all, one slow breath.") // what was good last

	edit(t, file, "    sya: what?\n", "")
	w.Await("!document.querySelector('#lesson .faults')")
}

// TestTryStartsBesideAFault: the author of a file with faults can start, mend it on the page, and is told what is not served. Beside it
// the others are.
func TestTryStartsBesideAFault(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src, err := scripts.NewLesson("mine", false)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "mine.yaml")
	faulty := strings.Replace(src, "\nsteps:", "\nstepss:", 1)
	if err := os.WriteFile(file, []byte(faulty), 0o600); err != nil {
		t.Fatal(err)
	}
	v := linetest.Visit(t, startTry(t, "--lessons", dir, "--lesson", "mine").base)
	_, page := v.Get("/try/?file=mine.yaml")
	for _, want := range []string{"did you mean &#34;steps&#34;?", "It is not served yet, as check finds a fault", "Peer coaching, part 1"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q:\n%s", want, page)
		}
	}
	if strings.Contains(page, "taken up at once") {
		t.Error("what is not taken up is said to be")
	}
	save := func(text string) string {
		_, rest, _ := strings.Cut(page, `name="version" value="`)
		version, _, _ := strings.Cut(rest, `"`)
		_, page = v.Post("/try/1/file/save", "file", "mine.yaml", "text", text, "version", version)
		return page
	}
	if page := save(src); !strings.Contains(page, "Saved.") || strings.Contains(page, "not served yet") || !strings.Contains(page, "taken up at once") {
		t.Errorf("mended:\n%s", page)
	}
	if err := os.WriteFile(filepath.Join(dir, "other.yaml"), []byte("lesson: other\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if page := save(strings.Replace(src, "title: ", "title: Newer ", 1) + "# beside a fault\n"); strings.Contains(page, "not served yet") {
		t.Errorf("a fault in one file keeps another from being served:\n%s", page)
	}
}

// TestTryHearsALessonMadeOnThePage: an author makes a lesson and its translation on the page, and has them on the phone at once.
func TestTryHearsALessonMadeOnThePage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src, err := scripts.NewLesson("mine", false)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mine.yaml"), []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	w := browsertest.Open(t, startTry(t, "--lessons", dir).base)
	w.Go("/try/")
	w.Want(".hint", "Text GO to begin “Mine”")
	w.Press("New lesson or translation")
	w.Fill("#new-name", "second")
	w.Press("Write it")
	w.Want("#editor h2", "second.yaml")
	w.Press("Try this lesson")
	w.Want("#saved", "on the phone")
	w.Want("#thread", "Kia ora Mere. Moana invites you to Second")
	send(w, "GO")
	w.Want("#thread", "How are you today?")
	w.Press("New lesson or translation")
	w.Looks("menu")
	w.Fill("#new-language", "mi")
	w.Press("Translate it")
	w.Want("#editor h2", ".mi.yaml")
	w.Want("#found", "have all their words in mi")
}

// lineOf is the number of the line on which words begin in a file.
func lineOf(t testing.TB, file, words string) int {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, _, ok := strings.Cut(string(content), words)
	if !ok {
		t.Fatalf("%s has no %q", file, words)
	}
	return 1 + strings.Count(before, "\n")
}

// edit saves a file with something in it replaced.
func edit(t testing.TB, file, old, by string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(content), old) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(content), old, by, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTryHasAManager has the manager among the people invite another by text, and look at the managers' pages, on the next day
// too.
func TestTryHasAManager(t *testing.T) {
	t.Parallel()
	w := browsertest.Open(t, startTry(t).base)
	w.Go("/try/?phone=4")
	w.Want(".hint", "A manager’s phone.")
	send(w, "INVITE 021 555 0102 Tane")
	w.Want("#thread", "Tane")
	w.Await(`/Tane\s*[1-9]/.test(document.querySelector("#people").innerText)`)
	w.Go("/try/?phone=2")
	w.Want("#thread", "Kia ora Tane. Moana invites you to Peer coaching, part 1")
	w.Looks("invited")
	send(w, "GO")
	w.Want("#thread", "What energy and focus")
	w.Go("/try/?phone=4")
	send(w, "PROGRESS")
	w.Want("#thread", "1 began")
	w.Go("/manage/")
	w.Fill("[name=number]", "021 555 0104")
	w.Press("Text me a code")
	w.Want("h1", "Enter the code")
	w.Go("/try/?phone=4")
	w.Want("#thread", "is your Coachline code")
	code := browsertest.Evaluate[string](w, `document.querySelector("#thread").innerText.match(/[0-9]{6}(?= is your)/)[0]`)
	w.Looks("code")
	w.Go("/manage/login/code")
	w.Fill("[name=code]", code)
	w.Press("Log in")
	w.Want("h1", "Cohorts")
	w.Go("/try/?phone=4")
	w.Press("Tomorrow, 9:00")
	w.Want("#world", "09:00 Tuesday 24 November")
	w.Go("/manage/") // a browser is not away for a day because the clock was moved by one
	w.Want("h1", "Cohorts")
	w.Looks("cohorts")
	w.Go("/manage/managers")
	w.Looks("managers")
}

// TestTryKeepsTheGrace: who is invited in five minutes is texted when the clock of the page has come so far.
func TestTryKeepsTheGrace(t *testing.T) {
	t.Parallel()
	v := linetest.Visit(t, startTry(t).base)
	v.Post("/manage/login", "number", "021 555 0104")
	v.Post("/manage/login/code", "code", linetest.Code.FindString(v.Await("/try/?phone=4", "is your Coachline code")))
	path := v.NewCohort("Ward 4", linetest.Lesson)
	if _, page := v.Post(path+"/invite", "list", "Tane 021 555 0102", "batch", "b", "start", "grace", "consent", "on"); !strings.Contains(page, "in 5 minutes") {
		t.Fatalf("inviting gives:\n%s", page)
	}
	v.Await("/try/?phone=2", "the text of an invitation")
	if _, page := v.Post("/try/2/time", "to", "text"); !strings.Contains(page, "Kia ora Tane. Moana invites you to Peer coaching") {
		t.Errorf("the clock has come to the next text, and the phone shows:\n%s", page)
	}
	if _, page := v.Get(path); !strings.Contains(page, ">texted<") || strings.Contains(page, "The first text goes at") {
		t.Errorf("the cohort:\n%s", page)
	}
}

// send texts something from the page.
func send(w *browsertest.Window, words string) {
	w.Fill("#body", words)
	w.Press("Send")
	w.Await("document.querySelector('#body').value === ''")
}

func TestTryRefusesUnsignedWebhooks(t *testing.T) {
	t.Parallel()
	unsigned, err := http.PostForm(startTry(t).base+"/twilio/sms", url.Values{"From": {"+64215550101"}, "Body": {"GO"}, "MessageSid": {"SM1"}})
	if err != nil {
		t.Fatal(err)
	}
	if pageOf(t, unsigned); unsigned.StatusCode != http.StatusForbidden {
		t.Errorf("an unsigned webhook is answered with %s", unsigned.Status)
	}
}

// TestTryLeadsNowhereInEarnest: whatever the environment says of it, nothing leads there.
func TestTryLeadsNowhereInEarnest(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	asked := make(chan struct{})
	go func() {
		if c, err := listener.Accept(); err == nil {
			c.Close()
			close(asked)
		}
	}()
	earnest := listener.Addr().String()
	tr := startTryIn(t, []string{
		"REDIS_URL=redis://" + earnest, "TWILIO_API_URL=http://" + earnest, "TWILIO_ACCOUNT_SID=AC" + strings.Repeat("f", 32),
		"TWILIO_AUTH_TOKEN=earnest", "COACHLINE_KEYS=earnest", "COACHLINE_PUBLIC_URL=https://line.example.org",
		"COACHLINE_OPEN=false", "COACHLINE_TEXTING_HOURS=00:00-23:59",
	})
	response, err := http.PostForm(tr.base+"/try/1/text", url.Values{"body": {"CALL"}})
	if err != nil {
		t.Fatal(err)
	}
	if page := pageOf(t, response); !strings.Contains(page, "We ring you now.") {
		t.Errorf("CALL is not answered:\n%s", page)
	}
	select {
	case <-asked:
		t.Error("the real line was called")
	default:
	}
}

// TestTryStopsOnAJourney is stopped while the clock is put forward and something that is due takes its time.
func TestTryStopsOnAJourney(t *testing.T) {
	t.Parallel()
	base := startTry(t).base
	for _, path := range []string{"/try/1/text", "/try/1/faults"} {
		response, err := http.PostForm(base+path, url.Values{"body": {"GO"}, "slow": {"on"}})
		if err != nil {
			t.Fatal(err)
		}
		pageOf(t, response)
	}
	begun := make(chan struct{})
	go func() {
		close(begun)
		if response, err := http.PostForm(base+"/try/1/time", url.Values{"to": {"text"}}); err == nil {
			response.Body.Close()
		}
	}()
	<-begun // the end of the test stops it
}

// pageOf reads what was answered.
func pageOf(t testing.TB, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}
