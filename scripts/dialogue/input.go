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
	Command Kind = "command"  // a word that means the same at any place, to which the carrier has replied already
)

// Input is one thing that happened, with everything that the engine may know of the moment.
type Input struct {
	Kind       Kind
	At         time.Time // now, in the learner's own time zone
	Channel    Channel
	Words      string   // typed, or recognised from speech
	Spoken     bool     // Words come from a speech recogniser
	Confidence *float64 // the recogniser's, 0 to 1; nil where it gave none
	Keys       string   // keys pressed on the phone: 0-9 * #
	Command    Word     // with kind Command
	Call       string   // the call's ID, on the phone
	Step       string   // on the phone: the step that is being answered
	Prompt     int      // on the phone: the number of the prompt that is being answered
}

// Output is what the line does about an input: wishes, which the engine does not act on.
type Output struct {
	Lines      []Line   `cbor:"1,keyasint,omitempty"` // what to say, in order
	Listen     *Listen  `cbor:"2,keyasint,omitempty"` // on the phone: what to listen for; nil hangs up
	Milestones []string `cbor:"3,keyasint,omitempty"` // reached in this turn
	Over       bool     `cbor:"4,keyasint,omitempty"` // the lesson's last step has been passed
	Language   string   `cbor:"5,keyasint,omitempty"` // on the phone: BCP-47
	Voice      string   `cbor:"6,keyasint,omitempty"` // on the phone
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
