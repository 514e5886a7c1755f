package session

import (
	"context"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// PlaceStore gives code for managers access to learners' places: it has no method that opens an answer, and no key that
// could. Such code gets a PlaceStore, never a Store.
type PlaceStore struct{ store *Store }

// NewPlaceStore makes a PlaceStore from the Config of a Store. It removes the keys for answers.
func NewPlaceStore(c Config) *PlaceStore {
	c.Keyring = c.Keyring.WithoutAnswers()
	return &PlaceStore{New(c)}
}

// Person calls Store.Person.
func (p *PlaceStore) Person(n e164.Number) Person { return p.store.Person(n) }

// Served calls Store.Served.
func (p *PlaceStore) Served(subject Subject) (Subject, bool) { return p.store.Served(subject) }

// Invite calls Store.Invite.
func (p *PlaceStore) Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (Progress, error) {
	return p.store.Invite(ctx, n, inv, at)
}

// Withdraw calls Store.Withdraw.
func (p *PlaceStore) Withdraw(ctx context.Context, who Person, cohort string, at time.Time) error {
	return p.store.Withdraw(ctx, who, cohort, at)
}

// Cancel calls Store.Cancel.
func (p *PlaceStore) Cancel(ctx context.Context, who Person, cohort string, at time.Time) (bool, error) {
	return p.store.Cancel(ctx, who, cohort, at)
}

// Nudge calls Store.Nudge.
func (p *PlaceStore) Nudge(ctx context.Context, who Person, cohort string, at time.Time) (dialogue.Refusal, error) {
	return p.store.Nudge(ctx, who, cohort, at)
}

// ProgressOf calls Store.ProgressOf.
func (p *PlaceStore) ProgressOf(ctx context.Context, people []Person, subject Subject) ([]Progress, error) {
	return p.store.ProgressOf(ctx, people, subject)
}

// Inspect calls Store.Inspect.
func (p *PlaceStore) Inspect(ctx context.Context, who Person) (Inspection, error) {
	return p.store.Inspect(ctx, who)
}

// Retry calls Store.Retry.
func (p *PlaceStore) Retry(ctx context.Context, doing string, attempt func(context.Context, redis.UniversalClient) error) error {
	return p.store.Retry(ctx, doing, attempt)
}

// RosterIndex returns by what a word of the roster is found in Redis: a keyed hash, which shows nothing of the word.
func (p *PlaceStore) RosterIndex(word string) string {
	return p.store.keyring.person("roster:" + word).String()
}

// SealRoster encodes v as CBOR and seals it in the roster's compartment. It opens only with the same name of the thing.
func (p *PlaceStore) SealRoster(v any, thing string) ([]byte, error) {
	return p.store.keyring.roster.seal(v, forRoster, Person{}, thing)
}

// OpenRoster opens into v what SealRoster has sealed under this name. An error quotes neither.
func (p *PlaceStore) OpenRoster(sealed string, v any, thing string) error {
	_, err := p.store.keyring.roster.open(sealed, v, forRoster, Person{}, thing)
	return err
}
