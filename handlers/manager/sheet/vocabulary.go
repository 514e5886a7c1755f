package sheet

import (
	"strings"
	"unicode"
)

// The words by which headings, names and cells are understood, in small letters. A table has one word or phrase a line, or
// several between commas. A word that is missing here is added here, with a line in the tests.

// otherPeople are who a heading may speak of besides the person of the line. Such a column is never used.
var otherPeople = phrases(`
emergency, ice, next of kin, kin, nok, whānau, whanau, relative, relation, relationship, dependant, dependent
partner, spouse, husband, wife, fiance, parent, guardian, mother, father, mum, dad, carer, caregiver, child, children, son, daughter
sibling, brother, sister, friend, neighbour, neighbor, flatmate
manager, managers, supervisor, supervisors, boss, leader, lead, coordinator, approver, approved by, approved, reports to, report to
reporting to, head, director, superior, delegate, assistant, secretary, owner, buddy, mentor, preceptor, assessor, trainer, tutor
coach, educator, recruiter, referee, reference, referees, referred by, referrer, invited by, nominated by, entered by, created by
gp, doctor, physician, lawyer, solicitor, landlord, accountant, employer, agency, company, organisation, organization
patient, client, customer, supplier, vendor, contact person, alternate, alternative contact, alternate contact, secondary contact
second contact, backup contact, other contact, contact s, mgr, mngr, em contact, emerg, ec, significant other, support person
trusted person, trusted contact, beneficiary, interpreter, escort, attorney, executor, trustee, nanny, in law, inlaw, grandparent
grandmother, grandfather, auntie, uncle, cousin, hoa, hoa tata, ohotata, kaiārahi, kaiarahi, kaiwhakahaere, pāpā, māmā, tamaiti, hr, payroll, union, delegate, proxy, sponsor, host, tangata whaiora
`)

// kin are words beside a number, in one cell with it, that say that it is somebody else's.
var kin = phrases(`
emergency, next of kin, nok, partner, spouse, husband, wife, mum, mother, dad, daughter, flatmate, neighbour, c o, care of
his partner, her partner, husbands, wifes, partners
`)

// owned are words of a heading that say that a column is the person's own, whoever the column before speaks of.
var owned = phrases(`my, own, your, personal, private, staff, employee, work, participant, learner, nurse, member`)

// mobiles and phones are words of headings over numbers. The first are looked at before the second.
var (
	mobiles = phrases(`
mobile, mob, cell, cellular, celular, móvil, movil, gsm, handphone, handset, sms number, text number, txt number, sms no, text no, txt no, number to text, text to, number for texts, waea pūkoro, pūkoro, waeapūkoro, pukoro
`)
	phones = phrases(`
phone, telephone, tel, telno, ph, phno, contact number, contact no, contact num, waea, whatsapp, whats app, landline
`)
	numberAlone = phrases(`number, num, contact, contact details, nama waea, ddi`)
	texting     = phrases(`sms, text, txt`)
	texts       = phrases(`sms, text, txt, text message, text messages`)
	blockWords  = phrases(`home, work, day, evening, after hours, postal address`) // may stand in a block about somebody
	notNumbers  = phrases(`
fax, pager, carrier, network, plan, model, provider, type, label, extension, ext, allowance, device, imei, notes, verified
`)
)

