package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

// askTwilioFor is how long one question to Twilio may take in doctor and number.
const askTwilioFor = 5 * time.Second

// asker asks Twilio with one pair of credentials: a token, or the API key where that is empty.
func (c config) asker(token string) *twilio.Client {
	ask := twilio.ClientConfig{
		AccountSID: c.Account, AuthToken: token, Base: c.API, Public: c.PublicURL, Timeout: askTwilioFor,
		From: c.From, Service: c.Service, VoiceFrom: c.VoiceFrom,
	}
	if token == "" {
		ask.APIKey, ask.APISecret = c.Key, c.Secret
	}
	return twilio.NewClient(ask)
}

// examineTwilio asks who we are at Twilio, and then about all that stands in the account.
func (w world) examineTwilio(ctx context.Context, c config) []session.Finding {
	if c.Account == "" || len(c.Tokens) == 0 || c.API == nil || c.PublicURL == nil {
		return nil // the settings have the fault
	}
	account, client, found := examineCredentials(ctx, c)
	if client == nil {
		return found
	}
	defer client.Close()
	found = append(found, accountFinding(account))
	if account.Status != "active" {
		return found // it refuses the rest, too
	}
	if !account.At.IsZero() {
		found = append(found, clockFinding("clock", "Twilio's", w.now().Sub(account.At), "Set this machine's clock by NTP, such as: timedatectl set-ntp true."))
	}
	more := sideBySide(
		ctx,
		func(ctx context.Context) []session.Finding { return examineCredit(ctx, client, account) },
		func(ctx context.Context) []session.Finding { return examineSenders(ctx, c, client) },
		func(ctx context.Context) []session.Finding { return examineCountries(ctx, c, client) },
	)
	return append(found, slices.Concat(more...)...)
}

// examineCredentials tries each token, and the API key. It returns the account and who may ask for more; nil if nobody may.
func examineCredentials(ctx context.Context, c config) (account twilio.Account, client *twilio.Client, found []session.Finding) {
	const check = "TWILIO_AUTH_TOKEN"
	clients, accounts, errs := make([]*twilio.Client, len(c.Tokens)), make([]twilio.Account, len(c.Tokens)), make([]error, len(c.Tokens))
	var asking sync.WaitGroup
	for i, token := range c.Tokens {
		clients[i] = c.asker(token)
		asking.Go(func() { accounts[i], errs[i] = clients[i].Account(ctx) })
	}
	var keyErr error
	if c.Key != "" {
		asking.Go(func() { keyErr = c.asker("").MayUse(ctx) })
	}
	asking.Wait()
	right := -1
	for i, err := range errs {
		switch {
		case err == nil && right < 0:
			right, account, client = i, accounts[i], clients[i]
		case twilio.Inactive(err):
			return account, nil, append(found, accountFinding(twilio.Account{Status: "suspended"}))
		}
	}
	if right < 0 && !twilio.Unauthorized(errs[0]) {
		return account, nil, append(found, failing("twilio", "it does not answer as Twilio does: "+errs[0].Error(),
			"Let this machine reach "+c.API.Redacted()+"; see https://status.twilio.com, and HTTPS_PROXY where you have a proxy."))
	}
	found = append(found, tokenFinding(check, c, account, right, errs))
	switch {
	case c.Key == "":
	case keyErr != nil:
		found = append(found, failing("TWILIO_API_KEY", "Twilio does not take it: "+keyErr.Error()+". Nothing can be sent",
			"Make a standard key in the same account, and set it with its secret, or remove both: https://console.twilio.com/us1/account/keys-credentials/api-keys."))
	default:
		found = append(found, pass("TWILIO_API_KEY", "Twilio takes it"))
	}
	return account, client, found
}

// tokenFinding judges the tokens: right is the first that Twilio takes, -1 if it takes none.
func tokenFinding(check string, c config, account twilio.Account, right int, errs []error) session.Finding {
	const console = "https://console.twilio.com/us1/account/keys-credentials/api-keys"
	const where = "Copy it anew from the front page of Twilio's console, of the account in TWILIO_ACCOUNT_SID: https://www.twilio.com/docs/api/errors/20003."
	signs, told := -1, false
	if right >= 0 {
		signs, told = account.SignsWith(c.Tokens)
	}
	switch {
	case right < 0:
		return failing(check, "Twilio does not take it for this TWILIO_ACCOUNT_SID, so every webhook is refused", where)
	case told && signs < 0:
		return failing(check, "Twilio signs with another token, so every webhook is refused",
			"Set the account's primary token; while you change it, both with a comma between them: "+console+".")
	case len(errs) < 2:
		return pass(check, "Twilio takes it")
	case right == 1:
		return warning(check, "Twilio does not take the first of the two any more", "Set the second one alone and restart.")
	case errs[1] != nil:
		return warning(check, "Twilio takes the first of the two, but not the second",
			"Set the first one alone; or copy the secondary token anew: "+console+".")
	}
	return pass(check, "Twilio takes both")
}

