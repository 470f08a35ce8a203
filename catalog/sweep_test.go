package catalog

import (
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestEachExpiryIsToldOnce(t *testing.T) {
	db := storetest.Open(t, append(Schemas(), outbox.Schemas()...)...)
	now := noon
	c := New(db, func() time.Time { return now }, Rules{Silence: time.Hour})
	seed(t, db, 1)
	sweepAt := func(at time.Time, want int) {
		t.Helper()
		now = at
		if told, err := c.SweepExpired(t.Context()); err != nil || told != want {
			t.Errorf("at %v told of %d, %v; want %d", at, told, err, want)
		}
	}
	ends := noon.AddDate(1, 0, 0)
	sweepAt(noon, 0)
	sweepAt(ends.Add(-time.Millisecond), 0)
	sweepAt(ends, 1)
	sweepAt(ends, 0)
	sweepAt(ends.Add(time.Hour), 0)
}
