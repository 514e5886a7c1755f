package twilio

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
)

// What is asked about the account, its numbers and its permissions lives in several of Twilio's APIs, each with a host of its
// own: messaging.twilio.com, voice.twilio.com. Their packages of twilio-go would double the time of a build for a few fields,
// so that the answers are read here.
const (
	apiHost       = "https://api.twilio.com/2010-04-01/Accounts/"
	messagingHost = "https://messaging.twilio.com/v1/"
	voiceHost     = "https://voice.twilio.com/v1/"
	accountsHost  = "https://accounts.twilio.com/v1/"
)

// ask reads one resource. Its error is an *Error. No op changes anything, so each begins with "find".
func ask[T any](ctx context.Context, c *Client, op, resource string, query url.Values) (T, error) {
	return read[T](c.exchange(ctx, op), resource, query)
}

// read is ask for who wants to know more of the exchange.
func read[T any](x *exchange, resource string, query url.Values) (T, error) {
	var found T
	if len(query) > 0 {
		resource += "?" + query.Encode()
	}
	res, err := x.api.RequestHandler().Get(resource, nil, nil, "")
	if !x.ok(err) {
		return found, x.failure(err)
	}
	defer res.Body.Close()
	if err := json.NewDecoder(res.Body).Decode(&found); err != nil {
		return found, x.failure(err)
	}
	return found, nil
}

// account is a resource of the line's own account.
func (c *Client) account(rest string) string { return apiHost + c.config.AccountSID + rest }

// Missing reports that there is no such resource in the account.
func Missing(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusNotFound
}

// Unauthorized reports that Twilio does not know the credentials, or does not take them for this.
func Unauthorized(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden)
}

// Inactive reports that the account is suspended or closed: twilio.com/docs/api/errors/20005
func Inactive(err error) bool {
	var e *Error
	return errors.As(err, &e) && (e.Code == 10001 || e.Code == 20005)
}
