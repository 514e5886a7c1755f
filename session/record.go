package session

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"sync"
	"time"

	"github.com/fxamacker/cbor/v2"

	"coachline/scripts/dialogue"
)

// record is the opened record of a learner.
type record struct {
	placeHalf
	answers dialogue.Answers
	read    readState

	notBefore    time.Time // the record is not due earlier
	claimed      bool      // an entry was claimed to be sent
	placeOnly    bool      // answers and drafts were not opened; they do not change, except
	eraseAnswers bool      // that the answers are removed
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
}

// readState is what a commit needs to know about the record that was read. The zero value means that there was none.
type readState struct {
	version  int64 // how many changes were committed
	answers  dialogue.Answers
	drafts   int  // how many bodies there were
	last     int  // the ID of the newest entry
	oldKey   bool // the answers are sealed with a key that is not the first
	expiring bool
	optedOut bool
}

// recordFormat numbers the layout of both halves of a record.
const recordFormat = 1

// How long a record is kept after its last turn, if it is not kept for good.
const (
	strangerLife  = 24 * time.Hour      // of somebody who has not begun: it only limits replies to them
	withdrawnLife = 90 * 24 * time.Hour // after an invitation was texted and withdrawn, so that it is not texted again
	withheldLife  = 2 * time.Hour       // of a caller whose number is withheld; no pause in a call is as long
)

// life returns how long the record is kept, or 0 for good. An opt-out is kept for good, whoever it is from.
func (r *record) life() time.Duration {
	switch p := &r.Place; {
	case p.Withheld:
		return withheldLife
	case (p.Status == dialogue.Uninvited || p.Status == dialogue.New) && !p.OptedOut && len(p.Withdrawn) > 0:
		return withdrawnLife
	case (p.Status == dialogue.Uninvited || p.Status == dialogue.New) && !p.OptedOut:
		return strangerLife
	}
	return 0
}

// nextDue returns when something is next due, or the zero time for never.
func (r *record) nextDue() time.Time {
	next, entry := r.Place.NextWake(), r.Outbox.next()
	if next.IsZero() || !entry.IsZero() && entry.Before(next) {
		next = entry
	}
	if len(r.CohortsToErase) > 0 {
		next = time.UnixMilli(1) // at once
	}
	if !next.IsZero() && next.Before(r.notBefore) {
		next = r.notBefore
	}
	return next
}

