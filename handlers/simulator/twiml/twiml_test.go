package twiml

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fine is the code of what is read without a fault.
const fine = -1

// wantFault fails the test unless err is a Fault with this code that names sub, or nil if the code is fine.
func wantFault(t *testing.T, document string, err error, code int, sub string) {
	t.Helper()
	if code == fine {
		if err != nil {
			t.Errorf("%.200s: %v", document, err)
		}
		return
	}
	fault, ok := errors.AsType[*Fault](err)
	if !ok || fault.Code != code || !strings.Contains(err.Error(), sub) {
		t.Errorf("%.200s: got %v, want a fault %d that names %q", document, err, code, sub)
	}
}

func TestDocumentIsOneResponse(t *testing.T) {
	for _, c := range []struct {
		document string
		code     int
		sub      string
	}{
		{`<?xml version="1.0" encoding="UTF-8"?><Response/>`, fine, ""},
		{"<?xml version=\"1.0\"?>\n<!-- a comment -->\n<Response>\n<Say><![CDATA[a < b]]> &amp; c</Say></Response>\n", fine, ""},
		{` <?xml version="1.0" encoding="UTF-8"?><Response/>`, 12100, "before the XML header"},
		{"\ufeff<Response/>", 12100, "outside of <Response>"},
		{``, 12100, "not one <Response>"},
		{`<response/>`, 12100, "not one <Response>"},
		{`<html><Response/></html>`, 12100, "not one <Response>"},
		{`<Response/><Response/>`, 12100, "not one <Response>"},
		{`<Response><Say>a</Response>`, 12100, "well-formed"},
		{`<Response><Say>Tom & Jerry</Say></Response>`, 12100, "well-formed"},
		{`<Response><Say>&nbsp;</Say></Response>`, 12100, "well-formed"},
		{"<Response><Say>\x01</Say></Response>", 12100, "well-formed"},
		{"<Response><Say>\xff</Say></Response>", 12100, "well-formed"},
		{`<Response>`, 12100, "well-formed"},
		{`<Response/>and more`, 12100, "outside"},
		{`<!DOCTYPE Response><Response/>`, 12100, "DOCTYPE"},
		{`<Response><Pause length="1" length="2"/></Response>`, 12100, "length twice"},
		{`<?xml version="1.0" encoding="iso-8859-1"?><Response/>`, 12100, "well-formed"},
		{`<Response><Say>` + strings.Repeat("a", 64<<10) + `</Say></Response>`, 11750, "65536"},
	} {
		_, err := Call("text/xml", []byte(c.document))
		wantFault(t, c.document, err, c.code, c.sub)
	}
}

func TestContentType(t *testing.T) {
	for kind, code := range map[string]int{
		"text/xml": fine, "text/xml; charset=utf-8": fine, "application/xml": fine, "text/html": fine,
		"": 12300, "text/plain": 12300, "audio/mpeg": 12300, "application/json": 12300,
	} {
		_, err := Call(kind, []byte("<Response/>"))
		wantFault(t, kind, err, code, kind)
		_, err = Messages(kind, []byte("<Response/>"))
		wantFault(t, kind, err, code, kind)
	}
}

