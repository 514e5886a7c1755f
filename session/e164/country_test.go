package e164_test

import (
	"testing"

	"coachline/session/e164"
)

func TestCountry(t *testing.T) {
	for _, c := range []struct {
		number, zone string
		rings        bool
	}{
		{"+64211234567", "", true},
		{"+6433050123", "Pacific/Chatham", true},
		{"+6498890000", "Pacific/Auckland", true},
		{"+64900123456", "", false}, // premium
		{"+61412345678", "Australia/Sydney", true},
		{"+447911123456", "", false}, // three zones
		{"+68250123", "Pacific/Rarotonga", false},
		{"+12425551234", "America/Nassau", false}, // shares +1
		{"+80012345678", "", false},
		{"+882161234567", "", false}, // satellite
	} {
		n, ok := e164.FromWire(c.number)
		if !ok {
			t.Fatal(c.number)
		}
		if got := n.Zone("NZ"); got != c.zone {
			t.Errorf("%s: zone %q, want %q", c.number, got, c.zone)
		}
		if got := n.Rings([]string{"NZ", "AU"}); got != c.rings {
			t.Errorf("%s: rings %t, want %t", c.number, got, c.rings)
		}
	}
	if (e164.Number{}).Rings([]string{"NZ"}) || (e164.Number{}).Zone("NZ") != "" {
		t.Error("no number has a country")
	}
}
