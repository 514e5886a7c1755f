package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"coachline/session"
)

// doctorCommand says of everything that the line stands on whether it is as it should be. It asks, and changes nothing.
type doctorCommand struct {
	JSON bool `name:"json" help:"As JSON, for programs: an array of check, state, what and fix."`
}

// examinationLimit is how long the checks that ask somebody may take all together.
const examinationLimit = 13 * time.Second

// Run examines the line. Its error is that a check fails.
func (c doctorCommand) Run(w world) error {
	findings := examine(w)
	write := writeFindings
	if c.JSON {
		write = writeFindingsJSON
	}
	if err := write(w.out, findings); err != nil {
		return err
	}
	if anyFails(findings) {
		return errors.New("the line does not work as it should; do what stands below each FAIL, and run doctor again")
	}
	return nil
}

// A checkup looks at one part of what the line stands on.
type checkup struct {
	part string // its name, for one that does not come back
	look func(context.Context, config) []session.Finding
	here bool // it asks nobody, so it does come back
}

// checkups are all there are, in the order in which they are told, and the settings with which they ask.
func (w world) checkups() (config, []checkup) {
	c, faults := readSettings(w.env)
	return c.without(faults), []checkup{
		{"settings", func(context.Context, config) []session.Finding { return examineSettings(c, faults) }, true},
		{"lessons", w.examineLessons, true},
		{"redis", func(ctx context.Context, c config) []session.Finding {
			if c.RedisURL == "" || c.Keys == nil {
				return nil // the settings have the fault
			}
			found := session.Examine(ctx, c.RedisURL, c.Keys)
			if anyFails(found) {
				return found
			}
			return append(found, w.examineOutbox(ctx, c)...)
		}, false},
		{"twilio", w.examineTwilio, false},
		{"public URL", w.examinePublic, false},
	}
}

// without has no setting of Twilio's in which there is a fault: nobody is asked with it, and it is named once.
func (c config) without(faults []string) config {
	for _, fault := range faults {
		switch name, _, _ := strings.Cut(fault, ": "); name {
		case "TWILIO_ACCOUNT_SID":
			c.Account = ""
		case "TWILIO_AUTH_TOKEN":
			c.Tokens = nil
		case "TWILIO_API_KEY", "TWILIO_API_SECRET":
			c.Key, c.Secret = "", ""
		case "TWILIO_API_URL":
			c.API = nil
		case "TWILIO_FROM":
			c.From = ""
		case "TWILIO_VOICE_FROM":
			c.VoiceFrom = ""
		case "TWILIO_MESSAGING_SERVICE_SID":
			c.Service = ""
		}
	}
	return c
}

// examine does all checkups side by side. Its findings are in the order of the checkups.
func examine(w world) []session.Finding {
	c, checkups := w.checkups()
	ctx, cancel := context.WithTimeout(w.ctx, examinationLimit)
	defer cancel()
	looks := make([]look, len(checkups))
	for i, part := range checkups {
		looks[i] = func(ctx context.Context) []session.Finding { return part.within(ctx, c) }
	}
	found := sideBySide(ctx, looks...)
	all := slices.Concat(found...)
	if redis := slices.IndexFunc(checkups, func(p checkup) bool { return p.part == "redis" }); anyFails(found[redis]) {
		all = slices.DeleteFunc(all, func(f session.Finding) bool {
			return f.State == session.Fail && (f.Check == readyCheck || strings.HasPrefix(f.Check, pagesCheck)) // Redis has said why
		})
	}
	return all
}

// A look is at one thing, and returns what it finds.
type look func(context.Context) []session.Finding

// sideBySide looks at all things at once. What is found is in the order of the looks.
func sideBySide(ctx context.Context, looks ...look) [][]session.Finding {
	found := make([][]session.Finding, len(looks))
	var looking sync.WaitGroup
	for i, look := range looks {
		looking.Go(func() { found[i] = look(ctx) })
	}
	looking.Wait()
	return found
}