// The CBOR of sealed values. A learner's words may be any bytes, so decoding must accept text that is not UTF-8: otherwise
// the record could not be read again.
var (
	encoding = must(cbor.EncOptions{Time: cbor.TimeUnix}.UserBufferEncMode())
	decoding = must(cbor.DecOptions{UTF8: cbor.UTF8DecodeInvalid}.DecMode())
)

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// scratch is reusable memory for sealing and opening one value.
type scratch struct {
	buf    bytes.Buffer
	sealed []byte
	plain  []byte
	aad    []byte
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func (s *scratch) encode(v any) error {
	s.buf.Reset()
	if a, ok := v.(dialogue.Answers); ok {
		s.buf.Write(appendAnswers(s.buf.AvailableBuffer(), a))
		return nil
	}
	return encoding.MarshalToBuffer(v, &s.buf)
}

func decode(plain []byte, v any) (err error) {
	if a, ok := v.(*dialogue.Answers); ok {
		*a, err = readAnswers(plain)
		return err
	}
	return decoding.Unmarshal(plain, v)
}

// sealValue encodes v and seals it. The additional data are its purpose, person and, for a reply, turn.
func (c *compartment) sealValue(v any, why purpose, p Person, turn string) ([]byte, error) {
	if c == nil {
		return nil, ErrWithoutAnswers
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	if err := s.encode(v); err != nil {
		return nil, fmt.Errorf("encode %s: %w", c.name, err)
	}
	s.aad = appendAAD(s.aad[:0], why, p, turn)
	return c.seal(s.buf.Bytes(), s.aad), nil
}

// openValue opens into v what sealValue has sealed, and reports whether the key was not the first.
func (c *compartment) openValue(sealed string, v any, why purpose, p Person, turn string) (old bool, err error) {
	if c == nil {
		return false, ErrWithoutAnswers
	}
	s := scratches.Get().(*scratch)
	defer scratches.Put(s)
	s.aad = appendAAD(s.aad[:0], why, p, turn)
	s.sealed = append(s.sealed[:0], sealed...)
	s.plain, old, err = c.open(s.plain[:0], s.sealed, s.aad)
	if err != nil {
		return false, err
	}
	if err := decode(s.plain, v); err != nil {
		return false, fmt.Errorf("decode %s: %T does not fit what was sealed", c.name, v) // err may quote it
	}
	return old, nil
}

// sealed is a record as Redis has it. A missing part is empty.
type sealed struct{ version, place, answers, drafts string }

// open opens the record of a person.
func (k *Keyring) open(s sealed, p Person) (*record, error) {
	if k.answers == nil {
		return nil, ErrWithoutAnswers
	}
	r, err := k.openPlace(s, p)
	if err != nil {
		return nil, err
	}
	r.placeOnly = false
	if s.answers != "" {
		if r.read.oldKey, err = k.answers.openValue(s.answers, &r.answers, forAnswers, p, ""); err != nil {
			return nil, err
		}
	}
	if s.drafts != "" {
		if _, err := k.answers.openValue(s.drafts, &r.Outbox.drafts, forDrafts, p, ""); err != nil {
			return nil, err
		}
	}
	r.read.drafts, r.read.answers = len(r.Outbox.drafts), r.answers
	r.archive()
	return r, nil
}

// archive separates the answers of a past lesson from those of the current one.
func (r *record) archive() {
	if !r.placeOnly {
		filed := dialogue.State{Place: r.Place, Answers: r.answers}.Archived()
		r.Place, r.answers = filed.Place, filed.Answers
	}
}

// openPlace opens only the half without answers.
func (k *Keyring) openPlace(s sealed, p Person) (*record, error) {
	version, err := strconv.ParseInt(s.version, 10, 64)
	if err != nil || version < 1 {
		return nil, errors.New("the version of the record is not a count")
	}
	r := &record{read: readState{version: version}, placeOnly: true}
	if _, err := k.place.openValue(s.place, &r.placeHalf, forPlace, p, ""); err != nil {
		return nil, err
	}
	if r.Format != recordFormat {
		return nil, fmt.Errorf("the record has layout %d; this program knows %d", r.Format, recordFormat)
	}
	r.read.last, r.read.expiring, r.read.optedOut = r.Outbox.Last, r.life() != 0, r.Place.OptedOut
	return r, nil
}

// sealPlace seals the half without answers, which every commit writes.
func (k *Keyring) sealPlace(r *record, p Person) ([]byte, error) {
	r.Format = recordFormat
	return k.place.sealValue(&r.placeHalf, forPlace, p, "")
}

// unchanged tells commit.lua to leave a field as it is.
var unchanged = []byte("=")

// sealAnswers seals the answers. It returns unchanged if they need not be written, and nil if there are none. Answers under
// an old key are sealed again with the first one, so that the operator can remove the old key in the end.
func (k *Keyring) sealAnswers(r *record, p Person) ([]byte, error) {
	switch now := r.answers; {
	case r.placeOnly && !r.eraseAnswers:
		return unchanged, nil
	case !r.read.oldKey && maps.Equal(now, r.read.answers):
		return unchanged, nil
	case len(now) == 0:
		return nil, nil
	default:
		return k.answers.sealValue(now, forAnswers, p, "")
	}
}

// sealDrafts seals the bodies that are still needed. It returns unchanged if they need not be written, and nil if there are
// none. The body of an entry never changes.
func (k *Keyring) sealDrafts(r *record, p Person) ([]byte, error) {
	switch o := &r.Outbox; {
	case r.placeOnly && o.head(EntryText) != nil:
		return unchanged, nil
	case r.placeOnly:
		return nil, nil // no text is left to send
	case len(o.drafts) == r.read.drafts && o.Last == r.read.last:
		return unchanged, nil
	case len(o.drafts) == 0:
		return nil, nil
	default:
		return k.answers.sealValue(o.drafts, forDrafts, p, "")
	}
}

// sealReply seals the reply to a turn. It uses the answers' key, since a reply can quote an answer.
func (k *Keyring) sealReply(out *dialogue.Output, p Person, turn string) ([]byte, error) {
	return k.answers.sealValue(out, forReply, p, turn)
}

func (k *Keyring) openReply(sealed string, p Person, turn string) (out dialogue.Output, err error) {
	_, err = k.answers.openValue(sealed, &out, forReply, p, turn)
	return out, err
}
