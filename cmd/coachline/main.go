// Command coachline is the line: `coachline serve` answers Twilio, `coachline chat` is the same line in a terminal,
// `coachline check` proves a lesson.
//
// This package is the wiring. Each command is a file, every setting is in config.go, and run is the whole program with
// its surroundings as arguments, so that a test can be its environment.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // an image without a zone database knows the learners' zones too

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"coachline/session"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	world := world{ctx: ctx, env: os.Environ(), in: os.Stdin, out: os.Stdout, errs: os.Stderr, terminal: term.IsTerminal(int(os.Stdin.Fd())), now: time.Now}
	code := run(world, os.Args[1:])
	stop()
	os.Exit(code)
}

// world is everything that a command may touch.
type world struct {
	ctx      context.Context // ends when the program is asked to stop
	env      []string        // the settings, as NAME=value
	in       io.Reader
	out      io.Writer
	errs     io.Writer
	terminal bool // a person types into in

	now      func() time.Time  // the clock
	retryFor time.Duration     // how long serve waits for Redis in a turn; 0 is the store's own
	lease    time.Duration     // how long a worker may take to send something; 0 is the store's own
	certain  time.Duration     // how long after an attempt its absence at Twilio is certain; 0 is the store's own
	reach    *http.Transport   // how doctor reaches the public URL; nil is the network
	serving  func(addr string) // is told the address that serve listens on; nil tells nobody
}

// The exit codes of every command.
const (
	exitDone    = 0
	exitRefused = 1 // it could not be done; errs has said why
	exitUsage   = 2 // the command line or the settings are wrong
)

// commands is the command line.
type commands struct {
	Try      tryCommand      `cmd:"" help:"Try the line on this machine: phones in a browser, no account, nothing leaves the computer."`
	Serve    serveCommand    `cmd:"" help:"Answer Twilio. Settings are read from the environment; see cmd/coachline/README.md."`
	Doctor   doctorCommand   `cmd:"" help:"Say of everything that the line stands on whether it is as it should be, and what to do. It changes nothing."`
	Number   numberCommand   `cmd:"" help:"Show where Twilio asks about the numbers of the account, or have it ask this line."`
	Chat     chatCommand     `cmd:"" help:"Have the conversation here, in the terminal: by text, or as a call with --phone."`
	Check    checkCommand    `cmd:"" help:"Prove lessons: that they end, that everything is reachable, and what they cost."`
	Script   scriptCommand   `cmd:"" help:"Print the whole lesson, to read and to sign: every word by text and by phone, as a page."`
	Schema   schemaCommand   `cmd:"" help:"Print the JSON Schema of the files that authors write, with which editors complete and check them."`
	Invite   inviteCommand   `cmd:"" help:"Invite people to a lesson: each gets one text, within the texting hours. By that you confirm that they know of it and agree."`
	Progress progressCommand `cmd:"" help:"Say how far the people of a cohort are. Never what anybody said."`
	Report   reportCommand   `cmd:"" help:"Say where the learners of a lesson stop, step by step. It knows no person, and hides groups under five."`
	Consent  consentCommand  `cmd:"" help:"Say who confirmed of each invited person that they agreed, when, and in which words. With numbers in full: for you, and nobody else."`
	Manager  managerCommand  `cmd:"" help:"Add, list and remove the people who may invite others."`
	Outbox   outboxCommand   `cmd:"" help:"List the texts and calls that are not sent, and settle those that need an operator."`
	Export   exportCommand   `cmd:"" help:"Print, as JSON, all that is held of a learner. It is theirs to see, and nobody else's."`
	Erase    eraseCommand    `cmd:"" help:"Erase all that is held of a learner. The line then leaves them alone until they text START."`
	Health   healthCommand   `cmd:"" name:"healthcheck" help:"Ask the line on this machine whether it serves; exit code 0 is yes. For images and units."`
	Migrate  migrateCommand  `cmd:"" help:"Give the keys in Redis the names that earlier versions know, before a way back to one."`
	Version  versionCommand  `cmd:"" help:"Say which version this is."`
}

// usageError is a fault of the command line or the settings rather than of the world.
type usageError struct{ error }

// exited is how kong's wish to exit, after --help, leaves the parser.
type exited int

// run is the program. It returns the exit code.
func run(w world, args []string) (code int) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case exited:
			code = int(p)
		default:
			panic(p)
		}
	}()
	var c commands
	parser, err := kong.New(&c, kong.Name("coachline"), kong.Writers(w.out, w.errs), kong.Exit(func(n int) { panic(exited(n)) }),
		kong.Description("A voice and SMS coaching line."), kong.Bind(w))
	if err != nil {
		panic(err) // the struct above is wrong
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(withKeys(args))
	if err != nil {
		fmt.Fprintf(w.errs, "coachline: %v\nSee coachline --help.\n", err)
		return exitUsage
	}
	return w.finish(parsed.Run())
}

// withKeys puts a learner's key that begins with - behind --, so that it is not taken for a flag.
func withKeys(args []string) []string {
	i := slices.IndexFunc(args, func(arg string) bool {
		_, key := session.ParsePerson(arg)
		return key && arg[0] == '-' && arg[1] != '-'
	})
	if i < 0 || slices.Contains(args[:i], "--") {
		return args
	}
	flags, rest := slices.Clone(args[:i]), []string{"--", args[i]}
	for _, arg := range args[i+1:] {
		if strings.HasPrefix(arg, "--") {
			flags = append(flags, arg)
		} else {
			rest = append(rest, arg)
		}
	}
	return append(flags, rest...)
}

// finish says why a command failed, and turns the error into the exit code.
func (w world) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if !errors.As(err, new(loggedError)) {
		fmt.Fprintf(w.errs, "coachline: %v\n", err)
	}
	if errors.Is(err, session.ErrUnavailable) && !errors.As(err, new(loggedError)) {
		fault := session.FaultOf(err)
		fmt.Fprintf(w.errs, "%s. %s\n", fault.What, fault.Fix)
	}
	if errors.As(err, new(usageError)) {
		return exitUsage
	}
	return exitRefused
}
