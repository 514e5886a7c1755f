package session

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"strconv"
	"strings"
	"sync"

	"github.com/redis/go-redis/v9"

	"coachline/session/e164"
)

// Person identifies a learner in keys, URLs and logs. It is 22 characters that are always the same for a number, and reveal
// nothing about it without the index key. The zero Person is nobody. A Person is comparable and can be a map key.
type Person struct{ id string }

// hashSize is how many bytes of the HMAC a Person has. With 128 bits no two numbers have the same.
const hashSize = 16

// String returns the 22 characters, which are base64url.
func (p Person) String() string { return p.id }

// ParsePerson reads what Person.String writes.
func ParsePerson(s string) (Person, bool) {
	const size = 22 // hashSize bytes in base64url
	if len(s) != size {
		return Person{}, false
	}
	if strings.ContainsFunc(s, func(r rune) bool { return !strings.ContainsRune(base64url, r) }) {
		return Person{}, false
	}
	return Person{s}, true
}

// MarshalText returns String, for logs in JSON.
func (p Person) MarshalText() ([]byte, error) { return []byte(p.id), nil }

// IsZero reports whether p is nobody.
func (p Person) IsZero() bool { return p.id == "" }

// Person returns the person with this number, or nobody for the zero Number. It does not use Redis.
func (s *Store) Person(n e164.Number) Person {
	number := n.E164()
	if number == "" {
		return Person{}
	}
	return s.keyring.person(number)
}

// Caller returns the person for a call whose number is withheld. Each such call is a person of its own.
func (s *Store) Caller(callSID string) Person { return s.keyring.person("call:" + callSID) }

// person hashes a number, which begins with +, a call, which begins with "call:", or a word of the roster, with "roster:".
func (k *Keyring) person(name string) Person {
	h := k.hashers.Get().(*hasher)
	defer k.hashers.Put(h)
	h.mac.Reset()
	h.buf = append(h.buf[:0], name...)
	h.mac.Write(h.buf)
	h.buf = h.mac.Sum(h.buf[:0])
	return Person{base64.RawURLEncoding.EncodeToString(h.buf[:hashSize])}
}

// hasher is a reusable HMAC. Keying a new one costs as much as the hashing.
type hasher struct {
	mac hash.Hash
	buf []byte
}

func newHashers(index []byte) *sync.Pool {
	return &sync.Pool{New: func() any { return &hasher{mac: hmac.New(sha256.New, index)} }}
}

// ErrOtherKeys is wrapped by errors about a Redis that was filled with another index key than the last of COACHLINE_KEYS.
// With the wrong key every learner would be unknown, and those who opted out would be texted.
var ErrOtherKeys = errors.New("this Redis was filled with other keys: the last of COACHLINE_KEYS must stay the one it was")

// recordIndexKey stores the ID of the index key if Redis has none, and checks it against the stored one.
func (s *Store) recordIndexKey(ctx context.Context) error {
	if s.ownKeys.Load() {
		return nil
	}
	if err := s.redis.SetNX(ctx, indexKey, s.keyring.indexID, 0).Err(); err != nil {
		return &redisError{"write index", err}
	}
	stored, err := s.redis.Get(ctx, indexKey).Result()
	if err != nil {
		return &redisError{"read index", err}
	}
	if stored != s.keyring.indexID {
		return ErrOtherKeys
	}
	s.ownKeys.Store(true)
	return nil
}

// checkIndexKey checks the ID of the index key against the stored one. It returns ErrNobody if Redis has none.
func (s *Store) checkIndexKey(ctx context.Context) error {
	stored, err := s.redis.Get(ctx, indexKey).Result()
	switch {
	case errors.Is(err, redis.Nil):
		return ErrNobody
	case err != nil:
		return &redisError{"read index", err}
	case stored != s.keyring.indexID:
		return ErrOtherKeys
	}
	return nil
}

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

// inShards returns the keys of this name in all shards.
func inShards(name string) (keys [Shards]string) {
	for shard := range keys {
		keys[shard] = tags[shard] + name
	}
	return keys
}

// Tag returns the beginning of every key for this ID, which is base64url.
func Tag(id string) string { return tags[shardOf(id)] }

// wakeUps are the people by when they are next due, and those who are claimed by when they were due.
var wakeUps = &Schedule{keys: inShards("wake"), claimed: inShards("claimed")}

// outboxIndex has the sorted sets of the index, by state and shard. See index.go.
var outboxIndex = map[EntryState][Shards]string{
	EntryWaiting: inShards("outbox:waiting"), EntrySending: inShards("outbox:sending"),
	EntryFailed: inShards("outbox:failed"), EntryUnknown: inShards("outbox:unknown"),
}

// All names of keys and fields of this package are in this file.

// lessonKey is a string: one version of a lesson, as JSON. It stays.
func lessonKey(lesson, version string) string { return "lesson:" + lesson + ":" + version }

// indexKey is a string: the ID of the index key from which the people in this Redis are derived. It stays.
const indexKey = "index"

// sweptKey is a string: the index of the outboxes was swept. It expires after a day.
const sweptKey = "outbox:swept"

// indexedKey is a string: the index has also what was due before there was one. It stays.
const indexedKey = "outbox:indexed"

// personKeys are the keys that commit.lua writes, all in one slot.
type personKeys struct {
	person string // a hash: the record of a learner
	turn   string // the stored reply of a turn. It expires
	wake   string // the wake-ups of the shard
}

func keysOf(p Person, turn string) personKeys {
	shard := shardOf(p.id)
	return personKeys{
		person: tags[shard] + "person:" + p.id, turn: tags[shard] + "turn:" + p.id + ":" + turn, wake: wakeUps.keys[shard],
	}
}

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
