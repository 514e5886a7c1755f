package dialogue

import (
	"maps"
	"slices"
	"strings"
	"time"

	"coachline/scripts/nlu"
)

// What a learner reads, corrects and erases on the page of their own record. The line replies nothing to that.

// Recalled is a question of a lesson, and what the learner said to it.
type Recalled struct {
	Step     string // its ID
	Question string // its words by text
	About    string // its subject in a few words; may be empty
	Said     string // as a page shows it
	IsName   bool   // it is a name, which may be corrected
}

// Recall returns the questions of a lesson that the learner has answered, in the order of the lesson. The answers are those of
// this lesson, by step ID; others may be there for prompts to quote. at is on the learner's clock.
func Recall(s *Script, st State, at time.Time) []Recalled {
	t := newTurn(s, st, Input{At: at, Channel: Text})
	var all []Recalled
	for i := range t.script.Steps {
		step := &t.script.Steps[i]
		said := t.answers[step.ID]
		if said == "" || t.place.Phase == Confirming && t.place.Step == step.ID {
			continue
		}
		t.open = i
		said, _ = t.sayAnswer(said, &Earlier{Kind: step.Kind, Choices: step.Choices})
		all = append(all, Recalled{
			Step: step.ID, Question: t.fill(step.Prompt.Text), About: step.About, Said: said, IsName: step.Kind == Name,
		})
	}
	return all
}

// AnswersOf returns the answers as a lesson knows them: its own by step ID, and those of other lessons as "lesson/step". current
// is the lesson that the learner is on.
func (a Answers) AnswersOf(lesson, current string) Answers {
	if lesson == current {
		return a.Said()
	}
	own := Answers{}
	for id, said := range a.Said() {
		switch step, isOwn := strings.CutPrefix(id, lesson+archiveMark); {
		case isOwn:
			own[step] = said
		case !strings.Contains(id, archiveMark):
			own[current+archiveMark+id] = said
		default:
			own[id] = said
		}
	}
	return own
}

// IDOf returns the ID of an answer to a step of a lesson. current is the lesson that the learner is on.
func IDOf(lesson, step, current string) string {
	if lesson == current {
		return step
	}
	return lesson + archiveMark + step
}

// ErasedAt returns when the answers of a lesson are erased, or the zero time if that is not known. current is the lesson that
// the learner is on.
func (p *Place) ErasedAt(lesson, current string) time.Time {
	name := TimerForget
	if lesson != current {
		name += archiveMark + lesson
	}
	at, _ := p.timer(name)
	return at
}

// NextText returns when the line next texts the learner about a lesson or a part, or the zero time. movable is whether they may
// choose another hour for it.
func (p *Place) NextText(s *Script) (at time.Time, movable bool) {
	if at, set := p.timer(TimerWait); set && p.Status == Waiting {
		t := turn{script: s, place: *p, open: s.Index(p.Step)}
		return at, t.hourStep() != nil
	}
	for _, timer := range p.Timers {
		if offersPart(timer.Name) && !p.inLesson() && (at.IsZero() || timer.At.Before(at)) {
			at, movable = timer.At, true
		}
	}
	return at, movable
}

// ReadName returns the name in what was typed into a field for a name, or "" if it is none.
func ReadName(language, typed string) string {
	m := nlu.For(language).Read(typed, nlu.Asked{Kind: nlu.Name})
	if m.Intent != nlu.Answer {
		return ""
	}
	return m.Name
}

// Renamed returns the state of a learner who corrects their own name.
func (s State) Renamed(name string) State {
	next := s.clone()
	next.Place.Name = name
	for i := range next.Place.Invitations { // the next lesson greets them by it, too
		if inv := &next.Place.Invitations[i]; inv.Name != "" {
			inv.Name = name
		}
	}
	return next
}

// MovedTo returns the state of a learner who chooses another hour for the next text, as it was typed, and whether it is an hour
// and there is such a text.
func (s State) MovedTo(script *Script, hour string, in Input) (State, bool) {
	t := newTurn(script, s, in)
	m := nlu.For(script.Language).Read(hour, nlu.Asked{Kind: nlu.Hour})
	if m.Intent != nlu.Answer || m.Hour == "" {
		return s, false
	}
	if !t.moveWait(m) {
		part := t.pendingPart()
		if part == nil || !t.place.hasTimer(part.Course.timer()) {
			return s, false
		}
		t.putOffPart(part, nlu.Meaning{Intent: nlu.Later, Hour: m.Hour})
	}
	return State{t.place, t.answers}, true
}

// WithoutAnswers returns the state of a learner who erases answers, by their IDs. If it was the last one of a lesson, nothing of
// it is left to erase later.
func (s State) WithoutAnswers(script *Script, ids []string, in Input) State {
	t := newTurn(script, s, in)
	for _, id := range ids {
		if t.place.Phase == Confirming && t.place.Step == id {
			t.place.Phase = Asking
		}
		if t.place.EarlyStep == id {
			t.place.EarlyStep = ""
		}
		delete(t.answers, id)
	}
	held := func(prefix string) bool {
		for id := range maps.Keys(t.answers.Said()) {
			if prefix == "" && !strings.Contains(id, archiveMark) || prefix != "" && strings.HasPrefix(id, prefix) {
				return true
			}
		}
		return false
	}
	if !held("") {
		delete(t.answers, lastTextID)
	}
	t.place.Timers = slices.DeleteFunc(t.place.Timers, func(timer Timer) bool {
		lesson, _ := strings.CutPrefix(timer.Name, TimerForget)
		return erasesAnswers(timer.Name) && !held(strings.TrimPrefix(lesson+archiveMark, archiveMark))
	})
	t.setNotice()
	return State{t.place, t.answers}
}

// Reasked returns the place of a learner whose open question was dropped from the outbox. It is asked again, as a reminder.
func (p Place) Reasked(at time.Time) Place {
	if p.Status == Started && p.Texted {
		p.Timers = slices.Clone(p.Timers)
		p.setTimer(TimerRemind, at)
	}
	return p
}

// forgetWithin is how soon the second FORGET ME must follow the first.
const forgetWithin = 24 * time.Hour

// forgetMe takes FORGET ME. The first time it says what that does. The second time it erases the learner.
func (t *turn) forgetMe() {
	p := &t.place
	t.replyOwed = true
	if asked := p.ForgetAsked; asked.IsZero() || t.in.At.Sub(asked) > forgetWithin {
		p.ForgetAsked = t.in.At
		t.say(t.phrase(PhraseForget))
		return
	}
	p.ForgetAsked = time.Time{}
	t.out.Erase = true
	t.say(t.phrase(PhraseForgotten))
}
