package lint

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed macrons.txt
var macronLines string

// macronWords has the words of te reo that are written with macrons, by how they look without.
var macronWords = sync.OnceValue(func() map[string]string {
	plain := strings.NewReplacer("ā", "a", "ē", "e", "ī", "i", "ō", "o", "ū", "u", "Ā", "A", "Ē", "E", "Ī", "I", "Ō", "O", "Ū", "U")
	words := map[string]string{}
	for _, word := range data(macronLines) {
		words[strings.ToLower(plain.Replace(word))] = word
	}
	return words
})

// oneWord finds words; those within links and braces are no words of te reo.
var oneWord = regexp.MustCompile(`\{[^{}]*\}|\S*(?:://|www\.|@)\S*|\S+\.(?:nz|com|org|net)\b\S*|\p{L}+`)

// macrons finds words of te reo without their macrons. It is a hint, since a macron has a price by text.
func macrons(l *Lesson) (found []Finding) {
	for i, t := range l.Texts {
		for _, at := range oneWord.FindAllStringIndex(t.Said, -1) {
			written := t.Said[at[0]:at[1]]
			right := macronWords()[strings.ToLower(written)]
			if right == "" {
				continue
			}
			if written[0] >= 'A' && written[0] <= 'Z' {
				letter, n := utf8.DecodeRuneInString(right)
				right = string(unicode.ToUpper(letter)) + right[n:]
			}
			price := "by text a letter with a macron leaves 70 characters for a segment, so it is for you to choose"
			if t.Phone {
				price = "on the phone it costs nothing"
			}
			found = append(found, inText(i, at[0], at[1], Hint, "%s is written %s", written, right).cure("write the macron; %s", price))
		}
	}
	return found
}
