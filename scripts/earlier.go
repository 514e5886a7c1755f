package scripts

import (
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
)

// earlier reads which answers of earlier lessons this one uses.
func (p *parser) earlier(v *value) {
	for _, pair := range p.entries(v, "{partner: {lesson: part-1}}") {
		name := p.word(pair.key, stepName, "small letters, digits and _, with a letter first")
		f := p.fields(pair.value, format.Keys[format.Earlier]()...)
		e := dialogue.Earlier{Name: name, Lesson: f.word("lesson", lessonName, "small letters, digits and hyphens"), Step: name}
		if f.get("step") != nil {
			e.Step = f.text("step")
		}
		e.Missing = p.missing(f)
		switch {
		case name == "":
			continue
		case builtin(name) || slices.Contains(p.script.Settings, name) || name == dialogue.NeedsNumber:
			p.faults.at(pair.key.pos, "an earlier answer cannot be called %q; that means something else in this lesson", name)
		case e.Lesson != "" && e.Lesson == p.script.Lesson:
			p.faults.at(f.at("lesson"), "earlier: %q is this lesson; a later step has its answers by the name of their step", e.Lesson)
		}
		at := placeOf(pair.value)
		at.pos = pair.key.pos
		p.script.Earlier = append(p.script.Earlier, e)
		p.lesson.earlierAt = append(p.lesson.earlierAt, at)
	}
}

// missing reads what is said in place of an answer: plain words, or an answer of an earlier lesson, which is read before.
func (p *parser) missing(f *fields) string {
	if f.get("missing") == nil {
		return ""
	}
	said := f.text("missing")
	var known []string
	for _, e := range p.script.Earlier {
		known = append(known, "{"+e.Name+"}")
	}
	switch {
	case !strings.ContainsAny(said, "{}"), slices.Contains(known, said):
	case known == nil:
		p.faults.at(f.at("missing"), "missing: expected plain words, without braces; take them out")
	default:
		p.faults.at(f.at("missing"), "missing: expected plain words, or only %s; write one of them", oneOf(known))
	}
	return said
}

// linkEarlier completes what lessons say of earlier ones from those lessons themselves. A lesson that is not in the folder is a
// fault, unless one file is checked alone.
func linkEarlier(read folderFiles, alone bool) (faults Faults) {
	for _, l := range read.lessons {
		for i := range l.Script.Earlier {
			e := &l.Script.Earlier[i]
			source := find(read.lessons, e.Lesson)
			if source == nil && !alone && !read.has(e.Lesson) {
				faults.at(l.earlierAt[i].of("lesson"), "earlier: there is no lesson %q in this folder%s; put its file here, or take this out",
					e.Lesson, similar(e.Lesson, read.lessons))
			}
			if source == nil || !l.linkTo(source, i, &faults) {
				l.guess(e)
			}
		}
		if l.Script.Earlier != nil {
			l.Script.Version = version(l.Script)
		}
	}
	return faults
}

// find is the lesson with this name, or nil.
func find(lessons []*Lesson, name string) *Lesson {
	for _, l := range lessons {
		if l.Script.Lesson == name {
			return l
		}
	}
	return nil
}

// similar suggests a lesson with a name like this one.
func similar(name string, lessons []*Lesson) string {
	var known []string
	for _, l := range lessons {
		known = append(known, l.Script.Lesson)
	}
	if hint := suggest(name, known); strings.HasPrefix(hint, "; did") {
		return hint
	}
	return ""
}

// earlierOf is the answer of an earlier lesson that has this name, or nil.
func earlierOf(s *dialogue.Script, name string) *dialogue.Earlier {
	for i := range s.Earlier {
		if s.Earlier[i].Name == name {
			return &s.Earlier[i]
		}
	}
	return nil
}

// standsIn reports whether an answer is said for a name in braces: it has that name, or takes the place of the one that has.
func standsIn(s *dialogue.Script, answer, name string) bool {
	for name != "" && name != answer {
		missing := ""
		if i := s.Index(name); i >= 0 {
			missing = s.Steps[i].Missing
		} else if e := earlierOf(s, name); e != nil {
			missing = e.Missing
		}
		name = inBraces(missing)
	}
	return name != ""
}

// linkTo completes the earlier answer i from the lesson that asks for it, and reports whether that lesson has it.
func (l *Lesson) linkTo(source *Lesson, i int, faults *Faults) bool {
	e, at := &l.Script.Earlier[i], l.earlierAt[i]
	var known []string
	for _, s := range source.Script.Steps {
		if s.Keep == dialogue.KeepPrivate {
			known = append(known, s.ID)
		}
	}
	asked := source.Script.Index(e.Step)
	switch {
	case asked < 0:
		faults.at(at.of("step"), "earlier: lesson %q has no step %q%s", e.Lesson, e.Step, suggest(e.Step, known))
		return false
	case !slices.Contains(known, e.Step):
		faults.at(at.of("step"), "earlier: the answer to %q is gone by the end of lesson %q; write keep: private in that step", e.Step, e.Lesson)
		return false
	}
	step := &source.Script.Steps[asked]
	e.Kind, e.Choices = step.Kind, step.Choices
	if other := earlierOf(l.Script, inBraces(e.Missing)); other != nil && other.Kind != e.Kind && !slices.Contains(l.guessed, other.Name) {
		faults.at(at.of("missing"), "missing: {%s} is of kind %s, and %q of kind %s; choose an answer of the same kind", other.Name, other.Kind, e.Name, e.Kind)
	}
	for n := range l.Script.Steps {
		if missing := l.Script.Steps[n].Missing; inBraces(missing) == e.Name && l.Script.Steps[n].Kind != e.Kind {
			faults.at(l.places[n].of("missing"), "missing: %s is of kind %s; expected one of kind %s", missing, e.Kind, l.Script.Steps[n].Kind)
		}
		if inBraces(l.Script.Steps[n].At) == e.Name && e.Kind != dialogue.Hour {
			faults.at(l.places[n].of("wait at"), "at: the step %q of lesson %q is of kind %s; expected one of kind hour", e.Step, e.Lesson, e.Kind)
		}
		for _, c := range l.Script.Steps[n].When {
			if c.Step == e.Name {
				faults.checkAnswers(l.places[n].of("when "+c.Step), c, step.Kind, answersOf(step.Kind, step.Choices, step.Open))
			}
		}
	}
	return true
}

// guess completes an earlier answer whose lesson is not known: a name, and the choices that conditions ask about.
func (l *Lesson) guess(e *dialogue.Earlier) {
	e.Kind = dialogue.Name
	l.guessed = append(l.guessed, e.Name)
	for _, step := range l.Script.Steps {
		for _, c := range step.When {
			for _, is := range c.Is {
				if c.Step == e.Name && is != dialogue.Answered && is != dialogue.Skipped && is != dialogue.ReplyOther {
					e.Choices = append(e.Choices, dialogue.Option{Key: is, Words: []string{is}})
				}
			}
		}
	}
}
