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

// release forgets the failures, once Twilio accepts something.
func (b *brake) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.strikes = 0
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
