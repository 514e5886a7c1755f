package nlu

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// asked is the question of each step in the corpus. corpus/README.md describes them.
var asked = map[string]Asked{
	"new":        {Kind: New},
	"invited":    {Kind: Invitation},
	"energy":     {Kind: Choice, Open: true, Choices: []Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy"}}, {Key: "3", Words: []string{"tired"}}}},
	"hope":       {Kind: OwnWords},
	"definition": {Kind: Continue},
	"which": {Kind: Choice, Choices: []Option{
		{Key: "1", Words: []string{"advice", "advise"}}, {Key: "2", Words: []string{"listening and asking", "listening", "asking"}}, {Key: "3", Words: []string{"assessing", "assessment"}},
	}},
	"article":  {Kind: Offer},
	"partner":  {Kind: Name},
	"confirm":  {Kind: Confirm, Known: "Mere"},
	"identity": {Kind: Identity, Known: "Mere"},
	"ask_when": {Kind: Choice, Known: "Mere", Choices: []Option{
		{Key: "1", Words: []string{"today", "<today>"}}, {Key: "2", Words: []string{"this week", "<this week>"}}, {Key: "3", Words: []string{"later", "<later>"}},
	}},
	"hour": {Kind: Hour, Known: "Mere", Choices: []Option{
		{Key: "1", Words: []string{"morning", "in the morning", "before work"}}, {Key: "2", Words: []string{"lunch", "lunchtime", "midday"}}, {Key: "3", Words: []string{"after work", "evening"}},
	}},
	"waiting": {Kind: Waiting, Known: "Mere"},
	"stayed":  {Kind: OwnWords, Known: "Mere"},
	"asked": {Kind: Choice, Known: "Mere", Choices: []Option{
		{Key: "1", Words: []string{"yes", "<did it>", "<yes>"}}, {Key: "2", Words: []string{"not yet", "<did not>", "<no>"}}, {Key: "3", Words: []string{"somebody else", "<changed mind>"}},
	}},
	"tools":    {Kind: Several, Choices: tools},
	"feelings": {Kind: Several, Open: true, Choices: []Option{{Key: "1", Words: []string{"calm"}}, {Key: "2", Words: []string{"busy"}}, {Key: "3", Words: []string{"tired"}}}},
	"hours":    {Kind: Amount, Unit: "hours"},
	"breaks":   {Kind: Amount},
	"rest":     {Kind: Scale, Choices: scaleTo(1, 5, "not at all", "very")},
	"stress":   {Kind: Scale, Choices: scaleTo(0, 10, "calm", "flooded")},
	"talk":     {Kind: Date},
	"talked":   {Kind: Date, Past: true},
	"sure":     {Kind: Confirm, Day: true},
	"opening":  {Kind: OwnWords, Known: "Mere", ToOthers: true},
	"ended":    {Kind: Ended, Known: "Mere"},
	"between":  {Kind: Between, Known: "Mere", Choices: hours},
	"next":     {Kind: NextPart, Known: "Mere", Choices: hours},
	"stopped":  {Kind: Stopped},
	"care":     {Kind: Caring},
}

// hours are the choices of the hour at which the next part comes.
var hours = []Option{
	{Key: "1", Words: []string{"morning", "in the morning", "before work"}, Hour: "09:00"}, {Key: "2", Words: []string{"lunch", "lunchtime", "midday"}, Hour: "12:30"}, {Key: "3", Words: []string{"after work", "evening"}, Hour: "18:00"},
}

// tools are choices of which there may be several.
var tools = []Option{
	{Key: "1", Words: []string{"walks", "walk", "walking"}}, {Key: "2", Words: []string{"reading", "books"}}, {Key: "3", Words: []string{"music"}}, {Key: "4", Words: []string{"sleep", "sleeping"}},
}

// scaleTo are the values of a scale with words for the least and the greatest.
func scaleTo(from, to int, least, greatest string) (options []Option) {
	for i := from; i <= to; i++ {
		options = append(options, Option{Key: strconv.Itoa(i), Words: []string{strconv.Itoa(i)}})
	}
	options[0].Words, options[to-from].Words = append(options[0].Words, least), append(options[to-from].Words, greatest)
	return options
}

// row is a line of the corpus.
type row struct {
	file    string
	said    string
	channel string
	step    string
	meaning string
}

// table is a file of the corpus.
type table struct {
	name  string
	floor float64 // the least percentage of rows to understand, from the head of the file
	rows  []row
}

// head is the line of a table with its floor.
var head = regexp.MustCompile(`^# floor ([0-9.]+)`)

func readCorpus(t testing.TB, folder string) (tables []table) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("corpus", folder, "*.tsv"))
	if err != nil || len(files) == 0 {
		t.Fatalf("corpus %s: %d files, %v", folder, len(files), err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		is := table{name: filepath.Base(file), floor: 101}
		for n, line := range strings.Split(string(src), "\n") {
			if found := head.FindStringSubmatch(line); found != nil {
				is.floor, _ = strconv.ParseFloat(found[1], 64)
			}
			if line == "" || strings.HasPrefix(line, "# ") {
				continue
			}
			f := strings.Split(line, "\t")
			if len(f) != 4 {
				t.Fatalf("%s:%d: %d columns; expected utterance, channel, step, meaning", file, n+1, len(f))
			}
			if _, ok := asked[f[2]]; !ok {
				t.Fatalf("%s:%d: no step %q", file, n+1, f[2])
			}
			is.rows = append(is.rows, row{is.name, strings.ReplaceAll(f[0], `\n`, "\n"), f[1], f[2], f[3]})
		}
		if is.floor > 100 {
			t.Errorf("%s: its head has no floor, such as: # floor 95", file)
		}
		tables = append(tables, is)
	}
	return tables
}

