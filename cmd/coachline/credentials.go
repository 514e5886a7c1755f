package main

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"coachline/session"
	"coachline/session/e164"
)

// What Twilio's identifiers and numbers look like.
var (
	accountSID = regexp.MustCompile(`^AC[0-9a-fA-F]{32}$`)
	serviceSID = regexp.MustCompile(`^MG[0-9a-fA-F]{32}$`)
	anySID     = regexp.MustCompile(`^([A-Z]{2})[0-9a-fA-F]{32}$`)
	plainHex   = regexp.MustCompile(`^[0-9a-fA-F]{32}$`)
	plainWord  = regexp.MustCompile(`^[0-9A-Za-z]+$`)
	shortCode  = regexp.MustCompile(`^[1-9][0-9]{2,5}$`)
	hexKey     = regexp.MustCompile(`^[0-9a-fA-F]{64}$`)
	magic      = regexp.MustCompile(`^\+1500555\d{4}$`) // twilio.com/docs/iam/test-credentials
)

// sidNames say what an identifier of Twilio's is, by its first two letters.
var sidNames = map[string]string{
	"AC": "the SID of an account: it goes into TWILIO_ACCOUNT_SID",
	"SK": "the SID of an API key: it goes into TWILIO_API_KEY",
	"MG": "the SID of a Messaging Service: it goes into TWILIO_MESSAGING_SERVICE_SID",
	"PN": "the SID of a number: the number itself goes into TWILIO_FROM",
	"SC": "the SID of a short code: the code itself goes into TWILIO_FROM",
}

// misplaced reports that a value is an identifier that belongs elsewhere, and says where.
func (r *reader) misplaced(name, v, wanted string) bool {
	sid := anySID.FindStringSubmatch(v)
	if sid == nil || sidNames[sid[1]] == "" {
		return false
	}
	r.fault(name, "this is %s; here want %s", sidNames[sid[1]], wanted)
	return true
}

func (r *reader) account(name string) string {
	const wanted = "AC and 32 hexadecimal digits, from the front page of Twilio's console"
	v, ok := r.required(name, "it is on the front page of Twilio's console")
	switch {
	case !ok, accountSID.MatchString(v):
	case plainHex.MatchString(v):
		r.fault(name, "this looks like an auth token; here want %s", wanted)
	case !r.misplaced(name, v, wanted):
		r.fault(name, "want %s", wanted)
	}
	return v
}

func (r *reader) tokens(name string) []string {
	v, ok := r.required(name, "it is on the front page of Twilio's console")
	if !ok {
		return nil
	}
	const wanted = "the account's auth token, from the front page of Twilio's console"
	tokens := strings.Split(v, ",")
	for i, token := range tokens {
		tokens[i] = strings.Trim(token, " \t"+quotationMarks)
		switch token = tokens[i]; {
		case token == "":
		case slices.Contains(tokens[:i], token):
			r.fault(name, "the same token is there twice; one is enough")
		case !plainWord.MatchString(token):
			r.fault(name, "a token has letters and digits only; want %s", wanted)
		default:
			r.misplaced(name, token, wanted)
		}
	}
	if len(tokens) > 2 || slices.Contains(tokens, "") {
		r.fault(name, "want one token, or two with a comma between them while one is rotated")
	}
	return tokens
}

// apiKey is an API key and its secret, which go together; both are empty where none is set.
func (r *reader) apiKey(name, secretName string) (key, secret string) {
	key, secret = r.value(name), r.value(secretName)
	const wanted = "the SID of an API key, SK and 32 hexadecimal digits"
	switch {
	case key == "" && secret == "":
	case key == "" || secret == "":
		r.fault(name, "and %s go together: set both, or neither", secretName)
	case !strings.HasPrefix(key, "SK") || !plainWord.MatchString(key):
		if !r.misplaced(name, key, wanted) {
			r.fault(name, "want %s", wanted)
		}
	case !plainWord.MatchString(secret):
		r.fault(secretName, "a secret has letters and digits only; want what Twilio showed when the key was made")
	default:
		r.misplaced(secretName, secret, "the secret that Twilio showed when the key was made")
	}
	return key, secret
}

func (r *reader) service(name string) string {
	const wanted = "the SID of a Messaging Service, MG and 32 hexadecimal digits"
	v := r.value(name)
	if v != "" && !serviceSID.MatchString(v) && !r.misplaced(name, v, wanted) {
		r.fault(name, "want %s", wanted)
	}
	return v
}

// sender is a number that texts or calls come from, in E.164; texts may come from a short code.
func (r *reader) sender(name, region string, texts bool) string {
	v := r.value(name)
	_, whole := e164.FromWire(v)
	switch {
	case v == "":
	case placeholders.MatchString(v):
		r.fault(name, "the example's placeholder is still there; want the number that texts or calls come from")
	case magic.MatchString(v):
		r.fault(name, "this is one of Twilio's test numbers, from which no text arrives; want a number of your account")
	case whole, texts && shortCode.MatchString(v): // a whole number is Twilio's to judge: it knows ranges that the library does not
	case shortCode.MatchString(v):
		r.fault(name, "calls cannot come from a short code; want a number of your account that can call, or leave it out")
	case strings.HasPrefix(v, "whatsapp:"):
		r.fault(name, "the line texts by SMS; want the number without whatsapp:")
	case strings.Contains(v, ","):
		r.fault(name, "want one number; several go into a Messaging Service, whose SID goes into TWILIO_MESSAGING_SERVICE_SID")
	case r.misplaced(name, v, "a number"):
	case !strings.ContainsAny(v, "0123456789"):
		r.fault(name, "nobody can answer a name; want a number or short code of your account")
	default:
		n, err := e164.Parse(v, region)
		if err != nil {
			r.fault(name, "%v", err)
			return ""
		}
		return n.E164()
	}
	return v
}

func (r *reader) keys(name string) *session.Keyring {
	v, ok := r.required(name, "make one with: openssl rand -base64 32")
	if !ok {
		return nil
	}
	keys, err := session.ParseKeys(v)
	if err != nil {
		if hexKey.MatchString(v) {
			err = errors.New("this is hexadecimal, want base64")
		}
		r.fault(name, "%v; copy the key with which this Redis was filled, or make the first one with: openssl rand -base64 32", err)
	}
	return keys
}
