package dialogue

import (
	"slices"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// back goes to the question before the open one and deletes its answer. It never goes back over a wait.
func (t *turn) back() {
	open := t.open
	if i := t.toReturn(); i >= 0 {
		t.dropUnconfirmed()
		t.enter(i)
		return
	}
	if t.place.Phase == Confirming {
		t.dropUnconfirmed()
		t.ask(open)
		return
	}
	if i := t.questionBefore(open); i >= 0 {
		t.dropUnconfirmed()
		t.reask(i)
		return
	}
	t.say(t.phrase(PhraseNoBack))
	t.reopen()
}

// restart goes to the first question, or to the first one after the last wait.
func (t *turn) restart() {
	first := t.open
	if i := t.toReturn(); i >= 0 {
		first = i
	}
	for i := t.questionBefore(first); i >= 0; i = t.questionBefore(first) {
		first = i
	}
	t.dropUnconfirmed()
	if first == t.open {
		t.say(t.phrase(PhraseNoBack))
	}
	t.reask(first)
}

// questionBefore is the index of the last question before step i with no wait between them, or -1.
func (t *turn) questionBefore(i int) int {
	for i--; i >= 0; i-- {
		step := &t.script.Steps[i]
		switch {
		case step.Kind == Wait:
			return -1
		case t.asks(step) && t.presence(step) == present:
			return i
		}
	}
	return -1
}

// reask deletes the answer of step i and asks for it again.
func (t *turn) reask(i int) {
	step := &t.script.Steps[i]
	delete(t.answers, step.ID)
	t.arrive(i)
	t.ask(i)
}

// backToHour takes BACK during a wait. It asks for the hour again, and reports whether the lesson asks for one.
func (t *turn) backToHour() bool {
	step := t.hourStep()
	if step == nil {
		return false
	}
	t.place.Status = Started
	t.place.clearTimer(TimerWait)
	t.reask(t.script.Index(step.ID))
	return true
}

// hourStep is the step that asked for the hour of the current wait, or nil.
func (t *turn) hourStep() *Step {
	i := t.open
	if i < 0 || t.script.Steps[i].Kind != Wait {
		return nil
	}
	if i = t.script.Index(strings.Trim(t.script.Steps[i].At, "{}")); i < 0 {
		return nil
	}
	return &t.script.Steps[i]
}

// moveWait changes the hour of the current wait, and reports whether it did.
func (t *turn) moveWait(m nlu.Meaning) bool {
	at, set := t.place.timer(TimerWait)
	step := t.hourStep()
	if !set || step == nil {
		return false
	}
	hour := m.Hour
	if i := slices.IndexFunc(step.Choices, func(o Option) bool { return o.Key == m.Choice }); i >= 0 {
		hour = step.Choices[i].Hour
	}
	clock, err := time.Parse("15:04", hour)
	if err != nil {
		return false
	}
	at = OnClock(at.In(t.in.At.Location()), 0, clock.Hour(), clock.Minute())
	if t.in.Rules.Rehearsal > 0 {
		at = t.endOfWait(&t.script.Steps[t.open])
	}
	if !at.After(t.in.At) {
		at = OnClock(t.in.At, 1, clock.Hour(), clock.Minute())
	}
	t.replyOwed = true
	t.answers[step.ID] = clock.Format("15:04")
	t.place.setTimer(TimerWait, at)
	if reply := step.Replies[ReplyOther]; reply.Empty() {
		t.say(t.phrase(PhraseWaiting)) // which says when, too
	} else {
		t.say(reply)
	}
	return true
}

// rename corrects a name that was given in this lesson, or in an earlier one, and reports whether there is one. A spoken name must
// be confirmed, which only the lesson can do that asked for it.
func (t *turn) rename(m nlu.Meaning) bool {
	id := t.nameID()
	if id == "" || t.place.Phase == Confirming {
		return false
	}
	t.replyOwed = true
	i := t.script.Index(id)
	switch phone := t.in.Channel == Phone; {
	case m.Name == "", phone && i < 0:
		t.say(t.phrase(PhraseNameWhich))
	case phone:
		step := &t.script.Steps[i]
		if open := t.script.Steps[t.open].ID; open != step.ID && t.place.ReturnStep == "" {
			t.place.ReturnStep = open
		}
		t.arrive(i)
		t.confirmAnswer(i, m.Name)
		return true
	default:
		t.answers[id] = m.Name
		t.renamed = m.Name
		t.say(t.phrase(PhraseRenamed))
	}
	switch {
	case t.in.Channel == Phone:
		t.repeatOnCall()
	case t.place.Status == Started && t.place.Texted:
		t.reopen()
	}
	return true
}

// toReturn returns the index of ReturnStep, or -1, and clears it.
func (t *turn) toReturn() int {
	i := t.script.Index(t.place.ReturnStep)
	t.place.ReturnStep = ""
	return i
}

// setZone takes the place where the learner says that they are. Their hours follow its clock from now on.
func (t *turn) setZone(m nlu.Meaning) {
	if m.Zone == "" {
		t.say(t.phrase(PhraseZoneUnknown))
		return
	}
	t.out.Zone, t.zonePlace, t.replyOwed = m.Zone, m.Where, true
	t.say(t.phrase(PhraseZone))
}

// setDays takes the learner's wish for texts on any day, or on working days only.
func (t *turn) setDays(m nlu.Meaning) {
	t.place.AnyDay, t.replyOwed = m.Intent == nlu.AnyDay, true
	switch {
	case t.place.AnyDay:
		t.say(t.phrase(PhraseAnyDay))
	case t.in.Rules.WorkingDay == nil:
		t.say(t.phrase(PhraseEveryDay))
	default:
		t.say(t.phrase(PhraseWeekdays))
	}
}