// numberFillers are words that may stand in a heading over the person's own numbers, besides those above. With another word it is
// not clear whose they are ("Deputy's mobile"), and it is asked.
var numberFillers = phrases(`
my, own, your, you, personal, pers, private, staff, employee, emp, work, home, business, office, participant, learner, nurse, member, worker
kaimahi, student, attendee, user, person, people, team, midwife, primary, main, preferred, pref, best, usual, current, direct, first, day, daytime
evening, after, hours, during, contact, contacts, mobile, mob, cell, cellular, celular, móvil, movil, gsm, handphone, handset, sms, text, texts
texting, txt, message, messages, number, numbers, num, no, nos, nama, waea, pūkoro, waeapūkoro, pukoro, phone, phones, telephone, tel
telno, ph, phno, landline, whatsapp, whats, app, ddi, m, h, w, details, detail, info, information, value, what, is, are, which, please, enter, type, give
provide, the, of, a, s, and, or, to, for, on, at, in, by, so, that, this, it, we, us, i, can, may, should, will, would, could, be, reach, call
send, use, used, get, with, without, incl, including, include, area, country, code, prefix, spaces, space, digits, digit, only, all, eg, e, g, ie
optional, required, mandatory, nz, new, zealand, aotearoa, intl, international, local, format, if, any, available, have, has, do, reminder
reminders, notification, notifications, coaching, lesson, lessons, invitation, invite, 0, 1, 01, field, col, column, data, katoa, tō
tōu, ō, te, he, aha
`)

// Words of headings over names. A heading is one of a name where it has no other words than these and fillers.
var (
	nameWords      = phrases(`name, names, fullname, ingoa`)
	firstWords     = phrases(`first, given, forename, forenames, christian, fname, tuatahi`)
	lastWords      = phrases(`last, surname, family, lname, whānau`)
	preferredWords = phrases(`preferred, known, nickname, goes, calling, usual`)
	peopleWords    = phrases(`employee, staff, learner, participant, person, nurse, attendee, kaimahi, student, worker, trainee, contact`)
	fillers        = phrases(`
what, is, your, please, enter, type, the, of, a, s, es, and, or, legal, full, display, by, as, to, be, member, official, complete, own
in, record, registered, called, current, 1
`)
	greetedAs = phrases(`greeted as`) // what Carried writes; it is used as it stands
)

// Columns that may say that somebody is not to be texted. Under consents only a yes is one; under optOuts anything but a no, or
// nothing, is one; under statuses a word of gone.
var (
	consents = phrases(`
consent, consents, consented, agree, agrees, agreed, permission, opt in, opted in, happy to, ok to, okay to, may we
can we, willing, willing to, participating, participates, takes part, taking part, wants texts, wants text, wants sms, receive texts
receive sms, receive text, get texts, texts, text messages, sms messages, sms reminders, text ok, texts ok, sms ok, accepts, accept, approve texts, opt in to, subscribed, whakaae
`)
	optOuts = phrases(`
opt out, opted out, optout, opt outs, unsubscribe, unsubscribed, do not, don t, dont, no texts, no text, no sms, no contact, dnc
declined, decline, stop, withdrawn, withdrew, refused, excluded, exclude, suppress, suppressed, blocked, leave, on leave, left, leaver
terminated, resigned, retired, deceased, departed, inactive, termination date, date terminated, terminated on, leaving date
term date, contract end, contract ends, end of contract, contract expires, contract expiry, finished on, finishes on, finish, exited
leave date, date left, date of leaving, last day, last working day, exit date, end date, finish date, resignation date
`)
	contactWays  = phrases(`contact by, contact via, contact method, contact preference, contact preferences`)
	consentNotes = phrases(`note, notes, comment, comments, detail, details, reason, method, source, version, form id, recorded, taken by, given by, consent by`)
	statuses     = phrases(`
contact by, contact via, contact method, state, status, active, employed, employment, current, current staff, availability, contact preference, preference
preferences, contact preferences, preferred contact, preferred contact method, standing, standing with us, situation
`)
	leaveCounts = phrases(`balance, days, hours, entitlement, accrued, taken, liability`)
	yeses       = phrases(`
yes, y, true, 1, ok, okay, agree, agrees, agreed, consented, consents, given, granted, x, ✓, ✔, ☑, ✅, tick, ticked, checked, opted in, opt in
i consent, i agree, consent, consents, happy, happy to, fine, of course, absolutely, please, texts ok, ka pai, āe, ae, sure, verbal, written, signed, accepted, accepts, subscribed, yep, approved, confirmed, consent given
`)
	noes = phrases(`
no, n, false, 0, none, nil, n a, na, ✗, ✘, ☐, kao, opted in, opt in, subscribed, nope, never, not opted out, unchecked, active, current
not on leave
`)
	negations = phrases(`no, not, n, never, don t, dont, doesn t, declined, declines, refused, rather, withheld, refuses, withdrawn, withdrew, kao, false, pending, unknown, awaiting`)
	gone      = phrases(`
vacated, vacant, terminated, termination, left, leaver, leaving, leave, lwop, resigned, retired, inactive, not active, ex, former, ended, departed, dismissed
suspended, deceased, died, redundant, redundancy, not employed, no longer, withdrawn, transferred, seconded, secondment, sabbatical
cancelled, canceled, finished, expired, offboarded, separated, quit, away, acc, sick, parental, maternity, unavailable, archived
disabled, blocked, exited, stood down, furloughed, opted out, unsubscribed, declined, do not contact, do not text, no sms, no texts
no text, email only, e mail only, no contact, post only, letter only, phone only, call only
`)
	leaves      = phrases(`on leave, maternity leave, parental leave, sick leave, has left, left us, resigned, terminated, lwop`) // in brackets beside a name
	goneNumbers = phrases(`no, n, false, 0`)                                                                                      // under a status such as "Active"
	otherWays   = phrases(`email, e mail, post, mail, letter, in person, phone call, none`)                                       // under one such as "Contact by"
)

