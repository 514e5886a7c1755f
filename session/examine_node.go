package session

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"strings"

	"github.com/redis/go-redis/v9"
)

// examineNodes looks at the settings and the state of each master. Of several masters the worst is said.
func (s *Store) examineNodes(ctx context.Context) []Finding {
	shards, err := s.oneShardOfEachMaster(ctx)
	if err != nil {
		return []Finding{{"redis nodes", Fail, FaultOf(err).What, FaultOf(err).Fix}}
	}
	var all []Finding
	for _, shard := range shards {
		if node, err := s.node(ctx, tags[shard]); node != nil && err == nil {
			all = append(all, examineNode(ctx, node)...)
		}
	}
	return worst(all)
}

// Advise logs a warning for each setting of Redis that may lose something. It logs nothing if Redis does not tell its settings.
func (s *Store) Advise(ctx context.Context) {
	for _, f := range s.examineNodes(ctx) {
		if f.State != Pass && f.Check != checkUnseen {
			s.config.Log.WarnContext(ctx, f.What, slog.String("about", f.Check), slog.String("do", f.Fix))
		}
	}
}

// checkUnseen is the check about what an ACL or a managed Redis does not show.
const checkUnseen = "redis settings"

// examineNode looks at one node. What it does not show is no finding, apart from one that says so.
func examineNode(ctx context.Context, node *redis.Client) []Finding {
	said, err := node.Info(ctx).Result()
	if err != nil {
		return []Finding{{
			checkUnseen, Warn, "INFO is refused: memory, persistence and replicas cannot be seen, and the line does not wait for a replica",
			"Allow +info, or do without replicas.",
		}}
	}
	info := fieldsOf(said)
	settings, err := settingsOf(ctx, node)
	found := []Finding{{checkUnseen, Pass, "they can be read", ""}}
	if err != nil {
		found = []Finding{{
			checkUnseen, Warn, "CONFIG GET is refused, so appendfsync and min-replicas-to-write cannot be seen",
			"Allow +config|get, or see for yourself that appendfsync is everysec or always.",
		}}
	}
	for _, look := range []func(info, settings map[string]string) *Finding{versionOf, policyOf, memoryOf, persistenceOf, replicasOf} {
		if f := look(info, settings); f != nil {
			found = append(found, *f)
		}
	}
	return found
}

// settingsOf reads the settings that INFO does not have.
func settingsOf(ctx context.Context, node *redis.Client) (map[string]string, error) {
	settings := map[string]string{}
	for _, name := range []string{"appendonly", "appendfsync", "save", "min-replicas-to-write"} {
		found, err := node.ConfigGet(ctx, name).Result()
		if err != nil {
			return nil, err
		}
		settings[name] = found[name]
	}
	return settings, nil
}

func versionOf(info, _ map[string]string) *Finding {
	const check = "redis version"
	version, known := info["redis_version"]
	if !known {
		return nil
	}
	if major, _, _ := strings.Cut(version, "."); len(major) == 1 && major < "6" {
		return &Finding{check, Fail, version + " is too old", "Use Redis 6 or later."}
	}
	return &Finding{check, Pass, version, ""}
}

// policyOf is about what Redis forgets when it is full: redis.io/docs/latest/develop/reference/eviction
func policyOf(info, _ map[string]string) *Finding {
	const check = "redis policy"
	policy, known := info["maxmemory_policy"]
	switch {
	case !known:
		return nil
	case policy == "noeviction":
		return &Finding{check, Pass, "maxmemory-policy is noeviction", ""}
	}
	f := Finding{
		check, Warn, "maxmemory-policy is " + policy + ": when Redis is full it forgets learners, their opt-outs among them, and texts them again",
		"CONFIG SET maxmemory-policy noeviction, and the same in its configuration.",
	}
	if strings.HasPrefix(policy, "volatile") {
		f.What = "maxmemory-policy is " + policy + ": when Redis is full it forgets replies and logins before their time, and a turn that comes again counts twice"
	} else if info["maxmemory"] != "0" {
		f.State = Fail
	}
	return &f
}

// memoryOf is about how much memory is left.
func memoryOf(info, _ map[string]string) *Finding {
	const check = "redis memory"
	used, err := strconv.ParseFloat(info["used_memory"], 64)
	limit, _ := strconv.ParseFloat(info["maxmemory"], 64)
	of := "maxmemory"
	if limit == 0 {
		limit, _ = strconv.ParseFloat(info["total_system_memory"], 64)
		of = "the machine's memory, as maxmemory is not set"
	}
	if err != nil || limit == 0 {
		return nil
	}
	const much, full = 0.8, 0.98
	f := Finding{check, Pass, fmt.Sprintf("%.0f %% of %s is used", 100*used/limit, of), ""}
	if used > much*limit {
		f.State, f.Fix = Warn, "Give Redis more memory: when it is full, no text is answered and none goes out."
	}
	if used > full*limit && info["maxmemory"] != "0" {
		f.State = Fail
	}
	return &f
}

// persistenceOf is about what is left after Redis was restarted: redis.io/docs/latest/operate/oss_and_stack/management/persistence
func persistenceOf(info, settings map[string]string) *Finding {
	const check = "redis persistence"
	const fix = "CONFIG SET appendonly yes, and the same in its configuration; with appendfsync everysec or always."
	fsync, save := settings["appendfsync"], settings["save"]
	switch {
	case info["aof_enabled"] == "":
		return nil
	case info["aof_enabled"] == "0" && save == "" && settings["appendonly"] != "":
		return &Finding{check, Fail, "appendonly is no, and nothing else is saved: after a restart of Redis every learner and every opt-out is forgotten", fix}
	case info["aof_enabled"] == "0":
		return &Finding{check, Warn, "appendonly is no: after a restart of Redis people are texted again what they have had, and the last opt-outs are forgotten", fix}
	case info["aof_last_write_status"] != "ok":
		return &Finding{check, Fail, "Redis cannot write to its disk", "Make room on the disk of Redis; its log says what else may be wrong."}
	case info["aof_last_bgrewrite_status"] == "err":
		return &Finding{check, Warn, "Redis could not rewrite its append-only file, which grows until it can", "See its log. Usual causes are a full disk, and vm.overcommit_memory 0."}
	case fsync == "no":
		return &Finding{check, Warn, "appendfsync is no: a power cut forgets what was sent in the last half minute, and it goes out again", "CONFIG SET appendfsync everysec, or always without replicas."}
	case fsync == "":
		return &Finding{check, Pass, "appendonly is yes", ""}
	}
	return &Finding{check, Pass, "appendonly is yes, with appendfsync " + fsync, ""}
}

// replicasOf is about how many replicas there are. The probe has seen that one keeps up.
func replicasOf(info, settings map[string]string) *Finding {
	const check = "redis replicas"
	least := settings["min-replicas-to-write"]
	switch n := info["connected_slaves"]; {
	case n == "":
		return nil
	case n == "0":
		return &Finding{check, Pass, "there are none, so the line waits for none", ""}
	case least == "0":
		return &Finding{check, Warn, n + " keep up, but a master that is cut off from them goes on taking claims, which a failover loses", "CONFIG SET min-replicas-to-write 1 on each node, and the same in their configuration."}
	default:
		return &Finding{check, Pass, n + " connected, and one had a commit in time", ""}
	}
}
