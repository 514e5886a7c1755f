package roster

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

const (
	maxColumnChoices = 20                   // kept for one manager; the oldest goes first
	keepColumns      = 365 * 24 * time.Hour // after the last choice
)

// columnChoice is what a manager chose for the columns of lists with the same headings.
type columnChoice struct {
	Headings []byte   `cbor:"1,keyasint"` // their hash: enough to know them again
	Uses     []string `cbor:"2,keyasint"`
}

// columnChoices are the choices of one manager, newest first. They are sealed as one value, so that nothing in Redis says which
// lists are alike.
type columnChoices []columnChoice

func hashHeadings(headings []string) []byte {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.Join(headings, "\x00"))))
	return sum[:16]
}

func (all columnChoices) find(headings []string) int {
	hash := hashHeadings(headings)
	return slices.IndexFunc(all, func(c columnChoice) bool { return slices.Equal(c.Headings, hash) })
}

// ColumnUses are what a manager last chose for the columns of a list with these headings, or none. The error
// may wrap ErrNoManager.
func (r *Roster) ColumnUses(ctx context.Context, caller session.Person, headings []string) ([]string, error) {
	_, all, err := r.columnChoices(ctx, caller)
	if err != nil {
		return nil, err
	}
	if i := all.find(headings); i >= 0 {
		return all[i].Uses, nil
	}
	return nil, nil
}

// RememberColumns keeps what a manager chose for the columns of a list with these headings, for a year. No uses forget it. Of two
// choices at the same moment the later stands. Calling it again has no effect. The error may wrap ErrNoManager.
func (r *Roster) RememberColumns(ctx context.Context, caller session.Person, headings, uses []string) error {
	m, all, err := r.columnChoices(ctx, caller)
	if err != nil {
		return err
	}
	i := all.find(headings)
	switch {
	case i < 0 && len(uses) == 0, i == 0 && slices.Equal(all[i].Uses, uses):
		return nil
	case i >= 0:
		all = slices.Delete(all, i, i+1)
	}
	if len(uses) > 0 {
		all = slices.Insert(all, 0, columnChoice{hashHeadings(headings), uses})
		all = all[:min(len(all), maxColumnChoices)]
	}
	sealed, err := r.config.Store.SealRoster(all, asColumns(m.ID))
	if err != nil {
		return fmt.Errorf("seal columns: %w", err)
	}
	return r.config.Store.Retry(ctx, "write columns", func(ctx context.Context, c redis.UniversalClient) error {
		return c.Set(ctx, columnsKey(m.ID), sealed, keepColumns).Err()
	})
}

// columnChoices are a manager and what they chose. It stays theirs when their number changes.
func (r *Roster) columnChoices(ctx context.Context, caller session.Person) (m Manager, all columnChoices, err error) {
	if m, err = r.Manager(ctx, caller); err != nil {
		return Manager{}, nil, err
	}
	var sealed string
	err = r.config.Store.Retry(ctx, "read columns", func(ctx context.Context, c redis.UniversalClient) (err error) {
		if sealed, err = c.Get(ctx, columnsKey(m.ID)).Result(); errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil || sealed == "" {
		return m, nil, err
	}
	if err := r.config.Store.OpenRoster(sealed, &all, asColumns(m.ID)); err != nil {
		return Manager{}, nil, fmt.Errorf("open columns: %w", err)
	}
	return m, all, nil
}
