package dialogue

import (
	"slices"
	"time"
)

// InZone is the place of a learner who has moved from one time zone to another: what they wait for comes at the hour that
// they chose, by the clock where they are now. What was left in silence is taken up at the same instant as before.
func (p Place) InZone(from, to *time.Location) Place {
	p.Timers = slices.Clone(p.Timers)
	for i := range p.Timers {
		if t := &p.Timers[i]; t.Name == TimerWait {
			was := t.At.In(from)
			y, m, d := was.Date()
			t.At = OnClock(time.Date(y, m, d, 12, 0, 0, 0, to), 0, was.Hour(), was.Minute())
		}
	}
	return p
}
