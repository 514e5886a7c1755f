package twilio

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"coachline/handlers/origin"
)

// ProbePath is where an operator's own request, signed as Twilio signs, learns how it has reached the line.
const ProbePath = "/twilio/probe"

// Arrival is how a probe has reached the line.
type Arrival struct {
	Version   string    `json:"version"`   // of the program that answers
	At        time.Time `json:"at"`        // its clock
	Address   string    `json:"address"`   // where the probe comes from, as the line sees it
	Forwarded bool      `json:"forwarded"` // X-Forwarded-For came with it
	Path      string    `json:"path"`      // and query, as the line sees them: ProbePath, unless a proxy changes it
}

// Headers of a refusal. Whoever sent the probe knows what is in them, unless a proxy has changed it.
const (
	unsignedHeader = "X-Coachline-Unsigned" // it came without a signature, which every probe has
	pathHeader     = "X-Coachline-Path"     // it came to this path, with its query
)

// Probe answers a signed request with how it has reached the line: POST /twilio/probe. It needs no Redis and changes nothing.
func (h *Webhooks) Probe(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set(pathHeader, r.RequestURI)
	if r.Header.Get(signatureHeader) == "" {
		w.Header().Set(unsignedHeader, "true")
	}
	if _, err := h.receive(w, r, byProbe); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(Arrival{
		Version: h.config.Version, At: h.config.Clock().UTC(), Address: origin.Address(r).String(),
		Forwarded: len(r.Header.Values("X-Forwarded-For")) > 0, Path: r.RequestURI,
	})
}

// signatureHeader has the signature of a webhook.
const signatureHeader = "X-Twilio-Signature"

// What keeps a probe from being answered, beside errors of the network.
var (
	ErrRefused  = errors.New("the line takes the signature for wrong")
	ErrUnsigned = errors.New("the signature did not arrive")
)

// DoctorAgent is the User-Agent of what coachline doctor asks. A request of its that is meant to be refused is neither counted nor a
// warning.
const DoctorAgent = "coachline-doctor"

// FromDoctor reports whether doctor sends an unsigned request, to see it refused.
func FromDoctor(r *http.Request) bool {
	return r.UserAgent() == DoctorAgent && r.Header.Get(signatureHeader) == ""
}

// NewProbe is a webhook to a path below public, signed with a token, as Twilio would post it. signed may be another URL than the
// one that is asked, to find out which one a line goes by. It has no parameters where bare is set. The characters in it are
// those that are changed on the way first.
func NewProbe(public, signed *url.URL, path, token string, bare bool) (*http.Request, error) {
	f := form{{"AccountSid", "AC00000000000000000000000000000000"}, {"Body", "Kia ora; 1 + 1 & 100%: tēnā koe \U0001F642"}, {"Empty", ""}}
	if bare {
		f = nil
	}
	body := url.Values{}
	for _, p := range f {
		body.Set(p.name, p.value)
	}
	r, err := http.NewRequest(http.MethodPost, newEndpoint(public, nil).base+path, strings.NewReader(body.Encode()))
	if err != nil {
		return nil, err
	}
	mac := signature([]byte(token), newEndpoint(signed, nil).base+path, slices.Clone(f))
	if public.User != nil {
		password, _ := public.User.Password()
		r.SetBasicAuth(public.User.Username(), password)
	}
	r.Header.Set(signatureHeader, base64.StdEncoding.EncodeToString(mac))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	r.Header.Set("User-Agent", DoctorAgent)
	return r, nil
}

// ReadArrival reads the answer to a probe. Its error is ErrRefused, and the Arrival then has the path only, or ErrUnsigned. ok is
// false where the answer is not a line's.
func ReadArrival(res *http.Response, body []byte) (a Arrival, ok bool, err error) {
	switch {
	case res.StatusCode == http.StatusForbidden && res.Header.Get(unsignedHeader) != "":
		return Arrival{}, true, ErrUnsigned
	case res.StatusCode == http.StatusForbidden:
		return Arrival{Path: res.Header.Get(pathHeader)}, true, ErrRefused
	case res.StatusCode != http.StatusOK || json.Unmarshal(body, &a) != nil || a.At.IsZero():
		return Arrival{}, false, nil
	}
	return a, true, nil
}
