package main

import (
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"

	"coachline/handlers/linetest"
	"coachline/session/sessiontest"
)

// planted are private answers that occur nowhere else, in the order of the lesson's questions.
var planted = []string{"quixotic energy", "to unlearn zeugmas", "Zephyrine", "a palimpsest of silences"}

// TestManagersReachNoAnswer fills all private answers with planted words, and looks for them in everything that a manager can reach: each
// page, list, refusal, reply by text, command, metric and line of the log.
func TestManagersReachNoAnswer(t *testing.T) {
	t.Parallel()
	redis := sessiontest.Miniredis(t)
	m := manage(t, "redis://"+redis.Addr())
	v := m.logIn(t)
	path := v.NewCohort("Ward 4", linetest.Lesson)
	var list strings.Builder
	for i := range 6 {
		fmt.Fprintf(&list, "Mere 021 555 010%d\n", i)
	}
	v.Invite(path, list.String())
	for i := range 6 {
		phone := m.Handset(t, fmt.Sprintf("+6421555010%d", i))
		phone.AwaitText("invites you")
		answers := []string{"GO", planted[0], planted[1], "NEXT", "next", "2", planted[2], "1", "7.30pm"}
		for _, words := range answers[:len(answers)-i%3*2] { // some stop in the middle
			phone.Text(words)
		}
	}
	m.at(t, 24, "19:30")
	phone := m.Handset(t, "+64215550100")
	phone.AwaitText("asking Zephyrine")
	phone.Text(planted[3])
	held, _, _ := command(m.env, "export", "+64215550100")
	for _, words := range planted {
		if !strings.Contains(held, words) {
			t.Fatalf("nothing is tested: %q is not held:\n%s", words, held)
		}
	}
	phone.Text("MYWORDS")
	texts := phone.Inbox()
	mine := linetest.Visit(t, m.base)
	link := meLink.FindString(texts[len(texts)-1].Body)
	_, button := mine.Get(link)
	if _, own := mine.Post(link, "browser", meButton.FindStringSubmatch(button)[1]); !strings.Contains(own, planted[3]) {
		t.Fatalf("nothing is tested: the learner's own record is\n%s", own)
	}
	everything := m.everythingOf(t, v, path)
	for _, where := range []string{"/me/", "/me/record.html", "/me/record.txt", link, "/me/check/"} { // the manager's login is no key to it
		_, everything["GET "+where] = v.Get(where)
	}
	_, everything["POST link"] = v.Post(link, "browser", meButton.FindStringSubmatch(button)[1]+"x")
	_, everything["POST answer"] = v.Post("/me/answer", "lesson", linetest.Lesson, "step", "partner", "name", "Ana")
	redis.SetError("LOADING soon")
	_, everything["without Redis"] = v.Get(path)
	redis.SetError("")
	if everything["the log"] = m.log.String(); !strings.Contains(everything["the log"], "keep a manager's login") {
		t.Errorf("the log says nothing of a page that could not be shown:\n%s", everything["the log"])
	}
	for name, page := range everything {
		for _, words := range append([]string{"zeugmas", "palimpsest", "quixotic"}, planted...) {
			if strings.Contains(page, words) {
				t.Errorf("%s shows %q:\n%s", name, words, page)
			}
		}
	}
}

// meButton matches the secret in the page of a link.
var meButton = regexp.MustCompile(`name="browser" value="([^"]*)"`)

// links matches the managers' pages and files that a page links to.
var links = regexp.MustCompile(`(?:href|src|action|hx-get)="(/manage/[^"]*)"`)

// everythingOf is all that a manager can reach.
func (m *house) everythingOf(t *testing.T, v *linetest.Visitor, path string) map[string]string {
	t.Helper()
	all := map[string]string{}
	pages := []string{
		"/manage/", path, path + "?state=reflected", path + "?state=started", path + "?part=live", path + "?page=7", path + "/people.csv", path + "/print",
		path + "/invite", path + "/log", path + "/sharing", "/manage/number", "/manage/managers", "/manage/nothing", "/metrics", "/healthz", "/readyz", "/",
	}
	for len(pages) > 0 { // and every page to which one of these links
		where := pages[0]
		pages = pages[1:]
		if _, seen := all["GET "+where]; seen {
			continue
		}
		_, page := v.Get(where)
		all["GET "+where] = page
		for _, link := range links.FindAllStringSubmatch(page, -1) {
			pages = append(pages, html.UnescapeString(link[1]))
		}
	}
	_, all["POST search"] = v.Post(path, "q", "mere", "state", "began")
	_, all["POST print"] = v.Post(path+"/print", "q", "0100")
	person := v.Person(path)
	for _, act := range []string{"nudge", "correct", "withdraw"} {
		_, all["POST "+act] = v.Post(person+"/"+act, "number", "12")
	}
	_, all["POST sharing"] = v.Post(path+"/sharing", "name", "Rewi", "number", "021 555 0902", "may", "invite")
	_, all["POST sharing, refused"] = v.Post(path+"/sharing", "name", "Rewi", "number", "12", "may", "invite")
	_, all["POST hand over"] = v.Post(path+"/sharing", "name", "Rewi", "number", "021 555 0902", "may", "own")
	_, all["POST take over"] = v.Post(path + "/take-over")
	_, all["POST number"] = v.Post("/manage/number", "number", "12")
	_, all["POST preview"] = v.Post(path+"/invite/preview", "list", "Mere 021 555 0100\nMere 021 555 0101\nnobody")
	_, all["POST invite"] = v.Post(path+"/invite", "list", "Mere 021 555 0100", "batch", "x")
	for _, args := range [][]string{{"progress", "--cohort", "Ward 4"}, {"progress", "--cohort", "Ward 4", "--json"}, {"manager", "list"}, {"manager", "hand-over", "Ward 4", "--from", "Nobody", "--to", moana}, {"manager", "move", moana, "12"}} {
		out, said, _ := command(m.env, args...)
		all[strings.Join(args, " ")] = out + said
	}
	phone := m.Handset(t, moana)
	phone.Text("PROGRESS Ward 4")
	phone.Text("INVITE 021 555 0100 Mere")
	for _, text := range phone.Inbox() {
		all["a text: "+text.Body] = text.Body
	}
	_, all["without a login"] = linetest.Visit(t, m.base).Get(path)
	return all
}
