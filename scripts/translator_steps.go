package scripts

import (
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
	"coachline/scripts/nlu"
)

// step puts the words of step i into the other language.
func (t *translator) step(i int) {
	step := &t.script.Steps[i]
	v := t.steps[step.ID]
	if v == nil {
		v = &value{pos: t.lesson.places[i].pos, kind: aMapping}
	}
	f := t.stepFields(v, kinds[step.Kind].form)
	if s, ok := passageOf(t.of.passages, i, lint.Question, ""); ok {
		step.Prompt = t.say(s, "", f.get(s.key), f.get("phone"))
	}
	r := stepReader{f, i, step}
	if f.get("about") != nil {
		r.about()
	} else if step.About != "" {
		t.lacks(step.ID, "about")
	}
	t.missingWords(f, step)
	if step.Kind == dialogue.Scale {
		t.labels(f, step)
	} else {
		t.choices(f, step)
	}
	t.unit(f, step)
	t.replies(f, i)
	t.only(f, i, "confirm", lint.Confirm, &step.Confirm)
	t.only(f, i, "forward", lint.Forward, &step.Forward)
	t.only(f, i, "remind", lint.Reminder, &step.Remind)
}

// stepFields are the keys of a step's words.
func (t *translator) stepFields(v *value, form string) *fields {
	words := format.Keys[format.StepWords]()
	t.refuse(v, slices.DeleteFunc(slices.Clone(stepKeys), func(key string) bool { return key == "id" }), words)
	f := t.fields(v, slices.Concat(words, stepKeys)...)
	for _, other := range forms {
		if other != form && other != "wait" && f.get(other) != nil {
			t.faults.at(f.at(other), "%q in a step that has %q in the lesson; write %s: here, too", other, form, form)
		}
	}
	return f
}

// missingWords reads what is said in place of a missing answer.
func (t *translator) missingWords(f *fields, step *dialogue.Step) {
	switch {
	case f.get("missing") != nil && step.Missing == "":
		t.faults.at(f.at("missing"), "missing: the lesson says nothing in place of this answer; take it out")
	case f.get("missing") != nil:
		step.Missing = t.missing(f)
	case step.Missing != "" && inBraces(step.Missing) == "":
		t.lacks(step.ID, "missing")
	}
}

// choices adds the words of the choices. The lesson's first word stays first, since it is what is stored.
func (t *translator) choices(f *fields, step *dialogue.Step) {
	v := f.get("choices")
	known := choiceKeys(step, "")
	said := map[string]*value{}
	for _, pair := range t.entries(v, "{1: marire, 2: pukumahi}") {
		if !slices.Contains(known, pair.key.text) {
			t.faults.at(pair.key.pos, "no choice of this step has the key %q%s", pair.key.text, suggest(pair.key.text, known))
		}
		said[pair.key.text] = pair.value
	}
	step.Choices = slices.Clone(step.Choices)
	for n := range step.Choices {
		o := &step.Choices[n]
		if said[o.Key] == nil {
			t.lacks(step.ID, field("choices", o.Key))
			continue
		}
		words := t.wordsOf(said[o.Key])
		if len(words) > 0 && !strings.HasPrefix(words[0], "<") {
			o.Said = words[0]
		}
		all := []string{o.Words[0]}
		for _, word := range slices.Concat(words, o.Words[1:]) {
			if !slices.Contains(all, word) {
				all = append(all, word)
			}
		}
		o.Words = all
	}
}

// labels puts the words for values of a scale into the other language. The lesson's are understood as well.
func (t *translator) labels(f *fields, step *dialogue.Step) {
	said := map[string]*value{}
	for _, pair := range t.entries(f.get("labels"), "{1: kao, 5: tino}") {
		if !slices.Contains(choiceKeys(step, ""), pair.key.text) {
			t.faults.at(pair.key.pos, "labels: %s is no value of this scale%s", pair.key.text, suggest(pair.key.text, choiceKeys(step, "")))
		}
		said[pair.key.text] = pair.value
	}
	step.Choices = slices.Clone(step.Choices)
	for n := range step.Choices {
		o := &step.Choices[n]
		switch v := said[o.Key]; {
		case v != nil:
			o.Words = slices.Concat(o.Words[:1], t.wordsOf(v), o.Words[1:])
		case len(o.Words) > 1:
			t.lacks(step.ID, field("labels", o.Key))
		}
	}
	if f.get("choices") != nil {
		t.faults.at(f.at("choices"), "choices: a scale has none; write labels: for the words of its values")
	}
}

// unit adds what a number counts in the other language.
func (t *translator) unit(f *fields, step *dialogue.Step) {
	switch {
	case f.get("unit") != nil && step.Unit == "":
		t.faults.at(f.at("unit"), "unit: the lesson has none in this step; take it out")
	case f.get("unit") != nil:
		step.Unit = f.text("unit") + nlu.UnitsApart + step.Unit
	case step.Unit != "":
		t.lacks(step.ID, "unit")
	}
}

