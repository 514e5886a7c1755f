package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// converseBetween takes a text from a learner who was told of the next part or offered it. It reports false if there is none, or
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
		t.say(part.Script.In(t.place.Language).Phrases[PhraseMoreParts])
		return true
	}
	return false
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
