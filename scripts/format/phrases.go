package format

// Phrases is phrases.yaml: what the line says at any place. What a file leaves out is said as the built-in one has it. A file such
// as phrases.mi.yaml has the same for translations into a language.
type Phrases struct {
	// Days, months and the other words that the line adds to texts, by their English words, in another language.
	Wording map[Text]Text `json:"wording,omitempty"`
	// The reprompts of all questions that have none of their own.
	Reprompts CommonReprompts `json:"reprompts,omitempty"`
	// What the line says at any place, by name.
	Phrases SomePhrases `json:"phrases,omitempty"`
}

// CommonReprompts are those of all questions that have none of their own.
type CommonReprompts struct {
	// Two reprompts after silence on the phone: the first and the last.
	NoInput Reprompts `json:"no-input,omitempty"`
	// Two reprompts after something that was not understood: the first and the last.
	NoMatch Reprompts `json:"no-match,omitempty"`
	// Those of some kinds of question, in place of these.
	Kinds map[KindKey]KindReprompts `json:"kinds,omitempty"`
}

// KindReprompts are those of one kind of question.
type KindReprompts struct {
	// Two reprompts after silence on the phone: the first and the last.
	NoInput Reprompts `json:"no-input,omitempty"`
	// Two reprompts after something that was not understood: the first and the last.
	NoMatch Reprompts `json:"no-match,omitempty"`
}

// SomePhrases are phrases by their names, which the engine has.
type SomePhrases map[string]Said
