package manager

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"coachline/handlers/manager/sheet"
	"coachline/session/e164"
	"coachline/session/roster"
)

// What somebody hears who texts the keyword of a poster, beside their invitation. Each fits into two texts.
const (
	sayFull     = "Thank you. As many have joined by this word as may for now, so nothing was done. Please ask %s, who invites to it."
	sayFinished = "Thank you. You have finished this already, and %s can see that. You need do nothing more."
	sayStopped  = "You have asked us for no texts, so nothing was done. To join, reply START first, and then text the word again."
)

// mostWords is how many words a text may have that is a keyword.
const mostWords = 4

// Join lets the sender join the cohort whose keyword they text. The caller knows that the text means nothing else to them. They
// hear who invites them and begin with GO, as if they were invited by a text. done is false where no cohort has the word, or it is
// off, or they know of their invitation, or it is a number that no list may have: they then hear what any such text is told. The reply is the same for the same id, for an
// hour. The error may wrap session.ErrUnavailable.
func (t *Texts) Join(ctx context.Context, id string, from e164.Number, words string, at time.Time) (reply string, done bool, err error) {
	candidates := keywordsIn(words)
	if len(candidates) == 0 || sheet.One(from.E164(), "", t.config.Region, t.config.Countries...).Fault != nil {
		return "", false, nil
	}
	reply, err = t.config.Roster.Reply(ctx, t.config.Roster.Person(from), id, func() (string, error) {
		joined, err := t.config.Roster.Join(ctx, from, candidates, id, at)
		switch {
		case errors.Is(err, roster.ErrNoKeyword):
			return "", nil
		case err != nil:
			return "", err
		}
		return t.welcome(joined, from), nil
	})
	if err != nil {
		return "", false, fmt.Errorf("join by keyword: %w", err)
	}
	return reply, reply != "", nil
}

// welcome is what somebody hears who texted a keyword; "" is what any text is told.
func (t *Texts) welcome(joined roster.Joined, to e164.Number) string {
	switch joined.Outcome {
	case roster.JoinedNow:
		script, served := t.config.Lessons.Current(joined.Lesson)
		if !served {
			return ""
		}
		bare := t.config
		bare.Footer = "" // whoever replies adds it
		first, _ := (&Pages{config: bare}).sample(script, joined.Course, joined.By, "", sheet.Line{Number: to})
		return first
	case roster.JoinFull:
		return fmt.Sprintf(sayFull, joined.By)
	case roster.JoinFinished:
		return fmt.Sprintf(sayFinished, joined.By)
	case roster.JoinOptedOut:
		return sayStopped
	}
	return ""
}

// keywordsIn are the keywords that a text may be: all of it, or what stands behind "text", as posters say it.
func keywordsIn(words string) (all []string) {
	fields := strings.Fields(words)
	if len(fields) > mostWords {
		return nil
	}
	may := []string{words}
	if len(fields) > 1 && slices.Contains([]string{"text", "txt", "join"}, strings.ToLower(fields[0])) {
		may = append(may, strings.Join(fields[1:], ""))
	}
	for _, word := range may {
		if word = roster.CleanWord(word); roster.IsKeyword(word) {
			all = append(all, word)
		}
	}
	return all
}
