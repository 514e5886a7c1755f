package try

import (
	"cmp"
	"slices"
	"strings"

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
	If      []string // conditions, in words
	Says    wording
	Choices []choice
	Replies []reply // to what is no choice
	Confirm wording
	Forward string  // the text to pass on
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
	dialogue.Continue: "says, and waits for a word to go on", dialogue.Wait: "waits",
}

// otherReplies are the replies to what is no choice, in their order.
var otherReplies = []struct{ key, after string }{
	{dialogue.ReplyOther, "any other answer"}, {dialogue.ReplySkip, "SKIP"}, {dialogue.ReplyNone, "nobody yet"},
}

// lesson is the lesson that somebody is on whose record was seen, or else the one that is tried.
func (p *Page) lesson(seen session.Inspection) lesson {
	l := lesson{Folder: p.config.Folder, Faults: p.config.Lessons.Faults(), Warnings: p.config.Lessons.Warnings()}
	script, ok := p.config.Lessons.Current(cmp.Or(seen.Lesson, p.config.Lesson))
	if !ok {
		return l
	}
	l.Title = script.Title
	l.Changed = seen.Version != "" && seen.Version != script.Version
	for i := range script.Steps {
		at := stepOf(i+1, &script.Steps[i])
		at.If = conditions(script, &script.Steps[i])
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
	if s.Kind == dialogue.Wait {
		at.Kind += " until " + cmp.Or(s.Until, dialogue.NextDay) + ", at " + s.At
		if strings.HasPrefix(s.Until, "in ") {
			at.Kind = "waits, " + strings.TrimPrefix(s.Until, "in ") + ", until " + s.At
		}
	}
	at.Forward = s.Forward.Text
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

// conditions says a step's conditions in words: "energy is 2 (busy)".
func conditions(script *dialogue.Script, s *dialogue.Step) (all []string) {
	for _, c := range s.When {
		choices, from := []dialogue.Option(nil), ""
		if i := script.Index(c.Step); i >= 0 {
			choices = script.Steps[i].Choices
			if script.Steps[i].Kind == dialogue.YesNo {
				choices = []dialogue.Option{{Key: "1", Words: []string{"yes"}}, {Key: "2", Words: []string{"no"}}}
			}
		}
		for _, e := range script.Earlier {
			if e.Name == c.Step {
				choices, from = e.Choices, " of "+e.Lesson
			}
		}
		is := make([]string, len(c.Is))
		for n, key := range c.Is {
			is[n] = key
			for _, o := range choices {
				if o.Key == key {
					is[n] += " (" + o.Words[0] + ")"
				}
			}
		}
		all = append(all, c.Step+from+" is "+strings.Join(is, " or "))
	}
	return all
}

// wordingOf is a prompt's; what is read out word for word is there once.
func wordingOf(p dialogue.Prompt) wording {
	if p.Text != "" && slices.Equal(p.Phone, []dialogue.Line{{Text: p.Text}}) {
		return wording{Text: p.Text}
	}
	return wording{p.Text, p.Phone}
}
