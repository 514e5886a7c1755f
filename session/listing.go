package session

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session/e164"
)

// OpenEntry is an entry of the index: one that waits, is being sent, failed, or of which nobody can tell.
type OpenEntry struct {
	Person Person
	Number e164.Number // zero if the record cannot be opened
	Since  time.Time   // since when it is in its state; of one that waits, when it should have gone first
	Entry              // only ID and State if the record cannot be opened
}

// How much of the index is in memory at a time.
const (
	indexPage  = 50  // lines of a shard and state
	recordPage = 100 // lines whose records are read with one round trip
)

// OpenEntries yields the entries in these states of all learners, oldest first. It reads the index in pages and looks at no
// other record. An entry that changes meanwhile may be left out, or come in both states. A line of the index that is out of
// date is removed. After an error, which may wrap ErrUnavailable, it ends.
func (s *Store) OpenEntries(ctx context.Context, states []EntryState) iter.Seq2[OpenEntry, error] {
	return func(yield func(OpenEntry, error) bool) {
		err := s.retry(ctx, s.checkIndexKey)
		if errors.Is(err, ErrNobody) {
			return
		}
		merge := newIndexMerge(states)
		for err == nil && !merge.end {
			var lines []indexLine
			var entries []OpenEntry
			if lines, err = merge.next(ctx, s, recordPage); err == nil {
				entries, err = s.openEntries(ctx, lines)
			}
			for _, e := range entries {
				if !yield(e, nil) {
					return
				}
			}
		}
		if err != nil {
			yield(OpenEntry{}, fmt.Errorf("list outbox: %w", err))
		}
	}
}

// openEntries returns the entries of some lines. A line that is not true is removed, unless the record has changed since.
func (s *Store) openEntries(ctx context.Context, lines []indexLine) (open []OpenEntry, err error) {
	var records [][]any
	err = s.retry(ctx, func(ctx context.Context) error {
		pipe := s.redis.Pipeline()
		reads := make([]*redis.SliceCmd, len(lines))
		for i, line := range lines {
			reads[i] = pipe.HMGet(ctx, keysOf(line.person, "").person, fieldVersion, fieldPlace)
		}
		if _, err := pipe.Exec(ctx); err != nil {
			return &redisError{"read records", err}
		}
		records = records[:0]
		for _, read := range reads {
			records = append(records, read.Val())
		}
		return nil
	})
	for i := 0; i < len(lines) && err == nil; i++ {
		line := lines[i]
		version, _ := records[i][0].(string)
		place, _ := records[i][1].(string)
		var r record
		switch e, readable := line.find(s, &r, place); {
		case e != nil:
			number, _ := e164.FromWire(r.Number)
			copied := *e
			copied.Reason = s.reasonOf(e)
			open = append(open, OpenEntry{line.person, number, r.Outbox.since(e), copied})
		case !readable:
			open = append(open, OpenEntry{Person: line.person, Since: line.since, Entry: Entry{ID: line.entry, State: line.state}})
		default:
			err = s.unlist(ctx, line, version)
		}
	}
	return open, err
}

// find returns the entry of a line in the record that is sealed in place, or nil if the line is not true.
func (l *indexLine) find(s *Store, r *record, place string) (e *Entry, readable bool) {
	if place == "" {
		return nil, true
	}
	if _, err := s.keyring.place.open(place, &r.placeHalf, forPlace, l.person, ""); err != nil {
		return nil, false
	}
	if e = r.Outbox.find(l.entry); e == nil || !e.open() || e.State != l.state {
		return nil, true
	}
	return e, true
}

// unlistScript removes a member of a set if a record has this version. KEYS are the record and the set, ARGV the version,
// empty for no record, and the member.
var unlistScript = redis.NewScript(`
if (redis.call('HGET', KEYS[1], 'version') or '') == ARGV[1] then
  return redis.call('ZREM', KEYS[2], ARGV[2])
end
return 0`)

// unlist removes a line that was not true of a version of the record.
func (s *Store) unlist(ctx context.Context, line indexLine, version string) error {
	return s.retry(ctx, func(ctx context.Context) error {
		keys := []string{keysOf(line.person, "").person, outboxIndex[line.state][shardOf[line.person.id[0]]]}
		if err := unlistScript.Run(ctx, s.redis, keys, version, line.member).Err(); err != nil {
			return &redisError{"remove from index", err}
		}
		return nil
	})
}

// indexLine is a line that was read from the index.
type indexLine struct {
	member string
	person Person
	entry  int
	state  EntryState
	since  time.Time
}

// indexMerge reads the sets of all shards and some states as one, oldest first.
type indexMerge struct {
	sets []*indexSet
	end  bool
}

// indexSet is a place in one sorted set of the index.
type indexSet struct {
	key   string
	state EntryState
	page  []redis.Z // read, and not taken
	end   bool      // nothing is behind the page
	score float64   // of the last member that was read
	read  []string  // the members of this score that were read: there may be more
}

func newIndexMerge(states []EntryState) *indexMerge {
	m := &indexMerge{}
	for _, state := range states {
		for _, key := range outboxIndex[state] {
			m.sets = append(m.sets, &indexSet{key: key, state: state})
		}
	}
	return m
}

// next returns up to most lines. When there are no more, end is true.
func (m *indexMerge) next(ctx context.Context, s *Store, most int) (lines []indexLine, err error) {
	for len(lines) < most {
		if err := s.retry(ctx, func(ctx context.Context) error { return m.fill(ctx, s.redis) }); err != nil {
			return nil, err
		}
		var first *indexSet
		for _, set := range m.sets {
			if len(set.page) > 0 && (first == nil || set.page[0].Score < first.page[0].Score) {
				first = set
			}
		}
		if first == nil {
			m.end = true
			break
		}
		z := first.page[0]
		first.page = first.page[1:]
		member, _ := z.Member.(string)
		if p, entry, ok := parseMember(member); ok {
			lines = append(lines, indexLine{member, p, entry, first.state, time.UnixMilli(int64(z.Score))})
		}
	}
	return lines, nil
}

// fill reads on where a page is empty. It takes no round trip if none is.
func (m *indexMerge) fill(ctx context.Context, c redis.UniversalClient) error {
	var empty []*indexSet
	for _, set := range m.sets {
		if len(set.page) == 0 && !set.end {
			empty = append(empty, set)
		}
	}
	if len(empty) == 0 {
		return nil
	}
	pipe := c.Pipeline()
	pages := make([]*redis.ZSliceCmd, len(empty))
	for i, set := range empty {
		from := "-inf"
		if len(set.read) > 0 {
			from = strconv.FormatFloat(set.score, 'f', -1, 64)
		}
		by := &redis.ZRangeBy{Min: from, Max: "+inf", Count: int64(len(set.read) + indexPage)}
		pages[i] = pipe.ZRangeByScoreWithScores(ctx, set.key, by)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return &redisError{"read index", err}
	}
	for i, set := range empty {
		set.take(pages[i].Val())
	}
	return nil
}

// take takes a page that begins with the score of the last one.
func (set *indexSet) take(page []redis.Z) {
	set.end = len(page) < len(set.read)+indexPage
	for _, z := range page {
		member, _ := z.Member.(string)
		if z.Score == set.score && slices.Contains(set.read, member) {
			continue
		}
		if z.Score != set.score {
			set.score, set.read = z.Score, nil
		}
		set.read = append(set.read, member)
		set.page = append(set.page, z)
	}
}
