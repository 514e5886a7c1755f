// Package schematest makes the JSON Schemas of authors' files from the structs that name their keys, and checks files with them. It
// is for tests only: the schemas are committed, so that neither library is in the program.
package schematest

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/invopop/jsonschema"
)

// Source is what a schema is made of.
type Source struct {
	Of       any                        // a value of the struct of the whole file
	Base     string                     // the import path of the folder above Folder
	Folder   string                     // where the struct is declared; the comments of its fields become descriptions
	Forms    Forms                      // of the types of its fields
	Complete func(s *jsonschema.Schema) // adds what the struct does not say; nil adds nothing
}

// Forms are the schemas of types whose values have a form of their own. A key of a mapping has the pattern of its type.
type Forms map[reflect.Type]func() *jsonschema.Schema

// Keep compares the schema in a file with the one that its source makes. With update it writes the file. The schema is of draft 7,
// which the YAML support of editors reads best; github.com/redhat-developer/yaml-language-server.
func Keep(t *testing.T, file string, from Source, update bool) {
	t.Helper()
	r := &jsonschema.Reflector{DoNotReference: true, Anonymous: true}
	r.Mapper = func(of reflect.Type) *jsonschema.Schema {
		if form := from.Forms[of]; form != nil {
			return form()
		}
		if of.Kind() == reflect.Map {
			return mapping(r, of, from.Forms)
		}
		return nil
	}
	if err := r.AddGoComments(from.Base, from.Folder); err != nil {
		t.Fatal(err)
	}
	schema := r.Reflect(from.Of)
	schema.Version = "http://json-schema.org/draft-07/schema#"
	if from.Complete != nil {
		from.Complete(schema)
	}
	var made bytes.Buffer
	encoder := json.NewEncoder(&made)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(schema); err != nil {
		t.Fatal(err)
	}
	if update {
		if err := os.WriteFile(file, made.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(kept), made.String()); diff != "" {
		t.Errorf("%s is not what the structs say; -update writes it anew: %s", file, diff)
	}
}

// mapping is the schema of a mapping with one entry or more.
func mapping(r *jsonschema.Reflector, of reflect.Type, forms Forms) *jsonschema.Schema {
	one := uint64(1)
	s := &jsonschema.Schema{Type: "object", MinProperties: &one}
	value := r.ReflectFromType(of.Elem())
	value.Version = ""
	if form := forms[of.Key()]; form != nil {
		s.PatternProperties = map[string]*jsonschema.Schema{form().Pattern: value}
		s.AdditionalProperties = jsonschema.FalseSchema
	} else {
		s.AdditionalProperties = value
	}
	return s
}
