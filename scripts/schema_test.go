package scripts

import (
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"

	"coachline/scripts/dialogue"
	"coachline/scripts/format"
	"coachline/scripts/lint"
	"coachline/scripts/schematest"
)

// TestSchemasAreWhatTheParserReads keeps the schemas of authors' files as the structs, the patterns and the kinds have them.
func TestSchemasAreWhatTheParserReads(t *testing.T) {
	for file, from := range map[string]schematest.Source{
		"lessons/lesson.schema.json":  {Of: format.Lesson{}, Complete: completeLesson},
		"lessons/course.schema.json":  {Of: format.Course{}},
		"lessons/phrases.schema.json": {Of: format.Phrases{}, Complete: completePhrases},

		"lessons/translation.schema.json": {Of: format.Translation{}, Complete: completePhrases},
	} {
		from.Base, from.Folder, from.Forms = "coachline/scripts", "format", valueForms()
		schematest.Keep(t, file, from, *update)
	}
}

// valueForms are the forms of values as the parser checks them.
func valueForms() schematest.Forms {
	text := func() *jsonschema.Schema { return scalar(`\S`, "string", "number", "boolean") }
	pattern := func(p string) func() *jsonschema.Schema {
		return func() *jsonschema.Schema { return scalar(p, "string", "number") }
	}
	choice := func(names ...string) func() *jsonschema.Schema {
		return func() *jsonschema.Schema { return &jsonschema.Schema{Enum: anyOf(names)} }
	}
	hour := strings.Trim(clock.String(), "^$")
	const span = `[0-9]+(\.[0-9]+)?(-[0-9]+(\.[0-9]+)?)?`
	said := func() *jsonschema.Schema { return saidForm(text, true) }
	return schematest.Forms{
		reflect.TypeFor[format.Text]():       text,
		reflect.TypeFor[format.Title]():      pattern(`^[^{}\r\n]*\S[^{}\r\n]*$`),
		reflect.TypeFor[format.LessonName](): pattern(lessonName.String()),
		reflect.TypeFor[format.ID]():         pattern(stepName.String()),
		reflect.TypeFor[format.Language]():   pattern(language.String()),
		reflect.TypeFor[format.Voice]():      pattern(voice.String()),
		reflect.TypeFor[format.OwnVoice]():   pattern(ownVoice.String()),
		reflect.TypeFor[format.Hour]():       pattern(clock.String()),
		reflect.TypeFor[format.AnyHour]():    pattern("^(" + hour + `|\{[a-z][a-z0-9_]*\})$`),
		reflect.TypeFor[format.Until]():      pattern("^(next day|in 0*([1-9]|[1-5][0-9]|60) days?|" + strings.Join(dialogue.Weekdays[:], "|") + ")$"),
		reflect.TypeFor[format.After]():      pattern("^([1-9]|[1-5][0-9]|60) days?$"),
		reflect.TypeFor[format.Answer]():     pattern("^(" + span + "|" + strings.Join([]string{dialogue.ReplyOther, dialogue.ReplySkip, dialogue.ReplyNone, dialogue.ReplySeveral}, "|") + ")$"),
		reflect.TypeFor[format.Key]():        pattern("^[1-8]$"),
		reflect.TypeFor[format.Span]():       pattern("^" + span + "$"),
		reflect.TypeFor[format.FromZero]():   func() *jsonschema.Schema { return scalar(`^[0-9]+(\.[0-9]+)?$`, "number", "string") },
		reflect.TypeFor[format.Within]():     pattern("^([1-9]|[1-9][0-9]|[12][0-9][0-9]|3[0-5][0-9]|36[0-5]) days?$"),
		reflect.TypeFor[format.Kind]():       choice(kindsOfQuestion()...),
		reflect.TypeFor[format.KindKey]():    pattern("^(" + strings.Join(kindsOfQuestion(), "|") + ")$"),
		reflect.TypeFor[format.Amount]():     func() *jsonschema.Schema { return above0("number") },
		reflect.TypeFor[format.Count]():      func() *jsonschema.Schema { return above0("integer") },
		reflect.TypeFor[format.Flag]():       func() *jsonschema.Schema { return scalar("^(true|false)$", "boolean", "string") },
		reflect.TypeFor[format.Words](): func() *jsonschema.Schema {
			return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text(), {Type: "array", MinItems: count(1), Items: text()}}}
		},
		reflect.TypeFor[format.Said](): said,
		reflect.TypeFor[format.Reprompts](): func() *jsonschema.Schema {
			return &jsonschema.Schema{Type: "array", MinItems: count(2), MaxItems: count(2), Items: said()}
		},
		reflect.TypeFor[format.Choices](): func() *jsonschema.Schema {
			words := &jsonschema.Schema{OneOf: []*jsonschema.Schema{text(), {Type: "array", MinItems: count(1), Items: text()}}}
			return &jsonschema.Schema{
				Type: "object", MinProperties: count(2), AdditionalProperties: jsonschema.FalseSchema,
				PatternProperties: map[string]*jsonschema.Schema{"^[1-8]$": words},
			}
		},
		reflect.TypeFor[format.SomePhrases](): phrasesForm,
	}
}

