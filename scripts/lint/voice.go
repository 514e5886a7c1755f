package lint

import (
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"coachline/scripts/nlu"
)

//go:embed voices.txt
var voiceLines string

//go:embed heard.txt
var heardLines string

// voices has the voices of each language that Twilio speaks.
var voices = sync.OnceValue(func() map[string][]string {
	all := map[string][]string{}
	for _, line := range data(voiceLines) {
		fields := strings.Fields(line)
		all[fields[0]] = fields[1:]
	}
	return all
})

// heard are the languages in which Twilio understands speech.
var heard = sync.OnceValue(func() []string { return data(heardLines) })

// data are the lines of a file without its comments.
func data(file string) []string {
	return slices.DeleteFunc(strings.Split(strings.TrimSpace(file), "\n"), func(line string) bool { return strings.HasPrefix(line, "#") })
}

// voice finds a language that Twilio does not understand, and a voice that it does not have or that does not speak the language. A Say
// with such a pair fails (error 13520 and the like).
func voice(l *Lesson) (found []Finding) {
	if l.Script == nil || l.Script.Voice == "" {
		return nil
	}
	language := l.Script.SpeechLanguage()
	if !slices.Contains(heard(), language) {
		return []Finding{atKey(-1, "language", Error, "Twilio understands no speech in %q", language).cure("%s", languageLike(language))}
	}
	found = append(found, voiceAt("voice", l.Script.Voice, language)...)
	if l.SecondVoice != "" {
		found = append(found, voiceAt("second-voice", l.SecondVoice, language)...)
	}
	return found
}

// languageLike suggests a language.
func languageLike(tag string) string {
	base, _, _ := strings.Cut(tag, "-")
	if base == "en" {
		return "did you mean en-NZ?"
	}
	for _, known := range heard() {
		if strings.EqualFold(known, tag) || strings.HasPrefix(known, base+"-") {
			return fmt.Sprintf("did you mean %s?", known)
		}
	}
	return "write en-NZ, or another language of heard.txt; words of any language may stand in its texts"
}

// voiceAt finds what is wrong with the voice at a key. The second voice may speak with another accent.
func voiceAt(key, name, language string) []Finding {
	base, _, _ := strings.Cut(language, "-")
	var speaks, alike []string // the languages of the voice, and all voices of the same language, with any accent
	for _, tag := range slices.Sorted(maps.Keys(voices())) {
		if slices.Contains(voices()[tag], name) {
			speaks = append(speaks, tag)
		}
		if strings.HasPrefix(tag, base+"-") {
			alike = append(alike, voices()[tag]...)
		}
	}
	accent := key == "second-voice" && slices.ContainsFunc(speaks, func(tag string) bool { return strings.HasPrefix(tag, base+"-") })
	switch {
	case slices.Contains(speaks, language), accent:
		return nil
	case speaks != nil:
		return []Finding{atKey(-1, key, Error, "%s speaks %s, not %s", name, strings.Join(speaks, " and "), language).cure("%s", voiceFor(language))}
	case isNewer(name):
		return []Finding{atKey(-1, key, Warning, "check does not know the voice %s", name).cure("hear it on a call before you serve the lesson, or: %s", voiceFor(language))}
	}
	for _, known := range [][]string{voices()[language], alike} {
		if like := closest(name, known); like != "" {
			return []Finding{atKey(-1, key, Error, "Twilio has no voice %q", name).cure("did you mean %s?", like)}
		}
	}
	return []Finding{atKey(-1, key, Error, "Twilio has no voice %q", name).cure("%s", voiceFor(language))}
}

// voiceFor suggests a voice of a language.
func voiceFor(language string) string {
	if own := voices()[language]; len(own) > 0 {
		return "use " + strings.Join(own[:min(3, len(own))], ", ")
	}
	return "no voice speaks " + language + "; write a language and a voice that fit, such as en-NZ and Polly.Aria-Neural"
}

// isNewer reports whether a voice may be one that Twilio got after the list was made: ElevenLabs' are not listed, and Amazon gives
// its people new engines.
func isNewer(name string) bool {
	if strings.HasPrefix(name, "ElevenLabs.") {
		return true
	}
	person, engine, found := strings.Cut(name, "-")
	isKnown := func(v string) bool {
		p, _, _ := strings.Cut(v, "-")
		return p == person && strings.HasPrefix(v, "Polly.")
	}
	for _, all := range voices() {
		if found && slices.Contains([]string{"Neural", "Generative", "LongForm"}, engine) && slices.ContainsFunc(all, isKnown) {
			return true
		}
	}
	return false
}

// closest is the name that was probably meant, or "".
func closest(name string, known []string) (best string) {
	least := 1 + len(name)/4
	for _, k := range known {
		if d := nlu.Distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}
