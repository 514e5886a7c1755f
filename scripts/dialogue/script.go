package dialogue

import (
	"slices"
	"time"

	"coachline/scripts/nlu"
)

// MaxName is the length of the longest accepted name, in characters. The command check fills prompts with such names.
const MaxName = nlu.MaxName

// MaxOrganisation is the length of the longest name of an organisation that runs the line, in characters. The command check fills
// prompts with such a name.
const MaxOrganisation = 40

// LongPrivacyLink is as long as the address of the privacy page may be for HELP and an invitation to have room for it: that of a line
// whose public URL has 40 characters. The command check fills phrases with it.
const LongPrivacyLink = "https://line.long-name.example.health.nz/privacy"

// Script is one lesson as the engine walks it. It is plain data and marshals, so that the version that a learner began
// can be stored. Package scripts parses it and proves that jumps go forward and every reference exists. Without that
// proof the engine still never loops. A version is stored as JSON by these names and those of its parts: a field that is
// renamed would be lost from the versions that learners are on.
type Script struct {
	Lesson   string            // the lesson's name, such as "peer-coaching-1"
	Title    string            // for people
	Language string            // BCP-47, of its words and of what is understood
	Speech   string            // BCP-47, spoken and recognised on the phone, if that is not Language
	Voice    string            // the text-to-speech voice on the phone
	Budget   Budget            // what the lesson may cost
	Settings []string          // names that an operator may set; a step that needs an unset one is left out
	Phrases  map[string]Prompt // what the line says at any step, by the names below
	Earlier  []Earlier         // answers of earlier lessons of a course, which prompts may say
	Steps    []Step

	// Translations are the lesson in other languages. They differ from it in their words only, and have no version and no
	// translations of their own.
	Translations []*Script
	Called       []string          // of a translation: names of its language, beside those that the lexicon knows
	Wording      map[string]string // what it says for each of Wordings, if that differs

	Version string            // the content hash of the fields above
	Values  map[string]string `json:"-"` // the operator's values of Settings, which are not part of the version

	// PassingOn are the phrases of PhrasesOfPassingOn, which belong to the line. They are not part of the version, and a version that
	// was stored has none.
	PassingOn map[string]Prompt `json:"-"`

	// Recordings are those of its prompts, by Prompt.Audio, for people who read or check the script. They are not part of the
	// version, and a version that was stored has none.
	Recordings map[string]Recording `json:"-"`
}

// Recording is a sound file in which somebody says a prompt.
type Recording struct {
	File   string // as its author calls it, such as "energy.mp3"
	Words  string // that it has, if it has those of its prompt
	Length time.Duration
}

// Earlier is an answer of an earlier lesson. Prompts and conditions of this lesson use it like an answer of its own.
type Earlier struct {
	Name    string // in this lesson, such as "partner"
	Lesson  string // the earlier one
	Step    string // its ID there
	Missing string // what prompts say if there is no such answer, or it was erased; "{name}" is an Earlier before this one

	Kind    StepKind // of that step, as the lesson is when this one is read
	Choices []Option // of that step
}