// scalar is the form of a value that is read as a text, of whatever type YAML takes it for.
func scalar(pattern string, types ...string) *jsonschema.Schema {
	return &jsonschema.Schema{Pattern: pattern, Extras: map[string]any{"type": types}}
}

func above0(number string) *jsonschema.Schema {
	return &jsonschema.Schema{Pattern: "^[+.]?[0-9]", ExclusiveMinimum: "0", Maximum: "1000", Extras: map[string]any{"type": []string{number, "string"}}}
}

// saidForm is the form of a prompt: a text, or a mapping of what is said on each channel.
func saidForm(text func() *jsonschema.Schema, needsText bool) *jsonschema.Schema {
	both := jsonschema.NewProperties()
	for _, key := range format.Keys[format.Prompt]() {
		both.Set(key, text())
	}
	mapping := &jsonschema.Schema{Type: "object", Properties: both, AdditionalProperties: jsonschema.FalseSchema, MinProperties: count(1)}
	if needsText {
		mapping.Required = []string{"text"}
	}
	return &jsonschema.Schema{OneOf: []*jsonschema.Schema{text(), mapping}}
}

// phrasesForm has each phrase by its name. completePhrases has what it refers to.
func phrasesForm() *jsonschema.Schema {
	phrases := jsonschema.NewProperties()
	for _, name := range slices.Concat(dialogue.PhraseNames(), dialogue.OptionalPhrases()) {
		said := &jsonschema.Schema{Ref: "#/$defs/said"}
		if s := (passage{role: lint.Phrase, key: name}); s.mayLackText() {
			said.Ref = "#/$defs/spoken"
		}
		phrases.Set(name, said)
	}
	return &jsonschema.Schema{Type: "object", Properties: phrases, AdditionalProperties: jsonschema.FalseSchema}
}

func completePhrases(file *jsonschema.Schema) {
	text := valueForms()[reflect.TypeFor[format.Text]()]
	file.Definitions = jsonschema.Definitions{"said": saidForm(text, true), "spoken": saidForm(text, false)}
}

// completeLesson says which keys go with which kind of step.
func completeLesson(lesson *jsonschema.Schema) {
	completePhrases(lesson)
	steps, _ := lesson.Properties.Get("steps")
	for _, form := range forms {
		steps.Items.OneOf = append(steps.Items.OneOf, &jsonschema.Schema{Required: []string{form}})
	}
	ask := &jsonschema.Schema{Required: []string{"ask"}}
	either := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Required: []string{"kind"}}, {Required: []string{"choices"}}}}
	steps.Items.AllOf = append(steps.Items.AllOf, &jsonschema.Schema{If: ask, Then: either})
	for _, name := range dialogue.StepKinds {
		steps.Items.AllOf = append(steps.Items.AllOf, &jsonschema.Schema{If: isOfKind(name), Then: keysOfKind(name)})
	}
}

// isOfKind holds for steps of a kind.
func isOfKind(name dialogue.StepKind) *jsonschema.Schema {
	k := kinds[name]
	if k.form != "ask" {
		return &jsonschema.Schema{Required: []string{k.form}}
	}
	kind := jsonschema.NewProperties()
	kind.Set("kind", &jsonschema.Schema{Const: string(name)})
	is := &jsonschema.Schema{Required: []string{"ask"}, Properties: kind}
	if name != dialogue.Choice { // it is the kind of a question with choices that says none
		is.Required = append(is.Required, "kind")
	}
	return is
}

// keysOfKind refuses the keys that have no meaning in a kind of step, and needs those that it must have.
func keysOfKind(name dialogue.StepKind) *jsonschema.Schema {
	s := &jsonschema.Schema{Required: kinds[name].needs, Properties: jsonschema.NewProperties()}
	for _, key := range stepKeys {
		takers := kindsWhere(func(k kind) bool { return slices.Contains(k.keys, key) })
		if len(takers) > 0 && !slices.Contains(takers, string(name)) {
			s.Properties.Set(key, &jsonschema.Schema{Not: &jsonschema.Schema{}, Extras: map[string]any{
				"errorMessage": key + " has no meaning in a step of kind " + string(name) + "; it goes with " + strings.Join(takers, ", "),
			}})
		}
	}
	if name == dialogue.Hour {
		s.Extras = map[string]any{"dependencies": map[string][]string{"choices": {"hours"}, "hours": {"choices"}}}
	}
	return s
}

