package main

import (
	"slices"
	"strings"
	"testing"
)

// TestSenders takes what Twilio can give as a sender, in ranges too that no library knows yet.
func TestSenders(t *testing.T) {
	t.Parallel()
	for from, ok := range map[string]bool{
		"+15551234567": true, "+6498890000": true, "09 889 0000": true, "2345": true, "banana": false, "0212": false, "+64...": false,
	} {
		env := settings("redis://127.0.0.1:6379")
		env[slices.IndexFunc(env, func(s string) bool { return strings.HasPrefix(s, "TWILIO_FROM=") })] = "TWILIO_FROM=" + from
		if _, err := readConfig(env); (err == nil) != ok {
			t.Errorf("%s: %v", from, err)
		} else if err != nil && !strings.Contains(err.Error(), "TWILIO_FROM: ") {
			t.Errorf("%s is not named: %v", from, err)
		}
	}
}
