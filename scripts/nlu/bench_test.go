package nlu

import (
	"testing"
	"time"
)

func TestStat(t *testing.T) {
	for i := 0; i < 3; i++ {
		s := time.Now()
		l, _ := Load(Embedded(), "en")
		t.Log(time.Since(s), len(l.graph.positions), len(l.vocabulary), len(l.rules))
	}
}
func BenchmarkRead(b *testing.B) {
	l := For("en")
	said := "Kia ora, thanks for the text. I would like to get better at listening before I jump in with advice, since my team tells me that I fix things too fast, sorry"
	a := Asked{Kind: OwnWords}
	b.ReportAllocs()
	for b.Loop() {
		l.Read(said, a)
	}
}
