package roster

import (
	"context"

	"coachline/session"
)

// Preview is what inviting somebody with a cohort would do.
type Preview string

// The previews. All but the first two put somebody into the cohort, and text nobody.
const (
	WillText      Preview = "text"      // they come into the cohort, and are texted
	InCohort      Preview = "known"     // they are in it already: nothing happens
	OptedOut      Preview = "opted-out" // they want no texts
	Unreachable   Preview = "unreached" // texts have not reached them
	InvitedBefore Preview = "before"    // they were invited to this lesson before, or have begun it; a manager is not told which
)

// Preview says what inviting these people with a cohort of the caller's would do now, in their order. The error may wrap
// ErrNoCohort.
func (r *Roster) Preview(ctx context.Context, caller session.Person, id string, people []session.Person) ([]Preview, error) {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	invitations, err := r.read(ctx, id, people)
	if err != nil {
		return nil, err
	}
	return r.previews(ctx, cohort.Lesson, people, invitations)
}

// PreviewNew says what inviting these people with a new cohort for a lesson would do now, in their order. It makes no cohort.
// The error may wrap ErrNoManager.
func (r *Roster) PreviewNew(ctx context.Context, caller session.Person, lesson string, people []session.Person) ([]Preview, error) {
	if _, err := r.Manager(ctx, caller); err != nil || len(people) == 0 {
		return nil, err
	}
	return r.previews(ctx, lesson, people, make([]found, len(people)))
}

func (r *Roster) previews(ctx context.Context, lesson string, people []session.Person, invitations []found) ([]Preview, error) {
	progress, err := r.config.Store.ProgressOf(ctx, people, lesson)
	if err != nil {
		return nil, err
	}
	all := make([]Preview, len(people))
	for i := range people {
		all[i] = preview(invitations[i].stands(), &progress[i])
	}
	return all, nil
}

func preview(known bool, st *session.Progress) Preview {
	switch {
	case known:
		return InCohort
	case st.Status == session.StatusOptedOut:
		return OptedOut
	case st.Status == session.StatusUnreachable:
		return Unreachable
	case st.Status != session.StatusInvited, !st.Since.IsZero(), st.TextedBefore:
		return InvitedBefore
	}
	return WillText
}
