package login

import (
	"encoding/base64"
	"net/netip"

	"coachline/session"
)

// The names of everything in Redis; no other place spells one.

// personKeys are the keys of a person. The braces put them into one slot.
type personKeys struct {
	codes      string // a hash: of each request the HMAC of its code, when that ends, how many tries were wrong. It expires
	requests   string // a list: when codes were made, in milliseconds since 1970, the last one first. It expires
	generation string // a count: how often the person was logged out everywhere. It stays
}

func keysOf(p session.Person) personKeys {
	tag := "{" + p.String() + "}:login:"
	return personKeys{codes: tag + "code", requests: tag + "asked", generation: tag + "generation"}
}

// requestsHereKey is a list: when codes for a person were made from an address. It is like requests.
func (c *Codes) requestsHereKey(p session.Person, from netip.Addr) string {
	return keysOf(p).requests + ":" + c.address(from)
}

// addressKey is a list: when something was done from an address, in milliseconds since 1970, the last one first. It expires.
func (c *Codes) addressKey(doing string, from netip.Addr) string {
	return "login:" + doing + ":" + c.address(from)
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
func loginKey(hashed string) string { return "login:session:" + hashed }
