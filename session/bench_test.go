package session_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
	"coachline/session/sessiontest"
)

// BenchmarkTake is a turn of a learner in the middle of a lesson on a real redis-server; each goroutine is a learner.
// cpu-ns/op is what this process uses, which wall time, with the waiting for Redis, is not.
func BenchmarkTake(b *testing.B) {
	for _, learners := range []int{1, 16} {
		b.Run(fmt.Sprintf("learners=%d", learners), func(b *testing.B) {
			c := config(b, sessiontest.Dial(b, sessiontest.Redis(b)))
			c.Lessons = questions("0123456789abcdef0123456789abcdef", 8)
			store := session.New(c)
			var next atomic.Int64
			inParallel(b, learners, func() func() {
				l := line{Store: store, t: b, number: number(b, fmt.Sprint("+64", 210000000+next.Add(1)))}
				l.person = store.Person(l.number)
				l.take(l.text("SM0", "GO"))
				l.take(l.text("SM1", "I want to listen better in handover."))
				return func() { l.take(l.text(fmt.Sprint("SM", next.Add(1)), "HELP")) }
			})
		})
	}
}

// BenchmarkIdlePoll is a poll for due wake-ups that finds none, among 64,000 that are due later. redis-cpu-ns/op is what it
// costs Redis; an idle process polls about five times a second.
func BenchmarkIdlePoll(b *testing.B) {
	client := sessiontest.Dial(b, sessiontest.Redis(b))
	store := session.New(config(b, client))
	for shard := range session.Shards {
		members := make([]redis.Z, 1000)
		for i := range members {
			members[i] = redis.Z{Score: float64(noon.Add(time.Hour).UnixMilli() + int64(i)), Member: fmt.Sprintf("%022d", i)}
		}
		client.ZAdd(b.Context(), fmt.Sprintf(session.Prefix+"{s%d}:wake", shard), members...)
	}
	before := redisCPU(b, client)
	for b.Loop() {
		if due, err := store.Due(b.Context(), noon, 128); len(due) > 0 || err != nil {
			b.Fatal(due, err)
		}
	}
	b.ReportMetric(float64(redisCPU(b, client)-before)/float64(b.N), "redis-cpu-ns/op")
}

// redisCPU is the CPU that Redis has used.
func redisCPU(b *testing.B, client redis.UniversalClient) time.Duration {
	b.Helper()
	var used time.Duration
	for line := range strings.Lines(must(client.Info(b.Context(), "cpu").Result())) {
		for _, name := range []string{"used_cpu_sys:", "used_cpu_user:"} {
			if value, ok := strings.CutPrefix(strings.TrimSpace(line), name); ok {
				used += must(time.ParseDuration(value + "s"))
			}
		}
	}
	return used
}

// BenchmarkBare is what no program can do without: the same two round trips with as many bytes, and nothing else.
func BenchmarkBare(b *testing.B) {
	for _, learners := range []int{1, 16} {
		b.Run(fmt.Sprintf("learners=%d", learners), func(b *testing.B) {
			client := sessiontest.Dial(b, sessiontest.Redis(b))
			place, answers, reply := make([]byte, 260), make([]byte, 120), make([]byte, 150)
			script := redis.NewScript(`redis.call('HSET', KEYS[1], 'version', ARGV[1], 'place', ARGV[2])
redis.call('SET', KEYS[2], ARGV[3], 'EX', 3600) return 1`)
			var next atomic.Int64
			ctx := b.Context()
			inParallel(b, learners, func() func() {
				key := fmt.Sprint(session.Prefix+"{s1}:person:", next.Add(1))
				client.HSet(ctx, key, "version", 1, "place", place, "answers", answers)
				return func() {
					turn := fmt.Sprint(session.Prefix+"{s1}:turn:", next.Add(1))
					pipe := client.Pipeline()
					pipe.HMGet(ctx, key, "version", "place", "answers")
					pipe.Get(ctx, turn)
					_, _ = pipe.Exec(ctx)
					if err := script.Run(ctx, client, []string{key, turn}, 2, place, reply).Err(); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}

// inParallel runs what begin makes for each goroutine, and reports the CPU of this process.
func inParallel(b *testing.B, goroutines int, begin func() func()) {
	b.SetParallelism(max(1, goroutines/2))
	b.ReportAllocs()
	before := cpu(b)
	b.RunParallel(func(pb *testing.PB) {
		turn := begin()
		for pb.Next() {
			turn()
		}
	})
	b.ReportMetric(float64(cpu(b)-before)/float64(b.N), "cpu-ns/op")
}

func cpu(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
