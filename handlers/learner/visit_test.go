package learner_test

import (
	"net/http"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// TestRobotsUseNoLinkUp: what draws a preview of a link asks with GET and HEAD, sees nothing of the record, and the learner's own
// browser still opens it.
func TestRobotsUseNoLinkUp(t *testing.T) {
	h := learned(t)
	path := h.link(t)
	for _, method := range []string{http.MethodHead, http.MethodGet, http.MethodGet} {
		robot := linetest.Visit(t, h.URL)
		request, err := http.NewRequestWithContext(t.Context(), method, h.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if status, page := robot.Do(request); status != http.StatusOK || strings.Contains(page, "zeugmas") || strings.Contains(page, "Zephyrine") {
			t.Errorf("%s is answered with %d:\n%s", method, status, page)
		}
	}
	v := linetest.Visit(t, h.URL)
	_, page := v.Get(path)
	if status, page := press(t, v, path, page); status != http.StatusOK || !strings.Contains(page, "zeugmas") {
		t.Errorf("the link leads to %d:\n%s", status, page)
	}
}

// TestOneBrowser: a link opens in one browser, there again as often as it is tapped, and in no other, which is told no more than
// of a link that never was.
func TestOneBrowser(t *testing.T) {
	h := learned(t)
	path := h.link(t)
	mine, another := linetest.Visit(t, h.URL), linetest.Visit(t, h.URL)
	_, page := mine.Get(path)
	_, before := another.Get(path)
	for range 2 { // a button that is pressed twice
		if status, page := press(t, mine, path, page); status != http.StatusOK || !strings.Contains(page, "zeugmas") {
			t.Fatalf("the link leads to %d:\n%s", status, page)
		}
	}
	if _, page := mine.Get(path); !strings.Contains(page, "zeugmas") {
		t.Errorf("tapped again:\n%s", page)
	}
	status, pressed := press(t, another, path, before)
	status2, looked := another.Get(path)
	status3, never := another.Get("/me/" + strings.Repeat("x", 22))
	if status != 404 || status2 != 404 || status3 != 404 || pressed != never || looked != never || !strings.Contains(never, "MYWORDS") {
		t.Errorf("another browser: %d, %d, %d:\n%s\n%s", status, status2, status3, pressed, never)
	}
	if _, page := another.Get("/me/"); strings.Contains(page, "zeugmas") || !strings.Contains(page, "MYWORDS") {
		t.Errorf("without a link:\n%s", page)
	}
	mine.Post("/me/leave")
	if _, page := mine.Get("/me/"); strings.Contains(page, "zeugmas") {
		t.Errorf("closed:\n%s", page)
	}
}

// TestHeaders: nobody keeps these pages, and no other site learns of a link.
func TestHeaders(t *testing.T) {
	h := learned(t)
	for _, path := range []string{h.link(t), "/me/", "/me/check/", "/me/nothing"} {
		response, err := http.Get(h.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		for name, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow",
			"Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
		} {
			if got := response.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
	}
}

// TestOtherSitesOpenNothing: a form that another site sends does nothing, with the learner's cookie and without.
func TestOtherSitesOpenNothing(t *testing.T) {
	h := learned(t)
	v, _ := h.visit(t)
	for _, path := range []string{"/me/erase-all", "/me/forget", h.link(t)} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Site", "cross-site")
		if status, page := v.Do(request); status != http.StatusForbidden {
			t.Errorf("%s is answered with %d:\n%s", path, status, page)
		}
	}
	if len(h.held(t).Answers) == 0 {
		t.Error("it erased")
	}
}

// TestAGetChangesNothing, and forms have no pages.
func TestAGetChangesNothing(t *testing.T) {
	h := learned(t)
	v, _ := h.visit(t)
	for _, path := range []string{"/me/erase", "/me/erase-all", "/me/forget", "/me/name", "/me/hour", "/me/code", "/me/leave"} {
		if status, _ := v.Get(path); status != http.StatusMethodNotAllowed {
			t.Errorf("%s is answered with %d", path, status)
		}
	}
	if _, page := v.Get("/me/"); !strings.Contains(page, "zeugmas") {
		t.Errorf("it changed:\n%s", page)
	}
}

// TestFormsNeedAnOpenRecord: without one nothing is done.
func TestFormsNeedAnOpenRecord(t *testing.T) {
	h := learned(t)
	h.link(t)
	v := linetest.Visit(t, h.URL)
	for _, path := range []string{"/me/erase", "/me/erase-all", "/me/forget", "/me/name", "/me/hour", "/me/code"} {
		if status, page := v.Post(path, "name", "Ana", "hour", "10:00", "lesson", linetest.Lesson); status != http.StatusUnauthorized || !strings.Contains(page, "MYWORDS") {
			t.Errorf("%s is answered with %d:\n%s", path, status, page)
		}
	}
	for _, path := range []string{"/me/record.html", "/me/record.txt"} {
		if status, page := v.Get(path); status != http.StatusUnauthorized || strings.Contains(page, "zeugmas") {
			t.Errorf("%s is answered with %d:\n%s", path, status, page)
		}
	}
}

// TestAStrangerReadsNothing: after "wrong number" the record is closed, also where it was open.
func TestAStrangerReadsNothing(t *testing.T) {
	h := learned(t)
	v, _ := h.visit(t)
	h.phone.Text("wrong number, I am not Mere")
	if status, page := v.Get("/me/"); status != http.StatusNotFound || strings.Contains(page, "zeugmas") {
		t.Errorf("it is answered with %d:\n%s", status, page)
	}
}
