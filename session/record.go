package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// Person identifies a learner in keys, URLs and logs. It is 22 characters that are always the same for a number, and reveal
// nothing about it without the index key. The zero Person is nobody. A Person is comparable and can be a map key.
type Person struct{ id string }

// hashSize is how many bytes of the HMAC a Person has. With 128 bits no two numbers have the same.
const hashSize = 16

// String returns the 22 characters, which are base64url.
func (p Person) String() string { return p.id }

// ParsePerson reads what Person.String writes.
func ParsePerson(s string) (Person, bool) {
	const size = 22 // hashSize bytes in base64url
	if len(s) != size {
		return Person{}, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(base64url, r) }) {
		return Person{}, false
	}
	return Person{s}, true
}

// MarshalText returns String, for logs in JSON.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.id), nil }

// IsZero reports whether p is nobody.
func (p Person) IsZero() bool { return p.id == "" }

// Person returns the person with this number, or nobody for the zero Number. It does not use Redis.
func (s *Store) Person(n e164.Number) Person {
	number := n.E164()
	if number == "" {
		return Person{}
	}
	return s.keyring.person(number)
}

// Caller returns the person for a call whose number is withheld. Each such call is a person of its own.
func (s *Store) Caller(callSID string) Person { return s.keyring.person("call:" + callSID) }

// person hashes a number, which begins with +, a call, which begins with "call:", or a word of the roster, with "roster:".
func (k *Keyring) person(name string) Person {
	h, ok := k.hashers.Get().(*hasher)
	if !ok {
		h = &hasher{mac: hmac.New(sha256.New, k.index)}
	}
	defer k.hashers.Put(h)
	h.mac.Reset()
	h.buf = append(h.buf[:0], name...)
	h.mac.Write(h.buf)
	h.buf = h.mac.Sum(h.buf[:0])
	return Person{base64.RawURLEncoding.EncodeToString(h.buf[:hashSize])}
}

// hasher is a reusable HMAC with the index key. Keying a new one costs as much as the hashing.
type hasher struct {
	mac hash.Hash
	buf []byte
}

// personKeys are the keys of one person that an update reads and writes, all in one slot.
type personKeys struct {
	shard  int
	person string // a hash: the record of a learner
	turn   string // the stored reply of a turn. It expires
	wake   string // the wake-ups of the shard
	pulse  string // when a process last served the shard; commit.lua does not write it
}

func keysOf(p Person, turn string) personKeys {
	shard := shardOf[p.id[0]]
	return personKeys{
		shard, tags[shard] + "person:" + p.id, tags[shard] + "turn:" + p.id + ":" + turn, wakeUps.keys[shard], pulseKeys[shard],
	}
}

// record is the opened record of a learner.
type record struct {
	placeHalf
	answers dialogue.Answers
	read    readState

	doubt        doubt     // of a wake-up: when Redis may have forgotten what happened
	notBefore    time.Time // the record is not due earlier
	woken        bool      // what was due is done: the claim of the wake-up ends
	claimed      bool      // an entry was claimed to be sent
	placeOnly    bool      // answers and drafts were not opened, and stay as they are
	eraseAnswers bool      // the answers are removed, even with placeOnly
	counts       []dialogue.Count
	countedOn    time.Time // when they were counted
}

// placeHalf is the half of a record without answers.
type placeHalf struct {
	Format  int            `cbor:"1,keyasint"`
	Number  string         `cbor:"2,keyasint,omitempty"`
	Zone    string         `cbor:"3,keyasint,omitempty"` // the learner's; "" means the line's
	Lesson  string         `cbor:"4,keyasint,omitempty"`
	Version string         `cbor:"5,keyasint,omitempty"` // the version of the lesson that the learner began
	Place   dialogue.Place `cbor:"6,keyasint"`
	Outbox  outbox         `cbor:"7,keyasint,omitzero"`

	CohortsToErase  []string `cbor:"8,keyasint,omitempty"` // of a person who was erased: cohorts from which they must still be removed
	ErasedOnRequest bool     `cbor:"9,keyasint,omitempty"` // erased on their own or the operator's request: an invitation does not bring them back

	Heard time.Time `cbor:"10,keyasint,omitzero"` // when Twilio was last asked what they have texted

	Offer    moveOffer  `cbor:"20,keyasint,omitzero"`  // of a code for another number
	Leaving  *departure `cbor:"21,keyasint,omitempty"` // the record is closed, and goes to another number
	Arriving *arrival   `cbor:"22,keyasint,omitempty"` // a record comes from another number
	Arrived  arrival    `cbor:"23,keyasint,omitzero"`  // what has come from another number last
}

// readState is what a commit needs to know about the record that was read. The zero value means that there was none.
type readState struct {
	version  int64  // how many changes were committed
	stored   string // the version as Redis has it; empty if there was no record
	answers  dialogue.Answers
	drafts   int  // how many bodies there were
	last     int  // the ID of the newest entry
	oldKey   bool // the answers are sealed with a key that is not the first
	expiring bool // Redis may delete it in time
	optedOut bool
	index    []indexed // the lines that the index has
}

// recordFormat numbers the layout of both halves of a record.
const recordFormat = 1

