package simulator

import (
	"errors"
	"net/http"
	"strings"
	"testing"
)

func twiml(body string) Answer {
	return Answer{Status: 200, Header: http.Header{"Content-Type": {"text/xml"}}, Body: []byte(body)}
}

// checkRead fails unless content, in a <Response>, is read (code -1) or refused with code and a reason naming sub.
func checkRead(t *testing.T, p product, content string, code int, sub string) {
	t.Helper()
	checkDocument(t, p, twiml("<Response>"+content+"</Response>"), code, sub)
}

func checkDocument(t *testing.T, p product, a Answer, code int, sub string) {
	t.Helper()
	_, err := read(a, p)
	if code == -1 {
		if err != nil {
			t.Errorf("%.200s: %v", a.Body, err)
		}
		return
	}
	fault, ok := errors.AsType[*Fault](err)
	if !ok || fault.Code != code || !strings.Contains(err.Error(), sub) {
		t.Errorf("%.200s: got %v, want a fault %d that names %q", a.Body, err, code, sub)
	}
}

const fine = -1

func TestReadXML(t *testing.T) {
	for _, c := range []struct {
		body string
		code int
		sub  string
	}{
		{`<?xml version="1.0" encoding="UTF-8"?><Response/>`, fine, ""},
		{"<?xml version=\"1.0\"?>\n<!-- a comment -->\n<Response>\n<Say><![CDATA[a < b]]> &amp; c</Say></Response>\n", fine, ""},
		{` <?xml version="1.0" encoding="UTF-8"?><Response/>`, 12100, "before the XML header"},
		{"\ufeff<Response/>", 12100, "outside of <Response>"},
		{``, 12100, "root"},
		{`<response/>`, 12100, "root"},
		{`<html><Response/></html>`, 12100, "root"},
		{`<Response><Say>a</Response>`, 12100, "well-formed"},
		{`<Response><Say>Tom & Jerry</Say></Response>`, 12100, "well-formed"},
		{`<Response><Say>&nbsp;</Say></Response>`, 12100, "well-formed"},
		{"<Response><Say>\x01</Say></Response>", 12100, "well-formed"},
		{"<Response><Say>\xff</Say></Response>", 12100, "well-formed"},
		{`<Response>`, 12100, "well-formed"},
		{`<Response/><Response/>`, 12100, "after the end"},
		{`<Response/>and more`, 12100, "outside"},
		{`<!DOCTYPE Response><Response/>`, 12100, "DOCTYPE"},
		{`<Response><Pause length="1" length="2"/></Response>`, 12100, "length twice"},
		{`<?xml version="1.0" encoding="iso-8859-1"?><Response/>`, 12100, "well-formed"},
		{`<Response xmlns="x"/>`, 12100, "root"},
		{`<Response version="1"/>`, 12200, "version"},
		{`<Response>` + strings.Repeat("<Pause/>", 8000) + `</Response>`, fine, ""},
		{`<Response>` + strings.Repeat("<Pause/>", 9000) + `</Response>`, 11750, "64 kB"},
	} {
		checkDocument(t, voice, twiml(c.body), c.code, c.sub)
	}
}

func TestReadContentType(t *testing.T) {
	for _, c := range []struct {
		kind    string
		product product
		code    int
		sub     string
	}{
		{"text/xml", voice, fine, ""},
		{"application/xml; charset=utf-8", messaging, fine, ""},
		{"text/html", voice, fine, ""},
		{"", voice, 12300, "without a content type"},
		{"text/plain; charset=utf-8", voice, 12300, "read it aloud"},
		{"text/plain", messaging, 12300, "text it"},
		{"audio/mpeg", voice, 12300, "play it"},
		{"application/json", messaging, 12300, "application/json"},
	} {
		a := twiml("<Response/>")
		a.Header.Set("Content-Type", c.kind)
		checkDocument(t, c.product, a, c.code, c.sub)
	}
}

