package scripts

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// forms are the keys that say what a step does. A step has exactly one of them.
var forms = []string{"say", "ask", "offer", "wait"}

// kindsWhere names the kinds of step for which is holds.
func kindsWhere(is func(kind) bool) (names []string) {
	for _, k := range dialogue.StepKinds {
		if is(kinds[k]) {
			names = append(names, string(k))
		}
	}
	return names
}

// kindsOfQuestion names the kinds of step that ask.
func kindsOfQuestion() []string { return kindsWhere(func(k kind) bool { return k.form == "ask" }) }

// stepKeys are all keys that a step may have.
var stepKeys = format.Keys[format.Step]()

// steps reads the steps. A step without reprompts of its own gets the common ones.
func (p *parser) steps(v *value, common reprompts) {
	if v != nil && v.kind == aList && len(v.items) == 0 {
		p.faults.at(v.pos, "expected at least one step; write it below, with a dash before its id")
	}
	for _, item := range p.list(v) {
		p.lesson.places = append(p.lesson.places, placeOf(item))
		p.script.Steps = append(p.script.Steps, dialogue.Step{})
		r := stepReader{p.fields(item, stepKeys...), len(p.script.Steps) - 1, &p.script.Steps[len(p.script.Steps)-1]}
		if r.of.kind == aMapping {
			r.read(common)
		}
	}
}

// stepReader reads one step.
type stepReader struct {
	*fields
	index int
	step  *dialogue.Step
}

func (r *stepReader) read(common reprompts) {
	r.id()
	form := r.form()
	if form == "" {
		return
	}
	r.kind(form)
	r.checkKeys()
	r.about()
	r.prompt(form)
	r.answers()
	r.next()
	r.reprompts(common)
}

func (r *stepReader) id() {
	id := r.word("id", stepName, "small letters, digits and _, with a letter first")
	switch {
	case id == "":
	case builtin(id) || slices.Contains(r.p.script.Settings, id) || id == dialogue.NeedsNumber:
		r.p.faults.at(r.at("id"), "a step cannot be called %q; {%s} means something else in this lesson", id, id)
	case slices.ContainsFunc(r.p.script.Earlier, func(e dialogue.Earlier) bool { return e.Name == id }):
		r.p.faults.at(r.at("id"), "a step cannot be called %q; that is the answer of an earlier lesson here", id)
	case r.p.script.Index(id) >= 0:
		first := r.p.lesson.places[r.p.script.Index(id)]
		r.p.faults.at(r.at("id"), "a second step with the id %q; the first is on line %d", id, first.line)
	default:
		r.step.ID = id
	}
}

// form is the one key that says what the step does.
func (r *stepReader) form() (form string) {
	for _, pair := range r.of.pairs {
		switch {
		case !slices.Contains(forms, pair.key.text):
		case form != "":
			r.p.faults.at(pair.key.pos, "%q beside %q; a step has one of %s", pair.key.text, form, oneOf(forms))
		default:
			form = pair.key.text
		}
	}
	misspelt := slices.ContainsFunc(r.of.pairs, func(p pair) bool { // a fault already
		return !slices.Contains(stepKeys, p.key.text) && slices.Contains(forms, nearest(p.key.text, stepKeys))
	})
	if form == "" && !misspelt {
		r.p.faults.at(r.of.pos, "a step that does nothing; expected %s", oneOf(forms))
	}
	return form
}

func (r *stepReader) kind(form string) {
	if form != "ask" {
		r.step.Kind = dialogue.StepKind(form)
		return
	}
	questions := kindsOfQuestion()
	kind := r.among("kind", questions...)
	if kind == "" && r.get("kind") == nil {
		if r.get("choices") == nil {
			r.p.faults.at(r.at("ask"), `"kind" is missing; expected %s, or choices`, oneOf(questions))
		} else {
			kind = string(dialogue.Choice)
		}
	}
	r.step.Kind = dialogue.StepKind(kind)
}