// label writes a meaning as the corpus does.
func label(m Meaning, a Asked) string {
	switch m.Intent {
	case None, Noise:
		if a.Kind == Caring {
			return "care"
		}
		return "none"
	case Question:
		return "question:" + string(m.Topic)
	case Rename:
		return strings.TrimSuffix("rename="+m.Name, "=")
	case TimeZone:
		if m.Zone == "" {
			return "none"
		}
		return "place=" + m.Zone
	case Later:
		return strings.TrimSuffix("later="+dayLabel(m.Day, m.Hour), "=")
	case Move:
		return strings.TrimSuffix("move="+m.Code, "=")
	case Answer:
	default:
		return string(m.Intent)
	}
	switch {
	case m.Outside:
		return "outside"
	case m.Nothing:
		return "nothing"
	case m.Choices != "":
		return "choices=" + m.Choices
	case m.Number != "":
		return "number=" + m.Number
	case !m.Day.IsZero():
		said := dayLabel(m.Day, "")
		if m.Day.Year > 0 {
			said += strconv.Itoa(m.Day.Year)
		}
		return map[bool]string{true: "doubt=", false: "date="}[m.Doubt] + said
	case m.Nobody:
		return "nobody"
	case m.AnyHour:
		return "anyhour"
	case m.Hour != "":
		return "hour=" + m.Hour
	case a.Kind == Confirm && m.Name != "":
		return "rename=" + m.Name
	case m.Name != "" && m.Doubt:
		return "maybe=" + m.Name
	case m.Name != "":
		return "name=" + m.Name
	case m.Words != "":
		return "words"
	case a.Kind == YesNo || a.Kind == Offer || a.Kind == Confirm || a.Kind == Identity:
		return map[string]string{"1": "yes", "2": "no"}[m.Choice]
	}
	return "choice=" + m.Choice
}

