package dialogue

import (
	"slices"
	"strings"
)

// zonePlaces are the places that a learner may name to say where they are, by time zone. The first name of each line is
// what is said of them all where nothing else is.
var zonePlaces = []struct {
	zone   string // IANA
	places []string
}{
	{"Pacific/Auckland", []string{
		"New Zealand", "NZ", "Aotearoa", "Auckland", "Wellington", "Christchurch", "Hamilton", "Tauranga", "Dunedin", "Palmerston North",
		"Napier", "Hastings", "Hawke's Bay", "Nelson", "Rotorua", "New Plymouth", "Taranaki", "Whangarei", "Northland", "Invercargill",
		"Southland", "Whanganui", "Gisborne", "Upper Hutt", "Lower Hutt", "Porirua", "Kapiti", "Masterton", "Wairarapa", "Levin",
		"Timaru", "Ashburton", "Oamaru", "Blenheim", "Marlborough", "Taupo", "Whakatane", "Te Awamutu", "Tokoroa",
		"Kaitaia", "Kerikeri", "Queenstown", "Wanaka", "Gore", "Alexandra", "Greymouth", "Hokitika", "Westport", "the West Coast",
		"Waikato", "Otago", "Canterbury",
	}},
	{"Pacific/Chatham", []string{"the Chatham Islands", "the Chathams", "Chatham", "Rekohu", "Wharekauri"}},
	{"Australia/Sydney", []string{"Sydney", "New South Wales", "NSW", "Wollongong"}},
	{"Australia/Sydney", []string{"Canberra", "the ACT"}},
	{"Australia/Melbourne", []string{"Melbourne", "Victoria", "Geelong"}},
	{"Australia/Hobart", []string{"Hobart", "Tasmania", "Launceston"}},
	{"Australia/Brisbane", []string{"Brisbane", "Queensland", "the Gold Coast", "Cairns", "Townsville"}},
	{"Australia/Adelaide", []string{"Adelaide", "South Australia"}},
	{"Australia/Darwin", []string{"Darwin", "the Northern Territory", "Alice Springs"}},
	{"Australia/Perth", []string{"Perth", "Western Australia"}},
	{"Pacific/Norfolk", []string{"Norfolk Island"}},
	{"Pacific/Rarotonga", []string{"Rarotonga", "the Cook Islands", "Aitutaki"}},
	{"Pacific/Niue", []string{"Niue"}},
	{"Pacific/Fakaofo", []string{"Tokelau"}},
	{"Pacific/Apia", []string{"Samoa", "Apia"}},
	{"Pacific/Pago_Pago", []string{"American Samoa", "Pago Pago"}},
	{"Pacific/Tongatapu", []string{"Tonga", "Nuku'alofa"}},
	{"Pacific/Fiji", []string{"Fiji", "Suva", "Nadi"}},
	{"Pacific/Efate", []string{"Vanuatu", "Port Vila"}},
	{"Pacific/Noumea", []string{"New Caledonia", "Noumea"}},
	{"Pacific/Guadalcanal", []string{"the Solomon Islands", "the Solomons", "Honiara"}},
	{"Pacific/Port_Moresby", []string{"Papua New Guinea", "PNG", "Port Moresby"}},
	{"Pacific/Tarawa", []string{"Kiribati", "Tarawa"}},
	{"Pacific/Funafuti", []string{"Tuvalu"}},
	{"Pacific/Nauru", []string{"Nauru"}},
	{"Pacific/Tahiti", []string{"Tahiti", "French Polynesia", "Papeete"}},
	{"Pacific/Honolulu", []string{"Hawaii", "Honolulu"}},
	{"Asia/Singapore", []string{"Singapore"}},
	{"Asia/Kuala_Lumpur", []string{"Malaysia", "Kuala Lumpur"}},
	{"Asia/Hong_Kong", []string{"Hong Kong"}},
	{"Asia/Shanghai", []string{"China", "Shanghai", "Beijing"}},
	{"Asia/Tokyo", []string{"Japan", "Tokyo"}},
	{"Asia/Seoul", []string{"South Korea", "Korea", "Seoul"}},
	{"Asia/Manila", []string{"the Philippines", "Manila"}},
	{"Asia/Bangkok", []string{"Thailand", "Bangkok"}},
	{"Asia/Makassar", []string{"Bali"}},
	{"Asia/Kolkata", []string{"India", "Delhi", "Mumbai", "Kolkata"}},
	{"Asia/Dubai", []string{"Dubai", "Abu Dhabi"}},
	{"Africa/Johannesburg", []string{"South Africa", "Johannesburg", "Cape Town", "Durban"}},
	{"Europe/London", []string{"London", "England", "Scotland", "Wales", "the UK", "Britain", "Edinburgh", "Glasgow", "Manchester"}},
	{"Europe/Dublin", []string{"Dublin", "Ireland"}},
	{"Europe/Paris", []string{"Paris", "France"}},
	{"Europe/Amsterdam", []string{"Amsterdam", "the Netherlands"}},
	{"Europe/Berlin", []string{"Berlin", "Germany"}},
	{"America/Los_Angeles", []string{"Los Angeles", "San Francisco", "Seattle", "California"}},
	{"America/Denver", []string{"Denver"}},
	{"America/Chicago", []string{"Chicago"}},
	{"America/New_York", []string{"New York", "Boston", "Washington"}},
	{"America/Vancouver", []string{"Vancouver", "British Columbia"}},
	{"America/Toronto", []string{"Toronto", "Ottawa"}},
}

