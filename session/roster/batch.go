package roster

import (
	"context"
	"fmt"
	"time"
)

// Batch is what is the same for invitations that are made together.
type Batch struct {
	ID      string    // the same ID again is the same batch: MessageSid, or what a page drew by lot
	At      time.Time // the first text comes not before; zero is at once
	Again   bool      // one more text after three days to those who have not begun
	Consent Consent

	Sentence string // the manager's own, in the first text; "" for none
	Self     bool   // they joined by themselves: the reply to their text was the first one
}

// key is what a batch is kept as. The same ID with another wish is another batch: nobody is invited by the consent, or at the
// hour, of another list.
func (b *Batch) key() string { return fmt.Sprintf("%s|%d|%t", b.ID, b.At.Unix(), b.Again) }

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

	Sentence string `cbor:"20,keyasint,omitempty"`
	Self     bool   `cbor:"30,keyasint,omitempty"`
}

// consentFor is who has confirmed that somebody knows of the texts. One who joined by themselves did so when they joined.
func (b *batch) consentFor(f *found) Consent {
	if b.Self {
		return Consent{At: f.Added, Words: b.Consent.Words}
	}
	return b.Consent
}

// sealBatch seals a batch of a cohort, invited by a manager of this name.
func (r *Roster) sealBatch(b *Batch, cohort, manager string) ([]byte, error) {
	sealed, err := r.config.Store.SealRoster(batch{At: b.At, Again: b.Again, By: ShortName(manager), Consent: b.Consent, Sentence: b.Sentence, Self: b.Self}, asBatch(cohort, b.key()))
	if err != nil {
		return nil, fmt.Errorf("seal batch: %w", err)
	}
	return sealed, nil
}

// batches are all batches of a cohort by key: a few.
func (r *Roster) batches(ctx context.Context, cohort string) (map[string]batch, error) {
	sealed, err := r.readHash(ctx, "read batches", keysOf(cohort).batches)
	if err != nil {
		return nil, err
	}
	all := make(map[string]batch, len(sealed))
	for key, value := range sealed {
		var b batch
		if err := r.config.Store.OpenRoster(value, &b, asBatch(cohort, key)); err != nil {
			return nil, fmt.Errorf("open batch: %w", err)
		}
		all[key] = b
	}
	return all, nil
}
