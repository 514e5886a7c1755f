package dialogue_test

import (
	"testing"
	"time"

	"coachline/scripts/dialogue"
)

const (
	inviteText = "phrase invite phrase invite_call"
	againText  = "phrase invite_again phrase invite_call"
)

func (l *learner) invite(cohort string, change ...func(*dialogue.Invitation)) {
	inv := dialogue.Invitation{Cohort: cohort, Lesson: "everything", By: "Aroha", Name: "Mere"}
	for _, c := range change {
		c(&inv)
	}
	l.refusal = l.st.Place.Invite(inv, l.script.Lesson, l.now, l.rules)
}

func (l *learner) withdraw(cohort string) {
	l.st.Place.Withdraw(cohort, l.script.Lesson, false, l.now, l.rules)
}

func (l *learner) nudge(cohort string) dialogue.Refusal {
	return l.st.Place.Nudge(cohort, l.script.Lesson, l.now, l.rules)
}

func again(i *dialogue.Invitation) { i.Again = true }

// sends wakes the learner whenever something is due within a time, and checks what is texted.
func (l *learner) sends(within time.Duration, want ...string) {
	l.t.Helper()
	var got []string
	for end := l.now.Add(within); ; {
		due := l.st.Place.NextWake()
		if due.IsZero() || due.After(end) {
			l.now = end
			break
		}
		l.now = due.In(l.now.Location())
		l.wake()
		for _, m := range l.out.Texts {
			got = append(got, lines(m.Lines)...)
		}
	}
	if len(got) != len(want) {
		l.t.Fatalf("texts %q, want %q", got, want)
	}
	for i := range got {
		if got[i] != want[i] {
			l.t.Errorf("texts %q, want %q", got, want)
		}
	}
}

func uninvited(t *testing.T) *learner {
	l := newLearner(t)
	l.st.Place.Status = dialogue.Uninvited
	return l
}

// TestSentenceIsInTheFirstTextOnly : the manager's own sentence ends the first text, under their name, and the second text is
// without it.
func TestSentenceIsInTheFirstTextOnly(t *testing.T) {
	l := uninvited(t)
	l.invite("a", again, func(inv *dialogue.Invitation) { inv.Sentence = "We begin on Monday." })
	l.sends(2*24*time.Hour, inviteText+" Aroha: We begin on Monday.")
	l.sends(2*24*time.Hour, againText)
}

// TestInvitationIsTextedOnceForEachLesson : the invitations to a lesson are texted once, and a second time after three days
// if one asks for that.
func TestInvitationIsTextedOnceForEachLesson(t *testing.T) {
	l := uninvited(t)
	l.invite("a")
	l.says()
	l.invite("a")
	l.invite("b", again)
	l.sends(2*24*time.Hour, inviteText)
	l.invite("c")
	l.sends(2*24*time.Hour, againText)
	l.sends(30 * 24 * time.Hour)
	if p := l.st.Place; p.Status != dialogue.Invited || p.Name != "Mere" || len(p.Invitations) != 3 {
		t.Errorf("is %+v", p)
	}
}

// TestFirstInvitationNamesTheLearner: the first invitation with a name gives the learner theirs, until it is withdrawn.
func TestFirstInvitationNamesTheLearner(t *testing.T) {
	l := uninvited(t)
	named := func(name string) func(*dialogue.Invitation) {
		return func(i *dialogue.Invitation) { i.Name = name }
	}
	calls := func(want string) {
		t.Helper()
		if got := l.st.Place.Name; got != want {
			t.Errorf("is called %q, want %q", got, want)
		}
	}
	l.invite("a", named(""))
	calls("")
	l.invite("b", named("Mere"))
	l.invite("c", named("Merry"))
	l.invite("c", named("Merry"))
	calls("Mere")
	l.withdraw("b")
	calls("Merry")
	l.withdraw("c")
	calls("")
	l.invite("d", named("Hemi"))
	l.text("GO")
	l.withdraw("d")
	l.invite("e", named("Henry"))
	calls("Hemi")
}

