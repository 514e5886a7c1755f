package dialogue

import (
	"slices"
	"strings"
	"unicode"
)

// Word is a command: a word that means the same at any place of a lesson.
type Word string

// The commands. A carrier that has already acted on an opt-out word passes it as Input.Command.
const (
	WordStop   Word = "stop"
	WordStart  Word = "start"
	WordYes    Word = "yes" // begins again for one who has stopped, and is an ordinary answer for all others
	WordHelp   Word = "help"
	WordAgain  Word = "again"
	WordSkip   Word = "skip"
	WordNext   Word = "next"
	WordGo     Word = "go"
	WordPause  Word = "pause"
	WordCall   Word = "call"
	WordData   Word = "mydata"
	WordForget Word = "forget-me"
	WordByText Word = "by-text" // key 9 on the phone
)

// commands maps what people write to what they mean. The opt-out words are Twilio's:
// help.twilio.com/articles/223134027 (STOP STOPALL UNSUBSCRIBE CANCEL END QUIT OPTOUT REVOKE; START YES UNSTOP; HELP INFO).
var commands = map[string]Word{
	"stop": WordStop, "stopall": WordStop, "unsubscribe": WordStop, "cancel": WordStop, "end": WordStop,
	"quit": WordStop, "optout": WordStop, "revoke": WordStop, "stop all": WordStop, "opt out": WordStop,
	"stop please": WordStop, "please stop": WordStop, "stop texting me": WordStop, "stop texting": WordStop, "stop it": WordStop,
	"please stop texting me": WordStop, "please stop texting": WordStop, "stop sending me messages": WordStop,
	"stop sending me texts": WordStop, "stop sending messages": WordStop, "please stop messaging me": WordStop,
	"stop contacting me": WordStop, "no more texts": WordStop, "stop messaging me": WordStop, "stop now": WordStop, "unsubscribe me": WordStop, "remove me": WordStop,
	"start": WordStart, "unstop": WordStart, "yes": WordYes,
	"help": WordHelp, "info": WordHelp, "who is this": WordHelp, "whos this": WordHelp, "what is this": WordHelp,
	"what": WordAgain, "sorry what": WordAgain, "again": WordAgain, "repeat": WordAgain, "pardon": WordAgain, "say that again": WordAgain, "repeat that": WordAgain,
	"hello": WordGo, "hi": WordGo, "hey": WordGo, "kia ora": WordGo, "hi there": WordGo, "are you there": WordGo,
	"skip": WordSkip, "pass": WordSkip, "skip it": WordSkip, "next": WordNext, "go": WordGo,
	"pause": WordPause, "call": WordCall, "call me": WordCall, "call me please": WordCall, "please call me": WordCall,
	"can you call me": WordCall, "can you ring me": WordCall, "ring me": WordCall, "please ring me": WordCall, "ring me please": WordCall,
	"phone me": WordCall, "call me now": WordCall,
	"mydata": WordData, "my data": WordData, "what do you know about me": WordData, "what do you hold": WordData,
	"forget me": WordForget, "forgetme": WordForget, "forget me please": WordForget, "please forget me": WordForget,
	"erase me": WordForget, "delete me": WordForget, "delete my data": WordForget, "erase my data": WordForget,
	"text me": WordByText, "by text": WordByText,
}

// commandOf is the command that a whole message is, or none; said is its plain form.
func commandOf(said, words string) Word {
	if said == "" && strings.Contains(words, "?") && strings.Trim(words, "? ") == "" {
		return WordAgain
	}
	if len(said) < 60 && hasAny(said, "repeat that", "say that again", "say it again", "what was that", "repeat the question") {
		return WordAgain
	}
	return commands[said]
}

func hasAny(s string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

// IsReserved reports whether a word means something at any place, so that no lesson may give it another meaning.
func IsReserved(word string) bool {
	return commandOf(plain(word), word) != ""
}

// plain brings words into the form in which they are compared: lower case, without accents, marks and punctuation,
// single spaces.
func plain(words string) string {
	if isPlain(words) {
		return words
	}
	var b strings.Builder
	b.Grow(len(words))
	space := false
	for _, r := range words {
		switch {
		case r == '\'' || r == '’' || r == '‘' || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if space && b.Len() > 0 {
				b.WriteByte(' ')
			}
			space = false
			b.WriteRune(unaccented(unicode.ToLower(r)))
		default:
			space = true
		}
	}
	return b.String()
}

// isPlain reports whether words are plain already, as most of a script's are.
func isPlain(words string) bool {
	before := byte(' ')
	for i := range len(words) {
		c := words[i]
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == ' ' && before != ' ') {
			return false
		}
		before = c
	}
	return words == "" || before != ' '
}

// unaccented folds the Latin vowels that people write with and without their accent.
func unaccented(r rune) rune {
	if r < 0x80 {
		return r
	}
	for i, set := range [...]string{"āáàâäã", "ēéèêë", "īíìîï", "ōóòôöõ", "ūúùûü"} {
		if strings.ContainsRune(set, r) {
			return rune("aeiou"[i])
		}
	}
	return r
}

func hasLetter(words string) bool { return strings.ContainsFunc(words, unicode.IsLetter) }

// thanks are whole messages that are friendly and answer nothing.
var thanks = map[string]bool{
	"thanks": true, "thank you": true, "thx": true, "ta": true, "cheers": true, "nga mihi": true, "tena koe": true,
	"thanks so much": true, "thank you so much": true, "many thanks": true, "lol": true, "haha": true, "ha ha": true,
	"awesome thanks": true, "great thanks": true, "ok thanks": true, "no worries": true,
}

