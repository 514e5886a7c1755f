package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

// outboxCommand shows the texts and calls of all learners that are not sent, and settles those that need an operator.
type outboxCommand struct {
	List    outboxListCommand    `cmd:"" help:"List texts and calls that wait, are being sent, failed, or may or may not have been sent, oldest first. Never their words."`
	Resolve outboxResolveCommand `cmd:"" help:"Say what became of one that is unknown or failed, or send it once more, or drop it."`
}

// outboxListCommand lists entries.
type outboxListCommand struct {
	State string `enum:"all,waiting,sending,failed,unknown" default:"all" help:"Only those in this state: ${enum}."`
	JSON  bool   `name:"json" help:"Print an array of {key, entry, state, since, age_seconds, kind, code, what, fix, number, words_kept}."`
}

// openEntry is a line of outbox list --json. Its form is a promise; see README.md.
type openEntry struct {
	Key    string             `json:"key"`
	Entry  int                `json:"entry"`
	State  session.EntryState `json:"state"`
	Since  time.Time          `json:"since"`
	Age    int64              `json:"age_seconds"` // 0 if it is not to go before a time to come
	Kind   string             `json:"kind"`        // text, call or invitation
	Code   int                `json:"code"`        // Twilio's; 0 for none
	What   string             `json:"what"`
	Fix    string             `json:"fix"`
	Number string             `json:"number"`     // masked
	Words  bool               `json:"words_kept"` // it can be sent again
}

// Run lists.
func (c outboxListCommand) Run(w world) error {
	states := session.OpenStates
	if c.State != "all" {
		states = []session.EntryState{session.EntryState(c.State)}
	}
	return w.withStore(func(_ config, kept kept) error {
		list := outboxList{out: w.out, json: c.JSON, counts: map[session.EntryState]int{}}
		for e, err := range kept.store.OpenEntries(w.ctx, states) {
			if err == nil {
				err = list.add(openEntryOf(e, w.now()))
			}
			if err != nil {
				return err
			}
		}
		return list.end()
	})
}

// openEntryOf is what is shown of an entry at this time.
func openEntryOf(e session.OpenEntry, now time.Time) openEntry {
	shown := openEntry{
		Key: e.Person.String(), Entry: e.ID, State: e.State, Since: e.Since.UTC(), Age: max(0, int64(now.Sub(e.Since)/time.Second)),
		Kind: string(e.Kind), Code: e.Code, Number: e.Number.Masked(), Words: e.KeepsWords(),
	}
	if e.Invite {
		shown.Kind = "invitation"
	}
	shown.What, shown.Fix = explain(e, now)
	return shown
}

// explain says why an entry is in the list, and what to do.
func explain(e session.OpenEntry, now time.Time) (what, fix string) {
	told, cure := twilio.Explain(e.Code)
	settle := "Look for it in Twilio's log, then settle it: --sent, --again or --drop."
	switch {
	case e.Kind == "":
		return "its record cannot be opened", "Look whether COACHLINE_KEYS has all keys of the line."
	case e.State == session.EntryUnknown:
		return "nobody can tell whether it was sent", settle
	case e.State == session.EntrySending && now.Sub(e.Tried) < time.Minute:
		return "it is being sent", ""
	case e.State == session.EntrySending:
		return "Twilio gave no clear answer; it is looked for", "Wait some hours, or look for it in Twilio's log and settle it."
	case e.State == session.EntryWaiting && !e.Held.IsZero() && e.Due.After(now):
		return "COACHLINE_TEXTS_PER_DAY was spent; it goes out " + e.Due.UTC().Format("2006-01-02 15:04 MST") + " or soon after", ""
	case told != "" && e.State == session.EntryFailed && twilio.ReasonOf(e.Code) == session.ReasonTemporary:
		return told, "It is not tried again. The manager can text once more, or you: coachline outbox resolve, with --again."
	case told != "" && e.State == session.EntryWaiting && e.Due.After(now):
		return told, cure + " It is tried again at " + e.Due.UTC().Format("15:04 MST") + "; outbox resolve --again tries it at once."
	case told != "":
		return told, cure
	case e.State == session.EntryWaiting && e.Since.After(now):
		return "it waits for the texting hours", ""
	case e.State == session.EntryWaiting && e.Tried.IsZero():
		return "it is next, or waits for one before it", "If many are late, look at coachline serve and its log."
	case e.State == session.EntryWaiting:
		return "it was not sent, or not accepted, and is tried again", "The log of coachline serve says why: not ready, or what Twilio refuses."
	case e.Status != "":
		return "Twilio says " + e.Status, ""
	case e.Kind == session.EntryCall:
		return "the call was not placed in time", ""
	}
	return "it was not sent in time, or not accepted", ""
}

