package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestOperatorsPageHasEverySetting finds each setting that config.go reads on the page for operators.
func TestOperatorsPageHasEverySetting(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("config.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`"((COACHLINE|TWILIO|REDIS)_[A-Z_]+)"`).FindAllSubmatch(source, -1)
	if len(names) == 0 {
		t.Fatal("config.go reads no setting")
	}
	for _, name := range names {
		if !strings.Contains(string(page), "`"+string(name[1])+"`") {
			t.Errorf("README.md does not say what %s is", name[1])
		}
	}
}

// TestOperatorsPageQuotesTheProgram finds each message that the page for operators quotes in the code.
func TestOperatorsPageQuotesTheProgram(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	var code strings.Builder
	for _, folder := range []string{".", "../../handlers", "../../session"} {
		err := filepath.WalkDir(folder, func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			code.Write(source)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	_, table, _ := strings.Cut(string(page), "| you see | do |")
	table, _, _ = strings.Cut(table, "\n\n")
	messages := regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(table, -1)
	if len(messages) < 5 {
		t.Fatalf("the page quotes %d messages", len(messages))
	}
	for _, message := range messages {
		if !strings.Contains(code.String(), message[1]) {
			t.Errorf("nothing in the code says %q", message[1])
		}
	}
}
