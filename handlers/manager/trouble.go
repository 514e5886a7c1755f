package manager

import (
	"fmt"

	"coachline/session"
	"coachline/session/roster"
)

// trouble is why a text did not reach somebody, in two or three words, and what their manager can do. It is empty where
// there is nothing to do.
type trouble struct{ Why, Do string }

// What a manager can do.
const (
	ask          = "Ask them yourself."
	askMobile    = "Ask for a mobile, and correct it."
	askRight     = "Ask, and correct it."
	textAnother  = "Text once more another day."
	tellOperator = "Tell whoever runs it."
	textTomorrow = "Text once more tomorrow."
)

// troubles are why a text failed. Why and what to do are one line of a list together.
var troubles = map[session.Reason]trouble{
	session.ReasonUnknown:      {"Did not arrive", askRight},
	session.ReasonOptedOut:     {"Stopped by the carrier", ask},
	session.ReasonNotANumber:   {"Not a phone number", askRight},
	session.ReasonNoSuchNumber: {"No such number", askRight},
	session.ReasonNotMobile:    {"Not a mobile number", askMobile},
	session.ReasonLandline:     {"Landline, or takes no texts", askMobile},
	session.ReasonUnsuitable:   {"Service number", askMobile},
	session.ReasonOff:          {"Phone off", textAnother},
	session.ReasonBlocked:      {"Blocked by the carrier", ask},
	session.ReasonAccount:      {"The line could not send", tellOperator},
	session.ReasonSettings:     {"The line may not text it", tellOperator},
	session.ReasonTemporary:    {"A fault on the way", textAnother},
	session.ReasonUnregistered: {"The line is not registered", tellOperator},
	session.ReasonCountry:      {"Their country is not switched on", tellOperator},
	session.ReasonTrial:        {"The line is on trial only", tellOperator},
	session.ReasonLimit:        {"Too many texts that day", textTomorrow},
	session.ReasonExpired:      {"It waited too long", textAnother},
	session.ReasonHours:        {"Not allowed at that hour", textAnother},
	session.ReasonContent:      {"The text was not taken", tellOperator},
}

// troubleOf is the trouble with somebody's texts. With one who has finished, or wants none, there is none.
func troubleOf(row *roster.Learner) trouble {
	switch {
	case row.Erased, row.Finished(), row.Status == session.StatusOptedOut:
		return trouble{}
	case row.Refused:
		return trouble{"Invited too often", "They get no text for this one."}
	case row.Status == session.StatusUnknown, row.Send == session.EntryUnknown:
		return trouble{"Perhaps not arrived", "Ask them, or text once more."}
	case row.Send == session.EntryFailed && row.Reason == session.ReasonUnknown && row.Code != 0:
		return trouble{fmt.Sprintf("Did not arrive (code %d)", row.Code), askRight}
	case row.Send == session.EntryFailed:
		return troubles[row.Reason]
	case row.Status == session.StatusUnreachable:
		return trouble{"Not theirs, or takes no texts", askRight}
	}
	return trouble{}
}
