package lint

import (
	"regexp"
	"slices"

	"coachline/scripts/dialogue"
)

// What prompts promise. None may have a word such as never between its parts: "we never text them".
var (
	promisesPart = regexp.MustCompile(`(?i)\b(?:part (?:two|three|four|five|[2-9])|the next (?:part|lesson))\b[^.?!]{0,30}\b(?:comes|follows|will come|will follow|begins|starts|is next|arrives)\b|\b(?:next comes|look out for|wait for|see you in) (?:part (?:two|three|four|five|[2-9])|the next (?:part|lesson))\b`)
	promisesText = regexp.MustCompile(`(?i)\b(?:we|I|the line)(?:'ll| will| shall)? (?:(?:text|write to|message) you|be in touch|check in|send you)\b[^.?!]*\b(?:tomorrow|next|later|soon|again|in an? (?:day|week|hour)|in (?:two|three|[2-9]) (?:days|weeks|hours)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|\b(?:a|one|another|the next) (?:text|message)[^.?!]{0,20}\b(?:comes|follows|arrives)\b[^.?!]*`)
	promisesLink = regexp.MustCompile(`(?i)\b(?:we|I|the line)(?:'ll| will| shall| can)? (?:send|text|message|give)\b[^.?!]*\b(?:link|article|handout|summary|copy)\b`)
	promisesCall = regexp.MustCompile(`(?i)\b(?:we|I|the line|somebody|someone)(?:'ll| will| shall) (?:call|ring|phone)(?: you| back)\b[^.?!]*`)
	// In the learner's place: "you will hear from us", "expect a text".
	promisesNews = regexp.MustCompile(`(?i)\b(?:you(?:'ll| will)(?: soon| also| then)? (?:hear (?:back )?from (?:us|me|the line)|(?:get|receive) (?:a|an|another|one|our|the next) (?:\w+ )?(?:text|reminder|sms)|receive (?:a|an|another|one|our|the next) (?:\w+ )?message)|(?:expect|await|watch for|look out for) (?:a|an|another|one|our|the next) (?:\w+ )?(?:text|message|reminder|sms))\b[^.?!]*`)
	promisesRing = regexp.MustCompile(`(?i)\b(?:you(?:'ll| will)(?: soon| also| then)? (?:get|receive)|expect|await) (?:a|an|another|our) (?:\w+ )?call\b[^.?!]*`)
	// In ways that the line does not have.
	promisesElse = regexp.MustCompile(`(?i)\b(?:we|I|the line|somebody|someone|(?:a|our|your) (?:\w+ )?(?:team|coach|manager|colleague|tutor|nurse))(?:'ll| will| shall| is going to| are going to|'re going to)(?: also| then| soon)? (?:e-?mail (?:you|the|a|out)|(?:mail|post|contact|visit) you|(?:get back|reach out) to you|follow up with you|get in touch|come (?:and |to )?(?:see|visit|meet) you)\b[^.?!]*|\b(?:you(?:'ll| will)(?: soon| also| then)? (?:get|receive)|expect) (?:a|an|another|our) (?:\w+ )?(?:e-?mail|letter|visit)\b[^.?!]*`)
	denied       = regexp.MustCompile(`(?i)\b(?:never|not|no)\b|n't\b`)
	onDemand     = regexp.MustCompile(`\b[A-Z]{3,}\b`) // CALL, MYWORDS: the learner asks for it
)

// promises finds what a lesson promises although nothing in it does that: a next part without a course, a text without a wait, a link
// without an offer, a call. It is silent where the learner asks for it: "text CALL and we ring you".
func promises(l *Lesson) (found []Finding) {
	if l.Script == nil {
		return nil
	}
	steps := l.Script.Steps
	has := func(from int, kind dialogue.StepKind) bool {
		return slices.ContainsFunc(steps[max(from, 0):], func(s dialogue.Step) bool { return s.Kind == kind })
	}
	for i, t := range l.Texts {
		if t.Step < 0 {
			continue
		}
		promise := func(kind *regexp.Regexp, kept bool, message, cure string) {
			for _, at := range kind.FindAllStringIndex(t.Said, -1) {
				if said := t.Said[at[0]:at[1]]; !kept && !denied.MatchString(said) && !onDemand.MatchString(sentenceAt(t.Said, at[0])) {
					found = append(found, inText(i, at[0], at[1], Warning, "%q: %s", said, message).cure("%s", cure))
				}
			}
		}
		promise(promisesPart, l.InCourse, "no course has a part after this lesson", "put the lessons in a course, or do not announce it")
		promise(promisesText, has(t.Step, dialogue.Wait) || l.InCourse, "nothing is texted later, as no wait follows", "add a step with wait: and what is said after it, or take the promise out")
		promise(promisesNews, has(t.Step, dialogue.Wait) || l.InCourse, "nothing is texted later, as no wait follows", "add a step with wait: and what is said after it, or take the promise out")
		promise(promisesElse, false, "the line only texts, and rings those who ask for it", "say who does it and how they know, or take the promise out")
		promise(promisesRing, false, "the line rings only those who ask for it", "say: text CALL, and we ring you")
		promise(promisesLink, steps[t.Step].Kind == dialogue.Offer || has(0, dialogue.Offer), "no step offers anything to keep", "make it a step with offer:, or say it here")
		promise(promisesCall, false, "the line rings only those who ask for it", "say: text CALL, and we ring you")
	}
	return found
}

// sentenceAt is the sentence that has a place in it.
func sentenceAt(said string, at int) string {
	for _, s := range sentences(said) {
		if s.from <= at && at < s.to {
			return said[s.from:s.to]
		}
	}
	return ""
}
