package nlu

// Distance is the optimal string alignment distance between two words, in bytes: how many letters to change, leave out, add
// or swap with their neighbour.
func Distance(a, b string) int {
	var short [3 * 24]int // which stays on the stack
	n, rows := len(b)+1, short[:]
	if 3*n > len(rows) {
		rows = make([]int, 3*n)
	}
	before, row, next := rows[:n], rows[n:2*n], rows[2*n:3*n]
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return row[len(b)]
}

// The shortest and longest words that slips are corrected to, in bytes.
const (
	shortestSlip = 5 // for shorter words the lexicon must list them under slips
	longestSlip  = 20
)

// slips finds the word that was probably meant. It lists each word under itself, and under itself without one letter: two
// words that are one slip apart meet there, as in SymSpell.
type slips map[string][]meant

// slipsOfAWord is about under how many others a word of the vocabulary is listed.
const slipsOfAWord = 6

// meant is a word that slips lead to.
type meant struct {
	word   string
	listed bool // the lexicon lists it under slips
}

// add adds a word that slips lead to.
func (s slips) add(word string, listed bool) {
	m := meant{word, listed}
	s[word] = append(s[word], m)
	for i := range len(word) {
		if rest := word[:i] + word[i+1:]; i == 0 || rest != word[:i-1]+word[i:] {
			s[rest] = append(s[rest], m)
		}
	}
}

// of is the word of which said is a slip, or "" if there is none or more than one. A listed word goes before others.
func (s slips) of(said string) string {
	said = shortenRuns(said, 1)
	if len(said) < 3 {
		return ""
	}
	var best meant
	least, clear := 3, true
	try := func(rest string) {
		for _, m := range s[rest] {
			if m.word == best.word {
				continue
			}
			switch d := Distance(said, m.word); {
			case d > allowed(m.word):
			case d < least, d == least && m.listed && !best.listed:
				best, least, clear = m, d, true
			case d == least && m.listed == best.listed:
				clear = false
			}
		}
	}
	try(said)
	for i := range len(said) {
		try(said[:i] + said[i+1:])
	}
	if !clear {
		return ""
	}
	return best.word
}

// allowed is how many slips a word may have.
func allowed(word string) int {
	if len(word) >= 8 {
		return 2
	}
	return 1
}

// shortenRuns shortens runs of three or more of the same letter to n.
func shortenRuns(word string, n int) string {
	run, drawn := 0, false
	for i := range len(word) {
		if i > 0 && word[i] == word[i-1] {
			run++
		} else {
			run = 0
		}
		drawn = drawn || run >= 2
	}
	if !drawn {
		return word
	}
	short := make([]byte, 0, len(word))
	for i := 0; i < len(word); {
		j := i
		for j < len(word) && word[j] == word[i] {
			j++
		}
		keep := j - i
		if keep >= 3 {
			keep = n
		}
		short = append(short, word[i:i+keep]...)
		i = j
	}
	return string(short)
}
