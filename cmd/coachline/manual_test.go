package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestManual runs testdata/manual: the command line as a person has it.
func TestManual(t *testing.T) {
	t.Parallel()
	testscript.Run(t, testscript.Params{
		Dir: "testdata/manual",
		Setup: func(env *testscript.Env) error {
			env.Setenv(asProgram, "0s")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"coachline": coachline},
	})
}

// coachline runs the program. "exits N coachline ..." is written as: coachline N args; N is the exit code.
func coachline(ts *testscript.TestScript, _ bool, args []string) {
	want := args[0]
	err := ts.Exec(os.Args[0], args[1:]...)
	got := "0"
	if err != nil {
		got = err.Error()
	}
	if got != want && got != "exit status "+want {
		ts.Fatalf("ended with %s, want %s", got, want)
	}
}
