// Package nlu says what an utterance means: an intent, and for an answer what was answered, given what was asked.
//
// What it understands is data: a lexicon for each language, in the folder lexicon, which a person who does not program can
// read and extend (lexicon/README.md). The Go beside it knows how templates are matched, how words around them are taken
// off, and in which order intents go before each other; it holds no word of any language. How well it understands is data
// too: the folder corpus has what people write and what they mean, and the tests print precision and recall.
//
// The rule it keeps: what is left when nothing else is meant, and only that, is an answer. It does no I/O, reads no
// clock, keeps nothing of what it reads, and is safe for use by many goroutines at once. Times of day are read here and not by
// a library, since a misreading is worse than to ask again: of the corpus' 317 rows about an hour, olebedev/when v1.1.0
// reads 165 right and misreads 64, markusmobius/go-dateparser 118 and 109, this package 307 and 1.
package nlu

import "slices"

// Intent is what somebody wants with an utterance.
type Intent string

// The intents, in the order in which they go before each other. Answer comes after Stranger where the utterance is just
// what was asked for, and last where it may be anything.
const (
	Distress Intent = "distress" // the speaker is in danger
	OptOut   Intent = "opt-out"  // no more texts
	OptIn    Intent = "opt-in"   // texts again, from one who had stopped them
	Forget   Intent = "forget"   // erase what is held
	Data     Intent = "data"     // what is held
	Machine  Intent = "machine"  // a phone or a carrier wrote this
	Stranger Intent = "stranger" // the number belongs to somebody else
	Rename   Intent = "rename"   // another name than was given; Meaning.Name, if it was said
	Place    Intent = "place"    // where the speaker is; Meaning.Zone, if it is known
	Restart  Intent = "restart"  // from the beginning
	Back     Intent = "back"     // to the question before
	Skip     Intent = "skip"     //
	Again    Intent = "again"    // say it again
	ByText   Intent = "by-text"  // on a call: go on by text
	Call     Intent = "call"     // ring me
	Pause    Intent = "pause"    // not now, in the middle of a lesson
	Help     Intent = "help"     //
	Question Intent = "question" // about the line; Meaning.Topic
	Hold     Intent = "hold"     // wait a moment
	HangUp   Intent = "hang-up"  // on a call: goodbye
	Decline  Intent = "decline"  // no, or not now
	Retract  Intent = "retract"  // after words of distress: it was not meant of the speaker, or is over
	Go       Intent = "go"       // begin, or go on
	Thanks   Intent = "thanks"   // thanks, praise, an emoji
	Greeting Intent = "greeting" //
	Noise    Intent = "noise"    // on a call: a sound that is no word
	Yes      Intent = "yes"      // a yes where none was asked for
	No       Intent = "no"       // a no
	Answer   Intent = "answer"   // what was asked for; see Meaning
	None     Intent = ""         // not understood
)

// order has the intents as they go before each other.
var order = []Intent{
	Distress, OptOut, OptIn, Forget, Data, Machine, Stranger, Place, Rename, ByText, Call, Restart, Back, Skip, Again, Pause, Help,
	Question, Hold, HangUp, Decline, Retract, Go, Thanks, Greeting, Noise, Yes, No,
}

// afterCare are the intents that are heard right after words of distress: all else is said by somebody who may need help.
var afterCare = []Intent{Distress, OptOut, Forget, Data, Machine, Retract, Go}

// Topic is what a question about the line is about.
type Topic string

// The topics.
const (
	TopicWho      Topic = "who"      // who are you, what is this
	TopicBot      Topic = "bot"      // is this a machine
	TopicPerson   Topic = "person"   // can I talk to somebody
	TopicPrivacy  Topic = "privacy"  // who reads this
	TopicCost     Topic = "cost"     //
	TopicLength   Topic = "length"   // how long does it take
	TopicNumber   Topic = "number"   // how did you get my number
	TopicLanguage Topic = "language" // in another language
	TopicOther    Topic = "other"    // anything else about the line
)

// topics are all of them, the plainest first.
var topics = []Topic{
	TopicLanguage, TopicNumber, TopicCost, TopicPerson, TopicBot, TopicPrivacy, TopicLength, TopicWho, TopicOther,
}

// Kind is what was asked when somebody said something.
type Kind string

// The kinds of question.
const (
	New        Kind = "new"        // nothing yet: their first text
	Invitation Kind = "invitation" // whether to begin
	Continue   Kind = "continue"   // for a sign to go on
	Choice     Kind = "choice"     // one of Asked.Choices
	YesNo      Kind = "yes-no"     //
	Offer      Kind = "offer"      // yes or no, whether to text something
	OwnWords   Kind = "own-words"  // a sentence
	Name       Kind = "name"       // somebody's first name
	Confirm    Kind = "confirm"    // whether a name is right
	Hour       Kind = "hour"       // a time of day, or one of Asked.Choices
	Waiting    Kind = "waiting"    // nothing; an hour that was given may be changed to another or to one of Asked.Choices
	Ended      Kind = "ended"      // nothing any more
	Caring     Kind = "care"       // nothing; words of distress were answered last
	Stopped    Kind = "stopped"    // nothing; they get no texts
)

// kinds are all of them, and inLesson those of a lesson's open question.
var (
	kinds    = []Kind{New, Invitation, Continue, Choice, YesNo, Offer, OwnWords, Name, Confirm, Hour, Waiting, Ended, Caring, Stopped}
	inLesson = []Kind{Continue, Choice, YesNo, Offer, OwnWords, Name, Confirm, Hour}
)

