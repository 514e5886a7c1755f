package dialogue

// Course is an ordered list of lessons, and the pace between them.
type Course struct {
	Name    string // such as "peer-coaching"
	Title   string // for people
	Lessons []string
	After   int    // days from the end of one lesson to the offer of the next
	At      string // the time of day of the offer: "09:00", or "{hour}", the learner's answer to that step of the lesson before
}

// Part is the next lesson of a course that a learner has not finished.
type Part struct {
	Course *Course
	Script *Script // the newest version of the lesson
	Number int     // from 1
}
