// Package login is how a manager proves that a number is theirs, by a code that is texted to it, and how their browser is
// known from then on.
//
// The one rule: it does not know who is a manager. It counts, stores and answers for every person alike, so that nobody
// learns from it, or from how long it takes, whose number is known. Whoever calls it texts the code only to a manager.
//
// No key and no value in Redis has a number, a code or an address: a person is their keyed hash, codes and addresses are
// HMACs. Codes count by the Config's clock, which a test can move; the expiry of their keys only sweeps up. A person's keys
// lie in one slot of Redis Cluster, and a script touches one slot.
package login

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	_ "embed"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// What is allowed. A code has a million values: ten tries an hour need eleven years for all.
const (
	CodeLife     = 10 * time.Minute
	triesPerCode = 5
	asksPerHour  = 3  // texts to a number
	asksPerDay   = 10 // likewise
	wrongPerHour = 10 // of a person, over all codes; then nothing is taken for an hour

	asksPerAddress   = 20 // an hour, for whatever numbers
	checksPerAddress = 60 // likewise: a hospital may have one address
)

// Errors of Codes, beside those that wrap session.ErrUnavailable.
var (
	// ErrLimited is that too much was asked or tried; later is right. It is no sign that a number is a manager's.
	ErrLimited = errors.New("too many codes were asked for or tried; try again later")
	// ErrWrong is that a code is not the one that was sent last, was used, is too old, or was never sent: which, is not said.
	ErrWrong = errors.New("this code is not right, or no longer; ask for a new one")
)

// Config is what Codes need.
type Config struct {
	Redis redis.UniversalClient // from session.Dial
	Key   [32]byte              // secret, and the same in all replicas; derive it from a master key for this purpose alone
	Now   func() time.Time      // nil is time.Now
}

// Codes are the codes that were sent and not yet used. Any number of goroutines and processes may work on the same Redis.
type Codes struct {
	redis redis.UniversalClient
	key   []byte
	now   func() time.Time
}

// NewCodes makes Codes. It does not speak to Redis.
func NewCodes(c Config) *Codes {
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Codes{redis: c.Redis, key: c.Key[:], now: c.Now}
}

// Ask makes a new code of six digits for a person and forgets the one before. The caller texts it if the person is a
// manager, and if not drops it, after the answer to the browser is decided and without waiting for the text, so that both
// take the same time; this is how one asks in vain. The error is ErrLimited after 3 codes for a person in an hour or 10 in
// a day, after 20 from an address in an hour, and while wrong codes bar the person. A repeat is another code.
func (c *Codes) Ask(ctx context.Context, p session.Person, from netip.Addr) (code string, err error) {
	if err := c.allow(ctx, c.addressKey("ask", from), asksPerAddress); err != nil {
		return "", err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return "", fmt.Errorf("draw code: %w", err)
	}
	code = fmt.Sprintf("%06d", n)
	k := keysOf(p)
	made, err := askScript.Run(ctx, c.redis, []string{k.code, k.asked, k.wrong}, c.now().UnixMilli(), c.mac(p, code),
		CodeLife.Milliseconds(), asksPerHour, asksPerDay, wrongPerHour).Int()
	switch {
	case err != nil:
		return "", unavailable("keep code", err)
	case made == 0:
		return "", ErrLimited
	}
	return code, nil
}

// Check takes a person's code, with spaces or a dash in it or without. It counts once: of any number of calls at the same
// time one returns nil. Otherwise the error is ErrWrong, or ErrLimited after 10 wrong codes of a person in an hour, for an
// hour, or after 60 codes from an address. A code is spent after 5 wrong ones; where there is none, a wrong one is not
// counted. When Redis did not answer, the code may be spent.
func (c *Codes) Check(ctx context.Context, p session.Person, from netip.Addr, code string) error {
	if err := c.allow(ctx, c.addressKey("check", from), checksPerAddress); err != nil {
		return err
	}
	k := keysOf(p)
	said, err := checkScript.Run(ctx, c.redis, []string{k.code, k.wrong},
		c.now().UnixMilli(), c.mac(p, tidy.Replace(code)), triesPerCode, wrongPerHour).Int()
	switch {
	case err != nil:
		return unavailable("check code", err)
	case said < 0:
		return ErrLimited
	case said == 0:
		return ErrWrong
	}
	return nil
}

var tidy = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "\t", "", "\r", "", "\n", "")

var (
	//go:embed ask.lua
	askSource string
	//go:embed check.lua
	checkSource string
	//go:embed allow.lua
	allowSource string

	askScript   = redis.NewScript(askSource)
	checkScript = redis.NewScript(checkSource)
	allowScript = redis.NewScript(allowSource)
)

// allow counts one more at a key, or says that there were as many as may be in an hour.
func (c *Codes) allow(ctx context.Context, key string, most int) error {
	allowed, err := allowScript.Run(ctx, c.redis, []string{key}, c.now().UnixMilli(), most).Int()
	switch {
	case err != nil:
		return unavailable("count address", err)
	case allowed == 0:
		return ErrLimited
	}
	return nil
}

// mac binds a code to a person. What a code is compared as tells nothing of it without the key.
func (c *Codes) mac(p session.Person, code string) []byte {
	return c.sum("code", p.String(), code)
}

// sum is an HMAC of parts that cannot run into one another: none but the last has a zero byte.
func (c *Codes) sum(parts ...string) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte(strings.Join(parts, "\x00")))
	return h.Sum(nil)
}

func unavailable(doing string, err error) error {
	return fmt.Errorf("%s: %w: %w", doing, session.ErrUnavailable, err)
}
