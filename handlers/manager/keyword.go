package manager

import (
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/scripts/nlu"
	"coachline/session/roster"
)

// carrierWords are words that carriers and Twilio take for themselves: twilio.com/docs/messaging/guides/sms-keywords
var carrierWords = []string{"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT", "START", "UNSTOP", "YES", "HELP", "INFO"}

// questions are what a text may be an answer to. A choice is asked with the choices of the lessons, and words of one's own, which
// any word is, are left out.
var questions = []nlu.Kind{
	nlu.New, nlu.Invitation, nlu.Ended, nlu.Stopped, nlu.Waiting, nlu.Continue, nlu.YesNo, nlu.Offer, nlu.Hour,
}

// reserved reports whether a keyword means something to the line already, also as it was written: a command, a word of carriers or
// managers, an answer to some question of a lesson, or a name.
func (p *Pages) reserved(word, written string) bool {
	if slices.Contains(carrierWords, word) || slices.ContainsFunc(managerWords, func(w string) bool { return nlu.Distance(word, w) <= 1 }) {
		return true
	}
	return slices.ContainsFunc(p.config.Lessons.All(), func(s *dialogue.Script) bool {
		return means(s, word) || means(s, strings.ToLower(word)) || means(s, written)
	})
}

// means reports whether a text means something in a lesson.
func means(s *dialogue.Script, text string) bool {
	lexicon := nlu.For(s.Language)
	for _, kind := range questions {
		m := lexicon.Read(text, nlu.Asked{Kind: kind})
		if m.Intent != nlu.None {
			return true
		}
	}
	// In small letters only what people are called is a name beyond doubt.
	if m := lexicon.Read(strings.ToLower(text), nlu.Asked{Kind: nlu.Name}); m.Name != "" && !m.Doubt {
		return true
	}
	for _, step := range s.Steps {
		if len(step.Choices) > 0 && lexicon.Read(text, nlu.Asked{Kind: nlu.Choice, Choices: options(step.Choices)}).Intent == nlu.Answer {
			return true
		}
	}
	return false
}

func options(choices []dialogue.Option) []nlu.Option {
	all := make([]nlu.Option, len(choices))
	for i, o := range choices {
		all[i] = nlu.Option{Key: o.Key, Words: o.Words}
	}
	return all
}

// longestSuggestion is how long a word is that is suggested: people type it.
const longestSuggestion = 10

// suggestion is a keyword from the name of a cohort: WARD4 for Ward 4, WEST4 for 4 West.
func (p *Pages) suggestion(name string) string {
	word := ""
	for _, part := range strings.Fields(name) {
		if next := word + roster.CleanWord(part); word == "" || len(next) <= longestSuggestion {
			word = next
		}
	}
	word = strings.Map(func(r rune) rune {
		if r < 'A' && (r < '0' || r > '9') || r > 'Z' {
			return -1
		}
		return r
	}, word)
	letters := strings.TrimLeft(word, "0123456789")
	word = letters + word[:len(word)-len(letters)]
	word = word[:min(len(word), longestSuggestion)]
	for _, end := range []string{"", "TEAM", "COACH", "2"} {
		if may := word + end; roster.IsKeyword(may) && !p.reserved(may, may) {
			return may
		}
	}
	return "PEERCOACH"
}