func anyFails(found []session.Finding) bool {
	return slices.ContainsFunc(found, func(f session.Finding) bool { return f.State == session.Fail })
}

// within does a checkup, or says that it has not come back in time.
func (p checkup) within(ctx context.Context, c config) []session.Finding {
	if p.here {
		return p.look(ctx, c)
	}
	done := make(chan []session.Finding, 1)
	go func() { done <- p.look(ctx, c) }()
	select {
	case found := <-done:
		return found
	case <-time.After(examinationLimit + time.Second):
		return []session.Finding{{
			Check: p.part, State: session.Fail, What: "it did not answer in time",
			Fix: "Run doctor again; if it stays so, look at the network of this machine.",
		}}
	}
}

// writeFindings has one line a check, what to do below it, and a last line that counts.
func writeFindings(out io.Writer, findings []session.Finding) error {
	width := 0
	for _, f := range findings {
		width = max(width, len(f.Check))
	}
	count := map[session.FindingState]int{}
	var b strings.Builder
	for _, f := range findings {
		count[f.State]++
		fmt.Fprintf(&b, "%s  %-*s  %s\n", shown[f.State], width, f.Check, f.What)
		if f.Fix != "" {
			fmt.Fprintf(&b, "      %*s  %s\n", -width, "", f.Fix)
		}
	}
	fmt.Fprintf(&b, "%d checks: %d pass, %d warn, %d fail\n",
		len(findings), count[session.Pass], count[session.Warn], count[session.Fail])
	_, err := io.WriteString(out, b.String())
	return err
}

// shown has the states as the text shows them: what wants somebody stands out.
var shown = map[session.FindingState]string{session.Pass: "pass", session.Warn: "WARN", session.Fail: "FAIL"}

func writeFindingsJSON(out io.Writer, findings []session.Finding) error {
	type row struct {
		Check string               `json:"check"`
		State session.FindingState `json:"state"`
		What  string               `json:"what"`
		Fix   string               `json:"fix"`
	}
	rows := make([]row, len(findings))
	for i, f := range findings {
		rows[i] = row(f)
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(rows)
}

// pass, warn and fail are findings.
func pass(check, what string, args ...any) session.Finding {
	return session.Finding{Check: check, State: session.Pass, What: fmt.Sprintf(what, args...)}
}

func warning(check, what, fix string) session.Finding {
	return session.Finding{Check: check, State: session.Warn, What: what, Fix: fix}
}

func failing(check, what, fix string) session.Finding {
	return session.Finding{Check: check, State: session.Fail, What: what, Fix: fix}
}

// examineSettings has a finding for each setting that is missing or wrong, and for each that is there for a test only.
func examineSettings(c config, faults []string) (found []session.Finding) {
	for _, fault := range faults {
		name, words, _ := strings.Cut(fault, ": ")
		what, fix, _ := strings.Cut(strings.ReplaceAll(words, "\n", " "), "; ")
		found = append(found, failing(name, what, "Mend "+name+": "+cmp.Or(fix, "cmd/coachline/README.md says what it takes")+"."))
	}
	if c.Rehearsal > 0 {
		found = append(found, warning("COACHLINE_REHEARSAL", fmt.Sprintf("every wait and reminder lasts %s, at any hour", c.Rehearsal),
			"Remove COACHLINE_REHEARSAL before real people are invited."))
	}
	if !c.Contact.IsZero() && !c.texts(c.Contact) {
		found = append(found, warning("COACHLINE_CONTACT_NUMBER", "the line may not reach it by text: it is no mobile, or of a country where nobody is invited",
			"Set the mobile number of a person, in one of COACHLINE_INVITE_COUNTRIES."))
	}
	if len(faults) == 0 {
		found = append([]session.Finding{pass("settings", "all are there and readable")}, found...)
	}
	return found
}
