package e164

import "testing"

func TestWritten(t *testing.T) {
	for _, c := range []struct{ wire, region, want string }{
		{"+64211234567", "NZ", "021 123 4567"},
		{"+6498870123", "NZ", "09 887 0123"},
		{"+64211234567", "AU", "+64 21 123 4567"},
		{"+61491570006", "NZ", "+61 491 570 006"},
	} {
		n, ok := FromWire(c.wire)
		if got := n.Written(c.region); !ok || got != c.want {
			t.Errorf("%s in %s is written %q, want %q", c.wire, c.region, got, c.want)
		}
	}
	if got := (Number{}).Written("NZ"); got != "" {
		t.Errorf("no number is written %q", got)
	}
}
