package sheet_test

import (
	"testing"

	"coachline/handlers/manager/sheet"
)

// Nobody but the person of the line is texted, whatever other numbers a list has.
func TestNobodyElse(t *testing.T) {
	eachList(t, []wholeList{
		{"an emergency contact", "Employee name,Personal phone,Emergency contact mobile\nMere Kahu,021 234 561,027 234 5699", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"an emergency contact where the mobile is missing", "First name,Last name,Mobile,Emergency contact mobile\nTane,Ngata,,027 234 5698\nMere,Kahu,021 234 561,027 234 5699", `
2: no-number
3: +6421234561 "Mere Kahu" "Mere"`},
		{"a line manager", "Employee,Line manager,Line manager mobile\nMere Kahu,Aroha Ngata,021 234 567", `
2: no-number`},
		{"next of kin", "First name(s),Surname,Mobile (personal),Next of kin phone\nTane,Ngata,,027 234 5698", `
2: no-number`},
		{"next of kin in one word", "FirstName,LastName,MobilePhone,NextOfKin,NOK_Phone\nTane,Ngata,,Ana,027 234 5698", `
2: no-number`},
		{"a telephone beside next of kin", "Name,Mobile,Next of kin,Relationship,Phone\nTane,,Ana,Wife,027 234 5698\nMere,021 234 561,Bo,Son,027 234 5699", `
2: no-number
3: +6421234561 "Mere" "Mere"`},
		{"spouses, referees, doctors, parents", "Name,Spouse's cell,Referee 1 mobile,GP phone,Parent mobile,Supervisor's mobile,Cell\nTane,027 234 5691,027 234 5692,027 234 5693,027 234 5694,027 234 5695,\n", `
2: no-number`},
		{"a contact of theirs", "Employee,Contact name,Contact number,Mobile\nMere,Ana,027 234 5691,\nBo,Cy,027 234 5692,021 234 561", `
2: no-number
3: +6421234561 "Bo" "Bo"`},
		{"Outlook", "First Name,Last Name,Assistant's Phone,Company Main Phone,Home Phone,Mobile Phone,Manager's Name,Spouse\nMere,Kahu,027 234 5691,09 300 1234,,021 234 561,Ana,Bo\nTane,Ngata,027 234 5691,,,,Ana,Bo", `
2: +6421234561 "Mere Kahu" "Mere"
3: no-number`},
		{"Google", "Name,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\nMere,Mobile,+64 21 234 561,Home,027 234 5671\nTane,Partner,027 234 5672,Work,09 300 1234\nAna,Home,09 300 1234,* Mobile,021 234 562", `
2: +6421234561 "Mere" "Mere"
3: landline
4: +6421234562 "Ana" "Ana"`},
		{"only the manager is named", "Line manager,Work mobile,Staff\u00a0no\nAroha Ngata,021 234 561,7", `
2: +6421234561 "" "" no-name`},
		{"no name at all", "…,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value\n…,Mobile,+64 21 234 561,Home,027 234 5671", `
2: +6421234561 "" "" no-name`},
		{"a word beside the number", "Name,Mobile\nMere,027 234 5691 (husband)\nTane,wife's 027 234 5692", `
2: somebody-elses-number
3: somebody-elses-number`},
		{"a note over lines", "Name,Mobile,Notes\nMere Kahu,021 234 561,\"On leave till 3/12\nring Tane 021 234 599\"\nHine,021 234 563,", `
2: +6421234561 "Mere Kahu" "Mere"
4: +6421234563 "Hine" "Hine"`},
		{"a note over lines, without marks", "Name,Mobile,Notes\nMere Kahu,021 234 561,On leave till 3/12\nring Tane 021 234 599\nHine,021 234 563,", `
2: +6421234561 "Mere Kahu" "Mere"
3: row-without-columns
4: +6421234563 "Hine" "Hine"`},
		{"a note that never ends", "Name,Mobile,Notes\nMere Kahu,021 234 561,\"On leave\nring Tane 021 234 599\nHine,021 234 563,", `
2: broken-row
3: broken-row
4: +6421234563 "Hine" "Hine"`},
		{"a note that ends in another", "Name,Mobile,Notes\nMere,021 234 561,\"likes tea\nHine,021 234 563,x\nBo,021 234 564,ok\"\n", `
2: broken-row
3: +6421234563 "Hine" "Hine"
4: +6421234564 "Bo" "Bo"`},
		{"a mobile with its country code", "Staff First Name,Staff Surname,Mobile number (with country code),Phone\nMere,Kahu,021 234 561,09 234 5678", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"a power with all its digits", "Name,Mobile\nMere,6.4211234561E10\nBo,6.42112E+10", `
2: +64211234561 "Mere" "Mere" written-as-a-power
3: rounded-by-a-spreadsheet`},
	})
}

