package dialogue

import "coachline/scripts/nlu"

// StepKind says what a step does. A new kind takes a row in kinds here, and in those of packages scripts, lint and outline; if nlu has no
// kind of question like it, one in kindRows there, with its readers in answer.go. What is unlike all others is in outcome. Tests of the
// rows, TestEverythingHasEveryKind and scripts.TestEveryKindUnderstandsItsAnswers name what is missing.
type StepKind string

// The kinds of step. By text, Say and Offer go on without an answer. Wait lets time pass. All others ask.
const (
	Say      StepKind = "say"      // says something and goes on
	Offer    StepKind = "offer"    // by text says it; by phone asks whether to text it
	Choice   StepKind = "choice"   // one of Choices, or own words if Open
	YesNo    StepKind = "yesno"    // yes is key 1, no is key 2
	FreeText StepKind = "text"     // the learner's own words
	Name     StepKind = "name"     // a first name or initials
	Several  StepKind = "several"  // any number of Choices, or own words if Open
	Scale    StepKind = "scale"    // one of Choices, which are the values of a scale
	Number   StepKind = "number"   // from Least to Most
	Date     StepKind = "date"     // a day to come, or a past one
	Hour     StepKind = "hour"     // a time of day, or one of Choices with an hour of its own
	Continue StepKind = "continue" // any sign to go on
	Wait     StepKind = "wait"     // for a day
)

// StepKinds are all kinds of step, in the order in which messages list them.
var StepKinds = []StepKind{Say, Offer, Choice, Several, Scale, Number, Date, YesNo, FreeText, Name, Hour, Continue, Wait}

// Asks reports whether a step of this kind waits for an answer on both channels.
func (k StepKind) Asks() bool { return kinds[k].asks }

// TakesRanges reports whether answers to a step of this kind are numbers, of which conditions, replies and jumps may name ranges
// such as 5-8.
func (k StepKind) TakesRanges() bool { return kinds[k].ranges }

// Options returns the choices of a step of this kind: its own, or yes and no. Nobody may change them.
func (k StepKind) Options(choices []Option) []Option { return kindOf(k).options(choices) }

// kind is what the engine needs to know of a kind of step. Packages scripts, lint and outline have tables of their own.
type kind struct {
	asks    bool        // it waits for an answer on both channels
	asked   nlu.Kind    // what an utterance may answer
	keys    keyCount    // by phone: how many keys at most
	silence int         // by phone: how many seconds of silence count as no-input
	long    bool        // by phone: several sentences are welcome
	pressed keysOutcome // matches keys with it
	options stepOptions // the choices of a step
	named   answerKeys  // which of its choices a stored answer is
	said    sayAnswer   // says a stored answer
	ranges  bool        // conditions, replies and jumps may name ranges of its answers, which are numbers
	bounds  stepBounds  // says what a step takes
}

// keysOutcome matches keys with a step; m is their meaning as an utterance.
type keysOutcome func(step *Step, keys string, m nlu.Meaning) outcome

// stepOptions returns the choices of a step that has these of its own.
type stepOptions func(own []Option) []Option

func ownOptions(own []Option) []Option { return own }

func yesAndNo([]Option) []Option { return yesNoOptions }

var yesNoOptions = []Option{{Key: "1", Words: []string{"yes"}}, {Key: "2", Words: []string{"no"}}}

// answerKeys returns the keys of the choices that a stored answer stands for, or ReplyOther or ReplyNone.
type answerKeys func(said string, choices []Option) []string

// sayAnswer says a stored answer in the learner's language, and reports whether it is in the learner's own words.
type sayAnswer func(t *turn, said string, choices []Option) (words string, own bool)

// stepBounds says what the open step takes.
type stepBounds func(*turn, *Step) string

// keyCount is how many keys an answer to a step takes at most.
type keyCount func(*Step) int

func oneKey(*Step) int   { return 1 }
func fourKeys(*Step) int { return 4 }

// How long a phone prompt waits, in seconds.
const (
	choiceSilence = 6
	keysSilence   = 5  // after some keys the same silence ends the answer
	openSilence   = 10 // own words take thought
)

// kinds has a row for each of StepKinds. A kind that asks nothing waits for any sign to go on.
var kinds = map[StepKind]kind{
	// asks, asked, keys, silence, long, pressed, options, named, said, ranges, bounds
	Say:      {false, nlu.Continue, oneKey, choiceSilence, false, noKey, ownOptions, keyByWord, asStored, false, (*turn).keyBounds},
	Wait:     {false, nlu.Waiting, oneKey, choiceSilence, false, noKey, ownOptions, keyByWord, asStored, false, (*turn).keyBounds},
	Continue: {true, nlu.Continue, oneKey, choiceSilence, false, anyKey, ownOptions, keyByWord, asStored, false, (*turn).keyBounds},
	Offer:    {false, nlu.Offer, oneKey, choiceSilence, false, yesNoKey, yesAndNo, keyByWord, asStored, false, (*turn).keyBounds},
	Choice:   {true, nlu.Choice, oneKey, choiceSilence, false, choiceKey, ownOptions, keyByWord, saidChoice, false, (*turn).keyBounds},
	Several:  {true, nlu.Several, severalLength, keysSilence, false, severalKeys, ownOptions, severalKeysOf, saidSeveral, false, (*turn).severalBounds},
	Scale:    {true, nlu.Scale, scaleLength, keysSilence, false, scaleKeys, ownOptions, keyByWord, asStored, true, (*turn).keyBounds},
	Number:   {true, nlu.Amount, numberLength, keysSilence, false, numberKeys, ownOptions, keyByWord, asStored, true, (*turn).numberBounds},
	Date:     {true, nlu.Date, dateLength, keysSilence, false, dateKeys, ownOptions, keyByWord, saidDate, false, (*turn).dateBounds},
	YesNo:    {true, nlu.YesNo, oneKey, choiceSilence, false, yesNoKey, yesAndNo, keyByWord, inWords, false, (*turn).keyBounds},
	FreeText: {true, nlu.OwnWords, oneKey, openSilence, true, keyToGoOn, ownOptions, keyByWord, ownWords, false, (*turn).keyBounds},
	Name:     {true, nlu.Name, oneKey, choiceSilence, false, noKey, ownOptions, keyByWord, asStored, false, (*turn).keyBounds},
	Hour:     {true, nlu.Hour, fourKeys, choiceSilence, false, hourKeys, ownOptions, keyByHour, saidHour, false, (*turn).keyBounds},
}

// kindOf returns the row of a kind of step. A later version of the program may have stored a lesson with an unknown kind:
// such a step is treated as Say.
func kindOf(k StepKind) kind {
	if row, ok := kinds[k]; ok {
		return row
	}
	return kinds[Say]
}
