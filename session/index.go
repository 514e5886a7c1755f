package session

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The index says which outbox entries of all learners are waiting, being sent, failed or unknown, so that they are counted and
// found without a look at each record. It is a sorted set for each shard and state, of members like <person>/<entry>, by the
// time since which the entry stands there, in milliseconds since 1970. The commit of a record writes the difference: nothing
// where no entry changes. SweepOutbox removes what a record that expired has left, and adds what was there before the index.

// OpenStates are the states of entries that an operator can list: all but sent.
var OpenStates = []EntryState{EntryWaiting, EntrySending, EntryFailed, EntryUnknown}

// open reports whether the index has an entry.
func (e *Entry) open() bool { return e.State != EntrySent && !e.Resolved }

// indexed is a line of the index.
type indexed struct {
	entry int
	state EntryState
	since int64 // in seconds since 1970: a record has no finer time
}

func (i indexed) member(p Person) string { return p.id + "/" + strconv.Itoa(i.entry) }

// parseMember reads what indexed.member writes.
func parseMember(member string) (p Person, entry int, ok bool) {
	id, number, _ := strings.Cut(member, "/")
	entry, err := strconv.Atoi(number)
	p, ok = ParsePerson(id)
	return p, entry, ok && err == nil
}

// index returns the lines of the index for these entries.
func (o *outbox) index() (lines []indexed) {
	for i := range o.Entries {
		if e := &o.Entries[i]; e.open() {
			lines = append(lines, indexed{e.ID, e.State, o.since(e).Unix()})
		}
	}
	return lines
}

// since returns since when an entry is in its state; of one that waits, when it should have gone first. A deferral does not
// move that; the learner's texting hours, a day's limit and a hold do. What is behind another one cannot go before it.
func (o *outbox) since(e *Entry) time.Time {
	switch at := e.Since; e.State {
	case EntryWaiting:
		if at.IsZero() {
			at = e.Made
		}
		if head := o.head(e.Kind); head.ID != e.ID && head.State == EntryWaiting && head.Since.After(at) {
			at = head.Since
		}
		return at
	case EntryFailed, EntryUnknown:
		if !at.IsZero() {
			return at
		}
	}
	if e.Tried.IsZero() {
		return e.Made
	}
	return e.Tried
}

// indexChanges returns how the commit of a record changes the index and, after a wake-up, the claims.
func (r *record) indexChanges(p Person) (changes []keyChange) {
	now, shard := r.Outbox.index(), shardOf[p.id[0]]
	for _, line := range r.read.index {
		if !slices.ContainsFunc(now, func(n indexed) bool { return n.entry == line.entry && n.state == line.state }) {
			changes = append(changes, keyChange{key: outboxIndex[line.state][shard], member: line.member(p)})
		}
	}
	for _, line := range now {
		if !slices.Contains(r.read.index, line) {
			score := strconv.FormatInt(line.since*1000, 10)
			changes = append(changes, keyChange{outboxIndex[line.state][shard], line.member(p), score})
		}
	}
	if r.woken {
		changes = append(changes, keyChange{key: wakeUps.claimed[shard], member: p.id})
	}
	return changes
}
