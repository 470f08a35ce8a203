package settings

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/audit"
	"github.com/ocopmarket/ocop/internal/field"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestMain(m *testing.M) { os.Exit(storetest.Main(m)) }

func book(db store.DB, applied *int64) *Book {
	now := func() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC) }
	return New(db, now, Setting{Key: "hold", VI: "Giữ hàng", EN: "Hold", Min: 5, Max: 1440, Default: 30, Apply: func(n int64) { *applied = n }})
}

func TestSet(t *testing.T) {
	tests := []struct {
		name, value, reason string
		changed             int
		wrong               string // field
		after               int64
	}{
		{"a change", "45", "xe đến muộn", 1, "", 45},
		{"with separators", "1.440", "dài nhất", 1, "", 1440},
		{"the same", "30", "", 0, "", 30},
		{"no reason", "45", " ", 0, "ly-do", 30},
		{"too small", "4", "x", 0, "hold", 30},
		{"too large", "1441", "x", 0, "hold", 30},
		{"no number", "nửa giờ", "x", 0, "hold", 30},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			applied := int64(30)
			db := storetest.Open(t, append(append(Schemas(), outbox.Schemas()...), audit.Schemas()...)...)
			b := book(db, &applied)
			ctx := audit.WithActor(t.Context(), audit.Actor{Person: "p1", Via: "web"})
			n, err := b.Set(ctx, Change{Values: map[string]string{"hold": test.value}, Reason: test.reason})
			var wrong field.Errors
			if errors.As(err, &wrong); test.wrong != "" {
				if _, ok := wrong.Of(test.wrong); !ok {
					t.Fatalf("got %v, want what is wrong with %s", err, test.wrong)
				}
			} else if err != nil || n != test.changed {
				t.Fatalf("changed %d, %v; want %d", n, err, test.changed)
			}
			if err := b.Load(t.Context()); err != nil || applied != test.after {
				t.Fatalf("in force %d, %v; want %d", applied, err, test.after)
			}
			states, err := b.States(t.Context())
			if err != nil || len(states[0].History) != test.changed {
				t.Fatalf("history of %d, %v; want %d", len(states[0].History), err, test.changed)
			}
			if test.changed == 1 && (states[0].History[0].Person != "p1" || states[0].History[0].From != 30) {
				t.Errorf("history says %+v", states[0].History[0])
			}
		})
	}
}
