package outline_test

import (
	"fmt"
	"html"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"coachline/scripts"
	"coachline/scripts/dialogue"
	"coachline/scripts/outline"
)

var may = time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)

// words are the words that people read on a page, in their order.
func words(t *testing.T, p *outline.Page) string {
	t.Helper()
	var b strings.Builder
	if err := p.Render(&b); err != nil {
		t.Fatal(err)
	}
	return plain(regexp.MustCompile(`(?s)<(style|svg)\b.*?</(style|svg)>`).ReplaceAllString(b.String(), ""))
}

// plain is what is left of a page without its tags and with single spaces.
func plain(page string) string {
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(page, ""))), " ")
}

// built returns the page of a built-in lesson.
func built(t *testing.T, lesson string) *outline.Page {
	t.Helper()
	catalog, err := scripts.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	s, ok := catalog.Current(lesson)
	if !ok {
		t.Fatalf("there is no lesson %s", lesson)
	}
	return outline.PageOf(scripts.Report{Script: s, Lesson: s.Lesson, Title: s.Title}, "", nil, may, "")
}

// TestPageHasEveryPrompt goes over all that the built-in lessons say.
func TestPageHasEveryPrompt(t *testing.T) {
	t.Parallel()
	catalog, err := scripts.BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range catalog.All() {
		t.Run(s.Lesson, func(t *testing.T) {
			t.Parallel()
			page, n := words(t, built(t, s.Lesson)), 0
			eachPrompt(reflect.ValueOf(*s), func(p dialogue.Prompt) {
				for _, line := range append(p.Phone, dialogue.Line{Text: p.Text}) {
					if n++; !strings.Contains(page, plain(html.EscapeString(line.Text))) {
						t.Errorf("the page does not say %q", line.Text)
					}
				}
			})
			if n < 200 {
				t.Errorf("%d texts and lines, want those of the steps and of the phrases", n)
			}
		})
	}
}

// eachPrompt calls f with every prompt within a value.
func eachPrompt(v reflect.Value, f func(dialogue.Prompt)) {
	if p, ok := v.Interface().(dialogue.Prompt); ok {
		f(p)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			eachPrompt(v.Field(i), f)
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachPrompt(v.Index(i), f)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			eachPrompt(v.MapIndex(key), f)
		}
	}
}

// notWords are the fields of a script that are no words, or that people need not read, and why.
var notWords = map[string]string{
	"Step.Kind":         "said in words, see TestEveryKindHasWords",
	"Step.Keep":         "said in words",
	"Script.Values":     "what the operator has set, and not part of the lesson",
	"Earlier.Kind":      "that of another lesson",
	"Earlier.Choices":   "those of another lesson; a condition names what it asks for",
	"Line.Audio":        "set when a prompt is spoken; the page names Prompt.Audio",
	"Prompt.Audio":      "see TestPageNamesRecordings",
	"Script.Recordings": "see TestPageNamesRecordings",
}

// TestPageHasEveryField fills every field of words in a script and finds it on the page. If it fails for a new field, show the
// field in scripts/outline.
func TestPageHasEveryField(t *testing.T) {
	t.Parallel()
	for _, kind := range dialogue.StepKinds {
		s := &dialogue.Script{Language: "en"}
		marks := map[string]string{}
		fill(reflect.ValueOf(s).Elem(), "Script", marks)
		for _, s := range []*dialogue.Script{s, s.Translations[0]} {
			s.Steps[0].Kind, s.Steps[0].Keep, s.Steps[0].Until = kind, dialogue.KeepPrivate, "in 3 days"
			for name, prompt := range s.PassingOn { // a phrase of the script goes before one of the line with its name
				s.PassingOn = map[string]dialogue.Prompt{"of the line, " + name: prompt}
			}
		}
		page := words(t, outline.PageOf(scripts.Report{Script: s, Lesson: s.Lesson, Title: s.Title}, "", nil, may, ""))
		for mark, field := range marks {
			onlyOf := field == "Step.At" && kind != dialogue.Wait || field == "Step.Until"
			if kind == dialogue.Offer && (mark == s.Steps[0].Replies["1"].Text || mark == s.Translations[0].Steps[0].Replies["1"].Text) {
				continue // see TestOfferAsksNothingByText
			}
			if !onlyOf && !strings.Contains(page, mark) {
				t.Errorf("a step of kind %s: the page does not show %s (%s)", kind, field, mark)
			}
		}
	}
}

// fill gives every text within a value a mark of its own, and each list and map one item. Translations have no translations.
func fill(v reflect.Value, field string, marks map[string]string) {
	switch v.Kind() {
	case reflect.String:
		mark := fmt.Sprintf("mark%dx", len(marks))
		marks[mark] = field
		v.SetString(mark)
	case reflect.Struct:
		for i := range v.NumField() {
			name := v.Type().Name() + "." + v.Type().Field(i).Name
			if notWords[name] == "" && (field != "Translations" || name != "Script.Translations") {
				fill(v.Field(i), name, marks)
			}
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0), field, marks)
	case reflect.Map:
		key, value := reflect.New(v.Type().Key()).Elem(), reflect.New(v.Type().Elem()).Elem()
		key.SetString("1")
		fill(value, field, marks)
		v.Set(reflect.MakeMap(v.Type()))
		v.SetMapIndex(key, value)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), "Translations", marks)
	case reflect.Bool:
		v.SetBool(true)
	}
}

