package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// Lessons are the current lessons. Scripts are shared; nobody may change them.
type Lessons interface {
	// All returns the current version of every lesson.
	All() []*dialogue.Script
	// Current returns the current version of one lesson.
	Current(lesson string) (*dialogue.Script, bool)
	// Course returns a course.
	Course(name string) (*dialogue.Course, bool)
	// Values returns the operator's values of the lessons' settings. They apply to older versions too.
	Values() map[string]string
}

// Serves reports whether there is a current version of this lesson.
func (s *Store) Serves(lesson string) bool {
	_, ok := s.lessons.Current(lesson)
	return ok
}

// Publish stores the current version of every lesson in Redis, so that a learner stays on it after the lesson file changes.
// First it checks that this Redis was filled with the same index key, and renames the keys of an earlier version. Call it at
// the start and when the lessons have changed; a turn stores the version that it begins if nobody has. It retries like a
// turn. Calling it again has no effect. Retrying helps only if the error wraps ErrUnavailable.
func (s *Store) Publish(ctx context.Context) error {
	if err := s.adoptNames(ctx); err != nil {
		return fmt.Errorf("adopt names: %w", err)
	}
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

// publish stores one version, once for each process. Versions are content hashes, so a version that is already stored is
// the same.
func (s *Store) publish(ctx context.Context, script *dialogue.Script) error {
	if _, done := s.published.Load(script); done {
		return nil
	}
	data, err := json.Marshal(script)
	if err != nil {
		return fmt.Errorf("encode lesson %s: %w", script.Lesson, err)
	}
	if err := s.redis.SetNX(ctx, lessonKey(script.Lesson, script.Version), data, 0).Err(); err != nil {
		return &redisError{"write lesson", err}
	}
	s.published.Store(script, true)
	return nil
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
	if current, ok := s.lessons.Current(lesson); ok { // phrases that the program did not know then
		for _, old := range append([]*dialogue.Script{script}, script.Translations...) {
			phrases := maps.Clone(current.In(old.Language).Phrases)
			maps.Copy(phrases, old.Phrases)
			old.Phrases, old.PassingOn = phrases, current.In(old.Language).PassingOn
		}
	}
	script = script.With(s.lessons.Values())
	s.scripts.Store(key, script)
	return script, nil
}

// parts returns the next part of each course to which a learner is invited. It reads the lessons of this process only.
func (s *Store) parts(ctx context.Context, r *record) []dialogue.Part {
	var parts []dialogue.Part
	for i, inv := range r.Place.Invitations {
		other := func(before dialogue.Invitation) bool { return before.Course == inv.Course }
		if inv.Course == "" || slices.ContainsFunc(r.Place.Invitations[:i], other) {
			continue
		}
		course, ok := s.lessons.Course(inv.Course)
		if !ok {
			if _, known := s.lost.LoadOrStore("course:"+inv.Course, true); !known {
				s.config.Log.WarnContext(ctx, "a course is not served; its learners are offered no part until it is", slog.String("course", inv.Course))
			}
			continue
		}
		next := r.Place.NextPart(course, r.Lesson)
		part := dialogue.Part{Course: course}
		if next < len(course.Lessons) {
			if part.Script, ok = s.lessons.Current(course.Lessons[next]); !ok {
				continue // the catalog serves a course with all of its lessons
			}
		}
		if slices.Contains(course.Lessons, r.Lesson) {
			parts = slices.Insert(parts, 0, part)
		} else {
			parts = append(parts, part)
		}
	}
	return parts
}

// takeUp moves a learner to the current version of another lesson.
func (s *Store) takeUp(r *record, lesson string) error {
	current, ok := s.lessons.Current(lesson)
	if !ok {
		return fmt.Errorf("there is no lesson %q", lesson)
	}
	r.Place = r.Place.TakeUp(r.Lesson, r.Version)
	r.Lesson, r.Version = lesson, current.Version
	r.archive()
	return nil
}

// nextLesson moves a learner on after the end of a lesson, or after its only invitation was withdrawn: to the lesson of an
// invitation that waits, or else back to the lesson that they finished last.
func (s *Store) nextLesson(r *record, at time.Time) error {
	if r.erased() || r.Place.Withheld || r.Place.Status == dialogue.Invited {
		return nil
	}
	lesson := r.Place.NextLesson(r.Lesson)
	if _, known := s.lessons.Current(lesson); known {
		if err := s.takeUp(r, lesson); err != nil {
			return err
		}
		r.Place.Invite(*r.Place.InvitedTo(lesson), lesson, at, s.rules)
		return nil
	}
	if back, former, ok := r.Place.BackToPastLesson(); ok {
		r.Place, r.Lesson, r.Version = back, former.Lesson, former.Version
	}
	return nil
}
