// Package nlu says what an utterance means: its intent, and the value of an answer, given what was asked.
//
// What it understands is data: a lexicon for each language, which people who do not program can extend
// (lexicon/README.md). The code has no words of any language. The corpus shows how well it understands: what people
// write and mean, with precision and recall printed by the tests.
//
// The rule it keeps: an utterance is an answer only if nothing else is meant. It does no I/O, reads no clock, keeps
// nothing of what it reads, and may be used by many goroutines at once. It knows no lesson and no learner.
//
// Times of day are read here and not by a library, since a misreading is worse than asking again. Of 317 rows about an
// hour, olebedev/when v1.1.0 reads 165 right and misreads 64, markusmobius/go-dateparser 118 and 109, this package 307
// and 1.
package nlu

import (
	"slices"
	"strings"
)

// Intent is what the speaker wants.
type Intent string

// The intents. An earlier one goes before a later one. Answer comes right after Stranger if the utterance is just what was
// asked for, and last otherwise.
const (
	Distress Intent = "distress" // the speaker is in danger
	OptOut   Intent = "opt-out"  // no more texts
	OptIn    Intent = "opt-in"   // texts again, after an opt-out
	Forget   Intent = "forget"   // erase what is held
	Data     Intent = "data"     // what is held
	Machine  Intent = "machine"  // written by a phone or a carrier
	Stranger Intent = "stranger" // the number belongs to somebody else
	Rename   Intent = "rename"   // another name than was given; Meaning.Name, if it was said
	Language Intent = "language" // one of Asked.Languages: Meaning.Language
	TimeZone Intent = "place"    // where the speaker is; Meaning.Zone, if it is known
	Restart  Intent = "restart"  // from the beginning
	Back     Intent = "back"     // to the question before
	Skip     Intent = "skip"     //
	Again    Intent = "again"    // say it again
	ByText   Intent = "by-text"  // on a call: go on by text
	Call     Intent = "call"     // ring me
	Pause    Intent = "pause"    // not now, in the middle of a lesson
	Later    Intent = "later"    // when the next part of the course is to come: Meaning.Day and Hour, if they were said
	NoMore   Intent = "no-more"  // no more parts of the course, which is no opt-out
	Record   Intent = "record"   // give me what I said: MYWORDS
	AnyDay   Intent = "any-day"  // texts may come on days that are no working days, too
	Weekdays Intent = "weekdays" // texts on working days only, which takes AnyDay back
	Move     Intent = "move"     // the number changes; Meaning.Code, if it was said
	Forward  Intent = "forward"  // give me the text to pass on to my partner
	Help     Intent = "help"     //
	Question Intent = "question" // about the line; Meaning.Topic
	Hold     Intent = "hold"     // wait a moment
	HangUp   Intent = "hang-up"  // on a call: goodbye
	Decline  Intent = "decline"  // no, or not now
	Retract  Intent = "retract"  // after words of distress: they were not about the speaker, or it is over
	Go       Intent = "go"       // begin, or go on
	Thanks   Intent = "thanks"   // thanks, praise, an emoji
	Greeting Intent = "greeting" //
	Noise    Intent = "noise"    // on a call: a sound that is no word
	Yes      Intent = "yes"      // a yes where none was asked for
	No       Intent = "no"       // a no
	Answer   Intent = "answer"   // what was asked for; see Meaning
	None     Intent = ""         // not understood
)

// order has the intents; an earlier one goes before a later one.
var order = []Intent{
	Distress, OptOut, OptIn, Forget, Data, Record, Machine, Stranger, NoMore, Move, Forward, AnyDay, Weekdays, Language, TimeZone, Rename, ByText, Call,
	Restart, Back, Skip, Again, Later, Pause, Help, Question, Hold, HangUp, Decline, Retract, Go, Thanks, Greeting, Noise, Yes, No,
}

// afterCare are the intents that count right after words of distress. Whoever says anything else may need help.
var afterCare = []Intent{Distress, OptOut, Forget, Data, Record, Machine, Retract, Go}

// Topic is what a question about the line is about.
type Topic string

// The topics.
const (
	TopicWho      Topic = "who"      // who are you, what is this
	TopicBot      Topic = "bot"      // is this a machine
	TopicPerson   Topic = "person"   // can I talk to somebody
	TopicPrivacy  Topic = "privacy"  // who reads this
	TopicCost     Topic = "cost"     //
	TopicCourse   Topic = "course"   // how many parts, when is the next one
	TopicLength   Topic = "length"   // how long does it take
	TopicNumber   Topic = "number"   // how did you get my number
	TopicLanguage Topic = "language" // in another language
	TopicOther    Topic = "other"    // anything else about the line
)

