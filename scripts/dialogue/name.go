package dialogue

import (
	"strings"
	"unicode"
)

// MaxName is the longest name that is taken, in characters; check fills prompts with names of this length.
const MaxName = 20

// leads are what people say before a name.
var leads = []string{
	"i would ask ", "i would pick ", "i would choose ", "i'd ask ", "i'd pick ", "i'd choose ", "i'd say ", "i’d ask ",
	"i’d say ", "i’d pick ", "i'll ask ", "i’ll ask ", "i will ask ", "i think ", "maybe ", "probably ", "perhaps ", "it's ",
	"it’s ", "it is ", "that's ", "that’s ", "her name is ", "his name is ", "their name is ", "the name is ", "no its ", "no ", "its ", "yes ", "yep ", "ask ", "er ", "i would like to ask ", "i'm going to ask ", "could be ", "no it's ",
	"no, it's ", "no it’s ", "no, it’s ", "no, ", "my colleague ", "my workmate ", "my friend ", "my mate ", "um ", "um, ",
}

// nameIn takes a name from what was typed or said, and reports whether it plainly is one: up to two words of letters.
// It is empty where there is no name: digits, nothing, or much too long.
func nameIn(words string) (name string, plainly bool) {
	if open := strings.IndexByte(words, '('); open > 0 {
		words = words[:open]
	}
	name = strings.Trim(withoutLead(strings.Join(strings.Fields(clean(words)), " ")), " .,!?;:\"“”()")
	for _, end := range [...]string{" please", " maybe", " probably"} {
		name = strings.TrimSuffix(name, end)
	}
	if !hasLetter(name) || strings.ContainsFunc(name, unicode.IsDigit) || len([]rune(name)) > MaxName {
		return "", false
	}
	return name, strings.Count(name, " ") < 2
}

// clean drops what has no place in a name: control and format characters, and braces, which prompts are filled by.
func clean(words string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.M, r), strings.ContainsRune(" .,'’-&!?;:\"“”()/", r):
			return r
		}
		return -1
	}, words)
}

func withoutLead(name string) string {
	for again := true; again; {
		again = false
		for _, lead := range leads {
			if len(name) > len(lead) && strings.EqualFold(name[:len(lead)], lead) {
				name, again = name[len(lead):], true
			}
		}
	}
	return name
}

// nobody are answers of one who has no name to give yet.
var nobody = map[string]bool{
	"kao": true, "kaore": true, "noone": true, "none yet": true, "none": true, "no": true, "nope": true, "nah": true, "not sure": true,
	"dont know": true, "i dont know": true, "dunno": true, "idk": true, "unsure": true, "im not sure": true, "not yet": true,
	"no idea": true, "nobody yet": true, "no one yet": true, "not sure yet": true, "dont know yet": true, "i dont know yet": true,
	"later": true, "anyone": true, "someone": true, "na": true, "n a": true, "dont have anyone": true, "i have no one": true,
	"havent decided": true, "i havent decided": true, "undecided": true, "me": true, "myself": true, "i dont have anyone": true,
	"no one at all": true, "nobody comes to mind": true, "no one comes to mind": true, "cant think of anyone": true, "i cant think of anyone": true,
}

// isName reports whether plain words can be somebody's name.
func isName(said string) bool {
	return said != "" && !notNames[said] && !isNobody(said) && yesNo(said, "") == undecided
}

// notNames are words that are said in place of a name, and are none.
var notNames = map[string]bool{
	"why": true, "who": true, "what": true, "when": true, "how": true, "hmm": true, "hm": true, "wait": true, "done": true,
	"not applicable": true, "tbc": true, "tba": true, "thinking": true, "will think": true, "maybe": true, "maybe later": true,
	"not today": true, "private": true, "still deciding": true, "someone else": true, "everyone": true, "perfect": true,
	"good": true, "great": true, "next week": true, "tomorrow": true, "leave me alone": true, "i work alone": true,
}

// isNobody reads that there is no name yet, also with an excuse at the end.
func isNobody(said string) bool {
	for _, end := range [...]string{" sorry", " right now", " at the moment", " really", " yet"} {
		said = strings.TrimSuffix(said, end)
	}
	said = strings.TrimPrefix(strings.TrimPrefix(said, "um "), "er ")
	for _, start := range [...]string{
		"theres no", "there is no", "i have no", "dont have", "havent got", "ill think", "let me think", "i dont have any",
		"cant say", "i cant say", "i dont know", "no one", "nobody", "not sure", "cant think", "i cant think", "prefer not", "id rather not",
	} {
		if strings.HasPrefix(said, start) {
			return true
		}
	}
	return nobody[said]
}
