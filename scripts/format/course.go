package format

// Course is a course file.
type Course struct {
	// The name of the course, as the file is called: small letters, digits and hyphens.
	Course LessonName `json:"course"`
	// The title, as learners and managers read it.
	Title Title `json:"title"`
	// The lessons, in their order.
	Lessons []LessonName `json:"lessons" jsonschema:"minItems=2,uniqueItems=true"`
	// How long after the end of a lesson the next one is offered.
	Pace Pace `json:"pace"`
}

// Pace is the time between the lessons of a course.
type Pace struct {
	// How many days after the end of a lesson, such as "3 days" (1 to 60).
	After After `json:"after"`
	// A time of day such as "09:00", or the step in each lesson that asks for it, such as "{hour}".
	At AnyHour `json:"at"`
}
