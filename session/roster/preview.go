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
	InvitedBefore Preview = "before"    // they were invited to this course or lesson before, or have begun it; a manager is not told which
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
	return r.previews(ctx, cohort.Subject, people, invitations)
}

// PreviewNew says what inviting these people with a new cohort for a course or a lesson would do now, in their order. It makes no cohort.
// The error may wrap ErrNoManager.
func (r *Roster) PreviewNew(ctx context.Context, caller session.Person, subject session.Subject, people []session.Person) ([]Preview, error) {
	if _, err := r.Manager(ctx, caller); err != nil || len(people) == 0 {
		return nil, err
	}
	return r.previews(ctx, subject, people, make([]found, len(people)))
}

func (r *Roster) previews(ctx context.Context, subject session.Subject, people []session.Person, invitations []found) ([]Preview, error) {
	progress, err := r.config.Store.ProgressOf(ctx, people, subject)
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
	begun, since := st.Status != session.StatusInvited, st.Since
	if next := st.Next(); next != nil { // the part with which they would begin
		begun, since = next.Status != session.StatusInvited, next.Since
	}
	switch {
	case known:
		return InCohort
	case st.Status == session.StatusOptedOut:
		return OptedOut
	case st.Status == session.StatusUnreachable:
		return Unreachable
	case begun, !since.IsZero(), st.TextedBefore:
		return InvitedBefore
	}
	return WillText
}
