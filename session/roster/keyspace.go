package roster

import (
	"crypto/rand"
	"encoding/base64"
	"regexp"

	"coachline/session"
)

// The names of everything of the roster in Redis; no other place spells one, but earlier.go. What one script writes has one tag.

// managersKey is a hash: the managers by person, sealed.
const managersKey = session.Prefix + "{roster}:managers"

// removedKey is a hash: the managers who were removed by ID, sealed as when they were one.
const removedKey = session.Prefix + "{roster}:removed"

// idsKey is a hash: the ID of a person who is no manager, if it is not that of their number. A manager whose number has changed
// keeps the ID, so whoever has the number next has another.
const idsKey = session.Prefix + "{roster}:ids"

// cohortsKey is a hash: the IDs of the cohorts that a manager may see; and fieldVersion, which counts them. It is an index: what a
// cohort is, and who may see it, stands in its own slot.
func cohortsKey(managerID string) string { return session.Prefix + "{m:" + managerID + "}:cohorts" }

// listed is the value of a cohort in cohortsKey.
const listed = "1"

// replyKey is a string: what a text of a manager was answered, sealed. It expires.
func replyKey(manager session.Person, id string) string {
	return session.Prefix + "{m:" + manager.String() + "}:reply:" + id
}

// columnsKey is a string: what a manager chose for the columns of their lists, sealed. It expires.
func columnsKey(managerID string) string { return session.Prefix + "{m:" + managerID + "}:columns" }

// dueCohorts says when a worker has something to do for a cohort. A cohort stands there for as long as something is pending.
var dueCohorts = session.NewSchedule("cohorts")

// keywordsKey is a hash: which cohort has a keyword, by the word's keyed hash. It is an index: whether the word is on, and how many
// may join by it, stands in the cohort's own slot.
const keywordsKey = session.Prefix + "{roster}:keywords"

// cohortKeys are the keys of a cohort. They have the tag of their shard, as has the schedule.
type cohortKeys struct {
	about       string // a string: what the cohort is and who may see it, sealed
	log         string // a list: what was done, sealed, the last entry first
	invitations string // a hash: the invitations by person, sealed; or erased, or withdrawn
	pending     string // a sorted set: the people whose invitation their record does not know yet, by a count
	count       string // a string: the count, which is never removed
	takenBack   string // a set: the people whose invitation was withdrawn or cancelled, while their record may not know it
	batches     string // a hash: what was confirmed and wished for many invitations at once, by the batch's ID, sealed
	keyword     string // a string: the word by which people join by themselves, sealed
	joined      string // a hash: who has joined by it, by the turn
	due         string // a sorted set: the cohorts of this shard in which something is pending, by when a worker may take it
}

func keysOf(cohort string) cohortKeys {
	prefix := session.Tag(cohort) + "cohort:" + cohort + ":"
	return cohortKeys{
		about: prefix + "about", log: prefix + "log", invitations: prefix + "invitations", pending: prefix + "pending", count: prefix + "count",
		takenBack: prefix + "takenback", batches: prefix + "batches", keyword: prefix + "keyword", joined: prefix + "joined",
		due: dueCohorts.Key(cohort),
	}
}

const fieldVersion = "version"

// erased stands in place of the invitation of somebody who was erased. It says that there was one, and not whose.
const erased = "erased"

// withdrawn stands in place of an invitation that was removed while a worker took it to its record.
const withdrawn = "withdrawn"

// newID is a cohort's ID: 128 random bits.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(id[:])
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

// What a value is sealed as: it opens nowhere else.
func asColumns(managerID string) string { return "columns:" + managerID }

func asManager(p session.Person) string { return "manager:" + p.String() }

func asRemoved(managerID string) string { return "removed:" + managerID }

func asCohort(id string) string { return "cohort:" + id }

func asLogEntry(cohort string) string { return "log:" + cohort }

func asInvitation(cohort string, p session.Person) string {
	return "invite:" + cohort + ":" + p.String()
}

func asKeyword(cohort string) string { return "keyword:" + cohort }

func asBatch(cohort, batch string) string { return "batch:" + cohort + ":" + batch }
