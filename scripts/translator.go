package scripts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// translator reads a translation. It begins with the lesson's own words, and puts those of the file in their place.
type translator struct {
	*parser // of the file; its script is the lesson in the other language
	of      *Lesson
	file    *fields
	steps   map[string]*value // the words of each step
	common  *fields           // phrases.mi.yaml, or no fields
	result  *Translation
}

func newTranslator(l *Lesson, file translationFile, common *value) *translator {
	script := *l.Script
	script.Language, script.Speech, script.Version, script.Translations = file.language, l.Script.SpeechLanguage(), "", nil
	script.PassingOn = maps.Clone(script.PassingOn)
	script.Steps, script.Earlier, script.Phrases = slices.Clone(script.Steps), slices.Clone(script.Earlier), maps.Clone(script.Phrases)
	into := *l
	into.Script, into.File, into.lines, into.places = &script, file.file, file.lines, slices.Clone(l.places)
	into.passages, into.common, into.translations = nil, nil, nil
	into.tops = maps.Clone(l.tops)
	maps.Copy(into.tops, placeOf(file.root).keys)
	t := &translator{
		parser: &parser{file: file.file, script: &script, lesson: &into, second: l.second}, of: l, steps: map[string]*value{},
		result: &Translation{Language: file.language, File: file.file, at: file.root.pos, lesson: &into},
	}
	t.file = t.fields(file.root, slices.Concat(format.Keys[format.Translation](), t.structure(format.Keys[format.Lesson](), format.Keys[format.Translation]()))...)
	if common == nil {
		common = &value{pos: file.pos, kind: aMapping}
	}
	t.common = &fields{t.parser, common}
	return t
}

// structure are the keys of a lesson's file that have no place in a translation.
func (t *translator) structure(all, words []string) []string {
	return slices.DeleteFunc(all, func(key string) bool { return slices.Contains(words, key) })
}

// refuse finds keys that say what happens, which is not for a translation to change.
func (t *translator) refuse(v *value, all, words []string) {
	structure := t.structure(all, words)
	for _, pair := range v.pairs {
		if key := pair.key.text; slices.Contains(structure, key) {
			t.faults.at(pair.key.pos, "%q says what happens, and a translation has words only; take it out, since %s has it", key, t.of.File)
		}
	}
}

// lacks notes words that the lesson has and the translation does not.
func (t *translator) lacks(step, field string) {
	t.result.Missing = append(t.result.Missing, Gap{step, field})
}

// top reads the top of the file.
func (t *translator) top() {
	f, s := t.file, t.script
	t.refuse(f.of, format.Keys[format.Lesson](), format.Keys[format.Translation]())
	for key, want := range map[string]string{"lesson": s.Lesson, "language": s.Language} {
		if f.get(key) != nil && f.text(key) != want {
			t.faults.at(f.at(key), `%s: %q in the file of %s in %s; write "%s: %s" here, or rename the file`, key, f.text(key), s.Lesson, s.Language, key, want)
		}
	}
	if f.get("title") == nil {
		t.lacks("", "title")
	} else {
		s.Title = f.title()
	}
	if f.get("voice") != nil {
		s.Voice = f.word("voice", voice, "a voice of Twilio's such as Polly.Aria-Neural")
	}
	if f.get("speech") != nil {
		s.Speech = f.word("speech", language, "a language tag such as en-NZ")
	}
	if f.get("budget") != nil {
		t.budget(f)
	}
	if v := f.get("called"); v != nil {
		s.Called = t.wordsOf(v)
	}
	for _, pair := range t.entries(f.get("earlier"), "{partner: somebody}") {
		e := earlierOf(s, pair.key.text)
		if e == nil {
			t.faults.at(pair.key.pos, "earlier: the lesson uses no answer %q%s", pair.key.text, suggest(pair.key.text, namesOf(s.Earlier)))
			continue
		}
		e.Missing = t.text(pair.value)
	}
	t.wording()
	t.findSteps()
}

// namesOf are the names of earlier answers.
func namesOf(earlier []dialogue.Earlier) (names []string) {
	for _, e := range earlier {
		names = append(names, e.Name)
	}
	return names
}

// wordsOf reads a text, or a list of texts.
func (t *translator) wordsOf(v *value) []string {
	return (&stepReader{fields: &fields{t.parser, v}}).words(v)
}

