package scripts

import (
	"cmp"
	"slices"

	"coachline/scripts/dialogue"
	"coachline/scripts/lint"
)

// answers reads what answers a step takes, how long they are kept, and the replies to them.
func (r *stepReader) answers() {
	step := r.step
	r.choices()
	kindOf(step.Kind).bounds(r)
	step.Open, step.ToOthers = r.flag("open"), r.flag("to-others")
	step.Keep = dialogue.KeepNever
	if r.get("keep") != nil {
		step.Keep = dialogue.Keep(r.among("keep", "private", "forget", "never"))
	}
	step.Missing = r.p.missing(r.fields)
	step.Confirm = r.p.prompt(r.get("confirm"), passage{step: r.index, role: lint.Confirm})
	if v := r.get("forward"); v != nil {
		step.Forward = r.p.passage(v, nil, nil, passage{step: r.index, role: lint.Forward})
	}
	if v := r.get("remind"); v != nil {
		step.Remind = r.p.passage(v, nil, nil, passage{step: r.index, role: lint.Reminder})
	}
	r.replies()
}

// choices reads the choices of a step, and sorts them by key.
func (r *stepReader) choices() {
	v := r.get("choices")
	for _, pair := range r.p.entries(v, "{1: calm, 2: busy}") {
		key := pair.key.text
		if len(key) != 1 || key < "1" || key > "8" {
			r.p.faults.at(pair.key.pos, "a choice with the key %q; expected 1 to 8 (on the phone 9, 0, * and # mean other things)",
				key)
		}
		r.step.Choices = append(r.step.Choices, dialogue.Option{Key: key, Words: r.words(pair.value)})
	}
	slices.SortFunc(r.step.Choices, func(a, b dialogue.Option) int { return cmp.Compare(a.Key, b.Key) })
	if v != nil && v.kind == aMapping && len(r.step.Choices) < 2 {
		r.p.faults.at(v.pos, "expected two choices or more; add one, or ask another kind of question")
	}
	r.hours()
}

// words reads the words of a choice: one, or a list.
func (r *stepReader) words(v *value) []string {
	if v.kind != aList {
		return []string{r.p.text(v)}
	}
	var words []string
	for _, item := range v.items {
		words = append(words, r.p.text(item))
	}
	if len(words) == 0 {
		r.p.faults.at(v.pos, "expected a word for this choice, or a list of words; write one")
	}
	return words
}

// hours reads which time of day each choice of an hour step stands for.
func (r *stepReader) hours() {
	v := r.get("hours")
	for _, pair := range r.p.entries(v, `{1: "08:00"}`) {
		i := slices.IndexFunc(r.step.Choices, func(o dialogue.Option) bool { return o.Key == pair.key.text })
		hour := r.p.word(pair.value, clock, `a time of day such as "08:00" or "17:30"`)
		if i < 0 {
			r.checkAnswerKey(pair.key, r.keys())
			continue
		}
		r.step.Choices[i].Hour = hour
	}
	for _, o := range r.step.Choices {
		if r.step.Kind == dialogue.Hour && o.Hour == "" && (v == nil || !v.has(o.Key)) {
			r.p.faults.at(r.at("hours"), `hours: the hour of choice %s is missing; expected %s: "08:00" or the like`, o.Key, o.Key)
		}
	}
}

// has reports whether a mapping has a key.
func (v *value) has(key string) bool {
	return slices.ContainsFunc(v.pairs, func(p pair) bool { return p.key.text == key })
}

// keys are the keys of the answers: those of the choices, or 1 and 2 for yes and no.
func (r *stepReader) keys() []string { return optionKeys(r.step.Kind.Options(r.step.Choices)) }

// replies reads the replies to the answers.
func (r *stepReader) replies() {
	known := slices.Concat(r.keys(), []string{dialogue.ReplyOther, dialogue.ReplySkip}, kindOf(r.step.Kind).replies)
	r.checkSpans("replies")
	for _, pair := range r.p.entries(r.get("replies"), "{1: What is said to this answer.}") {
		if r.step.Replies == nil {
			r.step.Replies = map[string]dialogue.Prompt{}
		}
		key := pair.key.text
		r.checkAnswerKey(pair.key, known)
		r.step.Replies[key] = r.p.prompt(pair.value, passage{step: r.index, role: lint.Reply, key: key})
	}
}

// checkAnswerKey finds a key that is no answer of this step.
func (r *stepReader) checkAnswerKey(key *value, known []string) {
	if !slices.Contains(known, key.text) && !r.isSpan(key.text) {
		r.p.faults.at(key.pos, "no answer of this step has the key %q%s", key.text, suggest(key.text, known))
	}
}
