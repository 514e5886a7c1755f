package dialogue

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// TestStepKindsAreTheConstants: StepKinds lists each constant of its type in the source once, so that the tests over StepKinds miss none.
func TestStepKindsAreTheConstants(t *testing.T) {
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	unresolved := types.Config{IgnoreFuncBodies: true, Error: func(error) {}} // what it imports matters to no constant
	source, _ := unresolved.Check("dialogue", fset, files, nil)
	of := source.Scope().Lookup("StepKind").Type()
	var constants []StepKind
	for _, name := range source.Scope().Names() {
		if c, ok := source.Scope().Lookup(name).(*types.Const); ok && types.Identical(c.Type(), of) {
			constants = append(constants, StepKind(constant.StringVal(c.Val())))
		}
	}
	slices.Sort(constants)
	if got := slices.Sorted(slices.Values(StepKinds)); !slices.Equal(got, constants) {
		t.Errorf("StepKinds has %q; the constants are %q", got, constants)
	}
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, constants) {
		t.Errorf("kinds has the rows %q; the constants are %q", got, constants)
	}
}

// TestEveryRowIsComplete: each row of the engine's table says what an utterance may answer, and has all its functions.
func TestEveryRowIsComplete(t *testing.T) {
	for name, row := range kinds {
		if row.asked == "" {
			t.Errorf("kind %q: asked is empty", name)
		}
		for i, v := 0, reflect.ValueOf(row); i < v.NumField(); i++ {
			if v.Field(i).Kind() == reflect.Func && v.Field(i).IsNil() {
				t.Errorf("kind %q: %s is nil", name, v.Type().Field(i).Name)
			}
		}
	}
}

// TestEachFieldOfAPlaceHasItsNumber: no two fields of a stored place have the same number. Both would be lost without an error.
func TestEachFieldOfAPlaceHasItsNumber(t *testing.T) {
	taken := map[string]string{}
	var walk func(of reflect.Type)
	walk = func(of reflect.Type) {
		for i := range of.NumField() {
			field := of.Field(i)
			number, _, _ := strings.Cut(field.Tag.Get("cbor"), ",")
			switch {
			case field.Anonymous:
				walk(field.Type)
			case number == "", taken[number] != "":
				t.Errorf("%s has number %q, and so has %q", field.Name, number, taken[number])
			default:
				taken[number] = field.Name
			}
		}
	}
	walk(reflect.TypeFor[Place]())
	if len(taken) < 30 {
		t.Errorf("it looks at %d fields only", len(taken))
	}
}