func TestReadVerbs(t *testing.T) {
	for _, c := range []struct {
		product product
		content string
		code    int
		sub     string
	}{
		{voice, `<Say>a</Say><Play>https://x/y.mp3</Play><Pause/><Hangup/>`, fine, ""},
		{voice, `<Gather><Say>a</Say><Pause length="2"/><Play digits="1w2"/></Gather><Redirect method="GET">/b</Redirect>`, fine, ""},
		{voice, `<Reject reason="busy"/>`, fine, ""},
		{voice, `<say>a</say>`, 12200, "did you mean Say"},
		{voice, `<Speak>a</Speak>`, 12200, "TwiML has no <Speak>"},
		{voice, `<Message>a</Message>`, 12200, "<Message> may not stand"},
		{voice, `<Dial>1</Dial>`, 0, "not supported by the simulator"},
		{voice, `<Record/>`, 0, "not supported by the simulator"},
		{voice, `<Gather><Gather/></Gather>`, 12200, "<Gather> may not stand in this <Gather>"},
		{voice, `<Gather><Redirect>/a</Redirect></Gather>`, 12200, "<Redirect> may not stand"},
		{voice, `<Gather>press 1</Gather>`, 12200, "text in <Gather>"},
		{voice, `hello`, 12200, "text in <Response>"},
		{voice, `<Pause>1</Pause>`, 12200, "text in <Pause>"},
		{voice, `<break/>`, 12200, "<break> may not stand"},
		{voice, `<Play/>`, 11100, "<Play>"},
		{voice, `<Redirect> </Redirect>`, 11100, "<Redirect>"},
		{voice, `<Redirect>http://[x</Redirect>`, 11100, "<Redirect>"},
		{messaging, `<Message>a</Message><Redirect>/b</Redirect>`, fine, ""},
		{messaging, `<Message><Body>a</Body><Media>https://x/y.png</Media></Message>`, fine, ""},
		{messaging, `<Message to="+64211234567" from="+6491" action="/a" method="POST" statusCallback="/s">a</Message>`, fine, ""},
		{messaging, `<Say>a</Say>`, 12200, "<Say> may not stand"},
		{messaging, `<Sms>a</Sms>`, 0, "not supported"},
		{messaging, `<Message>a<Body>b</Body></Message>`, 12200, "more than one body"},
		{messaging, `<Message><Body>b</Body><Body>c</Body></Message>`, 12200, "more than one body"},
		{messaging, `<Message/>`, 12200, "without a body"},
		{messaging, `<Message Body="a"/>`, 12200, `no attribute "Body"`},
		{messaging, `<Message><Media/></Message>`, 11100, "<Media>"},
		{messaging, `<Message>` + strings.Repeat("ā", 1600) + `</Message>`, fine, ""},
		{messaging, `<Message>` + strings.Repeat("a", 1601) + `</Message>`, 21617, "1601"},
	} {
		checkRead(t, c.product, c.content, c.code, c.sub)
	}
}

func TestReadSay(t *testing.T) {
	words := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		content string
		code    int
		sub     string
	}{
		{`<Say voice="Polly.Aria-Neural" language="en-NZ" loop="2">a</Say>`, fine, ""},
		{`<Say>a <break time="500ms" strength="weak"/> <emphasis level="strong">b</emphasis></Say>`, fine, ""},
		{`<Say><p><s>a <lang xml:lang="en-NZ">b</lang></s></p><w role="amazon:VB">read</w></Say>`, fine, ""},
		{`<Say><phoneme alphabet="ipa" ph="ˈmaːɔɾi">Māori</phoneme><sub alias="and">&amp;</sub></Say>`, fine, ""},
		{`<Say><prosody rate="85%" volume="+6dB" pitch="-10%">a<say-as interpret-as="digits">12</say-as></prosody></Say>`, fine, ""},
		{`<Say><Break/></Say>`, 12200, "did you mean break"},
		{`<Say><SayAs interpretAs="digits">1</SayAs></Say>`, 12200, "did you mean say-as"},
		{`<Say><say-as interpretAs="digits">1</say-as></Say>`, 12200, "did you mean interpret-as"},
		{`<Say><lang xmlLang="en-NZ">a</lang></Say>`, 12200, "did you mean xml:lang"},
		{`<Say><lang lang="en-NZ">a</lang></Say>`, 12200, `no attribute "lang"`},
		{`<Say><phoneme>a</phoneme></Say>`, 12200, `needs the attribute "ph"`},
		{`<Say><break time="1 s"/>a</Say>`, 12200, "time"},
		{`<Say><break>a</break></Say>`, 12200, "text in <break>"},
		{`<Say><s><p>a</p></s></Say>`, 12200, "<p> may not stand"},
		{`<Say><emphasis level="huge">a</emphasis></Say>`, 12200, "strong"},
		{`<Say><prosody rate="quick">a</prosody></Say>`, 12200, "rate"},
		{`<Say voice="woman"><break/>a</Say>`, 12200, "basic voices"},
		{`<Say Voice="woman">a</Say>`, 12200, "did you mean voice"},
		{`<Say voice="">a</Say>`, 12200, "voice"},
		{`<Say language="">a</Say>`, 12200, "language"},
		{`<Say loop="0">a</Say>`, 12200, "loop"},
		{`<Say></Say>`, 12200, "without a word"},
		{`<Say voice="Polly.Aria-Neural">` + words(3000) + `</Say>`, fine, ""},
		{`<Say voice="Polly.Aria-Neural"><p>` + words(3001) + `</p></Say>`, 13521, "3001"},
		{`<Say>` + words(4096) + `</Say>`, fine, ""},
		{`<Say>` + words(4097) + `</Say>`, 13521, "4096"},
		{`<Say>` + strings.Repeat("ā", 751) + `</Say>`, 13521, "URL-encoded"},
	} {
		checkRead(t, voice, c.content, c.code, c.sub)
	}
}

