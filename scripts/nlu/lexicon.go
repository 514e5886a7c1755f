package nlu

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sync"
)

// Lexicon is what is understood of one language.
type Lexicon struct {
	vocabulary map[string]symbol
	names      wordlist // first names
	words      wordlist // ordinary words
	slips      slips
	rules      []rule
	graph      *graph
	properties []property       // of the vocabulary, by symbol
	sets       map[string]int32 // a set's number
	places     []place
	days       []dayWord
	numbers    map[string]int      // number words
	ordinals   map[string]int      // "first", which chooses where it stands alone
	clock      map[string]string   // what a word does in a time of day
	hints      map[Kind][]string   // what a speech recogniser should expect
	languages  map[string][]string // names of languages, by tag in small letters
}

// form is where a rule's templates must stand in an utterance.
type form int

const (
	light     form = iota // a word that adds no meaning: "please"
	whole                 // together with light words and others of this form, the whole message
	part                  // anywhere
	opening               // at the beginning; a value follows
	ending                // at the end; a value comes before
	reaction              // a phone's reaction as a whole, with its emoji and quote
	set                   // words under a name that choices and rules refer to
	guard                 // keeps a rule from holding
	placeName             // a place
	dayPhrase             // what a dayWord says
)

// rule says what its templates mean, and where it holds.
type rule struct {
	form      form
	intent    Intent
	rank      int // of the intent
	topic     Topic
	kinds     uint32 // the kinds of question at which it holds, a bit each; 0 is all
	phone     bool   // it holds only on the phone
	text      bool   // it holds only by text
	asks      bool   // only with a question mark
	known     bool   // only if the value is a known one
	bracketed bool   // only if the utterance stands in brackets
	first     bool   // only at the beginning of a sentence, light words aside
	asOne     bool   // no opt-out, opt-in or erasure is within its words: "don't text me on weekends"
	unless    []int32
	before    []int32 // guards that may not stand just before it
	after     []int32 // guards that may not stand just after it
	number    int32   // of a set, guard, place or day
}

// property says what a word of the vocabulary is.
type property struct{ digits, name, emoji, filler bool }

// place is a place that the lexicon knows.
type place struct {
	zone, says string
	at         Fault // where its zone stands
}

//go:embed lexicon/lexicon.schema.json lexicon/*/*.yaml lexicon/*/*.txt
var embedded embed.FS

// Embedded is the folder of the lexicons that come with the program, one folder a language.
func Embedded() fs.FS {
	lexicons, err := fs.Sub(embedded, "lexicon")
	if err != nil {
		panic(err) // the folder is embedded
	}
	return lexicons
}

// Fault is an error in a file of a lexicon.
type Fault struct {
	File         string
	Line, Column int // from 1, in characters
	Message      string
}

// CheckZones finds places whose time zone does not exist. It asks exists, since this package does no I/O.
func (l *Lexicon) CheckZones(exists func(zone string) bool) (faults []Fault) {
	for _, p := range l.places {
		if !exists(p.zone) {
			p.at.Message = fmt.Sprintf("there is no zone %q; zones are called as Pacific/Auckland is", p.zone)
			faults = append(faults, p.at)
		}
	}
	return faults
}

// loaders has, for each language, a function that loads its embedded lexicon once.
var loaders = sync.OnceValue(func() map[string]func() *Lexicon {
	folders, _ := fs.ReadDir(Embedded(), ".") // it is embedded
	all := map[string]func() *Lexicon{}
	for _, folder := range folders {
		if !folder.IsDir() {
			continue
		}
		all[folder.Name()] = sync.OnceValue(func() *Lexicon {
			l, faults := Load(Embedded(), folder.Name())
			if len(faults) > 0 {
				panic(fmt.Sprintf("embedded lexicon %s: %v", folder.Name(), faults[0])) // a test loads them all
			}
			return l
		})
	}
	return all
})

// Load reads the lexicon in a folder: its YAML files, names.txt and words.txt, and the embedded lexicon that it adds to. It
// returns a lexicon or faults.
func Load(fsys fs.FS, folder string) (*Lexicon, []Fault) {
	names, err := fs.Glob(fsys, path.Join(folder, "*.yaml"))
	if err != nil || len(names) == 0 {
		return nil, []Fault{{File: folder, Line: 1, Column: 1, Message: "no lexicon here; expected files such as commands.yaml"}}
	}
	c := newCompiler()
	l := &Lexicon{names: c.list(fsys, path.Join(folder, "names.txt")), words: c.list(fsys, path.Join(folder, "words.txt"))}
	c.readAll(fsys, names)
	if base := c.addsTo; base != "" {
		names, _ := fs.Glob(Embedded(), path.Join(base, "*.yaml")) // what is embedded can be read
		c.readAll(Embedded(), names)
		l.names = l.names.and(c.list(Embedded(), path.Join(base, "names.txt")))
		l.words = l.words.and(c.list(Embedded(), path.Join(base, "words.txt")))
	}
	c.compile(l)
	if len(c.faults) > 0 {
		slices.SortStableFunc(c.faults, func(a, b Fault) int {
			return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
		})
		return nil, slices.Compact(c.faults)
	}
	return l, nil
}

// readAll reads YAML files.
func (c *compiler) readAll(fsys fs.FS, names []string) {
	for _, name := range names {
		src, err := fs.ReadFile(fsys, name)
		if err != nil {
			c.faults = append(c.faults, Fault{name, 1, 1, fmt.Sprintf("cannot be read: %v", err)})
			continue
		}
		c.read(name, src)
	}
}

// Languages are the languages of the embedded lexicons, sorted.
func Languages() []string { return slices.Sorted(maps.Keys(loaders())) }

// String describes a lexicon in one line.
func (l *Lexicon) String() string {
	return fmt.Sprintf("%d rules, %d words in them, %d first names, %d places", len(l.rules), len(l.vocabulary), len(l.names), len(l.places))
}

// HasSet reports whether there is a set of this name.
func (l *Lexicon) HasSet(name string) bool {
	_, ok := l.sets[name]
	return ok
}

// Sets are the names of all sets, sorted.
func (l *Lexicon) Sets() []string {
	var names []string
	for name := range l.sets {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// MenuOfHelp is the help menu of a call, for Hints.
const MenuOfHelp Kind = "help-menu"

// Hints are the words that a speech recogniser should expect, besides those of the choices.
func (l *Lexicon) Hints(asked Kind) []string {
	if hints, ok := l.hints[asked]; ok {
		return hints
	}
	return l.hints["any"]
}
