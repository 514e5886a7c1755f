package twilio

import (
	"cmp"
	"strconv"

	"coachline/session"
)

// ReasonOf translates an error code, from an answer of the REST API or from the ErrorCode of a status callback. A code that
// the line does not know has the reason of its family, or ReasonUnknown.
func ReasonOf(code int) session.Reason { return meaningOf(code).reason }

// OfSender reports whether a code is about our sender or account, so that texts to others would not arrive either.
func OfSender(code int) bool {
	const filtered = 30007 // the one block that is about what we send, and not about one person: twilio.com/docs/api/errors/30007
	return code == filtered || ReasonOf(code).OfSender()
}

// Explain says what an error code means and what to do about it, in words for an operator. Both are empty for 0.
func Explain(code int) (what, fix string) {
	if code == 0 {
		return "", ""
	}
	m := meaningOf(code)
	return cmp.Or(m.what, "Twilio gave a code that the line does not know"), cmp.Or(m.fix, fixes[m.reason], "Look it up: "+Docs(code))
}

// Docs is the page on which Twilio explains a code.
func Docs(code int) string { return "https://www.twilio.com/docs/api/errors/" + strconv.Itoa(code) }

// meaningOf is the meaning of a code, or of the range in Twilio's dictionary that it is in.
func meaningOf(code int) meaning {
	if m, known := codes[code]; known {
		return m
	}
	switch {
	case code >= 20100 && code < 20200: // access tokens
		return meaning{session.ReasonAccount, "Twilio refuses the credentials", ""}
	case code >= 20500 && code < 20600:
		return meaning{session.ReasonTemporary, "a fault at Twilio", ""}
	case code >= 21200 && code < 21400, code >= 21600 && code < 21800: // calls, messages, Messaging Services
		return meaning{session.ReasonSettings, "Twilio does not take our request", "Look it up: " + Docs(code)}
	case code >= 30000 && code < 30100: // the delivery of a message
		return meaning{session.ReasonUnknown, "it was not delivered", ""}
	case code >= 30400 && code < 31000: // registration of toll-free numbers, brands and campaigns
		return meaning{session.ReasonUnregistered, "something is wrong with our sender's registration", ""}
	}
	return meaning{}
}
