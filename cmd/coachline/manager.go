package main

import (
	"errors"
	"fmt"
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
	List   managerList   `cmd:"" help:"List the managers."`
	Remove managerRemove `cmd:"" help:"Remove a manager. Their cohorts stay, and come back with the same number; those who were invited go on."`
}

// managerAdd adds a manager.
type managerAdd struct {
	Name   string `required:"" help:"As the people whom they invite know them; it stands in the text."`
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
		return table.Flush()
	})
}

// managerRemove removes a manager.
type managerRemove struct {
	Manager string `arg:"" help:"Their name or number."`
}

// Run removes. A manager whom nobody knows is a refusal.
func (c managerRemove) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		m, err := w.manager(config, r, c.Manager)
		if err != nil {
			return err
		}
		if err := r.RemoveManager(w.ctx, m.Person, w.now()); err != nil {
			return fmt.Errorf("remove manager: %w", err)
		}
		fmt.Fprintln(w.out, "Removed.")
		return nil
	})
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
