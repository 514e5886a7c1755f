package roster

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"coachline/session"
)

// Batch is what is the same for invitations that are made together.
type Batch struct {
	ID      string        // the same ID again is the same batch: MessageSid, or what a page drew by lot
	At      time.Time     // the first text comes not before; zero is at once
	Grace   time.Duration // in place of At: how long after inviting the first text comes
	Again   bool          // one more text after three days to those who have not begun
	Consent Consent

	Sentence string // the manager's own, in the first text; "" for none
	By       string // a manager's name, as texts say it; "" is the caller's
	Self     bool   // they joined by themselves: the reply to their text was the first one
}

// key is what a batch is kept as. The same ID at another hour is another batch.
func (b *Batch) key() string {
	if b.Grace > 0 {
		return fmt.Sprintf("%s|+%d|%t", b.ID, b.Grace/time.Second, b.Again)
	}
	return fmt.Sprintf("%s|%d|%t", b.ID, b.At.Unix(), b.Again)
}

// words are what the people of a batch are invited with, besides the hour.
func words(sentence string, c Consent) string {
	return strings.Join([]string{sentence, c.By, c.Words}, "\x00")
}

// batchFor is the batch as which a wish is kept, as readBatch has it, with its key. Nobody is invited by the consent or with the
// sentence of another list: if that has the ID, the key has a hash of the words as well.
func (r *Roster) batchFor(ctx context.Context, cohort string, wished *Batch) (key string, b batch, sealed string, err error) {
	key, said := wished.key(), words(wished.Sentence, wished.Consent)
	b, sealed, err = r.readBatch(ctx, cohort, key)
	if err != nil || sealed == "" || words(b.Sentence, b.Consent) == said {
		return key, b, sealed, err
	}
	key += "|" + r.config.Store.RosterIndex("batch:"+said)
	b, sealed, err = r.readBatch(ctx, cohort, key)
	return key, b, sealed, err
}

// publicID is a batch as addresses of pages have it: 22 characters, base64url. It tells nothing of the key.
func publicID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// Consent is who has confirmed that the people know of the texts, and in which words.
type Consent struct {
	By    string    `cbor:"1,keyasint"`
	At    time.Time `cbor:"2,keyasint"`
	Words string    `cbor:"3,keyasint"`
}

// batch is a Batch as it is stored.
type batch struct {
	At      time.Time `cbor:"1,keyasint,omitzero"`
	Again   bool      `cbor:"2,keyasint,omitempty"`
	By      string    `cbor:"3,keyasint"` // the manager's name, as the text says it
	Consent Consent   `cbor:"4,keyasint"`

	Size        int       `cbor:"5,keyasint,omitempty"` // how many came into the cohort by it; 0 in earlier versions
	Cancelled   time.Time `cbor:"6,keyasint,omitzero"`
	CancelledBy string    `cbor:"7,keyasint,omitempty"` // a manager's name

	Sentence string `cbor:"20,keyasint,omitempty"`
	Self     bool   `cbor:"30,keyasint,omitempty"`
	Manager  string `cbor:"31,keyasint,omitempty"` // the ID of the one who invited; "" in earlier versions
}

// consentFor is who has confirmed that somebody knows of the texts. One who joined by themselves did so when they joined.
func (b *batch) consentFor(f *found) Consent {
	if b.Self {
		return Consent{At: f.Added, Words: b.Consent.Words}
	}
	return b.Consent
}

// readBatch reads a batch by its key, and as it is stored; "" if it is new.
func (r *Roster) readBatch(ctx context.Context, cohort, key string) (b batch, sealed string, err error) {
	if sealed, err = r.readField(ctx, "read batch", keysOf(cohort).batches, key); err != nil || sealed == "" {
		return batch{}, "", err
	}
	b, err = r.openBatch(cohort, key, sealed)
	return b, sealed, err
}

func (r *Roster) openBatch(cohort, key, sealed string) (b batch, err error) {
	if err := r.config.Store.OpenRoster(sealed, &b, asBatch(cohort, key)); err != nil {
		return batch{}, fmt.Errorf("open batch: %w", err)
	}
	return b, nil
}

// batchEdit is a change of a batch. It is written together with the changes of its invitations.
type batchEdit struct {
	key    string
	was    string // as it was read
	sealed []byte // as it is to be
}

func (r *Roster) editBatch(cohort, key, was string, b *batch) (batchEdit, error) {
	sealed, err := r.config.Store.SealRoster(*b, asBatch(cohort, key))
	if err != nil {
		return batchEdit{}, fmt.Errorf("seal batch: %w", err)
	}
	return batchEdit{key, was, sealed}, nil
}

// batches are all batches of a cohort by key: a few.
func (r *Roster) batches(ctx context.Context, cohort string) (map[string]batch, error) {
	sealed, err := r.readHash(ctx, "read batches", keysOf(cohort).batches)
	if err != nil {
		return nil, err
	}
	all := make(map[string]batch, len(sealed))
	for key, value := range sealed {
		if all[key], err = r.openBatch(cohort, key, value); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// BatchRecord is what is known of a batch.
type BatchRecord struct {
	ID          string    // as pages have it
	Manager     string    // the ID of the manager who invited; "" if it was by an earlier version
	By          string    // their name
	Made        time.Time //
	At          time.Time // the first text comes not before; zero is at once
	Again       bool      // one more text after three days to those who have not begun
	Sentence    string    // the manager's own, in the first text
	Size        int       // how many came into the cohort by it; 0 if an earlier version invited them
	Cancelled   time.Time // zero if it was not
	CancelledBy string    // the manager who did that
}

// Batches are the batches by which managers have invited people with a cohort, newest first. The error may wrap ErrNoCohort.
func (r *Roster) Batches(ctx context.Context, caller session.Person, id string) ([]BatchRecord, error) {
	if _, err := r.Cohort(ctx, caller, id); err != nil {
		return nil, err
	}
	stored, err := r.batches(ctx, id)
	if err != nil {
		return nil, err
	}
	all := make([]BatchRecord, 0, len(stored))
	for key, b := range stored {
		if b.Self {
			continue
		}
		all = append(all, BatchRecord{
			publicID(key), b.Manager, b.Consent.By, b.Consent.At, b.At, b.Again, b.Sentence, b.Size, b.Cancelled, b.CancelledBy,
		})
	}
	slices.SortFunc(all, func(a, b BatchRecord) int {
		return cmp.Or(b.Made.Compare(a.Made), strings.Compare(a.ID, b.ID))
	})
	return all, nil
}
