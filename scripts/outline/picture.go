package outline

import (
	"bytes"
	"cmp"
	"fmt"
	"html/template"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// Note is what stands beside a step in a picture.
type Note struct {
	Text   string  // a few words, such as "reached 812, stopped 30"
	Weight float64 // 0 to 1: the length of a bar under the text
	Here   bool    // somebody is at this step
}

// Picture is the paths of a lesson: its steps from top to bottom along a line. A step that may be left out stands beside the line,
// jumps forward go round the right side, and repeats round the left.
type Picture struct {
	Lesson, Title string
	Width, Height int
	Boxes         []box
	Lines         []string // the line, as paths
	Arcs          []arc
}

// box is a step, or the beginning or the end.
type box struct {
	X, Y, Width, Height int
	Class               string
	N                   int // of the step, from 1; 0 for the beginning and the end
	Name, Kind, Detail  string
	Words               string // all of it, for who cannot see the picture
	Here                bool
	Note                string
	NoteX, Bar          int // where the note begins, and how long its bar is
}

// arc is a way to another step than the next one.
type arc struct {
	Path, Label, Class string
	X, Y               int // of the label

	from, to, lane int // the steps, and how far out the arc goes
}

// The measures of a picture, in its own units.
const (
	rowHeight   = 46
	boxHeight   = 36
	boxWidth    = 310
	lineX       = 90                   // of the line
	mainX       = 66                   // of a step on it
	sideX       = 110                  // of a step beside it
	rightX      = sideX + boxWidth + 8 // of what stands to the right of the steps
	labelRoom   = 118                  // for the labels of arcs
	laneWidth   = 16                   // between arcs
	noteRoom    = 180                  // for notes
	top         = 6 + boxHeight/2      // of the middle of the beginning
	maxDetail   = 46                   // characters in a box, in small letters
	maxLabel    = 18                   // characters of a label
	labelHeight = 14                   // of a label, with the arc below it
	entry       = 13                   // above the middle of a step, where an arc comes in
)

// Draw draws the paths of a script. Notes are by step ID; nil has none. HTML puts the picture into a page that has picture.css,
// and SVG makes a file of it.
func Draw(s *dialogue.Script, notes map[string]Note) Picture {
	p := Picture{Lesson: s.Lesson, Title: s.Title, Height: (len(s.Steps)+2)*rowHeight + 2}
	p.Boxes = append(p.Boxes, box{X: mainX, Y: 6, Width: 200, Height: boxHeight, Class: "end", Name: "The learner begins", Words: "The learner begins"})
	p.forward(s)
	p.repeats(s)
	lanes := 0
	for _, a := range p.Arcs {
		if a.Class == "jump" {
			lanes = max(lanes, a.lane+1)
		}
	}
	p.Width = rightX + 4
	if lanes > 0 {
		p.Width += labelRoom + lanes*laneWidth
	}
	noteX := p.Width + 4
	for i := range s.Steps {
		b := boxOf(s, i)
		if note, ok := notes[b.Name]; ok {
			b.Here, b.Note, b.NoteX, b.Bar = note.Here, note.Text, noteX, int(min(max(note.Weight, 0), 1)*(noteRoom-10))
			if b.Note != "" {
				b.Words += "; " + b.Note
				p.Width = noteX + noteRoom
			}
		}
		p.Boxes = append(p.Boxes, b)
	}
	p.Boxes = append(p.Boxes, box{X: mainX, Y: middle(len(s.Steps)) - boxHeight/2, Width: 200, Height: boxHeight, Class: "end", Name: "The end", Words: "The end"})
	p.line(s)
	return p
}

// middle is the height of the middle of a row: -1 is the beginning, 0 the first step.
func middle(row int) int { return top + (row+1)*rowHeight }

// isBeside reports whether a step may be left out, so that it stands beside the line.
func isBeside(s *dialogue.Step) bool {
	return len(s.Needs) > 0 || len(s.When) > 0 || s.Kind == dialogue.Offer
}

// boxOf is the box of step i, with what it is about, or else when it is part of the lesson.
func boxOf(s *dialogue.Script, i int) box {
	step := &s.Steps[i]
	b := box{
		X: mainX, Y: middle(i) - boxHeight/2, Width: boxWidth, Height: boxHeight, N: i + 1, Name: step.ID,
		Kind: kindOf(step).words, Class: "says", Detail: step.About,
	}
	only := conditions(s, step)
	switch {
	case step.Kind == dialogue.Wait:
		b.Class, b.Detail = "waits", "until "+waitsUntil(step)
	case asksSomething(step.Kind):
		b.Class = "asks"
	}
	switch {
	case isBeside(step):
		b.X, b.Class = sideX, b.Class+" beside"
		b.Detail = strings.ReplaceAll(strings.Join(only, ", "), "Only ", "only ")
	case step.Repeat.From != "":
		b.Detail = fmt.Sprintf("“yes” goes back to %s, %s at most", step.Repeat.From, times(step.Repeat.Times))
	case b.Detail == "":
		b.Detail = step.Prompt.Text
	}
	b.Words = strings.Join(slices.Concat([]string{fmt.Sprintf("Step %d, %s: %s", i+1, step.ID, b.Kind)}, only, ways(s, i)), "; ")
	if step.Kind == dialogue.Wait {
		b.Words += " " + b.Detail
	}
	b.Detail = shorten(b.Detail, maxDetail)
	return b
}

// line draws the line past the steps, and to those beside it. It is broken after a step that goes elsewhere, which the engine does
// also where the step is left out.
func (p *Picture) line(s *dialogue.Script) {
	const half, gap = boxHeight / 2, (rowHeight - boxHeight) / 2
	draw := func(format string, numbers ...any) { p.Lines = append(p.Lines, fmt.Sprintf(format, numbers...)) }
	goesOn := true
	for i := range s.Steps {
		above, mid := goesOn, middle(i)
		goesOn = s.Steps[i].Goto == ""
		if above {
			draw("M%d %dV%d", lineX, middle(i-1)+half, mid-half)
		}
		if !isBeside(&s.Steps[i]) {
			continue
		}
		if above {
			draw("M%d %dQ%d %d %d %d", lineX, mid-half, lineX, mid, sideX, mid)
		}
		if above && goesOn {
			draw("M%d %dV%d", lineX, mid-half, mid+half)
		}
		if goesOn {
			draw("M%d %dQ%d %d %d %d", sideX+14, mid+half, sideX+10, mid+half+gap, lineX, mid+half+2*gap)
		}
	}
	if end := len(s.Steps); goesOn {
		draw("M%d %dV%d", lineX, middle(end-1)+half, middle(end)-half)
	}
}

// forward draws the jumps. The short ones are drawn inside of the long ones.
func (p *Picture) forward(s *dialogue.Script) {
	labels := map[[2]int][]string{} // by where they go from and to
	for i := range s.Steps {
		step := &s.Steps[i]
		for _, key := range sortedKeys(step.Jumps) {
			at := [2]int{i, s.Index(step.Jumps[key])}
			labels[at] = append(labels[at], answerWord(s, step.ID, key))
		}
		if to := s.Index(step.Goto); to > i+1 {
			at := [2]int{i, to}
			labels[at] = append(labels[at], "")
		}
	}
	ways := slices.SortedFunc(maps.Keys(labels), func(a, b [2]int) int { return cmp.Or(cmp.Compare(a[1]-a[0], b[1]-b[0]), cmp.Compare(a[0], b[0])) })
	exits := map[int]int{}
	for _, way := range ways {
		if way[1] < 0 {
			continue
		}
		a := arc{from: way[0], to: way[1], Class: "jump", Label: shorten(strings.Trim(strings.Join(labels[way], " or "), " or"), maxLabel)}
		a.lane = p.freeLane(a)
		y := middle(a.from) + 15 - labelHeight*exits[a.from]
		exits[a.from]++
		x := rightX + labelRoom + a.lane*laneWidth
		a.X, a.Y = rightX, y-3
		a.Path = fmt.Sprintf("M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d", right(s, a.from), y, x-8, x, y, x, y+8, middle(a.to)-entry-8, x, middle(a.to)-entry, x-8, middle(a.to)-entry, right(s, a.to)+7)
		p.Arcs = append(p.Arcs, a)
	}
}

// right is the right side of a step.
func right(s *dialogue.Script, i int) int {
	if isBeside(&s.Steps[i]) {
		return sideX + boxWidth
	}
	return mainX + boxWidth
}

// freeLane is the innermost lane in which no other arc of its side is in the way.
func (p *Picture) freeLane(a arc) int {
	for lane := 0; ; lane++ {
		taken := func(other arc) bool {
			return other.Class == a.Class && other.lane == lane && min(other.from, other.to) < max(a.from, a.to) && min(a.from, a.to) < max(other.from, other.to)
		}
		if !slices.ContainsFunc(p.Arcs, taken) {
			return lane
		}
	}
}

// repeats draws the ways back.
func (p *Picture) repeats(s *dialogue.Script) {
	for i := range s.Steps {
		to := s.Index(s.Steps[i].Repeat.From)
		if to < 0 || to >= i {
			continue
		}
		a := arc{from: i, to: to, Class: "repeat"}
		a.lane = p.freeLane(a)
		x, left := mainX-18-a.lane*laneWidth, func(i int) int { return right(s, i) - boxWidth }
		a.Path = fmt.Sprintf("M%d %dH%dQ%d %d %d %dV%dQ%d %d %d %dH%d", left(i), middle(i), x+8, x, middle(i), x, middle(i)-8, middle(to)+8, x, middle(to), x+8, middle(to), left(to)-7)
		p.Arcs = append(p.Arcs, a)
	}
}

// shorten cuts a text to a number of characters.
func shorten(text string, most int) string {
	if utf8.RuneCountInString(text) <= most {
		return text
	}
	return strings.TrimSpace(string([]rune(text)[:most-1])) + "…"
}

// HTML is the picture for a page that has picture.css, with a list of the ways for who cannot see it.
func (p Picture) HTML() (template.HTML, error) {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, "picture", p)
	return template.HTML(b.String()), err
}

// SVG is the picture as a file of its own.
func (p Picture) SVG() ([]byte, error) {
	var b bytes.Buffer
	err := pages.ExecuteTemplate(&b, "svg-file", p)
	return b.Bytes(), err
}
