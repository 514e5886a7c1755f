package dialogue

import "time"

// Output is what the line should do about an input. The engine itself does none of it.
type Output struct {
	Lines      []Line   `cbor:"1,keyasint,omitempty"` // what to say, in order
	Listen     *Listen  `cbor:"2,keyasint,omitempty"` // on the phone: what to listen for; nil hangs up
	Milestones []string `cbor:"3,keyasint,omitempty"` // reached in this turn
	Over       bool     `cbor:"4,keyasint,omitempty"` // the lesson's last step has been passed
	Language   string   `cbor:"5,keyasint,omitempty"` // on the phone: BCP-47
	Voice      string   `cbor:"6,keyasint,omitempty"` // on the phone
	MayJoin    bool     `cbor:"7,keyasint,omitempty"` // a text that means nothing to the lesson, while none is open: perhaps a cohort's keyword
	Slow       bool     `cbor:"8,keyasint,omitempty"` // on the phone: speak slowly, by voice
	Class      Class    `cbor:"-"`                    // what kind of turn it was

	// Actions beside the reply. They are not stored with it, so a turn that comes twice does not repeat them.
	Texts        []Message `cbor:"-"` // to be texted, each as a text of its own
	Ring         bool      `cbor:"-"` // the learner asks for a call
	DropOutdated bool      `cbor:"-"` // the learner is here: drop from the outbox what was meant for their silence
	Erase        bool      `cbor:"-"` // the learner asks for all their data to be erased
	PassOn       []Line    `cbor:"-"` // to be texted to whoever gets the wishes for a person
	Invite       bool      `cbor:"-"` // Texts is an invitation
	Zone         string    `cbor:"-"` // the learner's time zone from now on, such as Pacific/Chatham
	TakenUp      *Script   `cbor:"-"` // the learner is on this lesson from now on, at this version
	Counts       []Count   `cbor:"-"` // what is counted of this turn
}

// Message is a text that replies to no text: it follows a wake-up, or comes during a call.
type Message struct {
	Lines       []Line
	IfSilent    bool      // for a silent learner: not sent if they do something first
	NewQuestion bool      // it has a question that was not texted before
	Unasked     bool      // nobody asked for it: it keeps to working days
	Begun       bool      // the line begins it, and no learner waits for it: it waits if the day's limit of texts is spent
	Until       time.Time // the learner asked for it: up to then it may go out at any hour; zero means within Rules.Hours
}

// Listen is what a phone prompt waits for.
type Listen struct {
	Step    string   `cbor:"1,keyasint"`           // the step that is asked
	Prompt  int      `cbor:"2,keyasint"`           // the number of this prompt, which identifies the turn of a call
	Keys    int      `cbor:"3,keyasint,omitempty"` // how many keys at most
	Speech  bool     `cbor:"4,keyasint,omitempty"` // speech is understood too
	Hints   []string `cbor:"5,keyasint,omitempty"` // words that the caller is likely to say
	Seconds int      `cbor:"6,keyasint,omitempty"` // of silence that count as no-input
	Long    bool     `cbor:"7,keyasint,omitempty"` // an answer of several sentences is welcome
}

// Class is what kind of turn it was, for those who count turns. It says nothing of the words, and is not stored.
type Class string

// The classes. An input that nobody said, such as a wake-up, has none.
const (
	ClassConnect   Class = "connect"   // a call began
	ClassAnswer    Class = "answer"    // the lesson took it for an answer
	ClassNoMatch   Class = "no_match"  // it was not understood, or only in part
	ClassNoInput   Class = "no_input"  // silence on the phone
	ClassCommand   Class = "command"   // something else that was understood: AGAIN, HELP, thanks
	ClassQuestion  Class = "question"  // about the line itself
	ClassOptOut    Class = "opt_out"   // no more texts from now on
	ClassOptIn     Class = "opt_in"    // texts again
	ClassStranger  Class = "stranger"  // another person has this number
	ClassUninvited Class = "uninvited" // somebody who may not begin
	ClassMachine   Class = "machine"   // written by a machine, so it had no effect
	ClassDistress  Class = "distress"  // words of distress. Whoever counts these must not show when one came
	ClassReplayed  Class = "replayed"  // the turn was taken before; Store.Take says so, not the engine
)

// Classes returns all classes.
func Classes() []Class {
	return []Class{
		ClassConnect, ClassAnswer, ClassNoMatch, ClassNoInput, ClassCommand, ClassQuestion, ClassOptOut, ClassOptIn, ClassStranger,
		ClassUninvited, ClassMachine, ClassDistress, ClassReplayed,
	}
}
