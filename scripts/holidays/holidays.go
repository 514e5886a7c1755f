// Package holidays says which days are working days in a region: those from Monday to Friday that are no public holiday there.
//
// The rules are those of rickar/cal, where it has them. Its New Zealand has neither Matariki nor the anniversary days of the
// regions, and its New South Wales lacks two days that were added; these are here, each with its source. A test holds the
// days of three years against what is published.
package holidays

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/us"
)

// regions are the public holidays by region: a country of ISO 3166-1, or a part of one of ISO 3166-2.
var regions = map[string][]*cal.Holiday{
	"NZ":           newZealand,
	"NZ-AUK":       in(newZealand, auckland),
	"NZ-BOP":       in(newZealand, auckland),
	"NZ-CAN":       in(newZealand, canterbury),
	"NZ-CAN-SOUTH": in(newZealand, southCanterbury), // no code of ISO 3166: Canterbury keeps two days
	"NZ-CIT":       in(newZealand, chathamIslands),
	"NZ-GIS":       in(newZealand, auckland),
	"NZ-HKB":       in(newZealand, hawkesBay),
	"NZ-MBH":       in(newZealand, marlborough),
	"NZ-MWT":       in(newZealand, wellington),
	"NZ-NSN":       in(newZealand, nelson),
	"NZ-NTL":       in(newZealand, auckland),
	"NZ-OTA":       in(newZealand, otago),
	"NZ-STL":       in(newZealand, southland),
	"NZ-TAS":       in(newZealand, nelson),
	"NZ-TKI":       in(newZealand, taranaki),
	"NZ-WGN":       in(newZealand, wellington),
	"NZ-WKO":       in(newZealand, auckland),
	"NZ-WTC":       in(newZealand, westland),

	"AU":     {au.NewYear, au.AustraliaDay, au.GoodFriday, au.EasterMonday, au.AnzacDay, au.ChristmasDay, au.BoxingDay},
	"AU-ACT": au.HolidaysACT,
	"AU-NSW": in(au.HolidaysNSW, anzacMondayNSW),
	"AU-NT":  au.HolidaysNT,
	"AU-QLD": au.HolidaysQLD,
	"AU-SA":  au.HolidaysSA,
	"AU-TAS": au.HolidaysTAS,
	"AU-VIC": au.HolidaysVIC,
	"AU-WA":  au.HolidaysWA,

	"CA":     ca.Holidays,
	"GB":     gb.Holidays, // of England and Wales
	"GB-ENG": gb.Holidays,
	"GB-WLS": gb.Holidays,
	"IE":     ie.Holidays,
	"US":     us.Holidays,
}

// Regions returns the codes of all regions, sorted.
func Regions() []string { return slices.Sorted(maps.Keys(regions)) }

// WorkingDay returns a function that reports whether the day at a time, on its own clock, is a working day in this region. It
// returns false if the region is unknown. Any number of goroutines may call the function.
func WorkingDay(region string) (func(time.Time) bool, bool) {
	holidays, known := regions[strings.ToUpper(region)]
	if !known {
		return nil, false
	}
	calendar := &cal.Calendar{Holidays: holidays}
	return func(at time.Time) bool {
		actual, observed, _ := calendar.IsHoliday(at)
		return !cal.IsWeekend(at) && !actual && !observed
	}, true
}

// in adds the days of a region to the days of its country.
func in(country []*cal.Holiday, own ...*cal.Holiday) []*cal.Holiday {
	return slices.Concat(country, own)
}

// anzacMondayNSW is the Monday after Anzac Day, which New South Wales added for two years: Public Holidays Amendment (Anzac Day)
// Order 2026.
var anzacMondayNSW = &cal.Holiday{
	Name: "Anzac Day, additional day", StartYear: 2026, EndYear: 2027, Month: time.April, Day: 26, Weekday: time.Monday, Offset: 1,
	Func: cal.CalcWeekdayFrom,
}
