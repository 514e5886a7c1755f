// Package origin says where a request comes from.
package origin

import (
	"net/http"
	"net/netip"
	"strings"
)

// Address is where a request comes from. Behind a proxy on this machine or its network, it is what that proxy says last.
func Address(r *http.Request) netip.Addr {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	here, told := from.Addr().Unmap(), r.Header.Values("X-Forwarded-For")
	if len(told) == 0 || !here.IsPrivate() && !here.IsLoopback() {
		return here
	}
	all := strings.Split(told[len(told)-1], ",")
	last := strings.TrimSpace(all[len(all)-1])
	if addr, err := netip.ParseAddr(last); err == nil {
		return addr
	}
	if addr, err := netip.ParseAddrPort(last); err == nil { // as some proxies write it
		return addr.Addr()
	}
	return here
}
