package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// examineTimeout is how long Examine takes at most.
const examineTimeout = 8 * time.Second

// Examine looks at the Redis of a REDIS_URL and says what it has seen, one Finding for each check. If Redis takes no commit,
// only what stops it is said. It changes nothing but keys of its own, which expire. It takes a few seconds at most, also if Redis
// hangs. No Finding quotes the URL.
func Examine(ctx context.Context, redisURL string, keys *Keyring) []Finding {
	client, err := Dial(redisURL)
	if err != nil {
		return []Finding{{"redis", Fail, err.Error(), "Mend REDIS_URL; cmd/coachline/README.md has its forms."}}
	}
	defer func() { _ = client.Close() }()
	ctx, cancel := context.WithTimeout(ctx, examineTimeout)
	defer cancel()
	s := New(Config{Redis: client, Keyring: keys, Log: slog.New(slog.DiscardHandler)})
	began := time.Now()
	if err := s.probe(ctx); err != nil {
		return s.examineFault(ctx, err)
	}
	found := []Finding{{"redis", Pass, fmt.Sprintf("it takes commits; the first one took %v, with its connections", time.Since(began).Round(time.Millisecond)), ""}}
	found = append(found, s.examineLatency(ctx)...)
	found = append(found, s.examineNodes(ctx)...)
	found = append(found, s.examineKeys(ctx))
	found = append(found, s.examineCluster(ctx)...)
	found = append(found, examineSentinels(ctx, redisURL)...)
	return append(found, s.examineCommands(ctx))
}

// examineFault says why a commit failed. Of an ACL it says which commands it forbids.
func (s *Store) examineFault(ctx context.Context, err error) []Finding {
	fault := FaultOf(err)
	if fault.Kind == FaultPermission {
		if f := s.examineCommands(ctx); f.State == Fail {
			return []Finding{f}
		}
	}
	return []Finding{{"redis", Fail, fmt.Sprintf("%s (%v)", fault.What, err), fault.Fix}}
}

// slow is how long a round trip to Redis may take: a turn has two, and should take 10 ms.
const slow = 5 * time.Millisecond

func (s *Store) examineLatency(ctx context.Context) []Finding {
	const check = "redis latency"
	var trips [9]time.Duration
	for i := range trips {
		began := time.Now()
		if err := s.redis.Ping(ctx).Err(); err != nil {
			return []Finding{{check, Fail, FaultOf(err).What, FaultOf(err).Fix}}
		}
		trips[i] = time.Since(began)
	}
	slices.Sort(trips[:])
	median := trips[len(trips)/2]
	what := fmt.Sprintf("a round trip takes %v", median.Round(10*time.Microsecond))
	if median > slow {
		return []Finding{{check, Warn, what + ", and a turn has two", "Run the line beside Redis, or see what makes Redis slow: redis-cli --latency, SLOWLOG GET."}}
	}
	return []Finding{{check, Pass, what, ""}}
}

// examineKeys says whether this Redis was filled with these keys.
func (s *Store) examineKeys(ctx context.Context) Finding {
	const check = "keys"
	switch err := s.checkIndexKey(ctx); {
	case errors.Is(err, ErrNobody):
		return Finding{check, Pass, "nothing is stored in this Redis yet; the first start fills it with these keys", ""}
	case errors.Is(err, ErrEarlierNames):
		return Finding{check, Pass, "an earlier version filled this Redis with these keys; the next start gives them the names of this version", ""}
	case errors.Is(err, ErrOtherKeys):
		return Finding{check, Fail, "this Redis was filled with other keys than COACHLINE_KEYS", "Set the COACHLINE_KEYS that it was filled with: the last one must stay the last. Or is REDIS_URL another line's?"}
	case err != nil:
		return Finding{check, Fail, FaultOf(err).What, FaultOf(err).Fix}
	}
	return Finding{check, Pass, "this Redis was filled with these keys", ""}
}

