package try_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// TestFormsWorkWithoutScript does everything by plain forms, which answer with the page again.
func TestFormsWorkWithoutScript(t *testing.T) {
	t.Parallel()
	base := start(t)
	if _, page := post(t, base+"/try/2/text", url.Values{"body": {"  "}}); !strings.Contains(page, "A text needs some words.") {
		t.Errorf("a text of nothing:\n%s", page)
	}
	steps := []struct{ path, key, value, shows string }{
		{"/try/2/text", "body", "GO", "What energy and focus"},
		{"/try/2/call", "", "", "Welcome back. We are at 1 of 10."},
		{"/try/2/press", "key", "2", "What brings you to this learning"},
		{"/try/2/say", "words", "to listen", "our own self-awareness"},
		{"/try/2/silent", "after", "0", "our own self-awareness"}, // of another page, which was slower
		{"/try/2/silent", "", "", "Peer coaching is two or more"},
		{"/try/2/press", "keys", "", "Nothing was pressed or said."},
		{"/try/2/hangup", "", "", "The call is over"},
		{"/try/2/hangup", "", "", "There is no call just now."},
		{"/try/2/time", "to", "text", "We were at 3 of 10."},
		{"/try/2/restart", "", "", "No texts yet"},
	}
	for _, s := range steps {
		if _, page := post(t, base+s.path, url.Values{s.key: {s.value}}); !strings.Contains(page, s.shows) {
			t.Fatalf("%s %s=%s does not show %q:\n%s", s.path, s.key, s.value, s.shows, page)
		}
	}
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	request, err := http.NewRequest(http.MethodPost, start(t)+"/try/1/text", strings.NewReader("body=GO"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Sec-Fetch-Site", "cross-site")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusForbidden {
		t.Errorf("a form of another site is answered with %s", response.Status)
	}
}
