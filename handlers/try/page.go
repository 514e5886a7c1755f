// Package try is the page on which the line is tried: phones in a browser, a clock that can be put forward, and what goes
// on behind the scenes.
//
// The rule it keeps: nothing here is a second version of anything. The phones are the simulator's, which the tests use
// too; what they reach is the line itself; what a journey through time does is done by the line's own workers, each thing
// when it is due. The page has no state but the clock, the faults that were asked for and who is on it; it works without
// JavaScript, and what it draws is drawn here.
//
// It does not speak to Redis, and of what goes over the wire it only knows how to show it.
package try

import (
	"context"
	"errors"
	"sync"
	"time"

	"coachline/handlers/simulator"
	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/folder"
	"coachline/scripts/outline"
	"coachline/session"
	"coachline/session/e164"
)

// store is what the page needs of session.Store.
type store interface {
	Person(n e164.Number) session.Person
	Inspect(ctx context.Context, p session.Person) (session.Inspection, error)
	Counts(ctx context.Context, lesson string) ([]session.Counts, error)
	Version(ctx context.Context, lesson, version string) (*dialogue.Script, error)
	Remove(ctx context.Context, p session.Person) error
	Invite(ctx context.Context, n e164.Number, inv dialogue.Invitation, at time.Time) (session.Progress, error)
}

// Lessons are the lessons that are served, what keeps a newer version of them from being, and what their author should know.
type Lessons interface {
	Current(lesson string) (*dialogue.Script, bool)
	All() []*dialogue.Script
	Courses() []*dialogue.Course
	Values() map[string]string                     // of the lessons' settings
	Inspect(lesson string) (scripts.Report, error) // of the folder as it is now, a lesson or a course
	Faults() scripts.Faults                        // of the folder as it is now; empty: what is served is what the folder has
	Warnings() scripts.Faults                      // of the folder as it is now
	Stale() []string                               // files of the folder that are not served as they are now
}

// Person is somebody with a phone.
type Person struct {
	Name    string
	Number  string // E.164
	Manages bool   // may invite the others
}

// Config is what a Page needs.
type Config struct {
	Store   store
	Clock   *Clock
	Zone    *time.Location // of the people
	Region  string         // in which their numbers are written
	Lessons Lessons
	Lesson  string                                 // with which people begin; if a course has it, they go on with the course
	Folder  string                                 // whose lessons are served; empty: those that are built in
	People  []Person                               // at most nine
	Twilio  simulator.Config                       // Trouble, Mishap, Watch and Now are the page's own
	Footer  string                                 // of every text
	Files   *folder.Folder                         // of Folder, which the author edits on the page; nil: nobody does
	Check   func(file, text string) scripts.Faults // what check finds in a text, as a file of Folder; of no use without Files
	Count   func(body string) int                  // segments of a text
	Price   float64                                // of a segment, in US dollars
	Stop    <-chan struct{}                        // closed when the server stops: pages that are open are let go, and journeys end
}

// Page is the page and the world around it. Any number of browsers may look at it.
type Page struct {
	config Config
	twilio *simulator.Twilio

	travelling sync.Mutex // one journey through time goes on at once

	mu       sync.Mutex                 // guards what follows
	outlines map[string]*outline.Lesson // by the lesson's name
	faults   map[string]faults
	chosen   map[string]string // the lesson that was chosen for a phone, by its number
	changed  chan struct{}     // closed at the next change
}

// New makes a page, and the pretend Twilio that its phones belong to.
func New(c Config) *Page {
	p := &Page{config: c, faults: map[string]faults{}, chosen: map[string]string{}, outlines: map[string]*outline.Lesson{}, changed: make(chan struct{})}
	c.Twilio.Trouble, c.Twilio.Mishap, c.Twilio.Watch, c.Twilio.Now = p.trouble, p.mishap, p.Changed, c.Clock.Now
	c.Twilio.Caption = p.caption
	p.twilio = simulator.New(c.Twilio)
	return p
}

// caption is what a recording of the lessons that are served has.
func (p *Page) caption(audio string) simulator.Caption {
	for _, script := range p.config.Lessons.All() {
		if r, ok := script.Recordings[audio]; ok {
			return simulator.Caption{File: r.File, Words: r.Words}
		}
	}
	return simulator.Caption{File: audio}
}

// Twilio is the pretend Twilio of the page's phones.
func (p *Page) Twilio() *simulator.Twilio { return p.twilio }

// Changed has every open page look again.
func (p *Page) Changed() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.changed)
	p.changed = make(chan struct{})
}

// change is closed at the next change.
func (p *Page) change() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// stopping reports whether the server stops.
func (p *Page) stopping() bool {
	select {
	case <-p.config.Stop:
		return true
	default:
		return false
	}
}

func (p *Page) phone(who Person) *simulator.Phone { return p.twilio.Phone(who.Number) }

func (p *Page) person(who Person) session.Person {
	number, _ := e164.FromWire(who.Number)
	return p.config.Store.Person(number)
}

// inspect looks at somebody's record; the zero Inspection is nobody's.
func (p *Page) inspect(ctx context.Context, who Person) (session.Inspection, error) {
	seen, err := p.config.Store.Inspect(ctx, p.person(who))
	if errors.Is(err, session.ErrNobody) {
		return session.Inspection{}, nil
	}
	return seen, err
}