// TestInvitationWaitsForHoursAndDay: an invitation waits for texting hours, and for the day that the manager chose.
func TestInvitationWaitsForHoursAndDay(t *testing.T) {
	l := uninvited(t)
	l.now = on(t, auckland, "2026-11-23 22:00")
	l.invite("a")
	l.wake()
	l.texts()
	l.due(dialogue.TimerInvite, on(t, auckland, "2026-11-24 08:00"))
	l = uninvited(t)
	at := on(t, auckland, "2026-11-25 09:30")
	l.invite("a", func(i *dialogue.Invitation) { i.At = at })
	l.due(dialogue.TimerInvite, at)
	l.invite("b", func(i *dialogue.Invitation) { i.At = at.Add(-time.Hour) })
	l.due(dialogue.TimerInvite, at.Add(-time.Hour))
	l.sends(7*24*time.Hour, inviteText)
}

// said counts the stored answers.
func said(st dialogue.State) (n int) {
	for id := range st.Answers {
		if id[0] != '.' {
			n++
		}
	}
	return n
}

// TestOnlyGoOrACallBegins: only GO or a call begins the lesson.
func TestOnlyGoOrACallBegins(t *testing.T) {
	for _, words := range []string{"thanks", "not now", "No thanks", "blue"} {
		l := uninvited(t)
		l.invite("a")
		l.sends(time.Hour, inviteText)
		l.text(words)
		l.says("phrase invited")
		l.text("HELP")
		l.says("phrase help phrase help_words phrase help_care")
		l.text("CALL")
		l.says("phrase calling")
		l.missed(dialogue.Text)
		l.texts("phrase missed_new")
		l.text("GO")
		l.says("Hello Mere.", "prompt choice")
		l.due(dialogue.TimerInvite, time.Time{})
	}
	l := uninvited(t)
	l.invite("a", again)
	l.sends(time.Hour, inviteText)
	l.call()
	if l.st.Place.Status != dialogue.Started {
		t.Errorf("a call makes them %q", l.st.Place.Status)
	}
}

// TestInvitationDoesNotEndAnOptOut: a learner who has opted out gets no invitation.
func TestInvitationDoesNotEndAnOptOut(t *testing.T) {
	l := uninvited(t)
	l.invite("a", again)
	l.text("STOP")
	l.invite("b")
	l.sends(30 * 24 * time.Hour)
	if !l.st.Place.OptedOut {
		t.Error("an invitation has ended an opt-out")
	}
	if got := l.nudge("a"); got != dialogue.RefusedOptedOut {
		t.Errorf("a nudge is refused with %q", got)
	}
}

// TestWithdrawnLearnerIsUninvited: a learner who has not begun is uninvited, unless another cohort has invited them. One who has
// begun goes on.
func TestWithdrawnLearnerIsUninvited(t *testing.T) {
	l := uninvited(t)
	l.invite("a")
	l.withdraw("a")
	if p := l.st.Place; p.Status != dialogue.Uninvited || len(p.Timers)+len(p.Invitations) > 0 {
		t.Errorf("is %+v", p)
	}
	l.rules.Open = true
	l.invite("a")
	l.withdraw("a")
	if l.st.Place.Status != dialogue.New {
		t.Errorf("on an open line is %q", l.st.Place.Status)
	}
	l.invite("a")
	l.sends(time.Hour, inviteText)
	l.invite("b")
	l.withdraw("a")
	l.sends(7 * 24 * time.Hour) // they have had a text for this lesson
	if l.st.Place.Status != dialogue.Invited {
		t.Errorf("with another invitation is %q", l.st.Place.Status)
	}
	l.text("GO")
	l.withdraw("b")
	if p := l.st.Place; p.Status != dialogue.Started || len(p.Invitations) > 0 {
		t.Errorf("who has begun is %+v", p)
	}
}

// TestCancelKeepsWhatHasGone: cancelling withdraws an invitation that nothing has come of. Otherwise only its second text is
// not sent.
func TestCancelKeepsWhatHasGone(t *testing.T) {
	cancel := func(l *learner, cohort string, unsent bool) bool {
		return l.st.Place.Cancel(cohort, l.script.Lesson, unsent, l.now, l.rules)
	}
	for name, c := range map[string]struct {
		before  func(*learner)
		unsent  bool // a text waits in the outbox
		gone    bool
		texts   []string // in the next week
		invited int      // invitations that are left
	}{
		"not texted":      {func(*learner) {}, false, true, nil, 0},
		"texted":          {func(l *learner) { l.sends(time.Hour, inviteText) }, false, false, nil, 1},
		"in the outbox":   {func(l *learner) { l.sends(time.Hour, inviteText) }, true, true, nil, 0},
		"second text too": {func(l *learner) { l.sends(7*24*time.Hour, inviteText, againText) }, true, false, nil, 1},
		"begun":           {func(l *learner) { l.text("GO") }, false, false, nil, 1},
		"another cohort's": {func(l *learner) {
			l.invite("b", again)
			l.sends(time.Hour, inviteText)
			l.now = l.now.Add(time.Hour)
			l.withdraw("a")
			l.invite("a", again)
		}, false, true, []string{againText}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			l := uninvited(t)
			l.invite("a", again)
			c.before(l)
			for range 2 {
				if got := cancel(l, "a", c.unsent); got != c.gone {
					t.Errorf("cancelled is %t, want %t", got, c.gone)
				}
			}
			if n := len(l.st.Place.Invitations); n != c.invited {
				t.Errorf("%d invitations are left, want %d", n, c.invited)
			}
			if l.st.Place.Status == dialogue.Invited {
				l.sends(7*24*time.Hour, c.texts...)
			}
		})
	}
}

