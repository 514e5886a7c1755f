package scripts

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// before and after are two lessons. The second uses answers of the first, and all that the first does not.
const (
	before = `lesson: before
title: Before
language: en-NZ
voice: Polly.Aria-Neural
budget: {segments: 10, minutes: 5}
steps:
  - id: partner
    ask: Who?
    kind: name
    keep: private
    confirm: "{partner}? 1 yes, 2 no."
    missing: somebody
    forward: "Forward this to {partner}: we practise."
  - id: asked
    ask: Asked? 1 done, 2 not yet.
    choices: {1: done, 2: not yet}
    keep: private
  - id: bye
    say: Bye.
    milestone: finished
`
	after = `lesson: after
title: After
language: en-NZ
voice: Polly.Aria-Neural
second-voice: Polly.Olivia-Neural
budget: {segments: 20, minutes: 9}
earlier:
  mate: {lesson: before, step: partner, missing: somebody}
  asked: {lesson: before}
steps:
  - id: well
    when: {mate: answered, asked: 1}
    say: You asked {mate}.
    phone: "Hello. [second voice] Hello to you. [first voice] You asked {mate}."
  - id: soon
    when: {asked: [2, skipped]}
    say: You have not asked {mate} yet.
  - id: hope
    ask: What do you hope for?
    kind: text
    keep: private
    missing: something
  - id: mood
    ask: How are you? 1 well, 2 tired, or your own words.
    choices: {1: well, 2: tired}
    open: true
    keep: private
    missing: fine
  - id: rest
    when: {mood: 2}
    ask: Rest first? 1 yes, 2 no.
    kind: yesno
    keep: private
  - id: pause
    when: {rest: 1, mood: 2}
    wait: {until: monday, at: "09:00"}
  - id: quote
    when: {hope: answered}
    say: "You hope for: {hope}"
  - id: own
    when: {mood: other}
    say: "You are {mood}."
  - id: days
    wait: {until: in 3 days, at: "09:00"}
  - id: bye
    say: Bye.
    milestone: finished
`
)

// bothLessons is a folder with both lessons, with parts of the second replaced.
func bothLessons(t *testing.T, parts ...string) map[string]string {
	t.Helper()
	src := after
	for i := 0; i+1 < len(parts); i += 2 {
		if strings.Count(src, parts[i]) != 1 {
			t.Fatalf("%q is in the lesson %d times, want once", parts[i], strings.Count(src, parts[i]))
		}
		src = strings.Replace(src, parts[i], parts[i+1], 1)
	}
	return map[string]string{"before.yaml": before, "after.yaml": src}
}

