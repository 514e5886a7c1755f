package simulator

import "fmt"

// Twilio's numbers for what can be wrong with an answer; twilio.com/docs/api/errors.
const (
	codeInvalidURL      = 11100
	codeRetrieval       = 11200
	codeConnection      = 11205
	codeRedirects       = 11215
	codeTooLarge        = 11750
	codeUnparseable     = 12100
	codeSchema          = 12200
	codeContentType     = 12300
	codeSpeechTimeout   = 13335
	codeSayTooLong      = 13521
	codeTooManyMessages = 14109
	codeBodyTooLong     = 21617
)

// Fault is an answer of the line that Twilio would not carry out, or not as it is meant; or such a request.
type Fault struct {
	Code   int    // as in Twilio's debugger; 0: Twilio can do it, the simulator cannot
	Reason string // names the verb, the attribute, the parameter or the status at fault
	cause  error
}

// Error says the code and the reason.
func (f *Fault) Error() string {
	text := f.Reason
	if f.Code != 0 {
		text = fmt.Sprintf("twilio %d: %s", f.Code, f.Reason)
	}
	if f.cause != nil {
		text += ": " + f.cause.Error()
	}
	return text
}

// Unwrap returns the error of the network or of the XML reader below the fault, if any.
func (f *Fault) Unwrap() error { return f.cause }

func faultf(code int, format string, args ...any) *Fault {
	return &Fault{Code: code, Reason: fmt.Sprintf(format, args...)}
}
