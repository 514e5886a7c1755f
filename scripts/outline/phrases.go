package outline

import (
	"slices"

	"coachline/scripts/dialogue"
)

// Group is some of what the line says at any place of a lesson.
type Group struct {
	Title   string
	Phrases []Phrase
}

// Phrase is one of them, and when it is said.
type Phrase struct {
	Name, When string
	Says       Wording
}

// groups are all phrases of the script that have words. One that is in no group stands at the end.
func (l *Lesson) groups() (all []Group) {
	rest := Group{Title: "Others"}
	grouped := map[string]bool{}
	for _, g := range phraseGroups {
		group := Group{Title: g.title}
		for _, p := range g.phrases {
			grouped[p.name] = true
			if !l.Script.Phrase(p.name).Empty() {
				group.Phrases = append(group.Phrases, l.phrase(p.name, p.when))
			}
		}
		if len(group.Phrases) > 0 {
			all = append(all, group)
		}
	}
	for _, name := range slices.Concat(sortedKeys(l.Script.Phrases), sortedKeys(l.Script.PassingOn)) {
		if !grouped[name] && !l.Script.Phrase(name).Empty() {
			rest.Phrases = append(rest.Phrases, l.phrase(name, ""))
		}
	}
	if len(rest.Phrases) > 0 {
		all = append(all, rest)
	}
	return all
}

func (l *Lesson) phrase(name, when string) Phrase {
	p := Phrase{name, when, l.wording(l.Script.Phrase(name), -1)}
	p.Says.OnlyText = slices.Contains(onlyTexted, name)
	return p
}

// onlyTexted are phrases that are never spoken.
var onlyTexted = []string{
	dialogue.PhraseInvite, dialogue.PhraseInviteAgain, dialogue.PhraseInviteCall, dialogue.PhraseInviteRing, dialogue.PhraseInvitePrivacy,
	dialogue.PhrasePart, dialogue.PhraseHungUp, dialogue.PhraseMissed, dialogue.PhraseMissedNew, dialogue.PhraseNotice,
	dialogue.PhraseWishesPerson, dialogue.PhraseHelpWords, dialogue.PhraseHelpCare, dialogue.PhrasePrivacy, dialogue.PhraseNoted,
}

type said struct{ name, when string }

