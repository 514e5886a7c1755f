package scripts

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
)

// builtins are the names in braces that every lesson has.
var builtins = []string{
	dialogue.FillName, dialogue.FillTitle, dialogue.FillKeys, dialogue.FillWhen, dialogue.FillStep, dialogue.FillSteps,
	dialogue.FillOrganisation,
}

// fillsOfParts are the names in braces that only the phrases about a course have.
var fillsOfParts = []string{dialogue.FillNext, dialogue.FillDone, dialogue.FillParts, dialogue.FillCourse}

// phrasesOfParts are the phrases about a course.
var phrasesOfParts = []string{
	dialogue.PhrasePartNext, dialogue.PhrasePartNow, dialogue.PhrasePart, dialogue.PhrasePartWaits, dialogue.PhrasePartMoved,
	dialogue.PhraseNoMore, dialogue.PhraseCourseOver, dialogue.PhraseAskedCourse,
}

// phraseOfFill names, for a name in braces that only one phrase has, that phrase.
var phraseOfFill = map[string]string{
	dialogue.FillAbout: dialogue.PhraseWelcomeBack, dialogue.FillAnswers: dialogue.PhraseData,
	dialogue.FillKept: dialogue.PhraseData, dialogue.FillPlace: dialogue.PhraseZone,
	dialogue.FillBy: dialogue.PhraseInvite, dialogue.FillMinutes: dialogue.PhraseInvite,
	dialogue.FillLine: dialogue.PhraseInviteRing, dialogue.FillRenamed: dialogue.PhraseRenamed,
	dialogue.FillLink: dialogue.PhraseRecord, dialogue.FillErased: dialogue.PhraseNotice,
	dialogue.FillCode: dialogue.PhraseMove, dialogue.FillLanguageKey: dialogue.PhraseLanguage, dialogue.FillPrivacy: dialogue.PhrasePrivacy,
	dialogue.FillRange: dialogue.PhraseBounds, dialogue.FillLearnerNumber: dialogue.PhraseWishesPerson,
}

// builtin reports whether a name in braces has a meaning in every lesson.
func builtin(name string) bool {
	return slices.Contains(builtins, name) || slices.Contains(fillsOfParts, name) || phraseOfFill[name] != ""
}

// maxRepeats bounds a repeat.
const maxRepeats = 9

// checkReferences checks every name against what it stands for. A step comes to need the settings that its words say.
func (p *parser) checkReferences() {
	for i := range p.script.Steps {
		step, at := &p.script.Steps[i], p.lesson.places[i]
		p.checkJump(at.of("goto"), "goto", i, step.Goto)
		for _, key := range slices.Sorted(maps.Keys(step.Jumps)) {
			p.checkJump(at.of("jumps "+key), "jumps", i, step.Jumps[key])
		}
		p.checkRepeat(at, i)
		p.checkNeeds(at.of("needs"), i)
		p.checkWhen(at, i)
		p.checkWaitHour(at.of("wait at"), i)
	}
	for _, s := range p.passages {
		p.checkFills(s)
	}
	p.checkKeys()
}

// checkFills checks the names in braces in a passage. Faults of names that only callers hear stand at the words for the phone.
func (p *parser) checkFills(s passage) {
	byText := fillNames(dialogue.Prompt{Text: s.prompt.Text})
	for _, name := range byText {
		p.checkFill(&s, name)
	}
	s.pos = cmp.Or(s.phone, s.pos)
	for _, name := range fillNames(s.prompt) {
		if !slices.Contains(byText, name) {
			p.checkFill(&s, name)
		}
	}
}

// ids are the IDs of Steps[from:to].
func (p *parser) ids(from, to int) (ids []string) {
	for _, step := range p.script.Steps[from:to] {
		if step.ID != "" {
			ids = append(ids, step.ID)
		}
	}
	return ids
}

// checkJump finds a jump that does not go to a later step.
func (p *parser) checkJump(at pos, what string, from int, to string) {
	if to == "" || p.script.Index(to) > from {
		return
	}
	if p.script.Index(to) >= 0 {
		p.faults.at(at, "%s: %q does not come after this step; a jump goes forward, only a repeat goes back", what, to)
		return
	}
	p.faults.at(at, "%s: there is no step %q%s", what, to, suggest(to, p.ids(from+1, len(p.script.Steps))))
}

