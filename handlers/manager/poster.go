package manager

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"

	"coachline/session/e164"
	"coachline/session/roster"
)

// How many may join by a keyword: what is offered, and the most that may be chosen.
const (
	usualJoins = 50
	mostJoins  = 1000
)

// poster is what the page of a cohort's poster shows: the form of the keyword, and the poster itself.
type poster struct {
	card
	Word, Most string // as they were typed, or as they are
	On         bool
	MayChange  bool

	Print   bool // there is a poster: the word is on, and people know what to text
	Off     bool // there is a word, and it is off
	Joined  int
	Full    bool
	Invalid bool   // a change was interrupted
	Number  string // as people write it; empty: not known
	Keyword string // the word on the poster
	By      string
	Minutes int // of the lesson, or of the longest part
	Parts   int // of a course
	Code    code
	Footer  string // what the line adds to every text

	field string
}

func (p *Pages) showPoster(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	k, err := p.config.Roster.Keyword(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	v := poster{Word: k.Word, Most: strconv.Itoa(k.Most), On: k.On}
	if k.Word == "" {
		v = poster{Word: p.suggestion(c.Name), Most: strconv.Itoa(usualJoins), On: true}
	}
	return p.poster(w, r, who, c, k, http.StatusOK, "", v)
}

// poster draws the page. v is what the form holds.
func (p *Pages) poster(w http.ResponseWriter, r *http.Request, who user, c roster.Cohort, k roster.Keyword, status int, wrong string, v poster) error {
	v.card, v.MayChange = p.card(c), c.Access >= roster.MayInvite
	v.Joined, v.Full, v.Off, v.Invalid = k.Joined, k.Joined >= k.Most, k.Word != "" && !k.On, k.Word != "" && !k.Valid
	v.Number, v.Keyword, v.By, v.Footer = p.writtenNumber(), k.Word, k.By, p.config.Footer
	if c.Served {
		v.Minutes, v.Parts = p.minutes(c.Subject), parts(c)
		v.Print = v.Number != "" && k.Word != "" && k.On && k.Valid
	}
	if v.Print {
		made, err := codeOf("sms:" + p.config.Number + "?&body=" + k.Word) // both kinds of phones take "?&body="
		if err != nil {
			return err
		}
		v.Code = made
	}
	return p.render(w, r, status, "poster", page{Title: "Poster of " + c.Name, User: &who, Wrong: wrong, Field: v.field, Data: v})
}

// writtenNumber is the number that people text, as they write it.
func (p *Pages) writtenNumber() string {
	if n, ok := e164.FromWire(p.config.Number); ok {
		return n.Written(p.config.Region)
	}
	return p.config.Number
}

// setKeyword gives a cohort a keyword, or changes it.
func (p *Pages) setKeyword(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.cohort(r, who)
	if err != nil {
		return err
	}
	v := poster{Word: r.PostFormValue("word"), Most: strings.TrimSpace(r.PostFormValue("most")), On: r.PostForm.Has("on")}
	k, err := p.config.Roster.Keyword(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	again := func(status int, wrong string) error { return p.poster(w, r, who, c, k, status, wrong, v) }
	word := roster.CleanWord(v.Word)
	v.field = "word"
	switch {
	case !roster.IsKeyword(word):
		return shown(refused("A word has 4 to 12 letters and digits and begins with a letter, such as "+p.suggestion(c.Name)+"."), again)
	case p.reserved(word, v.Word):
		return shown(refused(word+" means something to the line already, or is a name: choose another, such as "+p.suggestion(c.Name)+"."), again)
	}
	most, err := strconv.Atoi(v.Most)
	if err != nil || most < 1 || most > mostJoins {
		v.field = "most"
		return shown(refused(fmt.Sprintf("Say how many may join, from 1 to %d.", mostJoins)), again)
	}
	to := roster.Keyword{Word: word, On: v.On, Most: most}
	switch err := p.config.Roster.SetKeyword(r.Context(), who.Person, c.ID, to, p.config.Clock()); {
	case errors.Is(err, roster.ErrWordTaken):
		return shown(refused("Another cohort of this line has the word "+word+": choose another."), again)
	case err != nil:
		return err
	}
	said := "The word is off: whoever texts it hears what anybody hears who is not invited."
	if v.On {
		said = "The word is on: whoever texts it joins the cohort."
	}
	return p.done(w, r, "/manage/cohorts/"+c.ID+"/poster", said)
}

// code is a QR code as the path of an SVG, with its quiet zone.
type code struct {
	Path string
	Size int // in modules
}

// quiet is how many modules around a code stay white: ISO/IEC 18004.
const quiet = 4

func codeOf(content string) (code, error) {
	made, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return code{}, fmt.Errorf("draw QR code: %w", err)
	}
	made.DisableBorder = true
	bitmap := made.Bitmap()
	var path strings.Builder
	for y, row := range bitmap {
		for x, dark := range row {
			if dark {
				fmt.Fprintf(&path, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	return code{path.String(), len(bitmap) + 2*quiet}, nil
}
