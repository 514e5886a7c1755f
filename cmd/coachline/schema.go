package main

import (
	"coachline/scripts"
)

// schemaCommand prints the JSON Schema of a kind of file, with which editors complete and check it.
type schemaCommand struct {
	Of string `arg:"" optional:"" default:"lesson" help:"The kind of file: lesson, translation, course, phrases or lexicon."`
}

// Run prints the schema.
func (c schemaCommand) Run(w world) error {
	src, err := scripts.Schema(c.Of)
	if err != nil {
		return usageError{err}
	}
	_, err = w.out.Write(src)
	return err
}
