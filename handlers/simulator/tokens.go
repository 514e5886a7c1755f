package simulator

import "slices"

// tokens are the account's auth tokens: twilio.com/docs/iam/api/authtoken
type tokens struct {
	primary   string   // signs webhooks
	secondary string   // is taken as well; empty: there is none
	retired   []string // were taken once
}

// AddToken adds a secondary token: the API takes both from now on.
func (t *Twilio) AddToken(secondary string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens.secondary = secondary
}

// PromoteToken makes the secondary token the only one: it signs webhooks, and the API takes no other.
func (t *Twilio) PromoteToken() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.tokens.retired = append(t.tokens.retired, t.tokens.primary)
	t.tokens.primary, t.tokens.secondary = t.tokens.secondary, ""
}

// signingToken is the token that signs webhooks now.
func (t *Twilio) signingToken() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tokens.primary
}

// takes reports whether the API takes a token now.
func (t *Twilio) takes(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return token == t.tokens.primary || token != "" && token == t.tokens.secondary
}

// retired reports whether the API took a token once.
func (t *Twilio) retired(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Contains(t.tokens.retired, token)
}