func TestFaultsOfEarlierAnswersAndConditions(t *testing.T) {
	for _, tt := range []struct {
		name  string
		parts []string
		want  []string
	}{
		{"sound", nil, nil},
		{"no such lesson", []string{"asked: {lesson: before}", "asked: {lesson: befor}"}, []string{
			`after.yaml:9:19: earlier: there is no lesson "befor" in this folder; did you mean "before"?; put its file here, or take this out`,
		}},
		{"no such step", []string{"step: partner", "step: parner"}, []string{
			`after.yaml:8:32: earlier: lesson "before" has no step "parner"; did you mean "partner"?`,
		}},
		{"an answer that is not kept", []string{"step: partner", "step: bye"}, []string{
			`after.yaml:8:32: earlier: the answer to "bye" is gone by the end of lesson "before"; write keep: private in that step`,
		}},
		{"no such choice there", []string{"asked: [2, skipped]", "asked: [3, skipped]"}, []string{
			`after.yaml:16:19: when: no answer of "asked" is "3"; expected "1", "2", "answered" or "skipped"`,
		}},
		{"an hour that is none", []string{"{until: in 3 days, at: \"09:00\"}", "{until: in 3 days, at: \"{mate}\"}"}, []string{
			`after.yaml:44:34: at: the step "partner" of lesson "before" is of kind name; expected one of kind hour`,
		}},
		{"a name in the place of a choice", []string{"asked: {lesson: before}", "asked: {lesson: before, missing: \"{mate}\"}"}, []string{
			`after.yaml:9:36: missing: {mate} is of kind name, and "asked" of kind choice; choose an answer of the same kind`,
		}},
		{"a name in the place of own words", []string{"missing: something", "missing: \"{mate}\""}, []string{
			`after.yaml:22:14: missing: {mate} is of kind name; expected one of kind text`,
		}},
		{"conditions that never hold together", []string{"{rest: 1, mood: 2}", "{rest: 1, mood: 1}"}, []string{
			`after.yaml:34:5: no way leads to step "pause"; let a step before it lead here, or take it out`,
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(folder(bothLessons(t, tt.parts...)), nil)
			if diff := cmp.Diff(tt.want, faultsOf(err)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// The longest way takes one of two branches that exclude each other, with the words that each answer fills in.
func TestLongestWayTakesOneBranch(t *testing.T) {
	segments := func(parts ...string) int {
		read, faults := load(folder(bothLessons(t, parts...)), "", "")
		if faults != nil {
			t.Fatal(faults)
		}
		r := Check(find(read.lessons, "after"), "", nil)
		if r.Errors != nil {
			t.Fatal(r.Errors)
		}
		if r.Days != 10 {
			t.Errorf("%d days, want 7 and 3", r.Days)
		}
		return r.Text.Segments
	}
	// soon or well together with hope; mood; rest; quote; bye
	if got := segments(); got != 5 {
		t.Errorf("%d segments, want 5", got)
	}
	long := strings.Repeat("word ", 35) // two segments
	if got := segments("You have not asked {mate} yet.", long+"\n    phone: Soon.", "say: You asked {mate}.\n", "say: "+long+"\n"); got != 6 {
		t.Errorf("%d segments with two long branches, want 6", got)
	}
	if got := segments("You hope for: {hope}", strings.Repeat("w", 101)+"{hope}"); got != 6 {
		t.Errorf("%d segments with a quote that just does not fit, want 6", got)
	}
	if got := segments("You hope for: {hope}", strings.Repeat("w", 100)+"{hope}"); got != 5 {
		t.Errorf("%d segments with a quote that just fits, want 5", got)
	}
}

// An answer that takes the place of another one tells ways apart up to where that one is said.
func TestAnswerInThePlaceOfAnotherOneIsSaid(t *testing.T) {
	read, faults := load(folder(bothLessons(t,
		"steps:\n", "  pal: {lesson: before, step: partner, missing: \"{mate}\"}\nsteps:\n", "say: Bye.", "say: Bye from {pal}.")), "", "")
	if faults != nil {
		t.Fatal(faults)
	}
	s := find(read.lessons, "after").Script
	if d := deciderOf(s, "mate", longestValues(s, false, read)); !d.sayers[s.Index("bye")] {
		t.Errorf("said at steps %v, want %d, too", d.sayers, s.Index("bye"))
	}
}

// A lesson that is checked alone is linked to its neighbour, and where there is none, answers of earlier lessons count as names.
func TestLessonIsCheckedAlone(t *testing.T) {
	files := bothLessons(t)
	for _, name := range []string{"with its neighbour", "without"} {
		c := fileCheck{}
		c.lessons(folder(files), "", "after.yaml")
		if c.faults != nil || len(c.reports) != 1 {
			t.Fatalf("%s: %v, %d reports", name, c.faults, len(c.reports))
		}
		if got := c.reports[0].Text.Segments; got != 5 {
			t.Errorf("%s: %d segments", name, got)
		}
		delete(files, "before.yaml")
	}
}

func TestForwardIsOneSegment(t *testing.T) {
	long := strings.Replace(before, "we practise.", letters(122)+"{partner}", 1)
	_, err := Open(folder(map[string]string{"before.yaml": long}), nil)
	want := `before.yaml:13:14: forward: 2 segments, 180 characters in GSM-7 with the longest name filled in; expected one segment, as it is passed on in one text`
	if got := faultsOf(err); !slices.Equal(got, []string{want}) {
		t.Errorf("%q", got)
	}
	fits := strings.Replace(before, "we practise.", letters(122), 1)
	if _, err := Open(folder(map[string]string{"before.yaml": fits}), nil); err != nil {
		t.Error(err)
	}
}

func TestVoicesOfAPrompt(t *testing.T) {
	c, err := Open(folder(bothLessons(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	s, _ := c.Current("after")
	var voices []string
	for _, l := range s.Steps[0].Prompt.Phone {
		voices = append(voices, l.Voice+": "+l.Text)
	}
	if diff := cmp.Diff([]string{": Hello.", "Polly.Olivia-Neural: Hello to you.", ": You asked {mate}."}, voices); diff != "" {
		t.Error(diff)
	}
}

// TestLessonEndsAfterAWaitOfAnyLength: a call finds the wait over, however long it was.
func TestLessonEndsAfterAWaitOfAnyLength(t *testing.T) {
	for _, until := range []string{"in 7 days", "in 60 days", "sunday"} {
		read, faults := load(folder(bothLessons(t, "until: in 3 days", "until: "+until)), "", "")
		if faults != nil {
			t.Fatal(faults)
		}
		if r := Check(find(read.lessons, "after"), "", nil); r.Errors != nil {
			t.Errorf("until %s: %v", until, r.Errors)
		}
	}
}
