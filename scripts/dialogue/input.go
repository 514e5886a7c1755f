package dialogue

import "time"

// InputKind is what kind of input a turn brings.
type InputKind string

// The kinds of input.
const (
	Answer        InputKind = "answer"   // words or keys
	NoInput       InputKind = "no-input" // silence: never an answer with empty words
	Partial       InputKind = "partial"  // part of an answer arrived; the rest is lost
	HangUp        InputKind = "hang-up"  // the call is over
	Connect       InputKind = "connect"  // a call begins
	Wake          InputKind = "wake"     // a wake-up: a timer may be due
	Missed        InputKind = "missed"   // our call reached nobody: busy, no answer, or a machine; the line speaks to it if Channel is Phone
	Moved         InputKind = "moved"    // the record has come from another number, and no text of the learner's is replied to
	CarrierNotice InputKind = "command"  // STOP, START or HELP, which the carrier has answered already
)

// Word is a command that the carrier has answered already.
type Word string

// The words that carriers reply to.
const (
	WordStop  Word = "stop"
	WordStart Word = "start"
	WordHelp  Word = "help"
)

// Input is one event and all that the engine knows of its circumstances.
type Input struct {
	Kind           InputKind
	At             time.Time // now, in the learner's own time zone
	Channel        Channel
	Words          string   // typed, or recognised from speech
	Spoken         bool     // Words come from a speech recogniser
	Confidence     *float64 // the recogniser's, 0 to 1; nil if it gave none
	Unreadable     bool     // a picture, a contact or the like, without words
	Keys           string   // keys pressed on the phone: 0-9 * #
	CarrierWord    Word     // with kind CarrierNotice; with Answer, what the carrier takes it for if it blocks our texts
	Call           string   // the call's ID, on the phone
	Placed         bool     // with kind Connect: the line rang the learner
	Step           string   // on the phone: the step that is being answered
	Prompt         int      // on the phone: the number of the prompt that is being answered
	TextQueued     bool     // a text of ours is still in the outbox
	CallQueued     bool     // a call of ours is still in the outbox
	QuestionQueued bool     // the open question is still in the outbox: the learner has not seen it, and this turn drops it
	Rules          Rules

	Number string `json:"-"` // the learner's, E.164; empty if it is withheld. Only a text that passes it on says it

	// Parts has the next part of each course to which the learner is invited, also of one of which they want no more parts. The
	// course of the lesson that they are on, or finished last, comes first.
	Parts []Part `json:"-"`

	// Link makes an address at which the learner reads their own record, and which opens once within this time.
	Link func(time.Duration) string `json:"-"`

	// NewMoveCode makes a code by which another number takes the record along. Earlier codes are void then.
	NewMoveCode func() string `json:"-"`

	// TryMove tries a code that was made for another number.
	TryMove func(code string) MoveOutcome `json:"-"`

	// MayRing reports whether the line may ring this number; nil is that it may. It is asked only where that matters, as
	// parsing a number costs a tenth of a turn. It always gives the same answer.
	MayRing func() bool `json:"-"`
}

// Rules are the operator's settings for all lessons.
type Rules struct {
	Hours     Hours         // when the line may begin to text, in the learner's zone
	Rehearsal time.Duration // if not 0, every wait and reminder lasts this long, and Hours do not apply
	Retention time.Duration // how long private answers are kept after the lesson; 0 keeps them for good
	Calls     int           // how often a day the line rings a learner who asks for it; 0 is never
	PassOn    bool          // whether the number of a learner who asks for a person may be passed on, with their consent
	Open      bool          // whether people without an invitation may begin
	Line      string        // the number to ring, as written for people; empty if there is none

	// Who runs the line: texts say it to people who did not ask for them.
	Organisation string // its name, MaxOrganisation characters at most
	PrivacyLink  string // the address of the page that says what is held of people; empty: texts name none

	// Segments is how many segments lines take as texts, with all that is added to a text, if each of their letters is one of
	// GSM-7. So what a text says does not depend on the letters of a name. Nil is that everything fits.
	Segments func([]Line) int `json:"-"`

	// WorkingDay reports whether the day at this time, on its own clock, is a working day; nil is that every day is one.
	WorkingDay func(time.Time) bool `json:"-"`
}

// AskedWindow is when the line may begin to text for a reason that the learner gave.
func (r Rules) AskedWindow() Window {
	if r.Rehearsal > 0 {
		return Window{}
	}
	return Window{Hours: r.Hours}
}

// UnaskedWindow is when the line may begin to text a learner something that nobody asked for. anyDay is their wish for texts on
// days that are no working days, too.
func (r Rules) UnaskedWindow(anyDay bool) Window {
	w := r.AskedWindow()
	if r.Rehearsal == 0 && !anyDay {
		w.WorkingDay = r.WorkingDay
	}
	return w
}
