package session

import (
	"context"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// sweepEvery is how often the index is swept by all processes together.
const sweepEvery = 24 * time.Hour

// SweepOutbox removes from the index what is no longer there: the entries of records that have expired. Once for each Redis, it
// also adds what was due before there was an index. Calling it again within a day has no effect, in any process. The error
// may wrap ErrUnavailable; then the next call sweeps.
func (s *Store) SweepOutbox(ctx context.Context) error {
	mine := false
	err := s.retry(ctx, func(ctx context.Context) (err error) {
		if mine, err = s.redis.SetNX(ctx, sweptKey, 1, sweepEvery).Result(); err != nil {
			return &redisError{"begin sweep", err}
		}
		return nil
	})
	if err == nil && mine {
		if err = s.sweep(ctx); err != nil {
			_ = s.redis.Del(context.WithoutCancel(ctx), sweptKey).Err()
		}
	}
	if err != nil {
		return fmt.Errorf("sweep outbox: %w", err)
	}
	return nil
}

func (s *Store) sweep(ctx context.Context) error {
	for _, err := range s.OpenEntries(ctx, OpenStates) { // it removes what is not true
		if err != nil {
			return err
		}
	}
	var indexed bool
	err := s.retry(ctx, func(ctx context.Context) error {
		n, err := s.redis.Exists(ctx, indexedKey).Result()
		if err != nil {
			return &redisError{"read index", err}
		}
		indexed = n > 0
		return nil
	})
	for shard := 0; shard < Shards && err == nil && !indexed; shard++ {
		err = s.indexDue(ctx, wakeUps.keys[shard])
	}
	if err != nil || indexed {
		return err
	}
	return s.Retry(ctx, "finish index", func(ctx context.Context, c redis.UniversalClient) error {
		return c.Set(ctx, indexedKey, 1, 0).Err()
	})
}

// indexDue adds to the index the entries of all who have a wake-up, from records that were written before there was one.
func (s *Store) indexDue(ctx context.Context, key string) error {
	for cursor := uint64(0); ; {
		var people []Person
		var places []string
		err := s.retry(ctx, func(ctx context.Context) error {
			page, next, err := s.redis.ZScan(ctx, key, cursor, "", pipelined).Result()
			if err != nil {
				return &redisError{"read wake-ups", err}
			}
			people = people[:0]
			for i := 0; i < len(page); i += 2 { // each member is followed by its score
				if p, ok := ParsePerson(page[i]); ok {
					people = append(people, p)
				}
			}
			if places, err = s.readPlaces(ctx, people); err == nil {
				cursor = next
			}
			return err
		})
		if err != nil {
			return err
		}
		for i, p := range people {
			var at placeHalf
			if _, err := s.keyring.place.open(places[i], &at, forPlace, p, ""); err != nil || at.Outbox.Indexed || at.Outbox.index() == nil {
				continue
			}
			err := s.update(ctx, change{person: p, placeOnly: true}, func(_ context.Context, r *record) (*record, error) {
				return r, nil // each commit of such a record adds its entries
			})
			if err != nil {
				return fmt.Errorf("index entries of %s: %w", p, err)
			}
		}
		if cursor == 0 {
			return nil
		}
	}
}

// readIndex returns the lines that the index has of a person.
func (s *Store) readIndex(ctx context.Context, p Person) ([]indexed, error) {
	places, err := s.readPlaces(ctx, []Person{p})
	if err != nil || places[0] == "" {
		return nil, err
	}
	var at placeHalf
	if _, err := s.keyring.place.open(places[0], &at, forPlace, p, ""); err != nil {
		return nil, nil // what cannot be opened is swept
	}
	return at.Outbox.index(), nil
}
