package pull_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/store"
)

// judge notes and records verdicts, and has them carried out.
func (w *world) judge(source pull.Source, province string, list ...pull.Judgement) *pull.Pull {
	w.t.Helper()
	err := w.db.Atomic(context.Background(), func(ctx context.Context, tx store.Tx) error {
		if err := pull.Choose(ctx, tx, province, list); err != nil {
			return err
		}
		recorded, err := pull.Record(ctx, tx, province, "bà An")
		if len(recorded) != len(list) {
			w.t.Errorf("%d verdicts recorded, want %d", len(recorded), len(list))
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	result, err := w.puller(source, "officer").CarryOut(context.Background(), province, "bà An")
	if err != nil {
		w.t.Fatal(err)
	}
	return result
}

func (w *world) held(province string) []*pull.HeldBack {
	w.t.Helper()
	backs, err := pull.HeldBacks(context.Background(), w.db, province)
	if err != nil {
		w.t.Fatal(err)
	}
	return backs
}

func (w *world) stop(province string) *pull.Stop {
	w.t.Helper()
	list, err := pull.Stops(context.Background(), w.db)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range list {
		if s.Province == province {
			return s
		}
	}
	return nil
}

func (w *world) standing(productID string) catalog.Standing {
	w.t.Helper()
	products, certificates := store.Define[catalog.Product]("products"), store.Define[catalog.Certificate]("certificates")
	p, err := products.Get(context.Background(), w.db, productID)
	if err != nil {
		w.t.Fatal(err)
	}
	c, err := certificates.Get(context.Background(), w.db, p.Certificate)
	if err != nil {
		w.t.Fatal(err)
	}
	return c.Standing
}

// TestAProvinceIsJudgedRecordByRecord takes some, keeps some, and asks again about what is kept only while it differs.
func TestAProvinceIsJudgedRecordByRecord(t *testing.T) {
	w := newWorld(t, size)
	source := w.feed(quick)
	w.pull(source)
	w.misbehave(reference.Misbehaviour{Mode: "half-gone"})
	w.pass(time.Hour)
	w.pull(source)
	stops, err := pull.Stops(t.Context(), w.db)
	if err != nil || len(stops) == 0 {
		t.Fatal(len(stops), err)
	}
	province := stops[0].Province
	backs := w.held(province)
	if len(backs) < 5 {
		t.Fatalf("%d changes wait", len(backs))
	}
	taken, kept, left := backs[0], backs[1], backs[2:]
	result := w.judge(source, province, pull.Judgement{ID: taken.ID, Verdict: pull.Take}, pull.Judgement{ID: kept.ID, Verdict: pull.Keep, Reason: "sổ ghi nhầm"})
	if result.Counts.Gone != 1 || result.Counts.Held != 1 || result.Approved != province || result.Who != "bà An" {
		t.Errorf("carried out: %+v", result)
	}
	if got := w.standing(taken.ProductID); got != catalog.Withdrawn {
		t.Errorf("what was taken is %s", got)
	}
	if got := w.standing(kept.ProductID); got == catalog.Withdrawn {
		t.Error("what was kept is gone")
	}
	if w.stop(province) == nil || len(w.held(province)) != len(backs)-1 {
		t.Errorf("%d changes wait, want %d, and the stop goes on", len(w.held(province)), len(backs)-1)
	}

	var rest []pull.Judgement
	for _, b := range left {
		rest = append(rest, pull.Judgement{ID: b.ID, Verdict: pull.Take})
	}
	w.judge(source, province, rest...)
	if w.stop(province) != nil {
		t.Error("nothing is left to decide, and the province is still stopped")
	}

	w.pass(time.Hour)
	result = w.pull(source)
	if got := w.standing(kept.ProductID); got == catalog.Withdrawn {
		t.Error("the next pull took what was kept, since it is only one")
	}
	again := w.held(province)
	if len(again) != 1 || again[0].ID != kept.ID || again[0].Settled() || again[0].Kept == nil {
		t.Fatalf("asked again about %d changes", len(again))
	}
	if kept.ReadIn == "" || again[0].ReadIn != kept.ReadIn || again[0].PullID == kept.PullID {
		t.Errorf("what was read in %q is said to be read in %q, found again in %q", kept.ReadIn, again[0].ReadIn, again[0].PullID)
	}
	if s := w.stop(province); s == nil || s.Stopped || s.Difference.Kept != 1 {
		t.Errorf("the question: %+v", s)
	}
	if !slices.Contains(result.Confirmed, province) {
		t.Error("a province whose difference its officers keep is not confirmed")
	}

	w.misbehave(reference.Misbehaviour{Mode: "none"})
	w.pass(time.Hour)
	w.pull(source)
	if left := w.held(province); len(left) != 0 || w.stop(province) != nil {
		t.Errorf("%d changes wait although nothing differs", len(left))
	}
}

func TestVerdictsStayInTheirProvince(t *testing.T) {
	w := newWorld(t, size)
	source := w.feed(quick)
	w.pull(source)
	w.misbehave(reference.Misbehaviour{Mode: "half-gone"})
	w.pass(time.Hour)
	w.pull(source)
	stops, err := pull.Stops(t.Context(), w.db)
	if err != nil || len(stops) < 2 {
		t.Fatal(len(stops), err)
	}
	theirs := w.held(stops[1].Province)[0].ID
	err = w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return pull.Choose(ctx, tx, stops[0].Province, []pull.Judgement{{ID: theirs, Verdict: pull.Take}})
	})
	if !errors.Is(err, pull.ErrNotHeld) {
		t.Errorf("another province's change: %v", err)
	}
}

func TestNotesSurviveAPullThatSaysTheSame(t *testing.T) {
	w := newWorld(t, size)
	source := w.feed(quick)
	w.pull(source)
	w.misbehave(reference.Misbehaviour{Mode: "half-gone"})
	w.pass(time.Hour)
	w.pull(source)
	stops, _ := pull.Stops(t.Context(), w.db)
	province := stops[0].Province
	id := w.held(province)[0].ID
	err := w.db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		return pull.Choose(ctx, tx, province, []pull.Judgement{{ID: id, Verdict: pull.Keep, Reason: "chờ giấy"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	w.pull(source)
	if b := w.held(province)[0]; b.ID != id || b.Choice != pull.Keep || b.Reason != "chờ giấy" || b.Recorded {
		t.Errorf("the note is %+v", b)
	}
}

func TestOldPullsKeepTheHashesOfTheirEvidence(t *testing.T) {
	w := newWorld(t, size)
	w.pull(w.feed(quick))
	for i, want := range []int{0, 1, 0} {
		if i == 1 {
			w.pass(400 * 24 * time.Hour)
		}
		if n, err := pull.Prune(t.Context(), w.db, w.clock()); n != want || err != nil {
			t.Errorf("pruned %d, want %d, error %v", n, want, err)
		}
	}
	list, err := pull.Pulls(t.Context(), w.db, 1)
	if err != nil || len(list) != 1 {
		t.Fatal(len(list), err)
	}
	if p := list[0]; p.Provinces != nil || len(p.Evidence) == 0 || len(p.Evidence[0].SHA256) != 64 || p.Counts.New == 0 {
		t.Errorf("left of it: %+v", p)
	}
}
