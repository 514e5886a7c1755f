package dialogue

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Names that a prompt may use in braces, beside its script's settings and steps.
const (
	FillName  = "name"   // the learner's first name, if known
	FillStep  = "step"   // the number of the open question
	FillSteps = "steps"  // the number of questions
	FillWhen  = "when"   // when the text after the wait comes: "Tuesday at 9am"
	FillKeys  = "keys"   // the open question's keys: "1, 2 or 3"
	FillRange = "bounds" // what the open question takes: "1 to 24", "up to 3 of them"
	FillTitle = "lesson" // the lesson's title

	FillAbout   = "about"        // in a phrase: the subject of the open step, or of the nearest one before it
	FillAnswers = "answers"      // in a phrase: how many answers are stored: "3 answers"
	FillKept    = "kept"         // in a phrase: how long they are kept: "until 24 December"
	FillPlace   = "place"        // in a phrase: the place that the learner named
	FillRenamed = "renamed"      // in a phrase: the corrected name
	FillBy      = "by"           // in an invitation: the name of the manager who invites
	FillMinutes = "minutes"      // in an invitation: how many minutes the lesson takes at most
	FillLine    = "line"         // in an invitation: the number to ring
	FillLink    = "record_link"  // in a phrase: the address of the learner's own record
	FillErased  = "erased_on"    // in a phrase: the day on which the first answers are erased: "24 December"
	FillNext    = "next_part"    // in a phrase about a course: the title of the next part
	FillDone    = "parts_done"   // in a phrase about a course: how many parts the learner has finished
	FillParts   = "parts_all"    // in a phrase about a course: how many there are
	FillCourse  = "course_title" // in a phrase about a course: its title
	FillCode    = "code"         // in a phrase: the code with which the new number takes the record along

	FillLearnerNumber = "learner_number" // in a phrase about passing it on: the learner's number

	FillLanguageKey = "language_key" // in a phrase about a language: the key that chooses it

	FillOrganisation = "organisation" // who runs the line
	FillPrivacy      = "privacy_link" // in a phrase: the address of the page that says what is held of people
)

// value returns the value of a name in braces, or "".
func (t *turn) value(name string) string {
	switch name {
	case FillName:
		return t.place.Name
	case FillTitle:
		return t.script.Title
	case FillStep:
		step, _ := t.progress()
		return strconv.Itoa(step)
	case FillSteps:
		_, steps := t.progress()
		return strconv.Itoa(steps)
	case FillWhen:
		return t.when()
	case FillKeys:
		return t.keys()
	case FillRange:
		return t.bounds()
	case FillAbout:
		return t.about()
	case FillAnswers:
		return t.answerCount()
	case FillKept:
		return t.keptUntil()
	case FillPlace:
		return t.zonePlace
	case FillRenamed:
		return t.renamed
	case FillBy:
		return t.inviter
	case FillMinutes:
		return strconv.Itoa(int(math.Ceil(t.script.Budget.Minutes)))
	case FillLine:
		return t.in.Rules.Line
	case FillLink:
		return t.link
	case FillErased:
		return t.date(t.erased)
	case FillCode:
		return t.moveCode
	case FillLearnerNumber:
		return t.in.Number
	case FillLanguageKey:
		return t.languageKey
	case FillOrganisation:
		return t.in.Rules.Organisation
	case FillPrivacy:
		return t.in.Rules.PrivacyLink
	}
	if t.part != nil {
		if v := t.partValue(name); v != "" {
			return v
		}
	}
	if v, ok := t.script.Values[name]; ok {
		return v
	}
	return t.earlierAnswer(name)
}

// partValue returns what a name says of the part of a course that is spoken of, or "".
func (t *turn) partValue(name string) string {
	switch name {
	case FillNext:
		if t.part.Script != nil {
			return t.part.Script.In(t.place.Language).Title
		}
	case FillDone:
		return strconv.Itoa(t.partsDone(t.part.Course))
	case FillParts:
		return strconv.Itoa(len(t.part.Course.Lessons))
	case FillCourse:
		return t.part.Course.Title
	}
	return ""
}

// progress returns the number of the open or next question, and how many there are.
func (t *turn) progress() (step, steps int) {
	open := t.open
	for i := range t.script.Steps {
		s := &t.script.Steps[i]
		if !s.Kind.Asks() || t.presence(s) == absent {
			continue
		}
		steps++
		if i < open {
			step++
		}
	}
	return min(step+1, steps), steps
}

// when says when the text after the wait comes, or "" if there is none. A weekday that could be misread has its date.
func (t *turn) when() string {
	at, set := t.place.timer(TimerWait)
	if t.part != nil {
		at, set = t.place.timer(t.part.Course.timer())
	}
	for i := max(t.open, 0); !set && i < len(t.script.Steps); i++ {
		if step := &t.script.Steps[i]; step.Kind == Wait && t.presence(step) == present {
			at, set = t.endOfWait(step), true
		}
	}
	if !set {
		return ""
	}
	at = at.In(t.in.At.Location())
	day := t.wording(at.Weekday().String())
	if !at.Before(OnClock(t.in.At, 7, 0, 0)) {
		day += " " + t.dayOfYear(at)
	}
	return day + " " + t.wording("at") + " " + t.sayHour(at.Format("15:04"))
}

// keyBounds says which keys the open question takes.
func (t *turn) keyBounds(*Step) string { return t.keys() }

// keys lists the open question's keys in words: "1, 2 or 3".
func (t *turn) keys() string {
	i := t.open
	if i < 0 {
		return ""
	}
	if t.place.Phase == Confirming || len(t.script.Steps[i].Choices) == 0 {
		return "1 " + t.wording("or") + " 2"
	}
	var b strings.Builder
	options := t.script.Steps[i].Choices
	if t.script.Steps[i].Kind == Scale {
		return options[0].Key + " " + t.wording("to") + " " + options[len(options)-1].Key
	}
	for n, o := range options {
		switch {
		case n == 0:
		case n == len(options)-1:
			b.WriteString(" " + t.wording("or") + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(o.Key)
	}
	return b.String()
}

// sayHour formats a time of day for people, on the phone so that a voice speaks it well.
func (t *turn) sayHour(hour string) string {
	at, err := time.Parse("15:04", hour)
	if err != nil {
		return hour
	}
	half := t.wording(at.Format("pm"))
	switch {
	case hour == "12:00":
		return t.wording("noon")
	case hour == "00:00":
		return t.wording("midnight")
	case t.in.Channel == Phone:
		return at.Format("3:04 ") + half
	case at.Minute() == 0:
		return at.Format("3") + half
	default:
		return at.Format("3.04") + half
	}
}

// about returns the About of the open step, or of the nearest one before it that has one.
func (t *turn) about() string {
	for i := t.open; i >= 0; i-- {
		if about := t.script.Steps[i].About; about != "" {
			return about
		}
	}
	return ""
}

// date formats a day for people, with the year if it is not this year.
func (t *turn) date(at time.Time) string {
	at = at.In(t.in.At.Location())
	if at.Year() == t.in.At.Year() {
		return t.dayOfYear(at)
	}
	return t.dayOfYear(at) + at.Format(" 2006")
}

// dayOfYear formats a day and its month: "2 January".
func (t *turn) dayOfYear(at time.Time) string {
	return at.Format("2 ") + t.wording(at.Month().String())
}

// inDays formats a duration in days, rounded up.
func (t *turn) inDays(d time.Duration) string {
	const day = 24 * time.Hour
	if days := int((d + day - 1) / day); days > 1 {
		return strconv.Itoa(days) + " " + t.wording("days")
	}
	return t.wording("1 day")
}
