package scripts

import (
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// move is one thing that a learner, or the time, can do.
type move struct {
	dialogue.Input
	ordinary bool // what an ordinary learner does: counts for the budget
	look     bool // said and measured, but leads nowhere new
	withheld bool // the call comes without a number
}

// aWeek is long enough for anything to be due, and ends on a Tuesday too.
const aWeek = 7 * 24 * time.Hour

// moves is everything that can happen at a state.
func (w *walk) moves(st dialogue.State) []move {
	p := st.Place
	switch {
	case p.Status == dialogue.New:
		moves := []move{text("GO").usual(), connect().usual(), {Input: connect().Input, ordinary: true, withheld: true}}
		return append(moves, looked("help", "call", "mydata", "forget me", "zone Perth", "zone")...)
	case p.Status == dialogue.Waiting && p.Channel == dialogue.Phone:
		return []move{wake(), connect().later().usual(), text("thanks, bye").looked()}
	case p.Status == dialogue.Waiting:
		return []move{wake().usual(), connect().later(), text("thanks, bye").looked(), text("call").looked()}
	case p.Status != dialogue.Started:
		return nil
	case p.Call != "" && p.Phase == dialogue.Texting:
		return w.held(p)
	case p.Call != "":
		return w.phoned(p)
	case p.Withheld:
		return nil // nobody knows them when they call again
	case !p.Texted:
		return append(away(), wake(), text("GO"))
	}
	return w.texted(p)
}

// away is what one can do who has left a call: now, days later, or when the line has rung in vain.
func away() []move {
	return []move{
		connect().looked(), connect().later().looked(), text("GO").later().looked(), missed(dialogue.Text).looked(),
		missed(dialogue.Phone).looked(),
	}
}

// texted is what can happen at an open question by text.
func (w *walk) texted(p dialogue.Place) (moves []move) {
	step := &w.script.Steps[w.script.Index(p.Step)]
	for _, words := range w.answers(kinds[step.Kind].texted, step, p.Phase) {
		moves = append(moves, text(words).usual())
	}
	if p.Phase == dialogue.Confirming {
		moves = append(moves, text("2"), text(twoNames))
	} else {
		moves = append(moves, text("SKIP").usual())
	}
	switch {
	case p.NoMatches > 0:
		return append(moves, text(nonsense), partial(dialogue.Text))
	case p.Reminders > 0 && len(p.Timers) > 0:
		return append(moves, wake())
	case p.Reminders > 0:
		return moves
	}
	moves = append(moves, looked("again", "help", "pause", "mydata", "forget me", "call", "thanks", "I want to die", "stop")...)
	moves = append(moves, looked("back", "start over", "hang on", "wrong number", "the name is Ana")...)
	moves = append(moves, looked(questions...)...)
	moves = append(moves, away()...)
	if len(p.Timers) > 0 {
		moves = append(moves, wake())
	}
	return append(moves, text(nonsense), partial(dialogue.Text))
}

// phoned is what can happen at an open prompt on the phone.
func (w *walk) phoned(p dialogue.Place) (moves []move) {
	step := &w.script.Steps[w.script.Index(p.Step)]
	on := onCall(p)
	if step.Kind == dialogue.Say {
		return []move{on(silent()).usual(), on(press("*")).looked(), on(press("9")).looked(), hangUp()}
	}
	for _, keys := range w.answers(kinds[step.Kind].pressed, step, p.Phase) {
		moves = append(moves, on(press(keys)).usual())
	}
	if p.Phase != dialogue.Confirming {
		for _, words := range kinds[step.Kind].spoken.of(step, w.values.name) {
			moves = append(moves, on(speak(words)).usual())
		}
		moves = append(moves, on(press("#")).usual())
	}
	if p.NoMatches == 0 {
		moves = append(moves, on(silent()))
	}
	if p.NoInputs == 0 {
		moves = append(moves, on(speak(nonsense)), on(partial(dialogue.Phone)))
	}
	if p.NoInputs == 0 && p.NoMatches == 0 {
		for _, keys := range []string{"*", "0", "9"} {
			moves = append(moves, on(press(keys)).looked())
		}
		for _, words := range slices.Concat([]string{"pause", "I want to die", "hang on", "go back", "wrong number"}, questions) {
			moves = append(moves, on(speak(words)).looked())
		}
		moves = append(moves, hangUp())
		if step.Kind == dialogue.Name && !p.Withheld {
			moves = append(moves, on(press("1")))
		}
	}
	return moves
}

// held is what can happen while a call waits for a name by text.
func (w *walk) held(p dialogue.Place) []move {
	on := onCall(p)
	moves := []move{on(silent())}
	if p.NoInputs > 0 {
		return moves
	}
	moves = append(moves, on(press("#")), hangUp())
	for _, words := range []string{w.values.name, nobody, "SKIP"} {
		m := text(words)
		m.Call = thisCall
		moves = append(moves, m)
	}
	return append(append(moves, on(press("*")).looked(), on(press("9")).looked()), looked(nonsense, "help", "again")...)
}

// onCall makes a move one that answers the open prompt of a call.
func onCall(p dialogue.Place) func(move) move {
	return func(m move) move {
		m.Channel, m.Call, m.Step, m.Prompt = dialogue.Phone, thisCall, p.Step, p.Prompt
		return m
	}
}

// answers are those to an open question; a name that was said back is confirmed.
func (w *walk) answers(to answers, step *dialogue.Step, phase dialogue.Phase) []string {
	if phase == dialogue.Confirming {
		return []string{"1"}
	}
	return to.of(step, w.values.name)
}

// looked are texts that are said something to, and lead nowhere new.
func looked(words ...string) (moves []move) {
	for _, w := range words {
		moves = append(moves, text(w).looked())
	}
	return moves
}

// questions are one for each topic.
var questions = []string{
	"who is this?", "is this a bot?", "can I talk to a person?", "who reads this?", "what does this cost?", "how long does it take?",
	"how did you get my number?", "can I do this in te reo?", "does this count for my CPD?",
}

// What learners say in a walk.
const (
	thisCall = "CA"
	ownWords = "in my own words"
	nobody   = "nobody yet"
	twoNames = "Ana and Bea" // may be no name, and so is asked back
	nonsense = "9"           // is no choice's key, no name, no sentence and no hour
)

func text(words string) move {
	return move{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Channel: dialogue.Text, Words: words}}
}

