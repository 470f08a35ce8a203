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
