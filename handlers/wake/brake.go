package wake

import (
	"context"
	"sync"
	"time"
)

// brake stops a process from sending while Twilio fails. After the first failures in a row it holds for a second, then
// twice as long each time. An outage then leaves few texts that may or may not have been sent.
type brake struct {
	mu      sync.Mutex
	strikes int
	until   time.Time
	blocked bool // the last answer was an error of the account
}

const (
	lenient = 4           // failures in a row without a pause
	maxHold = time.Minute // the longest pause
)

// strike counts a failure. Asked is how long Twilio asked us to wait, or 0.
func (b *brake) strike(asked time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes++
	hold := asked
	if over := b.strikes - lenient; over > 0 {
		hold = max(hold, time.Second<<min(over-1, 6))
	}
	if until := time.Now().Add(min(hold, maxHold)); until.After(b.until) {
		b.until = until
	}
}

// release forgets the failures, once Twilio accepts something or answers with a list.
func (b *brake) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes = 0
}

// block notes an error of the account: nothing is accepted until an operator mends it.
func (b *brake) block() {
	b.strike(0)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.blocked = true
}

// unblock notes that Twilio has accepted something.
func (b *brake) unblock() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes, b.blocked = 0, false
}

// accountBlocked reports whether the account was blocked when something was last sent.
func (b *brake) accountBlocked() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.blocked
}

// holds reports whether the brake holds now.
func (b *brake) holds() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return time.Now().Before(b.until)
}

// wait waits while the brake holds. It returns false if ctx ends.
func (b *brake) wait(ctx context.Context) bool {
	for {
		b.mu.Lock()
		left := time.Until(b.until)
		b.mu.Unlock()
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !pause(ctx, left) {
			return false
		}
	}
}

// pause waits for d. It returns false if ctx ends.
func pause(ctx context.Context, d time.Duration) bool {
	waiting, stop := context.WithTimeout(ctx, d)
	defer stop()
	<-waiting.Done()
	return ctx.Err() == nil
}
