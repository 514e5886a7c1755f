package nlu

import (
	"flag"
	"io/fs"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"coachline/scripts/schematest"
)

var update = flag.Bool("update", false, "rewrite the schema as the structs are now")

const schemaFile = "lexicon/lexicon.schema.json"

// TestSchemaIsWhatTheCompilerReads keeps the schema of a lexicon's files as the structs have it.
func TestSchemaIsWhatTheCompilerReads(t *testing.T) {
	word := func() *jsonschema.Schema {
		return &jsonschema.Schema{Extras: map[string]any{"type": []string{"string", "number", "boolean"}}}
	}
	pattern := func(p string) func() *jsonschema.Schema {
		return func() *jsonschema.Schema { s := word(); s.Pattern = p; return s }
	}
	asked := "(not )?(lesson|" + strings.ReplaceAll(list(kinds), ", ", "|") + ")"
	schematest.Keep(t, schemaFile, schematest.Source{
		Of: FileFormat{}, Base: "coachline/scripts/nlu", Folder: ".",
		Forms: schematest.Forms{
			reflect.TypeFor[Word]():      word,
			reflect.TypeFor[Flag]():      func() *jsonschema.Schema { return &jsonschema.Schema{Enum: []any{true, false}} },
			reflect.TypeFor[Number]():    pattern("^[0-9]+$"),
			reflect.TypeFor[Intent]():    pattern("^(" + strings.ReplaceAll(list(order), ", ", "|") + ")$"),
			reflect.TypeFor[Topic]():     pattern("^(" + strings.ReplaceAll(list(topics), ", ", "|") + ")$"),
			reflect.TypeFor[Weekday]():   pattern("^(?:[Mm]on|[Tt]ues|[Ww]ednes|[Tt]hurs|[Ff]ri|[Ss]atur|[Ss]un)day$"),
			reflect.TypeFor[ClockRole](): pattern("^(" + strings.Join(clockRoles, "|") + ")$"),
			reflect.TypeFor[HintKind]():  pattern("^(any|" + string(MenuOfHelp) + "|" + strings.ReplaceAll(list(kinds), ", ", "|") + ")$"),
			reflect.TypeFor[Templates](): func() *jsonschema.Schema {
				return &jsonschema.Schema{OneOf: []*jsonschema.Schema{word(), {Type: "array", Items: word()}}}
			},
			reflect.TypeFor[AskedKinds](): func() *jsonschema.Schema {
				one := pattern("^" + asked + "$")
				return &jsonschema.Schema{OneOf: []*jsonschema.Schema{one(), {Type: "array", Items: one()}}}
			},
		},
		Complete: func(file *jsonschema.Schema) {
			rules, _ := file.Properties.Get("rules")
			for _, key := range slices.Sorted(maps.Keys(forms)) {
				rules.Items.AnyOf = append(rules.Items.AnyOf, &jsonschema.Schema{Required: []string{key}})
			}
		},
	}, *update)
}

func TestSchemaAcceptsTheLexicons(t *testing.T) {
	schema := schematest.Open(t, schemaFile)
	names, _ := fs.Glob(Embedded(), "*/*.yaml")
	for _, name := range names {
		src, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Check(src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestSchemaRefusesFaultyLexicons: an editor knows of each fault that does not depend on templates or other places.
func TestSchemaRefusesFaultyLexicons(t *testing.T) {
	schema := schematest.Open(t, schemaFile)
	for src, want := range faultyFiles {
		structural := slices.ContainsFunc([]string{
			"is no part of", "there is no intent", "nothing is asked", "a rule says which", "a rule has templates", "a clock does not know", "a place has", "a hint is a word",
			"expected true", "expected a list", "is no day",
		}, func(words string) bool { return strings.Contains(want, words) })
		if structural && !schema.Refuses(src) {
			t.Errorf("the schema accepts\n%s\nalthough: %s", src, want)
		}
	}
}
