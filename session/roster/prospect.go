package roster

import (
	"context"

	"coachline/session"
)

// Prospect is what inviting somebody with a cohort would do.
type Prospect string

// The prospects. All but the first two put somebody into the cohort, and text nobody.
const (
	WillText  Prospect = "text"      // they come into the cohort, and are texted
	KnownHere Prospect = "known"     // they are in it already: nothing happens
	OptedOut  Prospect = "opted-out" // they want no texts
	Unreached Prospect = "unreached" // texts have not reached them
	Before    Prospect = "before"    // they were invited to this lesson before, or have begun it: which, and how far they are, is not told
)

// Prospects are what inviting people with a cohort of the caller's would do as things are, in their order. The error may wrap
// ErrNoCohort.
func (r *Roster) Prospects(ctx context.Context, caller session.Person, id string, people []session.Person) ([]Prospect, error) {
	cohort, err := r.Cohort(ctx, caller, id)
	if err != nil || len(people) == 0 {
		return nil, err
	}
	invitations, err := r.read(ctx, id, people)
	if err != nil {
		return nil, err
	}
	standings, err := r.config.Places.ProgressOf(ctx, people, cohort.Lesson)
	if err != nil {
		return nil, err
	}
	all := make([]Prospect, len(people))
	for i := range people {
		all[i] = prospect(invitations[i].stands(), &standings[i])
	}
	return all, nil
}

func prospect(known bool, st *session.Progress) Prospect {
	switch {
	case known:
		return KnownHere
	case st.Status == session.StatusOptedOut:
		return OptedOut
	case st.Status == session.StatusUnreachable:
		return Unreached
	case st.Status != session.StatusInvited, !st.Since.IsZero(), st.TextedBefore:
		return Before
	}
	return WillText
}
