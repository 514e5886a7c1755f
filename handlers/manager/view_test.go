package manager

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/roster"
)

// learner is somebody of a cohort, by their name and number.
func learner(t *testing.T, name, number string, status session.Status) roster.Learner {
	t.Helper()
	n, err := e164.Parse(number, "NZ")
	if err != nil {
		t.Fatal(err)
	}
	return roster.Learner{Name: name, Number: n, Progress: session.Progress{Status: status}}
}

// names are the names of people, in their order.
func names(rows []roster.Learner) string {
	var all []string
	for _, row := range rows {
		all = append(all, row.Name)
	}
	return strings.Join(all, ", ")
}

// TestSearchFindsByNameAndDigits searches as people type: in a hurry, in another order, with a number as it is written here or there.
func TestSearchFindsByNameAndDigits(t *testing.T) {
	t.Parallel()
	rows := []roster.Learner{
		learner(t, "Tāne Ngāta", "021 555 0101", ""),
		learner(t, "Mere Kahu", "022 345 6789", ""),
		learner(t, "Siobhán O’Brien-Smith", "027 400 0056", ""),
		learner(t, "Åsa Strauß", "+46 70 123 45 67", ""),
		{}, // erased
	}
	for typed, want := range map[string]string{
		"tane":             "Tāne Ngāta",
		"TĀNE":             "Tāne Ngāta",
		"ngata  tan":       "Tāne Ngāta",
		"kahu, x":          "",
		"obrien":           "Siobhán O’Brien-Smith",
		"o'brien smith":    "Siobhán O’Brien-Smith",
		"siobhan":          "Siobhán O’Brien-Smith",
		"strauss":          "Åsa Strauß",
		"0101":             "Tāne Ngāta",
		"021 555":          "Tāne Ngāta",
		"021-555-0101":     "Tāne Ngāta",
		"(021) 555":        "Tāne Ngāta",
		"+64 21 555 0101":  "Tāne Ngāta",
		"0064 21 555 0101": "Tāne Ngāta",
		"6422345":          "Mere Kahu",
		"mere 6789":        "Mere Kahu",
		"tane 6789":        "",
		"0056":             "Siobhán O’Brien-Smith",
		"+46 70":           "Åsa Strauß",
		"021 555 01 02":    "",
		"%":                "",
	} {
		if got := names(view{Find: typed}.pick(rows, "NZ")); got != want {
			t.Errorf("%q finds %q, want %q", typed, got, want)
		}
	}
	if got := (view{Find: "  "}).pick(rows, "NZ"); len(got) != len(rows) {
		t.Errorf("nothing typed finds %d of %d", len(got), len(rows))
	}
}

// TestFiltersCountAsTheFunnel: a filter has as many people as the funnel or its own label says, and an unknown one has nobody.
func TestFiltersCountAsTheFunnel(t *testing.T) {
	t.Parallel()
	var rows []roster.Learner
	for i, s := range []session.Status{
		session.StatusInvited, session.StatusTexted, session.StatusStarted, session.StatusPaused, session.StatusFinished, session.StatusFinished,
		session.StatusReflected, session.StatusOptedOut, session.StatusOptedOut, session.StatusUnreachable, session.StatusUnknown,
	} {
		row := learner(t, string(s), "021 555 0101", s)
		if s == session.StatusStarted || s == session.StatusPaused || i == 7 { // one has begun, and then opted out
			row.Reached = []dialogue.Milestone{{Name: dialogue.MilestoneStarted}}
		}
		rows = append(rows, row)
	}
	sum := roster.Summarize(rows)
	for i, s := range draw(sum, view{}).Stages {
		if want := []int{11, 6, 3, 1}[i]; s.Count != want || len(view{State: s.Value}.pick(rows, "NZ")) != want {
			t.Errorf("%s: the funnel says %d and the filter has %d, want %d", s.Label, s.Count, len(view{State: s.Value}.pick(rows, "NZ")), want)
		}
	}
	var shown int
	for _, f := range (view{}).filters(rows) {
		if got := len(view{State: f.Value}.pick(rows, "NZ")); got != f.Count || got == 0 {
			t.Errorf("%s says %d and has %d", f.Label, f.Count, got)
		}
		if f.Value != toDo.key {
			shown += f.Count
		}
	}
	if shown+sum.Finished != sum.Invited {
		t.Errorf("%d now and %d finished are not %d invited", shown, sum.Finished, sum.Invited)
	}
	if got := (view{State: "nonsense"}).pick(rows, "NZ"); got != nil {
		t.Errorf("a filter that is none has %s", names(got))
	}
}

// TestOrders sorts by state, in which those who need their manager come first, and by time, in which the latest does.
func TestOrders(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	rows := []roster.Learner{
		learner(t, "Aroha", "021 555 0101", session.StatusReflected),
		learner(t, "Hemi", "021 555 0102", session.StatusTexted),
		learner(t, "Mere", "021 555 0103", session.StatusUnreachable),
		learner(t, "Tāne", "021 555 0104", session.StatusTexted),
	}
	rows[0].Since, rows[1].Since, rows[3].Since = at.Add(time.Hour), at, at.Add(2*time.Hour)
	before := slices.Clone(rows)
	for sort, want := range map[string]string{
		"": "Aroha, Hemi, Mere, Tāne", "state": "Mere, Hemi, Tāne, Aroha", "since": "Tāne, Aroha, Hemi, Mere", "nonsense": "Aroha, Hemi, Mere, Tāne",
	} {
		if got := names(view{Sort: sort}.pick(rows, "NZ")); got != want {
			t.Errorf("by %q: %s, want %s", sort, got, want)
		}
	}
	if names(rows) != names(before) {
		t.Error("sorting a view changed the people")
	}
}

// TestSearchIsInNoAddress: while something is searched for, a choice is a button of the form, since it may be a name or a number.
func TestSearchIsInNoAddress(t *testing.T) {
	t.Parallel()
	v := view{Cohort: "c", State: "began", Sort: "since", Find: "Mere", Page: 3}
	for _, c := range []choice{v.choice("texted", "state", "texted"), v.choice("Name", "sort", ""), v.choice("Later", "page", "4")} {
		if c.URL != "" {
			t.Errorf("%s leads to %s", c.Label, c.URL)
		}
	}
	v.Find = ""
	if got, want := v.choice("Later", "page", "4").URL, "/manage/cohorts/c?page=4&sort=since&state=began#people"; got != want {
		t.Errorf("the next page is %s, want %s", got, want)
	}
	if got, want := v.choice("texted", "state", "texted").URL, "/manage/cohorts/c?sort=since&state=texted#people"; got != want {
		t.Errorf("another filter is %s, want %s", got, want)
	}
}

// TestFailedTextsSayWhy: every reason for which a text can fail has words of its own and says what to do; nobody who has finished is troubled about.
func TestFailedTextsSayWhy(t *testing.T) {
	t.Parallel()
	said := map[string]session.Reason{}
	for _, reason := range session.Reasons() {
		row := learner(t, "Mere", "021 555 0101", session.StatusUnreachable)
		row.Send, row.Reason = session.EntryFailed, reason
		got := troubleOf(&row)
		if other, twice := said[got.Why]; twice || got.Why == "" || got.Do == "" {
			t.Errorf("%q says %q, %q, as %q does", reason, got.Why, got.Do, other)
		}
		said[got.Why] = reason
		if row.Status = session.StatusFinished; troubleOf(&row) != (trouble{}) {
			t.Errorf("%q troubles about one who has finished", reason)
		}
	}
}