// TestEveryKindHasWords finds a kind of step that the page calls by its key in the file.
func TestEveryKindHasWords(t *testing.T) {
	t.Parallel()
	for _, kind := range dialogue.StepKinds {
		s := &dialogue.Script{Steps: []dialogue.Step{{ID: "one", Kind: kind}}}
		if got := outline.Of(s, "", nil).Steps[0].Kind; got == string(kind) {
			t.Errorf("kind %s has no words", kind)
		}
	}
}

// TestEveryFillIsExplained finds a name in braces of the built-in lessons that the page does not explain.
func TestEveryFillIsExplained(t *testing.T) {
	t.Parallel()
	for _, lesson := range []string{"peer-coaching-1", "peer-coaching-2", "peer-coaching-3"} {
		for _, f := range built(t, lesson).Fills {
			if strings.HasPrefix(f.Means, "nothing") {
				t.Errorf("%s: {%s} is not explained", lesson, f.Name)
			}
		}
	}
}

// lesson is one in which all ways of going on are.
const lesson = `lesson: ways
title: Ways
language: en-NZ
voice: Polly.Aria-Neural
second-voice: Polly.Olivia-Neural
budget: {segments: 40, minutes: 9}
settings: [link]
steps:
  - id: energy
    about: the check-in
    ask: How are you? 1 calm, 2 busy, 3 tired
    phone: "How are you? [pause 2] [second voice] Press 1, 2 or 3."
    choices: {1: calm, 2: [busy, <today>], 3: tired}
    keep: forget
    jumps: {3: last}
  - id: rest
    when: {energy: [2, skipped]}
    needs: [number]
    say: Then rest. {link}
    goto: again
  - id: more
    say: More of it.
  - id: again
    ask: Once more? 1 yes, 2 no
    kind: yesno
    repeat: {from: more, times: 2}
  - id: monday
    wait: {until: monday, at: "09:30"}
  - id: last
    say: The last one. Ka kite!
    milestone: finished
`

// ofFile is the page of the lesson in a file.
func ofFile(t *testing.T, src string) *outline.Page {
	t.Helper()
	r, err := scripts.Inspect(fstest.MapFS{"ways.yaml": {Data: []byte(src)}}, "ways", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Errors != nil {
		t.Fatal(r.Errors)
	}
	return outline.PageOf(r, "", nil, may, "Aroha Ngata")
}

// TestPageSaysWhereItGoes has the ways of a lesson in words.
func TestPageSaysWhereItGoes(t *testing.T) {
	t.Parallel()
	page := words(t, ofFile(t, lesson))
	for _, want := range []string{
		"After “tired” it goes to step 6, last.",
		"Only if energy (step 1) was “busy” or skipped.",
		"Only for a learner who can be texted.",
		"Only if whoever runs the line has set link.",
		"Then it goes to step 4, again, also if this step is left out.",
		"After “yes” it goes back to step 3, more, 2 times at most.",
		"waits until the next Monday, at 09:30",
		"A manager sees: finished.",
		"The answer is kept, sealed, until the lesson ends, and deleted then.",
		"How are you? [2 s of silence] [second voice, Polly.Olivia-Neural] Press 1, 2 or 3.",
		"busy, <today>",
		"Prepared byAroha Ngata",
		"4 May 2026",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestPageSaysWhatIsSetAndSent has the values of the settings, and the segments of a text in which a name has a macron.
func TestPageSaysWhatIsSetAndSent(t *testing.T) {
	t.Parallel()
	src := strings.Replace(lesson, "say: More of it.", "say: More of it, {name}, so that this is a text of more than seventy characters.", 1)
	r, err := scripts.Inspect(fstest.MapFS{"ways.yaml": {Data: []byte(src)}}, "ways", "", map[string]string{"link": "https://example.nz/rest"})
	if err != nil {
		t.Fatal(err)
	}
	page := words(t, outline.PageOf(r, "", map[string]string{"link": "https://example.nz/rest"}, may, ""))
	for _, want := range []string{"link: https://example.nz/rest", "text, 1 segment, 2 with macrons"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if page := words(t, ofFile(t, lesson)); !strings.Contains(page, "link: not set") {
		t.Error("the page does not say that a setting is not set")
	}
}

// TestPageNamesRecordings has the name of a sound file as its author knows it.
func TestPageNamesRecordings(t *testing.T) {
	t.Parallel()
	s := &dialogue.Script{
		Steps:      []dialogue.Step{{ID: "one", Kind: dialogue.Say, Prompt: dialogue.Prompt{Text: "Hello.", Audio: "3f0a91.mp3"}}},
		Recordings: map[string]dialogue.Recording{"3f0a91.mp3": {File: "hello.mp3"}},
	}
	if page := words(t, outline.PageOf(scripts.Report{Script: s}, "", nil, may, "")); !strings.Contains(page, "recorded: hello.mp3") {
		t.Error("the page does not name the recording of a prompt")
	}
}

// TestPageLoadsNothing keeps the page whole on its own: it is sent by mail and opened years later.
func TestPageLoadsNothing(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := ofFile(t, lesson).Render(&b); err != nil {
		t.Fatal(err)
	}
	if found := regexp.MustCompile(`(?i)<(script|link|img|iframe)\b|url\([^#]|@import|https?://[^w]`).FindString(b.String()); found != "" {
		t.Errorf("the page has %q", found)
	}
	if version := ofFile(t, lesson).Parts[0].Script.Version; !strings.Contains(b.String(), `@bottom-left { content: "ways, version `+version) {
		t.Error("the foot of a printed page does not name the version")
	}
}
