package lint

import (
	"regexp"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
)

// Facts that people may need: they must not depend on how they take the lesson.
var (
	linkFact   = regexp.MustCompile(`(?i)\b(?:https?://|www\.)[^\s,;]+[^\s,;.?!]|\b[a-z0-9.-]+\.(?:nz|com|org|net)\b(?:/[^\s,;]*[^\s,;.?!])?`)
	mailFact   = regexp.MustCompile(`(?i)\b[a-z0-9._-]+@[a-z0-9.-]+\.[a-z]+\b`)
	numberFact = regexp.MustCompile(`\$ ?[0-9][0-9.,]*[0-9]|\$ ?[0-9]|\b[0-9](?:[ -]?[0-9]){2,}\b`)
	fillFact   = regexp.MustCompile(`\{[a-z_]+\}`)
	spaces     = regexp.MustCompile(`[ -]`)
)

// channels finds facts that only one channel of a prompt has, if the rest of the lesson does not say them on the other: a number, a link,
// an answer that is filled in. It also finds a prompt of which one channel has hardly a word.
func channels(l *Lesson) (found []Finding) {
	texted, spoken := l.said(false), l.said(true)
	for i, t := range l.Texts {
		step := l.step(t)
		if step == nil || i == 0 || !t.Phone || !samePrompt(l.Texts[i-1], t) || step.Kind == dialogue.Offer || step.Kind == dialogue.Hour || t.Role == Reprompt {
			continue
		}
		found = append(found, missingFacts(i-1, l.Texts[i-1].Said, spoken, "by text", "by phone")...)
		found = append(found, missingFacts(i, t.Said, texted, "by phone", "by text")...)
		if f, lopsided := lopsided(i, len(strings.Fields(l.Texts[i-1].Said)), len(strings.Fields(t.Said))); lopsided && t.Role == Question {
			found = append(found, f)
		}
	}
	return found
}

// samePrompt reports whether b is what the phone says instead of a.
func samePrompt(a, b Text) bool {
	return !a.Phone && a.Step == b.Step && a.Role == b.Role && a.Key == b.Key
}

// said is all that a channel says in the steps of the lesson, without spaces, as facts are compared.
func (l *Lesson) said(byPhone bool) string {
	var all strings.Builder
	for i, t := range l.Texts {
		instead := i+1 < len(l.Texts) && samePrompt(t, l.Texts[i+1]) && l.Texts[i+1].Phone
		if t.Phone == byPhone || byPhone && !instead {
			all.WriteString(spaces.ReplaceAllString(strings.ToLower(t.Said), "") + "\n")
			all.WriteString(strings.Join(numbersOf(t.Said, nlu.For(l.Language)), "\n") + "\n")
		}
	}
	return all.String()
}

var (
	inDigits  = regexp.MustCompile(`[0-9](?:[ -]?[0-9]|[.,][0-9])*`)
	notDigits = regexp.MustCompile(`[^0-9.]`)
	// numerals finds numbers in words: "two hundred and fourteen", "one seven three seven".
	numerals = regexp.MustCompile(`(?i)\b(?:(?:zero|oh|double|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|a hundred|hundred|thousand|and)\b[ -]*)+`)
)

// numbersOf are the numbers that a text says. One in words is there as one number, if it is one, and digit by digit.
func numbersOf(said string, lexicon *nlu.Lexicon) (all []string) {
	for _, found := range inDigits.FindAllString(said, -1) {
		all = append(all, notDigits.ReplaceAllString(found, ""))
	}
	for _, found := range numerals.FindAllString(said, -1) {
		words := strings.TrimSpace(strings.NewReplacer("-", " ").Replace(strings.ToLower(found)))
		words = strings.TrimSuffix(strings.TrimPrefix(words, "and "), " and")
		if m := lexicon.Read(words, nlu.Asked{Kind: nlu.Amount}); m.Number != "" {
			all = append(all, m.Number)
		}
		var digits strings.Builder
		times := 1
		for word := range strings.FieldsSeq(words) {
			digit := numberWords[word]
			if word == "oh" {
				digit = "0"
			}
			digits.WriteString(strings.Repeat(digit, times))
			if times = 1; word == "double" {
				times = 2
			}
		}
		all = append(all, digits.String())
	}
	return all
}

// missingFacts finds the facts of a text that the other channel never says.
func missingFacts(i int, said, others, here, there string) (found []Finding) {
	for _, kind := range []*regexp.Regexp{mailFact, linkFact, numberFact, fillFact} {
		for _, at := range kind.FindAllStringIndex(said, -1) {
			fact := said[at[0]:at[1]]
			if kind == linkFact && at[0] > 0 && said[at[0]-1] == '@' {
				continue // the end of an address
			}
			if slices.Contains([]string{"{" + dialogue.FillName + "}", "{" + dialogue.FillKeys + "}"}, fact) ||
				strings.Contains(others, spaces.ReplaceAllString(strings.ToLower(fact), "")) ||
				kind == numberFact && strings.Contains(others, "\n"+notDigits.ReplaceAllString(fact, "")+"\n") {
				continue
			}
			found = append(found, inText(i, at[0], at[1], Warning, "%s is said %s only; who takes the lesson %s never learns it", fact, here, there).
				cure("say it %s as well", there))
		}
	}
	return found
}

// A prompt is lopsided if one channel has this many words, and the other not a sixth of them.
const manyWords, fewer = 18, 6

func lopsided(i, byText, byPhone int) (Finding, bool) {
	switch {
	case byPhone >= manyWords && byText*fewer < byPhone:
		return inText(i, 0, 0, Warning, "by phone this is %d words, by text %d", byPhone, byText).cure("tell those who text as much"), true
	case byText >= manyWords && byPhone*fewer < byText:
		return inText(i, 0, 0, Warning, "by text this is %d words, by phone %d", byText, byPhone).cure("tell callers as much"), true
	}
	return Finding{}, false
}
