// Package sms renders what the line says as text messages, and counts what they cost.
//
// The rule it keeps: `check` and the line pack with the same code, so that a lesson costs what was proved. It knows
// neither lessons nor Twilio's wire; a message here is the body of one SMS.
package sms

import (
	"strings"
	"unicode/utf8"

	"coachline/scripts/dialogue"
)

// The bounds of one answer by text.
const (
	MaxBody     = 1600 // characters of one message; Twilio refuses longer ones (21617)
	MaxMessages = 3    // messages in answer to one text; Twilio allows 10 (14109)
	MaxSegments = 2    // to which lines are packed together; an author's own text may be no longer either
)

// gap stands between two lines that share a message.
const gap = "\n\n"

// Messages packs the lines of one turn into SMS bodies, in order, the footer below each. Lines share a message where
// that costs no more and keeps within MaxSegments: carriers may deliver two messages in the wrong order. There are at
// most MaxMessages, each at most MaxBody characters long; the end of what is longer is cut, with an ellipsis.
func Messages(lines []dialogue.Line, footer string) []string {
	var bodies []string
	for _, line := range lines {
		if line.Text == "" {
			continue
		}
		last := len(bodies) - 1
		if last >= 0 && (len(bodies) == MaxMessages || worthJoining(bodies[last], line.Text, footer)) {
			bodies[last] += gap + line.Text
		} else {
			bodies = append(bodies, line.Text)
		}
	}
	for i, body := range bodies {
		bodies[i] = footed(cut(body, footer), footer)
	}
	return bodies
}

// Segments is what bodies cost together.
func Segments(bodies []string) int {
	n := 0
	for _, body := range bodies {
		n += Count(body).Segments
	}
	return n
}

func worthJoining(a, b, footer string) bool {
	joined := Count(footed(a+gap+b, footer)).Segments
	return joined <= MaxSegments && joined <= Count(footed(a, footer)).Segments+Count(footed(b, footer)).Segments
}

func footed(body, footer string) string {
	if footer == "" {
		return body
	}
	return body + "\n" + footer
}

// cut shortens a body to what fits with its footer. Only values that were filled in can be so long: check holds the
// author's text to MaxSegments.
func cut(body, footer string) string {
	room := MaxBody - utf8.RuneCountInString(footed("", footer))
	if utf8.RuneCountInString(body) <= room {
		return body
	}
	return strings.TrimSpace(string([]rune(body)[:room-3])) + "..."
}
