package simulator

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Settle waits until nothing is under way: no request that is late, no callback that is still to be posted. A request
// that hangs, and a phone that rings, are not waited for. The error is that of ctx.
func (t *Twilio) Settle(ctx context.Context) error {
	return await(ctx, t.idle, func() bool { return t.pending == 0 })
}

// Close gives up what is under way and returns when that has ended. The API accepts nothing afterwards; phones that
// text and call still work. A repeat does nothing.
func (t *Twilio) Close() {
	t.stop()
	t.Settle(context.Background()) // cannot end early
	t.client.CloseIdleConnections()
}

// Faults returns what the line did wrong as a client of the API, and in answers to the callbacks of its texts and calls,
// oldest first; most wrap a *Fault. A test that lets the line use the API should find none. What is wrong with other
// answers is returned to the person who met it.
func (t *Twilio) Faults() []error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return slices.Clone(t.faults)
}

func (t *Twilio) remember(err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.faults = append(t.faults, err)
}

// begin notes that something is under way until end; false after Close.
func (t *Twilio) begin() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ctx.Err() != nil {
		return false
	}
	t.pending++
	return true
}

func (t *Twilio) end() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.pending--; t.pending == 0 {
		t.idle.Broadcast()
	}
}

// spawn does work in the background, unless the simulator is closed.
func (t *Twilio) spawn(work func()) {
	if work == nil || !t.begin() {
		return
	}
	go func() {
		defer t.end()
		work()
	}()
}

// sleep waits for d; false when the simulator was closed before.
func (t *Twilio) sleep(d time.Duration) bool {
	if d <= 0 {
		return t.ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-t.ctx.Done():
		return false
	}
}

// await waits until ready, which is asked with the lock of changed held, or until ctx is over.
func await(ctx context.Context, changed *sync.Cond, ready func() bool) error {
	wake := context.AfterFunc(ctx, func() {
		changed.L.Lock()
		defer changed.L.Unlock()
		changed.Broadcast()
	})
	defer wake()
	changed.L.Lock()
	defer changed.L.Unlock()
	for !ready() {
		if err := ctx.Err(); err != nil {
			return err
		}
		changed.Wait()
	}
	return nil
}
