package dialogue

import (
	"slices"
	"strings"

	"coachline/scripts/nlu"
)

// fill replaces the names in a prompt's braces by their values. A missing value goes with the space before it, so that
// "Kia ora {name}." becomes "Kia ora." for a learner whose name is unknown.
func (t *turn) fill(text string) string {
	open := strings.IndexByte(text, '{')
	if open < 0 {
		return text
	}
	var b strings.Builder
	for ; open >= 0; open = strings.IndexByte(text, '{') {
		end := strings.IndexByte(text[open:], '}')
		if end < 0 {
			break
		}
		value := t.value(text[open+1 : open+end])
		before := text[:open]
		if value == "" {
			before = strings.TrimSuffix(before, " ")
		}
		b.WriteString(before)
		b.WriteString(value)
		text = text[open+end+1:]
	}
	b.WriteString(text)
	return b.String()
}

// text sends what f says as a message of its own. On a call, the message goes out while the call goes on. It may go out at
// any hour, as it follows from what the learner just did.
func (t *turn) text(f func()) {
	lines, channel := t.out.Lines, t.in.Channel
	t.out.Lines, t.in.Channel = nil, Text
	f()
	if len(t.out.Lines) > 0 {
		t.out.Texts = append(t.out.Texts, Message{Lines: t.out.Lines, NewQuestion: t.newQuestion(), Until: t.in.At.Add(freshFor)})
	}
	t.out.Lines, t.in.Channel = lines, channel
}

// newQuestion reports whether this turn texts the open question for the first time.
func (t *turn) newQuestion() bool {
	return t.place.Texted && (!t.before.Texted || t.before.Step != t.place.Step)
}

// phrase returns a phrase of the script.
func (t *turn) phrase(name string) Prompt { return t.script.Phrase(name) }

// textable reports whether this learner may be texted at all.
func (t *turn) textable() bool { return !t.place.Withheld && !t.place.OptedOut }

// farewell says a phrase, and on a call goodbye after it.
func (t *turn) farewell(phrase string) {
	t.say(t.phrase(phrase))
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGoodbye))
	}
}

// listen waits for keys and speech on the phone.
func (t *turn) listen(step *Step) {
	t.place.Prompt++
	l := &Listen{Step: step.ID, Prompt: t.place.Prompt, Keys: 1, Speech: true, Seconds: choiceSilence, Hints: t.hints(step)}
	if t.place.Phase == Asking {
		k := kindOf(step.Kind)
		l.Keys, l.Seconds, l.Long = k.keys(step), k.silence, k.long
		if step.Open && l.Keys == 1 { // where there may be several keys, this silence also ends them
			l.Seconds = openSilence
		}
	}
	t.out.Listen = l
}

// hints returns the words that the speech recogniser should expect.
func (t *turn) hints(step *Step) []string {
	lexicon := nlu.For(t.script.Language)
	switch t.place.Phase {
	case Helping:
		return lexicon.Hints(nlu.MenuOfHelp)
	case Caring:
		return lexicon.Hints(nlu.Caring)
	case Confirming:
		return lexicon.Hints(nlu.Confirm)
	case Offering:
		return lexicon.Hints(nlu.Between)
	case Choosing:
		return t.languageNames()
	}
	var words []string
	for _, o := range step.Choices {
		for _, w := range o.Words {
			if !strings.HasPrefix(w, "<") {
				words = append(words, w)
			}
		}
	}
	return slices.Concat(words, lexicon.Hints(kindOf(step.Kind).asked), t.languageNames())
}

// topicPhrases are the phrases that answer questions about the line.
var topicPhrases = map[nlu.Topic]string{
	nlu.TopicWho: PhraseAskedWho, nlu.TopicBot: PhraseAskedBot, nlu.TopicPerson: PhraseAskedPerson,
	nlu.TopicPrivacy: PhraseAskedPrivacy, nlu.TopicCost: PhraseAskedCost, nlu.TopicLength: PhraseAskedLength, nlu.TopicCourse: PhraseAskedLength,
	nlu.TopicNumber: PhraseAskedNumber, nlu.TopicLanguage: PhraseAskedLanguage, nlu.TopicOther: PhraseAskedOther,
}

// sayOfTopic answers a question about the line, and one about the learner's data with where to read more.
func (t *turn) sayOfTopic(topic nlu.Topic) {
	switch topic {
	case nlu.TopicWho, nlu.TopicPrivacy, nlu.TopicNumber:
		t.sayWithPrivacy(topicPhrases[topic])
	default:
		t.say(t.phrase(topicPhrases[topic]))
	}
}

// answerQuestion answers a question about the line, and then says the open prompt again.
func (t *turn) answerQuestion(topic nlu.Topic) {
	switch {
	case topic == nlu.TopicPerson && t.answerPerson():
		return
	case topic == nlu.TopicLanguage && t.sayLanguages():
	case topic == nlu.TopicCourse && t.sayOfCourse():
	case topic == nlu.TopicNumber && len(t.place.Invitations) == 0:
		t.sayWithPrivacy(PhraseAskedNumberOwn)
	default:
		t.sayOfTopic(topic)
	}
	t.askAgain()
}

// askAgain says the open prompt again after the reply to something else.
func (t *turn) askAgain() {
	switch p := &t.place; {
	case t.in.Channel == Phone:
		t.repeatOnCall()
	case t.besideCall, p.Status != Started, !p.Texted, t.open < 0:
	default:
		t.reopen()
	}
}

// maxAsides is how many asides, such as thanks, a step replies to.
const maxAsides = 2

// sayAside says a phrase to a text that is no answer. After maxAsides at one step it says nothing: the question is still on
// the screen.
func (t *turn) sayAside(phrase string) {
	if t.place.Asides++; t.place.Asides <= maxAsides {
		t.say(t.phrase(phrase))
	}
}

// sayUnreadable says that the line cannot read a picture, a contact or a location. The open question waits, and the input
// does not count as a miss.
func (t *turn) sayUnreadable() {
	switch p := &t.place; {
	case p.OptedOut, p.Stranger:
	case p.Phase == Caring:
		t.careAgain()
	case p.Status == Uninvited:
		t.say(t.phrase(PhraseUninvited))
	case p.Status == New, p.Status == Invited:
		t.say(t.phrase(PhraseUnreadable))
		t.say(t.phrase(PhraseInvited))
	default:
		t.say(t.phrase(PhraseUnreadable))
	}
}
