package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/vietnam"
)

// listed is how many of each kind a report names.
const listed = 20

// runStatus tells what of the registry waits for a person.
func runStatus(ctx context.Context, m *market, _ request, out io.Writer) error {
	latest, err := pull.Pulls(ctx, m.db, 1)
	if err != nil {
		return err
	}
	for _, p := range latest {
		fmt.Fprintf(out, "Last pull: %s by %s.\n", p.EndedAt.In(vietnam.Zone).Format("2/1/2006 15:04"), p.Who)
	}
	stops, err := pull.Stops(ctx, m.db)
	if err != nil {
		return err
	}
	for _, s := range stops {
		printStop(out, s.Difference)
		if err := printHeld(ctx, m, s.Province, out); err != nil {
			return err
		}
	}
	refused, err := pull.OpenRefusals(ctx, m.db, listed)
	if err != nil {
		return err
	}
	for _, r := range refused {
		fmt.Fprintf(out, "REFUSED %s since %s: %s\n", r.RegistryID, r.First.In(vietnam.Zone).Format("2/1/2006"), r.Why)
	}
	unmapped, total, err := catalog.UnmappedList(ctx, m.db, listed)
	if err != nil {
		return err
	}
	for _, u := range unmapped {
		fmt.Fprintf(out, "UNMAPPED %s %q of %s: %s\n", u.Kind, u.Value, u.RegistryID, u.Why)
	}
	fmt.Fprintf(out, "%d stopped provinces, %d records refused (at most %d shown), %d values unmapped.\n", len(stops), len(refused), listed, total)
	return nil
}

// printHeld lists what waits in a stopped province, what would lose most first.
func printHeld(ctx context.Context, m *market, province string, out io.Writer) error {
	held, err := pull.HeldBacks(ctx, m.db, province)
	if err != nil {
		return err
	}
	lost := func(h *pull.HeldBack) int { return h.FromStars - h.ToStars }
	slices.SortFunc(held, func(a, b *pull.HeldBack) int {
		return cmp.Or(cmp.Compare(lost(b), lost(a)), strings.Compare(a.ID, b.ID))
	})
	for _, h := range held[:min(listed, len(held))] {
		what := string(h.Standing)
		if h.Gone {
			what = "gone from the registry"
		}
		fmt.Fprintf(out, "  HELD %s %s: %d to %d stars, %s\n", h.ID, h.Name, h.FromStars, h.ToStars, what)
	}
	if more := len(held) - listed; more > 0 {
		fmt.Fprintf(out, "  and %d more\n", more)
	}
	return nil
}
