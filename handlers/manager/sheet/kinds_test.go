package sheet_test

import (
	"slices"
	"testing"

	"coachline/handlers/manager/sheet"
)

// TestHeadingsOfOthersAreNeverTexted : a column whose heading speaks of somebody else, or has a word that may, is not read where
// the people's own mobile is missing.
func TestHeadingsOfOthersAreNeverTexted(t *testing.T) {
	for _, heading := range []string{
		"Next of kin ph", "Spouse cell", "ICE number", "Supervisor mob", "GP phone", "Mob (partner)", "Mobile - emergency", "Emerg. contact no",
		"Em contact mobile", "Kin mobile", "Who to call in an emergency", "Line mgr mobile", "CNM mobile", "Charge nurse mobile", "Mum's number",
		"Alt contact mobile", "Secondary phone", "Support person mobile", "Waea pūkoro whānau", "Waea a te hoa", "Nama ohotata", "Kaiārahi waea",
		"Significant other cell", "Trusted person phone", "Previous mobile", "Old mobile", "Reception phone", "Ward phone", "Deputy's mobile",
		"Next-of-kin (mobile)", "N.O.K. mobile", "Kaiwhakahaere waea pūkoro", "Beneficiary mobile", "Interpreter phone", "Contact's mobile",
		"Other Phone", "Assistant's Phone", "Wife", "Fax", "Payroll number", "Employee #", "Whānau contact", "Family contact", "Contact (family)", "Whānau",
	} {
		list, err := sheet.Read([]byte("Name,Mobile,"+heading+"\nMere Kahu,021 234 561,027 234 5699\nTane Ngata,,027 234 5698"), "NZ")
		if usable := list.Usable(); err != nil || len(usable) != 1 || usable[0].Number.E164() != "+6421234561" || usable[0].First != "Mere" {
			t.Errorf("%q: %v, %v", heading, usable, err)
		}
		list, _ = sheet.Read([]byte("Name,"+heading+"\nMere Kahu,027 234 5699"), "NZ")
		if usable := list.Usable(); len(usable) != 0 {
			t.Errorf("%q alone: %v", heading, usable)
		}
	}
}

// TestOwnHeadingsAreRead : the people's own numbers under the headings that lists have.
func TestOwnHeadingsAreRead(t *testing.T) {
	for _, heading := range []string{
		"Waea pūkoro", "Nama waea", "Mob.", "Mobile #", "Cell #", "Ph", "Phone (mobile)", "Contact mobile", "Best contact number", "Best number to text",
		"Cellular", "Primary phone", "Staff mobile", "Employee cell phone", "WhatsApp number", "Mobile telephone number (NZ)", "txt no", "GSM",
		"Your cell phone number please", "What number should we text?", "What is your mobile number? (so that we can text you)", "Phone_number",
		"MOBILE_PHONE_1", "Pers. mobile", "Tel (M)", "personalMobileNumber", "Mobile number (incl. area code)", "Contact #", "Number",
	} {
		list, err := sheet.Read([]byte("Name,"+heading+"\nMere Kahu,021 234 561"), "NZ")
		if usable := list.Usable(); err != nil || len(usable) != 1 || usable[0].First != "Mere" {
			t.Errorf("%q: %v, %v", heading, usable, err)
		}
	}
}

// TestColumnsLeaveOut : what a column says of texting and of leaving, in the words of forms and of personnel systems.
func TestColumnsLeaveOut(t *testing.T) {
	for _, c := range []struct{ heading, in, out string }{
		{"Consent?", "Y", "N"},
		{"Whakaae", "Āe", "Kāo"},
		{"I consent to being contacted by text", "I consent to being contacted by text", ""},
		{"Do you agree?", "Yes I agree", "I do not agree"},
		{"Can we text you?", "Yes", "Rather not"},
		{"Participating", "Yes", "No"},
		{"Wants texts", "Yes", "No thanks"},
		{"SMS", "Yes", "No"},
		{"SMS consent", "Given", "Withheld"},
		{"Contact by", "Text", "Email"},
		{"DNC", "No", "Yes"},
		{"TermDate", "", "31/10/2026"},
		{"Contract end", "", "30/06/2026"},
		{"Position status", "Filled", "Vacated"},
		{"State", "Active", "Inactive"},
		{"Comments", "likes tea", "please do not txt"},
		{"Comments", "On leave till 3/12", "prefers email"},
		{"Consent,Consent notes", "Yes,no concerns", "No,"},
	} {
		list, err := sheet.Read([]byte("Name,Mobile,"+c.heading+"\nMere Kahu,021 234 561,"+c.in+"\nTane Ngata,021 234 562,"+c.out), "NZ")
		usable := list.Usable()
		if err != nil || len(usable) != 1 || usable[0].First != "Mere" || list.Lines[1].ID == "" {
			t.Errorf("%q: %v, %v", c.heading, usable, err)
		}
	}
}

