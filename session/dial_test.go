package session_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"coachline/session"
)

func TestDialTakesEveryForm(t *testing.T) {
	for url, want := range map[string]string{
		"redis://user:secret@h:6380/2":                                     "one h:6380",
		"redis://[::1]":                                                    "one [::1]:6379",
		"rediss://:secret@h":                                               "one h:6379 tls",
		"unix:///run/redis.sock?db=2":                                      "one /run/redis.sock",
		"redis+cluster://h:1?addr=i:2&addr=j:3":                            "cluster h:1 i:2 j:3",
		"rediss+cluster://user:secret@h:1":                                 "cluster h:1 tls",
		"redis+sentinel://h:1?addr=i:2&master_name=m&password=secret":      "one FailoverClient",
		"rediss+sentinel://user:secret@h:1?master_name=m&db=2&pool_size=5": "one FailoverClient tls",
	} {
		client, err := session.Dial(url)
		if err != nil {
			t.Errorf("%s: %v", url, err)
			continue
		}
		if got := kindOf(t, client); got != want {
			t.Errorf("%s is %s, want %s", url, got, want)
		}
		_ = client.Close()
	}
}

// kindOf says what Dial has made, and checks what all kinds have in common.
func kindOf(t *testing.T, client redis.UniversalClient) string {
	t.Helper()
	switch c := client.(type) {
	case *redis.Client:
		o := c.Options()
		if o.DialTimeout != 1500*time.Millisecond || o.ReadTimeout != 2*time.Second || o.WriteTimeout != 2*time.Second ||
			o.MaxRetries != 1 || o.DialerRetries != 1 || !o.ContextTimeoutEnabled {
			t.Errorf("%s: dial %v, read %v, write %v, %d retries, %d dials, deadlines %v", o.Addr, o.DialTimeout,
				o.ReadTimeout, o.WriteTimeout, o.MaxRetries, o.DialerRetries, o.ContextTimeoutEnabled)
		}
		if o.MaintNotificationsConfig.Mode != "disabled" {
			t.Errorf("%s: maintenance notifications are %s", o.Addr, o.MaintNotificationsConfig.Mode)
		}
		return strings.TrimSpace("one " + o.Addr + tls(o.TLSConfig != nil))
	case *redis.ClusterClient:
		o := c.Options()
		if o.ReadTimeout != 2*time.Second || o.MaxRetries != -1 || o.DialerRetries != 1 || !o.ContextTimeoutEnabled {
			t.Errorf("%v: read %v, %d retries, %d dials", o.Addrs, o.ReadTimeout, o.MaxRetries, o.DialerRetries)
		}
		if o.MaintNotificationsConfig.Mode != "disabled" {
			t.Errorf("%v: maintenance notifications are %s", o.Addrs, o.MaintNotificationsConfig.Mode)
		}
		return "cluster " + strings.Join(o.Addrs, " ") + tls(o.TLSConfig != nil)
	}
	t.Fatalf("%T", client)
	return ""
}

func tls(on bool) string {
	if on {
		return " tls"
	}
	return ""
}

// The error for a wrong URL quotes nothing of it.
func TestDialErrorsQuoteNoURL(t *testing.T) {
	for url, want := range map[string]string{
		"":                               "want redis://",
		"secret":                         "want redis://",
		"http://secret@h":                "want redis://",
		"unix+cluster://secret":          "want redis://",
		"redis+secret://h":               "want redis://",
		"redis://:se/cret@h:1":           "write / : @ ? # %",
		"redis://:123/secret@h":          "the number of a database",
		"redis://:123?secret@h":          "an option that is not known",
		"redis://:sec%ret@h":             "write / : @ ? # %",
		"redis://h/secret":               "the number of a database",
		"redis://h/1/secret":             "the number of a database",
		"redis://h?secret=1":             "an option that is not known",
		"redis://h?pool_size=secret":     "the value of an option",
		"redis+cluster://h?addr=secret":  "an addr is not host:port",
		"redis+cluster://h?read_only=1":  "must not read from replicas",
		"redis+sentinel://:secret@h":     "master_name=NAME",
		"redis+sentinel://h?master_name": "master_name=NAME",
		"redis+sentinel://h?master_name=m&replica_only=true": "must not read from replicas",
		"unix://":                      "no path of a socket",
		"redis://h?db=secret":          "the number of a database",
		"redis://h?pool_fifo=secret":   "the value of an option",
		"redis://h?read_timeout=sec-r": "the value of an option",
	} {
		client, err := session.Dial(url)
		if err == nil {
			t.Errorf("%s is taken", url)
			_ = client.Close()
			continue
		}
		if !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "redis url: ") {
			t.Errorf("%s: %v, want %s", url, err, want)
		}
		if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "123") {
			t.Errorf("%s: the error shows it: %v", url, err)
		}
	}
}

// The log of go-redis goes to slog as debug, so that a Redis that is away for a minute does not fill a disk.
func TestClientLogsToSlog(t *testing.T) {
	var log bytes.Buffer
	old := slog.Default()
	defer slog.SetDefault(old)
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	client := must(session.Dial("redis://:secret@" + refused(t)))
	defer func() { _ = client.Close() }()
	if err := client.Ping(t.Context()).Err(); err == nil {
		t.Fatal("nobody answered")
	}
	if said := log.String(); !strings.Contains(said, "level=DEBUG") || !strings.Contains(said, "redis client") || strings.Contains(said, "secret") {
		t.Errorf("the log has %s", said)
	}
}
