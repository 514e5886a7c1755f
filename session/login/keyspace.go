package login

import (
	"encoding/base64"
	"net/netip"

	"coachline/session"
)

// The names of everything in Redis; no other place spells one.

// personKeys are the keys of a person. The braces put them into one slot.
type personKeys struct {
	code       string // a hash: of each ask the HMAC of its code, until when that counts, how many tries were wrong. It expires
	asked      string // a list: when codes were made, in milliseconds since 1970, the last one first. It expires
	generation string // a count: how often the person was logged out everywhere. It stays
}

func keysOf(p session.Person) personKeys {
	tag := "{" + p.String() + "}:login:"
	return personKeys{code: tag + "code", asked: tag + "asked", generation: tag + "generation"}
}

// askedHere is a list: when codes for a person were made from an address, likewise. It expires.
func (c *Codes) askedHere(p session.Person, from netip.Addr) string {
	return keysOf(p).asked + ":" + c.address(from)
}

// addressKey is a list: when something was done from an address, in milliseconds since 1970, the last first. It expires.
func (c *Codes) addressKey(doing string, from netip.Addr) string {
	return "login:" + doing + ":" + c.address(from)
}

// address is the HMAC of an address. Of IPv6 it takes the network, as who has one has all its addresses. All whose address is
// not known share one.
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

// sessionKey is a string: what is known of a browser, by the hash of its token; empty for some minutes after a logout. It
// expires.
func sessionKey(hashed string) string { return "login:session:" + hashed }
