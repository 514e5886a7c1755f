package main

import (
	"bufio"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"coachline/handlers/manager"
	"coachline/handlers/manager/sheet"
	"coachline/session"
	"coachline/session/roster"
)

// inviteCommand invites people.
type inviteCommand struct {
	Course  string   `xor:"subject" help:"The course, by its name."`
	Lesson  string   `xor:"subject" help:"Or the lesson, by its name. Without either it is what the cohort has, or else COACHLINE_LESSON."`
	Cohort  string   `required:"" help:"A name for these people together; it is made where there is none."`
	As      string   `required:"" help:"The manager who invites, by name or number."`
	Again   bool     `help:"One more text after three days to those who have not begun."`
	Own     string   `name:"sentence" help:"A sentence of your own at the end of the first text: 60 characters at most."`
	CSV     string   `name:"csv" type:"existingfile" placeholder:"FILE" help:"A list of names and numbers: .csv, .xlsx or .vcf; - is what comes on standard input."`
	DryRun  bool     `help:"Only say what would become of each line: nothing is sent or stored."`
	JSON    bool     `name:"json" help:"Print a JSON array with an object for each line."`
	Numbers []string `arg:"" optional:"" name:"number[=name]" help:"A mobile number, and the name of who has it."`
}

// confirmed is what stands in the help of the command, and is stored as the consent.
const confirmed = "By command: by inviting them you confirm that they know of it and agree."

// errNotConfirmed is any answer to the question but yes.
var errNotConfirmed = errors.New("nobody is invited: the answer was not yes")

// Run invites, and says of each line what became of it. A line with a fault is refused, and the others are invited. It asks
// first where a person can answer.
func (c inviteCommand) Run(w world) error {
	if c.CSV == "" && len(c.Numbers) == 0 {
		return usageError{errors.New("name the numbers to invite, or a list with --csv FILE")}
	}
	own, err := manager.CheckSentence(c.Own)
	if err != nil {
		return usageError{fmt.Errorf("--sentence: %w", err)}
	}
	c.Own = own
	return w.withRoster(func(config config, r *roster.Roster) error {
		m, err := w.manager(config, r, c.As)
		if err != nil {
			return err
		}
		cohort, err := c.find(w, config, r, m)
		if err != nil {
			return err
		}
		lines, err := c.read(w, config)
		if err != nil {
			return err
		}
		previews, err := c.previews(w, r, cohort, lines)
		if err != nil {
			return err
		}
		if c.DryRun {
			return c.say(w, lines, previews)
		}
		usable := slices.DeleteFunc(slices.Clone(lines), func(l listed) bool { return l.Fault != nil })
		if w.terminal && len(usable) > 0 {
			if err := c.confirm(w, m, lines, usable); err != nil {
				return err
			}
		}
		if previews, err = c.invite(w, r, cohort, m, usable, previews); err != nil {
			return err
		}
		if err := c.say(w, lines, previews); err != nil {
			return err
		}
		switch refused := len(lines) - len(usable); {
		case refused > 0 && len(usable) == 0:
			return fmt.Errorf("%d of %d refused; nobody is invited", refused, refused)
		case refused > 0:
			return fmt.Errorf("%d of %d refused; the others are invited", refused, len(lines))
		}
		return nil
	})
}

// listed is a line, and the file that it is from, "" for the command line.
type listed struct {
	sheet.Line
	file string
}

// read reads the numbers of the command line and the list. A number comes once: the first line with it counts.
func (c inviteCommand) read(w world, config config) (lines []listed, err error) {
	add := func(file string, data []byte) error {
		list, err := sheet.Read(data, config.Region, config.InvitesTo...)
		if err != nil {
			return fmt.Errorf("read %s: %w", cmp.Or(file, "the numbers"), err)
		}
		for _, line := range list.Lines {
			lines = append(lines, listed{line, file})
		}
		return nil
	}
	if err := add("", []byte(strings.ReplaceAll(strings.Join(c.Numbers, "\n"), "=", "\t"))); err != nil || c.CSV == "" {
		return lines, err
	}
	data, err := c.list(w)
	if err != nil {
		return nil, fmt.Errorf("--csv: %w", err)
	}
	return lines, add(c.CSV, data)
}

// list is what stands in the file, or enough of it to see that it is too large.
func (c inviteCommand) list(w world) ([]byte, error) {
	in := w.in
	if c.CSV != "-" {
		file, err := os.Open(c.CSV)
		if err != nil {
			return nil, err
		}
		defer file.Close()
		in = file
	}
	return io.ReadAll(io.LimitReader(in, sheet.MaxBytes+1))
}

// find is the manager's cohort of this name, or one without an ID that is not made yet.
func (c inviteCommand) find(w world, config config, r *roster.Roster, m roster.Manager) (roster.Cohort, error) {
	subject, err := c.subject(config)
	if err != nil {
		return roster.Cohort{}, err
	}
	cohort, err := r.CohortNamed(w.ctx, m.Person, c.Cohort)
	switch has := cohort.Subject; {
	case errors.Is(err, roster.ErrNoCohort):
		return roster.Cohort{Name: c.Cohort, Subject: subject, Caller: m}, nil
	case err != nil:
		return roster.Cohort{}, fmt.Errorf("find cohort: %w", err)
	case c.Course == "" && c.Lesson == "", has.Course == subject.Course && (has.Course != "" || has.Lessons[0] == c.Lesson):
		return cohort, nil
	case has.Course != "":
		return roster.Cohort{}, fmt.Errorf("this cohort has the course %q; name another cohort for %q", has.Course, cmp.Or(c.Course, c.Lesson))
	default:
		return roster.Cohort{}, fmt.Errorf("this cohort has the lesson %q; name another cohort for %q", has.Lessons[0], cmp.Or(c.Course, c.Lesson))
	}
}

