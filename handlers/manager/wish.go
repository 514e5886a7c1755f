package manager

import (
	"context"
	"regexp"
	"strings"
	"time"

	"coachline/scripts/nlu"
	"coachline/session/roster"
)

// wish is what a text of a manager seems to ask for.
type wish struct {
	word string // one of the words of managers; empty for none
	slip bool   // the word is mistyped, or is not the first: the manager is asked what they meant
	rest string // what stands behind the word

	said string // the whole text
	verb string // its first word, as it was typed
}

// The words of managers. Carriers take CANCEL alone for an opt-out on many numbers, so the help names it with another word; and they
// answer HELP themselves there, so MENU means the same.
const (
	wishInvite   = "INVITE"
	wishProgress = "PROGRESS"
	wishCancel   = "CANCEL"
	wishHelp     = "HELP"
	wishMenu     = "MENU"
)

// managerWords are those that no keyword may be like.
var managerWords = []string{wishInvite, wishProgress, wishCancel, wishHelp, wishMenu}

var (
	// inviting matches what seems to invite somebody: some form of the word, and digits behind it. A colleague's number is to be
	// nobody's answer.
	inviting = regexp.MustCompile(`(?i)\binvit.*[0-9]|^(uninvit|withdraw).*[0-9]`)
	// cancelling matches what stands behind CANCEL if invitations are meant; anything else, such as "my texts", may be an opt-out.
	cancelling = regexp.MustCompile(`(?i)^((the|my|all|last|newest)\s+)*(invit\w*|batch|last|newest)$`)
)

// wishOf reads what a text seems to ask for.
func wishOf(words string) wish {
	verb, rest := split(words)
	w := wish{rest: rest, said: words, verb: verb}
	switch verb = strings.ToUpper(verb); {
	case verb == wishMenu && rest == "":
		w.word = wishHelp
	case verb == wishInvite, verb == wishProgress, verb == wishHelp && rest == "",
		verb == wishCancel && (rest == "" || cancelling.MatchString(rest)):
		w.word = verb
	case nlu.Distance(verb, wishProgress) == 1:
		w.word, w.slip = wishProgress, true
	case nlu.Distance(verb, wishInvite) == 1, strings.ContainsAny(words, digits) && inviting.MatchString(words):
		w.word, w.slip = wishInvite, true
	}
	return w
}

// split cuts a text into its first word and the rest, without what may stand between the two: "Progress: Ward 4".
func split(words string) (verb, rest string) {
	fields := strings.Fields(words)
	if len(fields) == 0 {
		return "", ""
	}
	return strings.TrimRight(fields[0], marks), strings.Trim(strings.Join(fields[1:], " "), marks+" ")
}

const digits = "0123456789"

const marks = ":;,.-–!?"

// shortWish is how many words may stand behind PROGRESS in a text that is no sentence: "progress ward 5 nights".
const shortWish = 3

// meant reports whether a text is meant for the line, not for the sender's own lesson. In a lesson it is if the word stands alone or
// in capitals, or has what belongs to it: a number, or what may be the name of a cohort. The worst of a wrong guess is a question.
func (t *Texts) meant(ctx context.Context, m roster.Manager, w wish, learning bool, at time.Time) (bool, error) {
	switch {
	case w.word == wishCancel && w.rest == "": // otherwise it is an opt-out
		last, _, err := t.newestBatch(ctx, m)
		return last.ID != "" && (last.At.After(at) || at.Sub(last.Made) < justInvited), err
	case !learning, w.word == wishHelp, w.word == wishCancel, w.rest == "", w.verb == strings.ToUpper(w.verb):
		return true, nil
	case w.word == wishProgress && len(strings.Fields(w.rest)) <= shortWish:
		return true, nil
	case w.word == wishInvite && t.numbered(w.said):
		return true, nil
	case w.word == wishProgress && !w.slip:
		all, err := t.config.Roster.Cohorts(ctx, m.Person)
		_, found := find(all, w.rest)
		return found, err
	}
	return false, nil
}

// justInvited is how long after a batch was made CANCEL alone means its invitations.
const justInvited = 30 * time.Minute

// newestBatch is the last batch that a manager has made and nobody has cancelled, and its cohort; a batch without an ID is none.
func (t *Texts) newestBatch(ctx context.Context, m roster.Manager) (newest roster.BatchRecord, of roster.Cohort, err error) {
	all, err := t.config.Roster.Cohorts(ctx, m.Person)
	if err != nil {
		return newest, of, err
	}
	for _, c := range all {
		if c.Access < roster.MayInvite {
			continue
		}
		batches, err := t.config.Roster.Batches(ctx, m.Person, c.ID)
		if err != nil {
			return newest, of, err
		}
		for _, b := range batches {
			own := b.Manager == m.ID || b.Manager == "" && b.By == m.Name
			if own && b.Cancelled.IsZero() && b.Made.After(newest.Made) {
				newest, of = b, c
			}
		}
	}
	return newest, of, nil
}
