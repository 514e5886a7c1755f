package scripts_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"coachline/scripts"
)

// TestInspectReportsTranslations finds what keeps a lesson from being served in another language.
func TestInspectReportsTranslations(t *testing.T) {
	t.Parallel()
	r, err := scripts.Inspect(fstest.MapFS{"one.yaml": {Data: []byte(oneLesson)}, "one.mi.yaml": {Data: []byte("steps: {helo: {say: Kia ora.}}")}}, "one", "", nil)
	if err != nil || !strings.Contains(r.Errors.Error(), `no step "helo"`) {
		t.Errorf("found %v, %v; want the step that the lesson has not", r.Errors, err)
	}
}

// TestInspectWarnsOfTranslations finds what a translation lacks.
func TestInspectWarnsOfTranslations(t *testing.T) {
	t.Parallel()
	mi := "phrases: {language: {text: 'Maori: {language_key}.', phone: 'Maori, pehia te {language_key}.'}}"
	r, err := scripts.Inspect(fstest.MapFS{"one.yaml": {Data: []byte(oneLesson)}, "one.mi.yaml": {Data: []byte(mi)}}, "one", "", nil)
	if err != nil || r.Errors != nil || len(r.Script.Translations) != 1 || !strings.Contains(r.Warnings.Error(), `"hello" has no words in mi`) {
		t.Errorf("found %v, %v, %v; want the step that has no words", r.Errors, r.Warnings, err)
	}
}

// oneLesson is the smallest one.
const oneLesson = "lesson: one\ntitle: One\nlanguage: en-NZ\nvoice: Polly.Aria-Neural\nbudget: {segments: 4, minutes: 1}\n" +
	"steps:\n  - id: hello\n    say: Hello.\n    milestone: finished\n"

// TestInspectReportsPhrases finds what is wrong with the phrases that a lesson says, although they are in another file.
func TestInspectReportsPhrases(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ phrases, errors, warnings string }{
		{"phrases: {aside: Good.}", "", ""},
		{"phrases: {aside: Good – thank you.}", "", "outside GSM-7"},
		{"phrases: {aside: Reply YES to go on.}", "asks for YES", ""},
	} {
		r, err := scripts.Inspect(fstest.MapFS{"one.yaml": {Data: []byte(oneLesson)}, "phrases.yaml": {Data: []byte(tt.phrases)}}, "one", "", nil)
		if err != nil || r.Script == nil {
			t.Fatalf("%s: no report: %v", tt.phrases, err)
		}
		for _, found := range []struct {
			got  scripts.Faults
			want string
		}{{r.Errors, tt.errors}, {r.Warnings, tt.warnings}} {
			if !strings.Contains(found.got.Error(), found.want) || (found.want == "") != (len(found.got) == 0) {
				t.Errorf("%s: found %q, want %q", tt.phrases, found.got.Error(), found.want)
			}
		}
	}
}
