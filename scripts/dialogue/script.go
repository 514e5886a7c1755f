package dialogue

import (
	"slices"

	"coachline/scripts/nlu"
)

// MaxName is the longest name that is taken, in characters; check fills prompts with names of this length.
const MaxName = nlu.MaxName

// Script is one lesson as the engine walks it: plain data that marshals, so that the version a learner began can be
// kept beside their record. Package scripts parses and proves it; the engine trusts that proof (jumps go forward, every
// reference exists) and never loops even without it.
type Script struct {
	Lesson   string            // the lesson's name, such as "peer-coaching-1"
	Title    string            // for people
	Language string            // BCP-47, what is spoken and heard on the phone
	Voice    string            // the text-to-speech voice on the phone
	Budget   Budget            // what the lesson may cost
	Settings []string          // names that an operator may set; a step that needs an unset one is left out
	Phrases  map[string]Prompt // what the line says at any place, by the names below
	Steps    []Step

	Version string            // the content hash of all the above
	Values  map[string]string // what the operator set the Settings to: not part of the version
}

// Budget bounds the longest path through a lesson without reprompts.
type Budget struct {
	Segments int     // outbound SMS segments, when the whole lesson is texted
	Minutes  float64 // when the whole lesson is phoned, with an ordinary caller
}

// StepKind says what a step does.
type StepKind string

// The kinds of step. Say and Offer pass by text without an answer; Wait lets time pass; all others ask.
const (
	Say      StepKind = "say"      // says something and goes on
	Offer    StepKind = "offer"    // by text says it; by phone asks whether to text it
	Choice   StepKind = "choice"   // one of Choices, or own words where Open
	YesNo    StepKind = "yesno"    // yes is key 1, no is key 2
	FreeText StepKind = "text"     // anything in the learner's own words
	Name     StepKind = "name"     // a first name or initials
	Hour     StepKind = "hour"     // a time of day, or one of Choices with an hour of its own
	Continue StepKind = "continue" // any sign to go on
	Wait     StepKind = "wait"     // until the next day
)

// StepKinds are all kinds of step, in the order in which messages list them.
var StepKinds = []StepKind{Say, Offer, Choice, YesNo, FreeText, Name, Hour, Continue, Wait}

// Asks reports whether a step of this kind waits for an answer on both channels.
func (k StepKind) Asks() bool { return kinds[k].asks }

// Keep says how long an answer lives.
type Keep string

// What becomes of an answer. The zero value is KeepNever.
const (
	KeepPrivate Keep = "private" // sealed with the answers
	KeepForget  Keep = "forget"  // sealed likewise, and gone when the lesson ends
	KeepNever   Keep = "never"   // not stored
)

// Step is one place in a lesson. Its zero fields mean "none".
type Step struct {
	ID        string
	Kind      StepKind
	About     string // in a few words what it is about, for one who comes back after days
	Prompt    Prompt
	Choices   []Option          // in the order of their keys
	Open      bool              // own words are welcome beside the choices
	Keep      Keep              //
	Missing   string            // what stands for the answer where there is none
	Confirm   Prompt            // said to confirm a name that was spoken
	Replies   map[string]Prompt // by choice key; or "other", "skip", "none", see the Reply constants
	Jumps     map[string]string // by choice key: the step to go to, always a later one
	Goto      string            // the step after this one, where it is not the next
	Needs     []string          // settings, answers by step ID, or NeedsNumber: without any of them it is left out
	Milestone string            // reached when the step is passed
	Repeat    Repeat            // on a yesno step: yes goes back, so often at most
	NoInput   []Prompt          // two reprompts after silence
	NoMatch   []Prompt          // two reprompts after something not understood
	At        string            // on a wait: the time of day, "09:00" or "{hour}"
}

// Keys of Step.Replies beside the keys of its choices.
const (
	ReplyOther = "other" // own words, a name, a time: any answer that is not a choice
	ReplySkip  = "skip"  // the learner skipped
	ReplyNone  = "none"  // the learner has nobody to name yet
)

