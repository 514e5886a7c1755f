package nlu

import (
	"reflect"
	"strings"
)

// FileFormat is what a file of a lexicon may have. Like those below it only says which keys there are, for messages and for the
// JSON Schema that editors check a file with; the compiler reads values with their places.
type FileFormat struct {
	// The language of the built-in lexicon that this one adds to, such as en: both are understood.
	AddsTo Word `json:"adds to,omitempty"`
	// Words under a name: <name> stands for them in other templates.
	Words map[string]Templates `json:"words,omitempty"`
	// Single words that are left out before anything is matched.
	Fillers Templates `json:"fillers,omitempty"`
	// Short words that a slip may be of.
	Slips Templates `json:"slips,omitempty"`
	// Words around a message that add no meaning.
	Light Templates `json:"light,omitempty"`
	// Words under a name that the choices of lessons refer to, such as <today>.
	Sets map[string]Templates `json:"sets,omitempty"`
	// Sets that are read wherever a day is.
	DaySets map[string]Templates `json:"day sets,omitempty"`
	// Sets that are read wherever several choices may be named.
	SeveralSets map[string]Templates `json:"several sets,omitempty"`
	// Sets that are read wherever a number or a value of a scale is asked for.
	NumberSets map[string]Templates `json:"number sets,omitempty"`
	// The words of each number.
	Numbers map[Number]Templates `json:"numbers,omitempty"`
	// The words of each place in an order, such as first.
	Ordinals map[Number]Templates `json:"ordinals,omitempty"`
	// The words that have a role in a time of day.
	Clock map[ClockRole]Templates `json:"clock,omitempty"`
	// What callers probably say to a kind of question.
	Hints map[HintKind][]Word `json:"hints,omitempty"`
	// What people call languages, by tag.
	Languages map[string][]Word `json:"languages,omitempty"`
	// Places that a learner may name to say where they are.
	Places []PlaceFormat `json:"places,omitempty"`
	// What people call the days.
	Days []DayFormat `json:"days,omitempty"`
	// What messages mean.
	Rules []RuleFormat `json:"rules,omitempty"`
}

// RuleFormat is a rule: what its templates mean, and where.
type RuleFormat struct {
	// What the templates mean.
	Intent Intent `json:"intent"`
	// What a question is about.
	Topic Topic `json:"topic,omitempty"`
	// The kinds of question at which the rule holds; "not" before one stands for all others.
	Asked AskedKinds `json:"asked,omitempty"`
	// Where it holds, if not on both: text or phone.
	Channel string `json:"channel,omitempty" jsonschema:"enum=text,enum=phone"`
	// Whether it holds only with a question mark.
	QuestionMark Flag `json:"question mark,omitempty"`
	// Whether it holds only at the beginning of a sentence.
	BeginsTheSentence Flag `json:"begins the sentence,omitempty"`
	// Whether it holds only if the message stands in brackets.
	InBrackets Flag `json:"in brackets,omitempty"`
	// Whether it holds only if the value is a known one.
	OnlyKnown Flag `json:"only known,omitempty"`
	// Whether its words are one, so that no opt-out within them counts.
	AsOne Flag `json:"as one,omitempty"`
	// Templates that are the whole message, light words aside.
	Whole Templates `json:"whole,omitempty"`
	// Templates that stand anywhere in a message.
	Part Templates `json:"part,omitempty"`
	// Templates after which the value follows.
	Start Templates `json:"start,omitempty"`
	// Templates before which the value stands.
	End Templates `json:"end,omitempty"`
	// A phone's reaction as a whole.
	Reaction Templates `json:"reaction,omitempty"`
	// Templates that keep the rule from holding.
	Unless Templates `json:"unless,omitempty"`
	// Templates that may not stand just before it.
	UnlessBeforeIt Templates `json:"unless before it,omitempty"`
	// Templates that may not stand just after it.
	UnlessAfterIt Templates `json:"unless after it,omitempty"`
}

// PlaceFormat is a place that a learner may name.
type PlaceFormat struct {
	// Its time zone, such as Pacific/Auckland.
	Zone Word `json:"zone"`
	// How the line writes it.
	Says Word `json:"says"`
	// What people call it.
	Names Templates `json:"names"`
}

// DayFormat is what people call a day, and which day that is.
type DayFormat struct {
	// What people say.
	Says Templates `json:"says"`
	// Whether it is today.
	Today Flag `json:"today,omitempty"`
	// In how many days it is.
	In Number `json:"in,omitempty"`
	// Which day of the week it is, such as monday.
	Weekday Weekday `json:"weekday,omitempty"`
	// Which day of the month it is.
	Date Number `json:"date,omitempty"`
	// Which month it is, or is in: 1 to 12.
	Month Number `json:"month,omitempty"`
	// Whether it is the next week or month.
	Next Flag `json:"next,omitempty"`
	// How many days it lasts with a number before it: 7 for a week.
	Counted Number `json:"counted,omitempty"`
	// How many it counts, such as 2 for "a couple of".
	Number Number `json:"number,omitempty"`
	// Whether it is a day only beside a number, a month or "the".
	Weak Flag `json:"weak,omitempty"`
}

// Values of a certain form.
type (
	Templates  []Word // one template, or a list
	Word       string // words, or a template
	Flag       string // true or false
	Number     string // a whole number
	Weekday    string // a day of the week
	ClockRole  string // a role in a time of day
	HintKind   string // a kind of question, any or help-menu
	AskedKinds string // a kind of question, not before one, or a list of these
)

// keysOf lists the keys of a mapping, for a message.
func keysOf[T any]() string {
	var keys []string
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		keys = append(keys, key)
	}
	last := len(keys) - 1
	return strings.Join(keys[:last], ", ") + " or " + keys[last]
}
