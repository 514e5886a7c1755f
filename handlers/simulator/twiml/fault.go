package twiml

import "fmt"

// Fault is something that Twilio would not carry out, or not as it was meant.
type Fault struct {
	Code   int    // as in Twilio's debugger; 0 if it is only not supported here
	Reason string // names the verb, the attribute, the parameter or the status at fault
}

// Error returns the code and the reason.
func (f *Fault) Error() string {
	if f.Code == 0 {
		return f.Reason
	}
	return fmt.Sprintf("twilio %d: %s", f.Code, f.Reason)
}

// Faultf returns a Fault with this code and reason.
func Faultf(code int, format string, args ...any) *Fault {
	return &Fault{Code: code, Reason: fmt.Sprintf(format, args...)}
}