func TestReadGather(t *testing.T) {
	for _, c := range []struct {
		attrs string
		code  int
		sub   string
	}{
		{`input="dtmf speech" action="/a?b=1" method="GET" timeout="5" speechTimeout="auto" numDigits="1"`, fine, ""},
		{`finishOnKey="" hints="calm, busy" language="en-NZ" actionOnEmptyResult="true" profanityFilter="false"`, fine, ""},
		{`finishOnKey="*" speechModel="phone_call" speechTimeout="3" bargeIn="true" maxSpeechTime="60" debug="false"`, fine, ""},
		{`partialResultCallback="/p" partialResultCallbackMethod="GET" enhanced="true"`, fine, ""},
		{`numdigits="1"`, 12200, "did you mean numDigits"},
		{`minDigits="1"`, 12200, "minDigits"},
		{`action=""`, 12200, "URL"},
		{`method="post"`, 12200, "POST"},
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
		{`language="English please"`, 12200, "language"},
		{`speechModel="best"`, 12200, "speechModel"},
		{`speechModel="phone_call" speechTimeout="auto"`, 13335, "phone_call"},
		{`hints="` + strings.Repeat("a,", 499) + `a"`, fine, ""},
		{`hints="` + strings.Repeat("a,", 500) + `a"`, 12200, "500 hints"},
		{`hints="` + strings.Repeat("ā", 100) + `"`, fine, ""},
		{`hints="b,` + strings.Repeat("a", 101) + `"`, 12200, "100 characters"},
	} {
		checkRead(t, voice, "<Gather "+c.attrs+"/>", c.code, c.sub)
	}
}

// FuzzRead: no answer makes the reader panic, and what it refuses it refuses with a Fault that says why.
func FuzzRead(f *testing.F) {
	f.Add("text/xml", `<?xml version="1.0"?><Response><Gather numDigits="1" hints="a,b"><Say>a<break/></Say></Gather></Response>`, true)
	f.Add("text/xml", `<Response><Message><Body>a</Body><Media>/b</Media></Message><Redirect>/c</Redirect></Response>`, false)
	f.Add("text/plain", `<Response xml:lang="a" xmlns:x="y"><x:Say/></Response>`, true)
	f.Add("text/html; charset", `<!DOCTYPE a><a>]]></a>`, true)
	f.Fuzz(func(t *testing.T, kind, body string, call bool) {
		a, p := twiml(body), messaging
		a.Header.Set("Content-Type", kind)
		if call {
			p = voice
		}
		document, err := read(a, p)
		if err == nil {
			for _, n := range document {
				words(n)
				messageBody(n)
			}
			return
		}
		if fault, ok := errors.AsType[*Fault](err); !ok || fault.Reason == "" || document != nil {
			t.Errorf("%q: %v with %v", body, err, document)
		}
	})
}
