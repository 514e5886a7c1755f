package session

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Earlier versions named their keys without Prefix. Publish renames them before the first turn; turns wait meanwhile. The index
// is renamed last, so it says whether that is done: whoever is interrupted goes on from the start, and two processes may do it
// at once. A key keeps its value, its expiry and, as its tag stays, its slot. Once no Redis of that time is in use, this file
// and what indexkey.go knows of it can go.

// earlierIndexKey is indexKey in earlier versions.
const earlierIndexKey = "index"

var indexIDForm = regexp.MustCompile(`^[0-9a-f]{16}$`)

// earlierForm has the forms of all names that an earlier version wrote. Any key of such a name in a Redis with our index was
// its own: it read and wrote it as such.
var earlierForm = func() *regexp.Regexp {
	const id = `[A-Za-z0-9_-]{22}`
	return regexp.MustCompile(`^(?:` + strings.Join([]string{
		`\{s(?:[0-9]|[1-5][0-9]|6[0-3])\}:(?:wake|cohorts|(?:person|move):` + id + `|turn:` + id + `:.*|cohort:` + id + `:[a-z]+)`,
		`\{roster\}:(?:managers|removed|ids|keywords|moves)`,
		`\{m:` + id + `\}:(?:cohorts|columns|reply:.*)`,
		`\{c:` + id + `\}:(?:people|pending|seq|batches)`,
		`\{` + id + `\}:login:(?:code|browsers|generation|asked(?::.*)?)`,
		`login:ask:` + id,
		`login:session:[A-Za-z0-9_-]{22,43}`,
		`lesson:[^:]+:[^:]+`,
		`move:wrong:[0-9]+`,
		`visit:(?:link|certificate|misses):` + id,
	}, "|") + `)$`)
}()

// renaming says how names change.
type renaming struct {
	name func(key string) (to string, ok bool)
	done int      // how many keys have their new name
	both []string // keys that are left, since both names are in use
}

// forward renames to the names of this version.
func forward(key string) (string, bool) { return Prefix + key, earlierForm.MatchString(key) }

// backward renames to the names of earlier versions. What only this version has stays.
func backward(key string) (string, bool) {
	earlier, ok := strings.CutPrefix(key, Prefix)
	return earlier, ok && earlierForm.MatchString(earlier)
}

// adoptNames renames the keys of an earlier version, if this Redis has its index. Calling it again has no effect. The error may
// wrap ErrUnavailable.
func (s *Store) adoptNames(ctx context.Context) error {
	if s.adopted.Load() {
		return nil
	}
	var stored, earlier string
	err := s.retry(ctx, func(ctx context.Context) (err error) {
		stored, earlier, err = s.storedIndexKey(ctx)
		return err
	})
	switch own := s.keyring.indexID; {
	case err != nil:
		return err
	case stored != "" && stored != own, stored == "" && earlier != "" && earlier != own:
		return ErrOtherKeys
	case earlier == own:
		err = s.adoptAll(ctx)
	}
	if retryable(err) {
		return unavailable(err)
	}
	s.adopted.Store(err == nil)
	return err
}

// adoptAll renames the keys of an earlier version, however long that takes.
func (s *Store) adoptAll(ctx context.Context) error {
	began := time.Now()
	s.config.Log.InfoContext(ctx, "renaming the keys of an earlier version; turns wait until that is done")
	r := renaming{name: forward}
	if err := s.rename(ctx, &r); err != nil {
		return err
	}
	s.ownKeys.Store(true) // what follows may change records
	for _, key := range r.both {
		if err := s.carryOptOut(ctx, key); err != nil {
			return err
		}
	}
	index := renaming{name: func(string) (string, bool) { return indexKey, true }}
	if err := s.renameKeys(ctx, &index, []string{earlierIndexKey}); err != nil {
		return err
	}
	if len(index.both) > 0 { // an earlier version has run since the first time
		if err := s.redis.Del(ctx, earlierIndexKey).Err(); err != nil {
			return &redisError{"delete index", err}
		}
	}
	s.config.Log.InfoContext(ctx, "the keys of an earlier version have their new names", slog.Int("keys", r.done),
		slog.Duration("took", time.Since(began).Round(time.Millisecond)))
	if len(r.both) > 0 {
		s.config.Log.WarnContext(ctx, "an earlier version has run on this Redis after its keys were renamed: what it wrote of "+
			"what was there already stays under the earlier names, except opt-outs, which count", slog.Int("keys", len(r.both)))
	}
	return nil
}

// RestoreNames gives all keys the names that earlier versions know, and returns how many. It refuses while a process serves. If
// it is interrupted, call it again. Publish renames them forward.
func (s *Store) RestoreNames(ctx context.Context, now time.Time) (int, error) {
	last, err := s.redis.HGet(ctx, pulseKeys[0], "at").Int64()
	if err == nil && now.Sub(time.UnixMilli(last)) < 5*PulseEvery {
		return 0, errors.New("rename keys: a process serves, or did a moment ago; stop them all, and try again in ten seconds")
	}
	err = s.checkIndexKey(ctx)
	if err != nil && !errors.Is(err, ErrEarlierNames) {
		return 0, fmt.Errorf("rename keys: %w", err)
	}
	index := renaming{name: func(string) (string, bool) { return earlierIndexKey, true }}
	if err := s.renameKeys(ctx, &index, []string{indexKey}); err != nil { // first: from now on the names are the earlier ones
		return 0, fmt.Errorf("rename keys: %w", err)
	}
	r := renaming{name: backward}
	if err := s.rename(ctx, &r); err != nil {
		return r.done, fmt.Errorf("rename keys: %w", err)
	}
	if len(r.both) > 0 {
		return r.done, fmt.Errorf("rename keys: %d are left, since both names are in use", len(r.both))
	}
	if err := s.redis.Del(ctx, indexedKey).Err(); err != nil { // earlier versions write no index
		return r.done, fmt.Errorf("rename keys: %w", err)
	}
	return r.done + 1, nil
}

