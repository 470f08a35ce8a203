package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

func testPoisonBecomesADeadLetterAndTheRestGoesOn(t *testing.T, open opener) {
	for _, size := range []int{1, 4} {
		t.Run(fmt.Sprint("batch ", size), func(t *testing.T) {
			var s seen
			var mu sync.Mutex
			broken := true
			ids := map[string]bool{} // under which the poison was given
			c := outbox.Consumer{Name: "c", Tries: 3, Batch: size, Backoff: time.Millisecond, MaxBackoff: 2 * time.Millisecond,
				Handle: outbox.Each(func(_ context.Context, e outbox.Event) error {
					mu.Lock()
					defer mu.Unlock()
					if e.Kind == "poison" {
						ids[e.ID] = true
					}
					if e.Kind == "poison" && broken {
						panic("cannot digest")
					}
					return s.add(e)
				})}
			p := start(t, open(t), "a", outbox.Options{}, c)
			p.append(t, "made", 1, 2)
			p.append(t, "poison", 3)
			p.append(t, "made", 4)
			eventually(t, "the event behind the poison", func() bool { return slices.Contains(s.numbers(), 4) })
			letters, err := p.Letters(t.Context(), "c")
			if err != nil || len(letters) != 1 {
				t.Fatalf("letters %v, %v; want one", letters, err)
			}
			if l := letters[0]; l.Kind != "poison" || l.Tries != 3 || l.Error != "panic: cannot digest" {
				t.Errorf("letter %+v", l)
			}
			mu.Lock()
			broken = false
			mu.Unlock()
			again := func(ctx context.Context, tx store.Tx) error { return outbox.Retry(ctx, tx, letters[0].ID) }
			if err := p.db.Atomic(t.Context(), again); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the retried letter", func() bool { return slices.Contains(s.numbers(), 3) })
			mu.Lock()
			defer mu.Unlock()
			if len(ids) != 1 {
				t.Errorf("the retried event has another id: %v", ids)
			}
			if letters, err := p.Letters(t.Context(), ""); err != nil || len(letters) != 0 {
				t.Errorf("letters after the retry: %v, %v", letters, err)
			}
		})
	}
}

func testLaterAndOrderedConsumersWait(t *testing.T, open opener) {
	for name, failure := range map[string]error{"later": outbox.Later(errors.New("engine down")), "ordered": errors.New("engine down")} {
		t.Run(name, func(t *testing.T) {
			var s seen
			var mu sync.Mutex
			failed := 0
			c := outbox.Consumer{Name: "c", Tries: 2, Ordered: name == "ordered", Batch: 3, Backoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond,
				Handle: func(ctx context.Context, events []outbox.Event) error {
					mu.Lock()
					defer mu.Unlock()
					if failed < 20 {
						failed++
						return failure
					}
					return outbox.Each(func(_ context.Context, e outbox.Event) error { return s.add(e) })(ctx, events)
				}}
			p := start(t, open(t), "a", outbox.Options{}, c)
			p.append(t, "made", upTo(10)...)
			eventually(t, "all ten in the end", func() bool { return len(s.numbers()) == 10 })
			if got := s.numbers(); !slices.Equal(got, upTo(10)) {
				t.Errorf("order %v", got)
			}
			if letters, err := p.Letters(t.Context(), ""); err != nil || len(letters) != 0 {
				t.Errorf("letters %v, %v; want none", letters, err)
			}
		})
	}
}

func testStatusShowsWhyAConsumerWaits(t *testing.T, open opener) {
	down := outbox.Consumer{Name: "c", Backoff: time.Millisecond, MaxBackoff: time.Millisecond,
		Handle: func(context.Context, []outbox.Event) error { return outbox.Later(errors.New("engine down")) }}
	p := start(t, open(t), "a", outbox.Options{}, down)
	p.append(t, "made", 1, 2)
	eventually(t, "a status that tells", func() bool {
		stats, err := p.Status(t.Context())
		return err == nil && len(stats) == 1 && stats[0].Behind == 2 && !stats[0].Waiting.IsZero() &&
			stats[0].Error == "outbox: try again later: engine down"
	})
}
