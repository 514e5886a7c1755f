package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"coachline/handlers/manager/sheet"
	"coachline/session/e164"
	"coachline/session/roster"
)

// managerCommand is who may invite others.
type managerCommand struct {
	Add    managerAdd    `cmd:"" help:"Add a manager, or give one another name."`
	List   managerList   `cmd:"" help:"List the managers, and the cohorts that have none."`
	Remove managerRemove `cmd:"" help:"Remove a manager. Their cohorts go to another, or stay with you; those who were invited go on."`
	Move   managerMove   `cmd:"" help:"Give a manager another number. All that they have comes along."`
	HandOn managerHandOn `cmd:"" name:"hand-over" help:"Give a cohort, or all cohorts of a manager, to another."`
}

// managerAdd adds a manager.
type managerAdd struct {
	Name   string `required:"" help:"As the people they invite know them; it stands in the text."`
	Phone  string `required:"" help:"Their mobile number."`
	MayAdd bool   `help:"May add other managers, too. Who may, may still when added again; remove them first to take it away."`
}

// Run adds. The same number again only changes the name, and may give the right.
func (c managerAdd) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		line := sheet.One(c.Phone, c.Name, config.Region)
		if line.Fault != nil {
			return usageError{fmt.Errorf("--phone or --name: %s", line.Fault.Sentence())}
		}
		known, err := r.Manager(w.ctx, r.Person(line.Number))
		if err != nil && !errors.Is(err, roster.ErrNoManager) {
			return fmt.Errorf("find manager: %w", err)
		}
		m, err := r.AddManager(w.ctx, line.Number, line.Name, c.MayAdd || known.MayAddManagers, w.now())
		if err != nil {
			return fmt.Errorf("add manager: %w", err)
		}
		if known.Name != "" {
			fmt.Fprintf(w.out, "%s was a manager already, as %s.\n", m.Name, known.Name)
			return nil
		}
		fmt.Fprintf(w.out, "%s may invite people: at %s/manage/, by text (INVITE 021 234 567 Mere), and here.\n", m.Name, config.PublicURL)
		return nil
	})
}

// managerList lists the managers.
type managerList struct{}

// Run lists, by name.
func (managerList) Run(w world) error {
	return w.withRoster(func(_ config, r *roster.Roster) error {
		all, err := r.Managers(w.ctx)
		if err != nil {
			return fmt.Errorf("list managers: %w", err)
		}
		table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
		for _, m := range all {
			may := ""
			if m.MayAddManagers {
				may = "may add managers"
			}
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", m.Name, m.Number.E164(), m.Added.Format("2006-01-02"), may)
		}
		if err := table.Flush(); err != nil {
			return err
		}
		return printLeft(w, r)
	})
}

// printLeft lists the cohorts whose manager was removed.
func printLeft(w world, r *roster.Roster) error {
	former, err := r.Formers(w.ctx)
	if err != nil {
		return fmt.Errorf("list removed managers: %w", err)
	}
	said := false
	for _, m := range former {
		left, err := r.Owned(w.ctx, m)
		if err != nil {
			return fmt.Errorf("list cohorts: %w", err)
		}
		for _, c := range left {
			if !said {
				fmt.Fprintln(w.out, "\nCohorts without a manager; give them to one with: coachline manager hand-over COHORT --from NUMBER --to MANAGER")
				said = true
			}
			fmt.Fprintf(w.out, "%s, of %s %s, removed %s\n", c.Name, m.Name, m.Number.E164(), m.Removed.Format("2006-01-02"))
		}
	}
	return nil
}

// managerRemove removes a manager.
type managerRemove struct {
	Manager string `arg:"" help:"Their name or number."`
	To      string `help:"Who gets their cohorts: a name or number. Without it they stay with you, and hand-over gives them on."`
}

// Run removes a manager. After an interruption, run it again. An unknown manager is refused.
func (c managerRemove) Run(w world) error {
	return w.withStore(func(config config, kept kept) error {
		r := kept.roster
		m, err := w.owner(config, r, c.Manager)
		if err != nil {
			return err
		}
		var to roster.Manager
		if c.To != "" {
			if to, err = w.manager(config, r, c.To); err != nil {
				return err
			}
			if to.ID == m.ID {
				return usageError{errors.New("--to: this is the manager who is to be removed")}
			}
		}
		if err := kept.logins.EndAll(w.ctx, m.Person); err != nil {
			return fmt.Errorf("end logins: %w", err)
		}
		if err := r.RemoveManager(w.ctx, m.Person, w.now()); err != nil {
			return fmt.Errorf("remove manager: %w", err)
		}
		fmt.Fprintln(w.out, "Removed.")
		left, err := r.Owned(w.ctx, m)
		if err != nil {
			return fmt.Errorf("list cohorts: %w", err)
		}
		if c.To != "" {
			return w.handOver(r, m, to, left)
		}
		for _, cohort := range left {
			fmt.Fprintf(w.out, "%s stays with you. Give it to a manager with: coachline manager hand-over %q --from %s --to MANAGER\n",
				cohort.Name, cohort.Name, m.Number.E164())
		}
		return nil
	})
}

