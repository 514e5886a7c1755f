package roster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/redis/go-redis/v9"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
	"coachline/session/sessiontest"
)

// The cohorts of testdata/earlier.json, which is a Redis as the version before wrote it. Of Ward 4, the people with the numbers
// 10 to 13 had been invited; then 11 was withdrawn, 12 and 13 were erased, which the cohort knows of 12 alone, and 14 and 15
// were invited, which is pending. The manager of Ward 5 was removed while 20 was pending. In Ward 6 nothing is pending.
const (
	ward4 = "1mSJzanEURv3djinJd1C1A"
	ward5 = "tbdCc8o9PcQiQXks8QDzRw"
	ward6 = "TTJOniPKC0xhpiXjsMkmgw"
)

// restore fills an empty Redis as the version before has left it, and opens it.
func restore(t *testing.T, client redis.UniversalClient) *ward {
	t.Helper()
	dump := map[string]struct {
		String string
		Hash   map[string][]byte
		ZSet   []redis.Z
	}{}
	if err := json.Unmarshal(must(os.ReadFile("testdata/earlier.json")), &dump); err != nil {
		t.Fatal(err)
	}
	w := open(t, client)
	for _, key := range must(client.Keys(t.Context(), "*").Result()) {
		must(client.Del(t.Context(), key).Result())
	}
	for key, value := range dump {
		key = session.Prefix + key // the store has renamed them
		for field, v := range value.Hash {
			must(client.HSet(t.Context(), key, field, v).Result())
		}
		if value.ZSet != nil {
			must(client.ZAdd(t.Context(), key, value.ZSet...).Result())
		}
		if value.String != "" {
			must(client.Set(t.Context(), key, value.String, 0).Result())
		}
	}
	w.manager, w.cohort.ID = w.Person(number(0)), ward4
	return w
}

// wantAdopted wants that everything of the version before is served, and nothing of it is left.
func (w *ward) wantAdopted() {
	w.t.Helper()
	w.move()
	for _, p := range must(w.learners.Due(w.t.Context(), noon, 10_000)) {
		must(w.learners.Wake(w.t.Context(), p, noon))
	}
	var rows []string
	for _, row := range w.people() {
		rows = append(rows, row.Name+" "+string(row.Status))
	}
	want := []string{" opted_out", " opted_out", "Mere0010 texted", "Mere0014 texted", "Mere0015 texted"}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		w.t.Errorf("Ward 4 has %q, want %q", rows, want)
	}
	all := must(w.Cohorts(w.t.Context(), w.manager))
	if sizes := must(w.Sizes(w.t.Context(), all)); fmt.Sprint(sizes) != "[1 5]" {
		w.t.Errorf("the cohorts %+v have %v people", all, sizes)
	}
	for n, want := range map[int]int{10: 1, 11: 0, 14: 1, 15: 1, 20: 1} {
		if got := len(must(w.learners.Export(w.t.Context(), w.Person(number(n)))).Sent); got != want {
			w.t.Errorf("%d is sent %d texts, want %d", n, got, want)
		}
	}
	for key, id := range map[string]string{w.manager.String(): ward4, w.Person(number(1)).String(): ward5} {
		if kept := must(w.client.HGet(w.t.Context(), "coachline:{m:"+key+"}:cohorts", id).Result()); kept != "1" {
			w.t.Error("what a cohort is stands in its manager's list")
		}
	}
	if dump := sessiontest.Dump(w.t, w.client); strings.Contains(dump, "{c:") || strings.Contains(dump, ":moves") || w.pending() != 0 {
		w.t.Errorf("Redis holds %s", dump)
	}
}

