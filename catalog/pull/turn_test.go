package pull_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestAnOperatorWaitsForAPullUnderWay(t *testing.T) {
	onEngines(t, func(t *testing.T, e storetest.Engine) {
		w := newWorldOn(t, e, 10)
		busy, err := lease.New(w.db, "other", 10*time.Second, time.Now).Acquire(t.Context(), "registry-pull")
		if err != nil {
			t.Fatal(err)
		}
		operator := w.puller(w.feed(quick), "operator")
		short, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		if _, err := operator.RunInTurn(short, "test", nil); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while another pulls: %v", err)
		}
		released := make(chan error, 1)
		go func() {
			time.Sleep(100 * time.Millisecond)
			released <- busy.Release(context.Background())
		}()
		result, err := operator.RunInTurn(t.Context(), "test", nil)
		if err != nil || result.Counts.New != 10 {
			t.Errorf("after it: %+v, %v", result, err)
		}
		if err := <-released; err != nil {
			t.Error(err)
		}
	})
}
