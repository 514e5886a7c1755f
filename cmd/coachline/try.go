package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"

	"coachline/handlers/simulator"
	"coachline/handlers/try"
	"coachline/scripts"
	"coachline/scripts/folder"
	"coachline/scripts/sms"
	"coachline/session"
	"coachline/session/e164"
	"coachline/session/login"
	"coachline/session/roster"
)

// tryCommand is the whole line on this machine: the server of serve, a Redis in this process, a pretend Twilio, and a page
// with phones.
type tryCommand struct {
	Addr    string  `default:"127.0.0.1:8080" help:"What to listen on. Anything but this machine's own address lets others in."`
	Lessons string  `type:"path" help:"A folder of lessons; what is saved there is taken up at once. The lessons built in where there is none."`
	Lesson  string  `help:"The lesson to try, by its name; peer-coaching-1, or the folder's first."`
	Price   float64 `default:"0.10" help:"What a segment of a text costs in US dollars, for the sums on the page: see twilio.com/sms/pricing for yours."`
	Debug   bool    `help:"Log each request's route and time."`
}

// Who the pretend line is, and who is on the page. In New Zealand texts and calls have two numbers.
const (
	tryTexts        = "4224"
	tryOrganisation = "Te Awa Health" // who runs the line that is tried
	tryCalls        = "+6498870123"
)

var tryPeople = []try.Person{
	{Name: "Mere", Number: "+64215550101"},
	{Name: "Tane", Number: "+64215550102"},
	{Name: "Sina", Number: "+64215550103"},
	{Name: "Moana", Number: "+64215550104", Manages: true},
}

// Run serves the page until it is asked to stop. Of the environment it takes the line's settings, and nothing that leads
// to a real Redis, account or key.
func (c tryCommand) Run(w world) error {
	log := startLog(w, slog.LevelError, c.Debug)
	listener, err := listenForTry(c.Addr)
	if err != nil {
		return err
	}
	defer listener.Close()
	api, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listen for the pretend Twilio: %w", err)
	}
	defer api.Close()
	password := rand.Text()
	redis, err := startRedis(password)
	if err != nil {
		return err
	}
	defer redis.Close()
	unaged, err := startRedis(password)
	if err != nil {
		return err
	}
	defer unaged.Close()
	world := pretendWorld{
		tryCommand: c, redis: redis, redisURL: urlOf(redis, password), unagedURL: urlOf(unaged, password),
		public: "http://" + reachable(listener.Addr()), api: "http://" + api.Addr().String(),
	}
	return world.run(w, listener, api, log)
}

// listenForTry listens, or says what to do instead.
func listenForTry(addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("something else listens on %s already; try --addr 127.0.0.1:0", addr)
	case err != nil:
		return nil, usageError{fmt.Errorf("--addr: %w; want host:port such as 127.0.0.1:8080", err)}
	}
	return listener, nil
}

// startRedis is a Redis in this process, on this machine only and behind a password. It wants TCP: in memory, large
// pipelines block.
func startRedis(password string) (*miniredis.Miniredis, error) {
	redis := miniredis.NewMiniRedis()
	redis.RequireAuth(password)
	if err := redis.StartAddr("127.0.0.1:0"); err != nil {
		return nil, fmt.Errorf("start a Redis in this process: %w", err)
	}
	return redis, nil
}

func urlOf(redis *miniredis.Miniredis, password string) string {
	return "redis://:" + password + "@" + redis.Addr()
}

// reachable is an address by which this machine reaches a listener.
func reachable(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return addr.String()
	}
	return fmt.Sprintf("127.0.0.1:%d", tcp.Port)
}

// pretendWorld is what the line runs in when it is tried.
type pretendWorld struct {
	tryCommand
	redis     *miniredis.Miniredis
	redisURL  string
	unagedURL string // of another, in which no time passes when the clock is moved
	public    string // the base URL of the line
	api       string // and of the pretend Twilio
}

// run puts the line and its world together, and serves.
func (p pretendWorld) run(w world, listener, api net.Listener, log *slog.Logger) error {
	values := newReader(w.env).lessonValues()
	catalog, lesson, isWhole, err := p.lesson(w.env, values)
	if err != nil {
		return err
	}
	config, err := readConfig(p.settings(w.env, lesson, isWhole))
	if err != nil {
		return err
	}
	config.Price = p.Price
	lessons := newEdited(p.Lessons, lesson, config.Footer, values, catalog)
	config.Catalog, config.Lesson, config.Lessons, config.Values = lessons, lesson, p.Lessons, values
	clock := try.NewClock(try.Morning(w.now().In(config.Zone)), p.redis.FastForward)
	w.now = clock.Now
	kept, err := openStore(w, config, log)
	if err != nil {
		return err
	}
	defer kept.close()
	browsers, err := session.Dial(p.unagedURL)
	if err != nil {
		return err
	}
	defer browsers.Close()
	kept.logins = login.NewLogins(browsers) // a browser is not away for a day because the clock was moved by one
	files, err := p.files(listener.Addr())
	if err != nil {
		return err
	}
	if files != nil {
		defer files.Close()
	}
	page := try.New(try.Config{
		Files: files, Check: lessons.CheckDraft,
		Store: kept.store, Clock: clock, Zone: config.Zone, Region: config.Region, Lessons: lessons, Lesson: lesson, Folder: p.Lessons, People: tryPeople, Footer: config.Footer,
		Count: func(body string) int { return sms.Count(body).Segments }, Price: p.Price, Stop: w.ctx.Done(),
		Twilio: simulator.Config{
			AccountSID: config.Account, AuthToken: config.Tokens[0], Number: config.From, VoiceNumber: config.VoiceFrom,
			SMSURL: p.public + "/twilio/sms", VoiceURL: p.public + "/twilio/voice", StatusURL: p.public + "/twilio/status/call",
		},
	})
	if err := addManagers(w, kept.roster); err != nil {
		return err
	}
	line := wire(w, config, log, kept, page)
	line.inMemory = true
	defer line.close()
	return p.serve(w, page, lessons, func() error {
		twilio := &http.Server{Handler: page.Twilio().API(), ReadHeaderTimeout: readTimeout}
		go twilio.Serve(api) // until it is closed
		defer twilio.Close()
		defer page.Twilio().Close()
		p.greet(w, listener.Addr())
		return w.serve(listener, line, log)
	})
}

