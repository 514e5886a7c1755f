package sheet

import (
	"io"
	"mime/quotedprintable"
	"regexp"
	"slices"
	"strings"
)

// cards matches the beginning of what phones and address books save contacts as: vCard 2.1 to 4, RFC 6350.
var cards = regexp.MustCompile(`(?i)^\s*BEGIN:VCARD\s*\n`)

// property is a line of a card.
type property struct {
	group, name string
	parameters  []string // in capitals; those of TYPE= without it
	value       string
}

// readCards makes lines with tabs of cards, one a card, below a header.
func readCards(text string) string {
	var out strings.Builder
	out.WriteString("Name\tFirst name\tMobile\tPhone\tNotes\n")
	var card []property
	end := func() { // also of a card that was cut off
		if len(card) > 0 {
			out.WriteString(strings.Join(cardCells(card), "\t") + "\n")
		}
		card = nil
	}
	for _, line := range unfolded(text) {
		p, ok := parseProperty(line)
		switch {
		case ok && (p.name == "BEGIN" || p.name == "END"):
			end()
		case ok:
			card = append(card, p)
		}
	}
	end()
	return out.String()
}

// unfolded are lines without the breaks that keep them short.
func unfolded(text string) (lines []string) {
	for line := range strings.SplitSeq(text, "\n") {
		last := len(lines) - 1
		switch {
		case last >= 0 && strings.HasSuffix(lines[last], "=") && strings.Contains(strings.ToUpper(lines[last]), "QUOTED-PRINTABLE"):
			lines[last] = strings.TrimSuffix(lines[last], "=") + line
		case last >= 0 && (strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t")):
			lines[last] += line[1:]
		default:
			lines = append(lines, line)
		}
	}
	return lines
}

func parseProperty(line string) (p property, ok bool) {
	head, value, ok := strings.Cut(line, ":")
	if !ok {
		return p, false
	}
	parts := strings.Split(strings.ToUpper(head), ";")
	p.name, p.value = parts[0], value
	if group, name, grouped := strings.Cut(p.name, "."); grouped {
		p.group, p.name = group, name
	}
	for _, parameter := range parts[1:] {
		parameter = strings.Trim(strings.TrimPrefix(parameter, "TYPE="), `"`)
		p.parameters = append(p.parameters, strings.Split(parameter, ",")...)
	}
	if slices.Contains(p.parameters, "ENCODING=QUOTED-PRINTABLE") || slices.Contains(p.parameters, "QUOTED-PRINTABLE") {
		if plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value))); err == nil {
			p.value = string(plain)
		}
	}
	return p, true
}

var unescaped = strings.NewReplacer(`\n`, " ", `\N`, " ", `\,`, ",", `\;`, ";", `\\`, `\`)

// speaksOfOthers reports whether a parameter such as X-CUSTOM(Mum) or LABEL=Wife says that a number is somebody else's.
func speaksOfOthers(parameter string) bool {
	return otherPeople.in(wordsOf(strings.ToLower(parameter)))
}

// cardCells are the name, the first name, mobiles, other telephones and the note of a card.
func cardCells(card []property) []string {
	labels := make(map[string][]string)
	for _, p := range card {
		if p.name == "X-ABLABEL" {
			labels[p.group] = wordsOf(p.value)
		}
	}
	var name, first, note string
	var mobile, phone []string
	for _, p := range card {
		switch p.name {
		case "FN":
			name = unescaped.Replace(p.value)
		case "N":
			if parts := strings.Split(p.value, ";"); len(parts) > 1 {
				first = unescaped.Replace(parts[1])
				if name == "" {
					name = unescaped.Replace(parts[1] + " " + parts[0])
				}
			}
		case "NOTE":
			note = unescaped.Replace(p.value)
		case "TEL":
			number := strings.TrimPrefix(p.value, "tel:")
			label := labels[p.group]
			isMobile := slices.Contains(p.parameters, "CELL") || slices.Contains(p.parameters, "IPHONE") || slices.Contains(p.parameters, "MOBILE")
			switch {
			case p.group != "" && otherPeople.in(label), slices.ContainsFunc(p.parameters, speaksOfOthers):
			case isMobile, p.group != "" && mobiles.in(label):
				mobile = append(mobile, number)
			case !slices.Contains(p.parameters, "FAX"):
				phone = append(phone, number)
			}
		}
	}
	cells := []string{name, first, strings.Join(mobile, " / "), strings.Join(phone, " / "), note}
	for i := range cells {
		cells[i] = tabbed(cells[i])
	}
	return cells
}
