package manager

import (
	"fmt"
	"slices"

	"coachline/session"
	"coachline/session/roster"
)

// filter is some people of a cohort, by where they are.
type filter struct {
	key, label string
	has        func(*roster.Learner) bool
}

// stages are the filters that the funnel shows: how far people have come, wherever they are now. Each is a part of the one
// before.
func (v view) stages() []filter {
	all := []filter{
		{"", "invited", func(*roster.Learner) bool { return true }},
		{"began", "began", (*roster.Learner).Began},
	}
	for n := 1; n < v.Parts; n++ { // the last one is finished
		all = append(all, filter{fmt.Sprint("part-", n), fmt.Sprint("part ", n, " done"), func(row *roster.Learner) bool { return row.PartsDone() >= n }})
	}
	return append(
		all,
		filter{"finished", "finished", (*roster.Learner).Finished},
		filter{"reflected", "reflected", (*roster.Learner).Reflected},
	)
}

// counts are how many people of a summary are in each of the stages.
func (v view) counts(sum roster.Summary) []int {
	done := make([]int, max(0, v.Parts-1))
	copy(done, sum.Parts)
	return slices.Concat([]int{sum.Invited, sum.Began}, done, []int{sum.Finished, sum.Reflected})
}

// standings are the filters by where people are now, as long as they have not finished. Nobody is in two.
func (v view) standings() []filter {
	all := []standing{overall(session.StatusInvited), overall(session.StatusTexted)}
	if v.Parts == 0 {
		all = append(all, overall(session.StatusStarted), overall(session.StatusPaused))
	}
	for n := range v.Parts {
		for _, s := range []session.Status{session.StatusInvited, session.StatusTexted, session.StatusStarted, session.StatusPaused, session.StatusFinished} {
			all = append(all, inPart(n+1, s))
		}
	}
	all = append(all, overall(session.StatusOptedOut), overall(session.StatusUnreachable), overall(session.StatusUnknown))
	filters := make([]filter, len(all))
	for i, s := range all {
		filters[i] = filter{s.key, s.label, func(row *roster.Learner) bool { return standingOf(row) == s }}
	}
	return filters
}

// toDo are the people who need their manager.
var toDo = filter{"todo", "to do", func(row *roster.Learner) bool { return troubleOf(row) != trouble{} }}

// filter is that of the view. An unknown one has nobody: what is done for all in it is done for nobody.
func (v view) filter() filter {
	for _, f := range slices.Concat(v.stages(), v.standings(), []filter{toDo}) {
		if f.key == v.State {
			return f
		}
	}
	return filter{v.State, "nobody", func(*roster.Learner) bool { return false }}
}

// filters are the choices among the people, by where they are now, that have anybody.
func (v view) filters(rows []roster.Learner) []choice {
	var all []choice
	for _, f := range slices.Concat(v.standings(), []filter{toDo}) {
		c := v.choice(f.label, "state", f.key)
		for i := range rows {
			if f.has(&rows[i]) {
				c.Count++
			}
		}
		if c.Count > 0 || c.On {
			all = append(all, c)
		}
	}
	return all
}

// standing is where somebody is now: the key of their filter, and how pages show it.
type standing struct{ key, label, chip string }

// standingOf is where somebody is now. In the middle of a course it names the part.
func standingOf(row *roster.Learner) standing {
	if here := row.Here(); here != nil && underWayIn(row) {
		return inPart(here.Number, here.Status)
	}
	return overall(row.Status)
}

// underWayIn reports whether somebody is in the middle of a lesson or a course, or rests it.
func underWayIn(row *roster.Learner) bool {
	return row.Status == session.StatusStarted || row.Status == session.StatusPaused
}

// overall is where somebody is in a lesson, or in a course as a whole.
func overall(s session.Status) standing { return standing{string(s), states[s].label, states[s].chip} }

// inPart is where somebody is in a part of a course. Who has reflected on a part has done it. Whether they want the next one is
// not shown: that is theirs.
func inPart(n int, s session.Status) standing {
	if s == session.StatusFinished || s == session.StatusReflected {
		return standing{fmt.Sprint("done-", n), fmt.Sprintf("part %d: done", n), states[session.StatusFinished].chip}
	}
	return standing{fmt.Sprint(s, "-", n), fmt.Sprintf("part %d: %s", n, states[s].label), states[s].chip}
}

// statusNow is the status of the part of a course in which somebody is, or of the lesson.
func statusNow(row *roster.Learner) session.Status {
	if here := row.Here(); here != nil && underWayIn(row) {
		return here.Status
	}
	return row.Status
}

// state is how pages show a status.
type state struct {
	label string
	chip  string // its style
	order int    // in a list by state
}

// states are the statuses as pages show them.
var states = map[session.Status]state{
	session.StatusUnreachable: {"not reached", "stop", 0},
	session.StatusUnknown:     {"not known", "warn", 1},
	session.StatusOptedOut:    {"wants no texts", "stop", 2},
	session.StatusInvited:     {"to be texted", "wait", 3},
	session.StatusTexted:      {"texted", "wait", 4},
	session.StatusPaused:      {"paused", "warn", 5},
	session.StatusStarted:     {"under way", "go", 6},
	session.StatusFinished:    {"finished", "done", 7},
	session.StatusReflected:   {"reflected", "done", 8},
}
