package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"coachline/session"
	"coachline/session/e164"
)

// exportCommand prints what is held of a learner.
type exportCommand struct {
	Number string `arg:"" help:"The learner's number; or the person that stands in a line of the log."`
}

// Run exports. Nothing held is a refusal.
func (c exportCommand) Run(w world) error {
	return w.withPerson(c.Number, func(store *session.Store, p session.Person) error {
		held, err := store.Export(w.ctx, p)
		if err != nil {
			return err
		}
		out := json.NewEncoder(w.out)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(held)
	})
}

// eraseCommand erases what is held of a learner.
type eraseCommand struct {
	Number string `arg:"" help:"The learner's number; or the person that stands in a line of the log."`
}

// Run erases. Nothing held is a refusal.
func (c eraseCommand) Run(w world) error {
	return w.withPerson(c.Number, func(store *session.Store, p session.Person) error {
		if err := store.Erase(w.ctx, p); err != nil {
			return err
		}
		fmt.Fprintln(w.out, "Erased. The line leaves this number alone until it texts START.")
		return nil
	})
}

// withPerson opens the store and finds the person that was named on the command line.
func (w world) withPerson(named string, do func(*session.Store, session.Person) error) error {
	return w.withStore(func(config config, kept kept) error {
		person, ok := session.ParsePerson(named)
		if !ok {
			number, err := e164.Parse(named, config.Region)
			if err != nil {
				return usageError{err}
			}
			person = kept.store.Person(number)
		}
		err := do(kept.store, person)
		if errors.Is(err, session.ErrNobody) {
			return fmt.Errorf("%w; is it written with its country code, and are REDIS_URL and COACHLINE_KEYS those of the line?", session.ErrNobody)
		}
		return err
	})
}
