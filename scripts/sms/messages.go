// Package sms packs what the line says into text messages, and counts their segments.
//
// The rule it keeps: check and the line pack with the same code, so that a lesson costs what check proved. It does not
// know lessons or Twilio's wire. A message here is the body of one SMS.
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
	MaxSegments = 2    // segments of a message of several lines, and of an author's text
)

// gap stands between two lines that share a message.
const gap = "\n\n"

// Messages packs the lines of one turn into SMS bodies, in order, with the footer below each. Lines share a message if
// that costs no more and fits in MaxSegments, since carriers may deliver two messages in the wrong order. There are at
// most MaxMessages, each of at most MaxBody characters. A longer one is cut and ends with an ellipsis.
func Messages(lines []dialogue.Line, footer string) []string {
	var bodies []string
	for _, line := range lines {
		if line.Text == "" {
			continue
		}
		last := len(bodies) - 1
		if last < 0 {
			bodies = append(bodies, line.Text)
			continue
		}
		joined := Count(footed(bodies[last]+gap+line.Text, footer)).Segments
		apart := Count(footed(bodies[last], footer)).Segments + Count(footed(line.Text, footer)).Segments
		if len(bodies) == MaxMessages || joined <= MaxSegments && joined <= apart {
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

// Segments is the number of segments of all bodies.
func Segments(bodies []string) int {
	n := 0
	for _, body := range bodies {
		n += Count(body).Segments
	}
	return n
}

func footed(body, footer string) string {
	if footer == "" {
		return body
	}
	return body + "\n" + footer
}

// cut shortens a body so that its footer fits. Only filled-in values can make it so long, since check bounds an author's
// text to MaxSegments.
func cut(body, footer string) string {
	room := MaxBody - utf8.RuneCountInString(footed("", footer))
	if utf8.RuneCountInString(body) <= room {
		return body
	}
	return strings.TrimSpace(string([]rune(body)[:room-3])) + "..."
}
