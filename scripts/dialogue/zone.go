package dialogue

import "coachline/scripts/nlu"

// setZone notes where a learner says that they are: their hours are those of that place from now on.
func (t *turn) setZone(m nlu.Meaning) {
	if m.Zone == "" {
		t.say(t.phrase(PhraseZoneUnknown))
		return
	}
	t.out.Zone, t.placeName, t.replyOwed = m.Zone, m.Where, true
	t.say(t.phrase(PhraseZone))
}