// isAside reports whether a text is no answer: bare thanks, or signs without a letter or digit.
func isAside(said, words string) bool {
	return said == "" && strings.TrimSpace(words) != "" && !strings.ContainsAny(words, "?") || thanks[said]
}

// tapbacks are how phones without rich messaging spell a reaction to a text, each followed by the quoted text.
var tapbacks = []string{
	"Liked", "Loved", "Disliked", "Laughed at", "Emphasized", "Emphasised", "Questioned",
}

// isTapback reports whether a text is a phone's spelling of a reaction: Liked “…” (iOS), 👍 to “…” (Android).
func isTapback(words string) bool {
	words = strings.TrimFunc(words, func(r rune) bool { return unicode.Is(unicode.Cf, r) || unicode.IsSpace(r) })
	if before, whole := strings.CutSuffix(words, " to a message"); whole {
		return plain(before) == "" || strings.HasPrefix(words, "Reacted ")
	}
	if strings.HasPrefix(words, "Reacted with ") || strings.HasSuffix(words, " an image") && hasAnyPrefix(words, tapbacks) {
		return true
	}
	quote := strings.IndexAny(words, "“\"")
	if quote < 0 || !strings.HasSuffix(words, "”") && !strings.HasSuffix(words, "\"") {
		return false
	}
	before := strings.TrimRight(words[:quote], " :")
	if slices.Contains(tapbacks, before) || hasAnyPrefix(before, []string{"Reacted ", "Removed a "}) {
		return true
	}
	reaction, found := strings.CutSuffix(before, " to")
	return found && reaction != "" && plain(reaction) == ""
}

// isAutoReply reports whether a phone wrote this by itself, for somebody who is away or driving.
func isAutoReply(said string) bool {
	switch {
	case hasAny(said, "auto reply", "autoreply", "automatic reply", "automated reply", "im driving with do not disturb"):
		return true
	case said == "cant talk right now" || said == "sorry cant talk right now" || said == "sorry i cant talk right now":
		return true
	}
	return hasAny(said, "out of office", "on leave until", "im driving", "i am driving") &&
		hasAny(said, "will reply", "ill reply", "get back to you", "respond when", "respond on", "cannot text", "see your message")
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

// distress are phrases that get the care reply. A false alarm costs a kind text.
var distress = []string{
	"im suicidal", "am suicidal", "i feel suicidal", "feeling suicidal", "i have suicidal", "ive been suicidal", "my suicidal",
	"want to be dead", "cant go on like", "dont want to exist", "of ending it", "take all my pills", "self harming again",
	"hang myself", "hanging myself", "better off without me", "life isnt worth", "life is not worth living", "not worth living",
	"too many pills", "self harm again", "want to self harm", "dont wanna live", "dont wanna be here", "dont wanna exist", "going to end it",
	"gonna end it", "going to overdose", "gonna overdose", "want to overdose", "unalive myself", "cutting again", "wanna kms", "want to kms",
	"no point in going on", "no point going on",
	"kill myself", "killing myself", "kill my self", "killing my self", "end my life", "ending my life", "take my own life",
	"taking my own life", "want to die", "wanna die", "wish i was dead", "wish i were dead", "better off dead",
	"rather be dead", "hurt myself", "hurting myself", "harm myself", "harming myself", "hurt my self", "harm my self",
	"no reason to live", "dont want to live", "do not want to live", "dont want to be alive", "dont want to be here",
	"do not want to be here", "dont want to wake up", "no point living", "no point in living", "cutting myself", "ending it all",
	"feel like ending it", "took an overdose", "taken an overdose", "im not safe", "i am not safe", "i cant do this anymore",
	"i cant do this any more", "whakamomori", "kill myslef", "kill mysef", "wish i wasnt here", "i cant go on", "i cannot go on", "want to end it", "wanna end it", "end it all",
}

// isDistress reports whether somebody writes that they are in danger.
func isDistress(said string) bool {
	if len(said) < len("suicidal") {
		return said == "kms"
	}
	if hasAny(said, distress...) {
		return true
	}
	return strings.Contains(said, "suicid") && ofOneself(said)
}

// Words beside "suicide" and "suicidal": of oneself, and of the work of a clinician, who may well write of suicide
// prevention or of people who are suicidal.
var (
	aboutMe = map[string]bool{
		"i": true, "im": true, "ive": true, "me": true, "my": true, "am": true, "feel": true, "feeling": true, "felt": true,
		"having": true, "thinking": true, "thoughts": true, "considering": true, "commit": true,
	}
	aboutWork = map[string]bool{
		"prevention": true, "postvention": true, "risk": true, "assessment": true, "assess": true, "awareness": true,
		"training": true, "bereavement": true, "team": true, "service": true, "people": true, "patient": true, "patients": true,
		"client": true, "clients": true, "tangata": true, "whaiora": true, "someone": true, "others": true, "who": true,
		"support": true, "supporting": true, "work": true, "whanau": true, "families": true, "colleague": true, "rangatahi": true,
		"youth": true, "nurse": true,
	}
)

func ofOneself(said string) bool {
	me := strings.HasPrefix(said, "suicid")
	for word := range strings.FieldsSeq(said) {
		if aboutWork[word] {
			return false
		}
		me = me || aboutMe[word]
	}
	return me
}
