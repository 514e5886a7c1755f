package session

// Reason is why a text or a call was refused, or did not arrive. Package twilio translates its error codes into reasons; no
// other code compares a code.
type Reason string

// The reasons. They are stored, so they do not change.
const (
	ReasonUnknown      Reason = ""               // no error, or an unknown one
	ReasonOptedOut     Reason = "opted_out"      // the learner has opted out
	ReasonNotANumber   Reason = "not_a_number"   // it is not a valid number
	ReasonNoSuchNumber Reason = "no_such_number" // nobody has this number
	ReasonNotMobile    Reason = "not_mobile"     // it is not a mobile number
	ReasonLandline     Reason = "landline"       // it is a landline, or its carrier takes no texts
	ReasonUnsuitable   Reason = "unsuitable"     // it is a short code or a premium number, or calls cannot reach it
	ReasonOff          Reason = "off"            // the phone is off or out of reach
	ReasonBlocked      Reason = "blocked"        // the carrier or Twilio blocks it
	ReasonAccount      Reason = "account"        // nothing can be sent: the account is suspended, or its credentials are wrong
	ReasonSettings     Reason = "settings"       // our number, our callback URL or the country is not set up for it
	ReasonTemporary    Reason = "temporary"      // too many at once, a fault at Twilio, or unexplained: it may work later
	ReasonUnregistered Reason = "unregistered"   // carriers want our number registered or verified, and it is not
	ReasonCountry      Reason = "country"        // the account may not text or ring this country
	ReasonTrial        Reason = "trial"          // the account is a trial, which does not do this
	ReasonLimit        Reason = "limit"          // the account or the sender has sent all that it may in a day
	ReasonExpired      Reason = "expired"        // it waited too long at Twilio
	ReasonHours        Reason = "hours"          // the law where the person lives forbids it at this hour
	ReasonContent      Reason = "content"        // Twilio or a carrier does not take a text like this one
)

// Reasons is every reason.
func Reasons() []Reason {
	return []Reason{
		ReasonUnknown, ReasonOptedOut, ReasonNotANumber, ReasonNoSuchNumber, ReasonNotMobile, ReasonLandline, ReasonUnsuitable, ReasonOff,
		ReasonBlocked, ReasonAccount, ReasonSettings, ReasonTemporary, ReasonUnregistered, ReasonCountry, ReasonTrial, ReasonLimit,
		ReasonExpired, ReasonHours, ReasonContent,
	}
}

// Lasting reports whether the number can never be reached: a person must correct it.
func (r Reason) Lasting() bool {
	switch r {
	case ReasonNotANumber, ReasonNoSuchNumber, ReasonNotMobile, ReasonLandline, ReasonUnsuitable:
		return true
	}
	return false
}

// OfSender reports whether the reason is our sender or account, so that texts to others would not arrive either. ReasonBlocked
// is mostly one person's: twilio.OfSender knows by the code.
func (r Reason) OfSender() bool {
	switch r {
	case ReasonAccount, ReasonUnregistered, ReasonLimit:
		return true
	}
	return false
}

// Passing reports whether the same text or call may go out later without anybody doing anything.
func (r Reason) Passing() bool {
	switch r {
	case ReasonOff, ReasonTemporary, ReasonLimit, ReasonExpired, ReasonHours:
		return true
	}
	return false
}
