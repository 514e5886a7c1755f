package dialogue

import "slices"

// The names of Script.Phrases. PhraseNames lists them all.
const (
	PhraseResume         = "resume"           // before a prompt that is said again; may use {step} and {steps}
	PhraseWelcomeBack    = "welcome_back"     // the same after a day or more; may use {about} too
	PhrasePartial        = "partial"          // only part of an answer arrived
	PhraseBounds         = "bounds"           // an answer of the right kind that is out of bounds; may use {bounds}
	PhraseAside          = "aside"            // to thanks or an emoji in place of an answer
	PhraseGoOn           = "go_on"            // after two reprompts: the lesson goes on without an answer
	PhraseByText         = "by_text"          // on the phone: the lesson goes on by text; also the beginning of that text
	PhraseHungUp         = "hung_up"          // by text, before the question at which a call ended; it may offer CALL
	PhraseGoodbye        = "goodbye"          // on the phone, before hanging up
	PhrasePaused         = "paused"           // to PAUSE
	PhraseStopped        = "stopped"          // to STOP
	PhraseHelp           = "help"             // to HELP; on the phone a menu: 1 goes on, 2 stops all texts
	PhraseHelpWords      = "help_words"       // after it, by text, if there is room: what a learner may text
	PhraseHelpCare       = "help_care"        // and, if there is room, who to call in need
	PhrasePrivacy        = "privacy"          // after HELP and answers about the line, if there is room: where to read more, {privacy_link}
	PhraseGreeting       = "greeting"         // first of all, to a learner that the line rings, or that nobody has invited: who runs the line
	PhraseCall           = "call"             // to CALL, if the line rings nobody
	PhraseCalling        = "calling"          // to CALL: the line rings now
	PhraseCallsUsed      = "calls_used"       // to CALL, after all the calls of a day
	PhraseMissed         = "missed"           // by text, after a call of ours that reached nobody; the open question may follow
	PhraseMissedNew      = "missed_new"       // the same, to a learner who has not begun
	PhraseVoicemail      = "voicemail"        // to a machine that took our call: who rang, and nothing of the lesson
	PhraseHold           = "hold"             // on the phone: a text asks for the name, and the call waits
	PhraseHolding        = "holding"          // on the phone, now and then while the call waits
	PhraseNoted          = "noted"            // by text, to the name: the call goes on
	PhraseData           = "data"             // to MYDATA; may use {answers} and {kept}
	PhraseRecord         = "record"           // to MYWORDS: the way to the learner's own record, {record_link}; on the phone, that it is texted
	PhraseRecordNone     = "record_none"      // to MYWORDS from a learner who has not begun
	PhraseNotice         = "notice"           // by text, before answers are erased; may use {record_link} and {erased_on}
	PhraseForget         = "forget"           // to a first FORGET ME: what it does, and to text it again
	PhraseForgotten      = "forgotten"        // to a second FORGET ME
	PhraseZone           = "zone"             // to a learner who says where they are; may use {place}
	PhraseZoneUnknown    = "zone_unknown"     // to a place that the line does not know
	PhraseAnyDay         = "any_day"          // to ANY DAY: texts may come on days that are no working days, too
	PhraseWeekdays       = "weekdays"         // to WEEKDAYS, which takes ANY DAY back
	PhraseEveryDay       = "every_day"        // to WEEKDAYS, if the operator keeps to no working days
	PhraseRemind         = "remind"           // the first reminder to a learner who is silent by text
	PhraseRemind2        = "remind_2"         // the second reminder
	PhraseParked         = "parked"           // after the reminders: the lesson rests
	PhraseWaiting        = "waiting"          // between the lesson and its next day; may use {when}
	PhraseEnded          = "ended"            // after the lesson's end
	PhraseUninvited      = "uninvited"        // to somebody without an invitation
	PhraseInvite         = "invite"           // an invitation, by text only; may use {by} and {minutes}
	PhraseInviteAgain    = "invite_again"     // the same invitation once more
	PhraseInviteCall     = "invite_call"      // after an invitation: CALL begins it too
	PhraseInviteRing     = "invite_ring"      // after an invitation: the number to ring, {line}
	PhraseInvitePrivacy  = "invite_privacy"   // after an invitation: that answers stay private, and {privacy_link}
	PhraseInvited        = "invited"          // to a text that does not begin the lesson
	PhrasePartNext       = "part_next"        // at the end of a part: {next_part} comes {when}
	PhrasePartNow        = "part_now"         // on the phone, to one who rings before that: when it comes, and 1 begins it now
	PhrasePart           = "part"             // the offer of the next part, {lesson}, by text only; {parts_done} of {parts_all} are done
	PhrasePartWaits      = "part_waits"       // to a text that does not begin a part that was offered
	PhrasePartMoved      = "part_moved"       // to a learner who chose when the next part comes
	PhraseNoMore         = "no_more"          // to "no more parts"
	PhraseMoreParts      = "more_parts"       // to NEXT during a wait, after "no more parts"; may use {when}
	PhraseCourseOver     = "course_over"      // after the last part of {course_title}
	PhraseWithheld       = "withheld"         // to a caller who withholds their number
	PhraseOptedOut       = "opted_out"        // on the phone, to a learner who has opted out, where a text would follow
	PhraseCare           = "care"             // to words of distress, and to nothing else
	PhraseTakeTime       = "take_time"        // to "hang on": the question waits
	PhraseDeclined       = "declined"         // to "no thanks" at an open question
	PhraseUnreadable     = "unreadable"       // to a picture, a contact or the like
	PhraseStranger       = "stranger"         // to somebody else who has this number: who we are and how to stop, no name
	PhraseNoBack         = "no_back"          // to BACK at the first question; the question follows
	PhraseNameWhich      = "name_which"       // to a learner who says that a name is wrong, but not the right one
	PhraseRenamed        = "renamed"          // a name was corrected; may use {renamed}
	PhraseNoForward      = "no_forward"       // to FORWARD, if the lesson has no such text, or nobody was named
	PhraseForwarded      = "forwarded"        // to FORWARD on the phone: the text is on its way
	PhraseEarly          = "early"            // to own words that come before their question is asked; may use {when}
	PhraseCareAgain      = "care_again"       // to what follows the care reply: how to reach a person, and how to go on
	PhraseCareOver       = "care_over"        // to a learner who takes words of distress back
	PhraseAskedWho       = "asked_who"        // to "who are you", "what is this"
	PhraseAskedBot       = "asked_bot"        // to "is this a machine"
	PhraseAskedPerson    = "asked_person"     // to "can I talk to somebody"
	PhraseAskedPrivacy   = "asked_privacy"    // to "who reads this"
	PhraseAskedCost      = "asked_cost"       // to "what does it cost"
	PhraseAskedCourse    = "asked_course"     // to "how many parts are there", on a course
	PhraseAskedLength    = "asked_length"     // to "how long does it take"
	PhraseAskedNumber    = "asked_number"     // to "how did you get my number"
	PhraseAskedNumberOwn = "asked_number_own" // the same, from a learner that nobody has invited
	PhraseAskedLanguage  = "asked_language"   // to "can I do this in another language"
	PhraseAskedOther     = "asked_other"      // to any other question about the line

	PhraseIsItYou        = "is_it_you"         // after a long silence: is this still {name}? 1 is yes, 2 is no
	PhraseIsItYouUnnamed = "is_it_you_unnamed" // the same, to a learner whose name is not known
	PhraseStillYou       = "still_you"         // to yes, if nothing is asked
	PhraseMove           = "move"              // to MOVE: what to text from the new number, with {code}; on the phone, to text MOVE
	PhraseMoveHow        = "move_how"          // to MOVE from a number that has nothing to take along
	PhraseMoveWrong      = "move_wrong"        // to MOVE with a code that is wrong, used or too old
	PhraseMoveTaken      = "move_taken"        // to MOVE with a code, from a number that has a record of its own
	PhraseMoveUnable     = "move_unable"       // to MOVE with a code, from a number that the line does not text
	PhraseMoved          = "moved"             // to MOVE with a code, from the new number; the open question may follow

	// Only in a lesson that has translations, each in its own language.
	PhraseLanguage     = "language"      // before the lesson: {language_key} chooses this language
	PhraseLanguageWord = "language_word" // after an invitation, and to a question about the language: the word that changes to this one

	// Only on a line whose operator has said who gets the wishes for a person. They are not part of a lesson's version.
	PhrasePassOn        = "pass_on"        // to "can I talk to somebody" there: may we pass your number on? 1 is yes, 2 is no
	PhrasePassedOn      = "passed_on"      // to yes
	PhraseNotPassedOn   = "not_passed_on"  // to no
	PhrasePassedAlready = "passed_already" // to the same wish within a day
	PhraseWishesPerson  = "wishes_person"  // by text, to whoever the operator has named: {name} and {learner_number}
)

