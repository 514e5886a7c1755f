package session

import (
	"strconv"
	"time"
)

// The names of keys and fields of this package are in this file, but for keysOf, which puts together those of one person. Those
// of earlier versions are in earlier.go.

// Prefix begins every key of the line, in this package and in those below it. Redis may then be shared, and an ACL may limit
// the line to ~coachline:*. The slot of a key is that of the part in braces, as without the prefix.
const Prefix = "coachline:"

// Shards is how many shards the learners and the cohorts are spread over. Redis hashes only the part of a key in braces, so
// all keys of a shard lie in one slot of Redis Cluster, and one script can write them together.
const Shards = 64

// base64url is the alphabet of an ID. A character has 6 bits.
const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

// shardOf is the shard of an ID, by its first character.
var shardOf = func() (shards [1 << 8]int) {
	for shard := range base64url {
		shards[base64url[shard]] = shard
	}
	return shards
}()

// tags are the beginnings of the shards' keys, coachline:{s0}: to coachline:{s63}:.
var tags = func() (tags [Shards]string) {
	for i := range tags {
		tags[i] = Prefix + "{s" + strconv.Itoa(i) + "}:"
	}
	return tags
}()

// inShards returns the keys of this name in all shards.
func inShards(name string) (keys [Shards]string) {
	for shard := range keys {
		keys[shard] = tags[shard] + name
	}
	return keys
}

// Tag returns the beginning of every key for this ID, which is base64url.
func Tag(id string) string { return tags[shardOf[id[0]]] }

// wakeUps are the people by when they are next due, and those who are claimed by when they were due.
var wakeUps = &Schedule{keys: inShards("wake"), claimed: inShards("claimed")}

// outboxIndex has the sorted sets of the index, by state and shard. See index.go.
var outboxIndex = map[EntryState][Shards]string{
	EntryWaiting: inShards("outbox:waiting"), EntrySending: inShards("outbox:sending"),
	EntryFailed: inShards("outbox:failed"), EntryUnknown: inShards("outbox:unknown"),
}

// lessonKey is a string: one version of a lesson, as JSON. It stays.
func lessonKey(lesson, version string) string { return Prefix + "lesson:" + lesson + ":" + version }

// countsKeys begin the names of hashes, <lesson>:<version> follows: the counts of one version of a lesson, by CountField. They
// expire countsLife after the last one.
var countsKeys = inShards("counts:")

// countedKeys begin the names of hashes, <lesson> follows: the versions of a lesson of which the shard has counts, and since
// which day. They expire with the last of them.
var countedKeys = inShards("counted:")

// releasedKey is a hash: the counts of one version of a lesson that a report has shown last. It expires.
func releasedKey(lesson, version string) string {
	return Prefix + "released:" + lesson + ":" + version
}

// releasedCount is the field of releasedKey that counts its changes.
const releasedCount = "#"

// spendKey is a hash: the segments of a day, and what was said of them. It expires.
func spendKey(day string) string { return Prefix + "spend:" + day }

// indexKey is a string: the ID of the index key from which the people in this Redis are derived. It stays.
const indexKey = Prefix + "index"

// sweptKey is a string: the index of the outboxes was swept. It expires after a day.
const sweptKey = Prefix + "outbox:swept"

// indexedKey is a string: the index has also what was due before there was one. It stays.
const indexedKey = Prefix + "outbox:indexed"

// moveKey is a string: the person who was given a code, by the hash of the code. It expires.
func moveKey(hash string) string { return Tag(hash) + "move:" + hash }

// wrongCodesKey is a string: how many wrong codes came in an hour. It expires.
func wrongCodesKey(at time.Time) string {
	return Prefix + "move:wrong:" + strconv.FormatInt(at.Truncate(time.Hour).Unix(), 10)
}

// pulseKeys are hashes: when a process last served a shard, and the last doubt. See doubt.go.
var pulseKeys = inShards("pulse")

// probeKeys are the keys that probe.lua writes, in a slot of their own shard. Two of them expire, and the third is always empty.
func probeKeys(shard int) []string {
	return []string{tags[shard] + "probe", tags[shard] + "probe:turn", tags[shard] + "probe:wake"}
}

// The fields of a person's hash.
const (
	fieldVersion = "version" // how many changes were committed; compared before a commit
	fieldPlace   = "place"   // sealed
	fieldAnswers = "answers" // sealed with another key; absent if there are none
	fieldDrafts  = "drafts"  // the bodies of texts in the outbox, sealed like the answers; absent if there are none
)
