package manager

import (
	"cmp"
	"fmt"
	"net/http"
	"strings"

	"github.com/gorilla/mux"

	"coachline/session/roster"
)

// history is what the page of a cohort's log shows.
type history struct {
	card
	Entries []deed
}

// deed is an entry of the log, in words.
type deed struct{ When, Says string }

func (p *Pages) showLog(w http.ResponseWriter, r *http.Request, who user) error {
	c, err := p.config.Roster.CohortOrDeleted(r.Context(), who.Person, mux.Vars(r)["cohort"])
	if err != nil {
		return err
	}
	entries, err := p.config.Roster.Log(r.Context(), who.Person, c.ID)
	if err != nil {
		return err
	}
	v := history{card: p.card(c)}
	for _, e := range entries {
		v.Entries = append(v.Entries, deed{p.moment(e.At), says(e)})
	}
	return p.render(w, r, http.StatusOK, "log", page{Title: "What was done", User: &who, Data: v})
}

// deeds say what was done, behind the name of who did it. {} is how many people, or another manager, or another name.
var deeds = map[roster.Act]string{
	roster.ActMade:      "made the cohort",
	roster.ActInvited:   "invited {}",
	roster.ActCancelled: "cancelled the invitations of {}",
	roster.ActWithdrew:  "withdrew the invitations of {}",
	roster.ActCorrected: "corrected the name or number of {}",
	roster.ActNudged:    "had {} texted once more",
	roster.ActExported:  "saved a list of {}",
	roster.ActRenamed:   "gave the cohort another name: it was {}",
	roster.ActArchived:  "archived the cohort",
	roster.ActRestored:  "took the cohort out of the archive",
	roster.ActDeleted:   "deleted the cohort: {}",
	roster.ActShared:    "shared the cohort with {}",
	roster.ActUnshared:  "took away the access of {}",
	roster.ActOffered:   "offered the cohort to {}",
	roster.ActHandedOn:  "handed the cohort to {}",
	roster.ActTookOver:  "took the cohort over from {}",
	roster.ActLeft:      "gave up their access",
	roster.ActPosterOn:  "let people join by a word",
	roster.ActPosterOff: "let nobody join by the word any more",
}

// says is an entry as a sentence.
func says(e roster.LogEntry) string {
	about := cmp.Or(e.With, "a former manager")
	switch {
	case e.Count == 1:
		about = "1 person"
	case e.Count > 1:
		about = fmt.Sprint(e.Count, " people")
	}
	switch e.Act {
	case roster.ActJoined:
		return about + " joined by the word."
	case roster.ActMoved:
		return about + " changed their number, by themselves."
	}
	return cmp.Or(e.By, "Whoever runs the line") + " " + strings.ReplaceAll(cmp.Or(deeds[e.Act], string(e.Act)), "{}", about) + "."
}
