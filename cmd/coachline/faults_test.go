package main

import (
	"encoding/base64"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// secretToken and secretKey are planted into faulty settings: no fault may show even a part of them.
const secretToken = "5ec7e75ec7e75ec7e75ec7e75ec7e75e"

var secretKey = base64.StdEncoding.EncodeToString([]byte("0123456789abcdef0123456789abcdef"))

// TestFaultsOfSettings sets one thing wrong at a time. Each is one line, which names the setting and says what to do.
func TestFaultsOfSettings(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, value, cure string }{
		{"COACHLINE_PUBLIC_URL", "", "is missing; set it to the https URL"},
		{"COACHLINE_PUBLIC_URL", `"https://line.test.org"`, "take the quotation marks away"},
		{"COACHLINE_PUBLIC_URL", "line.test.org", "does not begin with https://"},
		{"COACHLINE_PUBLIC_URL", "htps://line.test.org", "does not begin with https://"},
		{"COACHLINE_PUBLIC_URL", "https:/line.test.org", "does not begin with https://"},
		{"COACHLINE_PUBLIC_URL", "https:///", "names no host"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org/coach", "the line needs a host of its own"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org/coach/", "the line needs a host of its own"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org/twilio/sms", "want what stands before /twilio"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org?x=1", "without ? or #"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org#rc=3", "without ? or #"},
		{"COACHLINE_PUBLIC_URL", "https://user:" + secretToken + "@line.test.org", "leave out the user and the password"},
		{"COACHLINE_PUBLIC_URL", "https://my_line.test.org", "underscore"},
		{"COACHLINE_PUBLIC_URL", "https://line", "a dot in its name"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org:99999", "from 1 to 65535"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org:", "from 1 to 65535"},
		{"COACHLINE_PUBLIC_URL", "https://line.test.org, https://other.test.org", "want one URL"},
		{"COACHLINE_PUBLIC_URL", "https://https://line.test.org", "from 1 to 65535"},
		{"TWILIO_API_URL", "https://api.twilio.com/2010-04-01", "want what stands before /2010-04-01"},
		{"TWILIO_API_URL", "https://api.twilio.com/v1", "want what stands before /2010-04-01"},
		{"TWILIO_API_URL", "http://api.twilio.com", "want https"},
		{"TWILIO_API_URL", "https://AC1:" + secretToken + "@api.test.org", "leave out the user and the password"},
		{"TWILIO_API_URL", "api.twilio.com", "does not begin with https://"},
		{"REDIS_URL", "127.0.0.1:6379", "want redis://"},
		{"REDIS_URL", "reddis://127.0.0.1:6379", "want redis://"},
		{"REDIS_URL", "redis://:" + secretToken + "#@127.0.0.1:6379", "%23"},
		{"REDIS_URL", "redis://127.0.0.1:port", "port"},
		{"REDIS_URL", "redis://127.0.0.1:637900", "port"},
		{"REDIS_URL", "redis://127.0.0.1:6379/first", "number of a database"},
		{"REDIS_URL", "redis://127.0.0.1:6379?poolsize=3", "option"},
		{"COACHLINE_KEYS", "", "openssl rand -base64 32"},
		{"COACHLINE_KEYS", "fill-in", "placeholder"},
		{"COACHLINE_KEYS", secretKey[:40], "openssl rand -base64 32"},
		{"COACHLINE_KEYS", "'" + secretKey + "'", "take the quotation marks away"},
		{"COACHLINE_KEYS", "!" + secretKey[1:], "not base64"},
		{"COACHLINE_KEYS", secretToken + secretToken, "hexadecimal, want base64"},
		{"COACHLINE_KEYS", secretKey + "," + secretKey, "the same as key 1"},
		{"TWILIO_AUTH_TOKEN", "“" + secretToken + "”", "take the quotation marks away"},
		{"TWILIO_AUTH_TOKEN", secretToken[:16] + " " + secretToken[16:], "letters and digits only"},
		{"TWILIO_AUTH_TOKEN", secretToken + "," + secretToken, "twice"},
		{"TWILIO_AUTH_TOKEN", secretToken + ",", "want one token, or two"},
		{"TWILIO_AUTH_TOKEN", "AC" + secretToken, "goes into TWILIO_ACCOUNT_SID"},
		{"TWILIO_AUTH_TOKEN", "SK" + secretToken, "goes into TWILIO_API_KEY"},
		{"TWILIO_AUTH_TOKEN", secretToken[:16] + "\u200b" + secretToken[16:], "cannot be seen"},
		{"TWILIO_AUTH_TOKEN", "your_auth_token", "placeholder"},
		{"TWILIO_ACCOUNT_SID", secretToken, "looks like an auth token"},
		{"TWILIO_ACCOUNT_SID", "SK" + secretToken, "goes into TWILIO_API_KEY"},
		{"TWILIO_ACCOUNT_SID", "AC123", "want AC and 32"},
		{"TWILIO_API_KEY", "SK" + secretToken, "go together"},
		{"TWILIO_MESSAGING_SERVICE_SID", "PN" + secretToken, "goes into TWILIO_FROM"},
		{"TWILIO_FROM", "+15005550006", "test numbers"},
		{"TWILIO_FROM", "PN" + secretToken, "goes into TWILIO_FROM"},
		{"TWILIO_FROM", "whatsapp:+6498890000", "without whatsapp:"},
		{"TWILIO_FROM", "COACH", "nobody can answer a name"},
		{"TWILIO_FROM", "+6498890000,+6498890001", "want one number"},
		{"TWILIO_VOICE_FROM", "2345", "calls cannot come from a short code"},
		{"TWILIO_VOICE_FORM", "+6498890000", "did you mean TWILIO_VOICE_FROM?"},
		{"COACHLINE_OPNE", "true", "did you mean COACHLINE_OPEN?"},
		{"COACHLINE_OPEN", "on", "want true or false"},
		{"COACHLINE_REGION", "New Zealand", "two letters"},
		{"COACHLINE_TIME_ZONE", "NZST", "name of a time zone"},
		{"COACHLINE_TIME_ZONE", "Pacific/Aukland", "name of a time zone"},
		{"COACHLINE_TEXTING_HOURS", "8-20", "want two times such as 08:00-20:00"},
		{"COACHLINE_TEXTING_HOURS", "08:00-08:00", "both times are the same"},
		{"COACHLINE_INVITE_COUNTRIES", "NZ,AU,NZ", "NZ is there twice"},
		{"COACHLINE_ORGANISATION", "fill-in", "placeholder"},
		{"COACHLINE_ORGANISATION", "Te Awa\nHealth", "line end"},
		{"COACHLINE_ADDR", "8080", "such as :8080"},
		{"COACHLINE_REHEARSAL", "30", "such as 10s"},
	} {
		_, err := readConfig(append(settings("redis://127.0.0.1:6379"), tt.name+"="+tt.value))
		lines := strings.Split(strings.TrimSpace(errorText(err)), "\n")
		var usage usageError
		if len(lines) != 2 || !strings.HasPrefix(lines[1], "  "+tt.name+": ") || !strings.Contains(lines[1], tt.cure) || !errors.As(err, &usage) {
			t.Errorf("%s=%s says\n%s\nwant one line with %q", tt.name, tt.value, strings.Join(lines, "\n"), tt.cure)
		}
		for _, secret := range []string{secretToken, secretKey} {
			if strings.Contains(errorText(err), secret[:6]) || strings.Contains(errorText(err), secret[len(secret)-6:]) {
				t.Errorf("%s=%s shows a secret:\n%v", tt.name, tt.value, err)
			}
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// TestFaultsAreToldAtOnce names each of several faults in one answer, and none that only follows from another.
func TestFaultsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := readConfig([]string{
		`COACHLINE_PUBLIC_URL="line.test.org"`, "REDIS_URL=127.0.0.1:6379", "COACHLINE_KEYS=fill-in", "COACHLINE_ORGANISATION=fill-in",
		"TWILIO_ACCOUNT_SID=fill-in", "TWILIO_AUTH_TOKEN=fill-in", "TWILIO_FROM=fill-in", "COACHLINE_REGIN=NZ",
	})
	for _, name := range []string{
		"COACHLINE_PUBLIC_URL: take", "COACHLINE_PUBLIC_URL: it does not begin", "REDIS_URL", "COACHLINE_KEYS", "COACHLINE_ORGANISATION",
		"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "COACHLINE_REGIN",
	} {
		if strings.Count(errorText(err), "\n  "+name) != 1 {
			t.Errorf("%s is not told once:\n%v", name, err)
		}
	}
	if n := strings.Count(errorText(err), "\n"); n != 9 {
		t.Errorf("%d lines, want 9:\n%v", n, err)
	}
}

// TestSettingsAsPeopleWriteThem takes white space and the line ends of Windows around values, and other ways to write them.
func TestSettingsAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	env := settings("redis://127.0.0.1:6379", "COACHLINE_TEXTING_HOURS=8:00 – 20:00", "COACHLINE_PUBLIC_URL=https://line.test.org/", "TWILIO_FROM=+64 9 889 0000",
		"TWILIO_API_URL=http://127.0.0.1:4010/pretend/", "COACHLINE_ORGANISATION=“Te Awa Health”", "TWILIO_EDGE=sydney", "TWILIO_WORKSPACE=x")
	for i := range env {
		env[i] += " \r"
	}
	config, err := readConfig(env)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{config.From, config.API.Path, config.PublicURL.Host, config.Organisation, config.Tokens[0]}
	if want := []string{"+6498890000", "/pretend/", "line.test.org", "Te Awa Health", authToken}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestSettingsThatAreSeldomMeant are taken, with one warning each that shows no secret.
func TestSettingsThatAreSeldomMeant(t *testing.T) {
	t.Parallel()
	for setting, want := range map[string]string{
		"TWILIO_AUTH_TOKEN=" + secretToken:      "",
		"TWILIO_AUTH_TOKEN=" + secretToken[:31]: "TWILIO_AUTH_TOKEN is not 32",
		"COACHLINE_TEXTING_HOURS=20:00-08:00":   "COACHLINE_TEXTING_HOURS pass midnight",
		"COACHLINE_TEXTING_HOURS=00:00-24:00":   "",
		"COACHLINE_TEXTING_HOURS=08:00-24:00":   "",
		"COACHLINE_REGION=AU":                   "COACHLINE_TIME_ZONE is New Zealand's",
		"COACHLINE_TIME_ZONE=Pacific/Chatham":   "",
	} {
		config, err := readConfig(append(settings("redis://127.0.0.1:6379", "TWILIO_AUTH_TOKEN="+secretToken), setting))
		if err != nil {
			t.Fatal(err)
		}
		var log strings.Builder
		warnOfSlips(config, slog.New(slog.NewTextHandler(&log, nil)))
		lines := map[bool]int{true: 0, false: 1}[want == ""]
		if said := log.String(); strings.Count(said, "\n") != lines || !strings.Contains(said, want) || strings.Contains(said, secretToken[:6]) {
			t.Errorf("%s: the log says %q, want %q", setting, said, want)
		}
	}
}
