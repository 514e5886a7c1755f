package dialogue

import "testing"

var energies = []Option{
	{Key: "1", Words: []string{"steady", "calm"}},
	{Key: "2", Words: []string{"scattered", "busy"}},
	{Key: "3", Words: []string{"tired"}},
}

func TestPick(t *testing.T) {
	for _, c := range []struct {
		words, keys string
		open        bool
		want        string // the key; empty for none
	}{
		{words: "2", want: "2"},
		{words: " 2. ", want: "2"},
		{words: "(3)", want: "3"},
		{words: "#1", want: "1"},
		{words: "Option two", want: "2"},
		{words: "number 3 please", want: "3"},
		{words: "the second one", want: "2"},
		{words: "to", want: "2"}, // as a recogniser spells it
		{words: "toru", want: "3"},
		{words: "Busy", want: "2"},
		{words: "2 busy", want: "2"},
		{words: "TIRED!!", want: "3"},
		{words: "scaterd", want: ""}, // two letters short: not near enough
		{words: "scatterd", want: "2"},
		{words: "I'm feeling a bit tired", want: "3"},
		{words: "I'm feeling a bit tired", open: true, want: "3"},
		{words: "tired after the night shift", want: "3"},
		{words: "tired after the night shift", open: true, want: ""},
		{words: "not tired", want: ""},
		{words: "busy and tired", want: ""},
		{words: "tird", want: "3"},
		{words: "bsy", want: ""}, // too short to guess
		{words: "7", want: ""},
		{words: "1 and 3", want: ""},
		{words: "2 weeks", want: ""},
		{words: "3 kids and no sleep", open: true, want: ""},
		{words: "2 patients died this week, I am worn down", open: true, want: ""},
		{words: "I am not that busy", want: ""},
		{words: "wasn't busy", want: ""},
		{words: "3, tired I think", want: "3"},
		{words: "one or two", want: ""},
		{words: "option one", want: "1"},
		{words: "it was my second night, I am tired", want: "3"},
		{words: "22", want: ""},
		{words: "", want: ""},
		{keys: "3", want: "3"},
		{keys: "8", want: ""},
		{keys: "11", want: ""},
	} {
		got, ok := pick(energies, plain(c.words), c.keys, c.open)
		if ok != (c.want != "") || got.Key != c.want {
			t.Errorf("pick(%q, %q, open %v) = %q, %v; want %q", c.words, c.keys, c.open, got.Key, ok, c.want)
		}
	}
}

func TestYesNo(t *testing.T) {
	for words, want := range map[string]decision{
		"yes": yes, "Yep.": yes, "āe": yes, "OK": yes, "yes that's her": yes, "No": no, "nah": no, "kāo": no,
		"no it's Mere": no, "maybe": undecided, "": undecided, "yesterday": undecided, "nothing": undecided,
	} {
		if got := yesNo(plain(words), ""); got != want {
			t.Errorf("yesNo(%q) = %v, want %v", words, got, want)
		}
	}
	for keys, want := range map[string]decision{"1": yes, "2": no, "3": undecided, "12": undecided} {
		if got := yesNo("", keys); got != want {
			t.Errorf("yesNo keys %q = %v, want %v", keys, got, want)
		}
	}
}

func TestNameIn(t *testing.T) {
	for words, want := range map[string]struct {
		name    string
		plainly bool
	}{
		"Mere":                             {"Mere", true},
		"  mere.  ":                        {"mere", true},
		"it's Hēmi":                        {"Hēmi", true},
		"I think maybe Sam":                {"Sam", true},
		"No, it's Mere":                    {"Mere", true},
		"J.T.":                             {"J.T", true},
		"Anne-Marie O'Neill":               {"Anne-Marie O'Neill", true},
		"Sam or Alex":                      {"Sam or Alex", false},
		"محمد":                             {"محمد", true},
		"2":                                {},
		"021 555 1234":                     {},
		"Sam 021555":                       {},
		"😀":                                {},
		"":                                 {},
		"{partner}":                        {"partner", true},
		"somebody in the team on the ward": {},
		"haven't decided":                  {"haven't decided", true}, // isNobody is asked first
	} {
		if name, plainly := nameIn(words); name != want.name || plainly != want.plainly {
			t.Errorf("nameIn(%q) = %q, %v; want %q, %v", words, name, plainly, want.name, want.plainly)
		}
	}
}

func TestHourIn(t *testing.T) {
	for words, want := range map[string]string{
		"7.30pm": "19:30", "7:30 p.m.": "19:30", "7pm": "19:00", "7 pm": "19:00", "0730": "07:30", "730pm": "19:30",
		"19:30": "19:30", "1930": "19:30", "noon": "12:00", "midday": "12:00", "midnight": "00:00", "after 5": "17:00",
		"half past 7 in the evening": "19:30", "half past seven pm": "19:30",
		"quarter to eight in the morning": "07:45", "quarter past 12 pm": "12:15", "seven thirty p.m.": "19:30", "five": "", "7 in the morning": "07:00", "12am": "00:00", "12pm": "12:00", "12.15 pm": "12:15",
		"at 9.15 in the morning please": "09:15", "22": "22:00", "23:59": "23:59", "00:10": "00:10",
		"7": "", "25:00": "", "2460": "", "13pm": "13:00", "whenever": "", "": "", "99": "", "after work": "", "0pm": "",
		"after 22": "22:00", "8 o'clock": "",
	} {
		if got := hourIn(words); got != want {
			t.Errorf("hourIn(%q) = %q, want %q", words, got, want)
		}
	}
}

