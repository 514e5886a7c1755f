package session

import (
	"slices"
	"time"

	"coachline/scripts/dialogue"
)

// EntryKind is what an entry of the outbox begins.
type EntryKind string

// The kinds of entry.
const (
	EntryText EntryKind = "text"
	EntryCall EntryKind = "call"
)

// EntryState is how far an entry has come. It goes from waiting to sending by a commit, before anything is sent, and
// only goes back where it is certain that nothing was.
type EntryState string

// The states of an entry.
const (
	EntryWaiting EntryState = "waiting" // to be sent
	EntrySending EntryState = "sending" // an attempt has begun; how it ended is not known yet
	EntrySent    EntryState = "sent"    // accepted: it has a SID
	EntryFailed  EntryState = "failed"  // refused, or not delivered
	EntryUnknown EntryState = "unknown" // it cannot be found out whether it was accepted: for an operator
)

// Entry is a text or a call that the line begins. It holds no word of what is said.
type Entry struct {
	ID          int        `cbor:"1,keyasint" json:"entry"`
	Kind        EntryKind  `cbor:"2,keyasint" json:"kind"`
	State       EntryState `cbor:"3,keyasint" json:"state"`
	Made        time.Time  `cbor:"4,keyasint" json:"made"`
	Due         time.Time  `cbor:"5,keyasint,omitzero" json:"due,omitzero"`             // when it is next tried, or looked into
	Tried       time.Time  `cbor:"6,keyasint,omitzero" json:"tried,omitzero"`           // when the last attempt began
	Attempts    int        `cbor:"7,keyasint,omitempty" json:"attempts,omitempty"`      // that may have been accepted
	SID         string     `cbor:"8,keyasint,omitempty" json:"sid,omitempty"`           // Twilio's
	Status      string     `cbor:"9,keyasint,omitempty" json:"status,omitempty"`        // Twilio's
	Rank        int        `cbor:"10,keyasint,omitempty" json:"-"`                      // of Status: it never goes back
	Code        int        `cbor:"11,keyasint,omitempty" json:"code,omitempty"`         // Twilio's, of what went wrong
	Until       time.Time  `cbor:"12,keyasint,omitzero" json:"any_hour_until,omitzero"` // up to then it may go out at any hour
	IfSilent    bool       `cbor:"13,keyasint,omitempty" json:"nudge,omitempty"`        // said into a silence
	Stale       bool       `cbor:"14,keyasint,omitempty" json:"stale,omitempty"`        // not to be tried again
	Looks       int        `cbor:"17,keyasint,omitempty" json:"-"`                      // at Twilio's list, that told nothing
	NewQuestion bool       `cbor:"16,keyasint,omitempty" json:"-"`                      // with a question that was not texted before
	Invite      bool       `cbor:"18,keyasint,omitempty" json:"invite,omitempty"`       // an invitation
	Reason      Reason     `cbor:"19,keyasint,omitempty" json:"reason,omitempty"`       // that Code stands for
	Claim       uint32     `cbor:"15,keyasint,omitempty" json:"-"`                      // who began the last attempt: drawn by lot
}

// finished reports whether nothing is left to do about an entry.
func (e *Entry) finished() bool { return e.State != EntryWaiting && e.State != EntrySending }

// outbox is the entries of one learner, oldest first, and the bodies of those that may still be sent or looked for.
type outbox struct {
	Last    int     `cbor:"1,keyasint,omitempty"` // the ID given last
	Entries []Entry `cbor:"2,keyasint,omitempty"`
	drafts  drafts  // sealed apart: a body can quote an answer
}

// drafts are bodies by their entry's ID.
type drafts map[int]string

// The bounds of an outbox.
const (
	maxHistory  = 4                  // finished entries of each kind of end that are kept for the operator
	maxAttempts = 5                  // of one entry, each after the last was certainly not accepted
	giveUpAfter = 7 * 24 * time.Hour // an entry that could not be sent for so long, such as without credit
	lookFor     = 6 * time.Hour      // how long it is tried to find out what became of an attempt, and
	minLooks    = 4                  // how often at least
	ringFor     = 3 * time.Minute    // a call that was asked for comes by then, or not at all
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
		e.IfSilent, e.NewQuestion, e.Until = m.IfSilent, m.NewQuestion, m.Until
		if o.drafts == nil {
			o.drafts = drafts{}
		}
		o.drafts[e.ID] = body
	}
}

