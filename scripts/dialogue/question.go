package dialogue

import "coachline/scripts/nlu"

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
