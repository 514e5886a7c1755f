package main

import (
	"os"
	"slices"
	"strings"
	"testing"
)

// TestSenders takes what Twilio can give as a sender, in ranges too that no library knows yet.
func TestSenders(t *testing.T) {
	t.Parallel()
	for from, ok := range map[string]bool{
		"+15551234567": true, "+6498890000": true, "09 889 0000": true, "2345": true, "banana": false, "0212": false, "+64...": false,
	} {
		env := settings("redis://127.0.0.1:6379")
		env[slices.IndexFunc(env, func(s string) bool { return strings.HasPrefix(s, "TWILIO_FROM=") })] = "TWILIO_FROM=" + from
		if _, err := readConfig(env); (err == nil) != ok {
			t.Errorf("%s: %v", from, err)
		} else if err != nil && !strings.Contains(err.Error(), "TWILIO_FROM: ") {
			t.Errorf("%s is not named: %v", from, err)
		}
	}
}

// TestEnvExample reads the example as docker --env-file does. Every required setting is in it, each name is a setting, and
// the program refuses to start until its placeholders are filled in.
func TestEnvExample(t *testing.T) {
	t.Parallel()
	example, err := os.ReadFile("deploy/coachline.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var env []string
	for line := range strings.Lines(string(example)) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if strings.ContainsAny(line, `"' `) {
			t.Errorf("%s: docker keeps quotation marks, and a shell breaks at a space", line)
		}
		env = append(env, line)
	}
	_, err = readConfig(env)
	if err == nil {
		t.Fatal("the placeholders are taken for settings")
	}
	for line := range strings.Lines(err.Error()) {
		if strings.Contains(line, "is missing; ") || strings.Contains(line, "is not a setting") {
			t.Error(strings.TrimSpace(line))
		}
	}
	filledIn := settings("redis://127.0.0.1:6379")
	for i, line := range env {
		name, value, _ := strings.Cut(line, "=")
		if value == "fill-in" {
			env[i] = filledIn[slices.IndexFunc(filledIn, func(s string) bool { return strings.HasPrefix(s, name+"=") })]
		}
	}
	if _, err := readConfig(env); err != nil {
		t.Errorf("filled in: %v", err)
	}
}
