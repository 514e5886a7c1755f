package e164_test

import (
	"testing"

	"github.com/nyaruka/phonenumbers"

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

// TestParsedIsWhatTheLibraryParses: for a number of each country and kind.
func TestParsedIsWhatTheLibraryParses(t *testing.T) {
	kinds := []phonenumbers.PhoneNumberType{phonenumbers.FIXED_LINE, phonenumbers.MOBILE, phonenumbers.TOLL_FREE, phonenumbers.VOIP}
	tried := 0
	for region := range phonenumbers.GetSupportedRegions() {
		for _, kind := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			n, ok := e164.FromWire(phonenumbers.Format(example, phonenumbers.E164))
			if !ok {
				continue
			}
			tried++
			want, err := phonenumbers.Parse(n.E164(), "")
			if err != nil {
				t.Fatal(err)
			}
			zones, err := phonenumbers.GetTimezonesForNumber(want)
			zone := ""
			if err == nil && len(zones) == 1 && zones[0] != phonenumbers.UNKNOWN_TIMEZONE &&
				(phonenumbers.GetNumberType(want) == phonenumbers.FIXED_LINE || phonenumbers.GetRegionCodeForNumber(want) != region) {
				zone = zones[0]
			}
			if got := n.Zone(region); got != zone {
				t.Errorf("%s of %s is in %q; want %q", n, region, got, zone)
			}
		}
	}
	if tried < 500 {
		t.Errorf("only %d numbers", tried)
	}
}

// TestIn: a number is of the country that its digits name, and of each one that they leave open.
func TestIn(t *testing.T) {
	for _, tt := range []struct {
		number    string
		countries []string
		want      bool
	}{
		{"+6421555123", []string{"NZ"}, true},
		{"+6421555123", []string{"AU"}, false},
		{"+61412345678", []string{"NZ", "AU"}, true},
		{"+12065550100", []string{"US"}, true},
		{"+18765550123", []string{"US"}, false}, // Jamaica
		{"+8816123456789", []string{"NZ", "US"}, false},
		{"+15555550100", []string{"US"}, true}, // of none that is known, or of any of them
		{"+15555550100", []string{"NZ"}, false},
		{"", []string{"NZ"}, false},
	} {
		n, _ := e164.FromWire(tt.number)
		if got := n.In(tt.countries); got != tt.want {
			t.Errorf("%s in %v: %v", tt.number, tt.countries, got)
		}
	}
}