// dayLabel writes a day and hour as the corpus does: "14 days", "friday", "next friday", "friday +7", "15.", "1.12. 19:00".
func dayLabel(d Day, hour string) string {
	var parts []string
	add := func(format string, args ...any) { parts = append(parts, fmt.Sprintf(format, args...)) }
	if d.Next {
		add("next")
	}
	switch {
	case d.Today:
		add("today")
	case d.Named:
		add("%s", strings.ToLower(d.Weekday.String()))
	case d.Date > 0 && d.Month > 0:
		add("%d.%d.", d.Date, d.Month)
	case d.Date > 0:
		add("%d.", d.Date)
	case d.In > 0:
		add("%d days", d.In)
	}
	if d.In > 0 && (d.Named || d.Date > 0) {
		add("+%d", d.In)
	}
	if hour != "" {
		add("%s", hour)
	}
	return strings.Join(parts, " ")
}

// alike reports whether two labels have the same effect: to the engine, a yes that nobody asked for is not understood.
func alike(want, got, step string) bool {
	want, got = kindOf(want, step), kindOf(got, step)
	return strings.EqualFold(want, got)
}

func kindOf(label, step string) string {
	switch {
	case label == "distress" && step == "care":
		return "care"
	case label == "stranger" && step == "identity":
		return "no"
	case (label == "yes" || label == "no") && step != "article" && step != "confirm" && step != "identity" && step != "sure":
		return "none"
	}
	return label
}

// score counts how often an intent was understood.
type score struct{ right, wrong, missed int }

func (s score) precision() float64 { return 100 * float64(s.right) / float64(max(1, s.right+s.wrong)) }

func (s score) recall() float64 { return 100 * float64(s.right) / float64(max(1, s.right+s.missed)) }

// TestCorpus reads what people write and prints how well each intent is understood. It fails if a table falls below its floor,
// or if an innocent sentence is taken for an opt-out. The authors of the unseen part did not know the rules, and the authors of
// rules do not look at it. CORPUS_UNSEEN=1 shows what is misread there.
func TestCorpus(t *testing.T) {
	for _, folder := range []string{"en/known", "en/unseen", "mi/known"} {
		language, part, _ := strings.Cut(folder, "/")
		t.Run(folder, func(t *testing.T) {
			l := For(language)
			scores := map[string]*score{}
			of := func(label string) *score {
				label, _, _ = strings.Cut(label, "=")
				if scores[label] == nil {
					scores[label] = &score{}
				}
				return scores[label]
			}
			var all score
			for _, table := range readCorpus(t, folder) {
				var here score
				for _, r := range table.rows {
					a := asked[r.step]
					a.Spoken = r.channel == "phone"
					got := label(l.Read(r.said, a), a)
					if alike(r.meaning, got, r.step) {
						here.right++
						of(r.meaning).right++
						continue
					}
					here.missed++
					of(r.meaning).missed++
					of(got).wrong++
					if part == "known" || os.Getenv("CORPUS_UNSEEN") != "" {
						t.Logf("%s at %s by %s: %q: expected %s, got %s", r.file, r.step, r.channel, r.said, r.meaning, got)
					}
					if got == "opt-out" && (r.meaning == "words" || strings.HasPrefix(r.meaning, "name=")) {
						t.Errorf("%s at %s: %q is taken for an opt-out", r.file, r.step, r.said)
					}
				}
				if here.recall() < table.floor {
					t.Errorf("%s: %.1f%% of %d rows are understood; its floor is %g%%", table.name, here.recall(), len(table.rows), table.floor)
				}
				all.right, all.missed = all.right+here.right, all.missed+here.missed
			}
			var report strings.Builder
			for _, name := range slices.Sorted(maps.Keys(scores)) {
				s := scores[name]
				fmt.Fprintf(&report, "%-20s precision %5.1f recall %5.1f of %d\n", name, s.precision(), s.recall(), s.right+s.missed)
			}
			t.Logf("%s: %d of %d rows understood, %.1f%%\n%s", folder, all.right, all.right+all.missed, all.recall(), report.String())
		})
	}
}
