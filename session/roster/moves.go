package roster

import (
	"context"
	_ "embed"
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

//go:embed claim.lua
var claimSource string

//go:embed lease.lua
var leaseSource string

//go:embed done.lua
var doneSource string

var (
	claimScript = redis.NewScript(claimSource)
	leaseScript = redis.NewScript(leaseSource)
	doneScript  = redis.NewScript(doneSource)
)

// settling is how long a cohort with nothing pending is still looked at. It lies in another slot than its invites, so it is
// announced before they are written; whoever writes them is done, or dead, long before that is over.
const settling = time.Minute

// announce says that something is about to be pending in a cohort. It is due at once, by any clock.
func (r *Roster) announce(ctx context.Context, cohort Cohort) error {
	return r.config.Places.Patiently(ctx, "announce cohort", func(ctx context.Context, c redis.UniversalClient) error {
		return c.ZAdd(ctx, movesKey, redis.Z{Score: 0, Member: moveOf(cohort)}).Err()
	})
}

// moveOf is how a cohort stands in the set.
func moveOf(c Cohort) string { return c.Owner.String() + "." + c.ID }

// move is a cohort that a mover has claimed.
type move struct {
	member string
	owner  session.Person
	cohort string
	until  float64 // the lease, as it stands in the set
	last   bool    // nothing was pending when it was looked at before
}

// claim takes the next cohort; nil where none is due.
func (r *Roster) claim(ctx context.Context, now time.Time) (*move, error) {
	m := &move{until: float64(now.Add(r.config.Lease).UnixMilli())}
	var due []string
	err := r.config.Places.Patiently(ctx, "claim cohort", func(ctx context.Context, c redis.UniversalClient) (err error) {
		due, err = claimScript.Run(ctx, c, []string{movesKey}, now.UnixMilli(), score(m.until)).StringSlice()
		if errors.Is(err, redis.Nil) {
			return nil
		}
		return err
	})
	if err != nil || len(due) < 2 {
		return nil, err
	}
	m.member = due[0]
	owner, id, _ := strings.Cut(m.member, ".")
	m.owner, _ = session.ParsePerson(owner)
	m.cohort = id
	m.last = strings.Contains(due[1], ".")
	return m, nil
}

// extend makes the lease longer; false where another has the cohort now.
func (r *Roster) extend(ctx context.Context, m *move, now time.Time) (bool, error) {
	return r.release(ctx, m, float64(now.Add(r.config.Lease).UnixMilli()))
}

// rest ends a move after which nothing is pending: the cohort is looked at once more, later, and then not any more.
func (r *Roster) rest(ctx context.Context, m *move, now time.Time) error {
	at := float64(now.Add(settling).UnixMilli()) + 0.5 // half a millisecond says that this is the last time
	if m.last {
		at = -1
	}
	_, err := r.release(ctx, m, at)
	return err
}

func (r *Roster) release(ctx context.Context, m *move, at float64) (bool, error) {
	to := ""
	if at >= 0 {
		to = score(at)
	}
	err := r.script(ctx, "move lease", leaseScript, []string{movesKey}, m.member, score(m.until), to)
	if errors.Is(err, errConflict) {
		return false, nil
	}
	m.until = at
	return err == nil, err
}

func score(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// pending is what is pending in a cohort, in order, with the counts; without the first ones.
func (r *Roster) pending(ctx context.Context, id string, without, most int) (people []session.Person, counts []string, err error) {
	var found []redis.Z
	err = r.config.Places.Patiently(ctx, "read pending", func(ctx context.Context, c redis.UniversalClient) (err error) {
		found, err = c.ZRangeWithScores(ctx, pendingKey(id), int64(without), int64(without+most-1)).Result()
		return err
	})
	for _, z := range found {
		name, _ := z.Member.(string)
		if p, ok := session.ParsePerson(name); ok {
			people, counts = append(people, p), append(counts, score(z.Score))
		}
	}
	return people, counts, err
}
