package roster

import (
	"cmp"
	"context"
	"slices"
	"strings"
)

// ConsentRecord is who has confirmed of somebody in a cohort that they agree to be texted.
type ConsentRecord struct {
	Cohort string // its name
	Owner  string // the name of the manager whose it is, or was
	Learner
}

// ConsentLog is the consent of all who are in a cohort of any manager, also of one who was removed: the earliest first. Of those who
// were erased nothing stays but that they were in the cohort; they come last. It is for the operator.
func (r *Roster) ConsentLog(ctx context.Context) ([]ConsentRecord, error) {
	managers, err := r.Managers(ctx)
	if err != nil {
		return nil, err
	}
	formers, err := r.Formers(ctx)
	if err != nil {
		return nil, err
	}
	var all []ConsentRecord
	for _, m := range append(managers, formers...) {
		owned, err := r.Owned(ctx, m)
		if err != nil {
			return nil, err
		}
		for _, cohort := range owned {
			people, err := r.learners(ctx, cohort)
			if err != nil {
				return nil, err
			}
			for _, p := range people {
				all = append(all, ConsentRecord{cohort.Name, m.Name, p})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ConsentRecord) int {
		if a.Erased != b.Erased {
			return map[bool]int{false: -1, true: 1}[a.Erased]
		}
		return cmp.Or(a.Consent.At.Compare(b.Consent.At), strings.Compare(a.Cohort, b.Cohort), a.Added.Compare(b.Added))
	})
	return all, nil
}
