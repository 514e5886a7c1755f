package try

import (
	"bytes"
	"net/http"
	"strings"
	"time"
)

// heartbeat is how often an open page is looked at without any change: the clock goes on, and a proxy sees life.
const heartbeat = time.Second

// regions are the parts of the page that change by themselves, by the ID of their element and the name of their template.
var regions = []string{"people", "bar", "call", "thread", "world", "lesson", "behind"}

// live keeps a page as things are, by server-sent events: each is the parts that have changed.
func (p *Page) live(w http.ResponseWriter, r *http.Request, who Person) error {
	out := http.NewResponseController(w)
	// A stream outlives the bounds of a request.
	if err := out.SetWriteDeadline(time.Time{}); err != nil {
		return err
	}
	if err := out.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-store")
	shown := map[string]string{}
	tick := time.NewTicker(heartbeat)
	defer tick.Stop()
	for {
		change := p.change()
		event, err := p.event(r, who, shown)
		switch {
		case err != nil && len(shown) > 0:
			return nil // the stream has begun: the page asks again, and is told then
		case err != nil:
			return err
		}
		if _, err := w.Write(event); err != nil || out.Flush() != nil {
			return nil // the page was closed
		}
		select {
		case <-change:
		case <-tick.C:
		case <-p.config.Stop:
			return nil
		case <-r.Context().Done():
			return nil
		}
	}
}

// event is what is to be drawn anew of what is shown; a comment where that is nothing.
func (p *Page) event(r *http.Request, who Person, shown map[string]string) ([]byte, error) {
	view, err := p.view(r.Context(), who)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	for _, region := range regions {
		var drawn strings.Builder
		if err := pages.ExecuteTemplate(&drawn, region, view); err != nil {
			return nil, err
		}
		if shown[region] == drawn.String() {
			continue
		}
		shown[region] = drawn.String()
		b.WriteString(`<hx-partial hx-target="#` + region + `" hx-swap="innerMorph">` + drawn.String() + `</hx-partial>`)
	}
	if b.Len() == 0 {
		return []byte(": as before\n\n"), nil
	}
	return []byte("data: " + strings.ReplaceAll(b.String(), "\n", "\ndata: ") + "\n\n"), nil
}
