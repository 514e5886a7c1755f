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

// meaning is what an error code means: the reason, what has happened in a few words for an operator, and what to do if that
// is not what one does about the reason.
type meaning struct {
	reason session.Reason
	what   string
	fix    string
}

// codes are the error codes that a text or a call of ours can end with, in an answer of the REST API or in the ErrorCode of a
// status callback. Each is at twilio.com/docs/api/errors/<code>, and all are in the dictionary there, as JSON too:
// twilio.com/docs/api/errors/twilio-error-codes.json. Codes change without notice: ReasonOf has families for others.
var codes = map[int]meaning{
	// The person.
	21610: {session.ReasonOptedOut, "the person has opted out of texts from this sender", ""},
	21211: {session.ReasonNotANumber, "this is not a phone number", ""},
	21217: {session.ReasonNotANumber, "this is not a phone number", ""},
	21401: {session.ReasonNotANumber, "this is not a phone number", ""},
	21421: {session.ReasonNotANumber, "this is not a phone number", ""},
	30005: {session.ReasonNoSuchNumber, "the carrier does not know this number", ""},
	21614: {session.ReasonNotMobile, "this is not a mobile number", ""},
	21635: {session.ReasonLandline, "this is a landline", ""},
	30006: {session.ReasonLandline, "this is a landline, or its carrier takes no texts", ""},
	21202: {session.ReasonUnsuitable, "this is a premium number", ""},
	21214: {session.ReasonUnsuitable, "calls cannot reach this number", ""},
	21265: {session.ReasonUnsuitable, "this is a short code", ""},
	21266: {session.ReasonUnsuitable, "this is our own number", ""},
	21268: {session.ReasonUnsuitable, "this is a premium number", ""},
	30003: {session.ReasonOff, "the phone is off or out of reach", ""},

	// Twilio, a carrier or the person blocks it.
	13225: {session.ReasonBlocked, "Twilio blocks calls to this number", ""},
	21216: {session.ReasonBlocked, "Twilio blocks calls to this number", "If the number is genuine, ask Twilio's support to unblock it."},
	30004: {session.ReasonBlocked, "the person or their carrier blocks texts from this sender", ""},
	30007: {session.ReasonBlocked, "Twilio or the carrier filtered the text as unwanted", ""},
	30450: {session.ReasonBlocked, "Twilio blocks texts to this number for some time", ""},
	30485: {session.ReasonBlocked, "Twilio did not deliver it, to protect against fraud", ""},
	32017: {session.ReasonBlocked, "a carrier blocked the call because of our caller ID", ""},

	// The account: nothing of ours goes out.
	10001: {session.ReasonAccount, "the account is not active", ""},
	10005: {session.ReasonAccount, "calls are switched off for this account", "Ask Twilio's support to switch calls on."},
	20003: {session.ReasonAccount, "Twilio refuses the credentials, or the account is suspended or closed", "Check TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and, where set, TWILIO_API_KEY and TWILIO_API_SECRET with the front page of Twilio's console, which also says whether the account is active."},
	20005: {session.ReasonAccount, "the account is not active: it may have no credit", "Add credit in Twilio's console."},
	20006: {session.ReasonAccount, "the API key may not do this", "Use a standard API key, or give a restricted one the messages and calls."},
	20008: {session.ReasonAccount, "these are test credentials", "Use the live credentials from the front page of Twilio's console."},
	20010: {session.ReasonAccount, "this is switched off for the account", ""},
	20403: {session.ReasonAccount, "the account may not use the API: it may be suspended or closed", ""},
	20404: {session.ReasonAccount, "Twilio does not know this account or Messaging Service", "Check TWILIO_ACCOUNT_SID and TWILIO_MESSAGING_SERVICE_SID."},
	21470: {session.ReasonAccount, "Twilio does not know this account", "Check TWILIO_ACCOUNT_SID."},
	21471: {session.ReasonAccount, "Twilio does not know this account", "Check TWILIO_ACCOUNT_SID."},
	21472: {session.ReasonAccount, "the account is not active", ""},
	21603: {session.ReasonAccount, "there is no sender", "Set TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID."},
	21701: {session.ReasonAccount, "there is no such Messaging Service", "Check TWILIO_MESSAGING_SERVICE_SID."},
	21702: {session.ReasonAccount, "the Messaging Service takes no texts", "Look at the Messaging Service in Twilio's console."},
	21704: {session.ReasonAccount, "the Messaging Service has no number", "Add a number to its sender pool in Twilio's console."},
	21705: {session.ReasonAccount, "the Messaging Service is not valid", "Check TWILIO_MESSAGING_SERVICE_SID."},
	30002: {session.ReasonAccount, "the account was suspended before the text went out", ""},
	30037: {session.ReasonAccount, "outbound texts are switched off for the account", "Ask Twilio's support why outbound messaging is disabled."},
	70051: {session.ReasonAccount, "the API key is not known, or may not do this", "Use a standard API key, or give a restricted one the messages and calls."},

	// What we have set, or our number.
	21205: {session.ReasonSettings, "Twilio does not take our URL", "Check COACHLINE_PUBLIC_URL."},
	21210: {session.ReasonSettings, "calls come from a number that is not ours", "Set TWILIO_VOICE_FROM to a number of this account."},
	21212: {session.ReasonSettings, "Twilio does not take our sender", "Check TWILIO_FROM and TWILIO_VOICE_FROM."},
	21213: {session.ReasonSettings, "there is no number that calls come from", "Set TWILIO_VOICE_FROM."},
	21222: {session.ReasonSettings, "the account SID or API key has characters that none has", "Check TWILIO_ACCOUNT_SID and TWILIO_API_KEY."},
	21224: {session.ReasonSettings, "the auth token or API secret has characters that none has", "Check TWILIO_AUTH_TOKEN and TWILIO_API_SECRET."},
	21601: {session.ReasonSettings, "our number cannot send texts", "Set TWILIO_FROM to a number of this account that can."},
	21606: {session.ReasonSettings, "our number cannot text this number", ""},
	21609: {session.ReasonSettings, "Twilio does not take our callback URL", "Check COACHLINE_PUBLIC_URL: Twilio must reach it, and its host has no underscore."},
	21612: {session.ReasonSettings, "our number cannot text this number", ""},
	21616: {session.ReasonSettings, "our number is there twice in the account", "Use a Messaging Service."},
	21659: {session.ReasonSettings, "our number is not Twilio's, or a short code of another country", "Set TWILIO_FROM to a number of this account that serves this country."},
	21660: {session.ReasonSettings, "our number belongs to another account", "Check TWILIO_FROM and TWILIO_ACCOUNT_SID."},
	21661: {session.ReasonSettings, "our number cannot send texts", "Set TWILIO_FROM to a number of this account that can."},
	21703: {session.ReasonSettings, "no number of the Messaging Service can text this number", "Add a number to its sender pool that can text this country."},

	// Where it goes, on trial, too much of it.
	13227: {session.ReasonCountry, "the account may not ring this country", ringCountry},
	21203: {session.ReasonCountry, "the account may not ring abroad", ringCountry},
	21215: {session.ReasonCountry, "the account may not ring this country", ringCountry},
	21408: {session.ReasonCountry, "the account may not text this country", ""},
	10002: {session.ReasonTrial, "a trial account cannot do this", ""},
	21219: {session.ReasonTrial, "a trial account rings verified numbers only", ""},
	21267: {session.ReasonTrial, "a trial account has no sender with letters", "Set TWILIO_FROM to a number of this account, or upgrade it."},
	21608: {session.ReasonTrial, "a trial account texts verified numbers only", ""},
	30044: {session.ReasonTrial, "a trial account sends short texts only", ""},
	30023: {session.ReasonLimit, "the brand has sent its daily limit to this carrier", ""},
	30027: {session.ReasonLimit, "the brand has sent its daily limit to T-Mobile", ""},
	30454: {session.ReasonLimit, "the account has sent as many texts as it may", ""},
	63038: {session.ReasonLimit, "the account has sent its daily limit of texts", ""},

	// Carriers want the sender registered.
	30018: {session.ReasonUnregistered, "this country wants our sender registered first", ""},
	30024: {session.ReasonUnregistered, "the carrier does not know our number as a sender", "Ask Twilio's support to provision the number with this carrier."},
	30032: {session.ReasonUnregistered, "our toll-free number is not verified", "Verify the toll-free number in Twilio's console: Messaging > Regulatory Compliance."},
	30033: {session.ReasonUnregistered, "our A2P 10DLC campaign is suspended", "Look at the campaign in Twilio's console: Messaging > Regulatory Compliance."},
	30034: {session.ReasonUnregistered, "our US number is in no A2P 10DLC campaign", "Register a campaign in Twilio's console (Messaging > Regulatory Compliance), and add the number to its Messaging Service."},
	30035: {session.ReasonUnregistered, "our US number is still being registered for A2P 10DLC", "Wait until the registration is done: Twilio's console says when."},
	30040: {session.ReasonUnregistered, "the carrier wants our sender registered first", ""},
	30041: {session.ReasonUnregistered, "the United Kingdom wants our number registered first", ""},

	// When, and what.
	30036: {session.ReasonExpired, "it waited at Twilio until its time was over", ""},
	30047: {session.ReasonHours, "Twilio could not put it off to an hour at which it may be sent", ""},
	30610: {session.ReasonHours, "the law there forbids it at this hour", ""},
	21602: {session.ReasonContent, "the text has no words", ""},
	21605: {session.ReasonContent, "the text is too long", ""},
	21617: {session.ReasonContent, "the text is longer than 1600 characters", ""},
	21618: {session.ReasonContent, "Twilio does not take the words of the text", ""},
	30019: {session.ReasonContent, "the text is larger than the carrier takes", ""},

	// Later.
	10004: {session.ReasonTemporary, "too many calls at once", ""},
	14107: {session.ReasonTemporary, "too many texts between these two numbers within seconds", ""},
	20429: {session.ReasonTemporary, "too many requests at once", "Lower COACHLINE_TEXTS_PER_SECOND if it goes on."},
	20500: {session.ReasonTemporary, "a fault at Twilio", ""},
	20503: {session.ReasonTemporary, "Twilio is out of order", ""},
	21611: {session.ReasonTemporary, "our number's queue at Twilio is full", "Lower COACHLINE_TEXTS_PER_SECOND if it goes on."},
	21730: {session.ReasonTemporary, "Twilio is under maintenance", ""},
	22005: {session.ReasonTemporary, "the account's queue of calls is full", ""},
	30001: {session.ReasonTemporary, "the queue at Twilio is full", "Lower COACHLINE_TEXTS_PER_SECOND if it goes on."},
	30008: {session.ReasonTemporary, "the carrier did not deliver it and does not say why", ""},
	30017: {session.ReasonTemporary, "the carrier has too much traffic", ""},
	30020: {session.ReasonTemporary, "a fault at Twilio", ""},
	30021: {session.ReasonTemporary, "a fault at Twilio", ""},
	30022: {session.ReasonTemporary, "our A2P 10DLC campaign sends faster than it may", "Lower COACHLINE_TEXTS_PER_SECOND."},
	30410: {session.ReasonTemporary, "the carrier did not answer", ""},
	30500: {session.ReasonTemporary, "a fault at Twilio", ""},
	63017: {session.ReasonTemporary, "too many texts at once", "Lower COACHLINE_TEXTS_PER_SECOND if it goes on."},
	63018: {session.ReasonTemporary, "too many texts at once", "Lower COACHLINE_TEXTS_PER_SECOND if it goes on."},
}