// subject is the course or the lesson that was named, or COACHLINE_LESSON.
func (c inviteCommand) subject(config config) (session.Subject, error) {
	if c.Course == "" {
		lesson := cmp.Or(c.Lesson, config.Lesson)
		if _, ok := config.Catalog.Current(lesson); !ok {
			return session.Subject{}, usageError{fmt.Errorf("--lesson: there is no lesson %q; there are: %s", lesson, list(lessonNames(config.Catalog)))}
		}
		return session.OneLesson(lesson), nil
	}
	course, ok := config.Catalog.Course(c.Course)
	if !ok {
		return session.Subject{}, usageError{fmt.Errorf("--course: there is no course %q; there are: %s", c.Course, list(courseNames(config.Catalog)))}
	}
	return session.Subject{Course: course.Name, Lessons: course.Lessons}, nil
}

func lessonNames(c catalog) (names []string) {
	for _, script := range c.All() {
		names = append(names, script.Lesson)
	}
	return names
}

func courseNames(c catalog) (names []string) {
	for _, course := range c.Courses() {
		names = append(names, course.Name)
	}
	return names
}

// list is names in a sentence.
func list(names []string) string { return cmp.Or(strings.Join(names, ", "), "none") }

// previews are what inviting the usable lines would do.
func (inviteCommand) previews(w world, r *roster.Roster, cohort roster.Cohort, lines []listed) (previews []roster.Preview, err error) {
	var people []session.Person
	for _, line := range lines {
		if line.Fault == nil {
			people = append(people, r.Person(line.Number))
		}
	}
	if cohort.ID == "" {
		previews, err = r.PreviewNew(w.ctx, cohort.Caller.Person, cohort.Subject, people)
	} else {
		previews, err = r.Preview(w.ctx, cohort.Caller.Person, cohort.ID, people)
	}
	if err != nil {
		return nil, fmt.Errorf("look at who is there: %w", err)
	}
	for i, p := range people {
		if slices.Contains(people[:i], p) {
			previews[i] = roster.InCohort
		}
	}
	return previews, nil
}

// confirm asks a person whether these are the right people.
func (c inviteCommand) confirm(w world, m roster.Manager, lines, usable []listed) error {
	fmt.Fprintf(w.errs, "%s would invite %d with the cohort %q", m.Name, len(usable), c.Cohort)
	if refused := len(lines) - len(usable); refused > 0 {
		fmt.Fprintf(w.errs, "; %d left out", refused)
	}
	fmt.Fprint(w.errs, ". --dry-run shows each line.\nDo they know that they will be texted, and agree? Type yes to invite them: ")
	answer, err := bufio.NewReader(w.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read the answer: %w", err)
	}
	if !strings.EqualFold(strings.TrimSpace(answer), "yes") {
		return errNotConfirmed
	}
	return nil
}

// invite invites, with a cohort that it makes where there is none, and returns what it did.
func (c inviteCommand) invite(w world, r *roster.Roster, cohort roster.Cohort, m roster.Manager, usable []listed, previews []roster.Preview) ([]roster.Preview, error) {
	cohort, err := r.NewCohort(w.ctx, m.Person, cohort.Name, cohort.Subject, w.now())
	if err != nil && !errors.Is(err, roster.ErrNameTaken) {
		return nil, fmt.Errorf("make cohort: %w", err)
	}
	invites := make([]roster.Invitee, len(usable))
	for i, line := range usable {
		invites[i] = roster.Invitee{Number: line.Number, Name: line.Name, First: line.First}
	}
	now := w.now()
	outcomes, err := r.Invite(w.ctx, m.Person, cohort.ID, invites, roster.Batch{
		ID: rand.Text(), Again: c.Again, Sentence: c.Own, Consent: roster.Consent{By: m.Name, At: now, Words: confirmed},
	}, now)
	if err != nil {
		return nil, fmt.Errorf("invite: %w", err)
	}
	for i, outcome := range outcomes {
		if outcome == roster.Already {
			previews[i] = roster.InCohort
		}
	}
	return previews, nil
}

// sayPreview are what inviting somebody does.
var sayPreview = map[roster.Preview]string{
	roster.WillText:      "invited",
	roster.InCohort:      "invited already; nothing more is sent",
	roster.OptedOut:      "in the list; wants no texts",
	roster.Unreachable:   "in the list; texts have not reached this number, and none is sent",
	roster.InvitedBefore: "in the list; was invited to this before, or has begun it, and no other invitation is sent",
}

// say prints what becomes of each line. previews has one entry for each usable line.
func (c inviteCommand) say(w world, lines []listed, previews []roster.Preview) error {
	if c.JSON {
		read := make([]sheet.Line, len(lines))
		for i := range lines {
			read[i] = lines[i].Line
		}
		out := json.NewEncoder(w.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(manager.Outcomes(read, previews))
	}
	for _, line := range lines {
		if line.Fault != nil {
			where := line.Raw
			if line.file != "" {
				where = fmt.Sprintf("%s:%d", line.file, line.N)
			}
			fmt.Fprintf(w.errs, "%s: %s\n", where, line.Fault.Sentence())
			continue
		}
		fmt.Fprintf(w.out, "%s: %s\n", line.Number.E164(), sayPreview[previews[0]])
		previews = previews[1:]
		if c.DryRun {
			c.sayName(w, line)
		}
	}
	return nil
}

// sayName says how a line is understood, below its number.
func (inviteCommand) sayName(w world, line listed) {
	if line.Name != "" {
		fmt.Fprintf(w.out, "  %s, greeted as %s\n", line.Name, line.First)
	}
	for _, note := range line.Notes {
		fmt.Fprintf(w.out, "  %s\n", note.Sentence())
	}
}