// managerMove gives a manager another number.
type managerMove struct {
	Old string `arg:"" help:"The manager's name or old number."`
	New string `arg:"" help:"Their new mobile number."`
}

// Run moves, in one write. A new number that is a manager's is a refusal.
func (c managerMove) Run(w world) error {
	return w.withStore(func(config config, kept kept) error {
		m, err := w.manager(config, kept.roster, c.Old)
		if err != nil {
			return err
		}
		line := sheet.One(c.New, m.Name, config.Region)
		if line.Fault != nil {
			return usageError{fmt.Errorf("the new number: %s", line.Fault.Sentence())}
		}
		if err := kept.logins.EndAll(w.ctx, m.Person); err != nil { // first: no login of the old number outlasts the move
			return fmt.Errorf("end logins: %w", err)
		}
		if m, err = kept.roster.MoveManager(w.ctx, m.Person, line.Number); err != nil {
			return fmt.Errorf("move manager: %w", err)
		}
		fmt.Fprintf(w.out, "%s has the number %s now, and all that they had. With the old one nobody can log in.\n", m.Name, m.Number.E164())
		return nil
	})
}

// managerHandOn gives cohorts to another manager.
type managerHandOn struct {
	Cohort string `arg:"" optional:"" help:"The cohort's name; without it, all of them."`
	From   string `required:"" help:"Whose it is: a manager's name or number, or the number of one who was removed."`
	To     string `required:"" help:"Who gets it: a manager's name or number."`
}

// Run hands over, and may be run again where it was interrupted. A cohort that nobody knows is a refusal.
func (c managerHandOn) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		from, err := w.owner(config, r, c.From)
		if err != nil {
			return err
		}
		to, err := w.manager(config, r, c.To)
		if err != nil {
			return err
		}
		if from.ID == to.ID {
			return usageError{errors.New("--from and --to are one manager")}
		}
		owned, err := r.Owned(w.ctx, from)
		if err != nil {
			return fmt.Errorf("list cohorts: %w", err)
		}
		if c.Cohort != "" {
			named := slices.DeleteFunc(slices.Clone(owned), func(cohort roster.Cohort) bool { return !cohort.Named(c.Cohort) })
			if len(named) == 0 {
				return fmt.Errorf("%w; theirs: %s", roster.ErrNoCohort, namesOf(owned))
			}
			owned = named[:1]
		}
		return w.handOver(r, from, to, owned)
	})
}

func namesOf(cohorts []roster.Cohort) string {
	var names []string
	for _, c := range cohorts {
		names = append(names, c.Name)
	}
	return cmp.Or(strings.Join(names, ", "), "none")
}

// handOver gives cohorts to another manager.
func (w world) handOver(r *roster.Roster, from, to roster.Manager, cohorts []roster.Cohort) error {
	for _, c := range cohorts {
		if err := r.HandOver(w.ctx, from, c.ID, to.Person, w.now()); err != nil {
			return fmt.Errorf("hand over: %w", err)
		}
		fmt.Fprintf(w.out, "%s is %s's now.\n", c.Name, to.Name)
	}
	return nil
}

// owner is one who is named on the command line, by name or number, and is a manager or was one.
func (w world) owner(c config, r *roster.Roster, named string) (roster.Manager, error) {
	m, err := w.manager(c, r, named)
	if !errors.Is(err, roster.ErrNoManager) {
		return m, err
	}
	if number, err := e164.Parse(named, c.Region); err == nil {
		m, err := r.Former(w.ctx, r.Person(number))
		m.Number = number
		return m, hinted(err)
	}
	former, err := r.Formers(w.ctx)
	if err != nil {
		return roster.Manager{}, fmt.Errorf("find removed manager: %w", err)
	}
	return oneNamed(former, named)
}

// withRoster opens the roster, which has no key to what learners said.
func (w world) withRoster(do func(config, *roster.Roster) error) error {
	return w.withStore(func(config config, kept kept) error { return do(config, kept.roster) })
}

// manager is the one who is named on the command line, by name or number.
func (w world) manager(c config, r *roster.Roster, named string) (roster.Manager, error) {
	if number, err := e164.Parse(named, c.Region); err == nil {
		m, err := r.Manager(w.ctx, r.Person(number))
		return m, hinted(err)
	}
	all, err := r.Managers(w.ctx)
	if err != nil {
		return roster.Manager{}, fmt.Errorf("find manager: %w", err)
	}
	return oneNamed(all, named)
}

// oneNamed is the only one of this name.
func oneNamed(all []roster.Manager, named string) (roster.Manager, error) {
	var found []roster.Manager
	loosely := collate.New(language.Und, collate.Loose) // who has no macrons at hand is understood, too
	for _, m := range all {
		if loosely.CompareString(m.Name, strings.TrimSpace(named)) == 0 {
			found = append(found, m)
		}
	}
	switch len(found) {
	case 0:
		return roster.Manager{}, hinted(roster.ErrNoManager)
	case 1:
		return found[0], nil
	}
	return roster.Manager{}, errors.New("more than one manager has this name; give the number")
}

func hinted(err error) error {
	if errors.Is(err, roster.ErrNoManager) {
		return fmt.Errorf("%w; add one with: coachline manager add --name NAME --phone PHONE", err)
	}
	return err
}
