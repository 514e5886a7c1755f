package dialogue

import (
	"cmp"
	"slices"
	"time"
)

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
	if soon := t.in.At.Add(cmp.Or(t.in.Rules.Rehearsal, nextLesson)); at.Before(soon) {
		return t.in.Rules.UnaskedWindow(t.place.AnyDay).Next(soon)
	}
	return at
}

// sayOfPart says a phrase about a part. The phrase is the newest lesson's, as a lesson of an earlier version may lack it.
func (t *turn) sayOfPart(part *Part, phrase string) {
	words := t.phrase(phrase)
	if part.Script != nil {
		words = part.Script.In(t.place.Language).Phrases[phrase]
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

// takeUpPart moves the learner to a part, at its newest version.
func (t *turn) takeUpPart(part *Part) {
	if part.Script.Lesson == t.script.Lesson {
		return
	}
	st := State{t.place.TakeUp(t.original.Lesson, t.original.Version), t.answers}.Archived()
	t.place, t.answers = st.Place, st.Answers
	t.original, t.open, t.out.TakenUp = part.Script, -1, part.Script
	t.script = part.Script.In(t.place.Language)
}

// beginPart begins a part at once.
func (t *turn) beginPart(part *Part) {
	t.takeUpPart(part)
	t.begin()
}
