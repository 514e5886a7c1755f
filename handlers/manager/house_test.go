package manager_test

import (
	"cmp"
	"os"
	"testing"

	"coachline/handlers/browsertest"
	"coachline/handlers/linetest"
	"coachline/handlers/simulator"
	"coachline/scripts"
	"coachline/session/sessiontest"
)

func TestMain(m *testing.M) { os.Exit(browsertest.Main(m)) }

// Two managers, of whom neither may add others.
const (
	moana     = "+64215550901"
	moanaSays = "021 555 0901"
	rewi      = "+64215550902"
	rewiSays  = "021 555 0902"
)

// house is a line with managers.
type house struct {
	*linetest.Line
	clock *linetest.Clock
}

// manage starts a line with two managers.
func manage(t testing.TB) *house {
	t.Helper()
	return manageOn(t, "redis://"+sessiontest.Miniredis(t).Addr())
}

// manageOn is manage on a Redis.
func manageOn(t testing.TB, redis string) *house {
	t.Helper()
	return manageServing(t, redis, nil)
}

// manageServing is manageOn with lessons and courses; nil is those that are built in.
func manageServing(t testing.TB, redis string, catalog *scripts.Catalog) *house {
	t.Helper()
	return manageWith(t, linetest.Config{Redis: redis, Catalog: catalog})
}

// manageWith is manage on a line of this config.
func manageWith(t testing.TB, c linetest.Config) *house {
	t.Helper()
	clock := linetest.NewClock()
	c.Clock, c.Texts, c.Calls, c.Price = clock.Now, cmp.Or(c.Texts, "+6498890000"), "+6498890000", 0.10
	m := &house{clock: clock, Line: linetest.New(t, c)}
	m.Serve(t, simulator.New(m.Simulator()), nil)
	m.AddManager(t, "Moana Smith", moana, false)
	m.AddManager(t, "Rewi", rewi, false)
	return m
}

// logIn logs a manager in, in a browser of their own.
func (m *house) logIn(t testing.TB, number string) *linetest.Visitor {
	t.Helper()
	v := linetest.Visit(t, m.URL)
	v.LogIn(m.Handset(t, number))
	return v
}

// second is the page of an answer.
func second(_ int, page string) string { return page }
