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

// Lessons are the lessons as they are now. Scripts are shared and not changed by anybody.
type Lessons interface {
	// All is every lesson's current version.
	All() []*dialogue.Script
	// Current is the current version of one lesson.
	Current(lesson string) (*dialogue.Script, bool)
	// Values are what the operator has set lessons' settings to; they apply to versions that are no longer current too.
	Values() map[string]string
}

// ErrOtherKeys is what an error wraps when the people in Redis are found by another index key than the last of
// COACHLINE_KEYS: everybody would be a stranger, and those who opted out would be texted.
var ErrOtherKeys = errors.New("this Redis was filled with other keys: the last of COACHLINE_KEYS must stay the one it was")

// Serves reports whether somebody may begin a lesson.
func (s *Store) Serves(lesson string) bool {
	_, ok := s.lessons.Current(lesson)
	return ok
}

// Publish keeps the current version of every lesson in Redis, where those who began it find it after its file was
// edited, and makes sure that the keys are those of the people there. Call it at the start and when the lessons have
// changed; a turn that begins a version keeps it at the latest. It is patient, and a repeat costs nothing. An error that
// does not wrap ErrUnavailable will not pass by itself.
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

// recordIndexKey notes which index key this Redis is used with, and compares it with the one noted first.
func (s *Store) recordIndexKey(ctx context.Context) error {
	if s.ownKeys.Load() {
		return nil
	}
	if err := s.redis.SetNX(ctx, indexKey, s.keys.indexID, 0).Err(); err != nil {
		return &redisError{"write index", err}
	}
	noted, err := s.redis.Get(ctx, indexKey).Result()
	if err != nil {
		return &redisError{"read index", err}
	}
	if noted != s.keys.indexID {
		return ErrOtherKeys
	}
	s.ownKeys.Store(true)
	return nil
}

// checkIndexKey compares likewise and notes nothing; a Redis that was never used is ErrNobody.
func (s *Store) checkIndexKey(ctx context.Context) error {
	noted, err := s.redis.Get(ctx, indexKey).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return ErrNobody
	case err != nil:
		return &redisError{"read index", err}
	case noted != s.keys.indexID:
		return ErrOtherKeys
	}
	return nil
}

// publish keeps one version, once in the life of this process. Versions are content hashes: the first one written is
// as good as any.
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

// script is the version of the lesson that the learner is on. Where that is lost, they go on with the current one.
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

// pastVersion is a version that is not current, from this process or else from Redis; nil where neither has it in a form that
// this program reads.
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