// Where it is not sure whose the numbers are, the list is refused.
func TestNotSure(t *testing.T) {
	for _, in := range []string{
		"Name,Backup\nMere,021 234 561",
		"Name,Next of kin,Phone\nMere,Ana,021 234 561",
		"Employee,Line manager,Mobile\nMere,Ana,021 234 561",
		"Employee,Contact name,Contact number\nMere,Ana,021 234 561",
		"Name,Mobile,Name,Mobile\nMere,021 234 561,Ana,021 234 562",
	} {
		if list, err := sheet.Read([]byte(in), "NZ"); err != sheet.ErrWhichNumber {
			t.Errorf("%q: %v, %v", in, list.Lines, err)
		}
	}
}

// A column of consent, opting out or leaving leaves people out.
func TestLeftOut(t *testing.T) {
	eachList(t, []wholeList{
		{"consent", "Name,Mobile,Consent to text\nMere,021 234 561,Yes\nTane,021 234 562,No\nAna,021 234 563,\nBo,021 234 564,yes - by email 3/11\nCy,021 234 565,not given", `
2: +6421234561 "Mere" "Mere"
3: no-consent
4: no-consent
5: +6421234564 "Bo" "Bo"
6: no-consent`},
		{"opting out", "Name,Mobile,SMS opt-out\nMere,021 234 561,No\nTane,021 234 562,Yes\nAna,021 234 563,\nBo,021 234 564,x\nCy,021 234 565,TRUE\nDi,021 234 566,FALSE", `
2: +6421234561 "Mere" "Mere"
3: no-consent
4: +6421234563 "Ana" "Ana"
5: no-consent
6: no-consent
7: +6421234566 "Di" "Di"`},
		{"do not contact", "Name,Mobile,Do not contact\nMere,021 234 561,\nTane,021 234 562,1\nBo,021 234 563,0", `
2: +6421234561 "Mere" "Mere"
3: no-consent
4: +6421234563 "Bo" "Bo"`},
		{"a status", "Name,Mobile,Employment status\nMere,021 234 561,Active\nTane,021 234 562,Terminated\nAna,021 234 563,On leave\nBo,021 234 564,Left 12/10\nCy,021 234 565,Resigned\nDi,021 234 566,Parental leave\nEd,021 234 567,Permanent", `
2: +6421234561 "Mere" "Mere"
3: left-or-away
4: left-or-away
5: left-or-away
6: left-or-away
7: left-or-away
8: +6421234567 "Ed" "Ed"`},
		{"active", "Name,Mobile,Active\nMere,021 234 561,Y\nTane,021 234 562,N", `
2: +6421234561 "Mere" "Mere"
3: left-or-away`},
		{"a leaving date", "Name,Mobile,Termination date,Leave balance\nMere,021 234 561,,3\nTane,021 234 562,12/10/2026,4", `
2: +6421234561 "Mere" "Mere"
3: no-consent`},
		{"a note", "Name,Mobile,Notes\nMere,021 234 561,nights\nTane,021 234 562,Do not text!", `
2: +6421234561 "Mere" "Mere"
3: no-consent`},
		{"no columns", "Mere 021 234 561\nTane 021 234 562 (opted out)", `
1: +6421234561 "Mere" "Mere"
2: no-consent`},
	})
}