// replies puts the replies of step i into the other language.
func (t *translator) replies(f *fields, i int) {
	step := &t.script.Steps[i]
	said := map[string]*value{}
	known := slices.Sorted(maps.Keys(step.Replies))
	for _, pair := range t.entries(f.get("replies"), "{1: What is said to this answer.}") {
		if !slices.Contains(known, pair.key.text) {
			t.faults.at(pair.key.pos, "the lesson has no reply %q here%s", pair.key.text, suggest(pair.key.text, known))
		}
		said[pair.key.text] = pair.value
	}
	step.Replies = maps.Clone(step.Replies)
	for _, key := range known {
		if s, ok := passageOf(t.of.passages, i, lint.Reply, key); ok {
			step.Replies[key] = t.say(s, field("replies", key), said[key], nil)
		}
	}
}

// only puts a prompt that a step has once into the other language.
func (t *translator) only(f *fields, i int, key string, role lint.Role, prompt *dialogue.Prompt) {
	s, ok := passageOf(t.of.passages, i, role, "")
	switch {
	case ok:
		*prompt = t.say(s, key, f.get(key), nil)
	case f.get(key) != nil:
		t.faults.at(f.at(key), "%s: the lesson has none in this step; take it out", key)
	}
}

// reprompts puts the reprompts into the other language: those of steps, and those that all other steps have.
func (t *translator) reprompts() {
	for _, key := range format.Keys[format.KindReprompts]() {
		lacking, common := false, map[*value][]dialogue.Prompt{}
		for i := range t.script.Steps {
			step := &t.script.Steps[i]
			list := map[string]*[]dialogue.Prompt{"no-input": &step.NoInput, "no-match": &step.NoMatch}[key]
			var said *value
			if v := t.steps[step.ID]; v != nil {
				said = (&fields{t.parser, v}).get(key)
			}
			_, own := passageOf(t.of.passages, i, lint.Reprompt, key+" 1")
			shared, kind := t.commonReprompts(key, string(step.Kind))
			switch {
			case *list == nil:
			case said != nil:
				*list = t.twoReprompts(said, key, i, "")
			case own:
				t.lacks(step.ID, key)
			case shared == nil:
				lacking = true
			default:
				if common[shared] == nil {
					common[shared] = t.twoReprompts(shared, key, -1, kind)
				}
				*list = common[shared]
			}
		}
		if lacking {
			t.lacks("", field("reprompts", key))
		}
	}
}

// commonReprompts are those of a kind of question, or of all of them: of this file, or of the language unless the lesson has its own. They
// are returned with the kind, if they are of that one only.
func (t *translator) commonReprompts(key, kind string) (v *value, of string) {
	read := func(f *fields) (*value, string) {
		v := f.get("reprompts")
		if v == nil {
			return nil, ""
		}
		all := t.fields(v, format.Keys[format.CommonReprompts]()...)
		if kinds := all.get("kinds"); kinds != nil {
			if v := t.fields(kinds, kindsOfQuestion()...).get(kind); v != nil {
				if v := t.fields(v, format.Keys[format.KindReprompts]()...).get(key); v != nil {
					return v, kind
				}
			}
		}
		return all.get(key), ""
	}
	v, of = read(t.file)
	_, lessons := passageOf(t.of.passages, -1, lint.Reprompt, key+" 1")
	_, lessonsKind := passageOf(t.of.passages, -1, lint.Reprompt, field(kind, key+" 1"))
	if v == nil && !lessons && !lessonsKind {
		return read(t.common)
	}
	return v, of
}

// phrases puts the phrases into the other language. Those that the lesson has of its own need words of their own.
func (t *translator) phrases() {
	known := slices.Concat(dialogue.PhraseNames(), dialogue.OptionalPhrases())
	read := func(f *fields) map[string]*value {
		said := map[string]*value{}
		if v := f.get("phrases"); v != nil {
			for _, pair := range t.fields(v, known...).of.pairs {
				said[pair.key.text] = pair.value
			}
		}
		return said
	}
	own, shared := read(t.file), read(t.common)
	for _, name := range known {
		s, lessons := passageOf(t.of.passages, -1, lint.Phrase, name)
		if !lessons {
			s, _ = passageOf(t.of.common, -1, lint.Phrase, name)
		}
		v := own[name]
		if v == nil && !lessons {
			v = shared[name]
		}
		switch {
		case v == nil && slices.Contains(dialogue.PhrasesOfPassingOn(), name): // most lines never say it
		case v == nil && !slices.Contains(dialogue.PhraseNames(), name):
			if delete(t.script.Phrases, name); name == dialogue.PhraseLanguage {
				t.faults.at(t.file.of.pos, `phrase %q is missing; write under phrases:, in %s, how to choose it: %s: {text: "Te reo: {%s}.", phone: ...}`,
					name, t.script.Language, name, dialogue.FillLanguageKey)
			} else {
				t.lacks("", field("phrases", name))
			}
		case v == nil:
			t.lacks("", field("phrases", name))
			t.lesson.common = append(t.lesson.common, s)
		default:
			s.step, s.role, s.key = -1, lint.Phrase, name
			into := t.script.Phrases
			if slices.Contains(dialogue.PhrasesOfPassingOn(), name) {
				into = t.script.PassingOn
			}
			into[name] = t.say(s, field("phrases", name), v, nil)
		}
	}
}
