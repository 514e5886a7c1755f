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

// roughly is the end of "5ish".
var roughly = regexp.MustCompile(`([0-9])[ -]?ish\b`)

// hourIn reads a time of day from words, as "15:04"; empty when there is none, or when nobody could tell morning from
// evening ("7" alone).
func hourIn(words string) string {
	said := inDigits(roughly.ReplaceAllString(strings.ToLower(words), "$1 "))
	switch p := " " + plain(words) + " "; {
	case hasAny(p, " noon ", " midday "):
		return "12:00"
	case strings.Contains(p, " midnight "):
		return "00:00"
	}
	shift, said := past(said)
	m := clockIn(said)
	if m == nil {
		return ""
	}
	h, _ := strconv.Atoi(m[1])
	minute, _ := strconv.Atoi("0" + m[2])
	h, ok := onTheClock(h, m[2] != "" && (h > 6 || m[1][0] == '0'), half(said, m[3]))
	if !ok {
		return ""
	}
	minute += h*60 + shift
	return fmt.Sprintf("%02d:%02d", minute/60%24, minute%60)
}

// clockIn finds the time in what is said: the first with am or pm, or else the first.
func clockIn(said string) []string {
	all := clock.FindAllStringSubmatch(said, -1)
	for _, m := range all {
		if strings.HasPrefix(m[3], "a") || strings.HasPrefix(m[3], "p") {
			return m
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

const timeWord = `([0-9]{1,4}(am|pm)?|a|p|m|am|pm|noon|midday|midnight|half|quarter|past|to|after|in|morning|evening|afternoon|` +
	`night|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirty|fifteen)`

// timeOnly is what a time of day is made of, in plain words; aroundHour may stand beside it.
var (
	timeOnly   = regexp.MustCompile(`^(` + timeWord + ` )*` + timeWord + `$`)
	aroundHour = map[string]bool{
		"make": true, "it": true, "can": true, "we": true, "do": true, "change": true, "at": true, "instead": true, "please": true,
		"actually": true, "tomorrow": true, "i": true, "meant": true, "oops": true, "sorry": true, "no": true, "rather": true,
		"the": true, "for": true, "better": true, "is": true, "could": true, "you": true, "text": true, "me": true, "would": true,
	}
)

// anyHour are answers of one who leaves the hour to the line.
var anyHour = map[string]bool{
	"any time": true, "anytime": true, "whenever": true, "you choose": true, "up to you": true, "i dont mind": true, "dont mind": true,
}

// hourWords are hours and minutes as they are said.
var hourWords = map[string]string{
	"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
	"ten": "10", "eleven": "11", "twelve": "12", "fifteen": ":15", "twenty": ":20", "thirty": ":30", "forty": ":40",
	"fortyfive": ":45", "fifty": ":50",
}

// inDigits writes the hours of a sentence in digits.
func inDigits(said string) string {
	words := strings.Fields(said)
	for i, w := range words {
		if n := hourWords[w]; n != "" {
			words[i] = n
		}
	}
	return strings.Join(words, " ")
}

// beforeHour is what is said of the minutes before the hour: "half past", "half" (seven is 7.30 here), "20 past", "quarter to".
var beforeHour = regexp.MustCompile(`\b(half|quarter|:?[0-9]{1,2})(?: (past|to))? ([0-9]{1,2})(?:[^0-9]|$)`)

// past takes such words out of what is said, and returns the minutes that they add to the hour, less than none for "to".
func past(said string) (minutes int, rest string) {
	at := beforeHour.FindStringSubmatchIndex(said)
	if at == nil {
		return 0, said
	}
	part := func(n int) string { return said[max(at[2*n], 0):max(at[2*n+1], 0)] }
	switch of, way := part(1), part(2); {
	case way == "" && of != "half":
		return 0, said
	case of == "half":
		minutes = 30
	case of == "quarter":
		minutes = 15
	default:
		minutes, _ = strconv.Atoi(strings.TrimPrefix(of, ":"))
	}
	if part(2) == "to" {
		minutes = 24*60 - minutes
	}
	return minutes, said[:at[0]] + said[at[6]:]
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
