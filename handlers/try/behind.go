package try

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"coachline/handlers/simulator"
	"coachline/session"
)

// behind is what goes on behind the scenes.
type behind struct {
	Exchanges []exchange // the latest first
	State     string     // the half of the record that is no secret, as JSON
	Answers   string     // the other half, as it lies in Redis
	Size      int        // of that, in bytes
	Drafts    int        // of the words of texts on their way, in bytes
}

// exchange is a webhook and the line's answer, or a request of the line's and Twilio's.
type exchange struct {
	N         int
	At        string
	Title     string
	Fields    []field
	Signature string
	Status    string
	Answer    string
	Attempts  int
}

type field struct{ Name, Value string }

// shownExchanges is how many are shown.
const shownExchanges = 12

func (p *Page) behind(events []simulator.Event, seen session.Inspection) behind {
	var b behind
	for i := len(events) - 1; i >= 0 && len(b.Exchanges) < shownExchanges; i-- {
		if e := events[i]; e.Kind == simulator.Exchanged {
			b.Exchanges = append(b.Exchanges, p.exchange(i, e))
		}
	}
	if seen.Version == "" {
		return b
	}
	b.State = written(map[string]any{
		"lesson": seen.Lesson, "version": seen.Version, "place": seen.Place, "outbox": seen.Entries,
	})
	b.Size, b.Drafts = len(seen.Answers), len(seen.Drafts)
	b.Answers = base64.StdEncoding.EncodeToString(seen.Answers)
	return b
}

// written is plain data as JSON, without what is not set.
func written(data any) string {
	long, err := json.Marshal(data)
	if err == nil {
		err = json.Unmarshal(long, &data)
	}
	if err != nil {
		panic(err) // it is not plain
	}
	short, err := json.MarshalIndent(set(data), "", "  ")
	if err != nil {
		panic(err) // it was JSON before
	}
	return string(short)
}

// set is what is set of something: nil where that is nothing.
func set(data any) any {
	switch v := data.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(name string, of any) bool { v[name] = set(of); return v[name] == nil })
		if len(v) == 0 {
			return nil
		}
	case []any:
		for i := range v {
			v[i] = set(v[i])
		}
	case string, float64, bool:
		if v == "" || v == 0.0 || v == false || v == "0001-01-01T00:00:00Z" {
			return nil
		}
	}
	return data
}

func (p *Page) exchange(n int, e simulator.Event) exchange {
	x := e.Exchange
	shown := exchange{
		N: n, At: e.At.In(p.config.Zone).Format("15:04:05"), Signature: x.Sent.Header.Get("X-Twilio-Signature"),
		Answer: strings.ReplaceAll(string(x.Answer.Body), "><", ">\n<"), Attempts: x.Attempts,
	}
	path := x.Sent.URL
	if u, err := url.Parse(path); err == nil {
		path = u.Path
	}
	shown.Title = "Twilio asks the line: POST " + path
	if x.Request {
		shown.Title = "The line asks Twilio: POST " + path[strings.LastIndex(path, "/")+1:]
	}
	shown.Status = "no answer"
	if x.Answer.Status != 0 {
		shown.Status = fmt.Sprint(x.Answer.Status)
	}
	form, _ := url.ParseQuery(x.Sent.Body)
	for name, values := range form {
		shown.Fields = append(shown.Fields, field{name, strings.Join(values, ", ")})
	}
	slices.SortFunc(shown.Fields, func(a, b field) int { return strings.Compare(a.Name, b.Name) })
	return shown
}
