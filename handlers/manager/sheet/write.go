package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"coachline/session/e164"
)

// mark is the byte order mark by which Excel knows UTF-8.
const mark = "\ufeff"

// Write writes a list that Excel opens safely, as UTF-8 with its mark, commas and CRLF. A cell that a spreadsheet could
// take for a formula gets a ' before it, as OWASP advises (owasp.org/www-community/attacks/CSV_Injection), which shows in
// the cell; Read takes it off again. Write numbers as Number gives them: E164 would be such a cell. The error is w's.
func Write(w io.Writer, header []string, rows [][]string) error {
	if _, err := io.WriteString(w, mark); err != nil {
		return fmt.Errorf("write list: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for i := range len(rows) + 1 {
		row := header
		if i > 0 {
			row = rows[i-1]
		}
		if err := out.Write(guarded(row)); err != nil {
			return fmt.Errorf("write list: %w", err)
		}
	}
	if out.Flush(); out.Error() != nil {
		return fmt.Errorf("write list: %w", out.Error())
	}
	return nil
}

// Number is a number as Write's cells have it, such as "(+64) 21 123 4567"; "" for no number. The brackets keep it from
// being a formula and the spaces from being one large number that is rounded; a person can dial it, and Read reads it in
// every region.
func Number(n e164.Number) string {
	parsed, err := phonenumbers.Parse(n.E164(), "")
	if err != nil {
		return ""
	}
	code, rest, _ := strings.Cut(phonenumbers.Format(parsed, phonenumbers.INTERNATIONAL), " ")
	return "(" + code + ") " + rest
}

// Carried is the usable lines of a list as the next form carries them: Read reads them as the same people again.
func (l List) Carried() string {
	var people strings.Builder
	people.WriteString("Name\tGreeted as\tMobile\n")
	for _, line := range l.Usable() {
		people.WriteString(line.Name + "\t" + line.First + "\t" + Number(line.Number) + "\n")
	}
	return people.String()
}

// formulas begin what spreadsheets calculate; the last four are how Japanese keyboards write the first.
const formulas = "=+-@\t\r\n＝＋－＠"

// guarded are cells of which none begins a formula, also behind spaces.
func guarded(cells []string) []string {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = cell
		if begins(strings.TrimLeft(cell, " \u00a0"), formulas) {
			safe[i] = "'" + cell
		}
	}
	return safe
}

// unguarded is a cell without the ' that guarded put there.
func unguarded(cell string) string {
	if rest, ok := strings.CutPrefix(cell, "'"); ok && begins(strings.TrimLeft(rest, " \u00a0"), formulas) {
		return rest
	}
	return cell
}

func begins(s, with string) bool { return s != "" && strings.IndexAny(s, with) == 0 }
