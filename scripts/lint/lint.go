// Package lint finds in a lesson what hurts the people who take it, although its form is sound: a key that a prompt names for another
// choice than it has, a voice that Twilio does not have, a promise that nothing keeps.
//
// Each rule is a function in a file of its own, with an example in testdata. The rule they all keep: no false alarm. Where a rule
// cannot tell, it is silent; where answers would be stored wrongly or a call would fail, it finds an error. They know what is said
// and what it means, but not files: package scripts reads those, and says where in them a finding stands.
package lint

import (
	"fmt"

	"coachline/scripts/dialogue"
)

// Lesson is what the rules look at.
type Lesson struct {
	Script      *dialogue.Script // nil for phrases, which lessons share
	Language    string
	SecondVoice string // or ""
	Texts       []Text // in the order of the file
	InCourse    bool   // a course has it, or nobody knows whether one has
}

// Text is one wording, as the file has it.
type Text struct {
	Step  int    // index in Script.Steps, or -1 for what may be said at any step
	Role  Role   // what it is for
	Key   string // the answer to which it replies, or the name of a phrase
	Phone bool   // it is only spoken
	Both  bool   // it is texted, and spoken as well
	Said  string // marks such as [pause 8] are blanks
}

// Role is what a text is for.
type Role string

// The roles of texts.
const (
	Question Role = "question" // what a step says or asks
	Reply    Role = "reply"
	Confirm  Role = "confirm"
	Reprompt Role = "reprompt"
	Forward  Role = "forward"
	Reminder Role = "reminder"
	Phrase   Role = "phrase"
)

// Severity says how much a finding matters.
type Severity string

// The severities. A lesson with an error is not served.
const (
	Error   Severity = "error"   // answers would be stored wrongly, or a call would fail
	Warning Severity = "warning" // learners or callers will notice
	Hint    Severity = "hint"    // a matter of style
)

// Finding is what a rule found, and where: in a text, or at a key of a step or of the lesson.
type Finding struct {
	Rule     string
	Severity Severity
	Message  string // what was found
	Cure     string // what to do

	Text     int // index in Lesson.Texts, or -1
	From, To int // bytes of its Said
	Step     int // if it is in no text: index in Script.Steps, or -1 for the lesson
	Key      string
}

// rules are all rules, by name.
var rules = []struct {
	name string
	run  func(*Lesson) []Finding
}{
	{"keys", keys},
	{"voice", voice},
	{"heard", heardAs},
	{"answerable", answerable},
	{"channels", channels},
	{"promises", promises},
	{"replies", unsaid},
	{"questions", questions},
	{"reading", reading},
	{"macrons", macrons},
}

// Run finds what the rules find, in their order.
func Run(l *Lesson) (found []Finding) {
	for _, rule := range rules {
		for _, f := range rule.run(l) {
			f.Rule = rule.name
			found = append(found, f)
		}
	}
	return found
}

// Rules are the names of all rules, in their order.
func Rules() []string {
	names := make([]string, len(rules))
	for i, rule := range rules {
		names[i] = rule.name
	}
	return names
}

// step is the step of a text, or nil.
func (l *Lesson) step(t Text) *dialogue.Step {
	if l.Script == nil || t.Step < 0 {
		return nil
	}
	return &l.Script.Steps[t.Step]
}

// inText is a finding at Said[from:to] of a text.
func inText(text, from, to int, severity Severity, message string, args ...any) Finding {
	return Finding{Text: text, From: from, To: to, Step: -1, Severity: severity, Message: fmt.Sprintf(message, args...)}
}

// atKey is a finding at a key of a step, or of the lesson if step is -1.
func atKey(step int, key string, severity Severity, message string, args ...any) Finding {
	return Finding{Text: -1, Step: step, Key: key, Severity: severity, Message: fmt.Sprintf(message, args...)}
}

// cure says what to do about a finding.
func (f Finding) cure(format string, args ...any) Finding {
	f.Cure = fmt.Sprintf(format, args...)
	return f
}