// checkRepeat finds a repeat that does not go back, goes back too often, or stands beside a jump for yes.
func (p *parser) checkRepeat(at place, i int) {
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

// checkNeeds checks what a step needs: a setting, a number, or the kept answer to an earlier step.
func (p *parser) checkNeeds(at pos, i int) {
	step := &p.script.Steps[i]
	known := append(slices.Clone(p.script.Settings), dialogue.NeedsNumber)
	for _, earlier := range p.script.Steps[:i] {
		if earlier.Kind.Asks() && (earlier.Keep == dialogue.KeepPrivate || earlier.Keep == dialogue.KeepForget) {
			known = append(known, earlier.ID)
		}
	}
	for _, e := range p.script.Earlier {
		known = append(known, e.Name)
	}
	for n, need := range step.Needs {
		switch {
		case need == "":
		case !slices.Contains(known, need):
			p.faults.at(at, "needs: there is no setting and no earlier kept answer %q%s", need, suggest(need, known))
		case slices.Contains(step.Needs[:n], need):
			p.faults.at(at, "needs: %q stands here twice; take one out", need)
		}
	}
}

// checkWaitHour checks the hour of a wait: a time of day, or the answer to an earlier hour step.
func (p *parser) checkWaitHour(at pos, i int) {
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
	for _, e := range p.script.Earlier {
		hours = append(hours, "{"+e.Name+"}") // its kind is checked once that lesson is read
	}
	switch {
	case !strings.HasPrefix(step.At, "{"):
		p.faults.at(at, `at: %q is not a time of day such as "09:00", nor the answer to an earlier step of kind hour; write one of them`, step.At)
	case !slices.Contains(hours, step.At):
		p.faults.at(at, "at: no earlier step of kind hour is called %q%s", step.At, suggest(step.At, hours))
	case p.script.Index(inBraces(step.At)) >= 0:
		p.checkKept(at, "at", p.script.Index(inBraces(step.At)))
	}
}

// checkKept finds an answer that is said later but not kept.
func (p *parser) checkKept(at pos, what string, i int) {
	if step := &p.script.Steps[i]; step.Keep == dialogue.KeepNever {
		p.faults.at(at, "%s: the answer to %q is not kept; write keep: forget, or keep: private, in that step", what, step.ID)
	}
}

// checkFill checks that a name in braces has a meaning where it stands.
func (p *parser) checkFill(s *passage, name string) {
	switch {
	case s.role == lint.Phrase && s.key == dialogue.PhraseVoicemail && name != dialogue.FillOrganisation:
		p.faults.at(s.pos, "{%s} in a message for voicemail, which anybody may hear; take it out", name)
	case builtin(name):
		p.checkBuiltin(s, name)
	case slices.Contains(p.script.Settings, name):
		p.checkSetting(s, name)
	default:
		p.checkAnswer(s, name)
	}
}

// checkBuiltin finds a builtin name that has no meaning where it stands.
func (p *parser) checkBuiltin(s *passage, name string) {
	again := phraseOfFill[name] == dialogue.PhraseInvite && s.key == dialogue.PhraseInviteAgain ||
		name == dialogue.FillMinutes && slices.Contains([]string{dialogue.PhraseAskedLength, dialogue.PhraseAskedCourse, dialogue.PhrasePart}, s.key) ||
		name == dialogue.FillLink && s.key == dialogue.PhraseNotice || name == dialogue.FillPrivacy && s.key == dialogue.PhraseInvitePrivacy
	if only, ok := phraseOfFill[name]; ok && (s.role != lint.Phrase || s.key != only && !again) {
		p.faults.at(s.pos, "{%s} stands in the phrase %q only; take it out", name, only)
	}
	if slices.Contains(fillsOfParts, name) && (s.role != lint.Phrase || !slices.Contains(phrasesOfParts, s.key)) {
		p.faults.at(s.pos, "{%s} stands in the phrases about a course only, %s; take it out", name, strings.Join(phrasesOfParts, ", "))
	}
	switch name {
	case dialogue.FillStep, dialogue.FillSteps:
		if s.role != lint.Phrase {
			p.faults.at(s.pos, "{%s} stands in phrases only; take it out", name)
		}
	case dialogue.FillWhen:
		waits := func(step dialogue.Step) bool { return step.Kind == dialogue.Wait }
		if s.step >= 0 && !slices.ContainsFunc(p.script.Steps[s.step:], waits) {
			p.faults.at(s.pos, "{when} has no meaning here; there is no wait after this step")
		}
	case dialogue.FillKeys:
		if s.role != lint.Reprompt && (s.role != lint.Question || s.step < 0 || p.script.Steps[s.step].Kind == dialogue.Say) {
			p.faults.at(s.pos, "{keys} stands in questions and reprompts only; take it out")
		}
	}
}

// checkSetting makes a step need the settings that its own words say. Other words may be said while a setting has no value.
func (p *parser) checkSetting(s *passage, name string) {
	switch {
	case s.step < 0:
		p.faults.at(s.pos, "{%s} may have no value when this is said; use settings in steps only", name)
	case slices.Contains(p.script.Steps[s.step].Needs, name):
	case s.role == lint.Question:
		p.script.Steps[s.step].Needs = append(p.script.Steps[s.step].Needs, name)
	case !slices.Contains(fillNames(p.script.Steps[s.step].Prompt), name):
		p.faults.at(s.pos, "{%s} may have no value when this is said; write needs: [%s] in this step, so that it is left out then",
			name, name)
	}
}

// checkAnswer checks a name in braces that stands for an answer. The answer must be short, kept and given by then.
func (p *parser) checkAnswer(s *passage, name string) {
	i := p.script.Index(name)
	earlier := slices.IndexFunc(p.script.Earlier, func(e dialogue.Earlier) bool { return e.Name == name })
	if s.step >= 0 && earlier >= 0 {
		if p.script.Earlier[earlier].Missing == "" {
			p.faults.at(p.lesson.earlierAt[earlier].pos, `"missing" is missing; write what to say for {%s} on line %d when there is no such answer`,
				name, s.line)
		}
		return
	}
	if i < 0 || s.step < 0 {
		known := append(slices.Clone(builtins), p.script.Settings...)
		for _, e := range p.script.Earlier {
			known = append(known, e.Name)
		}
		if s.step >= 0 {
			known = append(known, p.ids(0, s.step)...)
		}
		p.faults.at(s.pos, "nothing here is called {%s}%s", name, suggest(name, known))
		return
	}
	step := &p.script.Steps[i]
	own := i == s.step && (s.role == lint.Confirm || s.role == lint.Reply || s.role == lint.Forward)
	switch {
	case i >= s.step && !own:
		p.faults.at(s.pos, "{%s} is not known yet; that step comes later", name)
	case kinds[step.Kind].longest == nil:
		p.faults.at(s.pos, "{%s} is no answer; that step is of kind %s", name, step.Kind)
	case own && s.role == lint.Confirm:
	case own && s.role == lint.Forward:
		p.checkKept(s.pos, "{"+name+"}", i)
	default:
		p.checkKept(s.pos, "{"+name+"}", i)
		if step.Missing == "" {
			p.faults.at(p.lesson.places[i].pos, `"missing" is missing; write what to say for {%s} on line %d when there is no answer`,
				name, s.line)
		}
	}
}

// checkKeys finds {keys} in questions without keys.
func (p *parser) checkKeys() {
	for i := range p.script.Steps {
		step := &p.script.Steps[i]
		if !step.Kind.Asks() || len(step.Kind.Options(step.Choices)) > 0 {
			continue
		}
		for _, prompt := range slices.Concat([]dialogue.Prompt{step.Prompt}, step.NoInput, step.NoMatch) {
			if slices.Contains(fillNames(prompt), dialogue.FillKeys) {
				p.faults.at(p.lesson.places[i].pos, "a question of kind %s has no {keys}; "+
					"give this step its own words, no-input and no-match", step.Kind)
				break
			}
		}
	}
}
