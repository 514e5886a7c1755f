package session

import (
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// EntryKind is what an outbox entry sends.
type EntryKind string

// The kinds of entry.
const (
	EntryText EntryKind = "text"
	EntryCall EntryKind = "call"

	// EntryContact is a text to Config.Contact, about a learner who asks for a person. It says nothing about whether the learner
	// can be reached, and waits for none of their texts. Its number is not in the record.
	EntryContact EntryKind = "contact"
)

// entryKinds are all kinds, in the order in which what is due goes out.
var entryKinds = [...]EntryKind{EntryCall, EntryText, EntryContact}

// EntryState is the state of an outbox entry. A commit takes it from waiting to sending before anything is sent. It goes
// back only if certainly nothing was sent.
type EntryState string

// The states of an entry.
const (
	EntryWaiting EntryState = "waiting" // to be sent
	EntrySending EntryState = "sending" // an attempt has begun, and its outcome is not known yet
	EntrySent    EntryState = "sent"    // accepted: it has a SID
	EntryFailed  EntryState = "failed"  // refused, or not delivered
	EntryUnknown EntryState = "unknown" // nobody can tell whether it was accepted: for an operator
)

// Entry is a text or a call in the outbox. It does not contain the text's body.
type Entry struct {
	ID          int        `cbor:"1,keyasint" json:"entry"`
	Kind        EntryKind  `cbor:"2,keyasint" json:"kind"`
	State       EntryState `cbor:"3,keyasint" json:"state"`
	Made        time.Time  `cbor:"4,keyasint" json:"made"`
	Due         time.Time  `cbor:"5,keyasint,omitzero" json:"due,omitzero"`             // when it is next sent or looked for
	Tried       time.Time  `cbor:"6,keyasint,omitzero" json:"tried,omitzero"`           // when the last attempt began
	Attempts    int        `cbor:"7,keyasint,omitempty" json:"attempts,omitempty"`      // how many may have been accepted
	SID         string     `cbor:"8,keyasint,omitempty" json:"sid,omitempty"`           // Twilio's
	Status      string     `cbor:"9,keyasint,omitempty" json:"status,omitempty"`        // Twilio's
	Rank        int        `cbor:"10,keyasint,omitempty" json:"-"`                      // of Status; it never goes back
	Code        int        `cbor:"11,keyasint,omitempty" json:"code,omitempty"`         // Twilio's error code
	Until       time.Time  `cbor:"12,keyasint,omitzero" json:"any_hour_until,omitzero"` // up to then it may go out at any hour
	IfSilent    bool       `cbor:"13,keyasint,omitempty" json:"nudge,omitempty"`        // for a silent learner: dropped if they do something first
	Stale       bool       `cbor:"14,keyasint,omitempty" json:"stale,omitempty"`        // not to be sent again
	Looks       int        `cbor:"17,keyasint,omitempty" json:"-"`                      // how often it was looked for without a clear result
	NewQuestion bool       `cbor:"16,keyasint,omitempty" json:"-"`                      // it has a question that was not texted before
	Invite      bool       `cbor:"18,keyasint,omitempty" json:"invite,omitempty"`       // an invitation
	Reason      Reason     `cbor:"19,keyasint,omitempty" json:"reason,omitempty"`       // what Code means
	Unasked     bool       `cbor:"20,keyasint,omitempty" json:"unasked,omitempty"`      // nobody asked for it: it keeps to working days
	Claim       uint32     `cbor:"15,keyasint,omitempty" json:"-"`                      // a random number that identifies the last attempt
	Since       time.Time  `cbor:"21,keyasint,omitzero" json:"since,omitzero"`          // since when it is failed or unknown; to when texting hours, a limit or a hold have put off one that waits
	WordsUntil  time.Time  `cbor:"22,keyasint,omitzero" json:"words_until,omitzero"`    // until when the words of a failed or unknown text are kept; zero: they are not
	Resolved    bool       `cbor:"23,keyasint,omitempty" json:"resolved,omitempty"`     // an operator has settled it, or nobody need
	Cause       time.Time  `cbor:"25,keyasint,omitzero" json:"-"`                       // when what caused it was due, if that was not when it was made
	Sure        time.Time  `cbor:"26,keyasint,omitzero" json:"-"`                       // when Twilio last did not have it
	Begun       bool       `cbor:"27,keyasint,omitempty" json:"begun,omitempty"`        // the line begins it: it waits if the day's limit of texts is spent
	Held        time.Time  `cbor:"28,keyasint,omitzero" json:"held,omitzero"`           // when that limit put it off last
	Earlier     []string   `cbor:"24,keyasint,omitempty" json:"earlier_sids,omitempty"` // the SIDs that it had before an operator had it sent again
}

// finished reports whether nothing is left to do for an entry.
func (e *Entry) finished() bool { return e.State != EntryWaiting && e.State != EntrySending }

// outbox has the entries of one learner, oldest first, and the bodies of those that may still be sent or looked for.
type outbox struct {
	Last    int     `cbor:"1,keyasint,omitempty"` // the ID of the newest entry
	Entries []Entry `cbor:"2,keyasint,omitempty"`
	Indexed bool    `cbor:"3,keyasint,omitempty"` // the index has the entries: not so in a record from before it
	drafts  drafts  // sealed with the answers' key, since a body can quote an answer
}

// drafts are bodies by their entry's ID.
type drafts map[int]string

// Limits of an outbox.
const (
	maxHistory  = 4                  // how many sent entries, and how many others, are kept once finished
	maxAttempts = 5                  // for one entry, each after the last was certainly not accepted
	giveUpAfter = 7 * 24 * time.Hour // for a text that cannot be sent, for example because the account has no credit
	lookFor     = 6 * time.Hour      // how long to look for an attempt without a clear result,
	minLooks    = 4                  // and how often at least
	keepWords   = 7 * 24 * time.Hour // how long the words of a text are kept that failed, or may have
	ringFor     = 3 * time.Minute    // how long a call may wait; after that it is not placed
)

// add appends an entry that is due at once.
func (o *outbox) add(kind EntryKind, now time.Time) *Entry {
	o.Last++
	o.Entries = append(o.Entries, Entry{ID: o.Last, Kind: kind, State: EntryWaiting, Made: now, Due: now})
	return &o.Entries[len(o.Entries)-1]
}

// addTexts appends the texts of one message, each an entry.
func (o *outbox) addTexts(m dialogue.Message, bodies []string, now time.Time) {
	for _, body := range bodies {
		e := o.add(EntryText, now)
		e.IfSilent, e.NewQuestion, e.Unasked, e.Begun, e.Until = m.IfSilent, m.NewQuestion, m.Unasked, m.Begun, m.Until
		if o.drafts == nil {
			o.drafts = drafts{}
		}
		o.drafts[e.ID] = body
	}
}

// addToContact appends a text to the contact. The line begins it: it waits if the day's limit of texts is spent.
func (o *outbox) addToContact(body string, now time.Time) {
	e := o.add(EntryContact, now)
	e.Begun = true
	if o.drafts == nil {
		o.drafts = drafts{}
	}
	o.drafts[e.ID] = body
}

// markInvite marks the last n entries as an invitation.
func (o *outbox) markInvite(n int) {
	for i := max(0, len(o.Entries)-n); i < len(o.Entries); i++ {
		o.Entries[i].Invite = true
	}
}

// addCall appends a call, unless one is unfinished.
func (o *outbox) addCall(now time.Time) {
	if o.head(EntryCall) == nil {
		o.add(EntryCall, now)
	}
}

// find returns the entry with this ID, or nil.
func (o *outbox) find(id int) *Entry {
	for i := range o.Entries {
		if o.Entries[i].ID == id {
			return &o.Entries[i]
		}
	}
	return nil
}

// drop removes waiting entries. Others are not sent again.
func (o *outbox) drop(which func(*Entry) bool) {
	o.Entries = slices.DeleteFunc(o.Entries, func(e Entry) bool { return e.State == EntryWaiting && which(&e) })
	for i := range o.Entries {
		if e := &o.Entries[i]; e.State != EntrySent && which(e) {
			e.Stale, e.WordsUntil = true, time.Time{}
		}
	}
}

// KeepsWords reports whether the words of a text are kept, so that it can be sent, or sent again.
func (e *Entry) KeepsWords() bool {
	return e.Kind != EntryCall && (!e.finished() || !e.WordsUntil.IsZero())
}

// forgetWords lets go of the bodies that were kept long enough.
func (o *outbox) forgetWords(now time.Time) {
	for i := range o.Entries {
		if e := &o.Entries[i]; !e.WordsUntil.After(now) {
			e.WordsUntil = time.Time{}
		}
	}
}

// queued reports what is unfinished: a text, a call, and a waiting question that a turn on this channel makes out of date.
func (o *outbox) queued(channel dialogue.Channel) (text, call, question bool) {
	for i := range o.Entries {
		if e := &o.Entries[i]; !e.finished() {
			text = text || e.Kind == EntryText
			call = call || e.Kind == EntryCall
			question = question || e.State == EntryWaiting && e.NewQuestion && e.outdated(channel)
		}
	}
	return text, call, question
}

// outdated reports whether a turn of the learner on this channel makes an entry out of date: it is for a silent learner, or
// it is a new question and they have texted. During a call, a new question still goes out.
func (e *Entry) outdated(channel dialogue.Channel) bool {
	return e.IfSilent || e.NewQuestion && channel == dialogue.Text
}

// prune removes old finished entries, and bodies that are no longer needed. Sent entries and others have a limit each, so
// that successes do not push a failure out.
func (o *outbox) prune() {
	kept := map[bool]int{}
	for i := len(o.Entries) - 1; i >= 0; i-- {
		e := &o.Entries[i]
		if !e.finished() {
			continue
		}
		sent := e.State == EntrySent
		if kept[sent]++; kept[sent] > maxHistory {
			o.Entries = slices.Delete(o.Entries, i, i+1)
		}
	}
	for id := range o.drafts {
		if e := o.find(id); e == nil || !e.KeepsWords() {
			delete(o.drafts, id)
		}
	}
}

// head returns the first unfinished entry of a kind, or nil. Later ones wait for it, so that texts keep their order. But what
// nobody asked for may wait for days, so what the learner waits for goes first.
func (o *outbox) head(kind EntryKind) *Entry {
	var unasked *Entry
	for i := range o.Entries {
		switch e := &o.Entries[i]; {
		case e.Kind != kind || e.finished():
		case !e.Unasked || e.State == EntrySending:
			return e
		case unasked == nil:
			unasked = e
		}
	}
	return unasked
}

// nextDue returns when an entry is next due, or words are to be forgotten, or next if that is earlier.
func (o *outbox) nextDue(next time.Time) time.Time {
	for _, kind := range entryKinds {
		if e := o.head(kind); e != nil && (next.IsZero() || e.Due.Before(next)) {
			next = e.Due
		}
	}
	for i := range o.Entries {
		if until := o.Entries[i].WordsUntil; !until.IsZero() && (next.IsZero() || until.Before(next)) {
			next = until
		}
	}
	return next
}

// due returns an entry that is due now, or nil.
func (o *outbox) due(now time.Time) *Entry {
	for _, kind := range entryKinds {
		if e := o.head(kind); e != nil && !e.Due.After(now) {
			return e
		}
	}
	return nil
}

// claimedBy returns the entry with this claim, or nil.
func (o *outbox) claimedBy(claim uint32) *Entry {
	for i := range o.Entries {
		if e := &o.Entries[i]; e.State == EntrySending && e.Claim == claim {
			return e
		}
	}
	return nil
}

// unclaim undoes a claim after which nothing was sent.
func (o *outbox) unclaim(e *Entry) {
	e.State, e.Due = EntryWaiting, e.Tried
	e.Attempts--
	if e.Stale {
		o.drop(func(other *Entry) bool { return other.ID == e.ID })
	}
}

// expire fails the entries that have waited too long, and reports whether one is a call. What may have been sent in a doubt is
// looked for first.
func (o *outbox) expire(now time.Time, d doubt) (missed bool) {
	for i := range o.Entries {
		e := &o.Entries[i]
		if e.State == EntryWaiting && now.Sub(e.waitsSince()) > e.maxWait() && !d.coversEntry(e) {
			missed = missed || e.Kind == EntryCall
			e.fail(e.Code, e.Reason, now)
		}
	}
	return missed
}

// otherSIDs returns the SIDs of all entries but this one, and those that it had before an operator had it sent again.
func (o *outbox) otherSIDs(but *Entry) []string {
	var all []string
	for i := range o.Entries {
		e := &o.Entries[i]
		if e.ID != but.ID && e.SID != "" {
			all = append(all, e.SID)
		}
		all = append(all, e.Earlier...)
	}
	return all
}
