package manager

import (
	"fmt"
	"strings"

	"coachline/scripts/dialogue"
	"coachline/session"
	"coachline/session/roster"
)

// partRow is how far somebody is in one part of a course, in words.
type partRow struct{ Title, Says string }

// reachedWords are what somebody has reached in a part, as their row says it before the time.
var reachedWords = []struct{ milestone, says string }{
	{dialogue.MilestoneStarted, "began"}, {dialogue.MilestoneFinished, "done"}, {dialogue.MilestoneReflected, "reflected"},
}

// partsOf are the parts of somebody's course, with the times of what they have reached. It does not say when the next part comes:
// the learner may have chosen that, or want no more parts.
func (p *Pages) partsOf(row *roster.Learner) []partRow {
	var all []partRow
	for _, of := range row.Parts {
		var says []string
		for _, w := range reachedWords {
			for _, m := range of.Reached {
				if m.Name == w.milestone {
					says = append(says, w.says+" "+p.moment(m.At))
				}
			}
		}
		switch {
		case len(says) > 0:
		case of.Finished():
			says = []string{"done " + p.moment(of.Since)}
		case of.Status == session.StatusTexted:
			says = []string{"texted " + p.moment(of.Since)}
		default:
			says = []string{"not begun"}
		}
		all = append(all, partRow{fmt.Sprint("Part ", of.Number), strings.Join(says, ", ")})
	}
	return all
}
