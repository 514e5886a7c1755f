package session

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/redis/go-redis/v9"
)

// neededCommands are all commands with which the program uses Redis, each with arguments with which it does nothing to a key
// that holds a string and expires: what is for another type is refused after the ACL has allowed it. A test compares the list
// with the code.
var neededCommands = map[string][]any{
	"get": {"KEY"}, "set": {"KEY", "", "EX", 10}, "setnx": {"KEY", ""}, "incr": {"KEY"}, "exists": {"KEY"}, "expire": {"KEY", 10},
	"pexpire": {"KEY", 10_000}, "del": {"OTHER"}, "persist": {"OTHER"},
	"hget": {"KEY", "f"}, "hset": {"KEY", "f", "v"}, "hmget": {"KEY", "f"}, "hgetall": {"KEY"}, "hdel": {"KEY", "f"}, "hlen": {"KEY"},
	"hexists": {"KEY", "f"}, "hincrby": {"KEY", "f", 1}, "hsetnx": {"KEY", "f", "v"},
	"lindex": {"KEY", 0}, "lpush": {"KEY", "e"}, "lset": {"KEY", 0, "e"}, "ltrim": {"KEY", 0, 1}, "lrange": {"KEY", 0, 1},
	"sadd": {"KEY", "m"}, "srem": {"KEY", "m"}, "sismember": {"KEY", "m"},
	"zadd": {"KEY", 1, "m"}, "zrem": {"KEY", "m"}, "zscore": {"KEY", "m"}, "zrange": {"KEY", 0, 1}, "zrangebyscore": {"KEY", 0, 1},
	"zremrangebyrank": {"KEY", 0, 1}, "zcard": {"KEY"}, "zcount": {"KEY", 0, 1}, "zscan": {"KEY", 0},
	"dump": {"KEY"}, "restore": {"KEY", 0, ""}, "pttl": {"KEY"}, "renamenx": {"KEY", "KEY"}, "zunionstore": {"OTHER", 1, "KEY"}, "scan": {0},
	"multi": nil, "exec": nil, "eval": {"return 1", 0}, "evalsha": {"0000000000000000000000000000000000000000", 0},
	"wait": {0, 1}, "info": {"replication"}, "ping": nil,
}

// examineCommands tries every command that the program needs on a key of its own, and says which ones the ACL forbids. It comes
// last: if the ACL forbids EXEC the connection is left within MULTI.
func (s *Store) examineCommands(ctx context.Context) Finding {
	const check = "redis commands"
	keys := probeKeys(0)
	node, err := s.node(ctx, keys[0])
	if err != nil {
		return Finding{check, Fail, FaultOf(err).What, FaultOf(err).Fix}
	}
	if err := node.Set(ctx, keys[1], "", probeLife).Err(); err != nil {
		return forbidden([]error{err}, []string{"set"})
	}
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(neededCommands)), func(name string) bool { return name == "multi" || name == "exec" })
	names = append(names, "multi", "exec") // what is between them would wait
	pipe := node.Pipeline()
	tried := make([]*redis.Cmd, len(names))
	for i, name := range names {
		line := []any{name}
		for _, arg := range neededCommands[name] {
			switch arg {
			case "KEY":
				arg = keys[1]
			case "OTHER":
				arg = keys[2]
			}
			line = append(line, arg)
		}
		tried[i] = pipe.Do(ctx, line...)
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	var errs []error
	var refused []string
	for i, cmd := range tried {
		if err := cmd.Err(); err != nil && FaultOf(err).Kind == FaultPermission {
			errs, refused = append(errs, err), append(refused, names[i])
		}
	}
	if len(refused) > 0 {
		return forbidden(errs, refused)
	}
	return Finding{check, Pass, "the ACL allows all that the line needs", ""}
}

// forbidden says what an ACL forbids.
func forbidden(errs []error, commands []string) Finding {
	const check = "redis commands"
	if fault := FaultOf(errs[0]); fault.Kind != FaultPermission {
		return Finding{check, Fail, fault.What, fault.Fix}
	} else if fault.What == keysForbidden {
		return Finding{check, Fail, keysForbidden, "Allow the user all keys of the line: ACL SETUSER with ~" + Prefix + "*."}
	}
	fix := "Allow the user what is missing: ACL SETUSER with +" + strings.Join(commands, " +") + "."
	if commands[0] == "set" {
		fix = "Allow the user all that the line needs: ACL SETUSER with +" + strings.Join(slices.Sorted(maps.Keys(neededCommands)), " +") + "."
	}
	return Finding{check, Fail, "the ACL forbids " + strings.Join(commands, ", ") + ", which the line needs", fix}
}
