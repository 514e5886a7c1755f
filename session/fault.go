package session

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"

	"github.com/redis/go-redis/v9"
)

// A Fault is why Redis does not do its part.
type Fault struct {
	Kind FaultKind
	What string // what is wrong, as a sentence without its full stop
	Fix  string // what an operator does about it
}

// A FaultKind is a family of faults, as metrics count them.
type FaultKind string

// The kinds of faults.
const (
	FaultUnreachable FaultKind = "unreachable" // nobody answers at the address
	FaultTimeout     FaultKind = "timeout"     // it takes the connection, and does not answer
	FaultFull        FaultKind = "full"        // its memory is full
	FaultReadOnly    FaultKind = "readonly"    // it takes no writes
	FaultReplicas    FaultKind = "replicas"    // too few replicas keep up
	FaultPermission  FaultKind = "permission"  // an ACL forbids something
	FaultAuth        FaultKind = "auth"        // the password or the user is wrong
	FaultCluster     FaultKind = "cluster"     // a slot has no master, or another one
	FaultLoading     FaultKind = "loading"     // it has just started
	FaultOther       FaultKind = "other"
)

// faultKinds are all kinds.
var faultKinds = []FaultKind{
	FaultUnreachable, FaultTimeout, FaultFull, FaultReadOnly, FaultReplicas, FaultPermission, FaultAuth, FaultCluster, FaultLoading, FaultOther,
}

// faults are what errors of Redis and of go-redis say, and what that means. The first one whose words are all in the error
// counts: a script puts such an error in the middle of its own. The words are from server.c, cluster.c and acl.c of Redis
// 6 and 7, and from sentinel.go, osscluster.go and pool.go of go-redis.
var faults = []struct {
	words []string
	fault Fault
}{
	{[]string{"OOM command not allowed"}, Fault{FaultFull, "Redis is full: its memory is at maxmemory", "Give it more: CONFIG SET maxmemory, and the same in its configuration."}},
	{[]string{"NOREPLICAS"}, Fault{FaultReplicas, "Redis takes no writes, because fewer replicas keep up than min-replicas-to-write asks for", "Bring the replica back. Until then CONFIG SET min-replicas-to-write 0 on the master lets the line go on."}},
	{[]string{"MISCONF"}, Fault{FaultReadOnly, "Redis takes no writes, because it cannot save to its disk", "Make room on the disk of Redis; its log says what else may be wrong."}},
	{[]string{"READONLY"}, Fault{FaultReadOnly, "this Redis is a replica, which takes no writes", "Let REDIS_URL name the master, or better the Sentinels. During a failover it passes."}},
	{[]string{"can't parse"}, Fault{FaultOther, "what answers at REDIS_URL is no Redis", "Let REDIS_URL name the host and port of Redis."}},
	{[]string{"MASTERDOWN"}, Fault{FaultReadOnly, "this Redis is a replica that has lost its master", "Let REDIS_URL name the master, or better the Sentinels. During a failover it passes."}},
	{[]string{"NOPERM", "access"}, Fault{FaultPermission, keysForbidden, fixACL}},
	{[]string{"can't access at least one of the keys"}, Fault{FaultPermission, keysForbidden, fixACL}},
	{[]string{"NOPERM"}, Fault{FaultPermission, "the ACL of Redis forbids a command that the line needs", fixACL}},
	{[]string{"can't run this command"}, Fault{FaultPermission, "the ACL of Redis forbids a command that the line needs", fixACL}},
	{[]string{"WRONGPASS"}, Fault{FaultAuth, "Redis does not take the user and password of REDIS_URL", fixPassword}},
	{[]string{"NOAUTH"}, Fault{FaultAuth, "Redis wants a password, and REDIS_URL has none", fixPassword}},
	{[]string{"without any password configured"}, Fault{FaultAuth, "REDIS_URL has a password, and this Redis has none", fixPassword}},
	{[]string{"CLUSTERDOWN"}, Fault{FaultCluster, "Redis Cluster is down, or some of its slots have no master", "See CLUSTER INFO and CLUSTER NODES. Bring the master back, or let its replica take over: CLUSTER FAILOVER TAKEOVER."}},
	{[]string{"cluster support disabled"}, Fault{FaultCluster, "this Redis is no Cluster", "Begin REDIS_URL with redis:// in place of redis+cluster://."}},
	{[]string{"MOVED "}, Fault{FaultCluster, "the slot is with another node of Redis Cluster", "If REDIS_URL begins with redis://, begin it with redis+cluster://. While slots are moved it passes."}},
	{[]string{"ASK "}, Fault{FaultCluster, "the slot is on its way to another node of Redis Cluster", "It passes when the slot has moved."}},
	{[]string{"TRYAGAIN"}, Fault{FaultCluster, "the slot is on its way to another node of Redis Cluster", "It passes when the slot has moved."}},
	{[]string{"cluster has no nodes"}, Fault{FaultCluster, "no node of Redis Cluster answers", fixReach}},
	{[]string{"LOADING"}, Fault{FaultLoading, "Redis has just started and loads its data", "It passes when the data are loaded."}},
	{[]string{"BUSY Redis"}, Fault{FaultOther, "Redis is busy with a script that does not end", "Find whose it is; SCRIPT KILL ends it."}},
	{[]string{"max number of clients"}, Fault{FaultOther, "Redis has as many clients as it takes", "Raise its maxclients, or find who keeps so many connections: CLIENT LIST."}},
	{[]string{"sentinels", "redis: nil"}, Fault{FaultUnreachable, "no Sentinel knows a master of this name", "Let master_name in REDIS_URL be what SENTINEL MASTERS lists."}},
	{[]string{"sentinels", "WRONGPASS"}, Fault{FaultAuth, "the Sentinels do not take the user and password of REDIS_URL", fixPassword}},
	{[]string{"sentinels"}, Fault{FaultUnreachable, "no Sentinel answers", fixReach}},
	{[]string{errNotReplicated.Error()}, Fault{FaultReplicas, "no replica of Redis takes a commit in time", "Mend the replica, or remove it from the master. Until then no new text goes out."}},
	{[]string{"connection pool timeout"}, Fault{FaultTimeout, "all connections to Redis are busy for too long", "See whether Redis is slow: redis-cli --latency. Or raise pool_size in REDIS_URL."}},
}