var phraseNames = []string{
	PhraseResume, PhraseWelcomeBack, PhrasePartial, PhraseBounds, PhraseAside, PhraseGoOn, PhraseByText, PhraseHungUp, PhraseGoodbye,
	PhrasePaused, PhraseStopped, PhraseHelp, PhraseHelpWords, PhraseHelpCare, PhrasePrivacy, PhraseGreeting, PhraseCall, PhraseCalling, PhraseCallsUsed, PhraseMissed, PhraseMissedNew,
	PhraseVoicemail, PhraseHold, PhraseHolding, PhraseNoted, PhraseData, PhraseRecord, PhraseRecordNone,
	PhraseNotice, PhraseForget, PhraseForgotten, PhraseZone,
	PhraseZoneUnknown, PhraseAnyDay, PhraseWeekdays, PhraseEveryDay, PhraseRemind, PhraseRemind2, PhraseParked, PhraseWaiting, PhraseEnded, PhraseUninvited,
	PhraseInvite, PhraseInviteAgain, PhraseInviteCall, PhraseInviteRing, PhraseInvitePrivacy, PhraseInvited,
	PhrasePartNext, PhrasePartNow, PhrasePart, PhrasePartWaits, PhrasePartMoved, PhraseNoMore, PhraseMoreParts, PhraseCourseOver,
	PhraseWithheld, PhraseOptedOut, PhraseCare, PhraseTakeTime, PhraseDeclined, PhraseUnreadable, PhraseStranger,
	PhraseNoBack, PhraseNameWhich, PhraseRenamed, PhraseNoForward, PhraseForwarded, PhraseEarly, PhraseCareAgain, PhraseCareOver, PhraseAskedWho,
	PhraseAskedBot, PhraseAskedPerson, PhraseAskedPrivacy, PhraseAskedCost, PhraseAskedCourse, PhraseAskedLength, PhraseAskedNumber, PhraseAskedNumberOwn,
	PhraseAskedLanguage, PhraseAskedOther,
	PhraseIsItYou, PhraseIsItYouUnnamed, PhraseStillYou, PhraseMove, PhraseMoveHow, PhraseMoveWrong, PhraseMoveTaken, PhraseMoveUnable,
	PhraseMoved,
}

// PhraseNames lists the names of all phrases. Every script has each of them.
func PhraseNames() []string { return slices.Clone(phraseNames) }

// PhrasesOfLanguages lists the names of the phrases that only a lesson with translations has.
func PhrasesOfLanguages() []string { return []string{PhraseLanguage, PhraseLanguageWord} }

// PhrasesOfPassingOn lists the names of the phrases that only a line says whose operator has said who gets the wishes for a person.
func PhrasesOfPassingOn() []string {
	return []string{PhrasePassOn, PhrasePassedOn, PhraseNotPassedOn, PhrasePassedAlready, PhraseWishesPerson}
}

// OptionalPhrases lists the names of the phrases that not every script has.
func OptionalPhrases() []string { return slices.Concat(PhrasesOfLanguages(), PhrasesOfPassingOn()) }

// OnlySpoken reports whether a phrase is never said by text.
func OnlySpoken(phrase string) bool {
	switch phrase {
	case PhraseGoodbye, PhraseVoicemail, PhraseHold, PhraseHolding, PhrasePartNow, PhraseForwarded:
		return true
	}
	return false
}