// TestHourStep asks for an hour with choices: a time that is said wins over a choice that is mentioned.
func TestHourStep(t *testing.T) {
	step := &Step{ID: "hour", Kind: Hour, Choices: []Option{
		{Key: "1", Words: []string{"morning", "in the morning"}, Hour: "08:00"},
		{Key: "2", Words: []string{"lunch", "lunchtime"}, Hour: "12:30"},
		{Key: "3", Words: []string{"after work", "evening"}, Hour: "17:30"},
	}}
	for words, want := range map[string]string{
		"1": "08:00", "2.": "12:30", "morning": "08:00", "in the morning please": "08:00", "lunch": "12:30", "after work": "17:30",
		"option 3": "17:30", "2 pm": "14:00", "1.30pm": "13:30", "2:15 pm": "14:15", "two pm": "14:00", "7 in the morning": "07:00",
		"10 in the morning": "10:00", "evening, 9pm": "21:00", "half past seven in the evening": "19:30", "3 o'clock": "", "half seven pm": "19:30",
		"twenty past seven pm": "19:20", "5 past 8 at night": "20:05", "quarter to seven in the morning": "06:45", "3 a.m.": "03:00",
		"seven thirty in the morning": "07:30", "noon please": "12:00", "2 weeks": "", "1 morning": "08:00", "3 after work": "17:30", "5.30": "", "1:00": "", "0530": "05:30",
		"I finish at 3.30": "", "21/7 8am": "08:00", "half 7pm": "19:30", "10.30": "10:30", "3 am": "03:00", "1 am": "01:00", "six in the morning": "06:00",
		"after 5": "17:00", "after the phone round": "", "7": "", "whenever": "", "3am": "03:00",
		"7.30pm": "19:30", "noon": "12:00", "0730": "07:30", "7:30 am": "07:30", "half past 7 tonight": "19:30", "19h30": "19:30",
		"5ish": "", "5ish pm": "17:00", "about 5ish in the evening": "17:00", "about 6pm": "18:00", "6ish tonight": "18:00",
		"8 o'clock": "", "8 o'clock in the morning": "08:00", "8 o’clock tonight": "20:00", "around 19:00": "19:00",
		"after 5ish": "17:00", "before 9am": "09:00", "7.30": "07:30", "half 7": "", "7pm-ish": "19:00", "20.15": "20:15",
		"at noon": "12:00", "midnight": "00:00", "9 tonight please": "21:00", "1730 hrs": "17:30", "7 patients": "", "14h": "14:00",
	} {
		turn := &turn{in: Input{Kind: Answer, Channel: Text, Words: words}, said: plain(words), place: &Place{}}
		if got := turn.matchedHour(step); got.value != want {
			t.Errorf("%q: %q, want %q", words, got.value, want)
		}
	}
}

// TestAsked holds answers of the next day to what they mean.
func TestAsked(t *testing.T) {
	options := []Option{
		{Key: "1", Words: []string{"i did", "yes", "i asked", "have asked", "yeah"}},
		{Key: "2", Words: []string{"not yet", "no", "nah", "yeah nah", "havent", "havent asked", "forgot"}},
		{Key: "3", Words: []string{"changed my mind", "someone else"}},
	}
	for words, want := range map[string]string{
		"haven't asked yet": "2", "havent": "2", "Have asked": "1", "I did but she said no": "1", "yes, no answer yet": "1",
		"no not yet": "2", "not yet sorry": "2", "No I forgot": "2", "yeah nah": "2", "definitely 2": "2", "2 because it asks": "2",
		"2nd": "2", "2 weeks": "", "I changed my mind": "3", "who": "",
	} {
		if got, _ := pick(options, plain(words), "", false); got.Key != want {
			t.Errorf("%q: %q, want %q", words, got.Key, want)
		}
	}
}

// TestConfirmed are answers to "Sam, is that right?" by text.
func TestConfirmed(t *testing.T) {
	step := &Step{ID: "partner", Kind: Name}
	for words, want := range map[string]outcome{
		"yes": {kind: match, reply: ReplyOther, value: "Sam"}, "1 yes": {kind: match, reply: ReplyOther, value: "Sam"},
		"perfect": {kind: match, reply: ReplyOther, value: "Sam"}, "that is right": {kind: match, reply: ReplyOther, value: "Sam"},
		"2": {kind: noMatch}, "not quite": {kind: noMatch}, "thanks": {kind: aside}, "no, Sarah": {kind: confirm, value: "Sarah"},
		"no it's Hēmi": {kind: confirm, value: "Hēmi"}, "Mere": {kind: confirm, value: "Mere"}, "what": {kind: noMatch},
	} {
		turn := &turn{
			in: Input{Kind: Answer, Channel: Text, Words: words}, said: plain(words), place: &Place{Step: "partner", Phase: Confirming},
			state: State{Answers: Answers{"partner": "Sam"}},
		}
		if got := turn.confirmed(step); got != want {
			t.Errorf("%q: %+v, want %+v", words, got, want)
		}
	}
}

