package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"coachline/handlers/twilio"
	"coachline/session"
	"coachline/session/e164"
)

// numberCommand is about the numbers of the account and their webhooks.
type numberCommand struct {
	Show numberShowCommand `cmd:"" help:"Show what numbers the account has, or one of them, and where Twilio asks when something happens to it."`
	Set  numberSetCommand  `cmd:"" help:"Have Twilio ask this line about a number: the URL, POST and retries of each webhook. Setting it again changes nothing."`
}

// numberShowCommand shows numbers as they are at Twilio.
type numberShowCommand struct {
	Number string `arg:"" optional:"" help:"A number or short code of the account; all of them where there is none."`
}

// Run shows them.
func (c numberShowCommand) Run(w world) error {
	return w.withTwilio(func(ctx context.Context, config config, client *twilio.Client) error {
		if c.Number == "" {
			all, err := client.Numbers(ctx)
			if err != nil {
				return asked(err)
			}
			for _, n := range all {
				showNumber(w.out, n)
			}
			if len(all) == 0 {
				return errors.New("the account has no number yet; buy one: https://console.twilio.com/us1/develop/phone-numbers/manage/search")
			}
			return nil
		}
		n, err := config.find(ctx, client, c.Number)
		if err != nil {
			return err
		}
		showNumber(w.out, n)
		if service, in, err := client.ServiceWith(ctx, n); err == nil && in {
			fmt.Fprintf(w.out, "  Messaging Service %s: %s\n", service.SID, judgeService("", service).What)
		}
		return nil
	})
}

// numberSetCommand sets a number's webhooks to what the line wants.
type numberSetCommand struct {
	Number  string `arg:"" help:"A number or short code of the account, such as +6498890000."`
	DryRun  bool   `help:"Only say what would change."`
	Replace bool   `help:"Take the number over from what it belongs to now: webhooks at another host, a TwiML app, a trunk."`
}

// Run sets them. It refuses what would take a number away from something else, unless it is told to.
func (c numberSetCommand) Run(w world) error {
	return w.withTwilio(func(ctx context.Context, config config, client *twilio.Client) error {
		n, err := config.find(ctx, client, c.Number)
		if err != nil {
			return err
		}
		if err := errors.Join(c.mayTakeOver(config, n), overruled(ctx, client, n)); err != nil {
			return err
		}
		wrong := slices.DeleteFunc(slices.Clone(n.Webhooks), func(h twilio.Webhook) bool {
			return h.Right() && (h.Want == "" || h.Retried())
		})
		for _, h := range wrong {
			fmt.Fprintf(w.out, "%s\n  is      %s\n  becomes %s\n", h.Event, shownWebhook(h.URL, h.Method), shownWebhook(h.Want, "POST"))
		}
		for _, o := range n.Overrides {
			fmt.Fprintf(w.out, "%s\n  is      %s\n  becomes none\n", o.What, o.SID)
		}
		switch {
		case len(wrong)+len(n.Overrides) == 0:
			fmt.Fprintln(w.out, "Nothing to change: Twilio asks this line about the number.")
			return nil
		case c.DryRun:
			fmt.Fprintln(w.out, "Nothing was changed: this was a dry run.")
			return nil
		}
		if err := client.SetWebhooks(ctx, n, wrong, n.Overrides); err != nil {
			return asked(err)
		}
		fmt.Fprintln(w.out, "Changed. Run coachline doctor next.")
		return nil
	})
}

// mayTakeOver refuses a number that something else uses.
func (c numberSetCommand) mayTakeOver(config config, n twilio.Number) error {
	if c.Replace {
		return nil
	}
	var uses []string
	for _, h := range n.Webhooks {
		if !h.Unset() && h.Host() != config.PublicURL.Host {
			uses = append(uses, fmt.Sprintf("%s: %s", h.Event, shownURL(h.URL)))
		}
	}
	for _, o := range n.Overrides {
		uses = append(uses, o.What+": "+o.SID)
	}
	if len(uses) == 0 {
		return nil
	}
	return fmt.Errorf("something else uses this number, so nothing was changed:\n  %s\nWith --replace this line takes it over", strings.Join(uses, "\n  "))
}

// overruled refuses where a Messaging Service takes the number's texts elsewhere, whatever its webhooks say.
func overruled(ctx context.Context, client *twilio.Client, n twilio.Number) error {
	service, in, err := client.ServiceWith(ctx, n)
	if err != nil || !in {
		return asked(err)
	}
	if f := judgeService("", service); f.State == session.Fail {
		return fmt.Errorf("nothing was changed: the number is a sender of a Messaging Service, and %s. %s Then set the number again", f.What, f.Fix)
	}
	return nil
}

// withTwilio lets a command ask Twilio with the first credentials that it takes.
func (w world) withTwilio(do func(context.Context, config, *twilio.Client) error) error {
	c, err := readConfig(w.env)
	if err != nil {
		return err
	}
	credentials := slices.Clone(c.Tokens)
	if c.Key != "" {
		credentials = append([]string{""}, credentials...)
	}
	var refused error
	for _, token := range credentials {
		client := c.asker(token)
		defer client.Close()
		if refused = client.MayUse(w.ctx); refused == nil {
			return do(w.ctx, c, client)
		}
		if !twilio.Unauthorized(refused) {
			break
		}
	}
	return asked(refused)
}

// asked is an error of Twilio's, with what to do.
func asked(err error) error {
	switch {
	case err == nil:
		return nil
	case twilio.Inactive(err):
		return fmt.Errorf("%w: the account is suspended or closed; coachline doctor says what to do", err)
	case twilio.Unauthorized(err):
		return fmt.Errorf("%w; see TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_API_KEY", err)
	}
	return fmt.Errorf("%w; coachline doctor says more", err)
}

// find is a number of the account, as a person writes it.
func (c config) find(ctx context.Context, client *twilio.Client, written string) (twilio.Number, error) {
	digits := strings.TrimSpace(written)
	if _, whole := e164.FromWire(digits); !whole && !shortCode.MatchString(digits) {
		n, err := e164.Parse(digits, c.Region)
		if err != nil {
			return twilio.Number{}, usageError{fmt.Errorf("this is no number: %w", err)}
		}
		digits = n.E164()
	}
	n, err := client.Number(ctx, digits)
	if twilio.Missing(err) {
		return n, errors.New("the account in TWILIO_ACCOUNT_SID has no such number; coachline number show lists those that it has")
	}
	return n, asked(err)
}

// showNumber shows a number and each of its webhooks, and where one is not as the line wants it.
func showNumber(out io.Writer, n twilio.Number) {
	can := map[[2]bool]string{{true, true}: "texts and calls", {true, false}: "texts", {false, true}: "calls"}[[2]bool{n.Texts, n.Calls}]
	fmt.Fprintf(out, "%s  %s, for %s\n", n.Number, n.Kind, can)
	for _, h := range n.Webhooks {
		note := ""
		if what, right := whyWrong(h); !right {
			note = "  <- " + what
		}
		fmt.Fprintf(out, "  %s: %s%s\n", h.Event, shownWebhook(h.URL, h.Method), note)
	}
	for _, o := range n.Overrides {
		fmt.Fprintf(out, "  %s takes its %s: %s\n", o.What, map[bool]string{true: "texts", false: "calls"}[o.Texts], o.SID)
	}
}

func shownWebhook(u, method string) string {
	if u == "" {
		return "none"
	}
	return method + " " + shownURL(u)
}
