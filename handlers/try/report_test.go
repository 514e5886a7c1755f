package try_test

import (
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"coachline/handlers/browsertest"
)

// TestReportShowsAllOfThePage: the learners of the page are nobody, so a report of them hides nothing, and looking at it changes nothing.
func TestReportShowsAllOfThePage(t *testing.T) {
	t.Parallel()
	base := start(t)
	post(t, base+"/try/1/text", url.Values{"body": {"GO"}})
	post(t, base+"/try/2/text", url.Values{"body": {"GO"}})
	post(t, base+"/try/2/text", url.Values{"body": {"SKIP"}})
	for range 2 {
		_, page := get(t, base+"/try/report/peer-coaching-1")
		for _, want := range []string{"2 began", "served now", "2 reached", "These learners are pretended"} {
			if !strings.Contains(page, want) {
				t.Fatalf("the report does not show %q:\n%s", want, page)
			}
		}
	}
	if status, _ := get(t, base+"/try/report/nothing"); status != http.StatusNotFound {
		t.Errorf("a report of no lesson: %d", status)
	}
}

// TestReportFitsASmallPhone: each step has its bar in sight.
func TestReportFitsASmallPhone(t *testing.T) {
	t.Parallel()
	base := start(t)
	post(t, base+"/try/1/text", url.Values{"body": {"GO"}})
	w := window{browsertest.Open(t, base)}
	w.Go("/try/report/peer-coaching-1")
	w.Looks("report")
	w.Size(360, 740)
	w.Await(`(bars => bars.length === 21 && bars.every(b => { const at = b.getBoundingClientRect(); return at.width > 100 && at.right <= 360 }))([...document.querySelectorAll(".bars .scale")])`)
}

func get(t *testing.T, target string) (status int, page string) {
	t.Helper()
	response, err := http.Get(target)
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