func count(n uint64) *uint64 { return &n }

func anyOf(names []string) (all []any) {
	for _, name := range names {
		all = append(all, name)
	}
	return all
}

// structural are the faults that a schema can know.
var structural = regexp.MustCompile(`unknown key|"[a-z-]+" is missing($|; expected|; write what is said by text)|unknown (kind|keep|milestone)|has no meaning in a step|a step that does nothing|a step has one of|` +
	`expected (a list|two|at least one|an? (whole )?number|[a-z0-9{]+: )|reprompts; expected two|is not (small letters|a language|a voice|a time of day)|a choice with the key`)

// TestSchemaRefusesWhatTheParserRefuses: an editor knows of each fault that does not depend on other places of a file.
func TestSchemaRefusesWhatTheParserRefuses(t *testing.T) {
	schema, phrases := schematest.Open(t, "lessons/lesson.schema.json"), shortPhrases(t)
	for _, tt := range faulty {
		src := edit(t, tt.parts...)
		_, err := Parse("good.yaml", []byte(src), phrases)
		refuses(t, schema, tt.name, src, err)
	}
	course := schematest.Open(t, "lessons/course.schema.json")
	for _, tt := range faultyCourses {
		files := inCourse(t, tt.parts...)
		_, faults := load(folder(files), "", "")
		refuses(t, course, tt.name, files["both.yaml"], faults)
	}
	common := schematest.Open(t, "lessons/phrases.schema.json")
	for _, src := range []string{
		"phrases: {resum: Here.}", "phrases: {help: {phone: Help.}}", "reprompt: []", "reprompts: {no-input: [One.]}", "phrases: [a]", "reprompts: {no-match: [One., {txt: Two.}]}",
		"reprompts: {kinds: {nubmer: {no-match: [One., Two.]}}}", "reprompts: {kinds: {number: {no-match: [One.]}}}",
	} {
		_, err := ParsePhrases("phrases.yaml", []byte(src))
		refuses(t, common, src, src, err)
	}
}

// refuses checks that a schema refuses a file with a structural fault.
func refuses(t *testing.T, schema schematest.Schema, name, src string, faults error) {
	t.Helper()
	told := messages(faults)
	if told == nil {
		t.Errorf("%s: the parser finds no fault", name)
	}
	for _, message := range told {
		if structural.MatchString(message) && !ofOtherPlaces(message) && !schema.Refuses(src) {
			t.Errorf("%s: the schema accepts it, although: %s", name, message)
			return
		}
	}
}

// TestSchemaAcceptsWhatTheParserAccepts: an editor marks no file that is good.
func TestSchemaAcceptsWhatTheParserAccepts(t *testing.T) {
	lesson, course, common := schematest.Open(t, "lessons/lesson.schema.json"), schematest.Open(t, "lessons/course.schema.json"), schematest.Open(t, "lessons/phrases.schema.json")
	names, _ := fs.Glob(Embedded(), "*.yaml")
	for _, name := range names {
		if name == pronunciationFile { // it is a list of words, which has no keys
			continue
		}
		src, err := fs.ReadFile(Embedded(), name)
		if err != nil {
			t.Fatal(err)
		}
		schema := lesson
		if root, _ := decode(name, src); isCourse(root) {
			schema = course
		} else if name == phrasesFile {
			schema = common
		}
		if err := schema.Check(src); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, src := range map[string]string{
		"as it is":           good,
		"a title in digits":  edit(t, "title: A good lesson", "title: 2026"),
		"words in digits":    edit(t, "say: Thank you {name}.", "say: 42"),
		"true in quotes":     edit(t, "    jumps: {2: partner}", "    open: \"true\""),
		"a number in quotes": edit(t, "segments: 30", "segments: \"30\""),
		"keys in quotes":     edit(t, "{1: calm, 2: [busy, rushed]}", "{\"1\": calm, \"2\": [busy, rushed]}"),
		"a condition":        edit(t, "    goto: thanks", "    goto: thanks\n    when: {energy: [1, \"2\"], partner: answered}"),
		"no needs":           edit(t, "    goto: thanks", "    goto: thanks\n    needs: []"),
		"phrases":            edit(t, "steps:\n", "phrases: {goodbye: {phone: Bye.}, care: {text: Call 1737.}}\nsteps:\n"),
		"an editor's line":   "# yaml-language-server: $schema=lesson.schema.json\n" + good,
	} {
		if _, err := Parse("good.yaml", []byte(src), shortPhrases(t)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := lesson.Check([]byte(src)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// ofOtherPlaces are faults in whose sentence a schema's words stand, but which another place of the file makes.
func ofOtherPlaces(message string) bool {
	return strings.Contains(message, "say it here") || strings.Contains(message, "write what to say") || strings.Contains(message, "the hour of choice")
}
