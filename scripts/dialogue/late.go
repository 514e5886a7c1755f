package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// A text may come while no question that was texted is open: too early, during a wait; late, while the lesson rests; or to a
// question that was asked on the phone.

// converseWaiting takes a text from a learner who waits for the next day. They can correct the hour or a name. Other words
// of theirs are kept for a later question.
func (t *turn) converseWaiting(m nlu.Meaning) {
	switch {
	case m.Intent == nlu.Answer && t.moveWait(m):
	case m.Intent == nlu.Rename && t.rename(m):
	case m.Intent == nlu.Back && t.backToHour():
	case m.Intent == nlu.Go && t.wantsParts():
	case m.Intent == nlu.None && t.keepEarly():
	default:
		t.say(t.phrase(PhraseWaiting))
	}
}

// maxEarly is the most that is kept for a question before it is asked, in bytes: about five long texts.
const maxEarly = 4000

// keepEarly keeps what a learner writes during a wait as an answer to the next question for own words. It reports whether
// there is such a question, and room for the answer.
func (t *turn) keepEarly() bool {
	if wordsIn(t.in.Words) < leastEarly {
		return false
	}
	for i := t.open + 1; i < len(t.script.Steps); i++ {
		step := &t.script.Steps[i]
		if step.Kind != FreeText || step.Keep != KeepPrivate || t.presence(step) != present {
			continue
		}
		all := joinAnswers(t.answers[step.ID], t.in.Words)
		if len(all) > maxEarly {
			return false
		}
		t.replyOwed = true
		t.place.EarlyStep, t.matched = step.ID, ClassAnswer
		t.answers[step.ID] = all
		t.say(t.phrase(PhraseEarly))
		return true
	}
	return false
}

// joinAnswers joins two parts of an answer.
func joinAnswers(first, second string) string {
	return strings.TrimSpace(first + "\n" + strings.TrimSpace(second))
}

// conversePaused takes a text from a learner whose lesson rests. An answer to the open question goes on, and so does
// anything but a wish to keep resting.
func (t *turn) conversePaused(m nlu.Meaning) {
	switch {
	case t.place.Texted && t.isLateAnswer(m):
		t.place.Status = Started
		t.answer(m)
	case m.Intent == nlu.Decline, m.Intent == nlu.Pause, m.Intent == nlu.Hold:
		t.say(t.phrase(PhrasePaused))
	default:
		t.resume()
	}
}

// converseUntexted takes a text at a question that was not texted. If it was asked on the phone, the text may answer it,
// and SKIP and BACK apply to it.
func (t *turn) converseUntexted(m nlu.Meaning) {
	_, answers := t.spokenAnswer(m)
	heard := t.open >= 0 && t.place.Channel == Phone
	switch {
	case answers:
		t.answer(m)
	case m.Intent == nlu.Pause, m.Intent == nlu.Decline:
		t.pause()
	case heard && m.Intent == nlu.Skip:
		t.skip()
	case heard && m.Intent == nlu.Back:
		t.back()
	default:
		t.resume()
	}
}

// spokenAnswer returns the outcome of a text at a question that was asked on the phone and not by text, and reports
// whether the text answers it.
func (t *turn) spokenAnswer(m nlu.Meaning) (outcome, bool) {
	i := t.open
	if p := &t.place; p.Status != Started || p.Phase == Choosing || p.Texted && !t.in.QuestionQueued || i < 0 || p.Channel != Phone || !t.isLateAnswer(m) || !t.asks(&t.script.Steps[i]) {
		return outcome{}, false
	}
	o := t.outcome(&t.script.Steps[i], m)
	return o, o.kind == match || o.kind == confirm
}

// How many words the learner's own words need to count as an answer.
const (
	leastLate  = 2 // to a question that was left open
	leastEarly = 3 // to a question that was not asked yet
)

// isLateAnswer reports whether a text is clearly an answer to the question that was left open.
func (t *turn) isLateAnswer(m nlu.Meaning) bool {
	return m.Intent == nlu.Answer && (m.Words == "" || wordsIn(m.Words) >= leastLate)
}

// wordsIn counts the words of a text.
func wordsIn(said string) int { return len(strings.Fields(nlu.Plain(said))) }