// declines are words in any other cell of a line that say the same without a column of their own.
var declines = phrases(`
do not contact, do not text, don t text, dont text, don t contact, dont contact, no texts, no text messages, no sms, opted out, opt out
no consent, not consented, does not consent, has not consented, consent withdrawn, declined, unsubscribed, doesn t want texts
does not want texts, do not txt, don t txt, dont txt, no txt, no txts, not by text, prefers email, email only, e mail only, prefers calls
phone calls only, landline only, no text please, not to be texted, not to be contacted
`)

// titles stand before a name, and are not what to greet by.
var titles = phrases(`
dr, mr, mrs, ms, miss, mx, master, prof, professor, a prof, assoc, associate, asst, assistant, rev, revd, reverend, pastor, fr, father
sr, sister, br, bro, brother, student, graduate, trainee, dame, sir, lady, lord, hon, honourable, capt, captain, sgt, sergeant, lt, cpl, whaea, matua, kaumātua, kaumatua
kuia, koro, tā, aunty, auntie, uncle, nurse, charge, clinical, specialist, senior, junior, staff, registered, enrolled, practitioner
educator, consultant, registrar, midwife, matron, acting, adj, adjunct, emeritus, jr, snr, jnr, esq
`)

// addresses are titles before a family name alone.
var addresses = phrases(`mr, mrs, ms, miss, mx, dr, prof, professor`)

// roles are posts and letters that stand before or behind a name in capitals.
var roles = phrases(`
rn, en, cns, cnm, cne, cnc, cn, np, rm, nm, num, acnm, anum, acns, hca, ain, een, rpn, ne, rmo, smo, sho, ho, ot, pt, sw, slt, psw, adon
don, dhb, ed, icu, mw, lmc, ccn, acn, ncn, cnl, nl, rcn, hdu, gp, md, phd, msc, bn, mn, bsc, ma, ba, mnzm, onzm, cnzm, qso, rgn, lpn, cna, aprn
`)

// notNames are words in which a cell, or what a text would greet by, is no name.
var notNames = phrases(`
ward, unit, team, group, room, bed, floor, level, hdu, nicu, ccu, pacu, theatre, theater, clinic, outpatients, surgical, medical
paediatrics, maternity, night, nights, day, days, am, pm, morning, afternoon, evening, shift, roster, casual, pool, bureau, permanent
full time, part time, staff, ring, call, text, phone, contact, via, ask, see, try, mobile, home, work, new, old, tbc, tba, unknown, none
the, an, our, my, this, all, both, and, vacant, vacancy, nil, na, n/a, tbd, test, temp, total, totals, name, insert, select
nurse, manager, educator, physio, physiotherapist, pharmacist, admin, reception, receptionist, doctor, registrar, student, hello, hi
monday, tuesday, wednesday, thursday, friday, saturday, sunday
`)

