package scripts

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// unsetLength is the length in characters that check assumes for a setting without a value.
const unsetLength = 40

// longestOrganisation stands for the organisation that runs the line: lessons do not know it.
var longestOrganisation = strings.Repeat("n", dialogue.MaxOrganisation)

// longest has the longest values that can be filled into the texts of a lesson.
type longest struct {
	name    string // the learner's
	answers dialogue.Answers
	next    string // the title of the next part of a course
	course  string // the title of a course
}

// longestValues are the longest values of a lesson. Wide ones have a name outside GSM-7, such as Hēmi, with which the whole
// text goes out in UCS-2.
func longestValues(s *dialogue.Script, wide bool, within folderFiles) longest {
	letter := "n"
	if wide {
		letter = "ē"
	}
	l := longest{name: strings.Repeat(letter, dialogue.MaxName), answers: dialogue.Answers{}}
	for _, c := range within.courses {
		if heavier(c.Title, l.course) {
			l.course = c.Title
		}
		for _, other := range within.lessons {
			if slices.Contains(c.Lessons, other.Script.Lesson) && heavier(other.Script.Title, l.next) {
				l.next = other.Script.Title
			}
		}
	}
	for _, e := range s.Earlier {
		said := l.missing(s, e.Missing)
		for _, c := range kinds[e.Kind].longest.of(&dialogue.Step{Choices: e.Choices, Open: true}, l.name) {
			if heavier(kindOf(e.Kind).said(s, e.Choices, c), said) {
				said, l.answers[earlierID(e)] = kindOf(e.Kind).said(s, e.Choices, c), c
			}
		}
	}
	for i := range s.Steps {
		step := &s.Steps[i]
		said := l.missing(s, step.Missing)
		for _, c := range kinds[step.Kind].longest.of(step, l.name) {
			if heavier(kindOf(step.Kind).said(s, step.Choices, c), said) {
				said, l.answers[step.ID] = kindOf(step.Kind).said(s, step.Choices, c), c
			}
		}
	}
	return l
}

// earlierID is the ID of an earlier lesson's answer among a learner's answers.
func earlierID(e dialogue.Earlier) string { return e.Lesson + "/" + e.Step }

// longestHour is an hour than which none takes more room, as it is kept.
const longestHour = "22:30"

// longestHourSaid is how a lesson says an hour that takes most room.
func longestHourSaid(s *dialogue.Script) string { return "10.30" + heaviest(s, "pm", "am") }

// longestDay is how a lesson says the day that takes most room, and longestDate that with its date.
func longestDay(s *dialogue.Script) string { return heaviest(s, weekdays()...) }

func longestDate(s *dialogue.Script) string {
	return longestDay(s) + " 30 " + heaviest(s, months()...)
}

func weekdays() (all []string) {
	for day := time.Sunday; day <= time.Saturday; day++ {
		all = append(all, day.String())
	}
	return all
}

func months() (all []string) {
	for month := time.January; month <= time.December; month++ {
		all = append(all, month.String())
	}
	return all
}

// heaviest is how a lesson says the one of these wordings that takes most room.
func heaviest(s *dialogue.Script, english ...string) (most string) {
	for _, word := range english {
		if said := said(s, word); heavier(said, most) {
			most = said
		}
	}
	return most
}

// said is how a lesson says one of the engine's wordings.
func said(s *dialogue.Script, english string) string { return cmp.Or(s.Wording[english], english) }

// longestDateStored is a date in another year than now, as it is kept, and longestDateSaid how a lesson says one that takes most room.
const longestDateStored = "2027-09-22"

func longestDateSaid(s *dialogue.Script) string { return longestDate(s) + " 2027" }

func hourSaid(s *dialogue.Script, _ []dialogue.Option, _ string) string { return longestHourSaid(s) }

func dateSaid(s *dialogue.Script, _ []dialogue.Option, _ string) string { return longestDateSaid(s) }

func yesNoSaid(s *dialogue.Script, _ []dialogue.Option, answer string) string { return said(s, answer) }

// choiceSaid says a choice by its first word, or by the one that a translation has for it. Other answers are said as they are stored.
func choiceSaid(_ *dialogue.Script, choices []dialogue.Option, answer string) string {
	for _, o := range choices {
		if o.Words[0] == answer {
			return cmp.Or(o.Said, answer)
		}
	}
	return answer
}

func severalSaid(s *dialogue.Script, choices []dialogue.Option, answer string) string {
	words := strings.Split(answer, dialogue.SeveralSign)
	for i := range words {
		words[i] = choiceSaid(s, choices, words[i])
	}
	return dialogue.SaySeveral(words, said(s, "and"))
}

// heavier reports whether a takes more room than b.
func heavier(a, b string) bool {
	x, y := sms.Count(a), sms.Count(b)
	if x.Encoding != y.Encoding && y.Units > 0 {
		return x.Encoding == sms.UCS2
	}
	return x.Units > y.Units
}