// Budget bounds the longest path through a lesson without reprompts.
type Budget struct {
	Segments int     // outbound SMS segments, if the whole lesson is texted
	Minutes  float64 // of an ordinary caller, if the whole lesson is phoned
}

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
	Missing   string            // what prompts say in place of a missing answer; "{name}" is one of Script.Earlier
	Confirm   Prompt            // asks whether a name or date is right
	Replies   map[string]Prompt // by choice key or Reply constant
	Jumps     map[string]string // by choice key: the step to go to, always a later one
	Goto      string            // the step after this one, if it is not the next
	Needs     []string          // settings, answers by step ID, or NeedsNumber: if one is missing, the step is left out
	When      []Condition       // if one does not hold, the step is left out
	Milestone string            // reached when the step is passed
	Repeat    Repeat            // on a yesno step: yes goes back
	NoInput   []Prompt          // two reprompts after silence
	NoMatch   []Prompt          // two reprompts after an answer that was not understood
	Until     string            // on a wait: "" or "next day", "in 3 days", or a weekday such as "monday"
	At        string            // on a wait: the time of day, "09:00" or "{hour}"
	ToOthers  bool              // on a text step: the answer is said to somebody else, so a question in it is not about the line
	Least     float64           // on a number: its least value; on several choices: how many at least
	Most      float64           // on a number: its greatest value; on several choices: how many at most, 0 for all
	Decimals  bool              // on a number: it need not be whole
	Unit      string            // on a number: what it counts, such as "hours"
	Within    int               // on a date: how many days from today at most
	NotToday  bool              // on a date: tomorrow is the first day
	Past      bool              // on a date: it is past, or today, and Within counts back
	Remind    Prompt            // the reminder to a learner who is silent at this question; empty is the common one
	Forward   Prompt            // on a name step: a text that the learner may ask for and pass on to the person named
}

// Condition is about the answer to an earlier step, or to one of Script.Earlier.
type Condition struct {
	Step string   // its ID, or the Name of an Earlier
	Is   []string // one of these: keys of its choices, ReplyOther, Answered, or Skipped
}

// What a Condition may ask of any answer.
const (
	Answered = "answered" // there is an answer
	Skipped  = "skipped"  // there is none
)

// Entries of Step.Replies beside those for the keys of its choices.
const (
	ReplyOther = "other" // own words, a name, a time: any answer that is not a choice
	ReplySkip  = "skip"  // the learner skipped
	ReplyNone  = "none"  // the learner has nobody to name yet, or none of several choices fits

	ReplySeveral = "several" // more than one of several choices
)

// NeedsNumber in Step.Needs leaves the step out for a learner who cannot be texted: the number is withheld, or they have
// opted out. An Offer always needs it.
const NeedsNumber = "number"

// Option is one of a step's choices. The first of its Words is stored. Hour is set on an hour step.
type Option = nlu.Option

// Repeat is a bounded loop, the only way that a script goes back.
type Repeat struct {
	From  string // the step to go back to
	Times int    // how often at most
}

// Prompt is the wording of one thing for both channels. If Phone is empty, the phone speaks Text.
type Prompt struct {
	Text  string
	Phone []Line
	Audio string // the recording of all that the phone speaks: a hash of its content and its kind, such as "3f0a91.mp3"; empty if a voice speaks
}

// Empty reports whether the prompt says nothing on either channel.
func (p Prompt) Empty() bool { return p.Text == "" && len(p.Phone) == 0 }

// Spoken returns the lines that the phone speaks. The first one names the prompt's recording, which has the others too.
func (p Prompt) Spoken() []Line {
	lines := p.Phone
	if len(lines) == 0 && p.Text != "" {
		lines = []Line{{Text: p.Text}}
	}
	if p.Audio == "" {
		return lines
	}
	lines = slices.Clone(lines)
	for i := range lines {
		lines[i].Recorded = i > 0
	}
	if len(lines) > 0 {
		lines[0].Audio = p.Audio
	}
	return lines
}

// Line is text to say, or a pause.
type Line struct {
	Text     string `cbor:"1,keyasint,omitempty"`
	Pause    int    `cbor:"2,keyasint,omitempty"` // seconds of silence; Text is empty
	Voice    string `cbor:"3,keyasint,omitempty"` // the voice that speaks it, if it is not the lesson's
	Audio    string `cbor:"4,keyasint,omitempty"` // the recording that plays instead, if the line has it: Prompt.Audio
	Recorded bool   `cbor:"5,keyasint,omitempty"` // the recording of a line before has this one, too
}

// Phrase returns a phrase by its name. It is empty if the script lacks it.
func (s *Script) Phrase(name string) Prompt {
	if prompt, ok := s.Phrases[name]; ok {
		return prompt
	}
	return s.PassingOn[name]
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
