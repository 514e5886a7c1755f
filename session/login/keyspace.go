package login

import (
	"encoding/base64"
	"net/netip"

	"coachline/session"
)

// The names of everything in Redis; no other place spells one.

// personKeys are the keys of a person. The braces put them into one slot.
type personKeys struct {
	code       string // a hash: the HMAC of the code, until when it counts, how many tries were wrong. It expires
	asked      string // a list: when codes were made, in milliseconds since 1970, the last one first. It expires
	wrong      string // likewise, when wrong codes were tried
	generation string // a count: how often the person was logged out everywhere. It stays
}

func keysOf(p session.Person) personKeys {
	tag := "{" + p.String() + "}:login:"
	return personKeys{code: tag + "code", asked: tag + "asked", wrong: tag + "wrong", generation: tag + "generation"}
}

// addressKey is a list: when something was done from an address, in milliseconds since 1970, the last first. It expires.
// Of IPv6 it takes the network, as who has one has all its addresses. All whose address is not known share one.
func (c *Codes) addressKey(doing string, from netip.Addr) string {
	const network = 64
	from = from.Unmap().WithZone("")
	if from.Is6() {
		if prefix, err := from.Prefix(network); err == nil {
			from = prefix.Addr()
		}
	}
	return "login:" + doing + ":" + base64.RawURLEncoding.EncodeToString(c.sum("address", from.String())[:16])
}

// sessionKey is a string: what is known of a browser, by the hash of its token; empty for some minutes after a logout. It
// expires.
func sessionKey(hashed string) string { return "login:session:" + hashed }
