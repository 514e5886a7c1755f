package learner_test

import (
	"fmt"
	"net/http"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"coachline/handlers/linetest"
)

// holds fails unless a page has these words.
func holds(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(page, w) {
			t.Errorf("%q is not in\n%s", w, page)
		}
	}
}

// lacks fails if a page has one of these words.
func lacks(t *testing.T, page string, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(page, w) {
			t.Errorf("%q is in\n%s", w, page)
		}
	}
}

// TestTheRecord has the questions and what was said, the dates and the plan, on the page and in both files.
func TestTheRecord(t *testing.T) {
	h := ended(t)
	v, page := h.visit(t)
	holds(t, page, "Peer coaching, part 1", "Monday 23 November 2026, 10:00 am", "Tuesday 24 November 2026, 7:30 pm", "about 7 minutes",
		"What brings you to this, and what do you hope to gain?", planted[0], planted[2], "<dt>Your practice partner</dt><dd>Zephyrine</dd>",
		"Did you get to ask Zephyrine?", "24 December 2026; then your answers are erased. A text tells you before.")
	for path, kind := range map[string]string{"/me/record.html": "<dt>", "/me/record.txt": "RECORD OF LEARNING"} {
		status, file := v.Get(path)
		if status != http.StatusOK {
			t.Errorf("%s is answered with %d", path, status)
		}
		holds(t, file, append([]string{kind, "Peer coaching, part 1", "Signature", "Did you get to ask Zephyrine?"}, planted...)...)
		lacks(t, file, "/me/", "555", "<script", "src=", "href=")
	}
}

// TestCorrections: a name and an hour can be put right, and a wrong one is told with what to do, beside the field.
func TestCorrections(t *testing.T) {
	h := learned(t)
	v, page := h.visit(t)
	holds(t, page, "Tuesday 24 November 2026, 7:30 pm", `value="19:30"`)
	_, page = v.Post("/me/name", "name", "Meri")
	holds(t, page, "Your name is corrected.", "<dd>Meri</dd>")
	_, page = v.Post("/me/answer", "lesson", linetest.Lesson, "step", "partner", "name", "Hemi")
	holds(t, page, "The name is corrected.", "<dt>Your practice partner</dt><dd>Hemi</dd>", "When will you ask Hemi?")
	lacks(t, page, "Zephyrine")
	_, page = v.Post("/me/hour", "hour", "08:15")
	holds(t, page, "Tuesday 24 November 2026, 8:15 am", `value="08:15"`)
	for path, field := range map[string]string{"/me/name": "name", "/me/hour": "hour", "/me/answer": "said-peer-coaching-1-partner"} {
		for _, wrong := range []string{"", "!!!", "STOP", strings.Repeat("long ", 30), "<b>99:99</b>"} {
			status, page := v.Post(path, "lesson", linetest.Lesson, "step", "partner", "name", wrong, "hour", wrong)
			if status != http.StatusUnprocessableEntity {
				t.Errorf("%s takes %q: %d", path, wrong, status)
			}
			holds(t, page, "There is a problem", `id="`+field+`-wrong"`, "<dd>Meri</dd>", `<dd>Hemi</dd>`, "8:15 am")
		}
	}
	h.clock.Set(24, "08:15")
	h.phone.AwaitText("Kia ora Meri. Peer coaching, and asking Hemi")
}

// TestAnswersAreErased from the record, one by one or all, and the dates stay. Nothing that Redis holds opens to them again.
func TestAnswersAreErased(t *testing.T) {
	h := ended(t)
	v, _ := h.visit(t)
	_, page := v.Post("/me/erase", "lesson", linetest.Lesson, "step", "hope")
	holds(t, page, "The answer is erased.", planted[1], planted[2])
	lacks(t, page, planted[0])
	if status, page := v.Post("/me/erase", "lesson", linetest.Lesson, "step", "hope"); status != 422 {
		t.Errorf("a second time it is answered with %d:\n%s", status, page)
	}
	_, page = v.Post("/me/erase-all")
	holds(t, page, "All your answers are erased.", "No answers are kept of this part.", "Tuesday 24 November 2026, 7:30 pm", "Peer coaching, part 1")
	lacks(t, page, planted...)
	if held := h.held(t); len(held.Answers) > 0 || len(held.Milestones) < 2 || !held.Due["forget"].IsZero() || !held.Due["notice"].IsZero() {
		t.Errorf("held: %+v", held)
	}
	records := h.redis.Keys(t.Context(), "coachline:{s*}:person:*").Val()
	if fields := h.redis.HKeys(t.Context(), records[0]).Val(); len(records) != 1 || slices.Contains(fields, "answers") || slices.Contains(fields, "drafts") {
		t.Errorf("Redis has %d records, of the fields %q", len(records), fields)
	}
	v.Post("/me/erase-all") // has no effect
	_, page = v.Post("/me/forget")
	holds(t, page, "All of your data is erased.", "MYWORDS")
	if held := h.held(t); held.Number != "" || len(held.Milestones) > 0 || !held.OptedOut {
		t.Errorf("held: %+v", held)
	}
}