// What an operator does about more than one fault.
const (
	keysForbidden = "the ACL of Redis keeps the line from its keys"

	fixReach    = "Is Redis running, and can it be reached from here at the address in REDIS_URL?"
	fixPassword = "Mend the user and the password in REDIS_URL, and restart the line."
	fixACL      = "Give the user what the line needs: coachline doctor lists it."
)

// FaultOf says what an error of Redis or of a connection to it means. It is of the kind FaultOther if it means nothing known.
func FaultOf(err error) Fault {
	said := err.Error()
	for _, f := range faults {
		if containsAll(said, f.words) {
			return f.fault
		}
	}
	var network *net.OpError
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	switch {
	case errors.As(err, &unknown), errors.As(err, &host), strings.Contains(said, "tls: "):
		return Fault{FaultUnreachable, "the certificate of Redis is not trusted here, or it speaks no TLS", "rediss:// in REDIS_URL is with TLS and redis:// without; the certificate must be for the host that REDIS_URL names."}
	case errors.As(err, &network) && network.Op == "dial", errors.As(err, new(*net.DNSError)):
		return Fault{FaultUnreachable, "Redis cannot be reached", fixReach}
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return Fault{FaultTimeout, "Redis does not answer in time", "Is its process stopped, its disk slow, or the way to it cut? See its log, and redis-cli --latency."}
	case !errors.As(err, new(redis.Error)):
		return Fault{FaultUnreachable, "the connection to Redis broke off", fixReach}
	}
	return Fault{FaultOther, "Redis refuses", "See the error, and the log of Redis."}
}

func containsAll(s string, words []string) bool {
	for _, word := range words {
		if !strings.Contains(s, word) {
			return false
		}
	}
	return true
}
