package holidays_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/holidays"
)

// common are the days from Monday to Friday that all of New Zealand has off: employment.govt.nz, "Public holidays and
// anniversary dates".
var common = []string{
	"2026-01-01", "2026-01-02", "2026-02-06", "2026-04-03", "2026-04-06", "2026-04-27", "2026-06-01", "2026-07-10", "2026-10-26",
	"2026-12-25", "2026-12-28",
	"2027-01-01", "2027-01-04", "2027-02-08", "2027-03-26", "2027-03-29", "2027-04-26", "2027-06-07", "2027-06-25", "2027-10-25",
	"2027-12-27", "2027-12-28",
	"2028-01-03", "2028-01-04", "2028-02-07", "2028-04-14", "2028-04-17", "2028-04-25", "2028-06-05", "2028-07-14", "2028-10-23",
	"2028-12-25", "2028-12-26",
}

func TestRegionsOfNewZealandHaveTheirAnniversaryDays(t *testing.T) {
	t.Parallel()
	for region, own := range map[string][]string{
		"NZ":           nil,
		"NZ-WGN":       {"2026-01-19", "2027-01-25", "2028-01-24"},
		"NZ-MWT":       {"2026-01-19", "2027-01-25", "2028-01-24"},
		"NZ-AUK":       {"2026-01-26", "2027-02-01", "2028-01-31"},
		"NZ-NTL":       {"2026-01-26", "2027-02-01", "2028-01-31"},
		"NZ-WKO":       {"2026-01-26", "2027-02-01", "2028-01-31"},
		"NZ-BOP":       {"2026-01-26", "2027-02-01", "2028-01-31"},
		"NZ-GIS":       {"2026-01-26", "2027-02-01", "2028-01-31"},
		"NZ-NSN":       {"2026-02-02", "2027-02-01", "2028-01-31"},
		"NZ-TAS":       {"2026-02-02", "2027-02-01", "2028-01-31"},
		"NZ-TKI":       {"2026-03-09", "2027-03-08", "2028-03-13"},
		"NZ-OTA":       {"2026-03-23", "2027-03-22", "2028-03-20"},
		"NZ-STL":       {"2026-04-07", "2027-03-30", "2028-04-18"},
		"NZ-CAN-SOUTH": {"2026-09-28", "2027-09-27", "2028-09-25"},
		"NZ-HKB":       {"2026-10-23", "2027-10-22", "2028-10-20"},
		"NZ-MBH":       {"2026-11-02", "2027-11-01", "2028-10-30"},
		"NZ-CAN":       {"2026-11-13", "2027-11-12", "2028-11-17"},
		"NZ-CIT":       {"2026-11-30", "2027-11-29", "2028-11-27"},
		"NZ-WTC":       {"2026-11-30", "2027-11-29", "2028-12-04"},
		"nz-wgn":       {"2026-01-19", "2027-01-25", "2028-01-24"},
	} {
		want := slices.Sorted(slices.Values(slices.Concat(common, own)))
		if diff := cmp.Diff(want, off(t, region, 2026, 2028)); diff != "" {
			t.Errorf("%s (-published +ours):\n%s", region, diff)
		}
	}
	for _, region := range holidays.Regions() {
		if strings.HasPrefix(region, "NZ") && len(off(t, region, 2027, 2027)) < 11 {
			t.Errorf("%s has too few days", region)
		}
	}
}

