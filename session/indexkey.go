package session

import (
	"context"
	"errors"
	"log/slog"

	"github.com/redis/go-redis/v9"
)

// Errors about a Redis that this program must not use as it is.
var (
	// ErrOtherKeys is wrapped by errors about a Redis that was filled with another index key than the last of COACHLINE_KEYS.
	// With the wrong key every learner would be unknown, and those who opted out would be texted.
	ErrOtherKeys = errors.New("this Redis was filled with other keys: the last of COACHLINE_KEYS must stay the one it was")
	// ErrEarlierNames is wrapped by errors about a Redis in which an earlier version of this program has named the keys.
	ErrEarlierNames = errors.New("this Redis was filled by an earlier version, whose names have no " + Prefix +
		"; start coachline serve once, which renames them")
)

// recordIndexKey makes sure, once for each process, that this Redis was filled with the same index key and has the names of
// this version. It stores the ID of the index key if Redis has none.
func (s *Store) recordIndexKey(ctx context.Context) error {
	if s.ownKeys.Load() {
		return nil
	}
	err := s.checkIndexKey(ctx)
	if errors.Is(err, ErrNobody) {
		if err := s.redis.SetNX(ctx, indexKey, s.keyring.indexID, 0).Err(); err != nil {
			return &redisError{"write index", err}
		}
		err = s.checkIndexKey(ctx)
	}
	if err == nil {
		s.ownKeys.Store(true)
	}
	return err
}

// checkIndexKey checks the ID of the index key against the stored one. It returns ErrNobody if Redis has none.
func (s *Store) checkIndexKey(ctx context.Context) error {
	stored, earlier, err := s.storedIndexKey(ctx)
	switch {
	case err != nil:
		return err
	case stored == "" && earlier == s.keyring.indexID:
		return ErrEarlierNames
	case stored == "" && earlier == "":
		return ErrNobody
	case stored != s.keyring.indexID:
		return ErrOtherKeys
	}
	return nil
}

// storedIndexKey returns the stored ID of the index key, and the one that an earlier version has stored. Both may be empty. What
// another program keeps under the earlier name is not an ID. A user whom an ACL limits to the names of this version cannot see
// the earlier one.
func (s *Store) storedIndexKey(ctx context.Context) (stored, earlier string, err error) {
	pipe := s.redis.Pipeline()
	now, before := pipe.Get(ctx, indexKey), pipe.Get(ctx, earlierIndexKey)
	_, _ = pipe.Exec(ctx) // each command has its own error
	if stored, err = now.Result(); err != nil && !errors.Is(err, redis.Nil) {
		return "", "", &redisError{"read index", err}
	}
	earlier, err = before.Result()
	switch {
	case err == nil && indexIDForm.MatchString(earlier):
		return stored, earlier, nil
	case err == nil, errors.Is(err, redis.Nil), redis.HasErrorPrefix(err, "WRONGTYPE"):
		return stored, "", nil
	case redis.HasErrorPrefix(err, "NOPERM"):
		if stored == "" {
			s.config.Log.WarnContext(ctx, "this user of Redis cannot see names without "+Prefix+
				": if an earlier version has filled this Redis, stop, allow the user ~* once, and start again", slog.String("name", earlierIndexKey))
		}
		return stored, "", nil
	}
	return "", "", &redisError{"read index", err}
}

// awaitNames is recordIndexKey for a change of a record: it waits while another goroutine or process renames the keys of an
// earlier version.
func (s *Store) awaitNames(ctx context.Context) error {
	err := s.recordIndexKey(ctx)
	if errors.Is(err, ErrEarlierNames) {
		return &redisError{"find names", err}
	}
	return err
}
