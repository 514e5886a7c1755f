package dialogue

import (
	"slices"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// Course is an ordered list of lessons, and the pace between them.
type Course struct {
	Name    string // such as "peer-coaching"
	Title   string // for people
	Lessons []string
	After   int    // days from the end of one lesson to the offer of the next
	At      string // the time of day of the offer: "09:00", or "{hour}", the learner's answer to that step of the lesson before
}

// Part is the next lesson of a course that a learner has not begun.
type Part struct {
	Course *Course
	Script *Script // the newest version of the lesson; nil if no part is left
}

// timer is the name of the timer for the offer of a course's next part.
func (c *Course) timer() string { return TimerPart + "/" + c.Name }

// offersPart reports whether a timer offers the next part of a course.
func offersPart(timer string) bool { return strings.HasPrefix(timer, TimerPart+"/") }

// has reports whether a lesson is a part of the course.
func (c *Course) has(lesson string) bool { return slices.Contains(c.Lessons, lesson) }

// NextPart returns the index of the part of a course that comes next, or the number of parts if none is left. lesson is the one
// that the learner is on. It comes next itself if it is a part and they have not begun it. Otherwise it is the first part after
// it that they have not finished, or if there is none, the first before it.
func (p *Place) NextPart(c *Course, lesson string) int {
	on := slices.Index(c.Lessons, lesson)
	if on >= 0 && !p.Begun() {
		return on
	}
	for n := range c.Lessons {
		if i := (on + 1 + n) % len(c.Lessons); i != on && !p.Finished(c.Lessons[i]) {
			return i
		}
	}
	return len(c.Lessons)
}

// invitedToCourse returns the first invitation to a course, or nil. Those of all cohorts agree on Lesson, NoMore and Chosen.
func (p *Place) invitedToCourse(course string) *Invitation {
	return p.firstInvitation(func(i *Invitation) bool { return i.Course == course })
}

// InviteToCourse sets the lesson of a new invitation to a course. A learner who is on the course already stays where they are and is
// not texted, and "no more parts" stands, whoever invites them now. One who is in the middle of a part goes on with it. Others
// begin with the first part that they have not finished. One who has finished all of them is not texted.
func (p *Place) InviteToCourse(inv *Invitation, c *Course, lesson string) {
	if known := p.invitedToCourse(c.Name); known != nil {
		inv.Lesson, inv.Texted, inv.Reminded, inv.NoMore, inv.Chosen = known.Lesson, known.Texted, known.Reminded, known.NoMore, known.Chosen
		return
	}
	if inv.Lesson = lesson; p.inLesson() && c.has(lesson) {
		return
	}
	inv.Lesson = c.Lessons[len(c.Lessons)-1]
	for _, part := range c.Lessons {
		if !p.Finished(part) && (part != lesson || !p.Begun()) {
			inv.Lesson = part
			return
		}
	}
}

// isPart reports whether a lesson is a part of the course, or was when the learner was offered it.
func (p *Place) isPart(c *Course, lesson string) bool {
	inv := p.invitedToCourse(c.Name)
	return c.has(lesson) || inv != nil && inv.Lesson == lesson
}

// enterPart records that the learner was offered a part of a course, or begins it. All invitations to the course are now to that
// part.
func (p *Place) enterPart(c *Course, lesson string, at time.Time) {
	p.clearTimer(c.timer())
	for i := range p.Invitations {
		inv := &p.Invitations[i]
		if inv.Course != c.Name {
			continue
		}
		if inv.Lesson != lesson {
			inv.Lesson, inv.Texted, inv.Again, inv.Reminded = lesson, at, false, false
		}
		inv.NoMore, inv.Chosen = false, false
	}
}

// pendingPart returns the part that NEXT begins, or nil. It is the one that the learner was told of last.
func (t *turn) pendingPart() *Part {
	p := &t.place
	if p.inLesson() {
		return nil
	}
	var next *Part
	for i := range t.in.Parts {
		part := &t.in.Parts[i]
		if part.Script == nil {
			continue
		}
		_, comes := p.timer(part.Course.timer())
		switch invited := p.Status != Ended; {
		case comes && part.Script.Lesson != t.script.Lesson && (!invited || p.PartSaid.After(p.TextedAt(t.script.Lesson))):
			return part
		case next == nil && (!invited || part.Script.Lesson == t.script.Lesson):
			next = part
		}
	}
	return next
}

// partsDone returns how many parts of a course the learner has finished.
func (t *turn) partsDone(c *Course) (done int) {
	p := &t.place
	for _, lesson := range c.Lessons {
		if p.Finished(lesson) || p.Status == Ended && lesson == t.script.Lesson {
			done++
		}
	}
	return done
}

// noMoreOf reports whether the learner wants no more parts of a course.
func (t *turn) noMoreOf(c *Course) bool {
	inv := t.place.invitedToCourse(c.Name)
	return inv == nil || inv.NoMore
}

// endPart sets when the next part comes, and says so, at the end of a lesson. A part that waited for the end of another course's
// lesson comes soon. After the last part the course is over.
func (t *turn) endPart() {
	p := &t.place
	var next, over *Part
	for i := range t.in.Parts {
		part := &t.in.Parts[i]
		timer, ends := part.Course.timer(), p.isPart(part.Course, t.script.Lesson)
		at, waits := p.timer(timer)
		switch {
		case part.Script == nil && ends:
			over = part
			p.clearTimer(timer)
			continue
		case part.Script == nil, t.noMoreOf(part.Course):
			p.clearTimer(timer)
			continue
		case ends:
			at = t.pace(part.Course)
		case !waits:
			continue
		}
		p.setTimer(timer, t.notBefore(at))
		if next == nil {
			next = part
		}
	}
	for i := range p.Invitations { // a course that is not served now may be again
		inv := &p.Invitations[i]
		served := slices.ContainsFunc(t.in.Parts, func(part Part) bool { return part.Course.Name == inv.Course })
		if inv.Course != "" && inv.Lesson == t.script.Lesson && !inv.NoMore && !served {
			p.setTimer(TimerPart+"/"+inv.Course, t.nextWorkingDay())
		}
	}
	if over != nil {
		t.sayOfPart(over, PhraseCourseOver)
	}
	if next != nil {
		t.sayNextPart(next)
	}
}

// pace returns when a course offers the part after the one that ends now.
func (t *turn) pace(c *Course) time.Time {
	if r := t.in.Rules.Rehearsal; r > 0 {
		return t.in.At.Add(r)
	}
	hour, minute := 9, 0
	if at, err := time.Parse("15:04", t.hourOf(c.At)); err == nil {
		hour, minute = at.Hour(), at.Minute()
	}
	return t.in.Rules.UnaskedWindow(t.place.AnyDay).Next(t.onWorkingDay(c.After, hour, minute))
}

// notBefore returns at, or if that is sooner than in an hour, when the line may begin to text after that.
func (t *turn) notBefore(at time.Time) time.Time {
	if soon := t.in.At.Add(t.in.Rules.delay(nextLesson)); at.Before(soon) {
		return t.in.Rules.UnaskedWindow(t.place.AnyDay).Next(soon)
	}
	return at
}

// sayOfPart says a phrase about a part. The phrase is the newest lesson's, as a lesson of an earlier version may lack it.
func (t *turn) sayOfPart(part *Part, phrase string) {
	words := t.phrase(phrase)
	if part.Script != nil {
		words = part.Script.Phrases[phrase]
	}
	t.part = part
	t.say(words)
}

// sayNextPart says when the next part comes.
func (t *turn) sayNextPart(part *Part) { t.announcePart(part, PhrasePartNext) }

// announcePart says a phrase that tells when the next part comes.
func (t *turn) announcePart(part *Part, phrase string) {
	timer := part.Course.timer()
	if at, set := t.place.timer(timer); !set || !at.After(t.in.At) { // it was due while the line only replied
		t.place.setTimer(timer, t.notBefore(at))
	}
	t.place.PartSaid = t.in.At
	t.sayOfPart(part, phrase)
}

// sayOfCourse answers a question about the course, and reports false if the learner is on none.
func (t *turn) sayOfCourse() bool {
	if len(t.in.Parts) == 0 {
		return false
	}
	if part := &t.in.Parts[0]; part.Script != nil || !t.phrase(PhraseAskedCourse).Empty() { // a lesson of an earlier version lacks it
		t.sayOfPart(part, PhraseAskedCourse)
		if t.part = nil; t.place.Status == Waiting {
			t.say(t.phrase(PhraseWaiting))
		}
		return true
	}
	return false
}

// converseBetween takes a text from a learner to whom the next part is announced or offered. It reports false if there is none, or
// if the text is about something else.
func (t *turn) converseBetween(m nlu.Meaning) bool {
	part := t.pendingPart()
	switch {
	case part == nil:
		return false
	case m.Intent == nlu.Go:
		t.beginPart(part)
	case m.Intent == nlu.Later:
		t.putOffPart(part, m)
	case m.Intent == nlu.Rename && t.rename(m):
	case t.noMoreOf(part.Course):
		return false
	case t.place.Status == Ended:
		t.sayNextPart(part)
	case t.partsDone(part.Course) > 0:
		t.sayOfPart(part, PhrasePartWaits)
	default:
		return false // a first invitation
	}
	return true
}

// takeUpPart moves the learner to a part, at its newest version.
func (t *turn) takeUpPart(part *Part) {
	if part.Script.Lesson == t.script.Lesson {
		return
	}
	st := State{t.place.TakeUp(t.script.Lesson, t.script.Version), t.answers}.Archived()
	t.place, t.answers = st.Place, st.Answers
	t.script, t.open, t.out.TakenUp = part.Script, -1, part.Script
}

// beginPart begins a part at once.
func (t *turn) beginPart(part *Part) {
	t.takeUpPart(part)
	t.begin()
}

// putOffPart takes the learner's choice of when the next part comes: a day, an hour, or both.
func (t *turn) putOffPart(part *Part, m nlu.Meaning) {
	p, now, timer := &t.place, t.in.At, part.Course.timer()
	at, set := p.timer(timer)
	if m.Day.IsZero() && m.Hour == "" { // "later"
		if set {
			t.sayNextPart(part)
		} else {
			t.sayOfPart(part, PhrasePartWaits)
		}
		return
	}
	day := now
	if set {
		day = at.In(now.Location())
	} else if texted := p.TextedAt(part.Script.Lesson); !texted.IsZero() && (!p.PartSaid.Before(texted) || t.in.Rules.Hours.Open(texted.In(now.Location()))) {
		at = texted.Round(5 * time.Minute) // an offer came in texting hours or at an hour that they chose; but one may join at night
	} else {
		at = t.pace(part.Course)
	}
	clock := at.In(now.Location())
	if !m.Day.IsZero() {
		day = m.Day.On(now)
	}
	if hour, err := time.Parse("15:04", m.Hour); err == nil {
		clock = hour
	}
	at = OnClock(day, 0, clock.Hour(), clock.Minute())
	if !at.After(now) {
		at = OnClock(now, 1, clock.Hour(), clock.Minute())
	}
	if r := t.in.Rules.Rehearsal; r > 0 {
		at = now.Add(r)
	}
	if part.Script.Lesson == t.script.Lesson {
		p.clearTimer(TimerInvite, TimerNudge)
	}
	p.setTimer(timer, at)
	for i := range p.Invitations {
		if inv := &p.Invitations[i]; inv.Course == part.Course.Name {
			inv.NoMore, inv.Chosen = false, true
		}
	}
	p.PartSaid, t.replyOwed = now, true
	t.sayOfPart(part, PhrasePartMoved)
}

// noMoreParts takes "no more parts", and reports false if the learner is on no course. A part that they have begun goes on.
func (t *turn) noMoreParts() bool {
	p := &t.place
	part := t.pendingPart()
	if part == nil && len(t.in.Parts) > 0 {
		part = &t.in.Parts[0]
	}
	if part == nil {
		return false
	}
	p.clearTimer(part.Course.timer())
	if part.Script != nil && part.Script.Lesson == t.script.Lesson {
		p.clearTimer(TimerInvite, TimerNudge)
	}
	for i := range p.Invitations {
		if inv := &p.Invitations[i]; inv.Course == part.Course.Name {
			inv.NoMore, inv.Chosen = true, false
		}
	}
	t.replyOwed = true
	t.sayOfPart(part, PhraseNoMore)
	return true
}

// wantsParts takes back "no more parts" before a part has ended, and reports false if the learner did not say so.
func (t *turn) wantsParts() bool {
	for i := range t.in.Parts {
		part := &t.in.Parts[i]
		if inv := t.place.invitedToCourse(part.Course.Name); part.Script == nil || inv == nil || !inv.NoMore {
			continue
		}
		for k := range t.place.Invitations {
			if inv := &t.place.Invitations[k]; inv.Course == part.Course.Name {
				inv.NoMore = false
			}
		}
		t.replyOwed = true
		t.say(part.Script.Phrases[PhraseMoreParts])
		return true
	}
	return false
}

// PartDue reports whether the next part of a course is due to be offered. In the middle of a lesson none is.
func (p *Place) PartDue(course string, at time.Time) bool {
	due, set := p.timer(TimerPart + "/" + course)
	return set && !p.inLesson() && !at.Before(due)
}

// duePart returns the course whose next part is due to be offered, or "".
func (t *turn) duePart() string {
	for _, timer := range t.place.Timers {
		if course, ok := strings.CutPrefix(timer.Name, TimerPart+"/"); ok && t.place.PartDue(course, t.in.At) {
			return course
		}
	}
	return ""
}

// offerPart offers the next part of a course, once, or once more if the learner asked for that. It keeps to texting hours and
// working days, except at a time that the learner chose.
func (t *turn) offerPart(course string) {
	p, now, timer := &t.place, t.in.At, TimerPart+"/"+course
	at, _ := p.timer(timer)
	inv := p.invitedToCourse(course)
	i := slices.IndexFunc(t.in.Parts, func(part Part) bool { return part.Course.Name == course })
	switch {
	case inv == nil, inv.NoMore, i >= 0 && t.in.Parts[i].Script == nil:
		p.clearTimer(timer)
		return
	case i < 0: // the course is not served now: it may be again
		p.setTimer(timer, t.nextWorkingDay())
		return
	case t.in.Parts[i].Script.Lesson == t.script.Lesson && !inv.Chosen && p.TextedAt(t.script.Lesson).After(p.PartSaid): // a manager invited them to it
		p.enterPart(t.in.Parts[i].Course, t.script.Lesson, p.TextedAt(t.script.Lesson))
		return
	case p.Call != "" && now.Sub(p.LastSeen) < callLost:
		p.setTimer(timer, now.Add(callLost))
		return
	case inv.Chosen && !now.After(at.Add(chosenFor)):
		t.until = at.Add(chosenFor)
	case !inv.Chosen && t.in.Parts[i].Script.Lesson != t.script.Lesson && t.invitedUntil().After(now):
		p.setTimer(timer, t.atHourOf(at, t.invitedUntil()))
		return
	case !t.mayBegin(timer):
		return
	}
	part := &t.in.Parts[i]
	t.takeUpPart(part)
	p.enterPart(part.Course, part.Script.Lesson, now)
	p.Status, p.Nudged, p.PartSaid = Invited, now, now
	t.part = part
	t.sayInvite(PhrasePart, inv.By, "")
}

// invitedUntil is how long an invitation has the learner's attention before the offer of a part may take its place: three days from
// its last text, which may still be to come. It is the zero time if nothing else invites them.
func (t *turn) invitedUntil() time.Time {
	p := &t.place
	from := p.TextedAt(t.script.Lesson)
	if from.IsZero() {
		from, _ = p.timer(TimerInvite)
	} else if p.Nudged.After(from) {
		from = p.Nudged
	}
	if p.Status != Invited || from.IsZero() {
		return time.Time{}
	}
	return from.Add(t.in.Rules.delay(inviteAgainAfter))
}

// atHourOf returns the first time from on at which the learner's clock shows the same as at that time, or from in a rehearsal.
func (t *turn) atHourOf(at, from time.Time) time.Time {
	if t.in.Rules.Rehearsal > 0 {
		return from
	}
	at = at.In(t.in.At.Location())
	return next(from.In(t.in.At.Location()).Add(-1), at.Hour()*60+at.Minute())
}

// offerPartByPhone tells a caller when the next part comes, and asks whether to begin it now.
func (t *turn) offerPartByPhone(part *Part) {
	t.announcePart(part, PhrasePartNow)
	t.place.Phase = Offering
	t.place.Prompt++
	t.out.Listen = &Listen{
		Step: t.place.Step, Prompt: t.place.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: t.hints(nil),
	}
}

// takePartByPhone takes a caller's reply to the offer of the next part.
func (t *turn) takePartByPhone(m nlu.Meaning) {
	p := &t.place
	part := t.pendingPart()
	switch key := t.in.Keys; {
	case part == nil || t.in.Prompt != p.Prompt:
		t.connect()
	case key == "1", key == "" && (m.Intent == nlu.Go || m.Intent == nlu.Yes):
		t.beginPart(part)
	case key == "" && m.Intent == nlu.Later:
		if !m.Day.IsZero() || m.Hour != "" { // after "later" they have just heard when it comes
			t.putOffPart(part, m)
		}
		t.say(t.phrase(PhraseGoodbye))
	case key == "" && m.Intent == nlu.NoMore:
		t.noMoreParts()
		t.say(t.phrase(PhraseGoodbye))
	case p.Asides == 0 && (key != "" || m.Intent != nlu.HangUp && m.Intent != nlu.Decline && m.Intent != nlu.No):
		p.Asides++
		if key == "" && m.Intent == nlu.Question {
			t.say(t.phrase(topicPhrases[m.Topic]))
		}
		t.offerPartByPhone(part)
	default:
		t.say(t.phrase(PhraseGoodbye))
	}
}

// askedOutside is what a learner is asked who has finished a lesson, or was invited to one.
func (t *turn) askedOutside() nlu.Kind {
	switch part := t.pendingPart(); {
	case part != nil && t.place.Status == Ended:
		return nlu.Between
	case t.place.Status == Ended:
		return nlu.Ended
	case part != nil && t.partsDone(part.Course) > 0:
		return nlu.NextPart
	}
	return nlu.Invitation
}
