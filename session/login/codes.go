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
// A code counts only for the request that made it, which the browser keeps. Somebody who knows a manager's number can have codes
// texted to it, from as many addresses as they like. So what all strangers together may request is bounded: 16 texts a day are
// a nuisance, not a bill, and five tries of each find a code in 34 years. Were that the only bound, they could lock the manager
// out. So a browser in which the person has logged in is known for half a year, and has an allowance of its own, which no
// address and no other browser can use up. Its token counts only after a right code, and opens nothing. Two things are left to
// strangers: they can delay a first login in a new browser, and one who sits at a known browser may see that it is known.
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

	requestsPerAddress = 20 // an hour, for any people: a hospital may have one address

	browserPerHour = 6  // for one person, in a browser in which they have logged in
	browserPerDay  = 24 // the same: a login ends after half an hour

	browsersPerPerson = 6 // are known; a new one displaces the one that was used least recently
	browserLife       = 180 * 24 * time.Hour
)

// Errors of Codes, beside those that wrap session.ErrUnavailable.
var (
	// ErrLimited says that there were too many requests. Trying again later may succeed. It does not show whether the number is
	// a manager's.
	ErrLimited = errors.New("too many codes were asked for; try again later")
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

// Origin is where a request for a code comes from.
type Origin struct {
	Address netip.Addr
	Browser string // its token, from Browsers.Token
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
// addresses, and after 20 in an hour from one address for any people. In a browser in which the person has logged in, it is
// ErrLimited after 6 codes in an hour and 24 in a day, and nothing else counts.
func (c *Codes) Request(ctx context.Context, p session.Person, earlier string, from Origin) (CodeRequest, error) {
	known, err := c.knows(ctx, p, from.Browser)
	if err != nil {
		return CodeRequest{}, err
	}
	if err := c.allow(ctx, from.Address); err != nil && !(known && errors.Is(err, ErrLimited)) {
		return CodeRequest{}, err
	}
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		return CodeRequest{}, fmt.Errorf("draw code: %w", err)
	}
	made := CodeRequest{ID: rand.Text(), Code: fmt.Sprintf("%06d", n)}
	k := keysOf(p)
	keys := []string{k.codes, c.requestsHereKey(p, from.Address), k.requests}
	limits := []any{herePerHour, herePerDay, requestsPerHour, requestsPerDay}
	if known {
		keys, limits = []string{k.codes, browserKey(p, from.Browser)}, []any{browserPerHour, browserPerDay}
	}
	args := append([]any{
		c.now().UnixMilli(), earlier, made.ID, c.mac(p, made.Code), CodeLife.Milliseconds(), sameCode.Milliseconds(),
	}, limits...)
	id, err := requestScript.Run(ctx, c.redis, keys, args...).Text()
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

// knows reports whether the person has logged in by this browser.
func (c *Codes) knows(ctx context.Context, p session.Person, browser string) (bool, error) {
	if browser == "" {
		return false, nil
	}
	last, err := c.redis.ZScore(ctx, keysOf(p).browsers, hashOf(browser)).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return false, nil
	case err != nil:
		return false, unavailable("find browser", err)
	}
	return c.now().Before(time.UnixMilli(int64(last)).Add(browserLife)), nil
}

// Check uses the code of a request, and if it is right, the browser is known as the person's from then on. Spaces and dashes in
// the code do not matter. A code counts once: of several calls at the same time one returns nil. The error is ErrWrong otherwise.
// Five wrong codes spend the right one, and a request that was never made has none, so no other bound is needed. If Redis did
// not answer, the code may be spent.
func (c *Codes) Check(ctx context.Context, p session.Person, request, browser, code string) error {
	k, known := keysOf(p), ""
	if browser != "" {
		known = hashOf(browser)
	}
	right, err := checkScript.Run(ctx, c.redis, []string{k.codes, k.browsers}, c.now().UnixMilli(), request,
		c.mac(p, tidy.Replace(code)), triesPerCode, known, browsersPerPerson, browserLife.Milliseconds()).Bool()
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

// allow counts one more request from an address. The error is ErrLimited if there were enough in the last hour.
func (c *Codes) allow(ctx context.Context, from netip.Addr) error {
	allowed, err := allowScript.Run(ctx, c.redis, []string{c.addressKey(from)}, c.now().UnixMilli(), requestsPerAddress).Int()
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
