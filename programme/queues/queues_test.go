package queues

import (
	"context"
	"errors"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 22, 3, 42, 0, 0, time.UTC)

func TestAges(t *testing.T) {
	ago := func(d time.Duration) Item { return Item{Title: d.String(), Since: now.Add(-d)} }
	due := ago(time.Hour)
	due.Due = now.Add(-time.Minute)
	items := []Item{ago(0), ago(3*day - 1), ago(3 * day), ago(8*day - 1), ago(8 * day), ago(31*day - 1), ago(31 * day), due}
	q := Queue{EN: "x", Waiting: func(_ context.Context, province string) ([]Item, error) {
		if province != "22" {
			return nil, errors.New("another province")
		}
		return items, nil
	}}
	got, err := Read(t.Context(), now, "22", []Queue{q})
	if err != nil {
		t.Fatal(err)
	}
	a := got[0]
	if a.Total != 8 || a.Under3 != 3 || a.To7 != 2 || a.To30 != 2 || a.Over30 != 1 || a.Overdue != 1 {
		t.Errorf("%+v", a)
	}
	if a.Oldest.Since != now.Add(-31*day) || a.Next.Due != due.Due {
		t.Errorf("oldest %v, next %v", a.Oldest, a.Next)
	}
	if _, err := Read(t.Context(), now, "01", []Queue{q}); err == nil {
		t.Error("an error of a queue was swallowed")
	}
}

func TestBusyQueuesAreThoseInWhichSomethingWaits(t *testing.T) {
	some := func(n int) func(context.Context, string) ([]Item, error) {
		return func(context.Context, string) ([]Item, error) { return make([]Item, n), nil }
	}
	counted := func(n int) func(context.Context, string) (int, error) {
		return func(context.Context, string) (int, error) { return n, nil }
	}
	all := []Queue{{EN: "read", Waiting: some(2)}, {EN: "empty", Waiting: some(0)}, {EN: "counted", Waiting: some(0), Count: counted(3)}, {EN: "counted empty", Waiting: some(1), Count: counted(0)}}
	busy, err := Busy(t.Context(), "22", all)
	if err != nil || len(busy) != 2 || busy[0].EN != "read" || busy[1].EN != "counted" {
		t.Errorf("%+v, %v", busy, err)
	}
	broken := errors.New("the store is gone")
	all[0].Waiting = func(context.Context, string) ([]Item, error) { return nil, broken }
	if _, err := Busy(t.Context(), "22", all); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}
