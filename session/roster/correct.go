package roster

import (
	"context"
	"time"

	"coachline/session"
)

// Correct puts a wrong name or number right. With another number, the invitation of the old one is withdrawn and the new one is
// invited, both or neither. Calling it again has no effect. The error may wrap ErrNoCohort, ErrNotInvited if nobody was invited by
// the old number, ErrNumberTaken if the new one is in this cohort already, or ErrBegun if the old one was right.
func (r *Roster) Correct(ctx context.Context, caller session.Person, id string, p session.Person, right Invitee, at time.Time) error {
	to := r.Person(right.Number)
	inv := invitation{Number: right.Number.E164(), Name: cleanName(right.Name), First: cleanName(right.First), Added: at}
	if to == p {
		return r.rename(ctx, caller, id, p, inv)
	}
	if err := r.begunBy(ctx, caller, id, p); err != nil {
		return err
	}
	return r.change(ctx, caller, id, []session.Person{p, to}, ActCorrected, at, func(all []found, e *edit) error {
		was, new := all[0], all[1]
		switch {
		case to.IsZero(), !was.stands() && !new.stands():
			return ErrNotInvited
		case !was.stands(): // it was corrected before
			return nil
		case new.stands():
			return ErrNumberTaken
		}
		inv.Batch = was.Batch
		inv.greetAs(was.invitation)
		e.entry.Count = 1
		if err := e.put(new, inv); err != nil {
			return err
		}
		return e.withdraw(was)
	})
}

// greetAs keeps the name that somebody goes by, if the whole name is the same.
func (i *invitation) greetAs(was invitation) {
	if i.Name == was.Name {
		i.First = was.First
	}
}

// rename gives somebody another name, also in the texts to come, if they have not begun.
func (r *Roster) rename(ctx context.Context, caller session.Person, id string, p session.Person, inv invitation) error {
	return r.change(ctx, caller, id, []session.Person{p}, ActCorrected, inv.Added, func(all []found, e *edit) error {
		was := all[0]
		inv.greetAs(was.invitation)
		switch {
		case !was.stands():
			return ErrNotInvited
		case was.Name == inv.Name && was.First == inv.First:
			return nil
		}
		named := was.invitation
		named.Name, named.First, named.Refused = inv.Name, inv.First, false
		return e.put(was, named)
	})
}

// begunBy is ErrBegun if somebody has begun the cohort's course or lesson, and so was reached.
func (r *Roster) begunBy(ctx context.Context, caller session.Person, id string, p session.Person) error {
	cohort, err := r.cohortFor(ctx, caller, id, MayInvite)
	if err != nil {
		return err
	}
	standings, err := r.config.Store.ProgressOf(ctx, []session.Person{p}, cohort.Subject)
	if err == nil && len(standings[0].Reached) > 0 {
		return ErrBegun
	}
	return err
}