// TestOddNamesAreFlagged : what is no first name is greeted by nothing worse than a name, and is to be checked.
func TestOddNamesAreFlagged(t *testing.T) {
	for _, c := range []struct {
		in, first string
		note      sheet.Note
	}{
		{"Mac Donald Ian", "Ian", sheet.OddName},
		{"Du Plessis Anna", "Anna", sheet.OddName},
		{"Mrs Smith", "Smith", sheet.OddName},
		{"Jo & Bo Smith", "Jo", sheet.OddName},
		{"The new nurse", "The", sheet.OddName},
		{"Vacant", "Vacant", sheet.OddName},
		{"Ta¯ne Ngata", "Ta¯ne", sheet.LostLetter},
		{"T‚ne Ngata", "T‚ne", sheet.LostLetter},
		{"Maori¤ Kahu", "Maori¤", sheet.LostLetter},
		{"Nurse Jo", "Jo", ""},
		{"R.N. Ana Lee", "Ana", ""},
		{"Student nurse Ana Lee", "Ana", ""},
		{"Lee, Ana, RN", "Ana", ""},
		{"Smith Jr, John", "John", ""},
		{"O Brien, Ana", "Ana", ""},
		{"De La Cruz, Maria", "Maria", ""},
		{"[x] Ana Lee", "Ana", ""},
		{"Name: Ana Lee", "Ana", ""},
		{"12 Ana Lee", "Ana", ""},
		{"Jo - Ward 4", "Jo", ""},
		{"A/Prof Ana Lee", "Ana", ""},
	} {
		list, err := sheet.Read([]byte(c.in+" 021 234 561"), "NZ")
		if usable := list.Usable(); err != nil || len(usable) != 1 || usable[0].First != c.first ||
			slices.ContainsFunc(usable[0].Notes, sheet.Note.Check) != (c.note != "") || c.note != "" && !slices.Contains(usable[0].Notes, c.note) {
			t.Errorf("%q: %+v, %v", c.in, list.Lines[0].Notes, err)
		}
	}
}

// TestListsOfOtherKinds reads lists as programs save them, and as people lay them out.
func TestListsOfOtherKinds(t *testing.T) {
	eachList(t, []wholeList{
		{"a row of headings above", ",Personal,,Next of kin,\nName,Mobile,Email,Name,Phone\nMere Kahu,021 234 561,m@x.nz,Ana,027 234 5699\nTane Ngata,,,Bo,027 234 5698", `
1: not-a-number
3: +6421234561 "Mere Kahu" "Mere"
4: no-number`},
		{"the same headings below it", "Employee,Employee,Emergency,Emergency\nName,Mobile,Name,Mobile\nTane Ngata,,Bo,027 234 5698\nMere,021 234 561,Ana,027 234 5699", `
1: not-a-number
3: no-number
4: +6421234561 "Mere" "Mere"`},
		{"a personnel system", "EmpNo;Surname;FirstName;KnownAs;MobilePhone;NextOfKinPhone;TermDate\n104233;Kahu;Meremana;Mere;021234561;0272345699;\n104234;Ngata;Tane;;021234562;;31/10/2026", `
2: +6421234561 "Meremana Kahu" "Mere"
3: no-consent`},
		{"on leave beside the name", "Worker,Personal Mobile\nMere Kahu,+64 (21) 234561\nTane Ngata (On Leave),+64 21 234562", `
2: +6421234561 "Mere Kahu" "Mere"
3: left-or-away`},
		{"a surname under Surname, beside Name", "Name,Surname,Mobile\nMere,Kahu,021 234 561", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"cards with labels", "BEGIN:VCARD\nVERSION:4.0\nFN:Mere\nTEL;TYPE=cell;LABEL=\"Wife\":027 234 5699\nEND:VCARD\nBEGIN:VCARD\nVERSION:2.1\nFN:Tane\nTEL;X-CUSTOM(Mum):027 234 5699\nTEL;CELL:021 234 562\nEND:VCARD", `
2: no-number
3: +6421234562 "Tane" "Tane"`},
		{"a card that was cut off", "BEGIN:VCARD\nVERSION:3.0\nFN:Mere Kahu\nTEL;TYPE=CELL:021 234 561\nBEGIN:VCARD\nFN:Tane\nTEL;TYPE=CELL:021 234 562", `
2: +6421234561 "Mere Kahu" "Mere"
3: +6421234562 "Tane" "Tane"`},
		{"numbers with something behind them", "Name,Mobile\nMere,021 234 561 extension 5\nTane,021 234 562 (24/7)\nAna,０２１ ２３４ ５６３\nBo,021 234 564 (do not text)", `
2: extension
3: +6421234562 "Tane" "Tane"
4: +6421234563 "Ana" "Ana"
5: no-consent`},
	})
}
