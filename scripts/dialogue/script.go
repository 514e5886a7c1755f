package dialogue

import (
	"slices"

	"coachline/scripts/nlu"
)

// MaxName is the length of the longest accepted name, in characters. The command check fills prompts with such names.
const MaxName = nlu.MaxName

// Script is one lesson as the engine walks it. It is plain data and marshals, so that the version that a learner began
// can be stored. Package scripts parses it and proves that jumps go forward and every reference exists. Without that
// proof the engine still never loops. A version is stored as JSON by these names and those of its parts: a field that is
// renamed would be lost from the versions that learners are on.
type Script struct {
	Lesson   string            // the lesson's name, such as "peer-coaching-1"
	Title    string            // for people
	Language string            // BCP-47, spoken and recognised on the phone
	Voice    string            // the text-to-speech voice on the phone
	Budget   Budget            // what the lesson may cost
	Settings []string          // names that an operator may set; a step that needs an unset one is left out
	Phrases  map[string]Prompt // what the line says at any step, by the names below
	Steps    []Step

	Version string            // the content hash of the fields above
	Values  map[string]string // the operator's values of Settings, which are not part of the version
}

// Budget bounds the longest path through a lesson without reprompts.
type Budget struct {
	Segments int     // outbound SMS segments, if the whole lesson is texted
	Minutes  float64 // of an ordinary caller, if the whole lesson is phoned
}

// StepKind says what a step does.
type StepKind string

// The kinds of step. By text, Say and Offer go on without an answer. Wait lets time pass. All others ask.
const (
	Say      StepKind = "say"      // says something and goes on
	Offer    StepKind = "offer"    // by text says it; by phone asks whether to text it
	Choice   StepKind = "choice"   // one of Choices, or own words if Open
	YesNo    StepKind = "yesno"    // yes is key 1, no is key 2
	FreeText StepKind = "text"     // the learner's own words
	Name     StepKind = "name"     // a first name or initials
	Hour     StepKind = "hour"     // a time of day, or one of Choices with an hour of its own
	Continue StepKind = "continue" // any sign to go on
	Wait     StepKind = "wait"     // until the next day
)

// StepKinds are all kinds of step, in the order in which messages list them.
var StepKinds = []StepKind{Say, Offer, Choice, YesNo, FreeText, Name, Hour, Continue, Wait}

// Asks reports whether a step of this kind waits for an answer on both channels.
func (k StepKind) Asks() bool { return kinds[k].asks }

// Keep says how long an answer is stored.
type Keep string

// The values of Keep. The zero value means KeepNever.
const (
	KeepPrivate Keep = "private" // sealed with the answers
	KeepForget  Keep = "forget"  // sealed with the answers, and deleted when the lesson ends
	KeepNever   Keep = "never"   // not stored
)

// Step is one place in a lesson. Its zero fields mean "none".
type Step struct {
	ID        string
	Kind      StepKind
	About     string // its subject in a few words, for a learner who comes back after days
	Prompt    Prompt
	Choices   []Option // in the order of their keys
	Open      bool     // own words are accepted beside the choices
	Keep      Keep
	Missing   string            // what prompts say in place of a missing answer
	Confirm   Prompt            // asks whether a name is right
	Replies   map[string]Prompt // by choice key or Reply constant
	Jumps     map[string]string // by choice key: the step to go to, always a later one
	Goto      string            // the step after this one, if it is not the next
	Needs     []string          // settings, answers by step ID, or NeedsNumber: if one is missing, the step is left out
	Milestone string            // reached when the step is passed
	Repeat    Repeat            // on a yesno step: yes goes back
	NoInput   []Prompt          // two reprompts after silence
	NoMatch   []Prompt          // two reprompts after an answer that was not understood
	At        string            // on a wait: the time of day, "09:00" or "{hour}"
}

// Keys of Step.Replies beside the keys of its choices.
const (
	ReplyOther = "other" // own words, a name, a time: any answer that is not a choice
	ReplySkip  = "skip"  // the learner skipped
	ReplyNone  = "none"  // the learner has nobody to name yet
)

// NeedsNumber in Step.Needs leaves the step out for a learner who cannot be texted: the number is withheld, or they have
// opted out. An Offer always needs it.
const NeedsNumber = "number"

// Option is one of a step's choices.
type Option struct {
	Key   string   // "1" to "8"
	Words []string // all of them match; the first is stored
	Hour  string   // on an hour step: "09:00"
}

// Repeat is a bounded loop, the only way that a script goes back.
type Repeat struct {
	From  string // the step to go back to
	Times int    // how often at most
}

// Prompt is the wording of one thing for both channels. If Phone is empty, the phone speaks Text.
type Prompt struct {
	Text  string
	Phone []Line
}

// Empty reports whether the prompt says nothing on either channel.
func (p Prompt) Empty() bool { return p.Text == "" && len(p.Phone) == 0 }

// Spoken returns the lines that the phone speaks.
func (p Prompt) Spoken() []Line {
	if len(p.Phone) > 0 || p.Text == "" {
		return p.Phone
	}
	return []Line{{Text: p.Text}}
}

// Line is text to say, or a pause.
type Line struct {
	Text  string `cbor:"1,keyasint,omitempty"`
	Pause int    `cbor:"2,keyasint,omitempty"` // seconds of silence; Text is empty
}