func accountFinding(a twilio.Account) session.Finding {
	const check = "account"
	switch {
	case a.Status == "suspended":
		return failing(check, "it is suspended: nothing is sent, nothing comes in", "Add credit, or ask Twilio's support: https://www.twilio.com/docs/api/errors/20005.")
	case a.Status != "active":
		return failing(check, "it is "+a.Status+": nothing is sent, nothing comes in", "Set the credentials of an account that is active.")
	case a.Sub:
		return pass(check, "active, a subaccount")
	}
	return pass(check, "active")
}

// lowBalance is when an operator is told that credit runs out, in units of the account's currency.
const lowBalance = 10

// examineCredit looks at the balance, and at the numbers that a trial may text.
func examineCredit(ctx context.Context, client *twilio.Client, account twilio.Account) (found []session.Finding) {
	const check, fix = "balance", "Add credit and switch on auto-recharge: https://console.twilio.com/us1/billing/manage-billing/billing-overview."
	if !account.Sub { // whose parent pays
		amount, currency, err := client.Balance(ctx)
		has := fmt.Sprintf("%.2f %s", amount, currency)
		switch {
		case err != nil:
			found = append(found, unasked(check, err))
		case amount <= 0:
			found = append(found, failing(check, has+": Twilio suspends an account without credit, unless it pays by invoice", fix))
		case amount < lowBalance:
			found = append(found, warning(check, has+" is left", fix))
		default:
			found = append(found, pass(check, "%s is left", has))
		}
	}
	if !account.Trial {
		return found
	}
	verified, err := client.VerifiedCallers(ctx)
	if err != nil {
		return append(found, unasked("trial", err))
	}
	return append(found, warning("trial", fmt.Sprintf("a trial account texts and rings verified numbers only, here %d, and says so in each text", verified),
		"Upgrade the account; until then verify each number: https://console.twilio.com/us1/develop/phone-numbers/manage/verified."))
}

// examineCountries looks at the countries to which people may be invited, and where the line rings people.
func examineCountries(ctx context.Context, c config, client *twilio.Client) []session.Finding {
	ask := func(check string, countries []string, may func(context.Context, string) (bool, error), fix string) session.Finding {
		var off []string
		for _, country := range countries {
			allowed, err := may(ctx, country)
			switch {
			case err != nil:
				return unasked(check, err)
			case !allowed:
				off = append(off, country)
			}
		}
		if len(off) > 0 {
			return failing(check, "they are off for "+strings.Join(off, ", "), fix)
		}
		return pass(check, "they are on for %s", strings.Join(countries, ", "))
	}
	found := []session.Finding{ask("geo permissions for texts", c.InvitesTo, client.MayText,
		"Switch them on, or take the countries out of COACHLINE_INVITE_COUNTRIES: https://console.twilio.com/us1/develop/sms/settings/geo-permissions, https://www.twilio.com/docs/api/errors/21408.")}
	if c.VoiceFrom != "" && c.CallsPerDay > 0 {
		found = append(found, ask("geo permissions for calls", c.CallCountries, client.MayRing,
			"Switch them on, or take the countries out of COACHLINE_CALL_COUNTRIES: https://console.twilio.com/us1/develop/voice/settings/geo-permissions, https://www.twilio.com/docs/api/errors/21215."))
	}
	return found
}

// unasked is what could not be seen.
func unasked(check string, err error) session.Finding {
	return warning(check, "it could not be asked: "+err.Error(), "Run doctor again; if it stays so, look at it in Twilio's console.")
}

// The clocks of machines may differ by so much.
const (
	clockWarns = 5 * time.Second
	clockFails = time.Minute
)

// clockFinding judges by how much this machine's clock is ahead of another's.
func clockFinding(check, whose string, ahead time.Duration, fix string) session.Finding {
	apart := ahead.Abs().Round(time.Second)
	way := "ahead of"
	if ahead < 0 {
		way = "behind"
	}
	what := fmt.Sprintf("this machine's is %s %s %s", apart, way, whose)
	switch {
	case apart > clockFails:
		return failing(check, what+": texts go out at wrong hours, and two replicas may send the same", fix)
	case apart > clockWarns:
		return warning(check, what, fix)
	}
	return pass(check, "within %s of %s", clockWarns, whose)
}
