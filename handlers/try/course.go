package try

import (
	"context"
	"slices"

	"coachline/scripts/dialogue"
	"coachline/session/e164"
)

// enrol invites somebody who has begun a lesson by themselves to its course, so that the next part comes. It texts nothing: they
// are in the middle of a part. Calling it again has no effect.
func (p *Page) enrol(ctx context.Context, who Person) error {
	seen, err := p.inspect(ctx, who)
	if err != nil || !seen.Place.Begun() || seen.Place.Status == dialogue.Ended {
		return err
	}
	for _, course := range p.config.Lessons.Courses() {
		invited := slices.ContainsFunc(seen.Place.Invitations, func(i dialogue.Invitation) bool { return i.Course == course.Name })
		if invited || !slices.Contains(course.Lessons, seen.Lesson) {
			continue
		}
		number, _ := e164.FromWire(who.Number)
		_, err := p.config.Store.Invite(ctx, number, dialogue.Invitation{Cohort: "try", Course: course.Name, Lesson: seen.Lesson}, p.now())
		return err
	}
	return nil
}
