package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"coachline/session"
	"coachline/session/roster"
)

// progressCommand says how far people are.
type progressCommand struct {
	Cohort string `required:"" help:"The cohort, by its name."`
	As     string `help:"The manager whose cohort it is, by name or number, where more than one has a cohort of this name."`
	JSON   bool   `name:"json" help:"Print an array of {name, number, status, since}, and of a course the parts."`
}

// standing is a line of progress --json. Its form is a promise; see README.md.
type standing struct {
	Name   string         `json:"name"`
	Number string         `json:"number"`
	Status session.Status `json:"status"`
	Since  *time.Time     `json:"since"`           // null where it is not known
	Parts  []partStanding `json:"parts,omitempty"` // of a course
}

// partStanding is how far somebody is in one lesson of a course.
type partStanding struct {
	Lesson string         `json:"lesson"`
	Status session.Status `json:"status"`
	Since  *time.Time     `json:"since"`
}

// Run prints.
func (c progressCommand) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		cohort, err := c.find(w, config, r)
		if err != nil {
			return err
		}
		rows, err := r.Learners(w.ctx, cohort.Caller.Person, cohort.ID)
		if err != nil {
			return fmt.Errorf("read progress: %w", err)
		}
		if c.JSON {
			return printJSON(w, rows)
		}
		return printTable(w, rows)
	})
}

func printJSON(w world, rows []roster.Learner) error {
	all := make([]standing, len(rows))
	for i, row := range rows {
		all[i] = standing{Name: row.Name, Number: row.Number.E164(), Status: row.Status, Since: known(row.Since)}
		for _, part := range row.Parts {
			all[i].Parts = append(all[i].Parts, partStanding{part.Lesson, part.Status, known(part.Since)})
		}
	}
	out := json.NewEncoder(w.out)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(all)
}

// known is a time, or nil for none.
func known(at time.Time) *time.Time {
	if at.IsZero() {
		return nil
	}
	return &at
}

func printTable(w world, rows []roster.Learner) error {
	table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		since, trouble := "", ""
		if !row.Since.IsZero() {
			since = row.Since.Format("2006-01-02 15:04")
		}
		if row.Send != "" {
			trouble = fmt.Sprintf("last text %s, Twilio's code %d", row.Send, row.Code)
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s", row.Name, row.Number.E164(), row.Status, since)
		for _, part := range row.Parts {
			fmt.Fprintf(table, "\tpart %d: %s", part.Number, part.Status)
		}
		fmt.Fprintf(table, "\t%s\n", trouble)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.out, roster.Summarize(rows))
	return err
}

// find is the cohort of this name: the manager's who is named, or the only one there is.
func (c progressCommand) find(w world, config config, r *roster.Roster) (roster.Cohort, error) {
	managers, err := c.managers(w, config, r)
	if err != nil {
		return roster.Cohort{}, err
	}
	var found []roster.Cohort
	for _, m := range managers {
		cohort, err := r.CohortNamed(w.ctx, m.Person, c.Cohort)
		switch {
		case err == nil && !slices.ContainsFunc(found, func(c roster.Cohort) bool { return c.ID == cohort.ID }): // it may be shared
			found = append(found, cohort)
		case err == nil:
		case !errors.Is(err, roster.ErrNoCohort):
			return roster.Cohort{}, fmt.Errorf("find cohort: %w", err)
		}
	}
	switch len(found) {
	case 0:
		return roster.Cohort{}, fmt.Errorf("%w; %s", roster.ErrNoCohort, c.others(w, r, managers))
	case 1:
		return found[0], nil
	}
	return roster.Cohort{}, errors.New("more than one manager has a cohort of this name; say whose with --as")
}

func (c progressCommand) managers(w world, config config, r *roster.Roster) ([]roster.Manager, error) {
	if c.As == "" {
		return r.Managers(w.ctx)
	}
	m, err := w.manager(config, r, c.As)
	return []roster.Manager{m}, err
}

// others names some cohorts, for one who has mistyped.
func (c progressCommand) others(w world, r *roster.Roster, managers []roster.Manager) string {
	var names []string
	for _, m := range managers {
		all, _ := r.Cohorts(w.ctx, m.Person)
		for _, cohort := range all {
			names = append(names, cohort.Name)
		}
	}
	if len(names) == 0 {
		return "there is none yet: coachline invite makes one"
	}
	return "is its name written as it was made? It may be one of: " + strings.Join(names[:min(len(names), 8)], ", ")
}