// phraseGroups are the phrases in the order in which people read them, and when each is said.
var phraseGroups = []struct {
	title   string
	phrases []said
}{
	{"Invitation and beginning", []said{
		{dialogue.PhraseInvite, "The invitation."},
		{dialogue.PhraseInviteAgain, "The invitation once more, to one who has not begun."},
		{dialogue.PhraseInvitePrivacy, "After an invitation, if there is room."},
		{dialogue.PhraseInviteCall, "After an invitation, if there is room and the line rings people."},
		{dialogue.PhraseInviteRing, "After an invitation, if there is room and the line has a number to ring."},
		{dialogue.PhraseInvited, "To a text that does not begin the lesson."},
		{dialogue.PhraseUninvited, "To somebody without an invitation."},
		{dialogue.PhraseGreeting, "First of all, to a learner that the line rings, or that nobody has invited."},
		{dialogue.PhraseWithheld, "To a caller who withholds their number."},
	}},
	{"Languages", []said{
		{dialogue.PhraseLanguage, "Before a lesson that has several languages, in each of them."},
		{dialogue.PhraseLanguageWord, "After an invitation, if there is room, and to “can I do this in another language?”, in each of them."},
	}},
	{"Within the lesson", []said{
		{dialogue.PhraseResume, "Before a question that is said again."},
		{dialogue.PhraseWelcomeBack, "The same, to one who was away for a day or more."},
		{dialogue.PhraseBounds, "To a number, a day or so many choices that a question does not take."},
		{dialogue.PhrasePartial, "When only a part of an answer arrived."},
		{dialogue.PhraseAside, "To thanks or an emoji in place of an answer."},
		{dialogue.PhraseTakeTime, "To “hang on”: the question waits."},
		{dialogue.PhraseDeclined, "To “no thanks” at a question."},
		{dialogue.PhraseUnreadable, "To a picture, a contact or a place."},
		{dialogue.PhraseGoOn, "After two reprompts: the lesson goes on without an answer."},
		{dialogue.PhraseEarly, "To own words that come before their question."},
		{dialogue.PhraseNoBack, "To BACK at the first question."},
		{dialogue.PhraseNameWhich, "To one who says that a name is wrong, but not the right one."},
		{dialogue.PhraseRenamed, "When a name was put right."},
		{dialogue.PhraseNoForward, "To FORWARD, where there is no text to pass on."},
		{dialogue.PhraseForwarded, "To FORWARD on the phone."},
		{dialogue.PhrasePaused, "To PAUSE."},
		{dialogue.PhraseRemind, "The first reminder to one who is silent by text. The question follows."},
		{dialogue.PhraseRemind2, "The second reminder. The question follows."},
		{dialogue.PhraseParked, "After the reminders: the lesson rests."},
		{dialogue.PhraseWaiting, "To a text during a wait."},
		{dialogue.PhraseEnded, "To a text after the end."},
	}},
	{"By phone, and from one channel to the other", []said{
		{dialogue.PhraseByText, "When the lesson leaves the call and goes on by text; and at the beginning of that text."},
		{dialogue.PhraseHungUp, "By text, after a call that ended in the middle. The question follows."},
		{dialogue.PhraseGoodbye, "Before the line hangs up."},
		{dialogue.PhraseHold, "When a name is asked for by text and the call waits."},
		{dialogue.PhraseHolding, "Now and then while the call waits."},
		{dialogue.PhraseNoted, "By text, to the name: the call goes on."},
		{dialogue.PhraseCall, "To CALL, if the line rings nobody."},
		{dialogue.PhraseCalling, "To CALL, when the line rings."},
		{dialogue.PhraseCallsUsed, "To CALL, after all the calls of a day."},
		{dialogue.PhraseMissed, "By text, after a call of the line’s that reached nobody."},
		{dialogue.PhraseMissedNew, "The same, to one who has not begun."},
		{dialogue.PhraseVoicemail, "To a machine that takes a call of the line’s."},
	}},
	{"Distress", []said{
		{dialogue.PhraseCare, "To words of distress, and to nothing else. The lesson rests."},
		{dialogue.PhraseCareAgain, "To what follows."},
		{dialogue.PhraseCareOver, "To one who takes words of distress back."},
	}},
	{"No more texts, and other people", []said{
		{dialogue.PhraseStopped, "To STOP in any words."},
		{dialogue.PhraseOptedOut, "On the phone, to one who has stopped all texts, where a text would follow."},
		{dialogue.PhraseStranger, "To somebody else who has this number."},
		{dialogue.PhraseIsItYou, "After a long silence, before anything of the lesson is said."},
		{dialogue.PhraseIsItYouUnnamed, "The same, to one whose name is not known."},
		{dialogue.PhraseStillYou, "To yes, if nothing is asked."},
	}},
	{"Help, and questions about the line", []said{
		{dialogue.PhraseHelp, "To HELP. On the phone it is a menu."},
		{dialogue.PhraseHelpWords, "After it, by text, if there is room."},
		{dialogue.PhraseHelpCare, "After it, by text, if there is room."},
		{dialogue.PhrasePrivacy, "After help and answers about the line, by text, if there is room."},
		{dialogue.PhraseAskedWho, "To “who are you?”"},
		{dialogue.PhraseAskedBot, "To “is this a machine?”"},
		{dialogue.PhraseAskedPerson, "To “can I talk to somebody?”"},
		{dialogue.PhrasePassOn, "The same, where whoever runs the line takes such wishes."},
		{dialogue.PhrasePassedOn, "To yes: the number was passed on."},
		{dialogue.PhraseNotPassedOn, "To no."},
		{dialogue.PhrasePassedAlready, "To the same wish within a day."},
		{dialogue.PhraseWishesPerson, "By text, to whoever takes such wishes."},
		{dialogue.PhraseAskedPrivacy, "To “who reads this?”"},
		{dialogue.PhraseAskedCost, "To “what does it cost?”"},
		{dialogue.PhraseAskedLength, "To “how long does it take?”"},
		{dialogue.PhraseAskedCourse, "To “how many parts are there?”, in a course."},
		{dialogue.PhraseAskedNumber, "To “how did you get my number?”"},
		{dialogue.PhraseAskedNumberOwn, "The same, from a learner that nobody has invited."},
		{dialogue.PhraseAskedLanguage, "To “can I do this in another language?”"},
		{dialogue.PhraseAskedOther, "To any other question about the line."},
	}},
	{"The learner’s own data", []said{
		{dialogue.PhraseData, "To MYDATA."},
		{dialogue.PhraseRecord, "To MYWORDS."},
		{dialogue.PhraseRecordNone, "To MYWORDS from one who has not begun."},
		{dialogue.PhraseNotice, "By text, before answers are erased."},
		{dialogue.PhraseForget, "To a first FORGET ME."},
		{dialogue.PhraseForgotten, "To a second FORGET ME."},
	}},
	{"Days, places and numbers", []said{
		{dialogue.PhraseZone, "To one who says where they are."},
		{dialogue.PhraseZoneUnknown, "To a place that the line does not know."},
		{dialogue.PhraseAnyDay, "To ANY DAY."},
		{dialogue.PhraseWeekdays, "To WEEKDAYS, which takes it back."},
		{dialogue.PhraseEveryDay, "To WEEKDAYS, where the line keeps to no working days."},
		{dialogue.PhraseMove, "To MOVE."},
		{dialogue.PhraseMoveHow, "To MOVE from a number that has nothing to take along."},
		{dialogue.PhraseMoveWrong, "To MOVE with a code that is wrong, used or too old."},
		{dialogue.PhraseMoveTaken, "To MOVE with a code, from a number that has a record of its own."},
		{dialogue.PhraseMoveUnable, "To MOVE with a code, from a number that the line does not text."},
		{dialogue.PhraseMoved, "To MOVE with a code, from the new number."},
	}},
	{"A course", []said{
		{dialogue.PhrasePartNext, "At the end of a part: when the next one comes."},
		{dialogue.PhrasePartNow, "On the phone, to one who rings before that."},
		{dialogue.PhrasePart, "The offer of this part, by text."},
		{dialogue.PhrasePartWaits, "To a text that does not begin a part that was offered."},
		{dialogue.PhrasePartMoved, "To one who chose when the next part comes."},
		{dialogue.PhraseNoMore, "To “no more parts”."},
		{dialogue.PhraseMoreParts, "To NEXT during a wait, after “no more parts”."},
		{dialogue.PhraseCourseOver, "After the last part."},
	}},
}
