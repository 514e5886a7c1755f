package try

import (
	"net/http"
	"net/url"
	"time"

	"coachline/handlers/simulator"
)

// faults are what was asked to go wrong for one person.
type faults struct {
	Lose        bool // every answer is lost once, to a webhook and to a request
	Slow        bool
	Twice       bool // every webhook comes twice
	OptedOut    bool // Twilio's own list keeps texts from them
	NoCredit    bool // the account is suspended
	Unreachable bool // their phone is off
}

// fault is a fault as the page offers it.
type fault struct {
	Name  string // of the form's field
	Label string
	Hint  string
	of    func(*faults) *bool
}

var offered = []fault{
	{"lose", "Lose answers", "Every first answer gets lost; Twilio asks again, and the line has to find out what became of its texts.", func(f *faults) *bool { return &f.Lose }},
	{"slow", "Be slow", "Everything takes three seconds longer.", func(f *faults) *bool { return &f.Slow }},
	{"twice", "Deliver twice", "Every webhook comes twice, as Twilio may do.", func(f *faults) *bool { return &f.Twice }},
	{"optout", "Opted out at Twilio", "Twilio’s own list keeps our texts from this phone (21610), and the line then leaves it alone until START.", func(f *faults) *bool { return &f.OptedOut }},
	{"credit", "No credit", "Twilio refuses what the line begins (20005). It tries again by itself, and complains in the terminal.", func(f *faults) *bool { return &f.NoCredit }},
	{"off", "Out of reach", "What the line begins does not arrive: texts are not delivered (30003), calls are not answered.", func(f *faults) *bool { return &f.Unreachable }},
}

// read takes the faults that are ticked in a form.
func read(form url.Values) (f faults) {
	for _, o := range offered {
		*o.of(&f) = form.Has(o.Name)
	}
	return f
}

// slowness is how long something takes that is slow: a person notices, and nothing gives up.
const slowness = 3 * time.Second

func (p *Page) faultsOf(number string) faults {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.faults[number]
}

// setFaults has things go wrong for somebody from now on.
func (p *Page) setFaults(who Person, f faults) {
	p.mu.Lock()
	p.faults[who.Number] = f
	p.mu.Unlock()
	bar := simulator.Bar{}
	if f.OptedOut {
		bar.Code = 21610 // twilio.com/docs/api/errors/21610
	}
	p.phone(who).Bar(bar)
	p.Changed()
}

// trouble is what the pretend Twilio does about a request of the line's.
func (p *Page) trouble(r simulator.Request) (t simulator.Trouble) {
	f := p.faultsOf(r.To)
	if f.Slow {
		t.Delay = slowness
	}
	if f.NoCredit && r.Kind != simulator.ListRequest {
		t.Status, t.Code = http.StatusForbidden, 20005 // twilio.com/docs/api/errors/20005
	}
	t.Lose = f.Lose && r.Kind != simulator.ListRequest
	t.Callbacks.Twice = f.Twice
	switch {
	case f.Unreachable && r.Kind == simulator.MessageRequest:
		t.Final, t.FinalCode = "undelivered", 30003 // twilio.com/docs/api/errors/30003
	case f.Unreachable && r.Kind == simulator.CallRequest:
		t.Final = "no-answer"
	}
	return t
}

// mishap is what happens to a webhook on its way.
func (p *Page) mishap(w simulator.Webhook) (m simulator.Mishap) {
	form, _ := url.ParseQuery(w.Body)
	f := p.faultsOf(form.Get("From"))
	if f == (faults{}) {
		f = p.faultsOf(form.Get("To")) // of what the line began
	}
	if f.Slow {
		m.Delay = slowness
	}
	m.Lose, m.Twice = f.Lose, f.Twice
	return m
}
