package twilio

import (
	"context"
	"log/slog"
	"sync"

	"github.com/twilio/twilio-go/client"
)

// credentials are what Twilio may take: an API key's, or each auth token. Twilio takes both tokens while one
// is rotated, and only the new one from the moment at which it is promoted: twilio.com/docs/iam/api/authtoken
//
// An API key stands alone. Whoever set one wants its rights and no more, so a deleted key stops sending and is reported, and the
// token, which may do everything, is not used in its place.
type credentials struct {
	log    *slog.Logger
	key    bool // they are an API key's
	first  *client.Credentials
	second *client.Credentials // nil: there is one only

	mu   sync.Mutex
	kept *client.Credentials // those that Twilio took last
}

func newCredentials(c ClientConfig) *credentials {
	k := &credentials{log: c.Log, key: c.APIKey != "", first: client.NewCredentials(c.AccountSID, c.AuthToken)}
	switch {
	case k.key:
		k.first = client.NewCredentials(c.APIKey, c.APISecret)
	case c.OtherToken != "":
		k.second = client.NewCredentials(c.AccountSID, c.OtherToken)
	}
	k.kept = k.first
	return k
}

// current is what to use first.
func (k *credentials) current() *client.Credentials {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.kept
}

// otherThan is what to try when these are refused; nil: nothing.
func (k *credentials) otherThan(used *client.Credentials) *client.Credentials {
	if used == k.first {
		return k.second
	}
	return k.first
}

// refused says which settings Twilio has refused.
func (k *credentials) refused() string {
	switch {
	case k.key:
		return "TWILIO_API_KEY and TWILIO_API_SECRET are refused"
	case k.second != nil:
		return "both tokens in TWILIO_AUTH_TOKEN are refused"
	}
	return "TWILIO_AUTH_TOKEN is refused"
}

// keep notes that Twilio takes these where it refused the others, and says so, once for all who find out at the same time.
func (k *credentials) keep(ctx context.Context, good *client.Credentials) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == good {
		return
	}
	k.kept = good
	which := "first"
	if good == k.second {
		which = "second"
	}
	k.log.WarnContext(ctx, "Twilio takes only one of the tokens in TWILIO_AUTH_TOKEN now, and it is used from here on",
		slog.String("token", which), slog.String("do", "when nothing is signed with the other any more, set this one alone and restart"))
}
