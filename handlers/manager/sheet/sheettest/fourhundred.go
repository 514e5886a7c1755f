// Package sheettest gives tests a list of four hundred people as a manager has one, of whom 25 cannot be invited.
//
// The one rule: it is the same list each time, byte for byte.
package sheettest

import (
	"fmt"
	"strings"

	"coachline/handlers/manager/sheet"
)

// What FourHundred has: so many people, of whom so many cannot be invited.
const (
	People = 400
	Faulty = 25
)

// FourHundred is a list as Excel saves it (UTF-8 with its mark, CRLF, a header), and the kinds of its faults by line. The
// rest are 375 different New Zealand mobiles, +64 21 234 5000 and on, each with a name.
func FourHundred() (csv []byte, faults map[int]string) {
	var list strings.Builder
	list.WriteString("\ufeffName,Mobile,Email,Role\r\n")
	faults = make(map[int]string, Faulty)
	for i := range People {
		line, every := i+2, People/Faulty
		if i%every == every-1 {
			wrong := wrongs[i/every]
			faults[line] = string(wrong.kind)
			list.WriteString(wrong.cells + ",,RN\r\n")
			continue
		}
		name := given[i%len(given)] + " " + family[i/len(given)%len(family)]
		fmt.Fprintf(&list, "%s,%s,person%d@example.nz,%s\r\n", name, written(i), i, []string{"RN", "OT", ""}[i%3])
	}
	return []byte(list.String()), faults
}

// written is the number of person i, in one of the ways in which people write theirs.
func written(i int) string {
	last := 5000 + i
	switch i % 5 {
	case 0:
		return fmt.Sprintf("021 234 %d", last)
	case 1:
		return fmt.Sprintf("+64 21 234 %d", last)
	case 2:
		return fmt.Sprintf("021-234-%d", last)
	case 3:
		return fmt.Sprintf("021234%d", last)
	}
	return fmt.Sprintf("0064 21 234 %d", last)
}

var (
	given = []string{
		"Mere", "Aroha", "Tāne", "Siobhán", "Priya", "John", "Sione", "Wiremu", "Li", "Anahera", "Zoë", "Grace", "Hēmi",
		"Malia", "Peter", "Ngaire", "'Ofa", "Mary-Ann", "Rangi", "Fatima",
	}
	family = []string{
		"Kahu", "O'Neill", "van der Berg", "Pōtiki", "Sharma", "Smith", "Tuilagi", "Chen", "Te Rangi", "Müller", "Patel",
		"Ngata", "Brown", "Fa'asavalu", "Singh", "Parata", "Walker", "Young", "Ali", "Henare",
	}
)

// wrongs are names and numbers of which each has one fault.
var wrongs = [Faulty]struct {
	kind  sheet.Kind
	cells string
}{
	{sheet.NoNumber, `Hana Lost,`},
	{sheet.Rounded, `Ioane Lost,6.42E+10`},
	{sheet.Landline, `Tui Lost,09 300 1234`},
	{sheet.Duplicate, `Mere Kahu,+64 21 234 5000`},
	{sheet.TooShort, `Kiri Lost,021 234`},
	{sheet.TooLong, `Noa Lost,021 234 567 8901 2`},
	{sheet.Special, `Rua Lost,111`},
	{sheet.NotNumber, `Ata Lost,ask Mere`},
	{sheet.CellError, `Pita Lost,#N/A`},
	{sheet.ManyNumbers, `Wai Lost,021 999 8888 / 022 999 8888`},
	{sheet.NoSuch, `Ema Lost,024 123 4567`},
	{sheet.LinkName, `Win at www.example.nz,021 234 9001`},
	{sheet.NoLetters, `???,021 234 9002`},
	{sheet.LongName, `Everybody on the night shift of the third floor,021 234 9003`},
	{sheet.BadName, `<script>alert(1)</script>,021 234 9004`},
	{sheet.Broken, `"Moana Lost,021 234 9005`},
	{sheet.Special, `Free Lost,0800 123 456`},
	{sheet.Duplicate, `Aroha Again,021-234-5001`},
	{sheet.Rounded, `Ioane Lost,64212349006.0`},
	{sheet.NotNumber, `Ona Lost,O21 234 9007`},
	{sheet.Landline, `Ward Three,03 366 0000`},
	{sheet.NoNumber, `Nobody Lost,-`},
	{sheet.BadName, `{partner},021 234 9008`},
	{sheet.CellError, `#REF!,021 234 9009`},
	{sheet.TooShort, `Ana Lost,0212`},
}
