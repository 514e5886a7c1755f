package simulator

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
)

const (
	apiVersion = "2010-04-01"
	rfc2822    = "Mon, 02 Jan 2006 15:04:05 -0700"
)

// gsm7 and gsm7Extended are the characters of a text that takes 160 of them; 3GPP TS 23.038, 6.2.1.
const (
	gsm7 = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
		"¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsm7Extended = "\f^{}\\[~]|€"
)

func newSID(prefix string) string { return prefix + hex.EncodeToString(random()) }

// newToken returns an idempotency token, which has the shape of a UUID.
func newToken() string {
	b := random()
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

func random() []byte {
	b := make([]byte, 16)
	rand.Read(b) // never fails
	return b
}

// messageForm is what Twilio posts for an incoming text; twilio.com/docs/messaging/guides/webhook-request
func (t *Twilio) messageForm(from string, m Message) url.Values {
	sid, to := m.SID, t.config.Number
	if sid == "" {
		sid = newSID("SM")
	}
	if strings.HasPrefix(from, whatsapp) {
		to = whatsapp + to
	}
	form := url.Values{
		"MessageSid": {sid}, "SmsSid": {sid}, "SmsMessageSid": {sid},
		"AccountSid": {t.config.AccountSID}, "ApiVersion": {apiVersion},
		"From": {from}, "To": {to}, "Body": {m.Body}, "SmsStatus": {"received"},
		"NumMedia": {"0"}, "NumSegments": {strconv.Itoa(segments(m.Body))},
	}
	replace(form, m.Params)
	return form
}

// callForm is what Twilio posts about a call; twilio.com/docs/voice/twiml#request-parameters
func (t *Twilio) callForm(c *call, status string) url.Values {
	return url.Values{
		"CallSid": {c.sid}, "CallStatus": {status}, "Direction": {c.direction},
		"AccountSid": {t.config.AccountSID}, "ApiVersion": {apiVersion},
		"From": {c.from}, "Caller": {c.from}, "To": {c.to}, "Called": {c.to},
	}
}

// statusForm is what Twilio posts about the progress of a call; twilio.com/docs/voice/api/call-resource#statuscallback
func (t *Twilio) statusForm(c *call, status string) url.Values {
	form, now := t.callForm(c, status), t.config.Now()
	replace(form, url.Values{
		"Timestamp": {now.UTC().Format(rfc2822)}, "CallbackSource": {"call-progress-events"},
		"SequenceNumber": {strconv.Itoa(int(c.told.Add(1)) - 1)},
	})
	switch status {
	case "completed":
		form.Set("CallDuration", strconv.Itoa(c.seconds(now)))
	case "busy", "no-answer", "failed", "canceled":
		form.Set("CallDuration", "0")
	}
	return form
}

// seconds is how long a call has taken, begun seconds counted.
func (c *call) seconds(now time.Time) int { return max(1, int(now.Sub(c.began)/time.Second)) }

// replace puts extra into form, in place of what was there under the same names.
func replace(form, extra url.Values) {
	for name, values := range extra {
		form[name] = values
	}
}

// segments counts the segments of an incoming text, as a carrier would.
func segments(body string) int {
	septets := 0
	for _, r := range body {
		switch {
		case strings.ContainsRune(gsm7, r):
			septets++
		case strings.ContainsRune(gsm7Extended, r):
			septets += 2
		default:
			return parts(len(utf16.Encode([]rune(body))), 70, 67)
		}
	}
	return parts(septets, 160, 153)
}

func parts(units, alone, joined int) int {
	if units <= alone {
		return 1
	}
	return (units + joined - 1) / joined
}
