package main

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"coachline/session/sessiontest"
)

// deployed reads a file that operators deploy.
func deployed(t *testing.T, name string) string {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(file)
}

// TestAlertsAndDashboardNameWhatIsThere finds each metric of the alert rules and the dashboard in the program's /metrics, and each
// section that an alert names on the operators' page.
func TestAlertsAndDashboardNameWhatIsThere(t *testing.T) {
	t.Parallel()
	l := serve(t, settings("redis://"+sessiontest.Miniredis(t).Addr()), 0)
	l.Handset(t, mobile).Text("hello")
	_, metrics := l.send(t, "GET", "/metrics", "", "")
	rules, dashboard := deployed(t, "alerts.yaml"), deployed(t, "dashboard.json")
	names := regexp.MustCompile(`\b(coachline|process)_[a-z_]+[a-z]\b`).FindAllString(rules+dashboard, -1)
	slices.Sort(names)
	if len(names) < 20 {
		t.Fatalf("only %d metrics are named", len(names))
	}
	for _, name := range slices.Compact(names) {
		if !strings.Contains(metrics, "\n"+name+"{") && !strings.Contains(metrics, "\n"+name+" ") {
			t.Errorf("/metrics has no %s", name)
		}
	}
	if !json.Valid([]byte(dashboard)) {
		t.Error("dashboard.json is not JSON")
	}
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, section := range regexp.MustCompile(`(?m)^ +section: (.+)$`).FindAllStringSubmatch(rules, -1) {
		if !regexp.MustCompile(`(?m)^##+ ` + regexp.QuoteMeta(section[1]) + `$`).Match(page) {
			t.Errorf("README.md has no section %q", section[1])
		}
	}
}

// compose is what of a Compose file is looked at here.
type compose struct {
	Services map[string]struct {
		Image       string
		Command     []string
		Environment map[string]string
		Volumes     []string
		Ports       []string
		ReadOnly    bool `yaml:"read_only"`
		Healthcheck struct{ Test []string }
		DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		EnvFile     []struct{ Path, Format string }       `yaml:"env_file"`
		Build       struct{ Context string }
	}
	Volumes map[string]any
}

// TestComposeFits holds the Compose file against the program and what lies beside it, since Docker is not here to do so.
func TestComposeFits(t *testing.T) {
	t.Parallel()
	var c compose
	if err := yaml.Unmarshal([]byte(deployed(t, "compose.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	line, redis := c.Services["line"], c.Services["redis"]
	dockerfile, err := os.ReadFile(filepath.Join("deploy", line.Build.Context, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	if check, err := json.Marshal(line.Healthcheck.Test[1:]); err != nil ||
		!strings.Contains(string(dockerfile), "CMD "+strings.ReplaceAll(string(check), ",", ", ")) {
		t.Errorf("the health check %s is not the image's", check)
	}
	if want := "../../../coachline.env raw"; line.EnvFile[0].Path+" "+line.EnvFile[0].Format != want {
		t.Errorf("the settings are in %v", line.EnvFile)
	}
	if !line.ReadOnly || line.DependsOn["redis"].Condition != "service_healthy" || len(redis.Healthcheck.Test) == 0 {
		t.Errorf("the line is %+v", line)
	}
	if said := strings.Join(redis.Command, " "); !strings.Contains(said, "--appendonly yes") || !strings.Contains(said, "--maxmemory-policy noeviction") {
		t.Errorf("Redis runs as %s", said)
	}
	env := settings("")
	for name, value := range line.Environment {
		env = append(env, name+"="+value)
	}
	if config, err := readConfig(env); err != nil || config.RedisURL != "redis://redis:6379" || config.Addr != ":8080" {
		t.Errorf("the line's settings: %v", err)
	}
	for name, service := range c.Services {
		for _, port := range service.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s is open to the world at %s", name, port)
			}
		}
		for _, volume := range service.Volumes {
			from, _, _ := strings.Cut(volume, ":")
			if _, named := c.Volumes[from]; named {
				continue
			}
			if _, err := os.Stat(filepath.Join("deploy", from)); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
}

// TestUnitIsOne lets systemd judge the unit, where it is installed.
func TestUnitIsOne(t *testing.T) {
	t.Parallel()
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze on the PATH")
	}
	bin := t.TempDir()
	if err := os.WriteFile(filepath.Join(bin, "coachline"), nil, 0o755); err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(bin, "coachline.service")
	text := strings.ReplaceAll(deployed(t, "coachline.service"), "/usr/local/bin", bin)
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(analyze, "verify", unit).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestEnvExampleIsReadAlikeByAll reads the example, filled in, as docker --env-file does and as a shell does. The settings are the
// same, a name with spaces among them, and every required one is there. systemd reads quotation marks as a shell does.
func TestEnvExampleIsReadAlikeByAll(t *testing.T) {
	t.Parallel()
	example := deployed(t, "coachline.env.example")
	if _, err := readConfig(asDocker(example)); err == nil || strings.Contains(err.Error(), "is missing; ") || strings.Contains(err.Error(), "is not a setting") {
		t.Errorf("with its placeholders: %v", err)
	}
	for _, setting := range settings("redis://127.0.0.1:6379") {
		name, value, _ := strings.Cut(setting, "=")
		if strings.Contains(value, " ") {
			value = `"` + value + `"`
		}
		if line := regexp.MustCompile(`(?m)^` + name + `=.*$`); name != "COACHLINE_ADDR" {
			if !line.MatchString(example) {
				t.Errorf("%s is not in the example", name)
			}
			example = line.ReplaceAllLiteralString(example, name+"="+value)
		}
	}
	file := filepath.Join(t.TempDir(), "coachline.env")
	if err := os.WriteFile(file, []byte(example), 0o600); err != nil {
		t.Fatal(err)
	}
	shell := exec.Command("sh", "-c", `set -a; . "$1"; env`, "sh", file)
	shell.Env = []string{"PATH=" + os.Getenv("PATH")}
	out, err := shell.Output()
	if err != nil {
		t.Fatal(err)
	}
	sourced := slices.DeleteFunc(strings.Split(string(out), "\n"), func(s string) bool {
		return !regexp.MustCompile(`^(COACHLINE|TWILIO|REDIS)_`).MatchString(s)
	})
	for reader, env := range map[string][]string{"docker": asDocker(example), "a shell": sourced} {
		config, err := readConfig(env)
		if err != nil {
			t.Errorf("%s: %v", reader, err)
		} else if config.Organisation != "Te Awa Health" || config.From != number || !config.Open {
			t.Errorf("%s reads %q, %q, %v", reader, config.Organisation, config.From, config.Open)
		}
	}
	if docker, shell := names(asDocker(example)), names(sourced); !maps.Equal(docker, shell) {
		t.Errorf("docker reads %v, a shell %v", docker, shell)
	}
}

// asDocker reads a file as docker --env-file does: a line is NAME=value to its end, with quotation marks and all.
func asDocker(file string) (env []string) {
	for line := range strings.Lines(file) {
		if line = strings.TrimSuffix(line, "\n"); line != "" && !strings.HasPrefix(line, "#") {
			env = append(env, line)
		}
	}
	return env
}

// names are the settings that are there.
func names(env []string) map[string]bool {
	all := map[string]bool{}
	for _, line := range env {
		name, _, _ := strings.Cut(line, "=")
		all[name] = true
	}
	return all
}
