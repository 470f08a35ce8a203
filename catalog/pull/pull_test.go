package pull_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

func TestSecondPullChangesNothing(t *testing.T) { onEngines(t, secondPullChangesNothing) }

func secondPullChangesNothing(t *testing.T, e storetest.Engine) {
	w := newWorldOn(t, e, 200)
	source := w.feed(quick)
	first := w.pull(source)
	if first.Counts.New != 200 || !first.Full || len(first.Mismatched) != 0 {
		t.Fatalf("first pull: %+v", first)
	}
	before := facts(t, w.db)
	w.pass(time.Hour)
	second := w.pull(source)
	if second.Counts != (pull.Counts{}) || second.Full {
		t.Errorf("second pull: %+v", second)
	}
	if diff := cmp.Diff(before, facts(t, w.db)); diff != "" {
		t.Error(diff)
	}
	if second.To != first.To || second.From != first.To {
		t.Errorf("bookmark went from %q to %q after %q", second.From, second.To, first.To)
	}
}

func TestRevocationReachesTheCertificate(t *testing.T) { onEngines(t, revocationReachesTheCertificate) }

func revocationReachesTheCertificate(t *testing.T, e storetest.Engine) {
	w := newWorldOn(t, e, 200)
	source := w.feed(quick)
	w.pull(source)
	w.act("revoke", 1)
	w.pass(time.Hour)
	if got := w.pull(source).Counts; got.Changed != 1 {
		t.Fatalf("counts: %+v", got)
	}
	certificates := store.Define[catalog.Certificate]("certificates")
	found := 0
	for c, err := range certificates.Each(context.Background(), w.db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		last := c.Decisions[len(c.Decisions)-1]
		if last.Kind != "revoke" || last.Reason != "kiểm tra" {
			continue
		}
		found++
		if c.Standing != catalog.Revoked || c.StandingDecision != last.Number || c.StandingFrom.After(w.clock()) || !last.RecordedAt.Equal(w.clock()) {
			t.Errorf("revoked certificate: %+v", c)
		}
		if state := c.Validity().State(w.clock(), w.clock(), time.Hour); state != catalog.StateRevoked {
			t.Errorf("state %s", state)
		}
		if len(c.Decisions) < 2 {
			t.Error("the history before the revocation is gone")
		}
	}
	if found != 1 {
		t.Errorf("%d certificates were revoked", found)
	}
}

func TestTooManyLossesStopTheProvince(t *testing.T) { onEngines(t, tooManyLossesStopTheProvince) }

func tooManyLossesStopTheProvince(t *testing.T, e storetest.Engine) {
	ctx := context.Background()
	w := newWorldOn(t, e, size)
	source := w.feed(quick)
	w.pull(source)
	before := facts(t, w.db)
	w.misbehave(reference.Misbehaviour{Mode: "half-gone"})
	w.pass(time.Hour)
	result := w.pull(source)
	stopped, err := pull.Stops(ctx, w.db)
	if err != nil || len(stopped) < 10 {
		t.Fatalf("%d provinces stopped, error %v", len(stopped), err)
	}
	for _, s := range stopped {
		if s.Lost <= 3 || float64(s.Lost) <= 0.05*float64(s.Products) {
			t.Errorf("stopped without reason: %+v", s)
		}
		backs, err := pull.HeldBacks(ctx, w.db, s.Province)
		if err != nil || len(backs) != s.Changes {
			t.Errorf("%d changes held back in %s, want %d, error %v", len(backs), s.Province, s.Changes, err)
		}
		for _, c := range result.Confirmed {
			if c == s.Province {
				t.Errorf("stopped province %s was confirmed", c)
			}
		}
	}
	after := facts(t, w.db)
	certificates := store.Define[catalog.Certificate]("certificates")
	for c, err := range certificates.Each(ctx, w.db, store.Query{Where: []store.Cond{{Field: "province", Op: store.Eq, Value: stopped[0].Province}}}) {
		if err != nil {
			t.Fatal(err)
		}
		if before[c.ID] != after[c.ID] {
			t.Errorf("certificate of a stopped province changed from %s to %s", before[c.ID], after[c.ID])
		}
	}

	approved, err := w.puller(source, "officer").Approve(ctx, stopped[0].Province, "bà An")
	if err != nil || approved.Counts.Gone != stopped[0].Changes || approved.Who != "bà An" {
		t.Errorf("approved %+v of %+v, error %v", approved.Counts, stopped[0], err)
	}
	if _, err := w.puller(source, "officer").Approve(ctx, stopped[0].Province, "bà An"); !errors.Is(err, pull.ErrNotStopped) {
		t.Errorf("approved twice: %v", err)
	}

	w.misbehave(reference.Misbehaviour{Mode: "none"})
	w.pass(time.Hour)
	w.pull(source)
	if left, err := pull.Stops(ctx, w.db); err != nil || len(left) != 0 {
		t.Errorf("%d provinces still stopped, error %v", len(left), err)
	}
}

func TestTwoWorkersPullOnce(t *testing.T) { onEngines(t, twoWorkersPullOnce) }

