package try

import (
	"sync"
	"time"
)

// Clock is the clock of the pretend world: it goes as fast as any, and can be put forward. Any number of goroutines may
// use it.
type Clock struct {
	mu     sync.Mutex
	ahead  time.Duration // of the real one
	passes func(time.Duration)
}

// NewClock is a clock that shows a time now. When it is put forward it tells passes by how much, before anybody sees it.
func NewClock(at time.Time, passes func(time.Duration)) *Clock {
	return &Clock{ahead: time.Until(at), passes: passes}
}

// Now is the time of the pretend world.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead).Round(0) // without the monotonic reading, which knows nothing of being put forward
}

// forward puts the clock to a time that has not come yet.
func (c *Clock) forward(to time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ahead := time.Until(to); ahead > c.ahead {
		c.passes(ahead - c.ahead)
		c.ahead = ahead
	}
}

// Morning is nine o'clock of a day, when the pretend world begins: nobody sleeps, and the day is long.
func Morning(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, day.Location())
}
