package main

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"coachline/handlers/twilio"
	"coachline/session"
)

const (
	lateAfter   = 10 * time.Minute // what should have gone so long ago is late
	outboxLimit = 1000             // entries that are looked at, the oldest first
)

// examineOutbox says whether texts and calls are stuck, and why most of them are.
func (w world) examineOutbox(ctx context.Context, c config) []session.Finding {
	const check, fix = "outbox", "See which: coachline outbox list. It says of each what to do."
	if c.Catalog == nil {
		return nil // the lessons have the fault
	}
	kept, err := openStore(w, c, slog.New(slog.DiscardHandler))
	if err != nil {
		return []session.Finding{failing(check, err.Error(), "Mend REDIS_URL.")}
	}
	defer kept.close()
	late, failed, unknown, seen, codes := 0, 0, 0, 0, map[int]int{}
	for e, err := range kept.store.OpenEntries(ctx, session.OpenStates) {
		if err != nil {
			return []session.Finding{warning(check, "it cannot be read: "+session.FaultOf(err).What, session.FaultOf(err).Fix)}
		}
		switch {
		case e.State == session.EntryUnknown:
			unknown++
		case e.State == session.EntryFailed:
			failed++
		case w.now().Sub(e.Since) > lateAfter || e.State == session.EntryWaiting && e.Code != 0:
			late++
		}
		if e.Code != 0 {
			codes[e.Code]++
		}
		if seen++; seen == outboxLimit {
			break
		}
	}
	commonest := 0
	for code, n := range codes {
		if n > codes[commonest] || n == codes[commonest] && code < commonest {
			commonest = code
		}
	}
	what := fmt.Sprintf("%d late or refused for now, %d unknown, %d failed", late, unknown, failed)
	if told, cure := twilio.Explain(commonest); told != "" {
		what += fmt.Sprintf("; most often %d: %s. %s", commonest, told, cure)
	}
	switch {
	case late > 0:
		return []session.Finding{failing(check, what, fix)}
	case unknown > 0 || failed > 0:
		return []session.Finding{warning(check, what, fix)}
	}
	return []session.Finding{pass(check, "nothing is stuck")}
}