// fill puts the longest values into a text of a step.
func (l longest) fill(s *dialogue.Script, text string, step int) string {
	return braces.ReplaceAllStringFunc(text, func(name string) string {
		name = strings.Trim(name, "{}")
		switch name {
		case dialogue.FillName:
			return l.name
		case dialogue.FillTitle:
			return s.Title
		case dialogue.FillOrganisation:
			return longestOrganisation
		case dialogue.FillStep, dialogue.FillSteps:
			return "99"[:min(2, 1+len(s.Steps)/10)]
		case dialogue.FillWhen:
			if step < 0 { // perhaps the next part of a course
				return longestDate(s) + " " + said(s, "at") + " " + longestHourSaid(s)
			}
			return longestDayOf(s) + " " + said(s, "at") + " " + longestHourSaid(s)
		case dialogue.FillKeys:
			return longestKeys(s, step)
		case dialogue.FillRange:
			return said(s, "a day from") + " " + said(s, "tomorrow") + " " + said(s, "to") + " " + longestDateSaid(s)
		}
		if v, ok := l.ofPhrases(s)[name]; ok {
			return v
		}
		if v, ok := s.Values[name]; ok {
			return v
		}
		return l.answer(s, name)
	})
}

// longestDayOf is how a lesson says the longest day on which a wait of its ends.
func longestDayOf(s *dialogue.Script) string {
	for i := range s.Steps {
		if days, _ := dialogue.WaitDays(s.Steps[i].Until, now.Weekday()); days >= 7 || isWeekday(s.Steps[i].Until) {
			return longestDate(s)
		}
	}
	return longestDay(s)
}

func isWeekday(until string) bool { return slices.Contains(dialogue.Weekdays[:], until) }

// ofPhrases are the longest values that only some phrases can say.
func (l longest) ofPhrases(s *dialogue.Script) map[string]string {
	about := ""
	for i := range s.Steps {
		if heavier(s.Steps[i].About, about) {
			about = s.Steps[i].About
		}
	}
	return map[string]string{
		dialogue.FillAbout:   about,
		dialogue.FillAnswers: "99 " + said(s, "answers"),
		dialogue.FillKept: said(s, "until") + " 3650 " + said(s, "days") + " " + said(s, "after your last word here") + "; " +
			said(s, "we text you before"),
		dialogue.FillPlace:   "the Northern Territory",
		dialogue.FillBy:      strings.Repeat("n", dialogue.MaxName),
		dialogue.FillMinutes: "60",
		dialogue.FillRenamed: strings.Repeat("n", dialogue.MaxName),
		dialogue.FillLine:    "+999999999999999",
		dialogue.FillLink:    dialogue.LongLink,
		dialogue.FillErased:  "24 " + heaviest(s, months()...) + " 2026",
		dialogue.FillNext:    l.next,
		dialogue.FillDone:    "19",
		dialogue.FillParts:   "20",
		dialogue.FillCourse:  l.course,
		dialogue.FillCode:    "99999999",
		dialogue.FillPrivacy: dialogue.LongPrivacyLink,

		dialogue.FillLearnerNumber: "+999999999999999",
	}
}

// longestKeys is the keys of a step as the engine lists them. For -1 it is those of the step with the most.
func longestKeys(s *dialogue.Script, step int) string {
	n := 2
	for i := range s.Steps {
		if i == step || step < 0 {
			if s.Steps[i].Kind == dialogue.Scale {
				continue // "0 to 10" is no longer than two keys
			}
			n = max(n, len(s.Steps[i].Choices))
		}
	}
	return strings.Repeat("8, ", n-2) + "8 " + said(s, "or") + " 8"
}

// answer is the longest answer to a step, or what stands for a missing one.
func (l longest) answer(s *dialogue.Script, id string) string {
	if e := earlierOf(s, id); e != nil {
		if v, ok := l.answers[earlierID(*e)]; ok {
			return kindOf(e.Kind).said(s, e.Choices, v)
		}
		return l.missing(s, e.Missing)
	}
	i := s.Index(id)
	if i < 0 {
		return ""
	}
	if v, ok := l.answers[id]; ok {
		return kindOf(s.Steps[i].Kind).said(s, s.Steps[i].Choices, v)
	}
	return l.missing(s, s.Steps[i].Missing)
}

// missing is the longest wording of what stands for a missing answer.
func (l longest) missing(s *dialogue.Script, said string) string {
	if name := inBraces(said); name != "" {
		return l.answer(s, name)
	}
	return said
}

// withSettings is the script with every setting set, to its value or to one of unsetLength.
func withSettings(s *dialogue.Script, values map[string]string) *dialogue.Script {
	set := map[string]string{}
	for _, name := range s.Settings {
		if set[name] = values[name]; set[name] == "" {
			set[name] = strings.Repeat("x", unsetLength)
		}
	}
	return s.With(set)
}

// withoutSettings is the script with no setting set.
func withoutSettings(s *dialogue.Script) *dialogue.Script { return s.With(nil) }

// saysName reports whether a prompt says a name or own words, which may be outside GSM-7.
func saysName(s *dialogue.Script, prompt dialogue.Prompt) bool {
	own := func(k dialogue.StepKind) bool { return k == dialogue.Name || k == dialogue.FreeText }
	return slices.ContainsFunc(fillNames(prompt), func(name string) bool {
		i := s.Index(name)
		return name == dialogue.FillName || i >= 0 && (own(s.Steps[i].Kind) || s.Steps[i].Open) ||
			slices.ContainsFunc(s.Earlier, func(e dialogue.Earlier) bool { return e.Name == name && (own(e.Kind) || e.Kind == dialogue.Choice) })
	})
}