func twoWorkersPullOnce(t *testing.T, e storetest.Engine) {
	w := newWorldOn(t, e, size)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var done, held int
	for i := range 4 {
		p := w.puller(w.feed(quick), fmt.Sprint("worker ", i))
		wg.Go(func() {
			_, err := p.Run(context.Background(), "test", nil)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case errors.Is(err, lease.ErrHeld):
				held++
			default:
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if done == 0 || done+held != 4 {
		t.Errorf("%d pulled and %d waited of 4", done, held)
	}
	recorded, err := pull.Pulls(context.Background(), w.db, 10)
	if err != nil || len(recorded) != done {
		t.Errorf("%d pulls recorded, %d done, error %v", len(recorded), done, err)
	}
}

func TestAWorkerThatLostItsLeaseChangesNothing(t *testing.T) {
	onEngines(t, aWorkerThatLostItsLeaseChangesNothing)
}

func aWorkerThatLostItsLeaseChangesNothing(t *testing.T, e storetest.Engine) {
	ctx := context.Background()
	w := newWorldOn(t, e, 100)
	taken := false
	slow := w.puller(w.feed(quick), "slow")
	slow.Rules.Batch = 10
	_, err := slow.Run(ctx, "test", func(done, total int) {
		if taken || done < total/2+10 { // in the middle of applying
			return
		}
		taken = true
		late := lease.New(w.db, "other", 10*time.Second, func() time.Time { return time.Now().Add(time.Minute) })
		if _, err := late.Acquire(ctx, "registry-pull"); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, lease.ErrLost) {
		t.Fatalf("error %v", err)
	}
	n, err := w.db.Count(ctx, "products", nil)
	if err != nil || n == 0 || n == 100 {
		t.Errorf("%d products applied, error %v", n, err)
	}
	if n, _ := w.db.Count(ctx, "registry_bookmarks", nil); n != 0 {
		t.Error("the bookmark moved")
	}
	next := w.puller(w.feed(quick), "next")
	next.Leases = lease.New(w.db, "next", 10*time.Second, func() time.Time { return time.Now().Add(2 * time.Minute) })
	result, err := next.Run(ctx, "test", nil)
	if err != nil || result.Counts.New != 100-n {
		t.Errorf("the next worker did %+v after %d, error %v", result.Counts, n, err)
	}
}

func TestCorruptRecordsAreKeptAndRetried(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, 800)
	source := w.feed(quick)
	w.misbehave(reference.Misbehaviour{Mode: "corrupt"})
	first := w.pull(source)
	open, err := pull.OpenRefusals(ctx, w.db, 100)
	if err != nil || len(open) == 0 || len(open) != first.Counts.Refused || first.Counts.New != 800-len(open) {
		t.Fatalf("%d refused of %+v, error %v", len(open), first.Counts, err)
	}
	for _, r := range open {
		if len(r.Raw) == 0 || r.Why == "" {
			t.Errorf("no evidence of %s", r.ID)
		}
	}
	w.misbehave(reference.Misbehaviour{Mode: "none"})
	w.pass(time.Hour)
	second := w.pull(source)
	if got := first.Counts.New + second.Counts.New; got != 800 {
		t.Errorf("%d products after the registry mended them", got)
	}
}

func TestEvidenceHoldsEveryPage(t *testing.T) {
	w := newWorld(t, 120)
	result := w.pull(w.feed(quick))
	pages := 0
	for _, piece := range result.Evidence {
		data := w.evidence.kept[piece.Name]
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != piece.SHA256 || len(data) != piece.Size {
			t.Errorf("evidence %s is not what was recorded", piece.Name)
		}
		pages += strings.Count(unzip(t, data), `"items":[`)
	}
	if pages != 3 || result.Pages != 3 {
		t.Errorf("%d pages kept and %d counted of 3", pages, result.Pages)
	}
}

func unzip(t *testing.T, data []byte) string {
	t.Helper()
	r, err := zstd.NewReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFailedPullIsRecorded(t *testing.T) {
	w := newWorld(t, 50)
	opts := quick
	opts.Tries = 2
	w.misbehave(reference.Misbehaviour{Mode: "errors500", Share: 1})
	if _, err := w.puller(w.feed(opts), "worker").Run(context.Background(), "test", nil); err == nil {
		t.Fatal("a registry that always fails was pulled")
	}
	recorded, err := pull.Pulls(context.Background(), w.db, 10)
	if err != nil || len(recorded) != 1 || recorded[0].Error == "" {
		t.Errorf("recorded %+v, error %v", recorded, err)
	}
}

func TestAnUnexplainedDifferenceIsNotConfirmed(t *testing.T) {
	ctx := context.Background()
	w := newWorld(t, 200)
	source := w.feed(quick)
	w.pull(source)
	products := store.Define[catalog.Product]("products")
	p, err := products.First(ctx, w.db, store.Query{})
	if err != nil {
		t.Fatal(err)
	}
	p.RegistryRev += 1_000_000 // as if the registry had been set back
	if err := products.Replace(ctx, w.db, p); err != nil {
		t.Fatal(err)
	}
	w.act("revoke", 1)
	w.pass(time.Hour)
	result := w.pull(source)
	if len(result.Mismatched) != 1 || !result.Full {
		t.Fatalf("mismatched %v, full %v", result.Mismatched, result.Full)
	}
	if slices.Contains(result.Confirmed, result.Mismatched[0]) || len(result.Confirmed) != 34 {
		t.Errorf("confirmed %v, mismatched %v", result.Confirmed, result.Mismatched)
	}
	w.pass(time.Hour)
	if again := w.pull(source); again.Full || slices.Contains(again.Confirmed, result.Mismatched[0]) {
		t.Errorf("everything was read again for the same difference, or it was confirmed: %+v", again)
	}
}
