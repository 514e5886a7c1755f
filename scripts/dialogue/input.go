package dialogue

import "time"

// Kind is what kind of input a turn brings.
type Kind string

// The kinds of input.
const (
	Answer  Kind = "answer"   // words or keys
	NoInput Kind = "no-input" // silence: never an answer with empty words
	Partial Kind = "partial"  // a part of an answer arrived, the rest is known to be lost
	HangUp  Kind = "hang-up"  // the call is over
	Connect Kind = "connect"  // a call begins
	Wake    Kind = "wake"     // a timer may be due
	Missed  Kind = "missed"   // a call of ours reached nobody: busy, no answer, or a machine, to which Channel Phone speaks
	Command Kind = "command"  // a word that means the same at any place, to which the carrier has replied already
)

// learner reports whether an input of this kind is the learner's own doing. What a carrier has replied to already is
// not: it is only noted.
func (k Kind) learner() bool {
	return k != Wake && k != HangUp && k != Missed && k != Command
}

// Word is what a carrier has replied to already.
type Word string

// The words that carriers reply to.
const (
	WordStop  Word = "stop"
	WordStart Word = "start"
	WordHelp  Word = "help"
)

// Input is one thing that happened, with everything that the engine may know of the moment.
type Input struct {
	Kind           Kind
	At             time.Time // now, in the learner's own time zone
	Channel        Channel
	Words          string   // typed, or recognised from speech
	Spoken         bool     // Words come from a speech recogniser
	Confidence     *float64 // the recogniser's, 0 to 1; nil where it gave none
	Unreadable     bool     // a picture, a contact or the like came, without a word
	Keys           string   // keys pressed on the phone: 0-9 * #
	Command        Word     // with kind Command
	Call           string   // the call's ID, on the phone
	Step           string   // on the phone: the step that is being answered
	Prompt         int      // on the phone: the number of the prompt that is being answered
	TextQueued     bool     // a text of ours is still on its way to the learner
	CallQueued     bool     // a call of ours is
	QuestionQueued bool     // the open question waits to be texted: who comes first has not seen it, and it is taken back
	Rules          Rules
}

// Rules are what whoever runs the line has decided for all lessons.
type Rules struct {
	Hours     Hours         // when the line may text by itself, in the learner's zone
	Rehearsal time.Duration // above 0 every wait and reminder lasts this long, and Hours do not apply
	Retention time.Duration // how long private answers are kept once the lesson is over; 0 is for good
	Calls     int           // how often in a day the line rings a learner who asks for it; 0 is never
	Open      bool          // whether somebody may begin whom nobody invited
	Line      string        // the number to ring, as it is written for people; empty where there is none
}

// lasting is how long the line lets a time pass: in a rehearsal, as long as any.
func (r Rules) lasting(d time.Duration) time.Duration {
	if r.Rehearsal > 0 {
		return r.Rehearsal
	}
	return d
}

// Output is what the line does about an input: wishes, which the engine does not act on.
type Output struct {
	Lines      []Line   `cbor:"1,keyasint,omitempty"` // what to say, in order
	Listen     *Listen  `cbor:"2,keyasint,omitempty"` // on the phone: what to listen for; nil hangs up
	Milestones []string `cbor:"3,keyasint,omitempty"` // reached in this turn
	Over       bool     `cbor:"4,keyasint,omitempty"` // the lesson's last step has been passed
	Language   string   `cbor:"5,keyasint,omitempty"` // on the phone: BCP-47
	Voice      string   `cbor:"6,keyasint,omitempty"` // on the phone

	// What the line does by itself. It is not part of the answer, so it is not given again when a turn comes twice.
	Texts    []Message `cbor:"-"` // to be texted, each by itself
	Ring     bool      `cbor:"-"` // the learner asks to be rung
	TakeBack bool      `cbor:"-"` // the learner is with the lesson: what was to be said into their silence is out of date
	Erase    bool      `cbor:"-"` // the learner asks that all that is held of them be erased
	Invite   bool      `cbor:"-"` // Texts is an invitation
	Zone     string    `cbor:"-"` // the learner's time zone from now on, such as Pacific/Chatham
}

// Message is what the line texts by itself: after a wake-up, or during a call.
type Message struct {
	Lines       []Line
	IfSilent    bool      // said into a silence: it is not sent any more when the learner has come first
	NewQuestion bool      // with a question that was not texted before
	Until       time.Time // the learner asked for it: up to then it may go out at any hour; zero keeps to Rules.Hours
}

// Listen is what a phone prompt waits for.
type Listen struct {
	Step    string   `cbor:"1,keyasint"`           // the step that is asked
	Prompt  int      `cbor:"2,keyasint"`           // the number of this prompt: a turn of a call is known by it
	Keys    int      `cbor:"3,keyasint,omitempty"` // as many keys at most
	Speech  bool     `cbor:"4,keyasint,omitempty"` // speech is understood too
	Hints   []string `cbor:"5,keyasint,omitempty"` // words that are likely to be spoken
	Seconds int      `cbor:"6,keyasint,omitempty"` // of silence before it counts as no-input
	Long    bool     `cbor:"7,keyasint,omitempty"` // an answer of several sentences is welcome
}
