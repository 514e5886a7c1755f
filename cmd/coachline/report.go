package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"coachline/handlers/report"
	"coachline/scripts"
	"coachline/session/funnel"
)

// reportCommand says where the learners of a lesson stop.
type reportCommand struct {
	Lesson string `arg:"" help:"The lesson, by its name."`
	JSON   bool   `name:"json" xor:"form" help:"Print the report as JSON, in the form that cmd/coachline/README.md has."`
	HTML   bool   `name:"html" xor:"form" help:"Print the report as a page of its own, to keep or to send to the author."`
}

// Run prints the report.
func (c reportCommand) Run(w world) error {
	return w.withStore(func(config config, kept kept) error {
		found, err := funnel.Of(w.ctx, kept.store, c.Lesson)
		if err != nil {
			return fmt.Errorf("report on %s: %w", c.Lesson, err)
		}
		if _, serves := config.Catalog.Current(c.Lesson); !serves && len(found.Versions) == 0 && !found.Others {
			return scripts.UnknownLesson(c.Lesson, config.Catalog.All())
		}
		switch {
		case c.JSON:
			out := json.NewEncoder(w.out)
			out.SetEscapeHTML(false)
			out.SetIndent("", "  ")
			return out.Encode(found)
		case c.HTML:
			return report.Page{Report: found, At: w.now().In(config.Zone)}.Render(w.out)
		}
		return printReport(w.out, found)
	})
}

// hiddenSign stands for a number that is hidden.
const hiddenSign = "·"

// printReport prints a report for a terminal.
func printReport(out io.Writer, r funnel.Report) error {
	if len(r.Versions) == 0 && !r.Others {
		_, err := fmt.Fprintf(out, "Nothing was counted of %s yet.\n", r.Lesson)
		return err
	}
	for _, v := range r.Versions {
		served := ""
		if v.Current {
			served = ", served now"
		}
		fmt.Fprintf(out, "%s, version %s%s, since %s: %s began, %s finished\n\n", r.Lesson, v.Version, served, v.Since, people(v.Began.All), people(v.Finished.All))
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "STEP\tREACHED\t\tANSWERED\tSKIPPED\tPASSED\tBACK\tLEFT\tSTOP\tHERE\tNO MATCH\tSILENCE\tCHANGED\tTIME BY TEXT\tBY PHONE")
		for _, s := range v.Steps {
			row := []string{s.Step, people(s.Reached.All), bar(s.Reached.All, v.Most())}
			for _, n := range []*int{
				s.Answered.All, s.Skipped.All, s.Passed.All, s.WentBack.All, s.Left.All, s.OptedOut.All, s.Here, s.NoMatch.All, s.NoInput.All, s.Changed.All,
			} {
				row = append(row, people(n))
			}
			fmt.Fprintln(table, strings.Join(append(row, s.Median.Text.String(), s.Median.Phone.String()), "\t"))
		}
		if err := table.Flush(); err != nil {
			return err
		}
		fmt.Fprintln(out)
	}
	if r.Others {
		fmt.Fprintf(out, "Other versions: fewer than %d began.\n", r.HiddenBelow)
	}
	_, err := fmt.Fprintf(out, "%s hides fewer than %d people, perhaps none, or a number that would give such a group away.\n", hiddenSign, r.HiddenBelow)
	return err
}

func people(n *int) string {
	if n == nil {
		return hiddenSign
	}
	return strconv.Itoa(*n)
}

// bar draws a number beside the most there is.
func bar(n *int, most int) string {
	const width = 20
	if n == nil {
		return ""
	}
	full := strings.Repeat("█", (*n*width+most/2)/most)
	return full + strings.Repeat("░", max(0, width-utf8.RuneCountInString(full)))
}
