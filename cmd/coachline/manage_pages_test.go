package main

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"coachline/handlers/manager/sheet"
	"coachline/handlers/manager/sheet/sheettest"
	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session/sessiontest"
)

// TestTenPeople invites ten people in a browser, takes them to the end of the lesson and to the reflection of the next day,
// and looks at their manager's page at each stage.
func TestTenPeople(t *testing.T) {
	t.Parallel()
	m := manage(t, sessiontest.Redis(t))
	w := browse(t, m.base)
	w.logIn(m, moana, moanaSays)
	w.looks("no-cohorts")
	w.fill("[name=name]", "Ward 4, nights")
	w.press("Make it")
	w.want("h1", "Invite people")
	w.looks("invite")
	var list strings.Builder
	for i := range 10 {
		fmt.Fprintf(&list, "%s 021 555 01%02d\n", []string{"Mere", "Tāne", "Sina", "Hemi", "Aroha"}[i%5], i)
	}
	list.WriteString("Landline 09 887 0123\nMere again 021 555 0100\nnobody\n")
	w.fill("[name=list]", list.String())
	w.press("Look it over")
	w.want(".sum", "10 to be texted")
	w.want(".sum", "3 with a fault")
	w.want(".sample", "Kia ora Mere. Moana Smith invites you to Peer coaching, part 1")
	w.looks("preview")
	w.click("[name=consent]")
	w.press("Invite 10")
	w.want(".notice", "10 came into the list.")
	w.await("!document.querySelector('progress')")
	phones := make([]*simulatortest.Handset, 10)
	for i := range phones {
		phones[i] = m.Handset(t, fmt.Sprintf("+64215550%d", 100+i))
		phones[i].AwaitText("invites you to Peer coaching, part 1")
	}
	path := evaluate[string](w, "location.pathname")
	w.awaitBars(path, "10 0 0 0")
	w.looks("invited")
	for _, phone := range phones[:8] {
		phone.Text("GO")
		phone.WantText("What energy")
	}
	w.want("table", "began") // the page looks by itself, and again
	phones[8].Text("STOP")
	w.want("table", "wants no texts")
	w.awaitBars(path, "10 8 0 0")
	w.want("table", "wants no texts")
	w.looks("began")
	w.click("details.do summary")
	w.click("details.do details summary")
	w.looks("change")
	for _, phone := range phones[:6] {
		for _, words := range []string{"2", "to listen", "NEXT", "next", "2", "Piripi", "1", "7.30pm"} {
			phone.Text(words)
		}
		phone.WantText("at 7.30pm, then")
	}
	w.awaitBars(path, "10 8 6 0")
	m.at(t, 24, "19:30")
	w.await(`!document.querySelector("#again")`) // a day later nothing is under way
	for _, phone := range phones[:5] {
		phone.AwaitText("what stays with you?")
		phone.Text("the pause")
		phone.Text("1")
	}
	w.awaitBars(path, "10 8 6 5")
	w.looks("reflected")
	w.press("reflected 5")
	w.await(`document.querySelectorAll("table.people tbody tr").length === 5`)
}

// awaitBars looks at a cohort until its funnel says these numbers.
func (w *window) awaitBars(path, numbers string) {
	w.t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(shown); ; {
		w.open(path)
		got := evaluate[string](w, `[...document.querySelectorAll(".bars .n")].map(e => e.firstChild.textContent.trim()).join(" ")`)
		if got == numbers {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			w.shot("failed")
			w.t.Fatalf("the funnel says %q, want %q:\n%s", got, numbers, w.text())
		}
	}
}

// TestFourHundred invites the people of a list of four hundred lines, of which 25 have faults, in a browser: each fault is
// named beside its line, and 375 people get one text each, though the button is pressed twice, the page is reloaded and the
// server killed in the middle.
func TestFourHundred(t *testing.T) {
	t.Parallel()
	redisURL := sessiontest.Redis(t)
	api := &late{}
	rest := httptest.NewServer(api)
	defer rest.Close()
	env := settings(redisURL, "TWILIO_API_URL="+rest.URL, hurried+"=2s,4s", "COACHLINE_OPEN=false")
	program := startProcess(t, env)
	ahead := time.Until(monday)
	program.sleep(ahead)
	twilio := pretend(dialling(program.addr), func(ctx context.Context, attempt int, _ error) bool {
		return attempt < 100 && program.wait(ctx)
	}, func() time.Time { return time.Now().Add(ahead) })
	defer twilio.Close()
	api.set(twilio.API())
	m := &house{line: &line{Twilio: twilio}, env: env, base: "http://" + program.addr}
	m.add(t, "Moana Smith", moana)

	csv, faults := sheettest.FourHundred()
	file := filepath.Join(t.TempDir(), "ward.csv")
	if err := os.WriteFile(file, csv, 0o600); err != nil {
		t.Fatal(err)
	}
	w := browse(t, m.base)
	w.logIn(m, moana, moanaSays)
	w.fill("[name=name]", "The whole hospital")
	w.press("Make it")
	w.want("h1", "Invite people")
	w.do(chromedp.SetUploadFiles(chromedp.CSS("[name=file]"), []string{file}))
	w.press("Look it over")
	w.want(".sum", "375 to be texted, 25 with a fault")
	for line, kind := range faults {
		said := evaluate[string](w, fmt.Sprintf(`document.querySelector("#line-%d.fault")?.innerText ?? ""`, line))
		if want, _, _ := strings.Cut((&sheet.Fault{Kind: sheet.Kind(kind), Of: 0}).Sentence(), " 0 "); !strings.Contains(said, want) {
			t.Errorf("line %d (%s) is said to be %q, want %q", line, kind, said, want)
		}
	}
	w.looks("four-hundred")
	w.click("[name=consent]")
	evaluate[bool](w, `(f => { f.requestSubmit(); f.requestSubmit(); return true })(document.querySelector("form.card"))`)
	w.want(".notice", "375 came into the list.")
	path := evaluate[string](w, "location.pathname")
	awaitBegun(t, twilio, 60)
	w.outage.Store(true)
	program.kill()
	program.start()
	w.open(path)
	w.do(chromedp.Reload())
	awaitBegun(t, twilio, 200)
	program.kill()
	program.start()
	w.want(".filters", "texted 375") // the open page looks on, though the server was away
	w.awaitBars(path, "375 0 0 0")
	w.await(`!document.querySelector("progress")`)
	awaitBegun(t, twilio, 376) // and the code of the login
	w.awaitFilter(path, "texted 375")
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
	w.looks("invited")
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

// awaitFilter looks at a cohort until one of its filters says this.
func (w *window) awaitFilter(path, words string) {
	w.t.Helper()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for late := time.After(time.Minute); ; {
		w.open(path)
		if strings.Contains(evaluate[string](w, `document.querySelector(".filters")?.innerText ?? ""`), words) {
			return
		}
		select {
		case <-tick.C:
		case <-late:
			w.t.Fatalf("no filter says %q:\n%s", words, w.text())
		}
	}
}
