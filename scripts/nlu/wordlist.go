package nlu

import (
	"fmt"
	"io/fs"
	"maps"
	"strings"
)

// wordlist is a set of plain words.
type wordlist map[string]struct{}

// has reports whether the list has a word.
func (l wordlist) has(word string) bool {
	_, ok := l[word]
	return ok
}

// list reads a file with one word on each line, sorted. Lines that begin with # are comments. The file may be missing.
func (c *compiler) list(fsys fs.FS, name string) wordlist {
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil
	}
	list := make(wordlist, strings.Count(string(src), "\n"))
	before, line := "", 0
	for word := range strings.Lines(string(src)) {
		line++
		if word = strings.TrimSpace(word); word == "" || word[0] == '#' {
			continue
		}
		if word <= before {
			c.faults = append(c.faults, Fault{name, line, 1, fmt.Sprintf("%q is out of order; sort the list, each word once", word)})
		}
		if !isPlain(word) {
			c.faults = append(c.faults, Fault{name, line, 1, fmt.Sprintf("%q; write small letters without accents and marks: %q", word, Plain(word))})
		}
		before = word
		list[word] = struct{}{}
	}
	return list
}

// and is the list with the words of another one.
func (l wordlist) and(other wordlist) wordlist {
	maps.Copy(other, l)
	return other
}
