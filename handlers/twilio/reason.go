package twilio

import "coachline/session"

// ReasonOf translates an error code, from an answer of the REST API or from the ErrorCode of a status callback. What a code
// means is at twilio.com/docs/api/errors/<code>. Codes change without notice: one that the line does not know is
// ReasonUnknown.
func ReasonOf(code int) session.Reason {
	switch code {
	case 21610:
		return session.ReasonOptedOut
	case 21211, 21217:
		return session.ReasonNotANumber
	case 30005:
		return session.ReasonNoSuchNumber
	case 21614:
		return session.ReasonNotMobile
	case 21635, 30006:
		return session.ReasonLandline
	case 21265, 21268, // a short code, a premium number
		21214: // a call cannot reach it
		return session.ReasonUnsuitable
	case 30003:
		return session.ReasonOff
	case 21216, 30007: // Twilio blocks the call, the carrier the text
		return session.ReasonBlocked
	case 10001, 20005, 30002, // the account is suspended
		20003, 20403, 20404, // credentials, permission, a wrong SID
		21603: // no sender
		return session.ReasonAccount
	case 21222, 21224, // credentials that twilio-go refuses to send
		13227, 21215, 21408, // the country is not switched on
		21210, 21212, 21606, 21612, 21659, 21660, 21661, // our own number
		21219, 21608, // a trial account, and a number not verified
		21609: // our callback URL
		return session.ReasonSettings
	case 20429, 20500, 20503, 21730, 30500, // Twilio is busy, out of order or being mended
		10004, 21611, 22005, 30001, 30022, // too many at once
		30008: // nobody knows why
		return session.ReasonTemporary
	}
	return session.ReasonUnknown
}
