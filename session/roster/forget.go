package roster

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

//go:embed forget.lua
var forgetSource string

var forgetScript = redis.NewScript(forgetSource)

// Leaver has a cohort forget the number and name of somebody who was erased: what session.Config.Leave wants. A repeat is
// nothing. It is not patient: the wake-up that asks for it comes again.
func Leaver(c redis.UniversalClient) func(ctx context.Context, cohort string, p session.Person) error {
	return func(ctx context.Context, cohort string, p session.Person) error {
		keys := []string{peopleKey(cohort), pendingKey(cohort)}
		if err := forgetScript.Run(ctx, c, keys, p.String(), erased).Err(); err != nil {
			return fmt.Errorf("forget invite: %w", err)
		}
		return nil
	}
}
