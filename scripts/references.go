package scripts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
)

// builtins are the names in braces that are the same in every lesson.
var builtins = []string{
	dialogue.FillName, dialogue.FillTitle, dialogue.FillKeys, dialogue.FillWhen, dialogue.FillStep, dialogue.FillSteps,
}

// ofOnePhrase are those that only one phrase knows.
var ofOnePhrase = map[string]string{
	dialogue.FillAbout: dialogue.PhraseWelcomeBack, dialogue.FillAnswers: dialogue.PhraseData,
	dialogue.FillKept: dialogue.PhraseData, dialogue.FillPlace: dialogue.PhraseZone,
	dialogue.FillBy: dialogue.PhraseInvite, dialogue.FillMinutes: dialogue.PhraseInvite,
	dialogue.FillLine: dialogue.PhraseInviteRing, dialogue.FillRenamed: dialogue.PhraseRenamed,
}

// builtin reports whether a name in braces means something already.
func builtin(name string) bool { return slices.Contains(builtins, name) || ofOnePhrase[name] != "" }

// maxRepeats bounds a loop.
const maxRepeats = 9

// references checks every name against what it stands for, and adds the needs that a step's own words make.
func (p *parser) references() {
	for i := range p.script.Steps {
		step, at := &p.script.Steps[i], p.lesson.places[i]
		p.later(at.of("goto"), "goto", i, step.Goto)
		for _, key := range slices.Sorted(maps.Keys(step.Jumps)) {
			p.later(at.of("jumps "+key), "jumps", i, step.Jumps[key])
		}
		p.repeat(at, i)
		p.needs(at.of("needs"), i)
		p.wakes(at.of("wait at"), i)
	}
	for _, s := range p.passages {
		p.braces(s)
	}
	p.keyless()
}

// braces checks the names in a passage, those that are said on the phone only where that is written.
func (p *parser) braces(s passage) {
	byText := names(dialogue.Prompt{Text: s.prompt.Text})
	for _, name := range byText {
		p.filled(&s, name)
	}
	s.pos = cmp.Or(s.phone, s.pos)
	for _, name := range names(s.prompt) {
		if !slices.Contains(byText, name) {
			p.filled(&s, name)
		}
	}
}

// ids are the ids of steps from..to.
func (p *parser) ids(from, to int) (ids []string) {
	for _, step := range p.script.Steps[from:to] {
		if step.ID != "" {
			ids = append(ids, step.ID)
		}
	}
	return ids
}

// later finds a jump that does not go to a later step.
func (p *parser) later(at pos, what string, from int, to string) {
	if to == "" || p.script.Index(to) > from {
		return
	}
	if p.script.Index(to) >= 0 {
		p.faults.at(at, "%s: %q does not come after this step; a jump goes forward, only a repeat goes back", what, to)
		return
	}
	p.faults.at(at, "%s: there is no step %q%s", what, to, suggest(to, p.ids(from+1, len(p.script.Steps))))
}

func (p *parser) repeat(at place, i int) {
	step := &p.script.Steps[i]
	if step.Repeat == (dialogue.Repeat{}) {
		return
	}
	from := p.script.Index(step.Repeat.From)
	switch {
	case step.Repeat.From == "":
	case from < 0:
		p.faults.at(at.of("repeat from"), "repeat: there is no step %q%s", step.Repeat.From, suggest(step.Repeat.From, p.ids(0, i)))
	case from >= i:
		p.faults.at(at.of("repeat from"), "repeat: %q does not come before this step; a repeat goes back", step.Repeat.From)
	}
	if step.Repeat.Times > maxRepeats {
		p.faults.at(at.of("repeat times"), "repeat: %d times; expected 1 to %d", step.Repeat.Times, maxRepeats)
	}
	if step.Jumps["1"] != "" {
		p.faults.at(at.of("jumps 1"), "jumps: 1 beside a repeat; yes already goes back to %q", step.Repeat.From)
	}
}

// needs checks what a step is left out without: a setting, a number, or the answer to an earlier step that is kept.
func (p *parser) needs(at pos, i int) {
	step := &p.script.Steps[i]
	known := append(slices.Clone(p.script.Settings), dialogue.NeedsNumber)
	for _, earlier := range p.script.Steps[:i] {
		if earlier.Kind.Asks() && (earlier.Keep == dialogue.KeepPrivate || earlier.Keep == dialogue.KeepForget) {
			known = append(known, earlier.ID)
		}
	}
	for n, need := range step.Needs {
		switch {
		case need == "":
		case !slices.Contains(known, need):
			p.faults.at(at, "needs: there is no setting and no earlier kept answer %q%s", need, suggest(need, known))
		case slices.Contains(step.Needs[:n], need):
			p.faults.at(at, "needs: %q stands here twice", need)
		}
	}
}

// wakes checks the hour of a wait: a time of day, or the answer to an earlier hour step.
func (p *parser) wakes(at pos, i int) {
	step := &p.script.Steps[i]
	if step.At == "" || clock.MatchString(step.At) {
		return
	}
	var hours []string
	for _, s := range p.script.Steps[:i] {
		if s.Kind == dialogue.Hour {
			hours = append(hours, "{"+s.ID+"}")
		}
	}
	switch {
	case !strings.HasPrefix(step.At, "{"):
		p.faults.at(at, `at: %q is not a time of day such as "09:00", nor the answer to an earlier step of kind hour`, step.At)
	case !slices.Contains(hours, step.At):
		p.faults.at(at, "at: no earlier step of kind hour is called %q%s", step.At, suggest(step.At, hours))
	default:
		p.kept(at, "at", p.script.Index(strings.Trim(step.At, "{}")))
	}
}

