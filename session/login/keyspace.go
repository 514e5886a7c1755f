package login

import (
	"crypto/sha256"
	"encoding/base64"
	"net/netip"

	"coachline/session"
)

// The names of everything in Redis; no other place spells one.

// personKeys are the keys of a person. The braces put them into one slot.
type personKeys struct {
	codes      string // a hash: of each request the HMAC of its code, when that ends, how many tries were wrong. It expires
	requests   string // a list: when codes were made, in milliseconds since 1970, the last one first. It expires
	browsers   string // a sorted set: in which browsers they have logged in, by hash, by when they last did. It expires
	generation string // a count: how often the person was logged out everywhere. It stays
}

func keysOf(p session.Person) personKeys {
	tag := session.Prefix + "{" + p.String() + "}:login:"
	return personKeys{codes: tag + "code", requests: tag + "asked", browsers: tag + "browsers", generation: tag + "generation"}
}

// requestsHereKey is a list: when codes for a person were made from an address. It is like requests.
func (c *Codes) requestsHereKey(p session.Person, from netip.Addr) string {
	return keysOf(p).requests + ":" + c.address(from)
}

// browserKey is a list: when codes for a person were made in a browser of theirs. It is like requests.
func browserKey(p session.Person, browser string) string {
	return keysOf(p).requests + ":browser:" + hashOf(browser)
}

// addressKey is a list: when codes were requested from an address, in milliseconds since 1970, the last one first. It expires.
func (c *Codes) addressKey(from netip.Addr) string {
	return session.Prefix + "login:ask:" + c.address(from)
}

// hashOf is how a browser's token is kept. The token is random, so nobody finds it from its hash.
func hashOf(browser string) string {
	sum := sha256.Sum256([]byte(browser))
	return base64.RawURLEncoding.EncodeToString(sum[:16])
}

// address is the HMAC of an address. An IPv6 address counts as its network, all of which one user may have. Unknown addresses
// count as one.
func (c *Codes) address(from netip.Addr) string {
	const network = 64
	from = from.Unmap().WithZone("")
	if from.Is6() {
		if prefix, err := from.Prefix(network); err == nil {
			from = prefix.Addr()
		}
	}
	return base64.RawURLEncoding.EncodeToString(c.sum("address", from.String())[:16])
}

// loginKey is a string: what is known of a browser, by the hash of its token; empty for some minutes after a logout. It
// expires.
func loginKey(hashed string) string { return session.Prefix + "login:session:" + hashed }
