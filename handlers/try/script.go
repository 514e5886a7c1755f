package try

import (
	"cmp"
	"slices"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/session"
)

// lesson is the script in its words, and where in it the person is.
type lesson struct {
	Title    string
	Folder   string
	Steps    []step
	Now      *step // where the person is; nil: not in it
	Changed  bool  // since the person began
	Faults   scripts.Faults
	Warnings scripts.Faults
}

// step is a place in the script, as an author reads it.
type step struct {
	N       int // from 1
	ID      string
	Kind    string // in words
	Here    bool
	Says    wording
	Choices []choice
	Replies []reply // to what is no choice
	Confirm wording
	Again   []reply // the reprompts
}

// wording is what is said by text and by phone.
type wording struct {
	Text  string
	Phone []dialogue.Line // empty where the text is read out
}

// choice is an answer that has a key.
type choice struct {
	Key, Words string
	Reply      wording
}

// reply is what is said after something, in words.
type reply struct {
	After string
	Says  wording
}

// kindWords are the kinds of step, as an author reads them.
var kindWords = map[dialogue.StepKind]string{
	dialogue.Say: "says", dialogue.Offer: "offers to text", dialogue.Choice: "asks, with choices", dialogue.YesNo: "asks, yes or no",
	dialogue.FreeText: "asks for own words", dialogue.Name: "asks for a name", dialogue.Hour: "asks for a time of day",
	dialogue.Continue: "says, and waits for a word to go on", dialogue.Wait: "waits until the next day",
}

// otherReplies are the replies to what is no choice, in their order.
var otherReplies = []struct{ key, after string }{
	{dialogue.ReplyOther, "any other answer"}, {dialogue.ReplySkip, "SKIP"}, {dialogue.ReplyNone, "nobody yet"},
}

// lesson is the lesson that is tried, for somebody whose record was seen.
func (p *Page) lesson(seen session.Inspection) lesson {
	l := lesson{Folder: p.config.Folder, Faults: p.config.Lessons.Faults(), Warnings: p.config.Lessons.Warnings()}
	script, ok := p.config.Lessons.Current(p.config.Lesson)
	if !ok {
		return l
	}
	l.Title = script.Title
	l.Changed = seen.Version != "" && seen.Version != script.Version
	for i := range script.Steps {
		at := stepOf(i+1, &script.Steps[i])
		at.Here = at.ID == seen.Place.Step && seen.Place.Status != dialogue.Ended
		l.Steps = append(l.Steps, at)
		if at.Here {
			l.Now = &at
		}
	}
	return l
}

func stepOf(n int, s *dialogue.Step) step {
	at := step{N: n, ID: s.ID, Kind: cmp.Or(kindWords[s.Kind], string(s.Kind)), Says: wordingOf(s.Prompt), Confirm: wordingOf(s.Confirm)}
	if s.At != "" {
		at.Kind += ", at " + s.At
	}
	for _, o := range s.Choices {
		at.Choices = append(at.Choices, choice{o.Key, o.Words[0], wordingOf(s.Replies[o.Key])})
	}
	if s.Kind == dialogue.YesNo {
		at.Choices = []choice{{"1", "yes", wordingOf(s.Replies["1"])}, {"2", "no", wordingOf(s.Replies["2"])}}
	}
	for _, other := range otherReplies {
		if r := s.Replies[other.key]; !r.Empty() {
			at.Replies = append(at.Replies, reply{other.after, wordingOf(r)})
		}
	}
	for _, again := range []struct {
		after   string
		prompts []dialogue.Prompt
	}{{"silence", s.NoInput}, {"what is not understood", s.NoMatch}} {
		for _, prompt := range again.prompts {
			at.Again = append(at.Again, reply{again.after, wordingOf(prompt)})
		}
	}
	return at
}

// wordingOf is a prompt's; what is read out word for word is there once.
func wordingOf(p dialogue.Prompt) wording {
	if p.Text != "" && slices.Equal(p.Phone, []dialogue.Line{{Text: p.Text}}) {
		return wording{Text: p.Text}
	}
	return wording{p.Text, p.Phone}
}