func press(keys string) move {
	return move{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Keys: keys}}
}

func speak(words string) move {
	return move{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Words: words, Spoken: true}}
}

func partial(channel dialogue.Channel) move {
	return move{Input: dialogue.Input{Kind: dialogue.Partial, At: now, Channel: channel}}
}

func silent() move { return move{Input: dialogue.Input{Kind: dialogue.NoInput, At: now}} }

func connect() move {
	return move{Input: dialogue.Input{Kind: dialogue.Connect, At: now, Channel: dialogue.Phone, Call: thisCall}}
}

func hangUp() move {
	return move{Input: dialogue.Input{Kind: dialogue.HangUp, At: now, Channel: dialogue.Phone, Call: thisCall}}
}

// missed is that the line has rung in vain.
func missed(channel dialogue.Channel) move {
	return move{Input: dialogue.Input{Kind: dialogue.Missed, At: now, Channel: channel, Call: "CB"}}
}

// wake is that something is due.
func wake() move {
	return move{Input: dialogue.Input{Kind: dialogue.Wake, At: now, Channel: dialogue.Text}}
}

func (m move) usual() move  { m.ordinary = true; return m }
func (m move) looked() move { m.look = true; return m }

// later is the same after so long that they are welcomed back.
func (m move) later() move { m.At = m.At.Add(aWeek); return m }
