package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"

	"coachline/scripts/folder"
)

// begin writes a new lesson from the template, and says what to do next.
func (c scriptCommand) begin(w world) error {
	dir := cmp.Or(c.Lessons, ".")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	lessons, err := folder.Open(dir)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	defer lessons.Close()
	file, err := lessons.New(c.New)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w.out, "Wrote %s. To change it and to hear it:\n\n  coachline try --lessons %s --lesson %s\n", filepath.Join(dir, file.Name), dir, c.New)
	return err
}