// examineCluster says whether Redis Cluster has a master for every slot.
func (s *Store) examineCluster(ctx context.Context) []Finding {
	const check = "redis cluster"
	client, ok := s.redis.(*redis.ClusterClient)
	if !ok {
		return nil
	}
	said, err := client.ClusterInfo(ctx).Result()
	if err != nil {
		return []Finding{{check, Warn, "CLUSTER INFO is refused, so it cannot be seen whether all slots have a master", "Allow +cluster|info."}}
	}
	info := fieldsOf(said)
	for _, bad := range []string{"cluster_slots_fail", "cluster_slots_pfail"} {
		if info[bad] != "0" {
			return []Finding{{check, Fail, info[bad] + " slots have a master that does not answer", "Bring it back, or let its replica take over: CLUSTER FAILOVER TAKEOVER."}}
		}
	}
	if info["cluster_slots_assigned"] != "16384" || info["cluster_state"] != "ok" {
		return []Finding{{check, Fail, fmt.Sprintf("its state is %s, and %s of 16384 slots have a master", info["cluster_state"], info["cluster_slots_assigned"]), "redis-cli --cluster fix gives slots to masters."}}
	}
	return []Finding{{check, Pass, fmt.Sprintf("all slots have a master, on %s nodes with any", info["cluster_size"]), ""}}
}

// examineSentinels asks each Sentinel for the master, and whether they could fail over.
func examineSentinels(ctx context.Context, redisURL string) []Finding {
	const check = "redis sentinel"
	scheme, rest, _ := strings.Cut(redisURL, "+sentinel://")
	if rest == "" {
		return nil
	}
	o, err := redis.ParseFailoverURL(scheme + "://" + rest)
	if err != nil {
		return nil // Dial has said so
	}
	const replace = "Bring it back, or take it out of REDIS_URL."
	for i, addr := range o.SentinelAddrs {
		sentinel := redis.NewSentinelClient(&redis.Options{
			Addr: addr, Username: o.SentinelUsername, Password: o.SentinelPassword, TLSConfig: o.TLSConfig,
			DialTimeout: dialTimeout, ReadTimeout: ioTimeout, DialerRetries: dials, ContextTimeoutEnabled: true,
		})
		defer func() { _ = sentinel.Close() }()
		switch err := sentinel.CkQuorum(ctx, o.MasterName).Err(); {
		case err == nil:
		case strings.HasPrefix(err.Error(), "ERR No such master"):
			return []Finding{{check, Warn, fmt.Sprintf("Sentinel %d of %d does not know this master", i+1, len(o.SentinelAddrs)), replace}}
		case strings.HasPrefix(err.Error(), "NOQUORUM"):
			return []Finding{{check, Warn, "too few Sentinels answer each other to fail over", "SENTINEL CKQUORUM says how many; three on three machines survive the loss of one."}}
		case FaultOf(err).Kind == FaultPermission:
			return []Finding{{check, Warn, "SENTINEL CKQUORUM is refused, so it cannot be seen whether a failover would work", "Allow +sentinel|ckquorum."}}
		default:
			return []Finding{{check, Warn, fmt.Sprintf("Sentinel %d of %d does not answer", i+1, len(o.SentinelAddrs)), replace}}
		}
	}
	return []Finding{{check, Pass, fmt.Sprintf("%d of %d know the master, and could fail over", len(o.SentinelAddrs), len(o.SentinelAddrs)), ""}}
}

// fieldsOf reads the lines name:value of an answer to INFO.
func fieldsOf(info string) map[string]string {
	fields := map[string]string{}
	for line := range strings.Lines(info) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), ":"); ok {
			fields[name] = value
		}
	}
	return fields
}

// worst merges the findings of several nodes: of each check the worst one.
func worst(all []Finding) (merged []Finding) {
	rank := map[FindingState]int{Pass: 0, Warn: 1, Fail: 2}
	for _, f := range all {
		i := slices.IndexFunc(merged, func(m Finding) bool { return m.Check == f.Check })
		switch {
		case i < 0:
			merged = append(merged, f)
		case cmp.Less(rank[merged[i].State], rank[f.State]):
			merged[i] = f
		}
	}
	return merged
}