// files are those that the author may edit on the page: none where others reach it, too.
func (p pretendWorld) files(addr net.Addr) (*folder.Folder, error) {
	tcp, ok := addr.(*net.TCPAddr)
	if p.Lessons == "" || !ok || !tcp.IP.IsLoopback() {
		return nil, nil
	}
	return folder.Open(p.Lessons)
}

// addManagers makes managers of those who are.
func addManagers(w world, people *roster.Roster) error {
	for _, who := range tryPeople {
		number, ok := e164.FromWire(who.Number)
		if !ok || !who.Manages {
			continue
		}
		if _, err := people.AddManager(w.ctx, number, who.Name, true, w.now()); err != nil {
			return fmt.Errorf("add a manager: %w", err)
		}
	}
	return nil
}

// serve does so while time passes in Redis too, and lessons are taken up as they are saved.
func (p pretendWorld) serve(w world, page *try.Page, lessons *edited, do func() error) error {
	ctx, cancel := context.WithCancel(w.ctx)
	var beside sync.WaitGroup
	defer beside.Wait()
	defer cancel()
	beside.Go(func() { p.age(ctx) })
	beside.Go(func() { lessons.watch(ctx, page.Changed) })
	return do()
}

// age has what lies in Redis grow older, which miniredis does not do by itself; when the clock is put forward it is told.
func (p pretendWorld) age(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for last := time.Now(); ; {
		select {
		case now := <-tick.C:
			p.redis.FastForward(now.Sub(last))
			last = now
		case <-ctx.Done():
			return
		}
	}
}

// greet says where the page is.
func (p pretendWorld) greet(w world, addr net.Addr) {
	fmt.Fprintf(w.out, "Coachline is at %s/try/\nCtrl-C ends it. The phones are forgotten; lessons that you saved stay.\n", p.public)
	if tcp, ok := addr.(*net.TCPAddr); ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(w.out, "Whoever reaches %s over the network can use it, too.\n", addr)
	}
}

// lesson is the one that is tried: the one that was asked for, or the first there is. It is of the folder, or built in where the folder
// has none that can be served yet. It reports whether all of the folder can be.
func (p pretendWorld) lesson(environ []string, values map[string]string) (catalog *scripts.Catalog, lesson string, isWhole bool, err error) {
	catalog, err = openLessons(p.Lessons, values)
	if isWhole = err == nil; errors.As(err, new(scripts.Faults)) {
		err = nil
		if catalog = scripts.OpenRight(os.DirFS(p.Lessons), scripts.Right{}, values).Catalog; catalog == nil {
			catalog, err = scripts.BuiltIn()
		}
	}
	if err != nil {
		return nil, "", false, fmt.Errorf("--lessons: %w", err)
	}
	lesson = p.Lesson
	if _, noFile := os.Stat(filepath.Join(p.Lessons, lesson+".yaml")); lesson == "" || noFile == nil && !isWhole {
		lesson = cmp.Or(lesson, newReader(environ).or("COACHLINE_LESSON", "peer-coaching-1"))
		if _, ok := catalog.Current(lesson); !ok {
			lesson = catalog.Lessons()[0]
		}
	}
	if _, ok := catalog.Current(lesson); !ok {
		return nil, "", false, usageError{fmt.Errorf("--lesson: there is no lesson %q; there are: %s", lesson, strings.Join(catalog.Lessons(), ", "))}
	}
	return catalog, lesson, isWhole, nil
}

// settings are those of serve: the line's own from the environment, and of the world those of the pretend one. Where not all of
// the folder can be served, they have no lessons.
func (p pretendWorld) settings(environ []string, lesson string, isWhole bool) (env []string) {
	folder := p.Lessons
	if !isWhole {
		folder, lesson = "", "peer-coaching-1"
	}
	for _, pair := range environ {
		if strings.HasPrefix(pair, "COACHLINE_") && (isWhole || !strings.HasPrefix(pair, settingPrefix)) {
			env = append(env, pair)
		}
	}
	key := make([]byte, 32)
	rand.Read(key) // never fails
	if newReader(environ).value("COACHLINE_ORGANISATION") == "" {
		env = append(env, "COACHLINE_ORGANISATION="+tryOrganisation)
	}
	return append(
		env,
		"COACHLINE_ADDR="+strings.TrimPrefix(p.public, "http://"), "COACHLINE_PUBLIC_URL="+p.public, "COACHLINE_OPEN=true",
		"COACHLINE_KEYS="+base64.StdEncoding.EncodeToString(key), "COACHLINE_LESSONS="+folder, "COACHLINE_LESSON="+lesson,
		"REDIS_URL="+p.redisURL,
		"TWILIO_ACCOUNT_SID=AC"+strings.Repeat("0", 32), "TWILIO_AUTH_TOKEN="+strings.ToLower(rand.Text()),
		"TWILIO_FROM="+tryTexts, "TWILIO_VOICE_FROM="+tryCalls, "TWILIO_API_URL="+p.api,
	)
}