func TestVerbsOfACall(t *testing.T) {
	got, err := Call("text/xml", []byte(`<Response><Say voice="Polly.Aria-Neural" language="en-NZ"> Kia
		ora. </Say><Pause/><Pause length="3"/><Gather action="https://x.example/y"><Say>One or two?</Say></Gather><Hangup/></Response>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Verb{
		Say{Words: "Kia ora.", Voice: "Polly.Aria-Neural", Language: "en-NZ"},
		Pause{1},
		Pause{3},
		&Gather{
			Action: "https://x.example/y", Keys: true, Timeout: 5, SpeechTimeout: "5", FinishOnKey: "#", Language: "en-US",
			ProfanityFilter: true, Prompts: []Verb{Say{Words: "One or two?"}},
		},
		Hangup{},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestGatherAttributes(t *testing.T) {
	got, err := Call("text/xml", []byte(`<Response><Gather action="https://x.example/y" input="dtmf speech" timeout="7"
		speechTimeout="auto" numDigits="3" finishOnKey="" hints="calm, busy,tired" language="en-NZ"
		actionOnEmptyResult="true" profanityFilter="false"/></Response>`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Verb{&Gather{
		Action: "https://x.example/y", Keys: true, Speech: true, Timeout: 7, SpeechTimeout: "auto", NumDigits: 3,
		Hints: []string{"calm", "busy", "tired"}, Language: "en-NZ", ActionOnEmptyResult: true,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestCallIsHeldAgainstTheGrammar(t *testing.T) {
	words := func(n int) string { return strings.Repeat("a", n) }
	ssml := func(within string) string { return `<Say voice="Polly.Aria-Neural">` + within + `</Say>` }
	for _, c := range []struct {
		content string
		code    int
		sub     string
	}{
		{`<Say voice="Polly.Aria-Neural" language="en-NZ">a</Say><Pause length="2"/><Hangup/>`, fine, ""},
		{`<Say voice="Polly.Aria-Neural">` + words(3000) + `</Say>`, fine, ""},
		{`<Say>` + words(4096) + `</Say>`, fine, ""},
		{`<Say voice="Polly.Aria-Neural">` + words(3001) + `</Say>`, 13521, "3001"},
		{`<Say>` + words(4097) + `</Say>`, 13521, "4096"},
		{`<Say>` + strings.Repeat("ā", 751) + `</Say>`, 13521, "URL-encoded"},
		{`<Say></Say>`, 12200, "without a word"},
		{`<Say voice="">a</Say>`, 12200, "voice"},
		{`<Say language="English please">a</Say>`, 12200, "language"},
		{`<Pause length="0"/>`, 12200, "positive"},
		{`<Pause>1</Pause>`, 12200, "text in <Pause>"},
		{`hello`, 12200, "text in <Response>"},
		{`<Message>a</Message>`, 12200, "<Message> may not stand"},
		{`<Say>a<Pause/></Say>`, 12200, "<Pause> may not stand in this <Say>"},
		{`<say>a</say>`, 0, "did you mean Say"},
		{`<Say Voice="Polly.Aria-Neural">a</Say>`, 0, "did you mean voice"},
		{`<Say loop="2">a</Say>`, 0, "<Say loop> is not supported here"},
		{`<Say voice="Polly.Aria-Neural">a<break/></Say>`, 0, "<break> is not supported here"},
		{ssml(`So: <phoneme alphabet="ipa" ph="kɑː ˈkiːtɛ">Ka kite</phoneme>, <sub alias="kah">ka</sub>.`), fine, ""},
		{ssml(`<prosody rate="slow">a <sub alias="kah">ka</sub></prosody>`), fine, ""},
		{ssml(`<sub alias="kah">` + words(3000) + `</sub>`), fine, ""},
		{ssml(`<sub alias="kah">` + words(3001) + `</sub>`), 13521, "3001"},
		{`<Say voice="woman"><sub alias="kah">ka</sub></Say>`, 12200, "whose voice reads no SSML"},
		{`<Say><prosody rate="slow">ka</prosody></Say>`, 12200, "whose voice reads no SSML"},
		{ssml(`<phoneme ph="a">ka</phoneme>`), 12200, "<phoneme> without alphabet"},
		{ssml(`<phoneme alphabet="ipa">ka</phoneme>`), 12200, "<phoneme> without ph"},
		{ssml(`<phoneme alphabet="ipa" ph="kah 1">ka</phoneme>`), 12200, "letters of the International Phonetic Alphabet"},
		{ssml(`<phoneme alphabet="IPA" ph="a">ka</phoneme>`), 12200, "want one of ipa"},
		{ssml(`<phoneme alphabet="ipa" ph="a"/>`), 12200, "<phoneme> without a word"},
		{ssml(`<phoneme alphabet="ipa" ph="a"><sub alias="b">c</sub></phoneme>`), 12200, "<sub> may not stand in this <phoneme>"},
		{ssml(`<sub>ka</sub>`), 12200, "<sub> without alias"},
		{ssml(`<sub alias="">ka</sub>`), 12200, "want a value"},
		{ssml(`<prosody rate="slowly">ka</prosody>`), 12200, "x-slow, slow"},
		{ssml(`<prosody pitch="low">ka</prosody>`), 0, "<prosody pitch> is not supported here"},
		{ssml(`<Phoneme alphabet="ipa" ph="a">ka</Phoneme>`), 0, "did you mean phoneme"},
		{ssml(`<emphasis>ka</emphasis>`), 0, "<emphasis> is not supported here"},
		{`<sub alias="kah">ka</sub>`, 12200, "<sub> may not stand in this <Response>"},
		{`<Play>https://x.example/a.mp3</Play>`, fine, ""},
		{`<Play>/a.mp3</Play>`, 12200, "want an absolute http or https URL"},
		{`<Play/>`, 12200, "want an absolute http or https URL"},
		{`<Play loop="2">https://x.example/a.mp3</Play>`, 0, "<Play loop> is not supported here"},
		{`<Redirect>/a</Redirect>`, 0, "<Redirect> is not supported here"},
		{`<Record/>`, 0, "<Record> is not supported here"},
		{`<x:Say xmlns:x="y">a</x:Say>`, 0, "<y:Say> is not supported here"},
	} {
		_, err := Call("text/xml", []byte("<Response>"+c.content+"</Response>"))
		wantFault(t, c.content, err, c.code, c.sub)
	}
}

// TestMarkupKeepsItsWordsInOrder: a caller hears the words of a Say, whatever stands around them.
func TestMarkupKeepsItsWordsInOrder(t *testing.T) {
	got, err := Call("text/xml", []byte(`<Response><Say voice="Polly.Aria-Neural"><prosody rate="slow">Well,
		<phoneme alphabet="ipa" ph="kɑː ˈkiːtɛ">Ka kite</phoneme> <sub alias="ah-no">anō</sub>.</prosody></Say><Play> https://x.example/a.mp3 </Play></Response>`))
	want := []Verb{Say{Words: "Well, Ka kite anō.", Voice: "Polly.Aria-Neural", Slow: true}, Play{URL: "https://x.example/a.mp3"}}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestGatherIsHeldAgainstTheGrammar(t *testing.T) {
	for _, c := range []struct {
		attributes string
		code       int
		sub        string
	}{
		{`input="dtmf speech" timeout="5" speechTimeout="auto" numDigits="1"`, fine, ""},
		{`finishOnKey="" hints="calm, busy" language="en-NZ" actionOnEmptyResult="true" profanityFilter="false"`, fine, ""},
		{`finishOnKey="*" speechTimeout="3"`, fine, ""},
		{`hints="` + strings.Repeat("a,", 499) + `a"`, fine, ""},
		{`hints="` + strings.Repeat("ā", 100) + `"`, fine, ""},
		{`hints="` + strings.Repeat("a,", 500) + `a"`, 12200, "500 hints"},
		{`hints="b,` + strings.Repeat("a", 101) + `"`, 12200, "100 characters"},
		{`input="voice"`, 12200, "dtmf"},
		{`input="speech dtmf"`, 12200, "dtmf speech"},
		{`timeout="0"`, 12200, "positive"},
		{`timeout="auto"`, 12200, "positive"},
		{`timeout="2.5"`, 12200, "positive"},
		{`numDigits="-1"`, 12200, "positive"},
		{`speechTimeout="AUTO"`, 12200, "auto"},
		{`finishOnKey="##"`, 12200, "finishOnKey"},
		{`finishOnKey="a"`, 12200, "finishOnKey"},
		{`actionOnEmptyResult="yes"`, 12200, "true, false"},
		{`numdigits="1"`, 0, "did you mean numDigits"},
		{`minDigits="1"`, 0, "<Gather minDigits> is not supported here"},
		{`speechModel="phone_call"`, 0, "<Gather speechModel> is not supported here"},
	} {
		_, err := Call("text/xml", []byte(`<Response><Gather action="https://x.example/y" `+c.attributes+`/></Response>`))
		wantFault(t, c.attributes, err, c.code, c.sub)
	}
	for content, want := range map[string]string{
		`<Gather/>`:                                             "without an action",
		`<Gather action="/voice/1"/>`:                           "absolute",
		`<Gather action=""/>`:                                   "absolute",
		`<Gather action="https://x/y">1</Gather>`:               "text in <Gather>",
		`<Gather action="https://x/y"><Gather/></Gather>`:       "<Gather> may not stand in this <Gather>",
		`<Gather action="https://x/y"><Hangup/></Gather>`:       "<Hangup> may not stand",
		`<Gather action="https://x/y"><Play>/a</Play></Gather>`: "want an absolute http or https URL",
	} {
		if _, err := Call("text/xml", []byte("<Response>"+content+"</Response>")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", content, err, want)
		}
	}
}

func TestMessagesAreHeldAgainstTheGrammar(t *testing.T) {
	message := func(body string) string { return "<Message>" + body + "</Message>" }
	for _, c := range []struct {
		content string
		code    int
		sub     string
	}{
		{``, fine, ""},
		{message("a &amp; b") + message("c"), fine, ""},
		{message(strings.Repeat("ā", 1600)), fine, ""},
		{strings.Repeat(message("a"), 10), fine, ""},
		{strings.Repeat(message("a"), 11), 14109, "11 Messages"},
		{message(strings.Repeat("a", 1601)), 21617, "1601"},
		{`<Message/>`, 12200, "without a body"},
		{`<Say>a</Say>`, 12200, "<Say> may not stand"},
		{`<Message Body="a"/>`, 0, "<Message Body> is not supported here"},
		{`<Message to="+64211234567">a</Message>`, 0, "<Message to> is not supported here"},
		{`<Message><Body>a</Body></Message>`, 0, "<Body> is not supported here"},
	} {
		_, err := Messages("text/xml", []byte("<Response>"+c.content+"</Response>"))
		wantFault(t, c.content, err, c.code, c.sub)
	}
	got, err := Messages("text/xml", []byte("<Response>"+message(" a &amp; b\n")+message("c")+"</Response>"))
	if diff := cmp.Diff([]string{" a & b\n", "c"}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestCollect(t *testing.T) {
	for _, c := range []struct {
		gather     Gather
		keys, want string
	}{
		{Gather{FinishOnKey: "#"}, "12", "12"},
		{Gather{FinishOnKey: "#"}, "12#34", "12"},
		{Gather{FinishOnKey: "#"}, "#1", ""},
		{Gather{FinishOnKey: "#"}, "1*2", "1*2"},
		{Gather{FinishOnKey: "#", NumDigits: 1}, "123", "1"},
		{Gather{FinishOnKey: "#", NumDigits: 1}, "#", ""},
		{Gather{FinishOnKey: "#", NumDigits: 2}, "1", "1"},
		{Gather{FinishOnKey: "#", NumDigits: 2}, "1#", "1"},
		{Gather{}, "#", "#"},
		{Gather{NumDigits: 1}, "*", "*"},
		{Gather{FinishOnKey: "*"}, "1#2*3", "1#2"},
	} {
		if got := c.gather.Collect(c.keys); got != c.want {
			t.Errorf("%+v, pressed %s: got %q, want %q", c.gather, c.keys, got, c.want)
		}
	}
}

// FuzzRead checks that no answer makes the reader panic, and that each refusal is a Fault that says why.
func FuzzRead(f *testing.F) {
	f.Add("text/xml", `<?xml version="1.0"?><Response><Gather action="http://x/y" hints="a,b"><Say>a</Say></Gather></Response>`)
	f.Add("text/xml", `<Response><Message>a</Message><Message>b</Message></Response>`)
	f.Add("text/plain", `<Response xml:lang="a" xmlns:x="y"><x:Say/></Response>`)
	f.Add("text/html; charset", `<!DOCTYPE a><a>]]></a>`)
	f.Fuzz(func(t *testing.T, kind, body string) {
		_, inCall := Call(kind, []byte(body))
		_, inText := Messages(kind, []byte(body))
		for _, err := range []error{inCall, inText} {
			if fault, ok := errors.AsType[*Fault](err); err != nil && (!ok || fault.Reason == "") {
				t.Errorf("%q: %v", body, err)
			}
		}
	})
}
