package main

import (
	"bytes"
	"encoding/csv"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/privacy"
	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// warnings are what the start of a line with these settings warns of.
func warnings(t *testing.T, pairs ...string) string {
	t.Helper()
	env := settings("redis://127.0.0.1:1", "COACHLINE_PUBLIC_URL=https://line.example.org", "COACHLINE_PRIVACY_CONTACT=Ask Jo, 04 555 0100", "TWILIO_FROM=4224")
	c, err := readConfig(append(env, pairs...))
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	c.warnOfWho(slog.New(slog.NewTextHandler(&log, nil)))
	return log.String()
}

const footer = "COACHLINE_TEXT_FOOTER=Reply to this SMS will be charged"

func TestStartWarnsOfTextsWithoutRoom(t *testing.T) {
	long := strings.Repeat("o", dialogue.MaxOrganisation)
	for name, tt := range map[string]struct {
		settings []string
		warns    []string
	}{
		"all fits":                            {[]string{footer}, nil},
		"the longest name and address":        {[]string{footer, "COACHLINE_ORGANISATION=" + long, "COACHLINE_PUBLIC_URL=https://line.long-name.example.health.nz"}, nil},
		"a macron":                            {[]string{footer, "COACHLINE_ORGANISATION=Māori Health"}, []string{"text=invitation segments=", "text=HELP segments=", "characters\"=ā"}},
		"a macron and no footer":              {[]string{"COACHLINE_ORGANISATION=Māori Health"}, []string{"text=invitation segments=", "text=HELP segments="}},
		"a longer address":                    {[]string{footer, "COACHLINE_ORGANISATION=" + long, "COACHLINE_PUBLIC_URL=https://line.much-longer-name.example.health.nz"}, []string{"text=invitation", "text=HELP"}},
		"nobody to ask about personal data":   {[]string{"COACHLINE_PRIVACY_CONTACT="}, []string{"COACHLINE_PRIVACY_CONTACT is not set"}},
		"a footer that leaves no room at all": {[]string{"COACHLINE_TEXT_FOOTER=" + strings.Repeat("f", maxFooter)}, []string{"text=HELP segments=2"}},
	} {
		t.Run(name, func(t *testing.T) {
			said := warnings(t, tt.settings...)
			for _, words := range tt.warns {
				if !strings.Contains(said, words) {
					t.Errorf("no warning has %q:\n%s", words, said)
				}
			}
			if tt.warns == nil && said != "" {
				t.Errorf("a warning:\n%s", said)
			}
		})
	}
}

// The privacy page and the operators' table of what is stored say the same.
func TestPrivacyPageSaysWhatTheTableSays(t *testing.T) {
	manual, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	c, err := readConfig(settings("redis://127.0.0.1:1", "TWILIO_FROM=4224", "TWILIO_VOICE_FROM=+6498870123"))
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	privacy.New(c.aboutPrivacy()).Handler(func(show func(http.ResponseWriter, *http.Request) error) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _ = show(w, r) })
	}).ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", privacy.Path, nil))
	for row, said := range map[string]string{
		`\| what they said, .*\| 30 days after the lesson's end`:    `<span id="retention">30 days</span> after the end of a lesson`,
		`\| the last replies, .*\| an hour \|`:                      `a copy of our last reply for an hour`,
		`\| a withheld number's call .*\| two hours \|`:             `withheld</dt><dd>two hours`,
		`\| a stranger who was turned away.*\| a day \|`:            `was not invited</dt><dd>a day`,
		`\| a completion code, .*\| four years, also when they are`: `stays for four years`,
		`\| an opt-out, and that somebody was erased .* keyed hash`: `A code made from your number stays`,
		`Words of distress .* stored nowhere, and nobody is told`:   `We keep nothing of such words that it notices, and tell nobody`,
	} {
		if !regexp.MustCompile(row).Match(manual) {
			t.Errorf("the table has no row %q: does the page need a change, too?", row)
		}
		if !strings.Contains(w.Body.String(), said) {
			t.Errorf("the page lacks %q", said)
		}
	}
	for _, says := range []string{"4224", "09 887 0123", "Te Awa Health"} {
		if !strings.Contains(w.Body.String(), says) {
			t.Errorf("the page lacks %q", says)
		}
	}
}

func TestConsentLog(t *testing.T) {
	env := settings("redis://" + sessiontest.Miniredis(t).Addr())
	for _, args := range [][]string{
		{"manager", "add", "--name", "=Aroha", "--phone", "021234800"},
		{"invite", "--cohort", "Ward 4", "--as", "021234800", "021234568=Mere", "021234569=Tane"},
		{"invite", "--cohort", "Ward 5", "--as", "021234800", "021234570"},
	} {
		if _, said, code := command(env, args...); code != exitDone {
			t.Fatalf("%v: %s", args, said)
		}
	}
	out, said, code := command(env, "consent", "--csv")
	if code != exitDone {
		t.Fatal(said)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || strings.Join(rows[0], ",") != strings.Join(consentColumns, ",") {
		t.Fatalf("%q, %v", rows, err)
	}
	for _, row := range rows[1:] {
		if row[0] == "" || row[1] != "'=Aroha" || !strings.Contains(row[2], "know") || !strings.HasPrefix(row[6], "(+64) 21 234 5") {
			t.Errorf("%q", row)
		}
	}
	if rows[3][3] != "Ward 5" {
		t.Errorf("the rows are not in the order of time:\n%s", out)
	}
	if out, _, _ := command(env, "consent", "--cohort", "ward 5"); strings.Count(out, "\n") != 2 || !strings.Contains(out, "(+64) 21 234 570") {
		t.Errorf("of one cohort:\n%s", out)
	}
	if _, said, code := command(env, "consent", "--cohort", "Ward 6"); code != exitRefused || !strings.Contains(said, `called "Ward 6"`) {
		t.Errorf("of a cohort that is not there: %d, %s", code, said)
	}
	gone := roster.Learner{Progress: session.Progress{Erased: true}}
	if row := consentRow(&roster.ConsentRecord{Cohort: "Ward 4", Owner: "Aroha", Learner: gone}, nil); strings.Join(row, ",") != ",,,Ward 4,Aroha,erased,," {
		t.Errorf("of somebody who was erased: %q", row)
	}
}
