package scripts

import (
	"fmt"
	"maps"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
)

// reprompts are the two after no-input and the two after no-match, and those of kinds of question that have some of their own. The
// nearest file counts, and within it those of the kind.
type reprompts struct {
	noInput, noMatch []dialogue.Prompt
	kinds            map[string]reprompts
}

// or takes from others what r lacks.
func (r reprompts) or(others reprompts) reprompts {
	all := reprompts{r.noInput, r.noMatch, map[string]reprompts{}}
	maps.Copy(all.kinds, r.kinds)
	for kind, other := range others.kinds {
		own := all.kinds[kind]
		if own.noInput == nil && r.noInput == nil {
			own.noInput = other.noInput
		}
		if own.noMatch == nil && r.noMatch == nil {
			own.noMatch = other.noMatch
		}
		all.kinds[kind] = own
	}
	if all.noInput == nil {
		all.noInput = others.noInput
	}
	if all.noMatch == nil {
		all.noMatch = others.noMatch
	}
	return all
}

// of are those of a kind of question.
func (r reprompts) of(kind dialogue.StepKind) reprompts { return r.kinds[string(kind)].or(r) }

// replaces reports whether a reprompt with the key of a passage, such as "no-match 1" or "number no-match 1", is not said, since r goes
// before.
func (r reprompts) replaces(key string) bool {
	fields := strings.Fields(key)
	with := func(r reprompts) bool {
		return fields[len(fields)-2] == "no-input" && r.noInput != nil || fields[len(fields)-2] == "no-match" && r.noMatch != nil
	}
	return with(r) || len(fields) > 2 && with(r.kinds[fields[0]])
}

// commonReprompts reads the reprompts of all questions that have none of their own.
func (p *parser) commonReprompts(v *value) reprompts {
	f := p.fields(v, format.Keys[format.CommonReprompts]()...)
	common := p.reprompts(f, -1, "")
	if f.get("kinds") == nil {
		return common
	}
	common.kinds = map[string]reprompts{}
	for _, pair := range p.fields(f.get("kinds"), kindsOfQuestion()...).of.pairs {
		kind := pair.key.text
		common.kinds[kind] = p.reprompts(p.fields(pair.value, format.Keys[format.KindReprompts]()...), -1, kind)
	}
	return common
}

// reprompts reads no-input and no-match, each nil if it is absent: of a step, of a kind of question, or for step -1 and no kind of all.
func (p *parser) reprompts(f *fields, step int, kind string) reprompts {
	return reprompts{noInput: p.twoReprompts(f.get("no-input"), "no-input", step, kind), noMatch: p.twoReprompts(f.get("no-match"), "no-match", step, kind)}
}

// twoReprompts reads the two reprompts under a key. They are nil if the key is absent or blank: the common ones are said.
func (p *parser) twoReprompts(v *value, key string, step int, kind string) (prompts []dialogue.Prompt) {
	if v != nil && v.isBlank() {
		return nil
	}
	items := p.list(v)
	if v != nil && v.kind == aList && len(items) != 2 {
		p.faults.at(v.pos, "%s: %d reprompts; expected two, the first and the last", key, len(items))
	}
	for n, item := range items {
		prompts = append(prompts, p.prompt(item, passage{step: step, role: lint.Reprompt, key: field(kind, fmt.Sprintf("%s %d", key, n+1))}))
	}
	return prompts
}