// Asked is what an utterance may be an answer to.
type Asked struct {
	Kind    Kind
	Choices []Option
	Open    bool   // with choices: own words are an answer too
	Spoken  bool   // said on the phone, not written
	Known   string // the name that was given before, which may be put right
}

// bit is the kind as rules hold it: where own words are welcome beside choices, they are asked for.
func (a Asked) bit() uint32 {
	if a.Open {
		return OwnWords.bit()
	}
	return a.Kind.bit()
}

// Option is one of the answers to a question with choices.
type Option struct {
	Key   string   // "1" to "9"
	Words []string // any of them means it; "<today>" is a set of the lexicon
}

// Meaning is what an utterance means. Beside the intent only what belongs to it is set.
type Meaning struct {
	Intent Intent
	Topic  Topic  // of a Question
	Choice string // of an Answer: the key of the choice; with YesNo, Offer and Confirm "1" is yes and "2" is no
	Words  string // of an Answer: own words, as they were written
	Name   string // of an Answer, a Rename or a no to Confirm: a name, as it was written
	Doubt  bool   // with Name: it may be none, so it is to be said back
	Nobody bool   // of an Answer to Name: there is nobody to name
	Hour   string // of an Answer: a time of day as 15:04
	AnyHr  bool   // of an Answer to Hour: any time is right
	Zone   string // of a Place: an IANA time zone
	Where  string // of a Place: the place as it is written
}

// MaxName is the longest name that is taken, in characters.
const MaxName = 20

// Read says what an utterance means. It never fails: what it cannot tell is None.
func (l *Lexicon) Read(said string, asked Asked) Meaning {
	r := l.reading(said, asked)
	defer r.free()
	if m, ok := r.reaction(); ok {
		return m
	}
	if len(r.words) == 0 {
		return r.wordless()
	}
	r.scan()
	found := r.found()
	if found.Intent == None || rank(found.Intent) > rank(Stranger) {
		if part := r.clause(); part.Intent != None && (rank(part.Intent) <= rank(Stranger) || found.Intent == None && asked.Kind == OwnWords) {
			found = part
		}
	}
	switch asked.Kind {
	case Caring:
		if !slices.Contains(afterCare, found.Intent) {
			return Meaning{}
		}
		return found
	case New, Ended, Stopped:
		if m, ok := r.placed(); ok && asked.Kind == Ended && rank(found.Intent) > rank(Place) {
			return m
		}
		return r.orElse(found)
	}
	own := asked.Kind == OwnWords || asked.Open
	if !own && len(r.words) > longestAnswer { // what answers the question stands where it begins, or nowhere
		r.shorten(longestAnswer)
	}
	if (found.Intent == None || rank(found.Intent) > rank(Stranger)) && len(r.words) <= longestAnswer {
		if m, ok := r.exact(); ok {
			return m
		}
	}
	if m, ok := r.placed(); ok && rank(found.Intent) > rank(Place) {
		return m
	}
	if m, ok := r.putRight(); ok && rank(found.Intent) > rank(Rename) {
		return m
	}
	if asked.Kind == Choice && !asked.Open && (found.Intent == Pause || found.Intent == Hold) { // "I'll do it this afternoon"
		if o, ok := r.mentioned(); ok {
			return Meaning{Intent: Answer, Choice: o.Key}
		}
	}
	if found.Intent != None && found.Intent != Yes && found.Intent != No {
		return found
	}
	if topic := r.about(); own && r.asks && topic != TopicOther && len(r.words) < 12 && r.setBegins("question word", 0) {
		return Meaning{Intent: Question, Topic: topic}
	}
	if m := r.loose(); m.Intent != None {
		return m
	}
	return r.orElse(found)
}

// longestAnswer is how many words an answer has that is not the learner's own.
const longestAnswer = 60

// orElse is an intent that only a part of the utterance has, or a question about anything, where nothing else was found.
func (r *reading) orElse(found Meaning) Meaning {
	if found.Intent != None && found.Intent != Yes && found.Intent != No {
		return found
	}
	if m := r.clause(); m.Intent != None {
		return m
	}
	if r.asked.Kind == Stopped {
		return found
	}
	if r.setBegins("question word", 0) && (r.asks || len(r.words) > 3) || r.asks {
		return Meaning{Intent: Question, Topic: r.about()}
	}
	return found
}

// about is what a question is about, by its words.
func (r *reading) about() Topic {
	for _, topic := range topics {
		if r.has("about " + string(topic)) {
			return topic
		}
	}
	return TopicOther
}

// reserved are the commands that no choice of a lesson may be called by, beside all that goes before any answer.
var reserved = []Intent{Restart, Back, Skip, Again, ByText, Call, Help}

// Reserved reports whether a word means the same at any step, so that no lesson may give it another meaning.
func (l *Lexicon) Reserved(word string) bool {
	found := l.Read(word, Asked{Kind: Choice}).Intent
	return found != None && rank(found) <= rank(Stranger) || slices.Contains(reserved, found)
}

// rank is an intent's place in the order, from 1; it is last for None.
func rank(i Intent) int {
	for n, o := range order {
		if o == i {
			return n + 1
		}
	}
	return len(order) + 1
}