// kept finds an answer that is gone by the time it is said.
func (p *parser) kept(at pos, what string, i int) {
	if step := &p.script.Steps[i]; step.Keep == dialogue.KeepNever {
		p.faults.at(at, "%s: the answer to %q is not kept; write keep: forget, or keep: private, in that step", what, step.ID)
	}
}

// filled checks a name in braces against where it stands.
func (p *parser) filled(s *passage, name string) {
	switch {
	case s.role == phrase && s.key == dialogue.PhraseVoicemail:
		p.faults.at(s.pos, "{%s} in what a machine records; anybody may hear it, so nothing of the learner is in it", name)
	case builtin(name):
		p.builtin(s, name)
	case slices.Contains(p.script.Settings, name):
		p.setting(s, name)
	default:
		p.answer(s, name)
	}
}

// builtin finds a name in braces that has no meaning where it stands.
func (p *parser) builtin(s *passage, name string) {
	again := ofOnePhrase[name] == dialogue.PhraseInvite && s.key == dialogue.PhraseInviteAgain ||
		name == dialogue.FillMinutes && s.key == dialogue.PhraseAskedLength
	if only, ok := ofOnePhrase[name]; ok && (s.role != phrase || s.key != only && !again) {
		p.faults.at(s.pos, "{%s} stands in the phrase %q only", name, only)
	}
	switch name {
	case dialogue.FillStep, dialogue.FillSteps:
		if s.role != phrase {
			p.faults.at(s.pos, "{%s} stands in phrases only", name)
		}
	case dialogue.FillWhen:
		waits := func(step dialogue.Step) bool { return step.Kind == dialogue.Wait }
		if s.step >= 0 && !slices.ContainsFunc(p.script.Steps[s.step:], waits) {
			p.faults.at(s.pos, "{when} has no meaning here; there is no wait after this step")
		}
	case dialogue.FillKeys:
		if s.role != reprompt && (s.role != question || s.step < 0 || p.script.Steps[s.step].Kind == dialogue.Say) {
			p.faults.at(s.pos, "{keys} stands in questions and reprompts only")
		}
	}
}

// setting makes a step need the settings in its own words. Other words are said whether they are set or not.
func (p *parser) setting(s *passage, name string) {
	switch {
	case s.step < 0:
		p.faults.at(s.pos, "{%s} may not be set when this is said; settings stand in steps only", name)
	case slices.Contains(p.script.Steps[s.step].Needs, name):
	case s.role == question:
		p.script.Steps[s.step].Needs = append(p.script.Steps[s.step].Needs, name)
	case !slices.Contains(names(p.script.Steps[s.step].Prompt), name):
		p.faults.at(s.pos, "{%s} may not be set when this is said; write needs: [%s] in this step, which leaves it out then",
			name, name)
	}
}

// answer checks the name of a step whose answer is said: one with few words, kept, known by now.
func (p *parser) answer(s *passage, name string) {
	i := p.script.Index(name)
	if i < 0 || s.step < 0 {
		known := append(slices.Clone(builtins), p.script.Settings...)
		if s.step >= 0 {
			known = append(known, p.ids(0, s.step)...)
		}
		p.faults.at(s.pos, "nothing here is called {%s}%s", name, suggest(name, known))
		return
	}
	step := &p.script.Steps[i]
	own := i == s.step && (s.role == confirm || s.role == reply)
	switch {
	case i >= s.step && !own:
		p.faults.at(s.pos, "{%s} is not known yet; that step comes later", name)
	case kinds[step.Kind].longest == nil && step.Kind != dialogue.FreeText:
		p.faults.at(s.pos, "{%s} is no answer; that step is of kind %s", name, step.Kind)
	case step.Kind == dialogue.FreeText || step.Open:
		p.faults.at(s.pos, "{%s} can be of any length, and is the learner's own; "+
			"only answers of kind choice (not open), yesno, name and hour can be said again", name)
	case own && s.role == confirm:
	default:
		p.kept(s.pos, "{"+name+"}", i)
		if step.Missing == "" {
			p.faults.at(p.lesson.places[i].pos, `"missing" is missing: what is said for {%s} where there is no answer (line %d says it)`,
				name, s.line)
		}
	}
}

// keyless finds {keys} where there are none to press.
func (p *parser) keyless() {
	for i := range p.script.Steps {
		step := &p.script.Steps[i]
		if !step.Kind.Asks() || len(step.Choices) > 0 || kinds[step.Kind].isYesNo {
			continue
		}
		for _, prompt := range slices.Concat([]dialogue.Prompt{step.Prompt}, step.NoInput, step.NoMatch) {
			if slices.Contains(names(prompt), dialogue.FillKeys) {
				p.faults.at(p.lesson.places[i].pos, "a question of kind %s has no {keys}; "+
					"give this step its own words, no-input and no-match", step.Kind)
				break
			}
		}
	}
}
