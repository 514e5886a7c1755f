package dialogue

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// clock finds a time of day: "7.30pm", "7:30 p.m.", "19:30", "0730", "after 5", "7 30 in the evening".
var clock = regexp.MustCompile(`(?:^|[^0-9])([0-9]{1,2})(?:[ ]?[:.h]?([0-5][0-9]))?\s*(a\.?m|p\.?m|o'?clock)?\.?(?:[^0-9]|$)`)

// hourIn reads a time of day from words, as "15:04"; empty when there is none, or when nobody could tell morning from
// evening ("7" alone).
func hourIn(words string) string {
	said := strings.ToLower(words)
	switch p := plain(words); {
	case p == "noon" || p == "midday" || strings.HasSuffix(p, " noon"):
		return "12:00"
	case p == "midnight":
		return "00:00"
	}
	m := clock.FindStringSubmatch(inDigits.Replace(said))
	if m == nil {
		return ""
	}
	h, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	h, ok := onTheClock(h, m[2] != "", half(said, m[3]))
	if !ok {
		return ""
	}
	minute += h*60 + past(said)
	return fmt.Sprintf("%02d:%02d", minute/60%24, minute%60)
}

// inDigits writes hours that were said in words; the longer words come first, since "eight" ends like "eighteen" begins.
var inDigits = strings.NewReplacer("eleven", "11", "twelve", "12", "seven", "7", "three", "3", "eight", "8", "four", "4",
	"five", "5", "nine", "9", "one", "1", "two", "2", "six", "6", "ten", "10", "thirty", ":30", "fifteen", ":15")

// past is how many minutes "half past" and the like add to the hour.
func past(said string) int {
	switch {
	case strings.Contains(said, "half past"):
		return 30
	case strings.Contains(said, "quarter past"):
		return 15
	case strings.Contains(said, "quarter to"):
		return 24*60 - 15
	}
	return 0
}

// half tells which half of the day is spoken of: 'a', 'p', 'l' for later than ("after 5": the afternoon), or 0.
func half(said, suffix string) byte {
	switch {
	case strings.HasPrefix(suffix, "a"), strings.Contains(said, "morning"):
		return 'a'
	case strings.HasPrefix(suffix, "p"), strings.Contains(said, "evening"), strings.Contains(said, "afternoon"),
		strings.Contains(said, "night"):
		return 'p'
	case strings.Contains(said, "after"):
		return 'l'
	}
	return 0
}

// onTheClock turns an hour as said into one of 24.
func onTheClock(h int, minutes bool, half byte) (int, bool) {
	switch {
	case h > 23, (half == 'a' || half == 'p') && h == 0:
		return 0, false
	case half == 'a' && h <= 12:
		return h % 12, true
	case half == 'p' && h <= 12:
		return h%12 + 12, true
	case half == 'l' && h >= 1 && h <= 8:
		return h + 12, true
	case half != 0 || minutes || h > 12:
		return h, true
	}
	return 0, false
}

// sayHour is how a time of day is written for people, and on the phone so that it is spoken well.
func sayHour(hour string, channel Channel) string {
	at, err := time.Parse("15:04", hour)
	if err != nil {
		return hour
	}
	switch {
	case hour == "12:00":
		return "noon"
	case hour == "00:00":
		return "midnight"
	case channel == Phone:
		return at.Format("3:04 pm")
	case at.Minute() == 0:
		return at.Format("3pm")
	default:
		return at.Format("3.04pm")
	}
}
