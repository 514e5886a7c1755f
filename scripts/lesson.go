package scripts

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// Lesson is a lesson file that Parse accepted: its script, and where each of its texts stands.
type Lesson struct {
	Script *dialogue.Script // without Values
	File   string

	places     []place        // where the steps stand
	budgetAt   pos            // where the budget stands
	settingsAt pos            // where the settings stand
	earlierAt  []place        // where each of Script.Earlier stands
	guessed    []string       // names of earlier answers whose lesson could not be read
	secondAt   pos            // where the second voice stands
	lines      []string       // of the file
	tops       map[string]pos // where the keys of its top level stand
	passages   []passage      // the texts of this file
	common     []passage      // the texts of phrases.yaml
	second     string         // the second voice, or ""

	translations []*Translation
	ofLanguages  map[string]dialogue.Prompt // what it says if it has translations

	recordings *recordings // in the folder of the lesson; nil if there is no folder to look into
}

// place is where a step stands, and where each of its keys does: "goto", "choices", and within that "choices 1".
type place struct {
	pos
	keys map[string]pos
}

// of is where the value of a key stands, or the step if the key is absent.
func (p place) of(key string) pos {
	if at, ok := p.keys[key]; ok {
		return at
	}
	return p.pos
}

func placeOf(v *value) place {
	p := place{v.pos, map[string]pos{}}
	for _, of := range v.pairs {
		p.keys[of.key.text] = of.value.pos
		for _, within := range of.value.pairs {
			p.keys[of.key.text+" "+within.key.text] = within.value.pos
		}
	}
	return p
}

// passage is one prompt with its place.
type passage struct {
	pos        // of the text
	phone  pos // of its own words for the phone, if it has them
	step   int // index in Script.Steps, or -1 for a text that may be said at any step
	role   lint.Role
	key    string // the answer to which it replies, or the name of the phrase
	prompt dialogue.Prompt
	spoken string // the words for the phone as they stand in the file, with their marks
}

// Parse reads a lesson file. Phrases are those of phrases.yaml; nil has none. In a lesson that Parse accepts every name is
// known, jumps go forward and repeats go back. Check then says whether the lesson can be served. Parse does not see the
// earlier lessons whose answers this one uses: Open and CheckFiles do.
//
// The error is a Faults with every fault. Where a file is not YAML, it has the faults up to there.
func Parse(file string, src []byte, phrases *Phrases) (*Lesson, error) {
	return parse(file, src, phrases, nil)
}

// parse is Parse of a lesson that may have recordings.
func parse(file string, src []byte, phrases *Phrases, recordings *recordings) (*Lesson, error) {
	if phrases == nil {
		phrases = &Phrases{}
	}
	root, faults := decode(file, src)
	if root == nil {
		return nil, faults.err()
	}
	p := &parser{file: file, faults: faults, script: &dialogue.Script{}, recordings: recordings}
	p.lesson = &Lesson{File: file, recordings: recordings, lines: strings.Split(string(src), "\n")}
	p.lesson.Script = p.script
	p.top(root, phrases)
	p.faults.mark("form")
	if err := p.faults.err(); err != nil {
		return nil, err
	}
	p.script.Version = version(p.script)
	return p.lesson, nil
}

// parser reads one file.
type parser struct {
	file     string
	faults   Faults
	script   *dialogue.Script
	lesson   *Lesson // nil in phrases
	second   string  // the second voice, or ""
	passages []passage

	recordings *recordings // where there may be some
}

var (
	lessonName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	stepName   = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)
	language   = regexp.MustCompile(`^[a-z]{2,3}(-[A-Z][A-Za-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$`)
	voice      = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9.-]*$`)
	ownVoice   = regexp.MustCompile(`^(Polly|Google)\.[A-Za-z0-9-]+$`)
	clock      = regexp.MustCompile(`^([01][0-9]|2[0-3]):[0-5][0-9]$`)
)

// top reads the top level of a lesson file.
func (p *parser) top(root *value, phrases *Phrases) {
	f := p.fields(root, format.Keys[format.Lesson]()...)
	s := p.script
	p.lesson.tops = placeOf(f.of).keys
	s.Lesson = f.word("lesson", lessonName, "small letters, digits and hyphens")
	if want := strings.TrimSuffix(path.Base(p.file), ".yaml"); s.Lesson != "" && s.Lesson != want {
		p.faults.at(f.at("lesson"), `lesson %q in the file %q; write "lesson: %s" here, or rename the file`,
			s.Lesson, path.Base(p.file), want)
	}
	s.Title = f.title()
	s.Language = f.word("language", language, "a language tag such as en-NZ")
	s.Voice = f.word("voice", voice, "a voice of Twilio's such as Polly.Aria-Neural")
	p.secondVoice(f)
	p.budget(f)
	p.settings(f.get("settings"))
	p.earlier(f.get("earlier"))
	own := Phrases{}
	p.phrases(f, &own)
	p.steps(f.need("steps"), own.reprompts.or(phrases.reprompts))
	p.addPhrases(f, own, *phrases)
	p.lesson.passages, p.lesson.second = p.passages, p.second
	p.faults.mark("form")
	p.checkReferences()
	p.faults.mark("names")
}

// secondVoice reads the voice of "[second voice]". It must be one that has a language of its own, as a Say with a voice and
// another's language fails; twilio.com/docs/voice/twiml/say
func (p *parser) secondVoice(f *fields) {
	if f.get("second-voice") == nil {
		return
	}
	p.second = f.word("second-voice", ownVoice, "a voice of Twilio's that has a language of its own, such as Polly.Olivia-Neural")
	p.lesson.secondAt = f.at("second-voice")
	if p.second != "" && p.second == p.script.Voice {
		p.faults.at(p.lesson.secondAt, "second-voice: %q is the voice already; choose another one", p.second)
	}
}

func (p *parser) budget(f *fields) {
	v := f.need("budget")
	if v == nil {
		return
	}
	p.lesson.budgetAt = v.pos
	b := p.fields(v, format.Keys[format.Budget]()...)
	p.script.Budget.Segments = int(b.number("segments", true))
	p.script.Budget.Minutes = b.number("minutes", false)
}

func (p *parser) settings(v *value) {
	if v != nil {
		p.lesson.settingsAt = v.pos
	}
	for _, item := range p.list(v) {
		name := p.word(item, stepName, "small letters, digits and _")
		switch {
		case name == "":
		case name == dialogue.NeedsNumber || builtin(name):
			p.faults.at(item.pos, "a setting cannot be called %q; that means something else in a lesson", name)
		case slices.Contains(p.script.Settings, name):
			p.faults.at(item.pos, "setting %q stands here twice; take one out", name)
		default:
			p.script.Settings = append(p.script.Settings, name)
		}
	}
}

// number reads a number above zero.
func (f *fields) number(key string, whole bool) float64 {
	v := f.need(key)
	if v == nil {
		return 0
	}
	n, err := strconv.ParseFloat(v.text, 64)
	switch {
	case v.kind != aText, err != nil, n <= 0, n > 1000, n != n:
		f.p.faults.at(v.pos, "%s: expected a number above 0, such as 7; write one", key)
	case whole && n != float64(int(n)):
		f.p.faults.at(v.pos, "%s: expected a whole number; leave out what follows the point", key)
	default:
		return n
	}
	return 0
}