// wording reads what the line adds to texts, from this file and the phrases of the language.
func (t *translator) wording() {
	said := t.parser.wording(t.common, t.file)
	t.script.Wording = said
	for _, english := range dialogue.Wordings() {
		if said[english] == "" {
			t.lacks("", field("wording", english))
		}
	}
}

// wording reads what the line adds to texts. What a later mapping says goes before.
func (p *parser) wording(all ...*fields) map[string]string {
	known, said := dialogue.Wordings(), map[string]string{}
	for _, f := range all {
		for _, pair := range p.entries(f.get("wording"), "{Monday: Rahina}") {
			if !slices.Contains(known, pair.key.text) {
				p.faults.at(pair.key.pos, "wording: the line does not say %q by itself%s", pair.key.text, suggest(pair.key.text, known))
			}
			said[pair.key.text] = p.text(pair.value)
		}
	}
	return said
}

// findSteps finds the words of each step: under its id, or in a list as the lesson has it.
func (t *translator) findSteps() {
	v := t.file.get("steps")
	if v == nil {
		return
	}
	add := func(id, words *value) {
		i := t.script.Index(id.text)
		if i < 0 {
			t.faults.at(id.pos, "the lesson has no step %q%s", id.text, suggest(id.text, t.ids(0, len(t.script.Steps))))
			return
		}
		t.steps[id.text] = words
		own := placeOf(words)
		own.pos = id.pos
		for key, at := range t.lesson.places[i].keys {
			if _, said := own.keys[key]; !said {
				own.keys[key] = at
			}
		}
		t.lesson.places[i] = own
	}
	if v.kind != aList {
		for _, pair := range t.entries(v, "the id of a step, such as energy: {ask: ...}") {
			add(pair.key, pair.value)
		}
		return
	}
	for _, item := range v.items {
		if id := t.fields(item, slices.Concat([]string{"id"}, stepKeys)...).need("id"); id != nil {
			add(id, item)
		}
	}
}

// passageOf is the lesson's own passage with this role and key.
func passageOf(passages []passage, step int, role lint.Role, key string) (passage, bool) {
	for _, s := range passages {
		if s.step == step && s.role == role && (s.key == key || role == lint.Question) {
			return s, true
		}
	}
	return passage{}, false
}

// say puts words in the place of a passage of the lesson. What they leave out stays as it is and is missing from the translation.
func (t *translator) say(s passage, name string, text, phone *value) dialogue.Prompt {
	if text != nil && text.kind == aMapping {
		f := t.fields(text, format.Keys[format.Prompt]()...)
		text, phone = f.get("text"), f.get("phone")
	} else if text != nil && s.role != lint.Question { // for both channels
		s.phone, s.prompt.Phone, s.spoken = pos{}, nil, ""
	}
	step := ""
	if s.step >= 0 {
		step = t.script.Steps[s.step].ID
	}
	if text != nil || phone != nil {
		s.prompt.Audio = ""
	}
	switch {
	case text != nil:
		s.pos, s.prompt.Text = text.pos, t.words(text)
		t.checkNoMarks(text.pos, s.prompt.Text)
	case s.prompt.Text != "":
		t.lacks(step, cmp.Or(name, s.key))
	}
	switch {
	case phone != nil:
		s.phone, s.prompt.Phone, s.spoken = phone.pos, t.spoken(phone), strings.TrimSpace(phone.text)
	case len(s.prompt.Phone) > 0 && s.role == lint.Question:
		t.lacks(step, "phone")
	case len(s.prompt.Phone) > 0:
		t.lacks(step, field(name, "phone"))
	}
	t.passages = append(t.passages, s)
	return s.prompt
}

// checkNeeds finds a setting that a step says in this language only: the step would not be left out without it.
func (t *translator) checkNeeds() {
	for i := range t.script.Steps {
		if now, was := t.script.Steps[i].Needs, t.of.Script.Steps[i].Needs; len(now) > len(was) {
			t.faults.at(t.lesson.places[i].pos, "{%s} stands in this step in %s only; say it in %s, too, or take it out",
				strings.Join(now[len(was):], "}, {"), t.script.Language, t.of.File)
		}
	}
}
