package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Lessons are the current lessons. Scripts are shared; nobody may change them.
type Lessons interface {
	// All returns the current version of every lesson.
	All() []*dialogue.Script
	// Current returns the current version of one lesson.
	Current(lesson string) (*dialogue.Script, bool)
	// Values returns the operator's values of the lessons' settings. They apply to older versions too.
	Values() map[string]string
}

// ErrOtherKeys is wrapped by errors about a Redis that was filled with another index key than the last of COACHLINE_KEYS.
// With the wrong key every learner would be unknown, and those who opted out would be texted.
var ErrOtherKeys = errors.New("this Redis was filled with other keys: the last of COACHLINE_KEYS must stay the one it was")

// Serves reports whether there is a current version of this lesson.
func (s *Store) Serves(lesson string) bool {
	_, ok := s.lessons.Current(lesson)
	return ok
}

// Publish stores the current version of every lesson in Redis, so that a learner stays on it after the lesson file changes.
// It also checks that this Redis was filled with the same index key. Call it at the start and when the lessons have changed;
// a turn stores the version that it begins if nobody has. It retries like a turn. Calling it again has no effect. Retrying
// helps only if the error wraps ErrUnavailable.
func (s *Store) Publish(ctx context.Context) error {
	err := s.retry(ctx, func(ctx context.Context) error {
		if err := s.recordIndexKey(ctx); err != nil {
			return err
		}
		for _, script := range s.lessons.All() {
			if err := s.publish(ctx, script); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("publish lessons: %w", err)
	}
	return nil
}

// recordIndexKey stores the ID of the index key if Redis has none, and checks it against the stored one.
func (s *Store) recordIndexKey(ctx context.Context) error {
	if s.ownKeys.Load() {
		return nil
	}
	if err := s.redis.SetNX(ctx, indexKey, s.keyring.indexID, 0).Err(); err != nil {
		return &redisError{"write index", err}
	}
	stored, err := s.redis.Get(ctx, indexKey).Result()
	if err != nil {
		return &redisError{"read index", err}
	}
	if stored != s.keyring.indexID {
		return ErrOtherKeys
	}
	s.ownKeys.Store(true)
	return nil
}

// checkIndexKey checks the ID of the index key against the stored one. It returns ErrNobody if Redis has none.
func (s *Store) checkIndexKey(ctx context.Context) error {
	stored, err := s.redis.Get(ctx, indexKey).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return ErrNobody
	case err != nil:
		return &redisError{"read index", err}
	case stored != s.keyring.indexID:
		return ErrOtherKeys
	}
	return nil
}

// publish stores one version, once for each process. Versions are content hashes, so a version that is already stored is
// the same.
func (s *Store) publish(ctx context.Context, script *dialogue.Script) error {
	if _, done := s.published.Load(script); done {
		return nil
	}
	kept := *script
	kept.Values = nil
	data, err := json.Marshal(&kept)
	if err != nil {
		return fmt.Errorf("encode lesson %s: %w", script.Lesson, err)
	}
	if err := s.redis.SetNX(ctx, lessonKey(script.Lesson, script.Version), data, 0).Err(); err != nil {
		return &redisError{"write lesson", err}
	}
	s.published.Store(script, true)
	return nil
}

// script returns the version of the lesson that the learner is on. If it is lost, they go on with the current one.
func (s *Store) script(ctx context.Context, r *record) (*dialogue.Script, error) {
	current, ok := s.lessons.Current(r.Lesson)
	if ok && current.Version == r.Version {
		return current, s.publish(ctx, current)
	}
	kept, err := s.pastVersion(ctx, r.Lesson, r.Version)
	if kept != nil || err != nil {
		return kept, err
	}
	if !ok {
		return nil, fmt.Errorf("lesson %s is gone, and version %s of it", r.Lesson, r.Version)
	}
	if _, known := s.lost.LoadOrStore(lessonKey(r.Lesson, r.Version), true); !known {
		s.config.Log.WarnContext(ctx, "a version of a lesson is lost or cannot be read; its learners go on with the current one",
			slog.String("lesson", r.Lesson), slog.String("lost", r.Version), slog.String("current", current.Version))
	}
	r.Version = current.Version
	return current, s.publish(ctx, current)
}

// pastVersion returns a version that is no longer current, from this process or from Redis. It returns nil if neither has it
// in a form that this program can read.
func (s *Store) pastVersion(ctx context.Context, lesson, version string) (*dialogue.Script, error) {
	key := lessonKey(lesson, version)
	if script, ok := s.scripts.Load(key); ok {
		return script.(*dialogue.Script), nil
	}
	data, err := s.redis.Get(ctx, key).Bytes()
	if errors.Is(err, redis.Nil) {
		return nil, nil
	}
	if err != nil {
		return nil, &redisError{"read lesson", err}
	}
	script := new(dialogue.Script)
	if json.Unmarshal(data, script) != nil {
		return nil, nil
	}
	script.Values = s.lessons.Values()
	s.scripts.Store(key, script)
	return script, nil
}
