package lint

import (
	"regexp"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// purpose finds words that say what a key is for: "to talk to somebody", "for a person".
var purpose = regexp.MustCompile(`(?i)^(?:or |and )?(?:to|for|if you (?:want|wish|need|prefer|would like|'d like)(?: to)?) +(.+)$`)

// ownUses is what the line's own keys do: as a command, and in the words that people have for it.
var ownUses = map[string]struct {
	command nlu.Intent
	words   *regexp.Regexp
}{
	"*": {nlu.Again, regexp.MustCompile(`(?i)\b(?:repeat\w*|again|hear|listen|replay|once more)\b`)},
	"#": {nlu.Skip, regexp.MustCompile(`(?i)\b(?:skip\w*|pass|next|on|onwards?|leave|without|rather|keep|not)\b`)},
	"0": {nlu.Help, regexp.MustCompile(`(?i)\b(?:help|options?|choices|menu|else|what|how|explain\w*|instructions?)\b`)},
	"9": {nlu.ByText, regexp.MustCompile(`(?i)\b(?:text\w*|messages?|sms|writ\w+|typ\w+)\b`)},
}

// otherUse finds a key of the line's own that a prompt promises for something else than it does: "press 9 to talk to somebody".
func (l *Lesson) otherUse(i int, p pair) (Finding, bool) {
	t := l.Texts[i]
	label := p.label(t.Said)
	said := purpose.FindStringSubmatch(label)
	if said == nil || !p.pressed || p.key == "#" && keyed[l.step(t).Kind] {
		return Finding{}, false
	}
	own := ownUses[p.key]
	if own.words.MatchString(said[1]) || nlu.For(l.Language).Read(said[1], nlu.Asked{Kind: nlu.OwnWords}).Intent == own.command {
		return Finding{}, false
	}
	return inText(i, p.verb, p.to, Warning, "key %s is promised %q, but on a call it %s at every question", p.key, label, ownKeys[p.key]).
		cure("say what %s does, or make it a choice with a key of its own", p.key), true
}

// keyed are the questions to which a caller keys in several digits, and # ends them.
var keyed = map[dialogue.StepKind]bool{dialogue.Several: true, dialogue.Scale: true, dialogue.Number: true, dialogue.Date: true, dialogue.Hour: true}
