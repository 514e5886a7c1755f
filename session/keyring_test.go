package session

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/fxamacker/cbor/v2"
	"pgregory.net/rapid"
)

// master is a key of 32 bytes, all the same.
func master(b byte) []byte { return []byte(strings.Repeat(string(rune(b)), keySize)) }

func TestParseKeys(t *testing.T) {
	// These bytes have + and / in base64, so the alphabets differ.
	wild := []byte(strings.Repeat("\xfb\xff", 16))
	std, url := base64.StdEncoding.EncodeToString(wild), base64.RawURLEncoding.EncodeToString(wild)
	a, b := base64.StdEncoding.EncodeToString(master('a')), base64.StdEncoding.EncodeToString(master('b'))
	for _, tt := range []struct{ in, want string }{
		{a, "keyring of 1"},
		{strings.TrimRight(a, "="), "keyring of 1"},
		{url, "keyring of 1"},
		{" " + a + " ,\n" + b + "\n", "keyring of 2"},
		{std + "," + a, "keyring of 2"},
		{"", "there is no key; make one with: openssl rand -base64 32"},
		{" ", "there is no key; make one with: openssl rand -base64 32"},
		{a + ",", "key 2 of 2: 0 bytes, want 32"},
		{a + "," + b[:40] + "," + std, "key 2 of 3: 30 bytes, want 32"},
		{"passw*rd", "key 1 of 1: not base64"},
		{a + "," + b + "," + strings.TrimRight(a, "="), "keyring of 2"}, // the step before b,a
		{a + "," + a + "," + b, "key 2 of 3: the same as key 1"},
		{std + "," + url, "key 2 of 2: the same as key 1"},
	} {
		ring, err := ParseKeys(tt.in)
		if got := fmt.Sprint(ring); err == nil && got != tt.want {
			t.Errorf("%q makes a %s, want %q", tt.in, got, tt.want)
		}
		if err != nil && err.Error() != tt.want {
			t.Errorf("%q: %v, want %q", tt.in, err, tt.want)
		}
	}
}

func TestAKeyringDoesNotPrintKeys(t *testing.T) {
	ring := ringOf(t, 'a', 'b')
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, ring); got != "keyring of 2" {
			t.Errorf("%s prints %s", verb, got)
		}
	}
}

func ringOf(t testing.TB, masters ...byte) *Keyring {
	t.Helper()
	var keys [][]byte
	for _, m := range masters {
		keys = append(keys, master(m))
	}
	ring, err := newKeyring(keys)
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

// A Person must never change, since a learner's data are found by it.
func TestPersonNeverChanges(t *testing.T) {
	for name, want := range map[string]string{
		"+64215550123": "vGUaQWAiuIPZWTiokDlCYQ",
		"call:CA1":     "QZh4t1bDW1ITaGvssAsKig",
	} {
		if got := ringOf(t, 'b', 'a').person(name).String(); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
}

// People are spread evenly over all shards.
func TestShardsAreUsedEvenly(t *testing.T) {
	ring := ringOf(t, 'a')
	people := make([]int, Shards)
	const each = 200
	for i := range Shards * each {
		people[shardOf[ring.person(fmt.Sprint("+64", 210000000+i)).id[0]]]++
	}
	for shard, n := range people {
		if n < each/2 || n > each*2 {
			t.Errorf("shard %d has %d people, want about %d", shard, n, each)
		}
	}
}

// A sealed value opens only for what it was sealed for.
func TestSealedValueOpensOnlyForItsPurpose(t *testing.T) {
	ring := ringOf(t, 'a', 'b')
	purposes := rapid.SampledFrom([]purpose{forPlace, forAnswers, forReply})
	people := rapid.Custom(func(t *rapid.T) Person { return ring.person(rapid.StringN(1, 2, -1).Draw(t, "name")) })
	turns := rapid.StringN(0, 3, -1)
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.SliceOf(rapid.Byte()).Draw(t, "plain")
		why, p, turn := purposes.Draw(t, "purpose"), people.Draw(t, "person"), turns.Draw(t, "turn")
		sealed := must(ring.answers.seal(plain, why, p, turn))
		if len(sealed) != len(must(cbor.Marshal(plain)))+sealedOverhead {
			t.Fatalf("%d bytes are sealed as %d", len(plain), len(sealed))
		}
		why2, p2, turn2 := purposes.Draw(t, "purpose 2"), people.Draw(t, "person 2"), turns.Draw(t, "turn 2")
		var got []byte
		old, err := ring.answers.open(string(sealed), &got, why2, p2, turn2)
		if same := why == why2 && p == p2 && turn == turn2; same != (err == nil) {
			t.Fatalf("opened: %v", err)
		}
		if err == nil && (string(got) != string(plain) || old) {
			t.Fatalf("sealed %q, opened %q (old %v)", plain, got, old)
		}
		if _, err := ring.place.open(string(sealed), &got, why, p, turn); err == nil {
			t.Fatal("the place's key opens answers")
		}
	})
}

func TestNoTwoSealingsAreAlike(t *testing.T) {
	ring := ringOf(t, 'a')
	seal := func() string { return string(must(ring.place.seal("x", forPlace, Person{}, ""))) }
	if once, twice := seal(), seal(); once == twice {
		t.Error("the same nonce was used twice")
	}
}

// The errors tell apart the causes that an operator can correct.
func TestOpenErrorSaysWhatIsWrong(t *testing.T) {
	ring := ringOf(t, 'a')
	sealed := must(ringOf(t, 'b').place.seal("secret", forPlace, Person{}, ""))
	var got string
	_, err := ring.place.open(string(sealed), &got, forPlace, Person{}, "")
	want := fmt.Sprintf("open place: sealed under key %x, which is not in COACHLINE_KEYS", sealed[:4])
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	elsewhere := must(ring.place.seal("secret", forPlace, Person{}, "elsewhere"))
	_, err = ring.place.open(string(elsewhere), &got, forPlace, Person{}, "")
	want = "open place: it was changed, moved from another place or sealed for another purpose"
	if err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

// TestPlaceStoreHasNoKeyToAnswers: what managers get has no key to answers, even if a method of it tried to open one.
func TestPlaceStoreHasNoKeyToAnswers(t *testing.T) {
	k, err := newKeyring([][]byte{master('k')})
	if err != nil {
		t.Fatal(err)
	}
	if New(Config{Keyring: k}).keyring.answers == nil {
		t.Error("a Store has no key to answers")
	}
	if NewPlaceStore(Config{Keyring: k}).store.keyring.answers != nil {
		t.Error("a PlaceStore has a key to answers")
	}
}