func TestOtherCountriesHaveTheirDays(t *testing.T) {
	t.Parallel()
	for region, want := range map[string][]string{
		"AU-NSW": { // nsw.gov.au/about-nsw/public-holidays
			"2026-01-01", "2026-01-26", "2026-04-03", "2026-04-06", "2026-04-27", "2026-06-08", "2026-10-05", "2026-12-25", "2026-12-28",
			"2027-01-01", "2027-01-26", "2027-03-26", "2027-03-29", "2027-04-26", "2027-06-14", "2027-10-04", "2027-12-27", "2027-12-28",
		},
		"AU-VIC": { // business.vic.gov.au; the Friday before the Grand Final is the league's to set
			"2026-01-01", "2026-01-26", "2026-03-09", "2026-04-03", "2026-04-06", "2026-06-08", "2026-09-25", "2026-11-03", "2026-12-25",
			"2026-12-28",
			"2027-01-01", "2027-01-26", "2027-03-08", "2027-03-26", "2027-03-29", "2027-06-14", "2027-09-24", "2027-11-02", "2027-12-27",
			"2027-12-28",
		},
		"GB": { // gov.uk/bank-holidays
			"2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-05-25", "2026-08-31", "2026-12-25", "2026-12-28",
			"2027-01-01", "2027-03-26", "2027-03-29", "2027-05-03", "2027-05-31", "2027-08-30", "2027-12-27", "2027-12-28",
		},
		"US": { // opm.gov, "Federal Holidays"
			"2026-01-01", "2026-01-19", "2026-02-16", "2026-05-25", "2026-06-19", "2026-07-03", "2026-09-07", "2026-10-12", "2026-11-11",
			"2026-11-26", "2026-12-25",
			"2027-01-01", "2027-01-18", "2027-02-15", "2027-05-31", "2027-06-18", "2027-07-05", "2027-09-06", "2027-10-11", "2027-11-11",
			"2027-11-25", "2027-12-24", "2027-12-31",
		},
	} {
		if diff := cmp.Diff(want, off(t, region, 2026, 2027)); diff != "" {
			t.Errorf("%s (-published +ours):\n%s", region, diff)
		}
	}
	for _, region := range holidays.Regions() {
		if n := len(off(t, region, 2027, 2027)); n < 6 {
			t.Errorf("%s has only %d days off", region, n)
		}
	}
}

// TestTheDayIsThatOfTheLearnersClock reads days at both ends on clocks that change, and east of midnight.
func TestTheDayIsThatOfTheLearnersClock(t *testing.T) {
	t.Parallel()
	works, _ := holidays.WorkingDay("NZ")
	for _, c := range []struct {
		zone, at string
		want     bool
	}{
		{"Pacific/Auckland", "2026-04-06 23:59", false}, // Easter Monday, the day after summer time has ended
		{"Pacific/Auckland", "2026-04-07 00:00", true},
		{"Pacific/Auckland", "2026-09-25 23:59", true},
		{"Pacific/Auckland", "2026-09-27 02:30", false}, // summer time begins
		{"Pacific/Auckland", "2026-09-28 00:00", true},
		{"Pacific/Chatham", "2026-02-06 00:00", false}, // Waitangi Day, 12:45 and an hour ahead of UTC
		{"Pacific/Chatham", "2026-02-05 23:59", true},
		{"Europe/London", "2026-02-05 23:00", true}, // already the 6th in New Zealand
		{"Europe/London", "2026-02-06 12:00", false},
		{"Pacific/Honolulu", "2026-07-10 23:59", false}, // Matariki
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", c.at, zone)
		if err != nil {
			t.Fatal(err)
		}
		if works(at) != c.want {
			t.Errorf("%s in %s: working day is %v, want %v", c.at, c.zone, works(at), c.want)
		}
	}
}

func TestOtagoKeepsItsDayApartFromEaster(t *testing.T) {
	t.Parallel()
	days := off(t, "NZ-OTA", 2035, 2035)
	if !slices.Contains(days, "2035-03-26") || !slices.Contains(days, "2035-03-27") {
		t.Errorf("off are %v, want Easter Monday and the day after it", days)
	}
}

func TestUnknownRegionIsNone(t *testing.T) {
	t.Parallel()
	for _, region := range []string{"", "NZL", "NZ-ABC", "NZ_AUK", "Auckland"} {
		if _, known := holidays.WorkingDay(region); known {
			t.Errorf("%q is known", region)
		}
	}
}

// off are the days from Monday to Friday of these years that are no working days.
func off(t *testing.T, region string, from, to int) (days []string) {
	t.Helper()
	works, known := holidays.WorkingDay(region)
	if !known {
		t.Fatalf("%s is not known", region)
	}
	for at := time.Date(from, 1, 1, 12, 0, 0, 0, time.UTC); at.Year() <= to; at = at.AddDate(0, 0, 1) {
		weekend := at.Weekday() == time.Saturday || at.Weekday() == time.Sunday
		if weekend && works(at) {
			t.Errorf("%s works on %s", region, at.Format("Monday 2006-01-02"))
		}
		if !weekend && !works(at) {
			days = append(days, at.Format(time.DateOnly))
		}
	}
	return days
}
