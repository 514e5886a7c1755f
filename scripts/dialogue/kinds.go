package dialogue

import "coachline/scripts/nlu"

// kind is what the engine needs to know of a kind of step. Package scripts has a similar table for check.
type kind struct {
	asks    bool        // it waits for an answer on both channels
	asked   nlu.Kind    // what an utterance may answer
	keys    int         // by phone: how many keys at most
	silence int         // by phone: how many seconds of silence count as no-input
	long    bool        // by phone: several sentences are welcome
	pressed keysOutcome // matches keys with it
}

// keysOutcome matches keys with a step; m is their meaning as an utterance.
type keysOutcome func(step *Step, keys string, m nlu.Meaning) outcome

// How long a phone prompt waits, in seconds.
const (
	choiceSilence = 6
	openSilence   = 10 // own words take thought
)

// kinds has a row for each of StepKinds. A kind that asks nothing waits for any sign to go on.
var kinds = map[StepKind]kind{
	// asks, asked, keys, silence, long, pressed
	Say:      {false, nlu.Continue, 1, choiceSilence, false, noKey},
	Wait:     {false, nlu.Waiting, 1, choiceSilence, false, noKey},
	Continue: {true, nlu.Continue, 1, choiceSilence, false, anyKey},
	Offer:    {false, nlu.Offer, 1, choiceSilence, false, yesNoKey},
	Choice:   {true, nlu.Choice, 1, choiceSilence, false, choiceKey},
	YesNo:    {true, nlu.YesNo, 1, choiceSilence, false, yesNoKey},
	FreeText: {true, nlu.OwnWords, 1, openSilence, true, keyToGoOn},
	Name:     {true, nlu.Name, 1, choiceSilence, false, noKey},
	Hour:     {true, nlu.Hour, 4, choiceSilence, false, hourKeys},
}

// kindOf returns the row of a step's kind. A later version of the program may have stored a lesson with an unknown kind:
// such a step is treated as Say.
func kindOf(step *Step) kind {
	if row, ok := kinds[step.Kind]; ok {
		return row
	}
	return kinds[Say]
}

func noKey(*Step, string, nlu.Meaning) outcome { return outcome{} }

func anyKey(*Step, string, nlu.Meaning) outcome { return outcome{kind: match, reply: ReplyOther} }

// keyToGoOn takes key 1 in place of own words: the learner does not want to say them.
func keyToGoOn(_ *Step, keys string, _ nlu.Meaning) outcome {
	if keys != "1" {
		return outcome{}
	}
	return outcome{kind: match, reply: ReplyOther}
}

func yesNoKey(step *Step, keys string, _ nlu.Meaning) outcome {
	if keys != "1" && keys != "2" {
		return outcome{}
	}
	return wordsOutcome(step, nlu.Meaning{Choice: keys}, false)
}

// choiceKey matches a key with the step's choices.
func choiceKey(step *Step, key string, _ nlu.Meaning) outcome {
	for _, o := range step.Choices {
		if o.Key != key {
			continue
		}
		value := o.Words[0]
		if step.Kind == Hour {
			value = o.Hour
		}
		return outcome{kind: match, reply: key, value: value}
	}
	return outcome{}
}

// hourKeys takes a time in four digits, or a choice. One or two digits that are no choice are part of an answer.
func hourKeys(step *Step, keys string, m nlu.Meaning) outcome {
	if m.Hour != "" {
		return outcome{kind: match, reply: ReplyOther, value: m.Hour}
	}
	o := choiceKey(step, keys, m)
	if len(step.Choices) > 0 && o.kind == noMatch && len(keys) < 3 {
		o.kind = partial
	}
	return o
}
