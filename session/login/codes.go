// Package login is how a manager proves that a number is theirs, by a code that is texted to it, and how their browser is
// known from then on.
//
// The one rule: it does not know who is a manager. It counts, stores and answers for every person alike, so neither its answers
// nor their time show whose number is a manager's. The caller texts the code only to a manager.
//
// No key and no value in Redis has a number, a code or an address: a person is their keyed hash, codes and addresses are
// HMACs. Codes count by the Config's clock, which a test can move; the expiry of their keys only cleans up. A person's keys
// lie in one slot of Redis Cluster, and a script touches one slot.
//
// A code counts only for the request that made it, which the browser keeps. A stranger who requests codes for a manager, or
// tries wrong ones, does not spoil the manager's own.
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
	sameCode     = time.Minute // a browser that asks again sooner gets the code that is on its way

	requestsPerHour = 8  // for one person
	requestsPerDay  = 16 // for one person
	herePerHour     = 4  // of these, from one address: a stranger there leaves the manager half of them
	herePerDay      = 8  // of these, from one address

	requestsPerAddress = 20 // an hour, for any people
	checksPerAddress   = 60 // an hour: a hospital may have one address
)

// Errors of Codes, beside those that wrap session.ErrUnavailable.
var (
	// ErrLimited says that there were too many requests or tries. Trying again later may succeed. It does not show whether the
	// number is a manager's.
	ErrLimited = errors.New("too many codes were asked for or tried; try again later")
	// ErrWrong says that a code is not the one that was sent, was used, is too old, or was never sent. It does not say which.
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

// CodeRequest is a request for a code.
type CodeRequest struct {
	ID   string // tells Check which code is meant. The browser keeps it, and may know it
	Code string // six digits to text; empty if they are on their way already
}

// Request makes a code of six digits for a person. The caller texts it to a manager and drops it for anybody else. To take the
// same time for both, it decides its answer to the browser first, and does not wait for the text.
//
// The browser's earlier request, or "", comes with it. Within a minute of that one the code stays the same, and is not texted
// again. The error is ErrLimited after 4 codes for a person from one address in an hour and 8 in a day, after 8 and 16 from all
// addresses, and after 20 in an hour from one address for any people.
func (c *Codes) Request(ctx context.Context, p session.Person, earlier string, from netip.Addr) (CodeRequest, error) {
	if err := c.allow(ctx, c.addressKey("ask", from), requestsPerAddress); err != nil {
		return CodeRequest{}, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return CodeRequest{}, fmt.Errorf("draw code: %w", err)
	}
	made := CodeRequest{ID: rand.Text(), Code: fmt.Sprintf("%06d", n)}
	k := keysOf(p)
	id, err := requestScript.Run(ctx, c.redis, []string{k.codes, k.requests, c.requestsHereKey(p, from)}, c.now().UnixMilli(),
		earlier, made.ID, c.mac(p, made.Code), CodeLife.Milliseconds(), sameCode.Milliseconds(),
		herePerHour, herePerDay, requestsPerHour, requestsPerDay).Text()
	switch {
	case err != nil:
		return CodeRequest{}, unavailable("keep code", err)
	case id == "":
		return CodeRequest{}, ErrLimited
	case id != made.ID:
		return CodeRequest{ID: id}, nil
	}
	return made, nil
}

// Check uses the code of a request. Spaces and dashes in it do not matter. A code counts once: of several calls at the same time
// one returns nil. The error is ErrWrong otherwise, or ErrLimited after 60 calls from one address in an hour. Five wrong codes
// spend the right one. If Redis did not answer, the code may be spent.
func (c *Codes) Check(ctx context.Context, p session.Person, request string, from netip.Addr, code string) error {
	if err := c.allow(ctx, c.addressKey("check", from), checksPerAddress); err != nil {
		return err
	}
	right, err := checkScript.Run(ctx, c.redis, []string{keysOf(p).codes},
		c.now().UnixMilli(), request, c.mac(p, tidy.Replace(code)), triesPerCode).Bool()
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
	//go:embed request.lua
	requestSource string
	//go:embed check.lua
	checkSource string
	//go:embed allow.lua
	allowSource string

	requestScript = redis.NewScript(requestSource)
	checkScript   = redis.NewScript(checkSource)
	allowScript   = redis.NewScript(allowSource)
)

// allow counts one more at a key. The error is ErrLimited if there were enough in the last hour.
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

// mac is what a code of a person is compared by. Without the key it does not show the code.
func (c *Codes) mac(p session.Person, code string) []byte {
	return c.sum("code", p.String(), code)
}

// sum is an HMAC of parts. They cannot run into one another: only the last may have a zero byte.
func (c *Codes) sum(parts ...string) []byte {
	h := hmac.New(sha256.New, c.key)
	h.Write([]byte(strings.Join(parts, "\x00")))
	return h.Sum(nil)
}

func unavailable(doing string, err error) error {
	return fmt.Errorf("%s: %w: %w", doing, session.ErrUnavailable, err)
}
