package session

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	neturl "net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Defaults for what the URL does not set. The Store retries a turn, so go-redis retries once at most and dials once. Its own
// defaults, five dials and four tries of five seconds, would use up Config.RetryFor in one attempt.
const (
	dialTimeout = 1500 * time.Millisecond
	ioTimeout   = 2 * time.Second
	retries     = 1
	dials       = 1
)

// Errors of Dial. None quotes a part of the URL, since any part may be a password that was not escaped.
var (
	errScheme = errors.New("want redis://, rediss://, unix://, redis+cluster://, redis+sentinel:// " +
		"or the same with rediss+")
	errURL     = errors.New("not a URL, or its port is no number; in a password, write / : @ ? # % as %2F %3A %40 %3F %23 %25")
	errPort    = errors.New("its port is not from 1 to 65535")
	errMaster  = errors.New("with sentinels it must say master_name=NAME")
	errReplica = errors.New("it must not read from replicas: a learner's last turn may not be there yet")
)

// Dial returns a client for a REDIS_URL. It does not connect. The forms are
//
//	redis://user:password@host:6379/0                   rediss:// with TLS
//	unix:///path/redis.sock?db=0
//	redis+cluster://user:password@h1:6379?addr=h2:6379    addr as often as needed; rediss+cluster:// with TLS
//	redis+sentinel://h1:26379?addr=h2:26379&master_name=m rediss+sentinel://; user and password before the @ are the
//	                                                      sentinels', username= and password= are Redis's own
//
// and go-redis's options may follow, such as pool_size=100 or read_timeout=3s. The log of go-redis goes to slog. An error
// quotes nothing of the URL.
func Dial(url string) (redis.UniversalClient, error) {
	redis.SetLogger(clientLog{})
	scheme, rest, _ := strings.Cut(url, "://")
	base, kind, _ := strings.Cut(scheme, "+")
	url = base + "://" + rest
	if !portFits(url) {
		return nil, fmt.Errorf("redis url: %w", errPort)
	}
	var client redis.UniversalClient
	var err error
	switch {
	case kind == "" && (base == "redis" || base == "rediss" || base == "unix"):
		client, err = dialOne(url)
	case kind == "cluster" && (base == "redis" || base == "rediss"):
		client, err = dialCluster(url)
	case kind == "sentinel" && (base == "redis" || base == "rediss"):
		client, err = dialSentinel(url)
	default:
		err = errScheme
	}
	if err != nil {
		return nil, fmt.Errorf("redis url: %w", err)
	}
	return client, nil
}

// portFits reports whether the port of a URL is missing or can be one. go-redis finds out when it connects.
func portFits(s string) bool {
	u, err := neturl.Parse(s)
	if err != nil || u.Port() == "" {
		return true // whoever reads the URL says what is wrong
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && n >= 1 && n <= 65535
}

func dialOne(url string) (redis.UniversalClient, error) {
	o, err := redis.ParseURL(url)
	if err != nil {
		return nil, urlError(err)
	}
	setTimes(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	o.MaxRetries, o.DialerRetries = cmp.Or(o.MaxRetries, retries), cmp.Or(o.DialerRetries, dials)
	o.ContextTimeoutEnabled, o.MaintNotificationsConfig = true, noMaintenance()
	return redis.NewClient(o), nil
}

func dialCluster(url string) (redis.UniversalClient, error) {
	o, err := redis.ParseClusterURL(url)
	if err != nil {
		return nil, urlError(err)
	}
	if o.ReadOnly || o.RouteByLatency || o.RouteRandomly {
		return nil, errReplica
	}
	setTimes(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	o.DialerRetries = cmp.Or(o.DialerRetries, dials) // a cluster's retries are its redirects
	o.ContextTimeoutEnabled, o.MaintNotificationsConfig = true, noMaintenance()
	return redis.NewClusterClient(o), nil
}

func dialSentinel(url string) (redis.UniversalClient, error) {
	o, err := redis.ParseFailoverURL(url)
	switch {
	case err != nil:
		return nil, urlError(err)
	case o.MasterName == "":
		return nil, errMaster
	case o.ReplicaOnly || o.RouteByLatency || o.RouteRandomly || o.UseDisconnectedReplicas:
		return nil, errReplica
	}
	setTimes(&o.DialTimeout, &o.ReadTimeout, &o.WriteTimeout)
	o.MaxRetries, o.DialerRetries = cmp.Or(o.MaxRetries, retries), cmp.Or(o.DialerRetries, dials)
	o.ContextTimeoutEnabled = true // go-redis has no maintenance notifications with sentinels
	return redis.NewFailoverClient(o), nil
}

func setTimes(dial, read, write *time.Duration) {
	*dial, *read, *write = cmp.Or(*dial, dialTimeout), cmp.Or(*read, ioTimeout), cmp.Or(*write, ioTimeout)
}

// noMaintenance turns off a request at the start of each connection that only Redis Cloud answers.
func noMaintenance() *maintnotifications.Config {
	return &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
}

// urlError says what go-redis found wrong, without the parts of the URL that its error quotes.
func urlError(err error) error {
	for _, m := range []struct{ prefix, say string }{
		{"redis: unexpected option", "it has an option that is not known"},
		{"redis: invalid database number", "after the address it has something that is not the number of a database"},
		{"redis: invalid URL path", "after the address it has something that is not the number of a database"},
		{"redis: unable to parse addr", "an addr is not host:port"},
		{"redis: empty unix socket path", "it has no path of a socket"},
		{"redis: invalid ", "the value of an option does not fit it"},
	} {
		if strings.HasPrefix(err.Error(), m.prefix) {
			return errors.New(m.say)
		}
	}
	return errURL
}

// clientLog sends the log of go-redis to slog. Commands return their own errors, so the level is Debug. Only a change of
// master is not seen otherwise, and has level Info.
type clientLog struct{}

func (clientLog) Printf(ctx context.Context, format string, v ...any) {
	level := slog.LevelDebug
	if strings.HasPrefix(format, "sentinel: new master") {
		level = slog.LevelInfo
	}
	if log := slog.Default(); log.Enabled(ctx, level) {
		log.Log(ctx, level, "redis client", slog.String("said", fmt.Sprintf(format, v...)))
	}
}
