package twilio

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// MaxBody is the largest webhook that is read, in bytes. A text has at most 1600 characters.
const MaxBody = 64 << 10

// form is the parameters of a webhook in the order received. Twilio adds names without notice: unknown ones are signed
// like all others and otherwise ignored.
type form []field

type field struct{ name, value string }

// value is the first value of a parameter, empty when it is absent: Twilio uses the two alike.
func (f form) value(name string) string {
	for _, p := range f {
		if p.name == name {
			return p.value
		}
	}
	return ""
}

// readBody reads a request's body. Its error is ErrTooLarge when it is over MaxBody.
func readBody(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	size := r.ContentLength
	if size > MaxBody {
		return nil, ErrTooLarge
	}
	body := make([]byte, 0, max(size, 512)+1)
	limited := http.MaxBytesReader(w, r.Body, MaxBody)
	for {
		n, err := limited.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		var large *http.MaxBytesError
		switch {
		case err == io.EOF:
			return body, nil
		case errors.As(err, &large):
			return nil, ErrTooLarge
		case err != nil:
			return nil, fmt.Errorf("read body: %w", ErrMalformed)
		}
		if len(body) == cap(body) {
			body = append(body, 0)[:len(body)]
		}
	}
}

// parseForm reads application/x-www-form-urlencoded. Unlike url.ParseQuery it keeps the order, and takes a raw
// semicolon for what it is.
func parseForm(body string) (form, error) {
	f := make(form, 0, strings.Count(body, "&")+1)
	for pair := range strings.SplitSeq(body, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name, err := url.QueryUnescape(name)
		if err != nil {
			return nil, ErrMalformed
		}
		value, err = url.QueryUnescape(value)
		if err != nil {
			return nil, ErrMalformed
		}
		f = append(f, field{name, value})
	}
	return f, nil
}
