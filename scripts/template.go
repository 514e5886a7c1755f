package scripts

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"coachline/scripts/format"
	"coachline/scripts/nlu"
)

//go:embed lessons/template/lesson.yaml
var template string

// LessonSchema is the name of the file that editors read to check a lesson as it is typed.
const LessonSchema = "lesson.schema.json"

// NewLesson is a small whole lesson of this name, to begin with: it has notes that teach, and passes check. It names the schema only if
// that lies beside it.
func NewLesson(name string, hasSchema bool) (string, error) {
	if !lessonName.MatchString(name) {
		return "", fmt.Errorf("a lesson cannot be called %q; expected small letters, digits and hyphens, such as my-lesson", name)
	}
	text := template
	if !hasSchema {
		text = strings.Replace(text, "# yaml-language-server: $schema="+LessonSchema+"\n", "", 1)
	}
	title := strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")
	return strings.NewReplacer("lesson: my-lesson\n", "lesson: "+name+"\n", "title: My lesson\n", fmt.Sprintf("title: %q\n", title)).Replace(text), nil
}

// NewTranslation is a file for a lesson in another language, to begin with: a place for each of its words, under what the lesson, whose
// text is src, says there. hasPhrases reports that the folder has the phrases of the language.
func NewTranslation(lesson, src, into string, hasPhrases bool) (string, error) {
	if !language.MatchString(into) {
		return "", fmt.Errorf("%q is no tag of a language; write such as mi, sm or zh-Hans", into)
	}
	root, faults := decode(lesson+".yaml", []byte(src))
	if len(faults) > 0 || root.kind != aMapping {
		return "", fmt.Errorf("%s.yaml has a fault; put it right first", lesson)
	}
	of := &fields{of: root}
	own, names := "", []string(nil)
	if v := of.get("language"); v != nil {
		own = v.text
		names = nlu.For(own).NamesOf(into)
	}
	if strings.EqualFold(into, own) || strings.HasPrefix(own, into+"-") {
		return "", fmt.Errorf("%s is in %s already; choose another language", lesson, own)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "# %s in another language. Above each place stand the words of the lesson; write yours after the colon or the dash.\n", lesson)
	fmt.Fprintf(&b, "# Where you write nothing, the line says those of the lesson. Words with a colon, and those with { first, go in quotes.\n")
	fmt.Fprintf(&b, "lesson: %s\nlanguage: %s\n", lesson, into)
	if len(names) == 0 {
		names = []string{into}
		fmt.Fprintf(&b, "called: %q # what learners call the language, and text to change to it\n", into)
	}
	if v := of.get("title"); v != nil {
		gapAt(&b, "title", v, "")
	}
	if !hasPhrases {
		word := strings.ToUpper(names[0])
		fmt.Fprintf(&b, "\nphrases: # how to choose the language; say it in the language\n  language: {text: \"%s: {language_key}.\", phone: \"%s, {language_key}.\"}\n", word, names[0])
		fmt.Fprintf(&b, "  language_word: {text: \"%s.\", phone: \"%s.\"}\n", word, names[0])
	}
	b.WriteString("\nsteps:\n")
	if steps := of.get("steps"); steps != nil {
		for _, step := range steps.items {
			gapsOf(&b, step)
		}
	}
	return b.String(), nil
}

// gapsOf writes gaps for the words of a step.
func gapsOf(b *strings.Builder, step *value) {
	id := (&fields{of: step}).get("id")
	begun := false
	for _, pair := range step.pairs {
		if id == nil || !slices.Contains(format.Keys[format.StepWords](), pair.key.text) {
			continue
		}
		if !begun {
			fmt.Fprintf(b, "  %s:\n", id.text)
			begun = true
		}
		gapAt(b, pair.key.text, pair.value, "    ")
	}
}

// gapAt writes a key with nothing after it, under the words that the lesson has there.
func gapAt(b *strings.Builder, key string, v *value, indent string) {
	note := func(words string) {
		for line := range strings.Lines(words) {
			fmt.Fprintf(b, "%s# %s\n", indent, strings.TrimSpace(line))
		}
	}
	switch {
	case v.kind == aMapping:
		fmt.Fprintf(b, "%s%s:\n", indent, key)
		for _, pair := range v.pairs {
			gapAt(b, pair.key.text, pair.value, indent+"  ")
		}
	case key == "no-input" || key == "no-match":
		fmt.Fprintf(b, "%s%s:\n", indent, key)
		for _, item := range v.items {
			note(item.plain())
			fmt.Fprintf(b, "%s  -\n", indent)
		}
	default:
		note(v.plain())
		fmt.Fprintf(b, "%s%s:\n", indent, key)
	}
}

// plain is all texts of a value in a line.
func (v *value) plain() string {
	var words []string
	for _, item := range v.items {
		words = append(words, item.plain())
	}
	for _, pair := range v.pairs {
		words = append(words, pair.key.text+": "+pair.value.plain())
	}
	if v.kind == aText {
		return v.text
	}
	return strings.Join(words, ", ")
}

// withoutGaps takes out the keys of a translation that have no words yet.
func withoutGaps(v *value) {
	empty := func(v *value) bool {
		return v.kind == nothing && v.comment == "" || v.kind != aText && v.kind != nothing && !v.flow && len(v.items)+len(v.pairs) == 0
	}
	for _, pair := range v.pairs {
		withoutGaps(pair.value)
	}
	for _, item := range v.items {
		withoutGaps(item)
	}
	v.pairs = slices.DeleteFunc(v.pairs, func(p pair) bool { return empty(p.value) })
	v.items = slices.DeleteFunc(v.items, empty)
}
