package session

import (
	"strconv"
	"strings"
)

// Shards is how many shards the learners and the cohorts are spread over. Redis hashes only the part of a key in braces, so
// all keys of a shard lie in one slot of Redis Cluster, and one script can write them together.
const Shards = 64

// base64url is the alphabet of an ID. The first character of an ID is its shard, in 6 bits.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

func shardOf(id string) int { return strings.IndexByte(base64url, id[0]) }

// tags are the beginnings of the shards' keys, {s0}: to {s63}:.
var tags = func() (tags [Shards]string) {
	for i := range tags {
		tags[i] = "{s" + strconv.Itoa(i) + "}:"
	}
	return tags
}()

// Tag returns the beginning of every key for this ID, which is base64url.
func Tag(id string) string { return tags[shardOf(id)] }

// wakeUps are the people by when they are next due.
var wakeUps = NewSchedule("wake")

// All names of keys and fields of this package are in this file.

// personKey is a hash: the record of a learner.
func personKey(p Person) string { return Tag(p.id) + "person:" + p.id }

// turnKey is a string: the stored reply of a turn. It expires.
func turnKey(p Person, turn string) string { return Tag(p.id) + "turn:" + p.id + ":" + turn }

// lessonKey is a string: one version of a lesson, as JSON. It stays.
func lessonKey(lesson, version string) string { return "lesson:" + lesson + ":" + version }

// indexKey is a string: the ID of the index key from which the people in this Redis are derived. It stays.
const indexKey = "index"

// turnKeys are the KEYS of commit.lua.
type turnKeys struct{ person, turn, wake string }

func (k turnKeys) list() []string { return []string{k.person, k.turn, k.wake} }

func keysOf(p Person, turn string) turnKeys {
	return turnKeys{person: personKey(p), turn: turnKey(p, turn), wake: wakeUps.Key(p.id)}
}

// The fields of a person's hash.
const (
	fieldVersion = "version" // how many changes were committed; compared before a commit
	fieldPlace   = "place"   // sealed
	fieldAnswers = "answers" // sealed with another key; absent if there are none
	fieldDrafts  = "drafts"  // the bodies of texts in the outbox, sealed like the answers; absent if there are none
)
