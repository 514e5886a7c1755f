package format

// Translation is a translation of a lesson, a file beside it such as peer-coaching-1.mi.yaml. It has words and nothing else: what
// happens is in the lesson. What it leaves out is said as the lesson has it.
type Translation struct {
	// The lesson, as the file is called up to the language.
	Lesson LessonName `json:"lesson,omitempty"`
	// The language, as the file is called, such as mi or zh-Hans.
	Language Language `json:"language,omitempty"`
	// What people call the language, where the lexicons do not know it.
	Called Words `json:"called,omitempty"`
	// The title, as learners read it.
	Title Title `json:"title,omitempty"`
	// The voice that speaks it, if not the lesson's.
	Voice Voice `json:"voice,omitempty"`
	// The language that the voice speaks and the phone recognises, if not the lesson's.
	Speech Language `json:"speech,omitempty"`
	// The most that the lesson may cost in this language, if that differs. Letters with macrons take more than twice the room.
	Budget Budget `json:"budget,omitempty"`
	// What is said if there is no answer of an earlier lesson, by its name.
	Earlier map[ID]Text `json:"earlier,omitempty"`
	// Days, months and the other words that the line adds to texts, by their English words.
	Wording map[Text]Text `json:"wording,omitempty"`
	// The reprompts of all questions that have none of their own.
	Reprompts CommonReprompts `json:"reprompts,omitempty"`
	// What the line says at any place, by name.
	Phrases SomePhrases `json:"phrases,omitempty"`
	// The words of the steps, by the id of each.
	Steps map[ID]StepWords `json:"steps,omitempty"`
}

// StepWords are the words of a step in another language.
type StepWords struct {
	// Words that ask nothing.
	Say Text `json:"say,omitempty"`
	// The question.
	Ask Text `json:"ask,omitempty"`
	// Something to keep, such as a link.
	Offer Text `json:"offer,omitempty"`
	// What is said on a call instead.
	Phone Text `json:"phone,omitempty"`
	// What the step is about, in a few words.
	About Text `json:"about,omitempty" jsonschema:"maxLength=40"`
	// The words of the choices by their keys. The lesson's own words are understood as well.
	Choices map[Key]Words `json:"choices,omitempty"`
	// Words for values of a scale. The lesson's own are understood as well.
	Labels map[FromZero]Words `json:"labels,omitempty"`
	// What a number counts.
	Unit Text `json:"unit,omitempty"`
	// What is said in place of an answer that was skipped.
	Missing Text `json:"missing,omitempty"`
	// How the name or the day is said back.
	Confirm Said `json:"confirm,omitempty"`
	// A text for the person named, which the learner may pass on.
	Forward Text `json:"forward,omitempty"`
	// What the first reminder says to a learner who is silent at this question.
	Remind Text `json:"remind,omitempty"`
	// What is said to an answer.
	Replies map[Answer]Said `json:"replies,omitempty"`
	// Two reprompts after silence on the phone: the first and the last.
	NoInput Reprompts `json:"no-input,omitempty"`
	// Two reprompts after something that was not understood: the first and the last.
	NoMatch Reprompts `json:"no-match,omitempty"`
}
