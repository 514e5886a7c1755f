// Package visit is how a learner, and nobody else, reads their own record in a browser: by a link that is texted to them. It
// also keeps the completion codes that they may show to others.
//
// The one rule: what is in Redis opens nothing and names nobody. A link is 128 random bits, of which Redis has the hash; whose
// record it opens is sealed with the keys of the answers, so that code for managers could not open it. The first browser that
// opens a link is the only one from then on, for an hour, by a secret of its own. To look at a link uses nothing up, since the
// robots that draw previews of links do so.
//
// A completion code says which lesson was finished and when, and nothing of who. It is derived from the person with a key, so
// that the same learner gets the same code again though nothing in Redis leads from one to the other. It outlives the
// learner's record, as a paper certificate would.
//
// No link is guessed in the hour that it lives. Wrong links and codes are counted by address all the same, so that a machine
// that tries them is turned away.
package visit

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Config is what Visits need.
type Config struct {
	Redis   redis.UniversalClient // from session.Dial
	Keyring *session.Keyring      // with the keys of the answers
	Public  *url.URL              // the address of the line, which links begin with
}

// Visits know which links were made, which browser has opened one, and which completion codes there are. Any number of
// goroutines and processes may work on the same Redis.
type Visits struct {
	redis   redis.UniversalClient
	keyring *session.Keyring
	key     []byte
	public  *url.URL
}

// New makes Visits. It does not speak to Redis.
func New(c Config) *Visits {
	key := c.Keyring.VisitKey()
	return &Visits{redis: c.Redis, keyring: c.Keyring, key: key[:], public: c.Public}
}

// Errors of Visits, beside those that wrap session.ErrUnavailable.
var (
	// ErrSpent says that a link was opened already, is too old, or was never made. It does not say which.
	ErrSpent = errors.New("this link was opened already, or is too old")
	// ErrClosed says that a browser has opened no link, or more than an hour ago.
	ErrClosed = errors.New("this browser has no record open")
	// ErrNoCode says that there is no such completion code.
	ErrNoCode = errors.New("there is no such completion code")
	// ErrLimited says that too many wrong links and codes came from an address in the last hour.
	ErrLimited = errors.New("too many wrong links or codes came from here")
)

// The names of everything in Redis; no other place spells one.

// linkKey is a hash: person, sealed, and browser, the hash of the secret of the browser that opened it. It expires.
func linkKey(link string) string { return session.Prefix + "visit:link:" + link }

// certificateKey is a string: a Certificate as JSON, by the HMAC of its code. It expires after years.
func (v *Visits) certificateKey(code string) string {
	return session.Prefix + "visit:certificate:" + v.sum("code", code)
}

// missesKey is a count of wrong links and codes, by the HMAC of the address that they came from. It expires.
func (v *Visits) missesKey(address string) string {
	return session.Prefix + "visit:misses:" + v.sum("address", address)
}

const (
	fieldPerson  = "person"
	fieldBrowser = "browser"
)

// hashOf is how what opens a link is known in Redis. It is random, so nobody finds it from its hash.
func hashOf(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// mac is an HMAC of parts. They cannot run into one another: only the last may have a zero byte.
func (v *Visits) mac(parts ...string) []byte {
	h := hmac.New(sha256.New, v.key)
	h.Write([]byte(strings.Join(parts, "\x00")))
	return h.Sum(nil)
}

// sum is the HMAC as it stands in a key.
func (v *Visits) sum(parts ...string) string {
	return base64.RawURLEncoding.EncodeToString(v.mac(parts...)[:16])
}

func unavailable(doing string, err error) error {
	return fmt.Errorf("%s: %w: %w", doing, session.ErrUnavailable, err)
}
