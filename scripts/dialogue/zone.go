package dialogue

import "coachline/scripts/nlu"

// toPlace notes where a learner says that they are: their hours are those of that place from now on.
func (t *turn) toPlace(m nlu.Meaning) {
	if m.Zone == "" {
		t.say(t.phrase(PhraseZoneUnknown))
		return
	}
	t.out.Zone, t.where, t.acted = m.Zone, m.Where, true
	t.say(t.phrase(PhraseZone))
}