// NeedsNumber in Step.Needs leaves the step out for one who cannot be texted: a caller whose number is withheld, or who has
// opted out. An Offer needs it by itself.
const NeedsNumber = "number"

// Option is one of a step's choices.
type Option struct {
	Key   string   // "1" to "8"
	Words []string // the first is the one that is kept; all of them match
	Hour  string   // on an hour step: "09:00"
}

// Repeat is the one way back: a bounded loop.
type Repeat struct {
	From  string // the step to go back to
	Times int    // how often at most
}

// Prompt is the same thing said on both channels. An empty Phone means that the text is spoken too.
type Prompt struct {
	Text  string
	Phone []Line
}

// Empty reports whether the prompt says nothing on either channel.
func (p Prompt) Empty() bool { return p.Text == "" && len(p.Phone) == 0 }

// Spoken is the prompt as it is said on the phone.
func (p Prompt) Spoken() []Line {
	if len(p.Phone) > 0 || p.Text == "" {
		return p.Phone
	}
	return []Line{{Text: p.Text}}
}

// Line is something to say, or a silence.
type Line struct {
	Text  string `cbor:"1,keyasint,omitempty"`
	Pause int    `cbor:"2,keyasint,omitempty"` // seconds of silence; then Text is empty
}

// Index is the place of the step with this ID, or -1.
func (s *Script) Index(id string) int {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return i
		}
	}
	return -1
}

// Names of Script.Phrases. Each is said at any place of any lesson; PhraseNames lists them all.
const (
	PhraseResume        = "resume"         // before a prompt that is taken up again; may use {step} and {steps}
	PhraseWelcomeBack   = "welcome_back"   // in its place to one who was away for a day; may use {about} too
	PhrasePartial       = "partial"        // only a part of an answer arrived
	PhraseAside         = "aside"          // thanks or an emoji where an answer was asked for
	PhraseGoOn          = "go_on"          // after two reprompts: the lesson goes on without an answer
	PhraseByText        = "by_text"        // on the phone: how the lesson goes on by text; and what that text begins with
	PhraseHungUp        = "hung_up"        // by text, before the question at which a call ended; CALL can be offered
	PhraseGoodbye       = "goodbye"        // on the phone, before hanging up
	PhrasePaused        = "paused"         // PAUSE
	PhraseStopped       = "stopped"        // STOP
	PhraseHelp          = "help"           // HELP; on the phone a menu: 1 goes on, 2 stops all texts
	PhraseCall          = "call"           // CALL, where the line rings nobody
	PhraseCalling       = "calling"        // CALL: the line rings now
	PhraseCallsUsed     = "calls_used"     // CALL, after all the calls of a day
	PhraseMissed        = "missed"         // by text, after a call of ours that reached nobody; the open question may follow
	PhraseMissedNew     = "missed_new"     // the same, to one who has not begun
	PhraseVoicemail     = "voicemail"      // to a machine that took a call of ours: who rang, and nothing of the lesson
	PhraseHold          = "hold"           // on the phone: a name is asked for by text, and the call waits
	PhraseHolding       = "holding"        // on the phone, now and then while the call waits
	PhraseNoted         = "noted"          // by text, to the name: the lesson goes on on the call
	PhraseData          = "data"           // MYDATA; may use {answers} and {kept}
	PhraseForget        = "forget"         // FORGET ME, once: what it does, and that it is to be texted again
	PhraseForgotten     = "forgotten"      // FORGET ME, twice
	PhraseZone          = "zone"           // a learner has said where they are; may use {place}
	PhraseZoneUnknown   = "zone_unknown"   // a place that the line does not know
	PhraseRemind        = "remind"         // a first reminder to one who is silent by text
	PhraseRemind2       = "remind_2"       // the second
	PhraseParked        = "parked"         // after the reminders: the lesson rests
	PhraseWaiting       = "waiting"        // between the lesson and its next day; may use {when}
	PhraseEnded         = "ended"          // after the lesson's end
	PhraseUninvited     = "uninvited"      // to somebody who was not invited
	PhraseInvite        = "invite"         // to one who is invited, by text only; may use {by} and {minutes}
	PhraseInviteAgain   = "invite_again"   // the same, once more
	PhraseInviteCall    = "invite_call"    // after an invitation: CALL begins it too
	PhraseInviteRing    = "invite_ring"    // after an invitation: the number to ring, {line}
	PhraseInvited       = "invited"        // to one who was invited and writes something that does not begin the lesson
	PhraseWithheld      = "withheld"       // to a caller without a number
	PhraseOptedOut      = "opted_out"      // on the phone, to one whose texts are stopped, where a text would follow
	PhraseCare          = "care"           // to words of distress, and nothing else
	PhraseTakeTime      = "take_time"      // "hang on": the question waits
	PhraseDeclined      = "declined"       // "no thanks" to an open question
	PhraseUnreadable    = "unreadable"     // to a picture, a contact or the like
	PhraseStranger      = "stranger"       // to somebody else who has this number: who we are and how to stop, no name
	PhraseNoBack        = "no_back"        // BACK at the first question; the question follows
	PhraseNameWhich     = "name_which"     // a name is wrong, and the right one was not said
	PhraseRenamed       = "renamed"        // a name was put right; may use {renamed}
	PhraseEarly         = "early"          // to own words that come before their question is asked; may use {when}
	PhraseCareAgain     = "care_again"     // to what follows the care reply: the way to a person, and how the lesson goes on
	PhraseCareOver      = "care_over"      // the words of distress were not meant so, or it is better
	PhraseAskedWho      = "asked_who"      // who are you, what is this
	PhraseAskedBot      = "asked_bot"      // is this a machine
	PhraseAskedPerson   = "asked_person"   // can I talk to somebody
	PhraseAskedPrivacy  = "asked_privacy"  // who reads this
	PhraseAskedCost     = "asked_cost"     // what does it cost
	PhraseAskedLength   = "asked_length"   // how long does it take
	PhraseAskedNumber   = "asked_number"   // how did you get my number
	PhraseAskedLanguage = "asked_language" // in another language
	PhraseAskedOther    = "asked_other"    // any other question about the line
)

