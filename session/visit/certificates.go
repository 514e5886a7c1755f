package visit

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

// Certificate is what a completion code shows to others.
type Certificate struct {
	Title    string `json:"title"`    // of the lesson
	Finished string `json:"finished"` // the day, as 2006-01-02
	Minutes  int    `json:"minutes"`  // that the lesson takes, about
}

// certificateLife is how long a completion code is kept. New Zealand's nurses show the evidence of three years.
const certificateLife = 4 * 365 * 24 * time.Hour

// alphabet is Crockford's base 32, without letters that look like digits.
var alphabet = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// codeLength is how many characters a code has, of 5 bits each.
const codeLength = 12

// code derives the completion code of a person's lesson that they finished on this day.
func (v *Visits) code(p session.Person, lesson, finished string) string {
	return alphabet.EncodeToString(v.mac("certificate", p.String(), lesson, finished))[:codeLength]
}

// Certify keeps a certificate for a lesson that the person has finished, and returns its code. Calling it again returns the
// same code. The error wraps session.ErrUnavailable.
func (v *Visits) Certify(ctx context.Context, p session.Person, lesson string, c Certificate) (string, error) {
	code := v.code(p, lesson, c.Finished)
	value, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("encode certificate: %w", err)
	}
	if err := v.redis.SetNX(ctx, v.certificateKey(code), value, certificateLife).Err(); err != nil {
		return "", unavailable("keep certificate", err)
	}
	return written(code), nil
}

// Code returns the completion code of a lesson that the person finished on this day, or "" if none was made. The error wraps
// session.ErrUnavailable.
func (v *Visits) Code(ctx context.Context, p session.Person, lesson, finished string) (string, error) {
	code := v.code(p, lesson, finished)
	n, err := v.redis.Exists(ctx, v.certificateKey(code)).Result()
	switch {
	case err != nil:
		return "", unavailable("find certificate", err)
	case n == 0:
		return "", nil
	}
	return written(code), nil
}

// Check returns the certificate with this code, as people type it. The error is ErrNoCode or ErrLimited, or wraps
// session.ErrUnavailable.
func (v *Visits) Check(ctx context.Context, typed string, from netip.Addr) (c Certificate, code string, err error) {
	if err := v.limit(ctx, from); err != nil {
		return c, "", err
	}
	code = tidy.Replace(strings.ToUpper(typed))
	if len(code) != codeLength {
		return c, "", ErrNoCode // no guess
	}
	value, err := v.redis.Get(ctx, v.certificateKey(code)).Bytes()
	switch {
	case errors.Is(err, redis.Nil):
		return c, "", v.miss(ctx, from, ErrNoCode)
	case err != nil:
		return c, "", unavailable("find certificate", err)
	}
	if err := json.Unmarshal(value, &c); err != nil {
		return c, "", fmt.Errorf("decode certificate: %w", err)
	}
	return c, written(code), nil
}

// CheckAt returns the address at which others check a completion code.
func (v *Visits) CheckAt() string { return v.public.JoinPath("me", "check").String() + "/" }

// tidy takes out what people put between the characters of a code, and puts right what they mistake.
var tidy = strings.NewReplacer(" ", "", "\u00a0", "", "-", "", "\u2010", "", "\u2011", "", "\u2013", "", "\t", "", "\r", "", "\n", "", "O", "0", "I", "1", "L", "1")

// written is a code as it is shown.
func written(code string) string { return code[:4] + "-" + code[4:8] + "-" + code[8:] }
