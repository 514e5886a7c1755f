package lint

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPairs reads prompts as authors word them.
func TestPairs(t *testing.T) {
	meant := func(label string) string {
		for i, word := range []string{"calm", "busy", "tired"} {
			if strings.Contains(strings.ToLower(label), word) {
				return string(rune('1' + i))
			}
		}
		return ""
	}
	for said, want := range map[string]string{
		"How are you? 1 calm, 2 busy, 3 tired, or your own words.":                      "1 calm|2 busy|3 tired",
		"How are you? For calm, press 1. Busy, press 2. Tired, 3. Or just say it.":      "1 For calm|2 Busy|3 Tired",
		"Press 1 for calm, 2 for busy, or 3 for tired.":                                 "1 for calm|2 for busy|3 for tired",
		"Press one if you're calm, two if you're busy.":                                 "1 if you're calm|2 if you're busy",
		"For calm, press one. For busy, press two.":                                     "1 For calm|2 For busy",
		"If it is calm press 1, if it is busy press 2":                                  "1 If it is calm|2 if it is busy",
		"Calm (1), busy (2) or tired (3)?":                                              "1 Calm|2 busy|3 or tired",
		"How are you? (1) calm (2) busy":                                                "1 calm|2 busy",
		"How are you? 1. calm 2. busy. 3. tired.":                                       "1 calm|2 busy|3 tired",
		"How are you? 1: calm. 2: busy. Or just say it.":                                "1 calm|2 busy",
		"1 = calm, 2 = busy":                                                            "1 calm|2 busy",
		"calm = 1, busy = 2":                                                            "1 calm|2 busy",
		"calm 1, busy 2, tired 3":                                                       "1 calm|2 busy|3 tired",
		"How are you today 1 calm 2 busy":                                               "1 calm|2 busy",
		"Will you 1 stay calm, 2 be busy, 3 get tired?":                                 "1 stay calm|2 be busy|3 get tired",
		"Which is it? One: calm. Two: busy. Press or say one, or two.":                  "1 calm|2 busy|1 |2 ",
		"Reply 1 for calm or 2 for busy":                                                "1 for calm|2 for busy",
		"Reply with 1 if calm. Text 2 if busy.":                                         "1 if calm|2 if busy",
		"For calm, press 1. Press 2 for busy.":                                          "1 For calm|2 for busy",
		"Are you calm or busy? Press 1 or 2.":                                           "1 |2 ",
		"Take 5 minutes. Part 1 is over. In 2023, at 7.30pm, call 1 7 3 7 or 0800 123.": "",
		"One slow breath. Choose one of these. Two of us.":                              "",
		"Say it in a sentence or two. Or keep it to yourself, and press 1.":             "1 Or keep it to yourself, and",
		"One of the three keys, or four digits such as 1 9 3 0. Hash leaves it to us.":  "",
		"Press 1 - calm, press 2 - busy":                                                "1 calm|2 busy",
		"Press 1, calm; press 2, busy":                                                  "1 calm|2 busy",
		"Option 1 is calm, option 2 is busy":                                            "1 is calm, option|2 is busy",
		"For calm, press one. Busy, two. Tired, three. Or just say it.":                 "1 For calm|2 Busy|3 Tired",
		"Say 2 or 3 words, or write 2 to 3 sentences. Text 5 people. Reply 1 or 2.":     "1 |2 ",
		"Hit the 1 key for calm, and the 2 key for busy.":                               "1 for calm|2 for busy",
		"Rate it from 1 to 5":                                                           "1 ",
	} {
		var got []string
		for _, p := range pairs(said, meant) {
			got = append(got, p.key+" "+p.label(said))
		}
		if diff := cmp.Diff(want, strings.Join(got, "|")); diff != "" {
			t.Errorf("%q: %s", said, diff)
		}
	}
}
