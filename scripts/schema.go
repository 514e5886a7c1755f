package scripts

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"coachline/scripts/nlu"
)

// schemaFile ends the name of a file with a JSON Schema.
const schemaFile = ".schema.json"

// Schemas are the names of the kinds of files that have a JSON Schema, sorted.
func Schemas() (names []string) {
	for _, folder := range []fs.FS{Embedded(), nlu.Embedded()} {
		files, _ := fs.Glob(folder, "*"+schemaFile) // the pattern is well formed
		for _, file := range files {
			names = append(names, strings.TrimSuffix(file, schemaFile))
		}
	}
	slices.Sort(names)
	return names
}

// Schema is the JSON Schema of a kind of file, with which editors complete and check it. The error says which there are.
func Schema(of string) ([]byte, error) {
	for _, folder := range []fs.FS{Embedded(), nlu.Embedded()} {
		if src, err := fs.ReadFile(folder, of+schemaFile); err == nil && slices.Contains(Schemas(), of) {
			return src, nil
		}
	}
	return nil, fmt.Errorf("there is no schema of %q%s", of, suggest(of, Schemas()))
}
