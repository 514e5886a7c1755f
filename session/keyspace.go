package session

import (
	"strconv"
	"strings"
)

// Shards is how many parts the learners are dealt into, and the cohorts. All keys of a shard lie in one slot of Redis Cluster,
// since Redis hashes only what stands in braces, so that one script can write any of them together.
const Shards = 64

// base64url is the alphabet of an ID: its first character is 6 bits of it, which are the shard.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func shardOf(id string) int { return strings.IndexByte(base64url, id[0]) }

// tags are the shards as keys begin with them, {s0}: to {s63}:.
var tags = func() (tags [Shards]string) {
	for i := range tags {
		tags[i] = "{s" + strconv.Itoa(i) + "}:"
	}
	return tags
}()

// Tag is how every key of what has this ID begins. IDs are base64url.
func Tag(id string) string { return tags[shardOf(id)] }

// wakeUps are the people by the time that they are next due.
var wakeUps = NewSchedule("wake")

// The names of everything in Redis; no other place spells one.

// personKey is a hash: the record of a learner.
func personKey(p Person) string { return Tag(p.id) + "person:" + p.id }

// turnKey is a string: the stored reply of a turn. It expires.
func turnKey(p Person, turn string) string { return Tag(p.id) + "turn:" + p.id + ":" + turn }

// lessonKey is a string: one version of a lesson, as JSON. It stays.
func lessonKey(lesson, version string) string { return "lesson:" + lesson + ":" + version }

// indexKey is a string: which index key the people here are found by. It stays.
const indexKey = "index"

// turnKeys are the KEYS of commit.lua.
type turnKeys struct{ person, turn, wake string }

func (k turnKeys) list() []string { return []string{k.person, k.turn, k.wake} }

func keysOf(p Person, turn string) turnKeys {
	return turnKeys{person: personKey(p), turn: turnKey(p, turn), wake: wakeUps.Key(p.id)}
}

// The fields of a person's hash.
const (
	fieldVersion = "version" // how many turns have been committed; compared before a commit
	fieldPlace   = "place"   // sealed
	fieldAnswers = "answers" // sealed with another key; absent while there are none
	fieldDrafts  = "drafts"  // the bodies of texts on their way, sealed like the answers; absent while there are none
)