var code = regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}`)

// TestCompletionCode: it shows others the lesson, the day and the minutes and nothing of who, and stays when all is erased.
func TestCompletionCode(t *testing.T) {
	h := ended(t)
	v, page := h.visit(t)
	if made := code.FindString(strings.ReplaceAll(page, "7KQ2-M4XD-90TB", "")); made != "" {
		t.Fatalf("there is a code %s before it was asked for", made)
	}
	_, page = v.Post("/me/code", "lesson", linetest.Lesson)
	made := code.FindString(page)
	holds(t, page, "Your completion code is made")
	v.Post("/me/erase-all")
	v.Post("/me/forget")
	other := linetest.Visit(t, h.URL)
	for _, path := range []string{"/me/check/" + made, "/me/check/?code=" + strings.ToLower(strings.ReplaceAll(made, "-", "+"))} {
		status, page := other.Get(path)
		if status != http.StatusOK {
			t.Errorf("%s is answered with %d", path, status)
		}
		holds(t, page, "Peer coaching, part 1", "23 November 2026", "about 7 minutes", made)
		lacks(t, page, append([]string{"Mere", "555"}, planted...)...)
	}
	status, page := other.Get("/me/check/AAAA-BBBB-<CCC")
	if status != http.StatusNotFound {
		t.Errorf("a wrong code is answered with %d", status)
	}
	holds(t, page, "There is no such code", `value="AAAA-BBBB-&lt;CCC"`)
}

// TestUnfinishedPartsHaveNoCode: no button, and no code for whoever sends the form all the same.
func TestUnfinishedPartsHaveNoCode(t *testing.T) {
	h := open(t)
	h.phone.Text("GO")
	v, page := h.visit(t)
	lacks(t, page, "/me/code")
	for _, lesson := range []string{linetest.Lesson, "another", ""} {
		if status, page := v.Post("/me/code", "lesson", lesson); status != 422 || code.MatchString(page) {
			t.Errorf("%q is answered with %d:\n%s", lesson, status, page)
		}
	}
}

// TestOnePersonsLinkShowsNobodyElse: two learners, each their own.
func TestOnePersonsLinkShowsNobodyElse(t *testing.T) {
	h := learned(t)
	other := h.Handset(t, "+64215550102")
	other.Text("GO")
	other.Text("1")
	other.Text("to sing")
	_, mine := h.visit(t)
	h.phone = other
	_, theirs := h.visit(t)
	lacks(t, theirs, planted...)
	lacks(t, mine, "to sing")
	holds(t, theirs, "to sing")
	if strings.Contains(fmt.Sprint(h.phone.Inbox()), "zeugmas") {
		t.Error("it was texted to somebody else")
	}
}

// TestNotice: a week before the answers are erased a text says so, once, and its link opens the record. What is on the page says
// the same day.
func TestNotice(t *testing.T) {
	h := ended(t)
	h.clock.Set(24+23, "19:31") // of November
	h.phone.AwaitText("From 24 December on we erase your answers here.")
	texts := h.phone.Inbox()
	path := linkPath.FindString(texts[len(texts)-1].Body)
	v := linetest.Visit(t, h.URL)
	_, page := v.Get(path)
	_, page = press(t, v, path, page)
	holds(t, page, "24 December 2026; then your answers are erased", planted[0])
	h.clock.Set(24+31, "10:00")
	for len(h.held(t).Answers) > 0 {
		runtime.Gosched()
	}
	if _, page := v.Get("/me/"); !strings.Contains(page, "No answers are kept of this part.") {
		t.Errorf("after the erasure:\n%s", page)
	}
	if got := len(h.phone.Inbox()); got != len(texts) {
		t.Errorf("%d texts more", got-len(texts))
	}
}
