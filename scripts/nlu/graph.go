package nlu

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"
	"sync/atomic"
)

// symbol is a word of the vocabulary, or a kind of word that is in no template.
type symbol int32

// The kinds of word. A template that takes any word takes all of them.
const (
	aWord   symbol = iota + 1 // in no template, no number and no name
	aNumber                   // in digits
	aName                     // a first name
	anEmoji
	aQuote
	lastKind = aQuote
)

// graph is one automaton for all templates of a lexicon. It is followed word by word, and each state says which templates end
// there. It has no loops, since no template repeats. Glushkov's construction gives its positions. A state is a set of
// positions and is made when it is first reached, as in RE2, since most are never reached.
type graph struct {
	positions []position
	isName    func(symbol) bool // these are asked about words of the vocabulary
	isNumber  func(symbol) bool
	isEmoji   func(symbol) bool
	root      *state
	starts    []atomic.Pointer[state] // where the root leads, by symbol; dead if nowhere
	dead      *state

	making sync.Mutex // held while a state is made
	known  map[string]*state
	edges  int // how many were made since known was empty
	most   int // beyond so many edges all states are dropped, so that odd texts do not fill the memory
}

// mostEdges take about 15 MB. The corpus, some 9,000 utterances, makes a tenth of them.
const mostEdges = 500_000

// state is a set of positions. Many goroutines may walk it at once.
type state struct {
	next  []int32 // the positions that may follow
	ends  []int32 // the rules that end here
	edges atomic.Pointer[[]edge]
}

// edge leads from a state to the next, or to nil if no template goes on. Edges are in the order of symbols.
type edge struct {
	on symbol
	to *state
}

// step is the state after a word, or nil if no template goes on.
func (g *graph) step(from *state, on symbol) *state {
	if from == g.root {
		if to := g.starts[on].Load(); to != nil {
			if to == g.dead {
				return nil
			}
			return to
		}
	}
	edges := *from.edges.Load()
	i, found := slices.BinarySearchFunc(edges, on, byOn)
	if found {
		return edges[i].to
	}
	return g.grow(from, on)
}

func byOn(e edge, on symbol) int { return cmp.Compare(e.on, on) }

// grow makes the edge of a word.
func (g *graph) grow(from *state, on symbol) *state {
	g.making.Lock()
	defer g.making.Unlock()
	edges := *from.edges.Load()
	i, found := slices.BinarySearchFunc(edges, on, byOn)
	if found {
		return edges[i].to
	}
	kind := aWord
	switch {
	case on <= lastKind:
		kind = on
	case g.isNumber(on):
		kind = aNumber
	case g.isName(on):
		kind = aName
	case g.isEmoji(on):
		kind = anEmoji
	}
	var set []int32
	for _, p := range from.next {
		if takes := g.positions[p].on; slices.Contains(takes, on) || slices.Contains(takes, kind) {
			set = append(set, p)
		}
	}
	to := g.state(set)
	if from == g.root {
		g.starts[on].Store(cmp.Or(to, g.dead))
		return to
	}
	edges = slices.Insert(slices.Clone(edges), i, edge{on, to})
	from.edges.Store(&edges)
	if g.edges++; g.edges > g.most {
		g.forget()
	}
	return to
}

// forget drops all states but the root. Readings that stand on one can go on.
func (g *graph) forget() {
	g.known, g.edges = map[string]*state{}, 0
	for i := range g.starts {
		g.starts[i].Store(nil)
	}
}

// state is the state of this set of positions, or nil for the empty set.
func (g *graph) state(set []int32) *state {
	if len(set) == 0 {
		return nil
	}
	slices.Sort(set)
	set = slices.Compact(set)
	key := make([]byte, 0, 4*len(set))
	for _, p := range set {
		key = binary.LittleEndian.AppendUint32(key, uint32(p))
	}
	s, ok := g.known[string(key)]
	if !ok {
		s = &state{}
		for _, p := range set {
			s.next = append(s.next, g.positions[p].follow...)
			s.ends = append(s.ends, g.positions[p].ends...)
		}
		slices.Sort(s.ends)
		s.ends = slices.Compact(s.ends)
		slices.Sort(s.next)
		s.next = slices.Compact(s.next)
		s.edges.Store(&[]edge{})
		g.known[string(key)] = s
	}
	return s
}

