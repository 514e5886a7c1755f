package format

// Lesson is a lesson file.
type Lesson struct {
	// The name of the lesson, as the file is called: small letters, digits and hyphens.
	Lesson LessonName `json:"lesson"`
	// The title, as learners and managers read it.
	Title Title `json:"title"`
	// The language, such as en-NZ.
	Language Language `json:"language"`
	// One of Twilio's voices, such as Polly.Aria-Neural.
	Voice Voice `json:"voice"`
	// Another of Twilio's voices, for a second speaker on the phone.
	SecondVoice OwnVoice `json:"second-voice,omitempty"`
	// The most that the lesson may cost by text, and take by phone.
	Budget Budget `json:"budget"`
	// Names that whoever runs the line may set, such as article_url. A step that says one which is not set is left out.
	Settings []ID `json:"settings,omitempty" jsonschema:"uniqueItems=true"`
	// Answers of earlier lessons that this one uses, by the name that they have here.
	Earlier map[ID]Earlier `json:"earlier,omitempty"`
	// The reprompts of all questions that have none of their own.
	Reprompts CommonReprompts `json:"reprompts,omitempty"`
	// What the line says at any place, where this lesson says it differently.
	Phrases SomePhrases `json:"phrases,omitempty"`
	// What happens, in order.
	Steps []Step `json:"steps" jsonschema:"minItems=1"`
}

// Budget is the most that a lesson may cost.
type Budget struct {
	// The most segments that are texted on the longest way. A segment is what a text is paid by.
	Segments Count `json:"segments"`
	// The most minutes that the lesson takes by phone. Invitations name them.
	Minutes Amount `json:"minutes"`
}

// Earlier is an answer of an earlier lesson.
type Earlier struct {
	// The earlier lesson.
	Lesson LessonName `json:"lesson"`
	// The step there, if it has another name.
	Step Text `json:"step,omitempty"`
	// What is said if there is no such answer.
	Missing Text `json:"missing,omitempty"`
}

// Step is a step of a lesson. It has one of say, ask, offer and wait.
type Step struct {
	// The name of the step: small letters, digits and _, with a letter first.
	ID ID `json:"id"`
	// Words that ask nothing.
	Say Text `json:"say,omitempty"`
	// A question. Its kind says what it takes.
	Ask Text `json:"ask,omitempty"`
	// Something to keep, such as a link. On a call, phone asks whether to text it.
	Offer Text `json:"offer,omitempty"`
	// The lesson rests until a day and an hour.
	Wait Wait `json:"wait,omitempty"`
	// What the question takes. A question with choices and no kind is of kind choice.
	Kind Kind `json:"kind,omitempty"`
	// What is said on a call instead. [pause 8] is a silence of eight seconds.
	Phone Text `json:"phone,omitempty"`
	// The recording of what is said on the phone: an mp3 or wav file in the folder of the lesson, such as energy.mp3.
	Audio Text `json:"audio,omitempty"`
	// What the step is about, in a few words, for a learner who comes back after days.
	About Text `json:"about,omitempty" jsonschema:"maxLength=40"`
	// The choices by their keys, and the words that mean each.
	Choices Choices `json:"choices,omitempty"`
	// How many of several choices there must be at least.
	AtLeast Count `json:"at-least,omitempty"`
	// How many of several choices there may be at most.
	AtMost Count `json:"at-most,omitempty"`
	// The least value of a scale or number.
	Min FromZero `json:"min,omitempty"`
	// The greatest value of a scale or number.
	Max FromZero `json:"max,omitempty"`
	// Words for values of a scale, such as {1: not at all, 5: very}.
	Labels map[FromZero]Words `json:"labels,omitempty"`
	// What a number counts, such as hours.
	Unit Text `json:"unit,omitempty"`
	// Whether a number need not be whole.
	Decimals Flag `json:"decimals,omitempty"`
	// today: a date is tomorrow or later.
	After string `json:"after,omitempty" jsonschema:"enum=today"`
	// Whether a date is past, or today.
	Past Flag `json:"past,omitempty"`
	// How far ahead a date may be, or how far back a past one, such as "60 days" (1 to 365).
	Within Within `json:"within,omitempty"`
	// The time of day of each choice.
	Hours map[Key]Hour `json:"hours,omitempty"`
	// Whether the learner's own words will do, too.
	Open Flag `json:"open,omitempty"`
	// Whether the answer is what the learner would say to somebody else, so that a question in it is not one to the line.
	ToOthers Flag `json:"to-others,omitempty"`
	// How long the answer is kept: private is for the learner alone, forget until the lesson ends, never not at all.
	Keep string `json:"keep,omitempty" jsonschema:"enum=private,enum=forget,enum=never"`
	// What is said in place of an answer that was skipped.
	Missing Text `json:"missing,omitempty"`
	// How the name or the day is said back, such as "{partner}, is that right? 1 yes, 2 no".
	Confirm Said `json:"confirm,omitempty"`
	// What the first reminder says to a learner who is silent at this question; the question follows.
	Remind Text `json:"remind,omitempty"`
	// A text of one segment for the person named, which the learner may pass on.
	Forward Text `json:"forward,omitempty"`
	// What is said to an answer: by the key of a choice, a number or a range such as 1-2, or to other (own words), skip, none (nobody to name, no choice) and several (more than one choice).
	Replies map[Answer]Said `json:"replies,omitempty"`
	// The later step to go on with, by the key of a choice, a number or a range. Yes is 1, no is 2.
	Jumps map[Span]Text `json:"jumps,omitempty"`
	// The later step to go on with.
	Goto Text `json:"goto,omitempty"`
	// Yes goes back to an earlier step.
	Repeat Repeat `json:"repeat,omitempty"`
	// The settings or kept answers without which the step is left out. [number] leaves it out for a learner who cannot be texted.
	Needs []ID `json:"needs,omitempty" jsonschema:"uniqueItems=true"`
	// The answers to earlier questions with which this step is asked or said, such as {energy: 2}.
	When map[ID]Words `json:"when,omitempty"`
	// What a manager sees once the learner is here.
	Milestone string `json:"milestone,omitempty" jsonschema:"enum=finished,enum=reflected"`
	// Two reprompts after silence on the phone: the first and the last.
	NoInput Reprompts `json:"no-input,omitempty"`
	// Two reprompts after something that was not understood: the first and the last.
	NoMatch Reprompts `json:"no-match,omitempty"`
}

// Wait says until when a lesson rests.
type Wait struct {
	// "next day", "in 3 days" (1 to 60), or the next "monday" or another weekday.
	Until Until `json:"until"`
	// A time of day such as "09:00", or the step that asked for it, such as "{hour}".
	At AnyHour `json:"at"`
}

// Repeat says where yes goes back to.
type Repeat struct {
	// The earlier step.
	From Text `json:"from"`
	// How often, 9 times at most.
	Times Count `json:"times"`
}
