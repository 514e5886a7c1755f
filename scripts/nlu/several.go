package nlu

import (
	"slices"
	"strings"
)

// picks are the choices that an utterance names, by their place among the options.
type picks struct {
	named, refused []bool
	covered        []bool // by word: it belongs to the answer
	first          int    // the first word that names a choice, or -1
	unclear        bool
}

// several reads which of the choices an utterance names: "1 and 3", "13", "calm and busy", "all", "everything but 2". If exactly is
// false, more may stand around them.
func (r *reading) several(exactly bool) (Meaning, bool) {
	answer := Meaning{Intent: Answer}
	if o, ok := r.choiceByWords(); ok && !r.has("all but these") && !r.has("but not these") {
		answer.Choices = o.Key
		return answer, true
	}
	if answer.Nothing = r.setCovers("none of them"); answer.Nothing {
		return answer, true
	}
	p := r.picked()
	for i, o := range r.asked.Choices {
		if p.named[i] && !p.refused[i] {
			answer.Choices += o.Key
		}
	}
	stray := slices.Contains(p.covered, false)
	// A number counts with more after it only if it stands first, as with one choice: "1 and 3 because".
	leads := p.first >= 0 && !slices.Contains(p.covered[:p.first], false)
	return answer, answer.Choices != "" && !p.unclear && (!stray || !exactly && leads)
}

// picked finds the choices that are named or refused.
func (r *reading) picked() picks {
	options := r.asked.Choices
	p := picks{make([]bool, len(options)), make([]bool, len(options)), make([]bool, len(r.words)), -1, r.has("or another")}
	r.cover(p.covered, "around a choice")
	r.cover(p.covered, "around several")
	r.cover(p.covered, "but these")
	refusing, all, before := false, false, -1
	mentions := r.mentions()
	for i := 0; i < len(r.words); i++ {
		if to, ok := r.setFrom("all but these", i, len(r.words)); ok {
			all, refusing = true, true
			i = p.cover(i, to)
			continue
		}
		if to, ok := r.setFrom("but not these", i, len(r.words)); ok {
			refusing = true
			i = p.cover(i, to)
			continue
		}
		if to, ok := r.setFrom("all of them", i, len(r.words)); ok {
			all = true
			p.unclear = p.unclear || r.countsOther(i, to, len(options))
			i = p.cover(i, to)
			continue
		}
		refusing = refusing && !r.setBegins("but these", i)
		keys, to := r.keysAt(i, mentions)
		if to == i {
			continue
		}
		for _, k := range keys {
			if refusing || r.setEnds("not these", i) || r.deniedAt(i) {
				p.refused[k] = true
			} else {
				p.named[k] = true
			}
		}
		if before >= 0 && len(keys) > 0 && r.ranges(i) && keys[0] != before+1 { // "1-3" may leave out 2
			p.unclear = true
		}
		p.unclear = p.unclear || len(keys) == 0
		if before = -1; len(keys) > 0 {
			before = keys[len(keys)-1]
		}
		if p.first < 0 {
			p.first = i
		}
		i = p.cover(i, to)
	}
	p.unclear = p.unclear || all && r.yesOrNo() == "2" // "no to all"
	if all || !slices.Contains(p.named, true) && (r.has("both of them") && len(options) == 2) {
		p.first = max(p.first, 0)
		for i := range p.named {
			p.named[i] = true
		}
	}
	return p
}

// deniedAt reports whether a denial stands right before word i, in the same clause: "no walks", but neither "no, walks" nor "no. 1".
func (r *reading) deniedAt(i int) bool {
	return i > 0 && !r.words[i].digits && r.setIs("denial", i-1, i) && r.words[i-1].clause == r.words[i].clause
}

// cover marks words[from:to] and returns the last of them.
func (p *picks) cover(from, to int) int {
	for i := from; i < to; i++ {
		p.covered[i] = true
	}
	return to - 1
}

// countsOther reports whether words[from:to] count to another number than n: "all three" of four.
func (r *reading) countsOther(from, to, n int) bool {
	for i := from; i < to; i++ {
		if counted, ok := r.numberAt(i); ok && counted != n && counted > 1 { // not "every one of them"
			return true
		}
	}
	return false
}

// ranges reports whether a hyphen or the like joins word i to the one before it.
func (r *reading) ranges(i int) bool {
	gap := strings.TrimSpace(r.said[r.words[i-1].to:r.words[i].from])
	return gap == "-" || gap == "–" || r.setIs("up to", i-1, i)
}

// keysAt reads the options that are named from word i on, by their place, and where that ends. No option beyond i is a number that is
// no key. It ends where it began if nothing is named.
func (r *reading) keysAt(i int, mentions []mention) (options []int, to int) {
	for _, m := range mentions {
		if m.from == i {
			options, to = append(options, m.option), max(to, m.to)
		}
	}
	if to > i {
		return options, to
	}
	n, ok := r.numberAt(i)
	if ok && n == 1 && !r.words[i].digits && i > 0 && r.ordinals[r.words[i-1].text] > 0 { // "the last one"
		return nil, i
	}
	if !ok && r.words[i].digits {
		return nil, i + 1
	}
	if !ok || r.within("no number", i) {
		n, ok = r.ordinals[r.words[i].text]
		if _, sounds := r.soundsLike(i); !ok || sounds && !r.onlySpoken() {
			return nil, i
		}
		if n == ordinalLast {
			n = len(r.asked.Choices)
		}
	} else if r.setBegins("counted", i+1) || r.setBegins("counts choices", i+1) {
		return nil, i + 1
	}
	if at := r.optionOf(n); at >= 0 {
		return []int{at}, i + 1
	}
	for _, d := range r.words[i].text { // "13"
		at := r.optionOf(int(d - '0'))
		if at < 0 || slices.Contains(options, at) || !r.words[i].digits {
			return nil, i + 1
		}
		options = append(options, at)
	}
	return options, i + 1
}

// optionOf is the place of the choice with the number n as its key, or -1.
func (r *reading) optionOf(n int) int {
	return slices.IndexFunc(r.asked.Choices, func(o Option) bool { return len(o.Key) == 1 && int(o.Key[0]-'0') == n })
}
