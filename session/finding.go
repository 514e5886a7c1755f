package session

// A Finding is what one check of a line's set-up has seen.
type Finding struct {
	Check string       // what was looked at, in a word or two, such as "redis policy"; the same in each run
	State FindingState // whether it is as it should be
	What  string       // what was seen, as a sentence without a number, a name or a secret
	Fix   string       // what to do; empty if there is nothing to do
}

// A FindingState says whether something is as it should be.
type FindingState string

// The states of a Finding.
const (
	Pass FindingState = "pass" // as it should be
	Warn FindingState = "warn" // the line works, but not as well as it should; or it could not be seen
	Fail FindingState = "fail" // the line does not work, or loses something, until this is put right
)
