package try

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"coachline/handlers/simulator"
)

// item is a text as a phone shows it, or a call that is over.
type item struct {
	N     int
	Day   string // where it is the first of its day
	Mine  bool
	Body  string
	At    string
	Cost  string // of a text of the line's
	State string // how far it has come
	Bad   bool   // it did not arrive
	Call  []spoken

	During bool // it came in the call that is on
}

// thread is what a phone shows, oldest first.
func (p *Page) thread(events []simulator.Event) (all []item) {
	began, day := -1, ""
	for i, e := range events {
		it := item{N: i, At: e.At.In(p.config.Zone).Format("15:04"), Body: e.Text}
		switch e.Kind {
		case simulator.Texted:
			it.Mine = true
			it.State = stateOf(events, i)
		case simulator.Received, simulator.Missed:
			p.tell(&it, e)
		case simulator.CallBegan:
			began = i
			continue
		case simulator.CallEnded:
			it.Body = callWords[e.Text]
			if began >= 0 {
				it.Call, began = spokenIn(events[began:i]), -1
			}
		case simulator.Rings:
			it.Body = "The line rings you"
		case simulator.Exchanged:
			if it.Body = refusal(e.Exchange); it.Body == "" {
				continue
			}
		default:
			continue
		}
		if of := p.day(e.At); of != day {
			it.Day, day = of, of
		}
		all = append(all, it)
	}
	for i := range all {
		all[i].During = began >= 0 && all[i].N > began
	}
	return all
}

// day is a date as the page writes it.
func (p *Page) day(at time.Time) string { return at.In(p.config.Zone).Format("Monday 2 January") }

// stateOf is how far a text of the person's own has come: it fails, or the line has it.
func stateOf(events []simulator.Event, i int) string {
	for _, e := range events[i+1:] {
		switch e.Kind {
		case simulator.Failed:
			return "the line did not answer"
		case simulator.Exchanged:
			if !e.Exchange.Request && strings.HasSuffix(e.Exchange.Sent.URL, "/twilio/sms") && e.Exchange.Answer.Status == http.StatusOK {
				return "delivered"
			}
		case simulator.Texted:
			return ""
		}
	}
	return "sending"
}

// refusal says that Twilio refused what the line began; empty where it did not.
func refusal(x *simulator.Exchange) string {
	if !x.Request || x.Answer.Status < http.StatusBadRequest {
		return ""
	}
	var why struct{ Code int }
	_ = json.Unmarshal(x.Answer.Body, &why) // without a code the status says enough
	what := "a request"
	switch {
	case strings.HasSuffix(x.Sent.URL, "/Messages.json"):
		what = "a text to you"
	case strings.HasSuffix(x.Sent.URL, "/Calls.json"):
		what = "a call to you"
	}
	return fmt.Sprintf("Twilio refused %s of the line’s (%d, %d)", what, x.Answer.Status, why.Code)
}

// tell says of a text of the line's what it costs, and what became of it.
func (p *Page) tell(it *item, e simulator.Event) {
	n := p.config.Count(e.Text)
	it.Cost = fmt.Sprintf("%d segment%s, US$%.2f", n, plural(n), float64(n)*p.config.Price)
	sent, ok := p.twilio.Message(e.SID)
	if !ok {
		return
	}
	it.Bad = sent.ErrorCode != 0
	it.State = sent.Status
	if sent.Status == "failed" { // it was never handed to a carrier
		it.Cost = "0 segments"
	}
	if it.Bad {
		it.State = fmt.Sprintf("not delivered (%d)", sent.ErrorCode)
	}
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

// callWords are the ends of a call, in words.
var callWords = map[string]string{
	"completed": "The call is over", "busy": "The line rang, and your phone was busy", "no-answer": "The line rang, and nobody answered",
	"failed": "The line could not reach your phone", "canceled": "The line stopped ringing",
}