// position is one place in a template at which a word may stand.
type position struct {
	on     []symbol
	follow []int32
	ends   []int32
}

// usualPositions is room for those of the embedded lexicons.
const usualPositions = 60_000

// piece is a part of a template: where it may begin and end.
type piece struct {
	null        bool // it may be left out
	first, last []int32
}

// builder makes a graph from templates.
type builder struct {
	vocabulary map[string]symbol
	classes    map[string]*template
	positions  []position
	first      []int32
}

// add adds a template of a rule.
func (b *builder) add(t *template, rule int32) {
	p := b.piece(t)
	b.first = append(b.first, p.first...)
	for _, l := range p.last {
		b.positions[l].ends = append(b.positions[l].ends, rule)
	}
}

// symbolOf is the symbol of a word, which it adds to the vocabulary.
func (b *builder) symbolOf(word string) symbol {
	id, ok := b.vocabulary[word]
	if !ok {
		id = lastKind + symbol(len(b.vocabulary)) + 1
		b.vocabulary[word] = id
	}
	return id
}

// builtIn are the classes of every lexicon.
var builtIn = map[string][]symbol{
	"word": {aWord, aNumber, aName, anEmoji}, "number": {aNumber}, "name": {aName}, "emoji": {anEmoji}, "quote": {aQuote},
}

// piece adds the positions of a template.
func (b *builder) piece(t *template) piece {
	switch t.kind {
	case oneWord:
		return b.place(b.symbolOf(t.word))
	case class:
		if on := builtIn[t.word]; on != nil {
			return b.place(on...)
		}
		return b.piece(b.classes[t.word])
	case gap:
		any := &template{kind: maybe, parts: []*template{{kind: class, word: "word"}}}
		return b.row([]*template{any, any, any})
	case maybe:
		p := b.piece(t.parts[0])
		p.null = true
		return p
	case oneOf:
		return b.either(t.parts)
	}
	return b.row(t.parts)
}

// place adds one position, which takes any of these symbols.
func (b *builder) place(on ...symbol) piece {
	at := int32(len(b.positions))
	b.positions = append(b.positions, position{on: on})
	itself := []int32{at} // full, so that whoever appends to it makes another
	return piece{first: itself, last: itself}
}

// either adds alternatives. Those of one word share a position.
func (b *builder) either(parts []*template) piece {
	var p piece
	var words []symbol
	for _, part := range parts {
		if part.kind == inOrder && len(part.parts) == 1 {
			part = part.parts[0]
		}
		if part.kind == oneWord {
			words = append(words, b.symbolOf(part.word))
			continue
		}
		q := b.piece(part)
		p.null = p.null || q.null
		p.first, p.last = append(p.first, q.first...), append(p.last, q.last...)
	}
	if len(words) > 0 {
		q := b.place(words...)
		p.first, p.last = append(p.first, q.first...), append(p.last, q.last...)
	}
	return p
}

// row adds templates that follow each other.
func (b *builder) row(parts []*template) piece {
	all := piece{null: true}
	for _, part := range parts {
		q := b.piece(part)
		for _, l := range all.last {
			b.positions[l].follow = append(b.positions[l].follow, q.first...)
		}
		if all.null {
			all.first = append(all.first, q.first...)
		}
		if q.null {
			all.last = append(slices.Clone(all.last), q.last...)
		} else {
			all.last = q.last
		}
		all.null = all.null && q.null
	}
	return all
}

// graph is the automaton of all templates that were added.
func (b *builder) graph() *graph {
	g := &graph{positions: b.positions, known: map[string]*state{}, most: mostEdges, root: &state{next: b.first}, dead: &state{}}
	g.starts = make([]atomic.Pointer[state], int(lastKind)+len(b.vocabulary)+1)
	g.root.edges.Store(&[]edge{})
	return g
}
