package twilio

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
)

// TestAnswersThatSayNothing are errors: an operator is not told that something is missing or off because an answer lacks it.
func TestAnswersThatSayNothing(t *testing.T) {
	for _, answer := range []string{"{}", `{"permissions": []}`, "<html>", ""} {
		c := clientOf(t, answering(t, http.StatusOK, answer).URL, nil)
		for op, ask := range map[string]func(context.Context) error{
			"account":         func(ctx context.Context) error { _, err := c.Account(ctx); return err },
			"balance":         func(ctx context.Context) error { _, _, err := c.Balance(ctx); return err },
			"texts":           func(ctx context.Context) error { _, err := c.MayText(ctx, "NZ"); return err },
			"calls":           func(ctx context.Context) error { _, err := c.MayRing(ctx, "NZ"); return err },
			"number":          func(ctx context.Context) error { _, err := c.Number(ctx, "+6498890000"); return err },
			"numbers":         func(ctx context.Context) error { _, err := c.Numbers(ctx); return err },
			"service":         func(ctx context.Context) error { _, err := c.Service(ctx, "MG1"); return err },
			"service of it":   func(ctx context.Context) error { _, _, err := c.ServiceWith(ctx, Number{SID: "PN1"}); return err },
			"short code, too": func(ctx context.Context) error { _, err := c.Number(ctx, "4224"); return err },
		} {
			var e *Error
			if err := ask(t.Context()); !errors.As(err, &e) || Missing(err) || !strings.Contains(err.Error(), "not understood") {
				t.Errorf("%s, answered with %q: %v", op, answer, err)
			}
		}
	}
}

// TestRefusalsTold are told apart: missing, not for these credentials, and an account that is suspended.
func TestRefusalsTold(t *testing.T) {
	for _, c := range []struct {
		status                          int
		body                            string
		missing, unauthorized, inactive bool
	}{
		{404, `{"code": 20404}`, true, false, false},
		{401, `{"code": 20003}`, false, true, false},
		{403, `{"code": 20005}`, false, true, true},
		{503, "<html>", false, false, false},
	} {
		_, err := clientOf(t, answering(t, c.status, c.body).URL, nil).Account(t.Context())
		if Missing(err) != c.missing || Unauthorized(err) != c.unauthorized || Inactive(err) != c.inactive {
			t.Errorf("%d %s: missing %t, unauthorized %t, inactive %t", c.status, c.body, Missing(err), Unauthorized(err), Inactive(err))
		}
	}
}