// topics are all topics. The first whose words are in a question is its topic.
var topics = []Topic{
	TopicLanguage, TopicNumber, TopicCost, TopicPerson, TopicBot, TopicPrivacy, TopicCourse, TopicLength, TopicWho, TopicOther,
}

// Asked is the question to which an utterance may be an answer.
type Asked struct {
	Kind     Kind
	Choices  []Option
	Unit     string // with Amount: what is counted, such as "hours"; more words for it follow after UnitsApart
	Day      bool   // with Confirm: a day is said back, not a name
	Past     bool   // with Date, or Day: the day is past, or today
	Open     bool   // with choices: own words are an answer too
	ToOthers bool   // with OwnWords: said to somebody else, so a question in them is not about the line
	Spoken   bool   // said on the phone, not written
	Plain    bool   // an answer with more around it does not count
	Known    string // the name that was given before, which may be corrected

	// Languages are those that the speaker may change to: the tag of each as its Key, and its names as its Words. Without them
	// no language is understood.
	Languages []Option
}

// bit is the bit of the kind in rules. Choices beside which own words are welcome count as OwnWords.
func (a Asked) bit() uint32 {
	bit := a.Kind.bit()
	if a.Open {
		bit = OwnWords.bit()
	}
	if a.Kind == Several {
		bit |= severalBit
	}
	return bit
}

// severalBit is the bit of sets that are read where several choices may be named, also beside own words.
const severalBit = 1 << 31

// betweenParts reports whether the next part of a course is pending or offered.
func (a Asked) betweenParts() bool { return a.Kind == Between || a.Kind == NextPart }

// Option is one of the answers to a question with choices.
type Option struct {
	Key   string   // "1" to "8", or a value of a scale
	Words []string // all of them match; the first stands for the option. "<today>" is a set of the lexicon
	Hour  string   // the time of day that it means, such as "09:00", if the question asks for one
	Said  string   // in a translated lesson: the word that texts say for it, if that is not the first
}

// Meaning is what an utterance means. Besides the intent, only what belongs to it is set.
type Meaning struct {
	Intent  Intent
	Topic   Topic  // of a Question
	Choice  string // of an Answer: the key of the choice; with YesNo, Offer, Confirm and Identity "1" is yes and "2" is no
	Choices string // of an Answer to Several: the keys in their order, such as "13"
	Nothing bool   // of an Answer to Several: none of the choices
	Number  string // of an Answer to Amount: digits, perhaps with a point and more digits, such as "7" or "7.5"
	Words   string // of an Answer: own words, as they were written
	Name    string // of an Answer, a Rename or a no to Confirm: a name, as it was written
	Doubt   bool   // with Name or Day: perhaps it is not what was meant and should be said back
	Nobody  bool   // of an Answer to Name: there is nobody to name
	Hour    string // of an Answer or a Later: a time of day as 15:04
	AnyHour bool   // of an Answer to Hour: any time is right
	Day     Day    // of a Later, or of an Answer to Date
	Outside bool   // of an Answer to Scale: a number that is none of its values; of an Answer to Date: a day that is past
	Code    string // of a Move: the digits
	Zone    string // of a TimeZone: an IANA time zone
	Where   string // of a TimeZone: the place as it is written

	Language string // of a Language: the Key of one of Asked.Languages
}

// UnitsApart stands between two words for what an Amount counts.
const UnitsApart = ", "

// MaxName bounds a name, in characters.
const MaxName = 20

// Fallback is the language whose lexicon serves languages without one.
const Fallback = "en"

// For is the embedded lexicon for a language such as "en-NZ", or else the one of Fallback. It is loaded once.
func For(language string) *Lexicon {
	base, _, _ := strings.Cut(strings.ToLower(language), "-")
	if load, ok := loaders()[base]; ok {
		return load()
	}
	return loaders()[Fallback]()
}

// Read says what an utterance means. What it does not understand is None. The key of a choice alone is that choice, whatever
// else the lexicon says of a digit.
func (l *Lexicon) Read(said string, asked Asked) Meaning {
	if key := strings.TrimSpace(said); (asked.Kind == Choice || asked.Kind == Several) && len(key) == 1 {
		for i := range asked.Choices {
			if asked.Choices[i].Key == key {
				if asked.Kind == Several {
					return Meaning{Intent: Answer, Choices: key}
				}
				return Meaning{Intent: Answer, Choice: key}
			}
		}
	}
	r := l.reading(said, asked)
	defer r.free()
	m := r.meaning()
	if m.Intent == Move {
		m.Code = r.code()
	}
	return m
}

