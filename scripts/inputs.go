package scripts

import (
	"fmt"
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// input is one thing that can happen to a learner.
type input struct {
	dialogue.Input
	isOrdinary bool // what an ordinary learner does: it counts towards the budget
	isProbe    bool // what is said is measured; where it leads is not explored
	isWithheld bool // the call comes without a number
}

// aWeek is long enough for anything to fall due, and ends on a Tuesday too.
const aWeek = 7 * 24 * time.Hour

// inputs are all that can happen in a state.
func (w *walk) inputs(st dialogue.State) []input {
	p := st.Place
	switch {
	case p.Status == dialogue.New:
		inputs := []input{text("GO").ordinary(), connect().ordinary(), {Input: connect().Input, isOrdinary: true, isWithheld: true}}
		return append(inputs, probes("help", "call", "mydata", "mywords", "forget me", "zone Perth", "zone")...)
	case p.Status == dialogue.Waiting && p.Channel == dialogue.Phone:
		return []input{wake(), w.afterWait(p).ordinary(), text("thanks, bye").probe()}
	case p.Status == dialogue.Waiting:
		return []input{wake().ordinary(), w.afterWait(p), text("thanks, bye").probe(), text("call").probe()}
	case p.Status != dialogue.Started:
		return nil
	case p.Phase == dialogue.Choosing && p.Call != "":
		return []input{onCall(p)(press(w.languageKey())).ordinary(), onCall(p)(silent()), hangUp()}
	case p.Phase == dialogue.Choosing && p.Texted:
		return []input{text(w.languageKey()).ordinary(), text(nonsense)}
	case p.Call != "" && p.Phase == dialogue.Texting:
		return w.holding(p)
	case p.Call != "":
		return w.onPhone(p)
	case p.Withheld:
		return nil // nothing is stored, so they begin again when they call again
	case !p.Texted:
		return append(afterCall(), wake(), text("GO"))
	}
	return w.byText(p)
}

// afterWait is a call a week after a wait began, or when it is over if that is later.
func (w *walk) afterWait(p dialogue.Place) input {
	in := connect().later()
	for _, timer := range p.Timers {
		if over := now.Add(timer.At.Sub(w.today(p))); timer.Name == dialogue.TimerWait && over.After(in.At) {
			in.At = over
		}
	}
	return in
}

// languageKey is the key of the language for which the lesson is explored.
func (w *walk) languageKey() string {
	return fmt.Sprint(1 + slices.Index(w.whole.Languages(), w.script.Language))
}

// afterCall is what learners do who left a call: they call or text, now or days later, or a call to them fails.
func afterCall() []input {
	return []input{
		connect().probe(), connect().later().probe(), text("GO").later().probe(), missed(dialogue.Text).probe(),
		missed(dialogue.Phone).probe(),
	}
}

// byText is what can happen while a question is open by text.
func (w *walk) byText(p dialogue.Place) (inputs []input) {
	step := &w.script.Steps[w.script.Index(p.Step)]
	for _, words := range w.answers(kinds[step.Kind].texted, step, p.Phase) {
		inputs = append(inputs, text(words).ordinary())
	}
	for i := range w.deciders { // what conditions tell apart
		if d := &w.deciders[i]; d.kind == dialogue.Number && d.id == step.ID {
			for _, n := range d.numbers(step) {
				inputs = append(inputs, text(n).ordinary())
			}
		}
	}
	if p.Phase == dialogue.Confirming {
		inputs = append(inputs, text("2"), text(twoNames))
	} else {
		inputs = append(inputs, text("SKIP").ordinary())
	}
	switch {
	case p.NoMatches > 0:
		return append(inputs, text(nonsense), partial(dialogue.Text))
	case p.Reminders > 0 && len(p.Timers) > 0:
		return append(inputs, wake())
	case p.Reminders > 0:
		return inputs
	}
	inputs = append(inputs, probes("again", "help", "pause", "mydata", "mywords", "forget me", "call", "thanks", "I want to die", "stop")...)
	inputs = append(inputs, probes("back", "start over", "hang on", "wrong number", "the name is Ana")...)
	inputs = append(inputs, probes(questions...)...)
	inputs = append(inputs, afterCall()...)
	if len(p.Timers) > 0 {
		inputs = append(inputs, wake())
	}
	return append(inputs, text(nonsense), partial(dialogue.Text))
}

// onPhone is what can happen while a prompt is open on a call.
func (w *walk) onPhone(p dialogue.Place) (inputs []input) {
	step := &w.script.Steps[w.script.Index(p.Step)]
	on := onCall(p)
	if step.Kind == dialogue.Say {
		return []input{on(silent()).ordinary(), on(press("*")).probe(), on(press("9")).probe(), hangUp()}
	}
	for _, keys := range w.answers(kinds[step.Kind].pressed, step, p.Phase) {
		inputs = append(inputs, on(press(keys)).ordinary())
	}
	if p.Phase != dialogue.Confirming {
		for _, words := range kinds[step.Kind].spoken.of(step, w.values.name) {
			inputs = append(inputs, on(speak(words)).ordinary())
		}
		inputs = append(inputs, on(press("#")).ordinary())
	}
	if p.NoMatches == 0 {
		inputs = append(inputs, on(silent()))
	}
	if p.NoInputs == 0 {
		inputs = append(inputs, on(speak(nonsense)), on(partial(dialogue.Phone)))
	}
	if p.NoInputs == 0 && p.NoMatches == 0 {
		for _, keys := range []string{"*", "0", "9"} {
			inputs = append(inputs, on(press(keys)).probe())
		}
		for _, words := range slices.Concat([]string{"pause", "I want to die", "hang on", "go back", "wrong number"}, questions) {
			inputs = append(inputs, on(speak(words)).probe())
		}
		inputs = append(inputs, hangUp())
		if step.Kind == dialogue.Name && !p.Withheld {
			inputs = append(inputs, on(press("1")))
		}
	}
	return inputs
}

// holding is what can happen while a call waits for a name that is texted.
func (w *walk) holding(p dialogue.Place) []input {
	on := onCall(p)
	inputs := []input{on(silent())}
	if p.NoInputs > 0 {
		return inputs
	}
	inputs = append(inputs, on(press("#")), hangUp())
	for _, words := range []string{w.values.name, nobody, "SKIP"} {
		in := text(words)
		in.Call = thisCall
		inputs = append(inputs, in)
	}
	return append(append(inputs, on(press("*")).probe(), on(press("9")).probe()), probes(nonsense, "help", "again")...)
}

// onCall turns an input into an answer to the open prompt of a call.
func onCall(p dialogue.Place) func(input) input {
	return func(in input) input {
		in.Channel, in.Call, in.Step, in.Prompt = dialogue.Phone, thisCall, p.Step, p.Prompt
		return in
	}
}

// answers are those to an open question. While a name is confirmed, that is a yes.
func (w *walk) answers(to answers, step *dialogue.Step, phase dialogue.Phase) []string {
	if phase == dialogue.Confirming {
		return []string{"1"}
	}
	return to.of(step, w.values.name)
}

// probes are texts that get a reply and change nothing.
func probes(words ...string) (inputs []input) {
	for _, w := range words {
		inputs = append(inputs, text(w).probe())
	}
	return inputs
}

// questions has one question about the line for each topic.
var questions = []string{
	"who is this?", "is this a bot?", "can I talk to a person?", "who reads this?", "what does this cost?", "how long does it take?",
	"how did you get my number?", "can I do this in te reo?", "does this count for my CPD?",
}

// What learners say while a lesson is explored.
const (
	thisCall = "CA"
	ownWords = "in my own words"
	nobody   = "nobody yet"
	twoNames = "Ana and Bea" // perhaps no name, so it is said back
	nonsense = "9 9 9"       // no choice, no name, no sentence, no number, no day and no hour
)

func text(words string) input {
	return input{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Channel: dialogue.Text, Words: words}}
}

