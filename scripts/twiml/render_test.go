package twiml

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"coachline/scripts/dialogue"
)

const header = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"

func TestTurn(t *testing.T) {
	for _, c := range []struct {
		name string
		out  dialogue.Output
		want string
	}{
		{
			"a question with choices",
			dialogue.Output{
				Lines: []dialogue.Line{{Text: `Tired & "low" <press> 3`}}, Language: "en-NZ", Voice: "Polly.Aria-Neural",
				Listen: &dialogue.Listen{Step: "energy", Prompt: 4, Keys: 1, Speech: true, Hints: []string{"steady", "tired"}, Seconds: 6},
			},
			`<Response><Gather action="https://line.example.org/twilio/voice/energy/4" input="dtmf speech" timeout="6" numDigits="1" ` +
				`finishOnKey="" actionOnEmptyResult="true" speechTimeout="2" language="en-NZ" hints="steady,tired" ` +
				`profanityFilter="false"><Say language="en-NZ" voice="Polly.Aria-Neural">Tired &amp; &#34;low&#34; &lt;press&gt; 3</Say>` +
				`</Gather></Response>`,
		},
		{
			"own words",
			dialogue.Output{Listen: &dialogue.Listen{Step: "hope", Prompt: 5, Keys: 1, Speech: true, Seconds: 10, Long: true}, Language: "en-NZ"},
			`<Response><Gather action="https://line.example.org/twilio/voice/hope/5" input="dtmf speech" timeout="10" numDigits="1" ` +
				`finishOnKey="" actionOnEmptyResult="true" speechTimeout="4" language="en-NZ" profanityFilter="false"></Gather></Response>`,
		},
		{
			"a silence in what is said, which a key interrupts",
			dialogue.Output{
				Lines:  []dialogue.Line{{Text: "In."}, {Pause: 8}, {Text: "Out."}},
				Listen: &dialogue.Listen{Step: "breath", Prompt: 3, Keys: 1, Seconds: 1},
			},
			`<Response><Gather action="https://line.example.org/twilio/voice/breath/3" input="dtmf" timeout="1" numDigits="1" ` +
				`finishOnKey="" actionOnEmptyResult="true"><Say>In.</Say><Pause length="8"/><Say>Out.</Say></Gather></Response>`,
		},
		{
			"two voices", // the second one has a language of its own
			dialogue.Output{
				Lines:    []dialogue.Line{{Text: "One."}, {Text: "Two.", Voice: "Polly.Olivia-Neural"}, {Text: "Three."}},
				Language: "en-NZ", Voice: "Polly.Aria-Neural",
			},
			`<Response><Say language="en-NZ" voice="Polly.Aria-Neural">One.</Say><Say voice="Polly.Olivia-Neural">Two.</Say>` +
				`<Say language="en-NZ" voice="Polly.Aria-Neural">Three.</Say><Hangup/></Response>`,
		},
		{
			"the end of a call",
			dialogue.Output{Lines: []dialogue.Line{{Text: "Ka kite."}}, Language: "en-NZ"},
			`<Response><Say language="en-NZ">Ka kite.</Say><Hangup/></Response>`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(header+c.want, string(Call(c.out, "https://line.example.org/twilio/voice", Sound{}))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		bodies []string
		want   string
	}{
		{nil, `<Response></Response>`},
		{[]string{"one\ntwo", "1 < 2"}, "<Response><Message>one\ntwo</Message><Message>1 &lt; 2</Message></Response>"},
	} {
		if diff := cmp.Diff(header+c.want, string(Messages(c.bodies))); diff != "" {
			t.Error(diff)
		}
	}
}

func TestApology(t *testing.T) {
	want := header + `<Response><Say language="en-NZ" voice="v">Sorry.</Say><Hangup/></Response>`
	if diff := cmp.Diff(want, string(Apology("Sorry.", "en-NZ", "v"))); diff != "" {
		t.Error(diff)
	}
}

// TestAnyTextIsWellFormed renders texts that a learner may type as a name.
func TestAnyTextIsWellFormed(t *testing.T) {
	got := string(Messages([]string{"a\x00b\xffc\x0b"}))
	if diff := cmp.Diff(header+"<Response><Message>a\uFFFDb\uFFFDc\uFFFD</Message></Response>", got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkTurn(b *testing.B) {
	out := dialogue.Output{
		Lines: []dialogue.Line{{Text: "What brings you to this learning, and what do you hope to get from it?"}},
		Listen: &dialogue.Listen{
			Step: "hope", Prompt: 5, Keys: 1, Speech: true, Hints: []string{"skip", "repeat"}, Seconds: 10, Long: true,
		}, Language: "en-NZ", Voice: "Polly.Aria-Neural",
	}
	b.ReportAllocs()
	for b.Loop() {
		Call(out, "https://line.example.org/twilio/voice", Sound{})
	}
}

func BenchmarkMessages(b *testing.B) {
	bodies := []string{"Then only a little is asked of you here.\n\nWhat brings you to this, and what do you hope to gain?"}
	b.ReportAllocs()
	for b.Loop() {
		Messages(bodies)
	}
}
