package try

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// choice is a lesson that a phone may have.
type choice struct {
	Lesson, Title string
	Now           bool // the phone has it
}

// choices are all lessons that are served.
func (p *Page) choices(who Person) (all []choice) {
	now := p.lessonOf(who)
	for _, script := range p.config.Lessons.All() {
		all = append(all, choice{script.Lesson, script.Title, script.Lesson == now})
	}
	return all
}

// lessonOf is the lesson that somebody begins with.
func (p *Page) lessonOf(who Person) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return cmp.Or(p.chosen[who.Number], p.config.Lesson)
}

// lessonIn is the lesson to try for a file: its own, also where the file is a translation, or the first of a course. Phrases are tried
// with the lesson that somebody has.
func (p *Page) lessonIn(file string, who Person) string {
	name, _, _ := strings.Cut(file, ".")
	for _, course := range p.config.Lessons.Courses() {
		if course.Name == name {
			return course.Lessons[0]
		}
	}
	if name == "phrases" {
		return p.lessonOf(who)
	}
	return name
}

// begin makes somebody as new and gives them a lesson; "" is the one that they have. To another than the line's own they are invited, as a
// manager would invite them.
func (p *Page) begin(ctx context.Context, who Person, lesson string) error {
	lesson = cmp.Or(lesson, p.lessonOf(who))
	if _, served := p.config.Lessons.Current(lesson); !served {
		return fmt.Errorf("the lesson %q is not served; put right what check finds in its file", lesson)
	}
	if err := p.forget(ctx, who); err != nil {
		return err
	}
	p.mu.Lock()
	p.chosen[who.Number] = lesson
	p.mu.Unlock()
	if lesson == p.config.Lesson {
		return nil
	}
	inv := dialogue.Invitation{Cohort: "try", Lesson: lesson, Name: who.Name}
	if i := slices.IndexFunc(p.config.People, func(other Person) bool { return other.Manages }); i >= 0 {
		inv.By = p.config.People[i].Name
	}
	number, _ := e164.FromWire(who.Number)
	_, err := p.config.Store.Invite(ctx, number, inv, p.now())
	return err
}

// forget makes somebody as new, to the line and to the pretend Twilio.
func (p *Page) forget(ctx context.Context, who Person) error {
	phone := p.phone(who)
	if phone.InCall() {
		_ = phone.HangUp(ctx) // whatever comes of it, the call is over
	}
	patience, cancel := context.WithTimeout(ctx, settleFor)
	defer cancel()
	_ = p.twilio.Settle(patience) // what is still under way is let go with the rest
	if err := p.config.Store.Remove(ctx, p.person(who)); err != nil {
		return err
	}
	p.mu.Lock()
	delete(p.faults, who.Number)
	p.mu.Unlock()
	p.twilio.Discard(who.Number)
	return nil
}
