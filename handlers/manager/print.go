package manager

import (
	"net/http"
)

// printed is the people of a view on paper: all of them, at one moment.
type printed struct {
	card
	Label  string // of the filter
	At     string
	People []person
}

// print shows the people of a view as they are to be printed.
func (p *Pages) print(w http.ResponseWriter, r *http.Request, who user) error {
	c, rows, err := p.cohortAndPeople(r, who)
	if err != nil {
		return err
	}
	v := printed{card: p.card(c), At: p.config.Clock().In(p.config.Zone).Format("Monday 2 January 2006, 15:04")}
	shown := viewOf(r, c)
	v.Label = shown.filter().label
	for _, row := range shown.pick(rows, p.config.Region) {
		v.People = append(v.People, p.person(v.card, row))
	}
	return p.render(w, r, http.StatusOK, "print", page{Title: v.Name, User: &who, Data: v})
}