// What a text greets by is a first name, as people have them.
func TestGreeting(t *testing.T) {
	eachLine(t, []oneLine{
		{"Te Ata", "Te Ata Ngata 021 234 561", `+6421234561 "Te Ata Ngata" "Te Ata"`},
		{"Te Kanawa", "Te Kanawa, Kiri 021 234 561", `+6421234561 "Te Kanawa, Kiri" "Kiri"`},
		{"St John", "St John, Mary 021 234 561", `+6421234561 "St John, Mary" "Mary"`},
		{"van der Berg", "van der Berg, Anna 021 234 561", `+6421234561 "van der Berg, Anna" "Anna"`},
		{"van der Berg without a comma", "van der Berg Anna 021 234 561", `+6421234561 "van der Berg Anna" "Anna" odd-name`},
		{"O' Brien", "O' Brien, Ana 021 234 561", `+6421234561 "O' Brien, Ana" "Ana"`},
		{"O'Brien", "Ana O'Brien 021 234 561", `+6421234561 "Ana O'Brien" "Ana"`},
		{"RN", "RN Mary Smith 021 234 561", `+6421234561 "RN Mary Smith" "Mary"`},
		{"CNS", "CNS Ana Lee 021 234 561", `+6421234561 "CNS Ana Lee" "Ana"`},
		{"Sr", "Sr Mary Jones 021 234 561", `+6421234561 "Sr Mary Jones" "Mary"`},
		{"Assoc Prof", "Assoc Prof Ana Lee 021 234 561", `+6421234561 "Assoc Prof Ana Lee" "Ana"`},
		{"A/Prof", "A/Prof Ana Lee 021 234 561", `+6421234561 "A/Prof Ana Lee" "Ana"`},
		{"Dame", "Dame Anna Lee,021 234 561", `+6421234561 "Dame Anna Lee" "Anna"`},
		{"Dr behind a comma", `"Smith, Dr Jane",021 234 561`, `+6421234561 "Smith, Dr Jane" "Jane"`},
		{"a post behind a comma", `"Mary Smith, RN",021 234 561`, `+6421234561 "Mary Smith, RN" "Mary"`},
		{"capitals", "KAHU Mere,021 234 561", `+6421234561 "KAHU Mere" "Mere" odd-name`},
		{"all in capitals", "MERE KAHU,021 234 561", `+6421234561 "MERE KAHU" "MERE"`},
		{"a tab and a space", "Mere\tKahu 021 234 561", `+6421234561 "Mere Kahu" "Mere"`},
		{"a ward first", "Ward 4,Mere Kahu,021 234 561", `+6421234561 "Mere Kahu" "Mere"`},
		{"a post first", "RN,Mere Kahu,021 234 561", `+6421234561 "Mere Kahu" "Mere"`},
		{"a shift first", "Nights,Mere Kahu,021 234 561", `+6421234561 "Mere Kahu" "Mere"`},
		{"a bullet of Word's", "•\tMere Kahu\t021 234 561", `+6421234561 "Mere Kahu" "Mere"`},
		{"another", "o\tTane Ngata\t021 234 562 (pasted from Word)", `+6421234562 "Tane Ngata" "Tane"`},
		{"only a title", "RN 021 234 561", `+6421234561 "RN" "RN" odd-name`},
		{"only Te", "Te 021 234 561", `+6421234561 "Te" "Te" odd-name`},
		{"an initial", "J Smith 021 234 561", `+6421234561 "J Smith" "J" odd-name`},
		{"a lost letter", "T?ne Ngata 021 234 561", `+6421234561 "T?ne Ngata" "T?ne" lost-letters`},
		{"lost letters", "M_r_ Kahu 021 234 561", `+6421234561 "M_r_ Kahu" "M_r_" lost-letters`},
		{"read twice", "MÄ“rÄ“ Kahu 021 234 561", `+6421234561 "MÄ“rÄ“ Kahu" "MÄ“rÄ" costs-more lost-letters`},
		{"MacRoman", "M\x8er\x8e Kahu,021 234 561", `+6421234561 "MŽrŽ Kahu" "MŽrŽ" costs-more lost-letters`},
		{"letters that are there", "Siobhán MÜLLER-Ōtara,021 234 561", `+6421234561 "Siobhán MÜLLER-Ōtara" "Siobhán" costs-more`},
	})
	eachList(t, []wholeList{
		{"a form", "Timestamp,What is your name?,What is your mobile number?\n2026/11/25 8:13:00 am NZDT,Mere Kahu,21234561", `
2: +6421234561 "Mere Kahu" "Mere" lost-zero`},
		{"first names", "First Name(s),Surname,Mobile,Phone\nMere,Kahu,021 234 561,", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"a Christian name", "Christian name,Surname,Mobile\nMere,Kahu,021 234 561", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"a preferred name that is all of it", "Employee ID,Legal Name - First Name,Legal Name - Last Name,Preferred Name,Work Mobile\n104233,Meremana,Kahu,Mere Kahu,+64 (21) 234561", `
2: +6421234561 "Meremana Kahu" "Mere"`},
		{"a preferred name of two words", "First name,Surname,Known as,Mobile\nMary Ann,Kahu,Mary Ann,021 234 561", `
2: +6421234561 "Mary Ann Kahu" "Mary Ann"`},
		{"a title in the first name", "First name,Surname,Mobile\nDr Mere,Kahu,021 234 561", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"another's name", "Manager,First name,Surname,Mobile,Unit name\nAna Lee,Mere,Kahu,021 234 561,ED", `
2: +6421234561 "Mere Kahu" "Mere"`},
		{"wards", "Ward 4,Mere Kahu,021 234 561\nWard 5,Tane Ngata,021 234 562", `
1: +6421234561 "Mere Kahu" "Mere"
2: +6421234562 "Tane Ngata" "Tane"`},
	})
}
