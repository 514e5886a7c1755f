// Package format says which keys the files of authors have, and what each means. The parser takes the keys that it knows from
// here, and so does the JSON Schema that editors complete and check a file with: a new key is a new field.
//
// No file is decoded into these structs. The parser reads values with their places, so that it finds every fault at once. The
// comment of a field is what an editor shows beside the key.
package format

import (
	"reflect"
	"strings"
)

// Keys are the keys of a mapping, in the order of its struct.
func Keys[T any]() (keys []string) {
	for _, field := range reflect.VisibleFields(reflect.TypeFor[T]()) {
		key, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		keys = append(keys, key)
	}
	return keys
}

// Values of a certain form.
type (
	Text       string // words, as they stand; YAML's numbers are words, too
	Title      string // words on one line, without braces
	LessonName string // the name of a lesson or a course
	ID         string // the name of a step, or of a setting
	Language   string // a language tag
	Voice      string // one of Twilio's voices
	OwnVoice   string // a voice that has a language of its own
	Hour       string // a time of day
	AnyHour    string // a time of day, or in braces the step that asks for it
	Until      string // a day
	After      string // how many days after
	Answer     string // a Span, or other, skip and the like
	Key        string // 1 to 8
	Span       string // a number, or two with a hyphen between them
	FromZero   string // a number from 0 on
	Within     string // 1 to 365 days
	Kind       string // a kind of question
	KindKey    string // a kind of question, as a key
	Amount     string // a number above 0
	Count      string // a whole number above 0
	Flag       string // true or false
)

// Words are the words of a choice: one, or a list.
type Words []Text

// Choices are two or more, by their keys, with the words of each.
type Choices map[Key]Words

// Said is what is said by text and on the phone: words for both, or a mapping like Prompt.
type Said Prompt

// Prompt is what is said, where the channels differ.
type Prompt struct {
	// What is said by text, and on the phone unless that has words of its own.
	Text Text `json:"text"`
	// What is said on the phone instead, such as "Well. [pause 2] Good."
	Phone Text `json:"phone,omitempty"`
	// The recording of what is said on the phone: an mp3 or wav file in the folder of the lesson, such as energy.mp3.
	Audio Text `json:"audio,omitempty"`
}

// Reprompts are two prompts: the first and the last.
type Reprompts [2]Said
