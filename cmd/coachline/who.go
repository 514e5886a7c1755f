package main

import (
	"log/slog"
	"strings"
	"time"

	"coachline/handlers/privacy"
	"coachline/scripts/dialogue"
	"coachline/scripts/sms"
	"coachline/session/e164"
)

// warnOfWho warns if people are not told who runs the line, as the law wants: the privacy page names nobody to ask, or the line's
// names leave no room in its texts. An invitation has two segments, and a reply to HELP one.
func (c config) warnOfWho(log *slog.Logger) {
	if c.PrivacyContact == "" {
		log.Warn("COACHLINE_PRIVACY_CONTACT is not set: the privacy page names nobody to ask about personal data")
	}
	rules, lesson := c.rules(), c.longestTitled()
	for _, text := range []struct {
		is    string
		most  int
		lines []dialogue.Line
	}{{"invitation", sms.MaxSegments, longestInvitation(lesson, rules)}, {"HELP", 1, helpOf(lesson, rules)}} {
		if n := sms.Segments(sms.Pack(text.lines, c.Footer)); n > text.most {
			log.Warn("a text takes more segments than it should, with the longest names", "text", text.is, "segments", n, "at most", text.most,
				"dear characters", string(sms.Foreign(c.Organisation+c.Footer+rules.PrivacyLink)),
				"hint", "shorten COACHLINE_ORGANISATION or COACHLINE_TEXT_FOOTER, or write them without macrons: with one, a segment has 67 characters in place of 153")
		}
		if !strings.Contains(text.lines[0].Text, rules.PrivacyLink) {
			log.Warn("a text has no room for the address of the privacy page, with the longest names", "text", text.is,
				"hint", "use a COACHLINE_PUBLIC_URL of 40 characters at most, or a shorter COACHLINE_ORGANISATION or COACHLINE_TEXT_FOOTER")
		}
	}
}

// aboutPrivacy is what the privacy page says of the line.
func (c config) aboutPrivacy() privacy.Config {
	about := privacy.Config{
		Organisation: c.Organisation, Contact: c.PrivacyContact, Texts: c.From, RetentionDays: c.RetentionDays, NewZealand: c.Region == "NZ",
	}
	if n, ok := e164.FromWire(c.From); ok {
		about.Texts = n.Written(c.Region)
	}
	if rules := c.rules(); rules.Calls > 0 {
		about.Calls = rules.Line
	}
	return about
}

// longestTitled is the lesson with the longest title.
func (c config) longestTitled() *dialogue.Script {
	var longest *dialogue.Script
	for _, s := range c.Catalog.All() {
		if longest == nil || len(s.Title) > len(longest.Title) {
			longest = s
		}
	}
	return longest
}

// longestInvitation is the first text to a learner, with the longest names.
func longestInvitation(lesson *dialogue.Script, rules dialogue.Rules) []dialogue.Line {
	rules.Hours, rules.WorkingDay = dialogue.Hours{}, nil
	longest, at := strings.Repeat("n", dialogue.MaxName), time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	var st dialogue.State
	st.Place.Invite(dialogue.Invitation{Cohort: "longest", Lesson: lesson.Lesson, By: longest, Name: longest}, lesson.Lesson, at, rules)
	_, out := dialogue.Advance(lesson, st, dialogue.Input{Kind: dialogue.Wake, At: at, Rules: rules})
	return out.Texts[0].Lines
}

// helpOf is the reply to HELP.
func helpOf(lesson *dialogue.Script, rules dialogue.Rules) []dialogue.Line {
	in := dialogue.Input{Kind: dialogue.Answer, Channel: dialogue.Text, Words: "HELP", At: time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC), Rules: rules}
	_, out := dialogue.Advance(lesson, dialogue.State{}, in)
	return out.Lines
}