// TestOtherHour takes a time from one who waits, when the message is nothing else.
func TestOtherHour(t *testing.T) {
	step := &Step{ID: "hour", Kind: Hour, Choices: []Option{{Key: "1", Words: []string{"lunch"}, Hour: "12:30"}}}
	for words, want := range map[string]string{
		"oops I meant 9pm": "21:00", "9pm please": "21:00", "7.30pm instead": "19:30", "lunch instead": "12:30", "noon": "12:00",
		"can we make it half past 7 in the evening": "19:30", "0730": "07:30",
		"call 1737": "", "1737": "", "room 14": "", "15 min": "", "thanks, see you at 5": "", "I have 2 patients at 3pm": "", "1": "",
		"2023 report was good": "", "I asked Mere at 10.30, she said yes": "", "on nights till 7am": "", "BP 120/80 at 14:00": "",
	} {
		turn := &turn{in: Input{Words: words}, said: plain(words)}
		if got := turn.otherHour(step); got != want {
			t.Errorf("%q: %q, want %q", words, got, want)
		}
	}
}

func TestIsNobody(t *testing.T) {
	for words, want := range map[string]bool{
		"nobody, sorry": true, "haven't decided yet": true, "Me": true, "not sure": true, "no one at the moment": true,
		"Noa": false, "Mere": false, "": false,
	} {
		if got := isNobody(plain(words)); got != want {
			t.Errorf("isNobody(%q) = %v", words, got)
		}
	}
}

func TestNoAnswers(t *testing.T) {
	for words, want := range map[string]bool{
		"Liked “What energy and focus do you bring?”": true, "Laughed at \"x\"": true, "👍 to “What energy”": true,
		"Reacted ❤️ to “hello”": true, "Loved an image": true, "Removed a like from “What”": true,
		"Liked the course a lot": false, "I said “no” to him": false, "to “x”": false, "Loved it": false,
		"Loved \"The Coaching Habit\" and want more": false, "Disliked the “mentor” bit": false, "I want to get back to a message": false,
		"Reacted with 👍": true, "❤️ to a message": true, "Liked: “x”": true, "\u200bLiked “x”": true,
	} {
		if got := isTapback(words); got != want {
			t.Errorf("isTapback(%q) = %v", words, got)
		}
	}
	for words, want := range map[string]bool{
		"Thanks!": true, "thank you": true, "👍": true, "😀😀": true, "...": true, "": false, "??": false, "thanks to Mere I coped": false,
		"ok": false, "1": false,
	} {
		if got := isAside(plain(words), words); got != want {
			t.Errorf("isAside(%q) = %v", words, got)
		}
	}
}

func TestDistress(t *testing.T) {
	for words, want := range map[string]bool{
		"I want to die": true, "i don’t want to be here anymore": true, "I'm suicidal": true, "Thinking of killing myself.": true,
		"I feel suicidal at work": true, "I'm a nurse and I am suicidal": true, "I have suicidal thoughts after losing a patient": true,
		"I work in suicide prevention": false, "my patient wants to end things well": false, "to kill time": false,
		"learn how to support suicidal people": false, "end it allocating": true, // a false alarm costs a kind text
		"I'm having suicidal thoughts": true, "I'm feeling really suicidal": true, "thinking about suicide": true, "Suicidal": true,
		"I want to end it": true, "I don't want to be here": true, "killing my self": true, "I can't go on": true,
		"I am a suicide prevention nurse": false, "two patients with suicidal thoughts": false, "I want to end on time": false,
	} {
		if got := isDistress(plain(words)); got != want {
			t.Errorf("isDistress(%q) = %v", words, got)
		}
	}
}

func TestCommandOf(t *testing.T) {
	for words, want := range map[string]Word{
		"STOP": WordStop, " stop. ": WordStop, "Stop all": WordStop, "UNSUBSCRIBE": WordStop, "please stop": WordStop,
		"stop the bus": "", "Start": WordStart, "INFO": WordHelp, "?": WordAgain, "??": WordAgain, "again!": WordAgain,
		"skip": WordSkip, "I want to skip lunch": "", "forget me": WordForget, "Delete my data": WordForget, "forget me not": "", "MYDATA": WordData, "call": WordCall, "pause": WordPause,
		"": "", " ": "",
	} {
		if got := commandOf(plain(words), words); got != want {
			t.Errorf("commandOf(%q) = %q, want %q", words, got, want)
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "", 3}, {"tired", "tierd", 1}, {"tip3", "tip2", 1}, {"kitten", "sitting", 3}} {
		if got := Distance(c.a, c.b); got != c.want {
			t.Errorf("Distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
