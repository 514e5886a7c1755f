package learner_test

import (
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/handlers/simulator"
	"coachline/handlers/simulator/simulatortest"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

const mere = "+64215550101"

// planted are answers that occur nowhere else.
var planted = []string{"to unlearn zeugmas", "Zephyrine", "a palimpsest of silences"}

// house is a line that anybody may begin, and a learner's phone.
type house struct {
	*linetest.Line
	redis redis.UniversalClient
	clock *linetest.Clock
	phone *simulatortest.Handset
}

// open starts a line.
func open(t testing.TB) *house {
	t.Helper()
	clock, url := linetest.NewClock(), "redis://"+sessiontest.Miniredis(t).Addr()
	h := &house{redis: sessiontest.Dial(t, url), clock: clock, Line: linetest.New(t, linetest.Config{
		Redis: url, Clock: clock.Now, Open: true, Texts: "+6498890000", Calls: "+6498890000",
	})}
	h.Serve(t, simulator.New(h.Simulator()), nil)
	h.phone = h.Handset(t, mere)
	return h
}

// learned is a line on which the learner has taken the lesson up to the wait for the next day.
func learned(t testing.TB) *house {
	t.Helper()
	h := open(t)
	for _, words := range []string{"GO", "1", planted[0], "NEXT", "NEXT", "2", planted[1], "1", "7.30pm"} {
		h.phone.Text(words)
	}
	return h
}

// ended is a line on which the learner has finished the lesson on the next day.
func ended(t testing.TB) *house {
	t.Helper()
	h := learned(t)
	h.clock.Set(24, "19:30")
	h.phone.AwaitText("asking Zephyrine")
	h.phone.Text(planted[2])
	h.phone.Text("1")
	return h
}

var linkPath = regexp.MustCompile(`/me/[A-Za-z0-9_-]{22}`)

// link is the path of a new link, by text.
func (h *house) link(t testing.TB) string {
	t.Helper()
	h.phone.Text("MYWORDS")
	texts := h.phone.Inbox()
	path := linkPath.FindString(texts[len(texts)-1].Body)
	if path == "" {
		t.Fatalf("no link in %q", texts[len(texts)-1].Body)
	}
	return path
}

var secret = regexp.MustCompile(`name="browser" value="([^"]*)"`)

// press opens a link whose page is shown.
func press(t testing.TB, v *linetest.Visitor, path, page string) (int, string) {
	t.Helper()
	m := secret.FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("there is no button:\n%s", page)
	}
	return v.Post(path, "browser", m[1])
}

// visit is a browser in which the learner has opened their record, and the page.
func (h *house) visit(t testing.TB) (*linetest.Visitor, string) {
	t.Helper()
	v, path := linetest.Visit(t, h.URL), h.link(t)
	_, page := v.Get(path)
	status, page := press(t, v, path, page)
	if status != http.StatusOK || !strings.Contains(page, "Close the record") {
		t.Fatalf("the link leads to %d:\n%s", status, page)
	}
	return v, page
}

// held is all that the line holds of the learner's answers, opened.
func (h *house) held(t testing.TB) session.Export {
	t.Helper()
	n, _ := e164.FromWire(mere)
	held, err := h.Store.Export(t.Context(), h.Store.Person(n))
	if err != nil {
		t.Fatal(err)
	}
	return held
}