// rename goes through all keys.
func (s *Store) rename(ctx context.Context, r *renaming) error {
	scan := func(ctx context.Context, c redis.Cmdable) error {
		for cursor := uint64(0); ; {
			keys, next, err := c.Scan(ctx, cursor, "*", 1000).Result()
			if err != nil {
				return &redisError{"list keys", err}
			}
			if err := s.renameKeys(ctx, r, keys); err != nil {
				return err
			}
			if cursor = next; cursor == 0 {
				return nil
			}
		}
	}
	cluster, ok := s.redis.(*redis.ClusterClient)
	if !ok {
		return scan(ctx, s.redis)
	}
	var one sync.Mutex // ForEachMaster asks all at the same time
	return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error {
		one.Lock()
		defer one.Unlock()
		return scan(ctx, c)
	})
}

// renameKeys renames those of keys that are to be. A key that another process has renamed meanwhile is no error.
func (s *Store) renameKeys(ctx context.Context, r *renaming, keys []string) error {
	var from, to []string
	for _, key := range keys {
		if name, ok := r.name(key); ok {
			from, to = append(from, key), append(to, name)
		}
	}
	if len(from) == 0 {
		return nil
	}
	pipe := s.redis.Pipeline()
	renamed := make([]*redis.BoolCmd, len(from))
	for i := range from {
		renamed[i] = pipe.RenameNX(ctx, from[i], to[i])
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	for i, cmd := range renamed {
		done, err := cmd.Result()
		switch {
		case redis.HasErrorPrefix(err, "CROSSSLOT"): // a name without a tag has a slot of its own
			done, err = s.copyKey(ctx, from[i], to[i])
		case err == nil && !done && isSchedule(from[i]):
			done, err = true, s.mergeSchedule(ctx, from[i], to[i])
		}
		switch {
		case err != nil && strings.Contains(err.Error(), "no such key"):
		case err != nil:
			return &redisError{"rename key", err}
		case done:
			r.done++
		default:
			r.both = append(r.both, from[i])
		}
	}
	return nil
}

// copyKey renames a key to a name in another slot, and reports whether it has; otherwise the name is in use.
func (s *Store) copyKey(ctx context.Context, from, to string) (bool, error) {
	value, err := s.redis.Dump(ctx, from).Result()
	if errors.Is(err, redis.Nil) {
		return false, errors.New("no such key")
	}
	if err != nil {
		return false, err
	}
	life, err := s.redis.PTTL(ctx, from).Result()
	if err != nil {
		return false, err
	}
	if err := s.redis.Restore(ctx, to, max(life, 0), value).Err(); redis.HasErrorPrefix(err, "BUSYKEY") {
		if there, err := s.redis.Dump(ctx, to).Result(); err != nil || there != value { // the same value: the answer to Restore was lost
			return false, err
		}
	} else if err != nil {
		return false, err
	}
	return true, s.redis.Del(ctx, from).Err()
}

// isSchedule reports whether a key is of a Schedule, which carries no content: two become one.
func isSchedule(key string) bool {
	return strings.HasSuffix(key, "}:wake") || strings.HasSuffix(key, "}:cohorts") && strings.Contains(key, "{s")
}

// mergeSchedule makes two schedules one. Who is in both is due at the earlier time.
func (s *Store) mergeSchedule(ctx context.Context, from, to string) error {
	_, err := s.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.ZUnionStore(ctx, to, &redis.ZStore{Keys: []string{to, from}, Aggregate: "MIN"})
		pipe.Del(ctx, from)
		return nil
	})
	return err
}

// carryOptOut takes an opt-out that an earlier version has stored in the record of this key to the record of this version.
func (s *Store) carryOptOut(ctx context.Context, key string) error {
	_, id, ok := strings.Cut(key, "}:person:")
	p, valid := ParsePerson(id)
	if !ok || !valid {
		return nil
	}
	place, err := s.redis.HGet(ctx, key, fieldPlace).Result()
	if err != nil {
		return &redisError{"read record of an earlier version", err}
	}
	var earlier placeHalf
	if _, err := s.keyring.place.open(place, &earlier, forPlace, p, ""); err != nil || !earlier.Place.OptedOut {
		return err
	}
	return s.update(ctx, change{person: p}, func(ctx context.Context, r *record) (*record, error) {
		if r == nil || r.Place.OptedOut {
			return nil, nil
		}
		_, err := s.advance(ctx, r, dialogue.Input{
			Kind: dialogue.CarrierNotice, CarrierWord: dialogue.WordStop, Channel: dialogue.Text, At: earlier.Place.LastSeen,
		})
		return r, err
	})
}
