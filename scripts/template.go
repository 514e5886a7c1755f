package scripts

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lessons/template/lesson.yaml
var template string

// NewLesson is a small whole lesson of this name, to begin with: it has notes that teach, and passes check.
func NewLesson(name string) (string, error) {
	if !lessonName.MatchString(name) {
		return "", fmt.Errorf("a lesson cannot be called %q; expected small letters, digits and hyphens, such as my-lesson", name)
	}
	title := strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "-", " ")
	return strings.NewReplacer("lesson: my-lesson\n", "lesson: "+name+"\n", "title: My lesson\n", fmt.Sprintf("title: %q\n", title)).Replace(template), nil
}
