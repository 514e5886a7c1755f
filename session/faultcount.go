package session

import (
	"cmp"
	"context"
	"errors"
	"net"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/redis/go-redis/v9"
)

// faultCounts counts the errors of Redis and of the connection by kind. It is a hook of a client, so that whatever uses this client
// is counted: a command or a pipeline that fails counts once, after its last try.
type faultCounts map[FaultKind]prometheus.Counter

// CountFaults counts the errors of Redis in this registry from now on, also those of others who use the same client. Call it
// once, before the Store is used.
func (s *Store) CountFaults(registry prometheus.Registerer) {
	counts := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "coachline_redis_errors_total", Help: "Commands that Redis refused or did not answer, by kind of fault.",
	}, []string{"kind"})
	registry.MustRegister(counts)
	s.ready.counts = faultCounts{}
	for _, kind := range faultKinds {
		s.ready.counts[kind] = counts.WithLabelValues(string(kind))
	}
	s.redis.AddHook(s.ready.counts)
}

// count counts an error, unless it is no fault: a key that is not there, a script that Redis does not know yet, and a caller who
// has gone.
func (f faultCounts) count(err error) {
	if err == nil || errors.Is(err, redis.Nil) || errors.Is(err, context.Canceled) || redis.HasErrorPrefix(err, "NOSCRIPT") {
		return
	}
	if counter := f[FaultOf(err).Kind]; counter != nil {
		counter.Inc()
	}
}

// mayBeRefused are commands whose errors are not counted: those with which go-redis begins a connection, some of which older
// versions of Redis do not know; whatever wanted the connection has an error itself if it cannot begin. And INFO, without which
// the line goes on.
var mayBeRefused = map[string]bool{"hello": true, "auth": true, "select": true, "client": true, "info": true}

// DialHook counts nothing: the command that wanted the connection has its error.
func (f faultCounts) DialHook(next redis.DialHook) redis.DialHook {
	return func(ctx context.Context, network, addr string) (net.Conn, error) { return next(ctx, network, addr) }
}

// ProcessHook counts a command that fails.
func (f faultCounts) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error {
		err := next(ctx, cmd)
		if !mayBeRefused[cmd.Name()] {
			f.count(err)
		}
		return err
	}
}

// ProcessPipelineHook counts a pipeline in which a command fails.
func (f faultCounts) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error {
		err := next(ctx, cmds)
		if mayBeRefused[cmds[0].Name()] {
			return err
		}
		fault := err
		for i := 0; errors.Is(fault, redis.Nil) && i < len(cmds); i++ { // a command behind one without a result may have failed
			fault = cmp.Or(cmds[i].Err(), fault)
		}
		f.count(fault)
		return err
	}
}
