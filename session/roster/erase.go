package roster

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

//go:embed erase.lua
var eraseSource string

var eraseScript = redis.NewScript(eraseSource)

// Eraser has a cohort forget the number and name of somebody who was erased, as session.Config.Leave wants it. Calling it
// again has no effect. It does not wait for a Redis that is away: the wake-up that asks for it comes again.
func Eraser(c redis.UniversalClient) func(ctx context.Context, cohort string, p session.Person) error {
	return func(ctx context.Context, cohort string, p session.Person) error {
		if !idForm.MatchString(cohort) {
			return nil
		}
		if err := adopt(ctx, c, cohort); err != nil {
			return fmt.Errorf("adopt cohort: %w", err)
		}
		k := keysOf(cohort)
		if err := eraseScript.Run(ctx, c, []string{k.invitations, k.pending, k.takenBack}, p.String(), erased).Err(); err != nil {
			return fmt.Errorf("erase invitation: %w", err)
		}
		return nil
	}
}
