package visit

import (
	"context"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// OpenFor is how long a record stays open in the browser that has opened its link.
const OpenFor = time.Hour

// Pass is what a browser keeps of a link that it has opened: the name of the link and the browser's own secret.
type Pass string

// NewSecret returns the secret of a browser that is about to open a link.
func NewSecret() string { return rand.Text() }

// Link makes an address at which a person's record opens once, within this time. Errors wrap session.ErrUnavailable, or are ours.
func (v *Visits) Link(ctx context.Context, p session.Person, life time.Duration) (string, error) {
	var random [16]byte
	_, _ = rand.Read(random[:]) // never fails
	token := base64.RawURLEncoding.EncodeToString(random[:])
	link := hashOf(token)
	sealed, err := v.keyring.SealLink(p, link)
	if err != nil {
		return "", fmt.Errorf("make link: %w", err)
	}
	_, err = v.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.HSet(ctx, linkKey(link), fieldPerson, sealed)
		pipe.PExpire(ctx, linkKey(link), life)
		return nil
	})
	if err != nil {
		return "", unavailable("make link", err)
	}
	return v.public.JoinPath("me", token).String(), nil
}

// Look returns an error if the link with this token cannot be opened any more: ErrSpent or ErrLimited, or one that wraps
// session.ErrUnavailable. It uses nothing up.
func (v *Visits) Look(ctx context.Context, token string, from netip.Addr) error {
	if err := v.limit(ctx, from); err != nil {
		return err
	}
	fields, err := v.redis.HMGet(ctx, linkKey(hashOf(token)), fieldPerson, fieldBrowser).Result()
	switch {
	case err != nil:
		return unavailable("look at link", err)
	case fields[0] == nil:
		return v.miss(ctx, from, ErrSpent)
	case fields[1] != nil: // opening one's own link again on another device is no guess
		return ErrSpent
	}
	return nil
}

var (
	//go:embed open.lua
	openSource string
	openScript = redis.NewScript(openSource)
)

// Open opens a link in the browser with this secret. From then on it opens in no other, and in this one as often as it is
// sent again, so that a lost answer loses nothing. It returns whose record it is. The error is ErrSpent or ErrLimited, or
// wraps session.ErrUnavailable.
func (v *Visits) Open(ctx context.Context, token, secret string, from netip.Addr) (session.Person, Pass, error) {
	if err := v.limit(ctx, from); err != nil {
		return session.Person{}, "", err
	}
	link := hashOf(token)
	if len(secret) != len(NewSecret()) {
		return session.Person{}, "", v.miss(ctx, from, ErrSpent)
	}
	sealed, err := openScript.Run(ctx, v.redis, []string{linkKey(link)}, hashOf(secret), OpenFor.Milliseconds()).Text()
	switch {
	case errors.Is(err, redis.Nil):
		return session.Person{}, "", v.miss(ctx, from, ErrSpent)
	case err != nil:
		return session.Person{}, "", unavailable("open link", err)
	}
	p, err := v.keyring.OpenLink(sealed, link)
	if err != nil {
		return session.Person{}, "", fmt.Errorf("open link: %w", err)
	}
	return p, Pass(link + "." + secret), nil
}

// Whose returns whose record a browser has open. The error is ErrClosed, or wraps session.ErrUnavailable.
func (v *Visits) Whose(ctx context.Context, pass Pass) (session.Person, error) {
	link, secret, _ := strings.Cut(string(pass), ".")
	if secret == "" {
		return session.Person{}, ErrClosed
	}
	fields, err := v.redis.HMGet(ctx, linkKey(link), fieldPerson, fieldBrowser).Result()
	if err != nil {
		return session.Person{}, unavailable("find visit", err)
	}
	sealed, _ := fields[0].(string)
	if browser, _ := fields[1].(string); sealed == "" || browser != hashOf(secret) {
		return session.Person{}, ErrClosed
	}
	p, err := v.keyring.OpenLink(sealed, link)
	if err != nil {
		return session.Person{}, fmt.Errorf("find visit: %w", err)
	}
	return p, nil
}

// Of reports whether it is of the link with this token.
func (p Pass) Of(token string) bool { return strings.HasPrefix(string(p), hashOf(token)+".") }

// Close ends a visit. The link stays spent. Calling it again has no effect. The error wraps session.ErrUnavailable.
func (v *Visits) Close(ctx context.Context, pass Pass) error {
	if _, err := v.Whose(ctx, pass); err != nil {
		if errors.Is(err, ErrClosed) {
			return nil
		}
		return err
	}
	link, _, _ := strings.Cut(string(pass), ".")
	if err := v.redis.Del(ctx, linkKey(link)).Err(); err != nil {
		return unavailable("end visit", err)
	}
	return nil
}

// maxMisses is how many wrong links and codes an address may send in an hour. A hospital may have one address.
const maxMisses = 100

// limit returns ErrLimited after too many misses from an address.
func (v *Visits) limit(ctx context.Context, from netip.Addr) error {
	n, err := v.redis.Get(ctx, v.missesKey(network(from))).Int()
	switch {
	case err != nil && !errors.Is(err, redis.Nil):
		return unavailable("count misses", err)
	case n >= maxMisses:
		return ErrLimited
	}
	return nil
}

// miss counts one, and returns err.
func (v *Visits) miss(ctx context.Context, from netip.Addr, err error) error {
	key := v.missesKey(network(from))
	_, failed := v.redis.TxPipelined(ctx, func(pipe redis.Pipeliner) error {
		pipe.Incr(ctx, key)
		pipe.ExpireNX(ctx, key, time.Hour)
		return nil
	})
	if failed != nil {
		return unavailable("count misses", failed)
	}
	return err
}

// network is the part of an address that one user has: all of IPv4, and the first half of IPv6.
func network(from netip.Addr) string {
	const half = 64
	from = from.Unmap().WithZone("")
	if prefix, err := from.Prefix(half); from.Is6() && err == nil {
		from = prefix.Addr()
	}
	return from.String()
}
