package sheet

import "fmt"

// Fault is why nobody is invited from a line.
type Fault struct {
	Kind   Kind
	Of     int    // for Duplicate, the line that counts
	Column string // for NoConsent and Gone, the heading of the column that says so; "" where a word on the line does
}

// Kind is a kind of fault. The names may be stored and shown.
type Kind string

// The kinds of fault.
const (
	NoNumber    Kind = "no-number"
	ManyNumbers Kind = "more-than-one-number"
	NotNumber   Kind = "not-a-number"
	TooShort    Kind = "too-short"
	TooLong     Kind = "too-long"
	NoSuch      Kind = "no-such-number"
	Rounded     Kind = "rounded-by-a-spreadsheet"
	CellError   Kind = "spreadsheet-error"
	Landline    Kind = "landline"
	Special     Kind = "special-number" // emergency, short, service and premium numbers: never texted
	Abroad      Kind = "country-not-served"
	Duplicate   Kind = "duplicate"
	NoLetters   Kind = "name-without-letters"
	LongName    Kind = "name-too-long"
	BadName     Kind = "name-with-other-characters"
	LinkName    Kind = "name-with-a-link"
	Broken      Kind = "broken-row"
	Extension   Kind = "extension"
	AnotherS    Kind = "somebody-elses-number"
	ShortRow    Kind = "row-without-columns"
	NoConsent   Kind = "no-consent"
	Gone        Kind = "left-or-away"
)

var sentences = map[Kind]string{
	NoNumber:    "There is no mobile number here: add one.",
	ManyNumbers: "There is more than one number here: leave the one to text.",
	NotNumber:   "This is not a phone number: use digits, with + and the country code if it is from abroad.",
	TooShort:    "This number is too short: give all of it, with the 0 it begins with.",
	TooLong:     "This number is too long: give one number, without an extension.",
	NoSuch:      "No phone number looks like this: look for a missing or mistyped digit.",
	Rounded:     "Excel has rounded this number: format the column as text and enter the number again.",
	CellError:   "The spreadsheet has an error here in place of a name or number: enter it again.",
	Landline:    "This number cannot be texted: give a mobile number.",
	Special:     "This is an emergency, service or premium number: give the person's own mobile number.",
	Abroad:      "This line does not text numbers of that country: give a number of a country that it serves.",
	NoLetters:   "There are no letters in this name: correct it, or leave it empty.",
	LongName:    "This name is too long for a text: 40 characters at most, and 20 for the first name.",
	BadName:     "There are characters in this name that cannot stand in a text: type it again.",
	LinkName:    "There is a web address in this name: leave only the name.",
	Extension:   "This number has an extension, and cannot be texted: give a mobile number.",
	AnotherS:    "This number seems to be somebody else's: give the person's own mobile number.",
	ShortRow:    "This line has no columns, and may belong to a note: put the name and the number into their columns.",
	NoConsent:   "This line says that they are not to be texted: ask them first.",
	Gone:        "This line says that they have left or are away.",
	Broken:      "A quotation mark on this line has no partner: add it or take it away.",
}

// Sentence says plainly what is wrong and what to do. It has nothing of what stood on the line.
func (f *Fault) Sentence() string {
	switch {
	case f.Kind == Duplicate:
		return fmt.Sprintf("This number is on line %d already: that line counts, and this one is left out.", f.Of)
	case f.Kind == NoConsent && f.Column != "":
		return fmt.Sprintf("The column “%s” says that they are not to be texted: ask them first. If it means something else, give the column another heading.", f.Column)
	case f.Kind == Gone && f.Column != "":
		return fmt.Sprintf("The column “%s” says that they have left or are away. If it means something else, give the column another heading.", f.Column)
	}
	return sentences[f.Kind]
}

// Note is what to know of a line that is usable. The names may be stored and shown.
type Note string

// The notes.
const (
	NoName     Note = "no-name"
	LostZero   Note = "lost-zero"
	CostsMore  Note = "costs-more"
	FromAbroad Note = "from-abroad"
	OddName    Note = "odd-name"
	LostLetter Note = "lost-letters"
	AsPower    Note = "written-as-a-power"
)

// Check reports whether a person should look at the line before it is used.
func (n Note) Check() bool { return n == FromAbroad || n == OddName || n == LostLetter || n == AsPower }

// Sentence says the note plainly.
func (n Note) Sentence() string {
	switch n {
	case NoName:
		return "There is no name here: the text greets nobody by name."
	case LostZero:
		return "The 0 that this number begins with was missing, as spreadsheets leave it out: it is read with it. Check it."
	case CostsMore:
		return "A letter in this name, such as one with a macron, makes the text cost more. It is kept as it is."
	case OddName:
		return "Check what the text greets by: it may not be a first name."
	case LostLetter:
		return "Letters of this name were lost on the way: correct them, or save the list as CSV UTF-8 and send that."
	case AsPower:
		return "A spreadsheet has written this number as a power of ten. All its digits are there: check it."
	case FromAbroad:
		return "This number is from abroad: check that the person is, and that texts may cost more."
	}
	return ""
}
