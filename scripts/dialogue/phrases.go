package dialogue

import "slices"

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
