package holidays

import (
	"slices"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/nz"
)

// newZealand are the holidays of the whole country. Those of the library lack Matariki.
var newZealand = slices.Concat(nz.Holidays, []*cal.Holiday{{Name: "Matariki", Func: matariki}})

// matarikiDays are the dates as month and day, from 2022 on: Te Kāhui o Matariki Public Holiday Act 2022, schedule 1.
var matarikiDays = [...]int{
	624, 714, 628, 620, 710, 625, 714, 706, // 2022 to 2029
	621, 711, 702, 624, 707, 629, 718, 710, 625, 715, // 2030 to 2039
	706, 719, 711, 703, 624, 707, 629, 719, 703, 625, // 2040 to 2049
	715, 630, 621, // 2050 to 2052
}

// matariki returns Matariki of a year, or the zero time outside the table.
func matariki(_ *cal.Holiday, year int) time.Time {
	i := year - 2022
	if i < 0 || i >= len(matarikiDays) {
		return time.Time{}
	}
	return time.Date(year, time.Month(matarikiDays[i]/100), matarikiDays[i]%100, 0, 0, 0, 0, time.UTC)
}

// The anniversary days of the regions, on the day on which most of each region keeps them. Local custom sets that day, and some
// places in a region keep another one: employment.govt.nz, "Public holidays and anniversary dates", and Te Ara, "Public
// holidays". Northland, Waikato, the Bay of Plenty and Gisborne keep Auckland's day, Manawatū-Whanganui keeps Wellington's, and
// Tasman Nelson's.
var (
	wellington      = &cal.Holiday{Name: "Wellington", Month: time.January, Day: 22, Func: nearestMonday}
	auckland        = &cal.Holiday{Name: "Auckland", Month: time.January, Day: 29, Func: nearestMonday}
	nelson          = &cal.Holiday{Name: "Nelson", Month: time.February, Day: 1, Func: nearestMonday}
	taranaki        = &cal.Holiday{Name: "Taranaki", Month: time.March, Weekday: time.Monday, Offset: 2, Func: cal.CalcWeekdayOffset}
	otago           = &cal.Holiday{Name: "Otago", Month: time.March, Day: 23, Func: nearestMonday}
	southland       = &cal.Holiday{Name: "Southland", Offset: 2, Func: cal.CalcEasterOffset} // Easter Tuesday
	southCanterbury = &cal.Holiday{Name: "South Canterbury", Month: time.September, Weekday: time.Monday, Offset: 4, Func: cal.CalcWeekdayOffset}
	westland        = &cal.Holiday{Name: "Westland", Month: time.December, Day: 1, Func: nearestMonday}
	chathamIslands  = &cal.Holiday{Name: "Chatham Islands", Month: time.November, Day: 30, Func: nearestMonday}

	// The Friday before Labour Day, and the Monday after it. Labour Day is the fourth Monday in October.
	hawkesBay   = &cal.Holiday{Name: "Hawke's Bay", Month: time.October, Weekday: time.Monday, Offset: 4, CalcOffset: -3, Func: cal.CalcWeekdayOffset}
	marlborough = &cal.Holiday{Name: "Marlborough", Month: time.October, Weekday: time.Monday, Offset: 4, CalcOffset: 7, Func: cal.CalcWeekdayOffset}

	// Show Day in Christchurch: the second Friday after the first Tuesday in November.
	canterbury = &cal.Holiday{Name: "Canterbury", Month: time.November, Weekday: time.Tuesday, Offset: 1, CalcOffset: 10, Func: cal.CalcWeekdayOffset}
)

// nearestMonday returns the Monday nearest to the holiday's date, or the Tuesday after it if that is Easter Monday, as in Otago
// in 2008.
func nearestMonday(h *cal.Holiday, year int) time.Time {
	day := time.Date(year, h.Month, h.Day, 0, 0, 0, 0, time.UTC)
	fromMonday := (int(day.Weekday()) + 6) % 7
	if fromMonday > 3 {
		fromMonday -= 7
	}
	monday := day.AddDate(0, 0, -fromMonday)
	if _, easter := nz.EasterMonday.Calc(year); easter.Month() == monday.Month() && easter.Day() == monday.Day() {
		return monday.AddDate(0, 0, 1)
	}
	return monday
}