const ringCountry = "Switch the country on in Twilio's console: Voice > Settings > Geo permissions."

// fixes are what an operator does about each reason.
var fixes = map[session.Reason]string{
	session.ReasonOptedOut:     "Nothing: they get texts again when they text START.",
	session.ReasonNotANumber:   "The manager asks for the right number.",
	session.ReasonNoSuchNumber: "The manager asks for the right number.",
	session.ReasonNotMobile:    "The manager asks for a mobile number.",
	session.ReasonLandline:     "The manager asks for a mobile number.",
	session.ReasonUnsuitable:   "The manager asks for an ordinary mobile number.",
	session.ReasonOff:          "The manager can text once more another day.",
	session.ReasonBlocked:      "Where it is one person, the manager asks them. Where it is many, ask Twilio's support why this sender is filtered.",
	session.ReasonAccount:      "Look at the front page of Twilio's console, and run coachline doctor.",
	session.ReasonSettings:     "Run coachline doctor, which says what the number and the settings lack.",
	session.ReasonTemporary:    "Wait: what Twilio did not accept is tried again.",
	session.ReasonUnregistered: "Register the sender in Twilio's console: Messaging > Regulatory Compliance.",
	session.ReasonCountry:      "Switch the country on in Twilio's console: Messaging > Settings > Geo permissions.",
	session.ReasonTrial:        "Upgrade the account in Twilio's console, or verify this number there.",
	session.ReasonLimit:        "Wait a day, or ask Twilio's support for a higher limit.",
	session.ReasonExpired:      "The manager can text once more. If it is many, lower COACHLINE_TEXTS_PER_SECOND or get a faster sender.",
	session.ReasonHours:        "The manager can text once more. Set COACHLINE_TEXTING_HOURS to hours that the law there allows.",
	session.ReasonContent:      "Run coachline check: it says what is wrong with the lesson's texts and the footer.",
}
