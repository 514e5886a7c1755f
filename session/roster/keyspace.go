package roster

import (
	"crypto/rand"
	"encoding/base64"
	"regexp"

	"coachline/session"
)

// The names of everything of the roster in Redis; no other place spells one. What one script touches has one tag.

const (
	// managersKey is a hash: the managers by person, sealed.
	managersKey = "{roster}:managers"
	// movesKey is a sorted set: "owner.cohort" of each cohort in which something is pending, by the time in milliseconds at which
	// a mover may take it. Cohorts have a line here only for as long as that is, so one set for all is small.
	movesKey = "{roster}:moves"
)

// cohortsKey is a hash: the cohorts of a manager by ID, sealed; and fieldVersion, which counts them.
func cohortsKey(owner session.Person) string { return "{m:" + owner.String() + "}:cohorts" }

// replyKey is a string: what a text of a manager was answered, sealed. It expires.
func replyKey(manager session.Person, id string) string {
	return "{m:" + manager.String() + "}:reply:" + id
}

// peopleKey is a hash: the invites of a cohort by person, sealed; or erased, or withdrawn.
func peopleKey(cohort string) string { return "{c:" + cohort + "}:people" }

// pendingKey is a sorted set: the people of a cohort whose invite is still to be taken to their record, by a count.
func pendingKey(cohort string) string { return "{c:" + cohort + "}:pending" }

// batchesKey is a hash: what was confirmed and wished for many invites at once, by the batch's ID, sealed.
func batchesKey(cohort string) string { return "{c:" + cohort + "}:batches" }

// seqKey is a string: the count.
func seqKey(cohort string) string { return "{c:" + cohort + "}:seq" }

const fieldVersion = "version"

// erased stands in place of an invite of somebody who was erased: that there was one, and nothing of whose.
const erased = "erased"

// withdrawn stands in place of an invite that was removed while a mover, which knew nothing of that, took it to its record.
const withdrawn = "withdrawn"

// newID is a cohort's ID: 128 random bits.
func newID() string {
	var id [16]byte
	_, _ = rand.Read(id[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(id[:])
}

var idForm = regexp.MustCompile(`^[A-Za-z0-9_-]{22}$`)

// What a value is sealed as: it opens nowhere else.
func asManager(p session.Person) string { return "manager:" + p.String() }

func asCohort(owner session.Person, id string) string { return "cohort:" + owner.String() + ":" + id }

func asInvite(cohort string, p session.Person) string { return "invite:" + cohort + ":" + p.String() }
func asBatch(cohort, batch string) string             { return "batch:" + cohort + ":" + batch }