// TestNudgesAreLimited: managers may nudge a silent learner once a day, and three times in all.
func TestNudgesAreLimited(t *testing.T) {
	const day = 24 * time.Hour
	l := uninvited(t)
	refused := func(want dialogue.Refusal) {
		t.Helper()
		if got := l.nudge("a"); got != want {
			t.Errorf("is refused with %q, want %q", got, want)
		}
	}
	refused(dialogue.RefusedNotInvited)
	l.invite("a", again)
	refused(dialogue.RefusedNotTexted)
	l.sends(time.Hour, inviteText)
	refused(dialogue.RefusedTooSoon)
	l.sends(day)
	refused("")
	refused(dialogue.RefusedTooSoon)
	l.sends(5*day, againText) // which is the second text of the line's own, too
	refused("")
	l.sends(day, againText)
	l.text("GO")
	refused(dialogue.RefusedBusy)
	l.text("PAUSE")
	refused("")
	l.sends(day, "phrase remind", "prompt choice")
	refused(dialogue.RefusedTooOften)
	if l.st.Place.Status != dialogue.Paused {
		t.Errorf("after a silent day is %q", l.st.Place.Status)
	}
	l.reach("hour")
	l.text("7.30pm")
	refused(dialogue.RefusedBusy)
	l.sends(2*day, "prompt after", "phrase remind", "prompt after")
	l.text("no")
	refused(dialogue.RefusedFinished)
}

// TestSecondLessonKeepsPastAnswersApart: the first lesson's milestones stay. Its answers stay apart, for as long as before.
func TestSecondLessonKeepsPastAnswersApart(t *testing.T) {
	l := uninvited(t)
	l.invite("a")
	l.reach("hour")
	l.text("7.30pm")
	l.sends(32*time.Hour, "prompt after")
	l.text("no")
	kept, milestones := said(l.st), len(l.st.Place.Milestones)
	forget := l.now.Add(kept30Days)
	l.due(dialogue.TimerForget, forget)
	l.st.Place = l.st.Place.TakeUp("everything", "v1")
	l.st = l.st.Archived()
	l.script = everything()
	l.script.Lesson = "second"
	l.invite("b", func(i *dialogue.Invitation) { i.Lesson = "second" })
	if got := l.st.Place.PastMilestones("everything"); len(got) != milestones || milestones == 0 || l.st.Place.Reached("started") {
		t.Errorf("of the first lesson's %d milestones it keeps %v", milestones, got)
	}
	l.sends(24*time.Hour, inviteText)
	l.text("GO")
	if said(l.st) != kept || l.st.Answers["everything/choice"] == "" || l.st.Answers["choice"] != "" {
		t.Errorf("holds %v", l.st.Answers)
	}
	l.text("2")
	if l.st.Answers["choice"] != "beta" || l.st.Answers["everything/choice"] != "alpha" {
		t.Errorf("holds %v", l.st.Answers)
	}
	l.now = forget
	for range 20 {
		l.wake()
	}
	for id := range l.st.Answers {
		if id != "choice" {
			t.Errorf("after its time it still holds %q", id)
		}
	}
}

// TestInvitationsAreLimited: a record has a limited number of invitations.
func TestInvitationsAreLimited(t *testing.T) {
	l := uninvited(t)
	for i := range 205 {
		l.invite(string(rune('a' + i)))
	}
	if n := len(l.st.Place.Invitations); n != 200 || l.refusal != dialogue.RefusedTooMany {
		t.Errorf("keeps %d, and refuses with %q", n, l.refusal)
	}
}
