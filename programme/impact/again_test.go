package impact_test

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/programme/decide"
)

// The dead letter of an attempt that failed goes when the decision is begun again; that of another decision stays.
func TestBegunAgainGivesUpItsOwnDeadLetters(t *testing.T) {
	o := newOffice(t)
	for _, id := range []string{"one", "other"} {
		o.atomic(func(ctx context.Context, tx store.Tx) error {
			return outbox.Append(ctx, tx, decide.EventInEffect, decide.Took{Decision: id})
		})
	}
	box := o.failUntilDead(2)
	o.atomic(func(ctx context.Context, tx store.Tx) error { return o.impact.Again(ctx, tx, "one") })
	left, err := box.Letters(t.Context(), "impact")
	if err != nil || len(left) != 1 {
		t.Fatalf("%d dead letters are left (%v), want that of the other decision", len(left), err)
	}
	var took decide.Took
	if err := left[0].Decode(&took); err != nil || took.Decision != "other" {
		t.Errorf("the letter of %q is left (%v)", took.Decision, err)
	}
	if got := o.Events(decide.EventInEffect); len(got) != 3 {
		t.Errorf("%d entries, want the first two and the one begun again", len(got))
	}
}

func (o *office) atomic(do func(ctx context.Context, tx store.Tx) error) {
	o.t.Helper()
	if err := o.DB.Atomic(context.Background(), do); err != nil {
		o.t.Fatal(err)
	}
}

// failUntilDead runs the outbox with a reader that always fails until so many letters are dead.
func (o *office) failUntilDead(n int) *outbox.Outbox {
	o.t.Helper()
	c := o.impact.Consumer()
	c.Tries, c.Handle = 1, func(context.Context, []outbox.Event) error { return errAway }
	leases := lease.New(o.DB, "p", time.Minute, time.Now)
	box, err := outbox.New(o.DB, leases, outbox.Options{Notifier: &outbox.Notifier{}, Poll: 5 * time.Millisecond, Log: slog.New(slog.DiscardHandler)}, c)
	if err != nil {
		o.t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), 20*time.Second)
	ran := make(chan struct{})
	go func() { defer close(ran); _ = box.Run(ctx) }()
	defer func() { stop(); <-ran }()
	for ctx.Err() == nil {
		dead, err := box.Letters(ctx, c.Name)
		if err == nil && len(dead) == n {
			return box
		}
		time.Sleep(5 * time.Millisecond)
	}
	o.t.Fatalf("not %d dead letters in time", n)
	return nil
}