// Index returns the index of the step with this ID, or -1.
func (s *Script) Index(id string) int {
	for i := range s.Steps {
		if s.Steps[i].ID == id {
			return i
		}
	}
	return -1
}

// The names of Script.Phrases. PhraseNames lists them all.
const (
	PhraseResume        = "resume"         // before a prompt that is said again; may use {step} and {steps}
	PhraseWelcomeBack   = "welcome_back"   // the same after a day or more; may use {about} too
	PhrasePartial       = "partial"        // only part of an answer arrived
	PhraseAside         = "aside"          // to thanks or an emoji in place of an answer
	PhraseGoOn          = "go_on"          // after two reprompts: the lesson goes on without an answer
	PhraseByText        = "by_text"        // on the phone: the lesson goes on by text; also the beginning of that text
	PhraseHungUp        = "hung_up"        // by text, before the question at which a call ended; it may offer CALL
	PhraseGoodbye       = "goodbye"        // on the phone, before hanging up
	PhrasePaused        = "paused"         // to PAUSE
	PhraseStopped       = "stopped"        // to STOP
	PhraseHelp          = "help"           // to HELP; on the phone a menu: 1 goes on, 2 stops all texts
	PhraseCall          = "call"           // to CALL, if the line rings nobody
	PhraseCalling       = "calling"        // to CALL: the line rings now
	PhraseCallsUsed     = "calls_used"     // to CALL, after all the calls of a day
	PhraseMissed        = "missed"         // by text, after a call of ours that reached nobody; the open question may follow
	PhraseMissedNew     = "missed_new"     // the same, to a learner who has not begun
	PhraseVoicemail     = "voicemail"      // to a machine that took our call: who rang, and nothing of the lesson
	PhraseHold          = "hold"           // on the phone: a text asks for the name, and the call waits
	PhraseHolding       = "holding"        // on the phone, now and then while the call waits
	PhraseNoted         = "noted"          // by text, to the name: the call goes on
	PhraseData          = "data"           // to MYDATA; may use {answers} and {kept}
	PhraseForget        = "forget"         // to a first FORGET ME: what it does, and to text it again
	PhraseForgotten     = "forgotten"      // to a second FORGET ME
	PhraseZone          = "zone"           // to a learner who says where they are; may use {place}
	PhraseZoneUnknown   = "zone_unknown"   // to a place that the line does not know
	PhraseRemind        = "remind"         // the first reminder to a learner who is silent by text
	PhraseRemind2       = "remind_2"       // the second reminder
	PhraseParked        = "parked"         // after the reminders: the lesson rests
	PhraseWaiting       = "waiting"        // between the lesson and its next day; may use {when}
	PhraseEnded         = "ended"          // after the lesson's end
	PhraseUninvited     = "uninvited"      // to somebody without an invitation
	PhraseInvite        = "invite"         // an invitation, by text only; may use {by} and {minutes}
	PhraseInviteAgain   = "invite_again"   // the same invitation once more
	PhraseInviteCall    = "invite_call"    // after an invitation: CALL begins it too
	PhraseInviteRing    = "invite_ring"    // after an invitation: the number to ring, {line}
	PhraseInvited       = "invited"        // to a text that does not begin the lesson
	PhraseWithheld      = "withheld"       // to a caller who withholds their number
	PhraseOptedOut      = "opted_out"      // on the phone, to a learner who has opted out, where a text would follow
	PhraseCare          = "care"           // to words of distress, and to nothing else
	PhraseTakeTime      = "take_time"      // to "hang on": the question waits
	PhraseDeclined      = "declined"       // to "no thanks" at an open question
	PhraseUnreadable    = "unreadable"     // to a picture, a contact or the like
	PhraseStranger      = "stranger"       // to somebody else who has this number: who we are and how to stop, no name
	PhraseNoBack        = "no_back"        // to BACK at the first question; the question follows
	PhraseNameWhich     = "name_which"     // to a learner who says that a name is wrong, but not the right one
	PhraseRenamed       = "renamed"        // a name was corrected; may use {renamed}
	PhraseEarly         = "early"          // to own words that come before their question is asked; may use {when}
	PhraseCareAgain     = "care_again"     // to what follows the care reply: how to reach a person, and how to go on
	PhraseCareOver      = "care_over"      // to a learner who takes words of distress back
	PhraseAskedWho      = "asked_who"      // to "who are you", "what is this"
	PhraseAskedBot      = "asked_bot"      // to "is this a machine"
	PhraseAskedPerson   = "asked_person"   // to "can I talk to somebody"
	PhraseAskedPrivacy  = "asked_privacy"  // to "who reads this"
	PhraseAskedCost     = "asked_cost"     // to "what does it cost"
	PhraseAskedLength   = "asked_length"   // to "how long does it take"
	PhraseAskedNumber   = "asked_number"   // to "how did you get my number"
	PhraseAskedLanguage = "asked_language" // to "can I do this in another language"
	PhraseAskedOther    = "asked_other"    // to any other question about the line
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

// PhraseNames lists the names of all phrases. Every script has each of them.
func PhraseNames() []string { return slices.Clone(phraseNames) }

// OnlySpoken reports whether a phrase is never said by text.
func OnlySpoken(phrase string) bool {
	switch phrase {
	case PhraseGoodbye, PhraseVoicemail, PhraseHold, PhraseHolding:
		return true
	}
	return false
}
