package mongo

import (
	"context"
	"sync"
	"testing"
	"time"
)

func TestTurnsAreTakenOneByOne(t *testing.T) {
	var turns turns
	var inside, most int // guarded by the turn alone
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if !turns.take(t.Context(), "a") {
				t.Error("got no turn")
				return
			}
			inside++
			most = max(most, inside)
			time.Sleep(time.Microsecond)
			inside--
			turns.give("a")
		})
	}
	all.Wait()
	if most != 1 {
		t.Errorf("%d had a turn at once", most)
	}
	if len(turns.queue) != 0 {
		t.Errorf("%d queues are left", len(turns.queue))
	}
}

func TestNobodyWaitsForATurnBeyondTheDeadline(t *testing.T) {
	var turns turns
	turns.take(t.Context(), "a")
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if turns.take(ctx, "a") {
		t.Error("got the turn of another")
	}
	if !turns.take(t.Context(), "b") {
		t.Error("another document has the same queue")
	}
	turns.give("a")
	turns.give("b")
	if len(turns.queue) != 0 {
		t.Errorf("%d queues are left", len(turns.queue))
	}
}
