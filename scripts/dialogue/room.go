package dialogue

import (
	"slices"
	"strings"
)

// What the line would like to say in a text may be more than there is room for, since the names in it are not the author's: those of
// the learner, the manager and the organisation, and the line's own address. So such a text has parts, and what matters least is left
// out first.

// The most segments of a text that has parts.
const (
	oneSegment  = 1
	twoSegments = 2
)

// textPart is a part of a text. Rank 0 is said in any case; of the others the one with the highest rank is left out first.
type textPart struct {
	text string
	rank int
}

// partOf returns a phrase as a part of a text. It is empty if there is no address that it could say.
func (t *turn) partOf(phrase string, rank int) textPart {
	if t.in.Rules.PrivacyLink == "" && (phrase == PhrasePrivacy || phrase == PhraseInvitePrivacy) {
		return textPart{}
	}
	return textPart{t.fill(t.phrase(phrase).Text), rank}
}

// sayParts says the parts for which there is room, in their order, as one text. There is room for a part if the text takes no more
// than this many segments with it, or no more than it takes with rank 0 alone.
func (t *turn) sayParts(most int, parts ...textPart) {
	var said []textPart
	join := func(also textPart) string {
		var words []string
		for _, p := range parts {
			if p.text != "" && (p.rank == 0 || p == also || slices.Contains(said, p)) {
				words = append(words, p.text)
			}
		}
		return strings.Join(words, " ")
	}
	text := join(textPart{})
	most = max(most, t.segments(Line{Text: text}))
	for _, p := range slices.SortedStableFunc(slices.Values(parts), func(a, b textPart) int { return a.rank - b.rank }) {
		if with := join(p); t.segments(Line{Text: with}) <= most {
			said, text = append(said, p), with
		}
	}
	if text != "" {
		t.out.Lines = append(t.out.Lines, Line{Text: text})
	}
}

// segments is how many segments lines take as texts, or 0 if nobody counts.
func (t *turn) segments(lines ...Line) int {
	if t.in.Rules.Segments == nil {
		return 0
	}
	return t.in.Rules.Segments(lines)
}

// sayHelp replies to HELP and MENU. By text HELP is one segment: who runs the line and how to stop, then the address where all else
// stands, who to call in need, and what a learner may text. MENU is for that, and has room for two.
func (t *turn) sayHelp() {
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseHelp))
		return
	}
	if strings.EqualFold(strings.TrimSpace(t.in.Words), "menu") {
		t.sayParts(twoSegments, t.partOf(PhraseHelp, 0), t.partOf(PhraseHelpWords, 1), t.partOf(PhraseHelpCare, 2), t.partOf(PhrasePrivacy, 3))
		return
	}
	t.sayParts(oneSegment, t.partOf(PhraseHelp, 0), t.partOf(PhraseHelpWords, 3), t.partOf(PhraseHelpCare, 2), t.partOf(PhrasePrivacy, 1))
}

// sayWithPrivacy says a phrase about the line or the learner's data, and by text where to read more.
func (t *turn) sayWithPrivacy(phrase string) {
	if t.in.Channel == Phone {
		t.say(t.phrase(phrase))
		return
	}
	t.sayParts(twoSegments, t.partOf(phrase, 0), t.partOf(PhrasePrivacy, 1))
}

// greet says who runs the line, to somebody who did not ask for it by an invitation: the line rings them, or it is open and they came
// by themselves. By text it is said once the lesson has begun, and only if the reply takes no more segments with it.
func (t *turn) greet() {
	if t.in.Rules.Organisation == "" {
		return
	}
	if t.in.Channel == Phone {
		t.say(t.phrase(PhraseGreeting))
		return
	}
	greeting := t.partOf(PhraseGreeting, 0).text
	for _, with := range []string{greeting + " " + t.partOf(PhrasePrivacy, 0).text, greeting} {
		lines := slices.Insert(slices.Clone(t.out.Lines), 0, Line{Text: strings.TrimSpace(with)})
		if t.segments(lines...) <= t.segments(t.out.Lines...) {
			t.out.Lines = lines
			return
		}
	}
}

// uninvitedNewcomer reports whether a learner begins of their own accord, on a line that is open to all.
func (t *turn) uninvitedNewcomer() bool {
	return t.in.Rules.Open && !t.in.Placed && t.place.Status == New && len(t.place.Invitations) == 0
}