// joined are beginnings of a name that go with the word after them: Te Ata, St John. families begin a family name, and halves are
// no name without another word.
var (
	joined   = phrases(`te, ngā, nga, st, st., saint, o', o’, d', d’, la, le, de, mc, mac, el, al, abu, abd, bin, san, santa, don`)
	families = phrases(`van, von, der, den, de, del, della, di, da, dos, das, du, la, le, ter, ten, bin, ibn, al, el, te, ngā, nga, st, st., o, o', o’, d', d’, mc, mac, fa', vander`)
	surnames = phrases(`van, von, du, de, del, della, di, da, dos, das, le, ter, ten, mc, mac, o', o’, d', d’, vander`) // when they begin three words or more
	halves   = phrases(`te, ngā, nga, st, o', o’, d', d’, mc, mac, de, der, den, von, bin, ibn`)
)

// vocabulary is a table of words and phrases.
type vocabulary struct {
	exact map[string]bool
	most  int // the longest phrase, in words
}

func phrases(table string) vocabulary {
	v := vocabulary{exact: make(map[string]bool)}
	for _, phrase := range strings.FieldsFunc(table, func(r rune) bool { return r == ',' || r == '\n' }) {
		if phrase = strings.TrimSpace(phrase); phrase != "" {
			v.exact[phrase] = true
			v.most = max(v.most, len(strings.Fields(phrase)))
		}
	}
	return v
}

// is reports whether these words together are a phrase of the table.
func (v vocabulary) is(words ...string) bool { return v.exact[strings.Join(words, " ")] }

// in reports whether a phrase of the table is among these words.
func (v vocabulary) in(words []string) bool {
	for i := range words {
		for n := 1; n <= v.most && i+n <= len(words); n++ {
			if v.is(words[i : i+n]...) {
				return true
			}
		}
	}
	return false
}

// wordsOf are the words of a heading or a cell, in small letters. FirstName and mobile_number are two words each.
func wordsOf(s string) []string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteRune(' ')
			b.WriteRune(unicode.ToLower(r))
		case r == '#':
			b.WriteString(" number ")
		case unicode.IsLetter(r), unicode.IsMark(r), strings.ContainsRune("01✓✔☑✅✗✘☐", r):
			b.WriteRune(unicode.ToLower(r))
		default:
			b.WriteRune(' ')
		}
		before = r
	}
	words := strings.Fields(b.String())
	var all []string
	for _, word := range words {
		all = append(all, strings.Fields(compounds.Replace(" "+word+" "))...)
	}
	return all
}

// compounds are headings that programs write as one word.
var compounds = strings.NewReplacer(
	" whats app ", "whatsapp", " firstname ", "first name", " lastname ", "last name", " givenname ", "given name", " familyname ", "family name",
	" displayname ", "display name", " preferredname ", "preferred name", " knownas ", "known as", " employeename ", "employee name",
	" mobilenumber ", "mobile number", " mobilephone ", "mobile phone", " mobileno ", "mobile no", " mobno ", "mob no",
	" cellphone ", "cell phone", " cellnumber ", "cell number", " cellno ", "cell no", " phonenumber ", "phone number",
	" phoneno ", "phone no", " telephonenumber ", "telephone number", " homephone ", "home phone", " workphone ", "work phone",
	" nextofkin ", "next of kin", " optin ", "opt in", " donotcontact ", "do not contact", " donotcall ", "do not call",
	" ingoatuatahi ", "ingoa tuatahi", " ingoawhānau ", "ingoa whānau", " namawaea ", "nama waea", " staffname ", "staff name",
	" linemanager ", "line manager", " emergencycontact ", "emergency contact", " mobilephonenumber ", "mobile phone number",
)
