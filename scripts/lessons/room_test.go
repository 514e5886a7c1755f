package lessons_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
)

// The texts that say who runs the line, in their dearest circumstances: New Zealand's footer, and names as long as they may be.

const nzFooter = "Reply to this SMS will be charged"

// lineOf is the rules of a line of this organisation with a privacy page at this address.
func lineOf(organisation, link, footer string, calls bool) dialogue.Rules {
	r := dialogue.Rules{
		Organisation: organisation, PrivacyLink: link,
		Segments: func(lines []dialogue.Line) int { return sms.SegmentsInGSM7(lines, footer) },
	}
	if calls {
		r.Calls, r.Line = 3, "+999999999999999"
	}
	return r
}

// linkOf is the address of the privacy page of a line whose public URL has n characters.
func linkOf(n int) string {
	host := strings.Repeat("h", n)
	return "https://" + host[len("https://"):] + "/privacy"
}

// invitations are the first and the second text to somebody who was invited.
func invitations(s *dialogue.Script, by, name, sentence string, rules dialogue.Rules) (texts [2]string) {
	at := noon
	var st dialogue.State
	inv := dialogue.Invitation{Cohort: "ward", Lesson: s.Lesson, By: by, Name: name, Again: true, Sentence: sentence}
	st.Place.Invite(inv, s.Lesson, at, rules)
	for i := range texts {
		next, out := dialogue.Advance(s, st, dialogue.Input{Kind: dialogue.Wake, At: st.Place.NextWake(), Rules: rules})
		st, texts[i] = next, out.Texts[0].Lines[0].Text
	}
	return texts
}

var noon = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

// size is the size of a text as it goes out.
func size(text, footer string) sms.Size {
	return sms.Count(sms.Pack([]dialogue.Line{{Text: text}}, footer)[0])
}

func TestInvitationsNameTheOrganisationInTwoSegments(t *testing.T) {
	long := strings.Repeat("n", dialogue.MaxName)
	for _, lesson := range []string{"peer-coaching-1", "peer-coaching-2", "peer-coaching-3"} {
		s := load(t, lesson, nil)
		for _, organisation := range []string{"Te Awa Health", strings.Repeat("o", dialogue.MaxOrganisation)} {
			for _, name := range []string{"", "Mere", long} {
				for _, by := range []string{"Moana", long} {
					for url := 20; url <= 120; url += 10 {
						for _, footer := range []string{"", nzFooter} {
							for _, calls := range []bool{false, true} {
								link := linkOf(url)
								for i, text := range invitations(s, by, name, "", lineOf(organisation, link, footer, calls)) {
									where := fmt.Sprintf("%s, text %d, by %q to %q, URL of %d, footer %q", lesson, i+1, by, name, url, footer)
									if got := size(text, footer); got.Segments > sms.MaxSegments {
										t.Errorf("%s: %d segments: %s", where, got.Segments, text)
									}
									if !strings.Contains(text, organisation) || !strings.Contains(text, by) || !strings.Contains(text, "STOP") {
										t.Errorf("%s: does not say who invites and how to stop: %s", where, text)
									}
									if url <= 40 && !strings.Contains(text, link) {
										t.Errorf("%s: no address of the privacy page: %s", where, text)
									}
								}
							}
						}
					}
				}
			}
		}
	}
}

// The manager's own sentence is said in any case. With it the line's own extras go first.
func TestSentenceTakesTheRoomOfWhatMattersLess(t *testing.T) {
	s := load(t, "peer-coaching-1", nil)
	for n := range 61 {
		sentence := strings.Repeat("s", n)
		text := invitations(s, "Moana Smith", "Mere", sentence, lineOf("Te Awa Health", "https://line.example.org/privacy", nzFooter, true))[0]
		if got := size(text, nzFooter); got.Segments > sms.MaxSegments || !strings.HasSuffix(text, sentence) {
			t.Errorf("%d characters: %d segments: %s", n, got.Segments, text)
		}
		said := func(words string) bool { return strings.Contains(text, words) }
		if n <= 56 && !said("/privacy") || said("/privacy") && said("Or ring") && !said("CALL") {
			t.Errorf("%d characters: what matters more is left out: %s", n, text)
		}
	}
}

