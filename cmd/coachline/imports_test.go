package main

import (
	"maps"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
)

// TestImports holds the directions of the house: who may know whom.
func TestImports(t *testing.T) {
	t.Parallel()
	const us, redis = "coachline/", "github.com/redis/go-redis/v9"
	for _, rule := range []struct {
		pkg string
		not []string // package paths, or prefixes that end with a slash
		why string
	}{
		{"coachline/scripts/nlu", []string{us, "github.com/", "net/http"}, "what a message means knows nobody"},
		{"coachline/scripts/dialogue", []string{"coachline/session/", "coachline/handlers/", "github.com/"}, "the engine knows only nlu"},
		{"coachline/scripts/sms", []string{"coachline/session/", "coachline/handlers/", "github.com/"}, "a renderer knows the engine"},
		{"coachline/scripts/twiml", []string{"coachline/session/", "coachline/handlers/", "github.com/"}, "a renderer knows the engine"},
		{"coachline/scripts/outline", []string{"coachline/session/", "coachline/handlers/", "github.com/"}, "a renderer knows the lessons"},
		{"coachline/scripts/holidays", []string{us, "net/http"}, "holidays know nobody"},
		{"coachline/scripts", []string{"coachline/session/", "coachline/handlers/", redis}, "scripts are what is said"},
		{"coachline/session", []string{"coachline/handlers/", "github.com/twilio/", "github.com/gorilla/"}, "session is what is remembered"},
		{"coachline/handlers/assets", []string{us}, "what pages are drawn with knows no page"},
		{"coachline/handlers/try", []string{"coachline/handlers/twilio", "coachline/handlers/wake"}, "the page has phones, and no way in but theirs"},
		{"coachline/session/login", []string{"coachline/handlers/", "github.com/twilio/", "github.com/gorilla/"}, "a login knows no pages"},
		{"coachline/handlers/manager/sheet", []string{"coachline/session", "coachline/handlers/", redis}, "a list knows nobody"},
		{"coachline/session/roster", []string{"coachline/handlers/", "coachline/scripts/sms", "coachline/scripts/twiml"}, "the roster knows who, not what is said"},
		{"coachline/handlers/manager", []string{
			"coachline/handlers/twilio", "coachline/handlers/wake", "coachline/handlers/simulator", "coachline/scripts/transcript", "github.com/twilio/",
		}, "managers reach the roster, and nothing that opens or sends answers"},
		{"coachline/handlers/manager", []string{"coachline/handlers/learner", "coachline/session/visit"}, "managers have no way to a learner's own record"},
		{"coachline/session/roster", []string{"coachline/session/visit"}, "managers have no way to a learner's own record"},
		{"coachline/handlers/manager", []string{"coachline/handlers/report", "coachline/session/funnel"}, "where learners stop is for whoever runs the line"},
		{"coachline/session/roster", []string{"coachline/session/funnel"}, "where learners stop is for whoever runs the line"},
		{"coachline/session/funnel", []string{"coachline/handlers/", "coachline/session/login", "coachline/session/roster", "coachline/session/visit"}, "a report knows only counts"},
		{"coachline/handlers/learner", []string{"coachline/handlers/manager", "coachline/handlers/twilio", "coachline/session/login", "coachline/session/roster"}, "a learner's own record knows no managers"},
		{"coachline/session/visit", []string{"coachline/handlers/", "coachline/session/login", "coachline/session/roster"}, "a visit knows no managers, and no pages"},
		{"coachline/handlers/origin", []string{us}, "where a request comes from knows no page"},
		{"coachline/handlers/simulator", []string{"coachline/scripts/", "coachline/session/", "coachline/handlers", "coachline/handlers/twilio/"}, "the pretend Twilio shares no code with what it checks"},
		{"coachline/handlers/simulator/twiml", []string{us}, "the reader of TwiML shares no code with what it checks"},
		{"coachline/cmd/coachline", []string{
			"coachline/handlers/browsertest", "coachline/handlers/linetest", "coachline/handlers/manager/sheet/sheettest",
			"coachline/handlers/simulator/simulatortest", "coachline/session/sessiontest", "testing",
		}, "what is for tests is in no binary"},
	} {
		if imports(t, rule.pkg) == nil {
			t.Errorf("%s is not there, or imports nothing", rule.pkg)
		}
		for _, dep := range deps(t, rule.pkg) {
			if dep != rule.pkg && slices.ContainsFunc(rule.not, func(p string) bool { return matches(dep, p) }) {
				t.Errorf("%s imports %s: %s", rule.pkg, dep, rule.why)
			}
		}
	}
	for _, pkg := range slices.Concat(imports(t, "coachline/scripts/dialogue"), imports(t, "coachline/scripts/nlu")) {
		if slices.Contains([]string{"os", "net", "net/http", "log", "log/slog", "context", "math/rand", "math/rand/v2"}, pkg) {
			t.Errorf("scripts/dialogue or scripts/nlu imports %s: both are pure", pkg)
		}
	}
	for _, pkg := range imports(t, "coachline/scripts/dialogue") {
		if strings.Contains(pkg, "/") && strings.Contains(strings.Split(pkg, "/")[0], ".") || matches(pkg, us) && pkg != "coachline/scripts/nlu" {
			t.Errorf("scripts/dialogue imports %s: the engine needs the standard library and nlu only", pkg)
		}
	}
	for _, pkg := range imports(t, "coachline/handlers/manager/sheet") {
		if slices.Contains([]string{"os", "net/http", "context", "time", "math/rand/v2"}, pkg) {
			t.Errorf("handlers/manager/sheet imports %s: a list is read without a clock and without a world", pkg)
		}
	}
	for _, pkg := range ours(t) {
		direct := imports(t, pkg)
		if slices.Contains(direct, redis) && !matches(pkg, "coachline/session/") {
			t.Errorf("%s imports go-redis: only session, and what is below it, speaks to Redis", pkg)
		}
		if name := pkg[strings.LastIndex(pkg, "/")+1:]; slices.Contains([]string{"util", "common", "helpers", "types"}, name) {
			t.Errorf("%s is named for nothing", pkg)
		}
	}
}

// matches reports whether a package is the one of a rule, or below it where the rule ends with a slash.
func matches(pkg, rule string) bool {
	if prefix, ok := strings.CutSuffix(rule, "/"); ok {
		return pkg == prefix || strings.HasPrefix(pkg, rule)
	}
	return pkg == rule
}

// packages is every package of ours and what it is made of, with the packages that it imports.
var packages = sync.OnceValues(func() (map[string][]string, error) {
	out, err := exec.Command("go", "list", "-deps", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "coachline/...").Output()
	imports := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		pkg := strings.Fields(line)
		imports[pkg[0]] = pkg[1:]
	}
	return imports, err
})

// imports returns the packages that a package imports.
func imports(t *testing.T, pkg string) []string {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return all[pkg]
}

// ours returns every package of ours.
func ours(t *testing.T) []string {
	t.Helper()
	all, err := packages()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	return slices.DeleteFunc(slices.Sorted(maps.Keys(all)), func(pkg string) bool { return !strings.HasPrefix(pkg, "coachline/") })
}

// deps returns a package and all that it is made of.
func deps(t *testing.T, pkg string) []string {
	t.Helper()
	seen := map[string]bool{}
	var visit func(string)
	visit = func(pkg string) {
		if seen[pkg] {
			return
		}
		seen[pkg] = true
		for _, next := range imports(t, pkg) {
			visit(next)
		}
	}
	visit(pkg)
	return slices.Sorted(maps.Keys(seen))
}