var phraseNames = []string{
	PhraseResume, PhraseWelcomeBack, PhrasePartial, PhraseAside, PhraseGoOn, PhraseByText, PhraseHungUp, PhraseGoodbye,
	PhrasePaused, PhraseStopped, PhraseHelp, PhraseCall, PhraseCalling, PhraseCallsUsed, PhraseMissed, PhraseMissedNew,
	PhraseVoicemail, PhraseHold, PhraseHolding, PhraseNoted, PhraseData, PhraseForget, PhraseForgotten, PhraseZone,
	PhraseZoneUnknown, PhraseRemind, PhraseRemind2, PhraseParked, PhraseWaiting, PhraseEnded, PhraseUninvited,
	PhraseInvite, PhraseInviteAgain, PhraseInviteCall, PhraseInviteRing, PhraseInvited,
	PhraseWithheld, PhraseOptedOut, PhraseCare, PhraseTakeTime, PhraseDeclined, PhraseUnreadable, PhraseStranger,
	PhraseNoBack, PhraseNameWhich, PhraseRenamed, PhraseEarly, PhraseCareAgain, PhraseCareOver, PhraseAskedWho,
	PhraseAskedBot, PhraseAskedPerson, PhraseAskedPrivacy, PhraseAskedCost, PhraseAskedLength, PhraseAskedNumber,
	PhraseAskedLanguage, PhraseAskedOther,
}

// PhraseNames lists the names of all phrases; a script has each of them.
func PhraseNames() []string { return slices.Clone(phraseNames) }

// OnlySpoken reports whether a phrase is never said by text.
func OnlySpoken(phrase string) bool {
	switch phrase {
	case PhraseGoodbye, PhraseVoicemail, PhraseHold, PhraseHolding:
		return true
	}
	return false
}
