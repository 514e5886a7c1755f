package session

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
)

// What the engine counts of a turn is written by the turn's own commit, so it is counted once with it. A count is a field of a hash,
// which each shard has for each version of a lesson; nothing in it is a person's. Reading adds up the shards.

// countsLife is how long counts are kept after the last one of a version, in a shard.
const countsLife = 400 * 24 * time.Hour

// Counts are what was counted of one version of a lesson.
type Counts struct {
	Version string
	Since   string         // the day of the first count, in UTC, such as 2026-11-27
	Current bool           // it is served now
	N       map[string]int // by CountField
}

// Counts returns what was counted of each version of a lesson, the current one first and then the newest first. It takes two round
// trips, whatever the number of learners. The error may wrap ErrUnavailable.
func (s *Store) Counts(ctx context.Context, lesson string) (versions []Counts, err error) {
	err = s.Retry(ctx, "read counts", func(ctx context.Context, client redis.UniversalClient) error {
		versions, err = readCounts(ctx, client, lesson)
		return err
	})
	if err != nil {
		return nil, err
	}
	current, _ := s.lessons.Current(lesson)
	for i := range versions {
		versions[i].Current = current != nil && versions[i].Version == current.Version
	}
	slices.SortFunc(versions, func(a, b Counts) int {
		switch {
		case a.Current != b.Current && a.Current:
			return -1
		case a.Current != b.Current:
			return 1
		case a.Since != b.Since:
			return strings.Compare(b.Since, a.Since)
		}
		return strings.Compare(a.Version, b.Version)
	})
	return versions, nil
}

// readCounts adds up the shards.
func readCounts(ctx context.Context, client redis.UniversalClient, lesson string) ([]Counts, error) {
	pipe := client.Pipeline()
	var found [Shards]*redis.MapStringStringCmd
	for shard := range found {
		found[shard] = pipe.HGetAll(ctx, countedKeys[shard]+lesson)
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	since := map[string]string{}
	pipe = client.Pipeline()
	counts := map[string][]*redis.MapStringStringCmd{}
	for shard := range found {
		for version, day := range found[shard].Val() {
			if first, known := since[version]; !known || day < first {
				since[version] = day
			}
			counts[version] = append(counts[version], pipe.HGetAll(ctx, countsKeys[shard]+lesson+":"+version))
		}
	}
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, err
	}
	versions := make([]Counts, 0, len(counts))
	for version, shards := range counts {
		sum := map[string]int{}
		for _, shard := range shards {
			for field, value := range shard.Val() {
				n, err := strconv.Atoi(value)
				if err != nil {
					return nil, errors.New("a count is no number")
				}
				sum[field] += n
			}
		}
		if len(sum) > 0 { // otherwise they have expired
			versions = append(versions, Counts{Version: version, Since: since[version], N: sum})
		}
	}
	return versions, nil
}

//go:embed release.lua
var releaseSource string

var releaseScript = redis.NewScript(releaseSource)

// Released returns what a report has shown last of a version, by name. It is empty before the first report.
func (s *Store) Released(ctx context.Context, lesson, version string) (shown map[string]int, revision string, err error) {
	var found map[string]string
	err = s.Retry(ctx, "read what a report has shown", func(ctx context.Context, client redis.UniversalClient) error {
		found, err = client.HGetAll(ctx, releasedKey(lesson, version)).Result()
		return err
	})
	if err != nil {
		return nil, "", err
	}
	shown = map[string]int{}
	for name, value := range found {
		if name == releasedCount {
			continue
		}
		if shown[name], err = strconv.Atoi(value); err != nil {
			return nil, "", errors.New("what a report has shown is no number")
		}
	}
	return shown, found[releasedCount], nil
}

// Release records what a report shows of a version, if no other report came since that revision was Released. It reports false if one
// did: the report must be made again.
func (s *Store) Release(ctx context.Context, lesson, version, revision string, shown map[string]int) (done bool, err error) {
	args := []any{revision, int64(2 * countsLife / time.Second)}
	for name, n := range shown {
		args = append(args, name, n)
	}
	err = s.Retry(ctx, "record what a report shows", func(ctx context.Context, client redis.UniversalClient) error {
		written, err := releaseScript.Run(ctx, client, []string{releasedKey(lesson, version)}, args...).Int()
		done = written == 1
		return err
	})
	return done, err
}

// Version returns a version of a lesson, or nil if it is neither served nor kept.
func (s *Store) Version(ctx context.Context, lesson, version string) (script *dialogue.Script, err error) {
	if current, ok := s.lessons.Current(lesson); ok && current.Version == version {
		return current, nil
	}
	err = s.retry(ctx, func(ctx context.Context) error {
		script, err = s.pastVersion(ctx, lesson, version)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read version %s of %s: %w", version, lesson, err)
	}
	return script, nil
}