// meaning is what the utterance means.
func (r *reading) meaning() Meaning {
	asked := r.asked
	if m, ok := r.reaction(); ok {
		return m
	}
	if len(r.words) == 0 {
		return r.wordless()
	}
	r.scan()
	found := r.strongest()
	if found.Intent == None || rank(found.Intent) > rank(Stranger) {
		if part := r.clauseIntent(); part.Intent != None && (rank(part.Intent) <= rank(Stranger) || found.Intent == None && (asked.Kind == OwnWords || asked.Open)) {
			found = part
		}
	}
	if m, ok := r.laterPart(); ok && rank(found.Intent) > rank(Later) {
		return m
	}
	if m, ok := r.language(); ok && rank(found.Intent) > rank(Language) {
		return m
	}
	switch asked.Kind {
	case Caring:
		if !slices.Contains(afterCare, found.Intent) {
			return Meaning{}
		}
		return found
	case Identity:
		return r.identity(found)
	case New, Ended, Between, NextPart, Stopped:
		if m, ok := r.location(); ok && asked.Kind != New && asked.Kind != Stopped && rank(found.Intent) > rank(TimeZone) {
			return m
		}
		if asked.betweenParts() {
			found = r.betweenParts(found)
		}
		return r.fallback(found)
	}
	return r.answerOr(found)
}

// answerOr is the answer to the question that is open, or the intent that was found if it goes before.
func (r *reading) answerOr(found Meaning) Meaning {
	asked := r.asked
	own := asked.Kind == OwnWords || asked.Open
	if asked.ToOthers && found.Intent == Question && r.words[0].sentence != r.words[len(r.words)-1].sentence {
		found = Meaning{} // "I would like to coach you. Who will see what we talk about?"
	}
	if !own && len(r.words) > longestAnswer { // an answer stands at the beginning
		r.shorten(longestAnswer)
	}
	if (found.Intent == None || rank(found.Intent) > rank(Stranger)) && len(r.words) <= longestAnswer {
		if m, ok := r.exactAnswer(); ok && (found.Intent != Go || m.Name == "" || len(r.words) > 1) { // GO is no initials
			return m
		}
	}
	if m, ok := r.location(); ok && rank(found.Intent) > rank(TimeZone) {
		return m
	}
	if m, ok := r.correctedName(); ok && rank(found.Intent) > rank(Rename) {
		return m
	}
	if asked.Kind == Choice && !asked.Open && (found.Intent == Pause || found.Intent == Hold) { // "I'll do it this afternoon"
		if o, ok := r.choiceMentioned(); ok {
			return Meaning{Intent: Answer, Choice: o.Key}
		}
	}
	if found.Intent != None && found.Intent != Yes && found.Intent != No {
		return found
	}
	if topic := r.topic(); own && r.asks && !asked.ToOthers && topic != TopicOther && len(r.words) < 12 && r.setBegins("question word", 0) {
		return Meaning{Intent: Question, Topic: topic}
	}
	if asked.Plain {
		return r.fallback(found)
	}
	if m := r.looseAnswer(); m.Intent != None {
		return m
	}
	return r.fallback(found)
}

// longestAnswer bounds an answer that is not the learner's own words, in words.
const longestAnswer = 60

// fallback is the intent of a clause, or a question about anything, if no intent was found.
func (r *reading) fallback(found Meaning) Meaning {
	if found.Intent != None && found.Intent != Yes && found.Intent != No {
		return found
	}
	if m := r.clauseIntent(); m.Intent != None {
		return m
	}
	if r.asked.Kind == Stopped {
		return found
	}
	if r.setBegins("question word", 0) && (r.asks || len(r.words) > 3) || r.asks {
		return Meaning{Intent: Question, Topic: r.topic()}
	}
	return found
}

// shortestCode is the least length of a code, in digits.
const shortestCode = 4

// code is all digits of the utterance, if they may be a code: "move 1234 5678".
func (r *reading) code() string {
	var digits strings.Builder
	for i := range r.words {
		if r.words[i].digits {
			digits.WriteString(r.words[i].text)
		}
	}
	if digits.Len() < shortestCode {
		return ""
	}
	return digits.String()
}

// topic is what a question is about, by its words.
func (r *reading) topic() Topic {
	for _, topic := range topics {
		if r.has("about " + string(topic)) {
			return topic
		}
	}
	return TopicOther
}

// reserved are the commands that no choice may have as a word. So is all that goes before any answer.
var reserved = []Intent{NoMore, Move, Forward, AnyDay, Weekdays, Restart, Back, Skip, Again, ByText, Call, Help}

// Reserved reports whether a word has the same meaning at any step, so that lessons may not give it another.
func (l *Lexicon) Reserved(word string) bool {
	found := l.Read(word, Asked{Kind: Choice}).Intent
	return found != None && rank(found) <= rank(Stranger) || slices.Contains(reserved, found)
}

// rank is an intent's place in the order, from 1. None comes last.
func rank(i Intent) int {
	for n, o := range order {
		if o == i {
			return n + 1
		}
	}
	return len(order) + 1
}