// TestEarlierVersion serves what the version before has left, whoever comes first.
func TestEarlierVersion(t *testing.T) {
	for name, first := range map[string]func(w *ward) error{
		"a worker":   func(*ward) error { return nil },
		"the people": func(w *ward) error { w.people(); return nil },
		"the list":   func(w *ward) error { _, err := w.Cohorts(w.t.Context(), w.manager); return err },
		"the same batch": func(w *ward) error {
			outcomes := w.add("c", invites(14, 16)...)
			if fmt.Sprint(outcomes) != "[invited invited]" {
				return fmt.Errorf("it is answered %v", outcomes)
			}
			return nil
		},
		"an erasure": func(w *ward) error {
			_, err := w.learners.Wake(w.t.Context(), w.Person(number(13)), noon)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			sessiontest.Each(t, func(t *testing.T, client redis.UniversalClient) {
				w := restore(t, client)
				w.does(first(w))
				w.wantAdopted()
			})
		})
	}
	t.Run("cluster", func(t *testing.T) { restore(t, sessiontest.Dial(t, sessiontest.Cluster(t))).wantAdopted() })
}

// TestEarlierVersionOfOneRemoved: the cohort of a manager who was removed, and is added again, has its people.
func TestEarlierVersionOfOneRemoved(t *testing.T) {
	w := restore(t, sessiontest.Dial(t, "redis://"+sessiontest.Miniredis(t).Addr()))
	again := must(w.AddManager(t.Context(), number(1), "Hemi Rewi", false, noon)).Person
	if rows := must(w.Learners(t.Context(), again, ward5)); len(rows) != 1 || rows[0].Name != "Ana" {
		t.Errorf("the cohort has %+v", rows)
	}
	if rows := must(w.Learners(t.Context(), w.manager, ward6)); len(rows) != 1 || rows[0].Name != "Tane" {
		t.Errorf("the quiet cohort has %+v", rows)
	}
}

// cut is a way to Redis that is cut after some commands.
type cut struct{ left atomic.Int64 }

var errCut = errors.New("ERR the process was killed")

func (c *cut) DialHook(next redis.DialHook) redis.DialHook { return next }

func (c *cut) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		if c.left.Add(-1) < 0 {
			cmd.SetErr(errCut)
			return errCut
		}
		return next(ctx, cmd)
	}
}

func (c *cut) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		if c.left.Add(-1) < 0 {
			for _, cmd := range cmds {
				cmd.SetErr(errCut)
			}
			return errCut
		}
		return next(ctx, cmds)
	}
}

// TestEarlierVersionInterrupted kills the program after each of its commands while it adopts: the next one does the rest.
func TestEarlierVersionInterrupted(t *testing.T) {
	server := sessiontest.Miniredis(t)
	for commands, finished := int64(0), false; !finished; commands++ {
		server.FlushAll()
		w := restore(t, sessiontest.Dial(t, "redis://"+server.Addr()))
		dying := must(session.Dial("redis://" + server.Addr()))
		way := &cut{}
		way.left.Store(commands)
		dying.AddHook(way)
		erase := roster.Eraser(dying) // it adopts, and is not patient
		finished = erase(t.Context(), ward4, w.Person(number(13))) == nil
		w.does(dying.Close())
		if w.wantAdopted(); t.Failed() {
			t.Fatalf("after %d commands", commands)
		}
	}
}

// late lets another go first between the reading of what is adopted and its writing.
type late struct {
	cut
	meanwhile func()
}

func (l *late) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if slices.ContainsFunc(cmds, func(cmd redis.Cmder) bool { return cmd.Name() == "hgetall" }) {
			l.meanwhile()
		}
		return err
	}
}

// TestEarlierVersionTwice: one who adopts a cohort while another has, and it has changed since, brings nobody back.
func TestEarlierVersionTwice(t *testing.T) {
	server := sessiontest.Miniredis(t)
	w := restore(t, sessiontest.Dial(t, "redis://"+server.Addr()))
	slow := sessiontest.Dial(t, "redis://"+server.Addr())
	hook := &late{meanwhile: func() {
		w.move()
		w.does(w.Withdraw(t.Context(), w.manager, ward4, w.Person(number(14)), noon))
		w.move()
	}}
	hook.left.Store(1000)
	slow.AddHook(hook)
	w.does(roster.Eraser(slow)(t.Context(), ward4, w.Person(number(13))))
	w.move()
	if held := must(w.learners.Export(t.Context(), w.Person(number(14)))); held.Status != dialogue.Uninvited {
		t.Errorf("who was withdrawn is %q", held.Status)
	}
	if rows := w.people(); len(rows) != 4 {
		t.Errorf("the cohort has %+v", rows)
	}
}
