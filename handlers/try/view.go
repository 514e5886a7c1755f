package try

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"coachline/handlers/simulator"
	"coachline/scripts/dialogue"
	"coachline/scripts/outline"
	"coachline/session"
	"coachline/session/e164"
)

// view is all that a page shows to one person.
type view struct {
	Me      int // the person's place on the page, from 1
	Name    string
	Number  string // as people write it
	Line    string // what the line's texts come from
	Voice   string // and its calls
	Hint    string // what to do next
	Notice  string // what did not work
	Manages bool   // the person is a manager, and not in the middle of a lesson
	People  []tab
	Thread  []item
	Call    call
	World   world
	Lesson  lesson
	Choices []choice
	Editor  *editor // nil: no file can be edited here
	Behind  behind
	Faults  []offer
}

// tab leads to one of the people.
type tab struct {
	Index   int
	Name    string
	Manages bool // they are the manager
	Me      bool
	News    int  // texts that came since they last did something
	Rings   bool // their phone does
	Talks   bool // a call of theirs is on
}

// world is the pretend world's time.
type world struct {
	Clock string
	Day   string
	Due   []due
}

// due is something that the line will do without being asked.
type due struct {
	What string
	When string
}

// offer is a fault, and whether it is asked for.
type offer struct {
	fault
	On bool
}

// view looks at everything.
func (p *Page) view(ctx context.Context, who Person) (view, error) {
	seen, err := p.inspect(ctx, who)
	if err != nil {
		return view{}, err
	}
	phone := p.phone(who)
	events := phone.Events()
	v := view{
		Name: who.Name, Number: p.written(who.Number), Line: p.config.Twilio.Number, Voice: p.written(p.config.Twilio.VoiceNumber),
		Thread: p.thread(events), Call: callOf(phone, events), World: p.world(who, seen), Lesson: p.lesson(seen),
		Behind: p.behind(events, seen), Choices: p.choices(who),
	}
	v.Hint = hint(seen, v.Call, len(events) > 0, v.Lesson.Outline)
	if who.Manages && seen.Place.Status == dialogue.New && !v.Call.On && !v.Call.Rings {
		v.Manages, v.Hint = true, p.hintToManager(v.Number)
	}
	for i, other := range p.config.People {
		v.People = append(v.People, p.tab(i+1, other, other == who))
		if other == who {
			v.Me = i + 1
		}
	}
	wanted := p.faultsOf(who.Number)
	for _, f := range offered {
		v.Faults = append(v.Faults, offer{f, *f.of(&wanted)})
	}
	return v, nil
}

// written is a number as people write it.
func (p *Page) written(number string) string {
	n, _ := e164.FromWire(number)
	return n.Written(p.config.Region)
}

// hintToManager is what a manager may do who has never seen this.
func (p *Page) hintToManager(number string) string {
	for _, who := range p.config.People {
		if !who.Manages {
			return "A manager’s phone. Text INVITE " + p.written(who.Number) + " " + who.Name + ", then PROGRESS; or log in to the managers’ pages with " +
				number + ", and the code comes here."
		}
	}
	return ""
}

func (p *Page) tab(index int, who Person, me bool) tab {
	phone := p.phone(who)
	t := tab{Index: index, Name: who.Name, Manages: who.Manages, Me: me, Rings: phone.Ringing(), Talks: phone.InCall()}
	for _, e := range phone.Events() {
		switch e.Kind {
		case simulator.Received:
			t.News++
		case simulator.Texted, simulator.Did:
			t.News = 0
		}
	}
	return t
}

// hint is what somebody who has never seen this may do next.
func hint(seen session.Inspection, c call, begun bool, lesson *outline.Lesson) string {
	switch place := seen.Place; {
	case c.Rings:
		return "The line is ringing you. Answer it, or let it ring."
	case c.On:
		return "You are on the phone. Press keys, say something, or keep silent; you can always interrupt."
	case place.OptedOut:
		return "The line leaves this phone alone: STOP was texted, or Twilio’s own list says so. START begins again."
	case place.Status == dialogue.Waiting:
		return "That is all for today. The line sends the next text when the wait is over: move the clock with “To the next text”."
	case place.Status == dialogue.Invited && len(place.Past) > 0:
		return "The next part is offered. Text GO to begin, CALL to be rung, or ring the line."
	case place.Status == dialogue.Invited:
		return "You are invited. Text GO to begin, CALL to be rung, or ring the line."
	case place.Status == dialogue.Ended && slices.ContainsFunc(place.Timers, offersPart):
		return "This part is done. NEXT begins the next one, or move the clock with “To the next text”."
	case place.Status == dialogue.Ended:
		return "That was the whole lesson. Start again, ring instead of texting, or be somebody else."
	case place.Status == dialogue.Paused:
		return "The lesson rests. Any answer goes on with it."
	case place.Status == dialogue.New && !begun && lesson != nil:
		asks := "Nothing is asked."
		if n := lesson.Questions(); n == 1 {
			asks = "It asks one thing."
		} else if n > 1 {
			asks = fmt.Sprintf("It asks %d things.", n)
		}
		return "Text GO to begin “" + lesson.Script.Title + "”, or ring the line. " + asks
	}
	return "Answer as you would on your own phone. HELP says what else you can text."
}

func (p *Page) world(who Person, seen session.Inspection) world {
	now := p.now()
	return world{Clock: now.Format("15:04"), Day: p.day(now), Due: p.dues(seen)}
}

func (p *Page) now() time.Time { return p.config.Clock.Now().In(p.config.Zone) }

// timers are what a timer will do, in words.
var timers = map[string]string{
	dialogue.TimerRemind: "a reminder, if there is no answer",
	dialogue.TimerWait:   "the text after the wait",
	dialogue.TimerHangUp: "a text, for a call that broke off",
	dialogue.TimerForget: "answers are deleted",
	dialogue.TimerNotice: "a text, before answers are deleted",
	dialogue.TimerInvite: "the text of an invitation",
	dialogue.TimerNudge:  "a text that a manager has asked for",
}

// offersPart reports whether a timer offers the next part of a course.
func offersPart(t dialogue.Timer) bool { return strings.HasPrefix(t.Name, dialogue.TimerPart+"/") }

func (p *Page) dues(seen session.Inspection) (all []due) {
	type moment struct {
		what string
		at   time.Time
	}
	var moments []moment
	for _, t := range seen.Place.Timers {
		what := cmp.Or(timers[t.Name], t.Name)
		if offersPart(t) {
			what = "the next part is offered"
		} else if strings.HasPrefix(t.Name, dialogue.TimerForget+"/") {
			what = "answers of the part before are deleted"
		}
		moments = append(moments, moment{what, t.At})
	}
	for _, e := range seen.Entries {
		if e.State == session.EntryWaiting || e.State == session.EntrySending {
			moments = append(moments, moment{"a " + string(e.Kind) + " on its way (" + string(e.State) + ")", e.Due})
		}
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range moments {
		all = append(all, due{m.what, m.at.In(p.config.Zone).Format("Mon 2 Jan 15:04")})
	}
	return all
}
