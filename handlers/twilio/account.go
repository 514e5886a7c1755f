package twilio

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"time"
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

// Account is what Twilio says of the line's account: twilio.com/docs/iam/api/account
type Account struct {
	Status string    // active, suspended or closed
	Trial  bool      // it texts and rings only numbers that were verified
	Sub    bool      // it is a subaccount, whose parent pays
	At     time.Time // Twilio's clock, in whole seconds; zero where it did not say

	signs string // the token that signs webhooks
}

// Account asks for the account.
func (c *Client) Account(ctx context.Context) (Account, error) {
	type resource struct {
		SID    string `json:"sid"`
		Owner  string `json:"owner_account_sid"`
		Status string `json:"status"`
		Type   string `json:"type"`
		Token  string `json:"auth_token"`
	}
	x := c.exchange(ctx, "find account")
	r, err := read[resource](x, c.account(".json"), nil)
	if err == nil && r.Status == "" {
		err = x.failure(nil)
	}
	return Account{
		Status: r.Status, Trial: strings.EqualFold(r.Type, "trial"), Sub: r.Owner != "" && r.Owner != r.SID, At: x.at, signs: r.Token,
	}, err
}

// SignsWith is the index of the token that Twilio signs webhooks with; -1 if it is none of them, and whether Twilio says.
func (a Account) SignsWith(tokens []string) (index int, known bool) {
	if a.signs == "" || strings.Trim(a.signs, "*x") == "" {
		return -1, false
	}
	for i, token := range tokens {
		if subtle.ConstantTimeCompare([]byte(token), []byte(a.signs)) == 1 {
			return i, true
		}
	}
	return -1, true
}

// Balance is what is left of the account's credit. A subaccount has none of its own.
func (c *Client) Balance(ctx context.Context) (amount float64, currency string, err error) {
	type resource struct {
		Balance  string `json:"balance"`
		Currency string `json:"currency"`
	}
	x := c.exchange(ctx, "find balance")
	r, err := read[resource](x, c.account("/Balance.json"), nil)
	if err != nil {
		return 0, "", err
	}
	if amount, err = strconv.ParseFloat(r.Balance, 64); err != nil {
		return 0, "", x.failure(nil)
	}
	return amount, r.Currency, nil
}

// VerifiedCallers is how many numbers a trial account may text and ring: the first 50 are counted.
// twilio.com/docs/voice/api/outgoing-caller-ids
func (c *Client) VerifiedCallers(ctx context.Context) (int, error) {
	type resource struct {
		IDs []struct{} `json:"outgoing_caller_ids"`
	}
	r, err := ask[resource](ctx, c, "find verified callers", c.account("/OutgoingCallerIds.json"), url.Values{"PageSize": {"50"}})
	return len(r.IDs), err
}

// MayUse asks for a list that any API key may read. Its error says whether the credentials are right.
func (c *Client) MayUse(ctx context.Context) error {
	_, err := ask[struct{}](ctx, c, "find numbers", c.account("/IncomingPhoneNumbers.json"), url.Values{"PageSize": {"1"}})
	return err
}

// MayText reports whether the account may text to a country, by its ISO 3166 code:
// help.twilio.com/articles/223181108, accounts.twilio.com/v1/Messaging/GeoPermissions
func (c *Client) MayText(ctx context.Context, country string) (bool, error) {
	type resource struct {
		Permissions []struct {
			Country string `json:"country_code"`
			Enabled bool   `json:"enabled"`
		} `json:"permissions"`
	}
	x := c.exchange(ctx, "find geo permissions for texts")
	r, err := read[resource](x, accountsHost+"Messaging/GeoPermissions", url.Values{"CountryCode": {country}})
	for _, p := range r.Permissions {
		if strings.EqualFold(p.Country, country) {
			return p.Enabled, err
		}
	}
	if err == nil {
		err = x.failure(nil)
	}
	return false, err
}

// MayRing reports whether the account may ring ordinary numbers of a country:
// twilio.com/docs/voice/api/dialingpermissions-country-resource
func (c *Client) MayRing(ctx context.Context, country string) (bool, error) {
	type resource struct {
		Enabled *bool `json:"low_risk_numbers_enabled"`
	}
	x := c.exchange(ctx, "find geo permissions for calls")
	r, err := read[resource](x, voiceHost+"DialingPermissions/Countries/"+url.PathEscape(country), nil)
	if err == nil && r.Enabled == nil {
		err = x.failure(nil)
	}
	return deref(r.Enabled), err
}

// TollFreeApproved reports whether a toll-free number is verified, without which texts from it are blocked.
// twilio.com/docs/api/errors/30032
func (c *Client) TollFreeApproved(ctx context.Context, n Number) (bool, error) {
	type resource struct {
		Verifications []struct {
			Status string `json:"status"`
		} `json:"verifications"`
	}
	r, err := ask[resource](ctx, c, "find verification", messagingHost+"Tollfree/Verifications",
		url.Values{"TollfreePhoneNumberSid": {n.SID}, "PageSize": {"20"}})
	for _, v := range r.Verifications {
		if v.Status == "TWILIO_APPROVED" {
			return true, err
		}
	}
	return false, err
}
