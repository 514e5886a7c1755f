package dialogue

import (
	"strings"

	"coachline/scripts/nlu"
)

// say adds a prompt to the output, in the form of this turn's channel.
func (t *turn) say(p Prompt) {
	if t.in.Channel != Phone {
		if text := t.fill(p.Text); text != "" {
			t.out.Lines = append(t.out.Lines, Line{Text: text})
		}
		return
	}
	for _, line := range p.Spoken() {
		line.Text = t.fill(line.Text)
		t.out.Lines = append(t.out.Lines, line)
	}
}

// text says by text, in a message of its own, what f says: on a call too, where it is on its way while the call goes on.
// The learner has just asked for it.
func (t *turn) text(f func()) {
	lines, channel := t.out.Lines, t.in.Channel
	t.out.Lines, t.in.Channel = nil, Text
	f()
	if len(t.out.Lines) > 0 {
		t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, NewQuestion: t.newQuestion(), Until: t.in.At.Add(freshFor)})
	}
	t.out.Lines, t.in.Channel = lines, channel
}

// newQuestion reports whether the question that is open now is texted for the first time.
func (t *turn) newQuestion() bool {
	return t.place.Texted && (!t.before.Texted || t.before.Step != t.place.Step)
}

// phrase is a phrase of the script.
func (t *turn) phrase(name string) Prompt { return t.script.Phrases[name] }

// textable reports whether texts may be sent to this learner at all.
func (t *turn) textable() bool { return !t.place.Withheld && !t.place.OptedOut }

// farewell says the last words of a call.
func (t *turn) farewell(phrase string) {
	t.say(t.phrase(phrase))
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// listen opens the prompt of a step: on the phone for keys and speech, by text for the next text.
func (t *turn) listen(step *Step) {
	t.place.Prompt++
	if t.in.Channel != Phone {
		t.place.Texted = true
		return
	}
	l := &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: t.hints(step)}
	if t.place.Phase == Asking {
		k := kindOf(step)
		l.Keys, l.Seconds, l.Long = k.keys, k.silence, k.long
		if step.Open {
			l.Seconds = openSilence
		}
	}
	t.out.Listen = l
}

// hints are the words that the recogniser should expect.
func (t *turn) hints(step *Step) []string {
	lexicon := nlu.For(t.script.Language)
	if t.place.Phase == Helping {
		return lexicon.Hints(nlu.MenuOfHelp)
	}
	hints := lexicon.Hints(t.asked().Kind)
	if t.place.Phase != Asking {
		return hints
	}
	var words []string
	for _, o := range step.Choices {
		for _, w := range o.Words {
			if !strings.HasPrefix(w, "<") {
				words = append(words, w)
			}
		}
	}
	return append(words, hints...)
}

// topicPhrases are the phrases that answer questions about the line.
var topicPhrases = map[nlu.Topic]string{
	nlu.TopicWho: PhraseAskedWho, nlu.TopicBot: PhraseAskedBot, nlu.TopicPerson: PhraseAskedPerson,
	nlu.TopicPrivacy: PhraseAskedPrivacy, nlu.TopicCost: PhraseAskedCost, nlu.TopicLength: PhraseAskedLength,
	nlu.TopicNumber: PhraseAskedNumber, nlu.TopicLanguage: PhraseAskedLanguage, nlu.TopicOther: PhraseAskedOther,
}

// answerQuestion answers a question about the line. The open question waits, and is said again.
func (t *turn) answerQuestion(topic nlu.Topic) {
	t.say(t.phrase(topicPhrases[topic]))
	switch p := t.place; {
	case t.in.Channel == Phone:
		t.repeatOnCall()
	case t.besideCall, p.Status != Started, !p.Texted, t.index() < 0:
	default:
		t.reopen()
	}
}

// sayAside says a phrase to what is no answer, and after a few such at one step nothing: the question is above.
func (t *turn) sayAside(phrase string) {
	if t.place.Asides++; t.place.Asides <= maxAsides {
		t.say(t.phrase(phrase))
	}
}
