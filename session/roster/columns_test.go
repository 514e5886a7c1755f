package roster_test

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// TestColumnsAreRememberedForTheirManager : the last choice for the same headings, for its manager alone, for a year, and of so
// many lists.
func TestColumnsAreRememberedForTheirManager(t *testing.T) {
	each(t, func(t *testing.T, w *ward) {
		ctx, hemi := t.Context(), w.colleague()
		headings, uses := []string{"Name", "Phone 1", "Phone 2"}, []string{"name", "", "mobile"}
		remember := func(headings, uses []string) {
			t.Helper()
			if err := w.RememberColumns(ctx, w.manager, headings, uses); err != nil {
				t.Fatal(err)
			}
		}
		remember(headings, []string{"name", "mobile", ""})
		remember(headings, uses)
		if got := must(w.ColumnUses(ctx, w.manager, []string{"name", "phone 1", "PHONE 2"})); !slices.Equal(got, uses) {
			t.Errorf("remembers %q", got)
		}
		if got := must(w.ColumnUses(ctx, w.manager, []string{"Name", "Phone 1"})); got != nil {
			t.Errorf("of other headings: %q", got)
		}
		if got := must(w.ColumnUses(ctx, hemi.Person, headings)); got != nil {
			t.Errorf("for another manager: %q", got)
		}
		w.manager = must(w.MoveManager(ctx, w.manager, number(5))).Person
		if got := must(w.ColumnUses(ctx, w.manager, headings)); !slices.Equal(got, uses) {
			t.Errorf("with another number it remembers %q", got)
		}
		for _, key := range must(w.client.Keys(ctx, "*:columns").Result()) {
			if ttl := must(w.client.TTL(ctx, key).Result()); ttl < 364*24*time.Hour {
				t.Errorf("kept for %v", ttl)
			}
		}
		remember(headings, nil)
		if got := must(w.ColumnUses(ctx, w.manager, headings)); got != nil {
			t.Errorf("forgotten, and yet %q", got)
		}
		for i := range 25 {
			remember([]string{"Name", fmt.Sprint("Phone ", i)}, uses)
		}
		first, last := must(w.ColumnUses(ctx, w.manager, []string{"Name", "Phone 0"})), must(w.ColumnUses(ctx, w.manager, []string{"Name", "Phone 24"}))
		if first != nil || last == nil {
			t.Errorf("of 25 it keeps the first %q and the last %q", first, last)
		}
	})
}
