package dialogue

import (
	"time"

	"coachline/scripts/nlu"
)

// How long the address of a learner's own record opens it.
const (
	recordLinkLife = time.Hour      // after MYWORDS: the learner has the phone in their hand
	noticeLinkLife = 24 * time.Hour // in a notice, which nobody waits for
)

// LongLink is as long as the address of a learner's own record usually is at most. The command check fills prompts with it.
const LongLink = "https://coachline.a-long-name.example.org.nz/me/AbCdEfGhIjKlMnOpQrStUv"

// hasRecord reports whether there is anything for the learner to read: they have begun a lesson at some time.
func (t *turn) hasRecord() bool { return t.place.Begun() || len(t.place.Past) > 0 }

// giveRecord replies to MYWORDS with the address of the learner's own record. Nobody else gets one.
func (t *turn) giveRecord(m nlu.Meaning) {
	switch {
	case t.place.Stranger:
		t.answerStranger(m)
	case t.place.Unsure && t.place.Phase == Caring:
		t.careAgain()
	case t.place.Unsure:
		t.takeUnsure(m)
	case t.hasRecord():
		t.replyOwed = true
		t.makeLink(recordLinkLife)
		t.say(t.phrase(PhraseRecord))
	case t.place.Status == Uninvited:
		t.converse(m)
	default:
		t.say(t.phrase(PhraseRecordNone))
	}
}

// giveRecordByPhone texts the address of the record to a caller, and says so.
func (t *turn) giveRecordByPhone(i int) {
	switch {
	case t.place.Withheld:
		t.sayAsideOnCall(i, PhraseWithheld)
	case t.place.OptedOut:
		t.sayAsideOnCall(i, PhraseOptedOut)
	default:
		t.text(func() { t.giveRecord(nlu.Meaning{}) })
		t.say(t.phrase(PhraseRecord))
		t.repeatOnCall()
	}
}

// makeLink makes the address that {record_link} says.
func (t *turn) makeLink(life time.Duration) {
	if t.in.Link != nil {
		t.link = t.in.Link(life)
	}
}

// When the learner is told that answers will be erased.
const (
	noticeBefore = 7 * 24 * time.Hour  // or half of the retention, if that is shorter. No holidays last as long
	noticeCovers = 14 * 24 * time.Hour // one notice is for all that is erased within this time: the parts of a course end days apart
)

// giveNotice tells the learner once that answers will be erased, and how to keep them. One who has just read their record, and
// said nothing since, knows.
func (t *turn) giveNotice() {
	p := &t.place
	if !t.mayBegin(TimerNotice) {
		return
	}
	p.clearTimer(TimerNotice)
	first, last := p.erasures()
	p.NoticeGiven = last
	read := t.in.At.Sub(p.RecordRead) < noticeBefore && !p.LastSeen.After(p.RecordRead)
	if first.IsZero() || read || len(t.answers.Said()) == 0 {
		return
	}
	t.erased = first
	t.makeLink(noticeLinkLife)
	t.say(t.phrase(PhraseNotice))
	t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, Unasked: t.unasked, Begun: true}) // also if they say something first
	t.out.Lines = nil
}