// markInvite notes that the last n entries are an invitation.
func (o *outbox) markInvite(n int) {
	for i := max(0, len(o.Entries)-n); i < len(o.Entries); i++ {
		o.Entries[i].Invite = true
	}
}

// addCall appends a call, unless one is on its way.
func (o *outbox) addCall(now time.Time) {
	if o.head(EntryCall) == nil {
		o.add(EntryCall, now)
	}
}

// find is the entry with this ID, or nil.
func (o *outbox) find(id int) *Entry {
	for i := range o.Entries {
		if o.Entries[i].ID == id {
			return &o.Entries[i]
		}
	}
	return nil
}

// drop takes back what is not to be sent any more. What is being sent is not tried again.
func (o *outbox) drop(which func(*Entry) bool) {
	o.Entries = slices.DeleteFunc(o.Entries, func(e Entry) bool { return e.State == EntryWaiting && which(&e) })
	for i := range o.Entries {
		if e := &o.Entries[i]; e.State == EntrySending && which(e) {
			e.Stale = true
		}
	}
}

// outdated reports whether an entry is out of date once the learner has spoken first on a channel: what was to be said into their
// silence. A question that was to be texted from a call waits while that call goes on.
func (e *Entry) outdated(channel dialogue.Channel) bool {
	return e.IfSilent || e.NewQuestion && channel == dialogue.Text
}

// dropOutdated takes back what is late.
func (o *outbox) dropOutdated(channel dialogue.Channel) {
	o.drop(func(e *Entry) bool { return e.outdated(channel) })
}

// questionOutdated reports whether a question is among what dropOutdated would drop.
func (o *outbox) questionOutdated(channel dialogue.Channel) bool {
	return slices.ContainsFunc(o.Entries, func(e Entry) bool { return e.State == EntryWaiting && e.NewQuestion && e.outdated(channel) })
}

// prune drops the bodies that are not needed any more, and all but the last of the history: of what was sent, and of what
// was not, so that success does not push a failure out.
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
		if e := o.find(id); e == nil || e.finished() {
			delete(o.drafts, id)
		}
	}
}

// head is the first unfinished entry of a kind: those behind it wait for it, so that texts keep their order.
func (o *outbox) head(kind EntryKind) *Entry {
	for i := range o.Entries {
		if e := &o.Entries[i]; e.Kind == kind && !e.finished() {
			return e
		}
	}
	return nil
}

// next is when something is next to be done, the zero time for never.
func (o *outbox) next() time.Time {
	var next time.Time
	for _, kind := range [...]EntryKind{EntryText, EntryCall} {
		if e := o.head(kind); e != nil && (next.IsZero() || e.Due.Before(next)) {
			next = e.Due
		}
	}
	return next
}

// due is an entry about which something is to be done now, or nil.
func (o *outbox) due(now time.Time) *Entry {
	for _, kind := range [...]EntryKind{EntryCall, EntryText} {
		if e := o.head(kind); e != nil && !e.Due.After(now) {
			return e
		}
	}
	return nil
}

// claimedBy is the entry that an attempt drawn by this lot has claimed, or nil.
func (o *outbox) claimedBy(by uint32) *Entry {
	for i := range o.Entries {
		if e := &o.Entries[i]; e.State == EntrySending && e.Claim == by {
			return e
		}
	}
	return nil
}

// unclaim takes a claim back that led to nothing yet.
func (o *outbox) unclaim(e *Entry) {
	e.State, e.Due = EntryWaiting, e.Tried
	e.Attempts--
	if e.Stale {
		o.drop(func(other *Entry) bool { return other.ID == e.ID })
	}
}

// expire fails what has waited for too long, and reports whether a call is among that.
func (o *outbox) expire(now time.Time) (missed bool) {
	for i := range o.Entries {
		e := &o.Entries[i]
		if e.State == EntryWaiting && now.Sub(e.Made) > e.maxWait() {
			missed = missed || e.Kind == EntryCall
			e.fail(e.Code, e.Reason)
		}
	}
	return missed
}

// otherSIDs are the messages and calls at Twilio that are known to be others than this entry.
func (o *outbox) otherSIDs(but *Entry) []string {
	var all []string
	for i := range o.Entries {
		if e := &o.Entries[i]; e.ID != but.ID && e.SID != "" {
			all = append(all, e.SID)
		}
	}
	return all
}