func press(keys string) input {
	return input{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Keys: keys}}
}

func speak(words string) input {
	return input{Input: dialogue.Input{Kind: dialogue.Answer, At: now, Words: words, Spoken: true}}
}

func partial(channel dialogue.Channel) input {
	return input{Input: dialogue.Input{Kind: dialogue.Partial, At: now, Channel: channel}}
}

func silent() input { return input{Input: dialogue.Input{Kind: dialogue.NoInput, At: now}} }

func connect() input {
	return input{Input: dialogue.Input{Kind: dialogue.Connect, At: now, Channel: dialogue.Phone, Call: thisCall}}
}

func hangUp() input {
	return input{Input: dialogue.Input{Kind: dialogue.HangUp, At: now, Channel: dialogue.Phone, Call: thisCall}}
}

// missed is a call of the line that nobody took, or on the phone channel a machine.
func missed(channel dialogue.Channel) input {
	return input{Input: dialogue.Input{Kind: dialogue.Missed, At: now, Channel: channel, Call: "CB"}}
}

// wake is a wake-up.
func wake() input {
	return input{Input: dialogue.Input{Kind: dialogue.Wake, At: now, Channel: dialogue.Text}}
}

// ordinary makes an input count towards the budget.
func (in input) ordinary() input {
	in.isOrdinary = true
	return in
}

// probe makes an input one that is measured and leads nowhere.
func (in input) probe() input {
	in.isProbe = true
	return in
}

// later is the input a week later, after which learners are welcomed back.
func (in input) later() input {
	in.At = in.At.Add(aWeek)
	return in
}
