package main

import (
	"slices"
	"strings"
	"testing"
	"time"
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

// TestHolidays has a region's working days in the rules, and names what there is where a region is not known.
func TestHolidays(t *testing.T) {
	t.Parallel()
	waitangi := time.Date(2026, 2, 6, 12, 0, 0, 0, time.UTC)
	for region, known := range map[string]bool{"NZ": true, "nz-auk": true, "AU-NSW": true, "NZ-XYZ": false, "New Zealand": false} {
		config, err := readConfig(append(settings("redis://127.0.0.1:6379"), "COACHLINE_HOLIDAYS="+region))
		switch {
		case known && (err != nil || config.rules().WorkingDay(waitangi) != strings.HasPrefix(region, "AU")):
			t.Errorf("%s: the error is %v, or Waitangi Day is wrong", region, err)
		case !known && (err == nil || !strings.Contains(err.Error(), "COACHLINE_HOLIDAYS: ") || !strings.Contains(err.Error(), "NZ-AUK, ")):
			t.Errorf("%s: %v", region, err)
		}
	}
	if config, err := readConfig(settings("redis://127.0.0.1:6379")); err != nil || config.rules().WorkingDay != nil {
		t.Errorf("without the setting not every day is a working day, or: %v", err)
	}
}

// TestQuotedWordsAreTheWords drops the quotation marks that docker --env-file keeps around words with spaces.
func TestQuotedWordsAreTheWords(t *testing.T) {
	t.Parallel()
	config, err := readConfig(append(settings("redis://127.0.0.1:6379"), `COACHLINE_ORGANISATION="Te Awa Health"`,
		`COACHLINE_TEXT_FOOTER='Reply to this SMS will be charged'`, `COACHLINE_PRIVACY_CONTACT=privacy@example.org, "Privacy"`,
		`COACHLINE_SETTING_CONTACT="Ana, 09 123"`, "COACHLINE_SETTING_ARTICLE_URL=https://example.org/a"))
	if err != nil {
		t.Fatal(err)
	}
	got := []string{config.Organisation, config.Footer, config.PrivacyContact, config.Values["contact"]}
	want := []string{"Te Awa Health", "Reply to this SMS will be charged", `privacy@example.org, "Privacy"`, "Ana, 09 123"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}
