// Package login is how a manager proves that a number is theirs, by a code that is texted to it, and how their browser is
// known from then on.
//
// The one rule: it does not know who is a manager. It counts, stores and answers for every person alike, so that nobody
// learns from it, or from how long it takes, whose number is known. Whoever calls it texts the code only to a manager.
//
// No key and no value in Redis has a number, a code or an address: a person is their keyed hash, codes and addresses are
// HMACs. Codes count by the Config's clock, which a test can move; the expiry of their keys only sweeps up. A person's keys
// lie in one slot of Redis Cluster, and a script touches one slot.
//
// A code counts only for the ask that made it, which the browser holds: a stranger who asks for a manager's codes, or tries
// wrong ones, spoils none that the manager asked for.
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

// What is allowed. A code has a million values: five tries of sixteen codes a day need 34 years for all.
const (
	CodeLife     = 10 * time.Minute
	triesPerCode = 5
	askEvery     = time.Minute // a browser that asks again sooner has the code that is on its way
	asksPerHour  = 8           // texts to a number
	asksPerDay   = 16          // likewise
	herePerHour  = 4           // of these, from one address: a stranger there leaves the manager half of them
	herePerDay   = 8           // likewise

	asksPerAddress   = 20 // an hour, for whatever numbers
	checksPerAddress = 60 // likewise: a hospital may have one address
)

// Errors of Codes, beside those that wrap session.ErrUnavailable.
var (
	// ErrLimited is that too much was asked or tried; later is right. It is no sign that a number is a manager's.
	ErrLimited = errors.New("too many codes were asked for or tried; try again later")
	// ErrWrong is that a code is not the one that was asked for, was used, is too old, or was never sent: which, is not said.
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

// Asked is that a code was asked for.
type Asked struct {
	ID   string // by which Check knows the code; the browser's to hold, and no secret to it
	Code string // to be texted, six digits; empty where it is on its way already
}

// Ask makes a new code of six digits for a person. The caller texts it if the person is a manager, and if not drops it,
// after the answer to the browser is decided and without waiting for the text, so that both take the same time; this is how
// one asks in vain. Within a minute of the ask that the browser holds, which is empty for none, it is the same code, which is
// not texted again while it counts. The error is ErrLimited after 4 codes for a person from an address
// in an hour and 8 in a day; 8 and 16 from all; and 20 in an hour from an address for whomever.
func (c *Codes) Ask(ctx context.Context, p session.Person, held string, from netip.Addr) (Asked, error) {
	if err := c.allow(ctx, c.addressKey("ask", from), asksPerAddress); err != nil {
		return Asked{}, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return Asked{}, fmt.Errorf("draw code: %w", err)
	}
	asked := Asked{ID: rand.Text(), Code: fmt.Sprintf("%06d", n)}
	k := keysOf(p)
	id, err := askScript.Run(ctx, c.redis, []string{k.code, k.asked, c.askedHere(p, from)}, c.now().UnixMilli(),
		held, asked.ID, c.mac(p, asked.Code), CodeLife.Milliseconds(), askEvery.Milliseconds(), herePerHour, herePerDay, asksPerHour, asksPerDay).Text()
	switch {
	case err != nil:
		return Asked{}, unavailable("keep code", err)
	case id == "":
		return Asked{}, ErrLimited
	case id != asked.ID:
		return Asked{ID: id}, nil
	}
	return asked, nil
}

// Check takes the code of an ask for a person, with spaces or a dash in it or without. It counts once: of any number of calls
// at the same time one returns nil. Otherwise the error is ErrWrong, or ErrLimited after 60 codes from an address in an hour.
// A code is spent after 5 wrong ones. When Redis did not answer, the code may be spent.
func (c *Codes) Check(ctx context.Context, p session.Person, ask string, from netip.Addr, code string) error {
	if err := c.allow(ctx, c.addressKey("check", from), checksPerAddress); err != nil {
		return err
	}
	right, err := checkScript.Run(ctx, c.redis, []string{keysOf(p).code},
		c.now().UnixMilli(), ask, c.mac(p, tidy.Replace(code)), triesPerCode).Bool()
	switch {
	case err != nil:
		return unavailable("check code", err)
	case !right:
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
