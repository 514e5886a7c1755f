package scripts

import (
	"cmp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// Phrases are what a lesson may say at any step, from phrases.yaml.
type Phrases struct {
	file      string
	reprompts reprompts
	prompts   map[string]dialogue.Prompt
	passages  []passage
	wording   map[string]string

	recordings *recordings
	recorded   map[string]dialogue.Recording // those that they play, by Prompt.Audio
}

// ParsePhrases reads phrases.yaml. A lesson may have its own words for some of the reprompts and phrases. The error is a
// Faults with every fault.
func ParsePhrases(file string, src []byte) (*Phrases, error) {
	return parsePhrases(file, src, nil)
}

// parsePhrases is ParsePhrases of phrases that may have recordings.
func parsePhrases(file string, src []byte, recordings *recordings) (*Phrases, error) {
	if isEmpty(src) {
		return &Phrases{file: file, recordings: recordings, prompts: map[string]dialogue.Prompt{}}, nil
	}
	root, faults := decode(file, src)
	if root == nil {
		return nil, faults.err()
	}
	p := &parser{file: file, faults: faults, script: &dialogue.Script{}, recordings: recordings}
	phrases := &Phrases{recordings: recordings}
	f := p.fields(root, format.Keys[format.Phrases]()...)
	phrases.wording = p.wording(f)
	p.phrases(f, phrases)
	phrases.file, phrases.passages, phrases.recorded = file, p.passages, p.script.Recordings
	for _, s := range p.passages {
		p.checkFills(s)
	}
	if err := p.faults.err(); err != nil {
		return nil, err
	}
	return phrases, nil
}

// isEmpty reports whether a file has nothing but comments. A phrases.yaml that says nothing differently is sound.
func isEmpty(src []byte) bool {
	for line := range strings.Lines(string(src)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return false
		}
	}
	return true
}

// fillFrom takes what these phrases do not say from common ones. So an operator's own file needs only what it says differently, and
// stays good when the program gets a new phrase.
func (ph *Phrases) fillFrom(common *Phrases) {
	own := ph.reprompts
	ph.reprompts = own.or(common.reprompts)
	ph.file = cmp.Or(ph.file, common.file)
	for audio, r := range common.recorded {
		if ph.recorded == nil {
			ph.recorded = map[string]dialogue.Recording{}
		}
		ph.recorded[audio] = r
	}
	for _, s := range common.passages {
		_, said := ph.prompts[s.key]
		if s.role == lint.Reprompt {
			said = own.replaces(s.key)
		}
		if !said {
			ph.passages = append(ph.passages, s)
		}
	}
	for name, prompt := range common.prompts {
		if _, said := ph.prompts[name]; !said {
			ph.prompts[name] = prompt
		}
	}
}

// phrases reads the reprompts and phrases of a file.
func (p *parser) phrases(f *fields, into *Phrases) {
	if v := f.get("reprompts"); v != nil && !v.isBlank() {
		into.reprompts = p.commonReprompts(v)
	}
	into.prompts = map[string]dialogue.Prompt{}
	v := f.get("phrases")
	if v == nil || v.isBlank() {
		return
	}
	for _, pair := range p.fields(v, slices.Concat(dialogue.PhraseNames(), dialogue.OptionalPhrases())...).of.pairs {
		name := pair.key.text
		into.prompts[name] = p.prompt(pair.value, passage{step: -1, role: lint.Phrase, key: name})
	}
}

// isBlank reports whether a key has no value.
func (v *value) isBlank() bool { return v.kind == nothing && v.comment == "" }

// addPhrases gives the script every phrase: its own, or else the common one.
func (p *parser) addPhrases(f *fields, own, common Phrases) {
	p.script.Phrases, p.script.Wording = own.prompts, common.wording
	p.lesson.common, p.lesson.ofLanguages = common.passages, map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhrasesOfLanguages() {
		p.lesson.ofLanguages[name] = common.prompts[name]
		if prompt, said := own.prompts[name]; said {
			p.lesson.ofLanguages[name] = prompt
			delete(p.script.Phrases, name)
		}
	}
	p.script.PassingOn = map[string]dialogue.Prompt{}
	for _, name := range dialogue.PhrasesOfPassingOn() {
		p.script.PassingOn[name] = common.prompts[name]
		if prompt, said := own.prompts[name]; said {
			p.script.PassingOn[name] = prompt
			delete(p.script.Phrases, name)
		}
	}
	for audio, r := range common.recorded {
		if p.script.Recordings == nil {
			p.script.Recordings = map[string]dialogue.Recording{}
		}
		p.script.Recordings[audio] = r
	}
	for _, name := range dialogue.PhraseNames() {
		_, said := own.prompts[name]
		if name == dialogue.PhraseBounds && !slices.ContainsFunc(p.script.Steps, func(s dialogue.Step) bool { return kindOf(s.Kind).bounded(&s) }) {
			continue // a lesson that never says it keeps the version that it had before there was such a phrase
		}
		if prompt, ok := common.prompts[name]; ok && !said {
			p.script.Phrases[name] = prompt
		} else if !said {
			p.faults.at(f.at("phrases"), "phrase %q is missing; say it in phrases.yaml, or here under phrases:", name)
		}
	}
}

// emptyPhrases are phrases that say nothing, for lessons whose phrases have faults.
func emptyPhrases() *Phrases {
	two := []dialogue.Prompt{{Text: "-"}, {Text: "-"}}
	p := &Phrases{reprompts: reprompts{noInput: two, noMatch: two}, prompts: map[string]dialogue.Prompt{}}
	for _, name := range dialogue.PhraseNames() {
		p.prompts[name] = two[0]
	}
	return p
}

// check checks the phrases, filled with the longest values of the lessons that share them.
func (ph *Phrases) check(with folderFiles, footer string) (errors, warnings Faults) {
	s := &dialogue.Script{Steps: make([]dialogue.Step, 1)}
	for _, l := range with.lessons {
		if heavier(l.Script.Title, s.Title) {
			s.Title = l.Script.Title
		}
		for len(s.Steps) < len(l.Script.Steps) {
			s.Steps = append(s.Steps, dialogue.Step{})
		}
		for _, step := range l.Script.Steps {
			if heavier(step.About, s.Steps[0].About) {
				s.Steps[0].About = step.About
			}
			if len(step.Choices) > len(s.Steps[0].Choices) {
				s.Steps[0].Choices = step.Choices
			}
			if longestDayOf(l.Script) == longestDate(l.Script) {
				s.Steps[0].Until = dialogue.Weekdays[0]
			}
		}
	}
	c := newChecker(&Lesson{Script: s, File: ph.file, passages: ph.passages, recordings: ph.recordings}, footer, nil, with)
	c.checkTexts()
	c.mark("text")
	c.checkRecordings()
	c.mark("recordings")
	return c.errors.sorted(), c.warnings.sorted()
}
