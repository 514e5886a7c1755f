package main

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/handlers/manager/sheet"
	"coachline/handlers/manager/sheet/sheettest"
	"coachline/handlers/simulator"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

// A manager.
const (
	moana     = "+64215550901"
	moanaSays = "021 555 0901"
)

// house is a line with a manager, and where its pages are.
type house struct {
	*line
	env  []string
	base string
}

// manage starts a line with a manager.
func manage(t testing.TB, redisURL string, more ...string) *house {
	t.Helper()
	env := settings(redisURL, append([]string{"COACHLINE_OPEN=false"}, more...)...)
	m := &house{line: serve(t, env, 0), env: env}
	m.base = "http://" + m.addr
	m.add(t)
	return m
}

// add makes Moana a manager, by the command line.
func (m *house) add(t testing.TB) {
	t.Helper()
	if _, said, code := command(m.env, "manager", "add", "--name", "Moana Smith", "--phone", moana); code != exitDone {
		t.Fatalf("manager add ended with %d: %s", code, said)
	}
}

// logIn logs Moana in.
func (m *house) logIn(t testing.TB) *linetest.Visitor {
	t.Helper()
	v := linetest.Visit(t, m.base)
	v.LogIn(m.Handset(t, moana))
	return v
}

// TestEachOfAListIsTextedOnce invites the people of a list of 400 lines, 25 of them with faults, in a browser: each fault is
// named beside its line, and 375 people get one text each, though the button is pressed twice, the page is reloaded and the
// server killed in the middle.
func TestEachOfAListIsTextedOnce(t *testing.T) {
	t.Parallel()
	m, program, _ := manageKillable(t, sessiontest.Redis(t))
	twilio := m.Twilio
	csv, faults := sheettest.FourHundred()
	file := filepath.Join(t.TempDir(), "ward.csv")
	if err := os.WriteFile(file, csv, 0o600); err != nil {
		t.Fatal(err)
	}
	w := browsertest.Open(t, m.base)
	linetest.LogIn(w, m.Handset(t, moana), moanaSays)
	w.Fill("[name=name]", "The whole hospital")
	w.Press("Make the cohort")
	w.Want("h1", "Invite people")
	w.Do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{file}))
	w.Click("[name=start][value=now]")
	w.Press("Look it over")
	w.Want(".sum", "375 to be texted, 25 with a fault")
	w.Await(`document.readyState === "complete"`) // the page is long
	for line, kind := range faults {
		said := browsertest.Evaluate[string](w, fmt.Sprintf(`document.querySelector("#line-%d.fault")?.innerText ?? ""`, line))
		if want, _, _ := strings.Cut((&sheet.Fault{Kind: sheet.Kind(kind), Of: 0}).Sentence(), " 0 "); !strings.Contains(said, want) {
			t.Errorf("line %d (%s) is said to be %q, want %q", line, kind, said, want)
		}
	}
	w.Looks("four-hundred")
	w.Click("[name=consent]")
	browsertest.Evaluate[bool](w, `(f => { f.requestSubmit(); f.requestSubmit(); return true })(document.querySelector("form.card"))`)
	w.Want(".notice", "375 added to the cohort.")
	path := browsertest.Evaluate[string](w, "location.pathname")
	awaitBegun(t, twilio, 60)
	w.Outage()
	program.kill()
	program.start()
	w.Go(path)
	w.Do(chromedp.Reload())
	awaitBegun(t, twilio, 200)
	program.kill()
	program.start()
	w.Want(".filters", "texted 375") // the open page looks on, though the server was away
	w.Revisit(path, `[...document.querySelectorAll(".funnel strong")].map(e => e.textContent.trim()).join(" ").startsWith("375 0 0")`)
	w.Await(`!document.querySelector("progress")`)
	awaitBegun(t, twilio, 376) // and the code of the login
	w.Revisit(path, `document.querySelector(".filters")?.innerText.includes("texted 375")`)
	to := map[string]int{}
	for _, sent := range twilio.Messages() {
		to[sent.To]++
	}
	delete(to, moana)
	for number, n := range to {
		if n != 1 {
			t.Errorf("%s… was texted %d times", number[:5], n)
		}
	}
	if len(to) != 375 {
		t.Errorf("%d people were texted, want 375", len(to))
	}
	w.Looks("invited")
}

// awaitBegun waits until so many texts have gone out in all.
func awaitBegun(t testing.TB, twilio *simulator.Twilio, n int) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(2 * time.Minute); len(twilio.Messages()) < n; {
		select {
		case <-tick.C:
		case <-late:
			t.Fatalf("%d texts, want %d", len(twilio.Messages()), n)
		}
	}
}

// TestFailuresWithoutAReason: an earlier program stored a failure with its code only, and the page says what to do all the same.
func TestFailuresWithoutAReason(t *testing.T) {
	t.Parallel()
	m := manage(t, "redis://"+sessiontest.Miniredis(t).Addr())
	v := m.logIn(t)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	v.Invite(path, "Mere 021 555 0101")
	v.Await(path, ">texted<")
	config, err := readConfig(m.env)
	if err != nil {
		t.Fatal(err)
	}
	kept, err := openStore(world{}, config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer kept.close()
	number, _ := e164.FromWire("+64215550101")
	p := kept.store.Person(number)
	held, err := kept.store.Export(t.Context(), p)
	if err != nil || len(held.Sent) != 1 {
		t.Fatalf("%d texts are held: %v", len(held.Sent), err)
	}
	late := session.Delivery{SID: held.Sent[0].SID, Status: "undelivered", Rank: 9, Failed: true, Code: 30005}
	if err := kept.store.Report(t.Context(), p, held.Sent[0].ID, late); err != nil {
		t.Fatal(err)
	}
	v.Await(path, "No such number")
}
