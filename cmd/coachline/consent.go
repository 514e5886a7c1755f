package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"coachline/handlers/manager/sheet"
	"coachline/session/roster"
)

// consentCommand prints who confirmed that people agreed to be texted.
type consentCommand struct {
	Cohort string `help:"Only the cohorts of this name; all of them without it."`
	CSV    bool   `name:"csv" help:"Print it as CSV, which a spreadsheet opens safely."`
}

// consentColumns are the columns of consent --csv. Their names and order are a promise; see README.md.
var consentColumns = []string{"confirmed at", "confirmed by", "sentence", "cohort", "cohort of", "name", "number", "in the cohort since"}

// Run prints. A cohort that is not there is a refusal.
func (c consentCommand) Run(w world) error {
	return w.withRoster(func(config config, r *roster.Roster) error {
		all, err := r.ConsentLog(w.ctx)
		if err != nil {
			return fmt.Errorf("read consent: %w", err)
		}
		if c.Cohort != "" {
			named := func(r roster.ConsentRecord) bool { return strings.EqualFold(r.Cohort, strings.TrimSpace(c.Cohort)) }
			if all = slices.DeleteFunc(all, func(r roster.ConsentRecord) bool { return !named(r) }); len(all) == 0 {
				return fmt.Errorf("nobody is in a cohort called %q; coachline consent without --cohort lists all", c.Cohort)
			}
		}
		rows := make([][]string, len(all))
		for i := range all {
			rows[i] = consentRow(&all[i], config.Zone)
		}
		if c.CSV {
			return sheet.Write(w.out, consentColumns, rows)
		}
		table := tabwriter.NewWriter(w.out, 0, 0, 2, ' ', 0)
		for _, row := range append([][]string{consentColumns}, rows...) {
			fmt.Fprintln(table, strings.Join(row, "\t"))
		}
		return table.Flush()
	})
}

// consentRow is a row of consentColumns. Of somebody who was erased it has the cohort only.
func consentRow(r *roster.ConsentRecord, zone *time.Location) []string {
	if r.Erased {
		return []string{"", "", "", r.Cohort, r.Owner, "erased", "", ""}
	}
	by := r.Consent.By
	if by == "" {
		by = "themselves"
	}
	stamp := func(at time.Time) string { return at.In(zone).Format(time.DateTime) }
	return []string{stamp(r.Consent.At), by, r.Consent.Words, r.Cohort, r.Owner, r.Name, sheet.Number(r.Number), stamp(r.Added)}
}
