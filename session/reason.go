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
)

// Lasting reports whether the number can never be reached: a person must correct it.
func (r Reason) Lasting() bool {
	switch r {
	case ReasonNotANumber, ReasonNoSuchNumber, ReasonNotMobile, ReasonLandline, ReasonUnsuitable:
		return true
	}
	return false
}