// located is a place that is known.
type located struct{ zone, name string }

// byPlace finds a place by its plain name, and a zone by its own ("Pacific/Chatham").
var byPlace = func() map[string]located {
	places := map[string]located{}
	for _, of := range zonePlaces {
		for _, name := range of.places {
			places[bare(name)] = located{of.zone, name}
		}
		if _, taken := places[bare(of.zone)]; !taken {
			places[bare(of.zone)] = located{of.zone, of.places[0]}
		}
	}
	return places
}()

// bare is a place's plain name without its article.
func bare(name string) string { return strings.TrimPrefix(plain(name), "the ") }

// zoneOf is the IANA time zone of a place, as learners name it, and the place as it is written. A slip in a longer name
// is forgiven where only one zone can be meant. Empty where the place is not known.
func zoneOf(place string) (zone, name string) {
	said := bare(place)
	if known, ok := byPlace[said]; ok {
		return known.zone, known.name
	}
	for key, candidate := range byPlace {
		switch {
		case !nearly(said, key):
		case zone != "" && zone != candidate.zone:
			return "", ""
		case name == "" || candidate.name < name: // whichever comes first in a map
			zone, name = candidate.zone, candidate.name
		}
	}
	return zone, name
}

// What stands before a place in a message that names one, and after it.
var (
	zoneWords = []string{"time zone ", "timezone ", "zone ", "my time zone is ", "my timezone is ", "change my time zone to ", "change my timezone to "}
	nowIn     = []string{"im in ", "i am in ", "im now in ", "i am now in ", "ive moved to ", "i have moved to ", "now in "}
	forNow    = []string{" now", " at the moment", " for now", " these days", " please"}
)

// move takes a message that says where the learner is, and nothing else, and reports whether it was one. "I'm in Perth" is
// one only where no words of the learner's own are asked for.
func (t *turn) move() bool {
	place, ok := afterAny(t.said, zoneWords)
	if !ok && !slices.Contains([]string{"zone", "timezone", "time zone"}, t.said) {
		return t.moveTo()
	}
	zone, name := zoneOf(withoutEnd(place))
	if zone == "" {
		t.say(t.phrase(PhraseZoneUnknown))
		return true
	}
	t.toZone(zone, name)
	return true
}

func (t *turn) moveTo() bool {
	place, ok := afterAny(t.said, nowIn)
	if !ok || t.asksOwnWords() {
		return false
	}
	known, found := byPlace[bare(withoutEnd(place))]
	if !found {
		return false
	}
	t.toZone(known.zone, known.name)
	return true
}

func (t *turn) toZone(zone, name string) {
	t.out.Zone, t.where, t.acted = zone, name, true
	t.say(t.phrase(PhraseZone))
}

// asksOwnWords reports whether the open question takes any words for an answer.
func (t *turn) asksOwnWords() bool {
	i := t.index()
	if t.place.Status != Started || i < 0 {
		return false
	}
	step := &t.script.Steps[i]
	return step.Kind == FreeText || step.Open
}

// afterAny is what follows one of these beginnings.
func afterAny(said string, beginnings []string) (rest string, ok bool) {
	for _, b := range beginnings {
		if rest, ok = strings.CutPrefix(said, b); ok {
			return rest, true
		}
	}
	return "", false
}

func withoutEnd(place string) string {
	for _, end := range forNow {
		place = strings.TrimSuffix(place, end)
	}
	return place
}
