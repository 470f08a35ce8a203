package pull_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/store"
)

func (w *world) national() *registry.National {
	w.t.Helper()
	n, err := registry.NewNational(w.address, quick)
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

func TestNationalConvergesAfterEveryMisbehaviour(t *testing.T) {
	if testing.Short() {
		t.Skip("pulls many times")
	}
	for _, m := range misbehaviours {
		t.Run(m.Mode, func(t *testing.T) {
			w := newWorld(t, size)
			source := w.national()
			w.pull(source)
			w.act("revoke", 2)
			w.act("renew", 3)
			w.misbehave(m)
			for range 3 {
				w.pass(15 * time.Minute)
				_, _ = w.puller(source, "worker").Run(context.Background(), "test", nil) // may fail
			}
			w.misbehave(reference.Misbehaviour{Mode: "none"})
			w.settle(source)
			got := living(t, w.db)
			w.db = newStore(t)
			w.settle(w.national())
			if diff := cmp.Diff(living(t, w.db), got); diff != "" {
				t.Errorf("not as if nothing had happened (-want +got):\n%s", diff)
			}
		})
	}
}

// living is what is true of products that the national registry still knows: of
// the others it has no word, so a store that never saw them holds nothing.
func living(t *testing.T, db store.DB) map[string]string {
	t.Helper()
	all := map[string]string{}
	products := store.Define[catalog.Product]("products")
	certificates := store.Define[catalog.Certificate]("certificates")
	for p, err := range products.Each(context.Background(), db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		c, err := certificates.Get(context.Background(), db, p.Certificate)
		if err != nil {
			t.Fatal(err)
		}
		if c.Standing == catalog.InForce {
			all[p.ID] = p.RegistryID + " " + p.Name + " " + string(p.Group) + " " + p.Place.Commune + " " + c.ID + " " + c.ExpiresAt.String()
		}
	}
	return all
}

func TestNationalAsksForDetailsOnce(t *testing.T) {
	w := newWorld(t, 100)
	source := w.national()
	first := w.pull(source)
	if first.Counts.New == 0 || first.Counts.Refused != 0 {
		t.Fatalf("first pull: %+v", first.Counts)
	}
	w.pass(time.Hour)
	second := w.pull(source)
	if got := second.Counts; got.New+got.Changed+got.Gone+got.Refused != 0 {
		t.Errorf("second pull did something: %+v", got)
	}
	if second.Evidence[0].Size >= first.Evidence[0].Size {
		t.Errorf("the second pull read %d bytes, the first %d: details were asked for again", second.Evidence[0].Size, first.Evidence[0].Size)
	}
}

func TestNationalRevocationShowsAsGone(t *testing.T) {
	w := newWorld(t, 100)
	source := w.national()
	w.pull(source)
	w.act("revoke", 1)
	w.pass(time.Hour)
	if got := w.pull(source).Counts; got.Gone != 1 || got.New+got.Changed != 0 {
		t.Errorf("counts after one revocation: %+v", got)
	}
}