// outboxList prints entries one at a time, so that a long list takes no memory.
type outboxList struct {
	out    io.Writer
	json   bool
	counts map[session.EntryState]int
	n      int
}

func (l *outboxList) add(e openEntry) error {
	l.counts[e.State]++
	l.n++
	if !l.json {
		return l.row(e)
	}
	var object strings.Builder
	encode := json.NewEncoder(&object)
	encode.SetEscapeHTML(false)
	if err := encode.Encode(e); err != nil {
		return fmt.Errorf("print entry: %w", err)
	}
	before := ",\n  "
	if l.n == 1 {
		before = "[\n  "
	}
	_, err := fmt.Fprint(l.out, before, strings.TrimSpace(object.String()))
	return err
}

const outboxRow = "%-22s  %5s  %-7s  %-7s  %-10s  %-5s  %-9s  %s\n"

func (l *outboxList) row(e openEntry) error {
	if l.n == 1 {
		if _, err := fmt.Fprintf(l.out, outboxRow, "KEY", "ENTRY", "AGE", "STATE", "KIND", "CODE", "NUMBER", "WHY, AND WHAT TO DO"); err != nil {
			return err
		}
	}
	code, why := "", e.What
	if e.Code != 0 {
		code = strconv.Itoa(e.Code)
	}
	if e.Fix != "" {
		why += ". " + e.Fix
	}
	_, err := fmt.Fprintf(l.out, outboxRow, e.Key, strconv.Itoa(e.Entry), roughly(time.Duration(e.Age)*time.Second), e.State, e.Kind, code, e.Number, why)
	return err
}

func (l *outboxList) end() error {
	switch {
	case l.json && l.n == 0:
		_, err := fmt.Fprintln(l.out, "[]")
		return err
	case l.json:
		_, err := fmt.Fprintln(l.out, "\n]")
		return err
	case l.n == 0:
		_, err := fmt.Fprintln(l.out, "There are none.")
		return err
	}
	_, err := fmt.Fprintf(l.out, "%d: %d waiting, %d sending, %d failed, %d unknown\n", l.n, l.counts[session.EntryWaiting],
		l.counts[session.EntrySending], l.counts[session.EntryFailed], l.counts[session.EntryUnknown])
	return err
}

// roughly is a duration in its two largest units at most: 45s, 12m, 3h20m, 2d4h.
func roughly(d time.Duration) string {
	hours, minutes := int(d.Hours()), int(d.Minutes())
	switch {
	case minutes == 0:
		return fmt.Sprintf("%ds", int(d.Seconds()))
	case hours == 0:
		return fmt.Sprintf("%dm", minutes)
	case hours < 24:
		return fmt.Sprintf("%dh%dm", hours, minutes%60)
	}
	return fmt.Sprintf("%dd%dh", hours/24, hours%24)
}

// outboxResolveCommand settles an entry.
type outboxResolveCommand struct {
	Key   string `arg:"" help:"Whose it is: the KEY of outbox list, the person of a log line, or the learner's number."`
	Entry int    `arg:"" help:"The ENTRY of outbox list."`
	Sent  bool   `xor:"how" required:"" help:"It was sent: Twilio's log shows it, or the learner has it."`
	Again bool   `xor:"how" required:"" help:"It was not: send it once more, within the texting hours."`
	Drop  bool   `xor:"how" required:"" help:"Leave it. The lesson goes on without it."`
}

// Run settles.
func (c outboxResolveCommand) Run(w world) error {
	how := map[bool]session.Resolution{c.Sent: session.ResolveSent, c.Again: session.ResolveAgain, c.Drop: session.ResolveDrop}[true]
	return w.withPerson(c.Key, func(store *session.Store, p session.Person) error {
		left, from, err := store.Resolve(w.ctx, p, c.Entry, how, w.now())
		switch {
		case errors.Is(err, session.ErrResolved):
			return fmt.Errorf("%w; another operator or the line itself may have been first: see coachline outbox list", err)
		case err != nil:
			return err
		}
		said := map[session.Resolution]string{
			session.ResolveSent: "Noted as sent.", session.ResolveDrop: "Dropped. It is not sent, or not again; the lesson goes on by its reminders.",
			session.ResolveAgain: "It waits to be sent: from " + from.Format("15:04 on Monday 2 January MST") + ".",
		}[how]
		_, err = fmt.Fprintf(w.out, "Entry %d, %s: %s\n", left.ID, left.Kind, said)
		return err
	})
}
