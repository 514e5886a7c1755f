package main

import "fmt"

// migrateCommand renames the keys in Redis for an earlier version. serve renames them forward.
type migrateCommand struct {
	Back bool `required:"" help:"Give the keys the names that versions before the prefix coachline: know. Stop every replica first."`
}

// Run renames.
func (c migrateCommand) Run(w world) error {
	return w.withStore(func(_ config, kept kept) error {
		n, err := kept.store.RestoreNames(w.ctx, w.now())
		if err != nil {
			return err
		}
		fmt.Fprintf(w.out, "%d keys have the names of earlier versions. Start the earlier version now; this one renames them again when it starts.\n", n)
		return nil
	})
}
