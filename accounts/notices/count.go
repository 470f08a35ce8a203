package notices

import (
	"context"
	"fmt"

	"github.com/ocopmarket/ocop/accounts/policy"
	"github.com/ocopmarket/ocop/internal/store"
)

// Counts are how many notices somebody has, of the kinds that they want to see here.
type Counts struct {
	All, Unread int
	ByKind      map[Kind]int
}

// Count counts the inbox of somebody as they act now.
func (in *Inbox) Count(ctx context.Context, who policy.Actor) (Counts, error) {
	c := Counts{ByKind: map[Kind]int{}}
	r, err := in.reader(ctx, who)
	if err != nil {
		return c, fmt.Errorf("count notices: %w", err)
	}
	for _, to := range r.audiences {
		n, err := items.CountBy(ctx, r.db, "kind", addressed(to))
		if err != nil {
			return c, fmt.Errorf("count notices: %w", err)
		}
		for kind, of := range n {
			if r.sees(Kind(kind)) {
				c.ByKind[Kind(kind)] += of
				c.All += of
			}
		}
	}
	c.Unread, err = r.unread(ctx)
	return c, err
}

// Unread counts what somebody has not read, for the navigation.
func (in *Inbox) Unread(ctx context.Context, who policy.Actor) (int, error) {
	r, err := in.reader(ctx, who)
	if err != nil {
		return 0, fmt.Errorf("count notices: %w", err)
	}
	return r.unread(ctx)
}

// unread counts what came behind the marks, and takes away what was read of it one by one.
func (r *reader) unread(ctx context.Context) (int, error) {
	total := 0
	for _, to := range r.audiences {
		told, err := items.CountBy(ctx, r.db, "kind", addressed(to), r.unseen(to))
		if err != nil {
			return 0, fmt.Errorf("count notices: %w", err)
		}
		if len(told) == 0 {
			continue
		}
		read, err := readings.CountBy(ctx, r.db, "kind", []store.Cond{eq("person", r.person), addressed(to), r.unseen(to)}...)
		if err != nil {
			return 0, fmt.Errorf("count notices that were read: %w", err)
		}
		for kind, n := range told {
			if r.sees(Kind(kind)) {
				total += max(n-read[kind], 0)
			}
		}
	}
	return total, nil
}
