package twilio

import (
	"context"
	"log/slog"
	"sync"

	"github.com/twilio/twilio-go/client"
)

// logins are the credentials that Twilio may take: those of the API key, or each auth token. Twilio takes both tokens while one
// is rotated, and only the new one from the moment at which it is promoted: twilio.com/docs/iam/api/authtoken
//
// An API key stands alone. Whoever set one wants its rights and no more, so a deleted key stops sending and is reported, and the
// token, which may do everything, is not used in its place.
type logins struct {
	log    *slog.Logger
	key    bool // they are an API key's
	first  *client.Credentials
	second *client.Credentials // nil: there is one only

	mu   sync.Mutex
	kept *client.Credentials // those that Twilio took last
}

func newLogins(c ClientConfig) *logins {
	l := &logins{log: c.Log, key: c.APIKey != "", first: client.NewCredentials(c.AccountSID, c.AuthToken)}
	switch {
	case l.key:
		l.first = client.NewCredentials(c.APIKey, c.APISecret)
	case c.OtherToken != "":
		l.second = client.NewCredentials(c.AccountSID, c.OtherToken)
	}
	l.kept = l.first
	return l
}

// current is what to use first.
func (l *logins) current() *client.Credentials {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept
}

// otherThan is what to try when these are refused; nil: nothing.
func (l *logins) otherThan(used *client.Credentials) *client.Credentials {
	if used == l.first {
		return l.second
	}
	return l.first
}

// refused says which settings Twilio has refused.
func (l *logins) refused() string {
	switch {
	case l.key:
		return "TWILIO_API_KEY and TWILIO_API_SECRET are refused"
	case l.second != nil:
		return "both tokens in TWILIO_AUTH_TOKEN are refused"
	}
	return "TWILIO_AUTH_TOKEN is refused"
}

// keep notes that Twilio takes these where it refused the others, and says so, once for all who find out at the same time.
func (l *logins) keep(ctx context.Context, good *client.Credentials) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.kept == good {
		return
	}
	l.kept = good
	which := "first"
	if good == l.second {
		which = "second"
	}
	l.log.WarnContext(ctx, "Twilio takes only one of the tokens in TWILIO_AUTH_TOKEN now, and it is used from here on",
		slog.String("token", which), slog.String("do", "when nothing is signed with the other any more, set this one alone and restart"))
}
