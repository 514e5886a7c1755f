package roster

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/redis/go-redis/v9"
	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"coachline/session"
)

// Keyword is the word that people text to join a cohort by themselves. No two cohorts of the line have the same.
type Keyword struct {
	Word   string    // as CleanWord has it, such as WARD4; "" if there is none
	On     bool      // people may join
	Most   int       // how many may join
	Joined int       // how many have
	By     string    // the name of the manager who set it, as the invitation says it
	Set    time.Time // when they gave it
	Valid  bool      // the word is this cohort's: false if a change was interrupted
}

// sealedKeyword is a Keyword as it is stored.
type sealedKeyword struct {
	Word string    `cbor:"1,keyasint"`
	On   bool      `cbor:"2,keyasint"`
	Most int       `cbor:"3,keyasint"`
	By   string    `cbor:"4,keyasint"`
	Set  time.Time `cbor:"5,keyasint"`
}

// wordForm is what a keyword may look like.
var wordForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{3,11}$`)

// CleanWord is a keyword without case, accents, spaces, quotes and other marks: "ward 4." is WARD4.
func CleanWord(written string) string {
	plain, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), written)
	if err != nil {
		return ""
	}
	return strings.ToUpper(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.IsPunct(r) || unicode.IsSymbol(r) || unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, plain))
}

// IsKeyword reports whether a clean word has the form of a keyword.
func IsKeyword(word string) bool { return wordForm.MatchString(word) }

// Keyword is the keyword of a cohort that the caller may see. The error may wrap ErrNoCohort.
func (r *Roster) Keyword(ctx context.Context, caller session.Person, id string) (Keyword, error) {
	if _, err := r.Cohort(ctx, caller, id); err != nil {
		return Keyword{}, err
	}
	k, _, err := r.keyword(ctx, id)
	if err != nil || k.Word == "" {
		return k, err
	}
	holder, err := r.readField(ctx, "read keyword", keywordsKey, r.config.Store.RosterIndex(k.Word))
	k.Valid = holder == id
	return k, err
}

// keyword reads the keyword of a cohort, also as it is stored.
func (r *Roster) keyword(ctx context.Context, id string) (k Keyword, sealed string, err error) {
	joined := 0
	err = r.config.Store.Retry(ctx, "read keyword", func(ctx context.Context, c redis.UniversalClient) error {
		pipe := c.Pipeline()
		word, n := pipe.Get(ctx, keysOf(id).keyword), pipe.HLen(ctx, keysOf(id).joined)
		if _, err := pipe.Exec(ctx); err != nil && !errors.Is(err, redis.Nil) {
			return err
		}
		sealed, joined = word.Val(), int(n.Val())
		return nil
	})
	if err != nil {
		return Keyword{}, "", err
	}
	k, err = r.openKeyword(id, sealed)
	k.Joined = joined
	return k, sealed, err
}

func (r *Roster) openKeyword(id, sealed string) (Keyword, error) {
	if sealed == "" {
		return Keyword{}, nil
	}
	var s sealedKeyword
	if err := r.config.Store.OpenRoster(sealed, &s, asKeyword(id)); err != nil {
		return Keyword{}, fmt.Errorf("open keyword: %w", err)
	}
	return Keyword{Word: s.Word, On: s.On, Most: s.Most, By: s.By, Set: s.Set}, nil
}

//go:embed replace.lua
var replaceSource string

// replaceScript replaces a string, or a field of a hash, if it is as it was read.
var replaceScript = redis.NewScript(replaceSource)

// SetKeyword gives a cohort a keyword, changes it, or switches it off or on. The invitation says the caller's name from then on. The
// cohort's own slot says which word it has before the index does, so that of two who want the same word one gets it. Calling it
// again has no effect. The error may wrap ErrNoCohort, ErrSeeOnly, ErrWordForm or ErrWordTaken.
func (r *Roster) SetKeyword(ctx context.Context, caller session.Person, id string, to Keyword, at time.Time) error {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return err
	}
	if !IsKeyword(to.Word) {
		return ErrWordForm
	}
	replace := func(from, to string) error {
		return r.script(ctx, "write keyword", replaceScript, []string{keysOf(id).keyword}, "", from, to)
	}
	return retryConflicts(func() error {
		was, before, err := r.keyword(ctx, id)
		if err != nil {
			return err
		}
		new := sealedKeyword{to.Word, to.On, to.Most, ShortName(cohort.Caller.Name), at}
		if was.Word == new.Word && was.By == new.By {
			new.Set = was.Set // it is the same, and so is the batch of those who join
		}
		sealed, err := r.config.Store.SealRoster(new, asKeyword(id))
		if err != nil {
			return fmt.Errorf("seal keyword: %w", err)
		}
		if err := replace(before, string(sealed)); err != nil {
			return err
		}
		switch err = r.claimWord(ctx, id, to.Word); {
		case errors.Is(err, ErrWordTaken):
			return errors.Join(err, replace(string(sealed), before))
		case err != nil:
			return err
		}
		if was.Word != "" && was.Word != to.Word {
			if err := r.replaceHolder(ctx, was.Word, id, ""); err != nil && !errors.Is(err, errConflict) { // another has it by now
				return err
			}
		}
		if was.On == to.On && was.Word == to.Word {
			return nil
		}
		act := ActPosterOff
		if to.On {
			act = ActPosterOn
		}
		return r.note(ctx, cohort, LogEntry{At: at, Act: act, With: to.Word})
	})
}

// keywordNames has the invitation of those who join by a cohort's word say the name of its new owner. Calling it again has no effect.
func (r *Roster) keywordNames(ctx context.Context, id string, m Manager, at time.Time) error {
	return retryConflicts(func() error {
		k, before, err := r.keyword(ctx, id)
		by := ShortName(m.Name)
		if err != nil || k.Word == "" || k.By == by {
			return err
		}
		sealed, err := r.config.Store.SealRoster(sealedKeyword{k.Word, k.On, k.Most, by, at}, asKeyword(id))
		if err != nil {
			return fmt.Errorf("seal keyword: %w", err)
		}
		return r.script(ctx, "write keyword", replaceScript, []string{keysOf(id).keyword}, "", before, string(sealed))
	})
}

// claimWord puts a word into the index. One that stands there for a cohort that has another by now is free.
func (r *Roster) claimWord(ctx context.Context, id, word string) error {
	holder, err := r.readField(ctx, "read keyword", keywordsKey, r.config.Store.RosterIndex(word))
	if err != nil || holder == id {
		return err
	}
	if holder != "" {
		theirs, _, err := r.keyword(ctx, holder)
		switch {
		case err != nil:
			return err
		case theirs.Word == word:
			return ErrWordTaken
		}
	}
	return r.replaceHolder(ctx, word, holder, id)
}

// replaceHolder writes which cohort has a word, if it is as it was read; "" is none.
func (r *Roster) replaceHolder(ctx context.Context, word, from, to string) error {
	return r.script(ctx, "write keyword", replaceScript, []string{keywordsKey}, r.config.Store.RosterIndex(word), from, to)
}