// A macron in any name makes a text dearer, and says nothing else: who is called Hēmi is told where the privacy page is, too.
func TestMacronsChangeNoWord(t *testing.T) {
	s := load(t, "peer-coaching-1", nil)
	rules := func(organisation string) dialogue.Rules {
		return lineOf(organisation, "https://line.example.org/privacy", nzFooter, true)
	}
	plain := invitations(s, "Moana", "Hemi", "", rules("Maori Health"))
	wide := invitations(s, "Moana", "Hēmi", "", rules("Māori Health"))
	for i := range plain {
		if want := strings.NewReplacer("Hemi", "Hēmi", "Maori", "Māori").Replace(plain[i]); wide[i] != want {
			t.Errorf("with macrons %q\nwithout %q", wide[i], want)
		}
	}
}

func TestHelpIsOneSegment(t *testing.T) {
	s := load(t, "peer-coaching-1", nil)
	for n := 1; n <= dialogue.MaxOrganisation; n++ {
		organisation := strings.Repeat("o", n)
		for url := 16; url <= 160; url++ {
			for _, footer := range []string{"", nzFooter} {
				link := linkOf(url)
				rules := lineOf(organisation, link, footer, true)
				in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "HELP", At: noon, Rules: rules}
				_, out := dialogue.Advance(s, dialogue.State{}, in)
				text := out.Lines[0].Text
				if got := size(text, footer); len(out.Lines) != 1 || got.Segments != 1 {
					t.Fatalf("organisation of %d, URL of %d, footer %q: %d segments: %s", n, url, footer, got.Segments, text)
				}
				if !strings.Contains(text, organisation+". STOP") || url <= 40 && !strings.Contains(text, link) {
					t.Fatalf("organisation of %d, URL of %d, footer %q: %s", n, url, footer, text)
				}
			}
		}
	}
}

// Who comes to an open line of their own accord hears who runs it, and it costs no segment.
func TestNewcomersToAnOpenLineHearWhoRunsIt(t *testing.T) {
	s := load(t, "peer-coaching-1", nil)
	begin := func(channel dialogue.Channel, invited bool, rules dialogue.Rules) []dialogue.Line {
		var st dialogue.State
		if invited {
			st.Place.Invite(dialogue.Invitation{Cohort: "ward", Lesson: s.Lesson, By: "Moana"}, s.Lesson, noon, rules)
		}
		in := dialogue.Input{Kind: dialogue.Answer, Channel: channel, Words: "GO", Call: "call", At: noon, Rules: rules}
		if channel == dialogue.Phone {
			in.Kind = dialogue.Connect
		}
		_, out := dialogue.Advance(s, st, in)
		return out.Lines
	}
	rules := lineOf("Te Awa Health", "https://line.example.org/privacy", nzFooter, true)
	closed := begin(dialogue.Text, false, rules)
	rules.Open = true
	for _, channel := range []dialogue.Channel{dialogue.Text, dialogue.Phone} {
		if lines := begin(channel, false, rules); !strings.Contains(lines[0].Text, "Coachline") || !strings.Contains(lines[0].Text, "by Te Awa Health") {
			t.Errorf("by %s: %q", channel, lines[0].Text)
		}
		if lines := begin(channel, true, rules); strings.Contains(lines[0].Text, "Te Awa Health") {
			t.Errorf("by %s, invited: %q", channel, lines[0].Text)
		}
	}
	open := begin(dialogue.Text, false, rules)
	if a, b := sms.Pack(closed, nzFooter), sms.Pack(open, nzFooter); sms.Segments(a) != sms.Segments(b) || len(a) != len(b) {
		t.Errorf("it costs %d segments in %d messages, and %d in %d without", sms.Segments(b), len(b), sms.Segments(a), len(a))
	}
	if lines := begin(dialogue.Text, false, lineOf("", "", "", true)); !strings.HasPrefix(lines[0].Text, "Kia ora") {
		t.Errorf("a line of nobody: %q", lines[0].Text)
	}
}