// How long a record is kept after its last turn, if it is not kept for good.
const (
	strangerLife  = 24 * time.Hour      // of somebody who has not begun: it only limits replies to them
	withdrawnLife = 90 * 24 * time.Hour // after an invitation was texted and withdrawn, so that it is not texted again
	withheldLife  = 2 * time.Hour       // of a caller whose number is withheld; no pause in a call is as long
)

// invitedOrBegun reports whether the learner was invited or has begun. Otherwise the record says little about them.
func (r *record) invitedOrBegun() bool {
	return r.Place.Status != dialogue.New && r.Place.Status != dialogue.Uninvited
}

// erased reports whether a record was erased.
func (r *record) erased() bool { return r.Number == "" && !r.Place.Withheld }

// life returns how long the record is kept, or 0 for good. An opt-out is kept for good, whoever it is from.
func (r *record) life() time.Duration {
	switch {
	case r.Place.Withheld:
		return withheldLife
	case r.Place.OptedOut, r.Arriving != nil, r.Leaving != nil && !r.Leaving.Done, r.invitedOrBegun():
		return 0
	case len(r.Place.Withdrawn) > 0:
		return withdrawnLife
	}
	return strangerLife
}

// nextDue returns when something is next due, or the zero time for never.
func (r *record) nextDue() time.Time {
	if r.Leaving != nil && !r.Leaving.Done {
		return r.Leaving.At.Add(resumeMove)
	}
	next := r.Place.NextWake()
	if r.Arriving != nil {
		next = r.Arriving.At.Add(resumeMove)
	}
	if len(r.Outbox.Entries) > 0 {
		next = r.Outbox.nextDue(next)
	}
	if len(r.CohortsToErase) > 0 {
		next = time.UnixMilli(1) // at once
	}
	if !next.IsZero() && next.Before(r.notBefore) {
		next = r.notBefore
	}
	return next
}

// sealed is a record as Redis has it. A missing part is empty.
type sealed struct{ version, place, answers, drafts string }

// open opens the record of a person, or with placeOnly just the half without answers.
func (k *Keyring) open(s sealed, p Person, placeOnly bool) (*record, error) {
	if k.answers == nil && !placeOnly {
		return nil, ErrWithoutAnswers
	}
	version, err := strconv.ParseInt(s.version, 10, 64)
	if err != nil || version < 1 {
		return nil, errors.New("the version of the record is not a count")
	}
	r := &record{read: readState{version: version, stored: s.version}, placeOnly: placeOnly}
	if _, err := k.place.open(s.place, &r.placeHalf, forPlace, p, ""); err != nil {
		return nil, err
	}
	if r.Format != recordFormat {
		return nil, fmt.Errorf("the record has layout %d; this program knows %d", r.Format, recordFormat)
	}
	r.read.last, r.read.expiring, r.read.optedOut = r.Outbox.Last, r.Place.Withheld || !r.Place.Begun(), r.Place.OptedOut
	if r.Outbox.Indexed {
		r.read.index = r.Outbox.index()
	}
	if placeOnly {
		return r, nil
	}
	if s.answers != "" {
		if r.read.oldKey, err = k.answers.open(s.answers, &r.answers, forAnswers, p, ""); err != nil {
			return nil, err
		}
	}
	if s.drafts != "" {
		if _, err := k.answers.open(s.drafts, &r.Outbox.drafts, forDrafts, p, ""); err != nil {
			return nil, err
		}
	}
	r.read.drafts, r.read.answers = len(r.Outbox.drafts), r.answers
	if r.Place.ToArchive != "" {
		r.archive()
	}
	return r, nil
}

// archive separates the answers of a past lesson from those of the current one, as soon as they are open.
func (r *record) archive() {
	if r.placeOnly {
		return
	}
	filed := dialogue.State{Place: r.Place, Answers: r.answers}.Archived()
	r.Place, r.answers = filed.Place, filed.Answers
}

// unchanged tells commit.lua to leave a field as it is.
const unchanged = "="

// seal seals a record. Answers and drafts are unchanged if they need not be written, and empty if there are none. Answers
// under an old key are sealed again with the first one, so that the operator can remove the old key in the end. Drafts are
// the bodies that are still needed; the body of an entry never changes.
func (k *Keyring) seal(r *record, p Person) (s sealed, err error) {
	r.Format = recordFormat
	place, err := k.place.seal(&r.placeHalf, forPlace, p, "")
	if err != nil {
		return sealed{}, err
	}
	var answers, drafts []byte
	switch {
	case !r.eraseAnswers && (r.placeOnly || !r.read.oldKey && maps.Equal(r.answers, r.read.answers)):
		answers = []byte(unchanged)
	case len(r.answers) > 0:
		answers, err = k.answers.seal(r.answers, forAnswers, p, "")
	}
	if err != nil {
		return sealed{}, err
	}
	switch o := &r.Outbox; {
	case r.placeOnly && slices.ContainsFunc(o.Entries, func(e Entry) bool { return e.KeepsWords() }), !r.placeOnly && len(o.drafts) == r.read.drafts && o.Last == r.read.last:
		drafts = []byte(unchanged)
	case len(o.drafts) > 0:
		drafts, err = k.answers.seal(o.drafts, forDrafts, p, "")
	}
	return sealed{strconv.FormatInt(r.read.version+1, 10), string(place), string(answers), string(drafts)}, err
}