// checkKeys finds keys that have no meaning in this kind of step, and those that it lacks.
func (r *stepReader) checkKeys() {
	if r.step.Kind == "" {
		return
	}
	for _, pair := range r.of.pairs {
		key := pair.key.text
		takers := kindsWhere(func(k kind) bool { return slices.Contains(k.keys, key) })
		if len(takers) > 0 && !slices.Contains(takers, string(r.step.Kind)) {
			r.p.faults.at(pair.key.pos, "%q has no meaning in a step of kind %s; it goes with %s", key, r.step.Kind, strings.Join(takers, ", "))
		}
	}
	for _, key := range kinds[r.step.Kind].needs {
		r.need(key)
	}
}

// maxAbout bounds what a step is about, in characters, since it stands within a sentence.
const maxAbout = 40

// about reads what the step is about.
func (r *stepReader) about() {
	if r.get("about") == nil {
		return
	}
	about := r.text("about")
	switch {
	case strings.ContainsAny(about, "{}"):
		r.p.faults.at(r.at("about"), "about: expected plain words, without braces; take them out")
	case utf8.RuneCountInString(about) > maxAbout:
		r.p.faults.at(r.at("about"), "about: %d characters; expected a few words, %d characters at most",
			utf8.RuneCountInString(about), maxAbout)
	default:
		r.step.About = about
	}
}

// prompt reads what the step says on both channels, or what a wait waits for.
func (r *stepReader) prompt(form string) {
	if form == "wait" {
		r.wait()
		return
	}
	r.step.Prompt = r.p.passage(r.get(form), r.get("phone"), r.get("audio"), passage{step: r.index, role: lint.Question, key: form})
}

// wait reads how long a wait is. The next day is not stored, so that lessons of before have the version of before.
func (r *stepReader) wait() {
	w := r.p.fields(r.get("wait"), format.Keys[format.Wait]()...)
	if v := w.need("until"); v != nil {
		until := r.p.text(v)
		known := append([]string{dialogue.NextDay, "in 3 days"}, dialogue.Weekdays[:]...)
		_, ok := dialogue.WaitDays(until, time.Monday)
		switch {
		case until == "" || until == dialogue.NextDay:
		case ok:
			r.step.Until = until
		case strings.HasPrefix(until, "in "):
			r.p.faults.at(v.pos, `until: %q; expected 1 to %d days, such as "in 3 days"`, until, dialogue.MaxWait)
		default:
			r.p.faults.at(v.pos, "unknown until %q%s", until, suggest(until, known))
		}
	}
	r.step.At = w.text("at")
}

// next reads where the lesson goes from here, and what the step needs and reaches.
func (r *stepReader) next() {
	if r.get("goto") != nil {
		r.step.Goto = r.text("goto")
	}
	for _, item := range r.p.list(r.get("needs")) {
		r.step.Needs = append(r.step.Needs, r.p.text(item))
	}
	r.when()
	r.step.Milestone = r.among("milestone", dialogue.MilestoneFinished, dialogue.MilestoneReflected)
	r.checkSpans("jumps")
	for _, pair := range r.p.entries(r.get("jumps"), "{1: a_later_step}") {
		if r.step.Jumps == nil {
			r.step.Jumps = map[string]string{}
		}
		r.checkAnswerKey(pair.key, r.keys())
		r.step.Jumps[pair.key.text] = r.p.text(pair.value)
	}
	if v := r.get("repeat"); v != nil {
		f := r.p.fields(v, format.Keys[format.Repeat]()...)
		r.step.Repeat = dialogue.Repeat{From: f.text("from"), Times: int(f.number("times", true))}
	}
}

// reprompts reads the step's own reprompts, or takes the common ones.
func (r *stepReader) reprompts(common reprompts) {
	own := r.p.reprompts(r.fields, r.index, "")
	if !r.step.Kind.Asks() && r.step.Kind != dialogue.Offer {
		return
	}
	all := own.or(common.of(r.step.Kind))
	r.step.NoInput, r.step.NoMatch = all.noInput, all.noMatch
	for key, prompts := range map[string][]dialogue.Prompt{"no-input": all.noInput, "no-match": all.noMatch} {
		if prompts == nil && r.get(key) == nil {
			r.p.faults.at(r.of.pos, "%q is missing; say it here, or under reprompts: in this file or in phrases.yaml", key)
		}
	}
}
