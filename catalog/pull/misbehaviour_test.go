package pull_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/store"
)

// facts is what of the store every way of getting there must agree on: what
// products and certificates say, but not when or by which detours it was learned.
func facts(t *testing.T, db store.DB) map[string]string {
	t.Helper()
	ctx := context.Background()
	all := map[string]string{}
	products := store.Define[catalog.Product]("products")
	for p, err := range products.Each(ctx, db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[p.ID] = fmt.Sprintf("%s rev %d %s %s/%s %v %s %s %d %s", p.RegistryID, p.RegistryRev, firstChoice(p.Slug, p.ID), p.Name, p.Group, p.Place, p.ProducerID, p.Certificate, len(p.Pictures), p.Description)
	}
	producers := store.Define[catalog.Producer]("producers")
	for p, err := range producers.Each(ctx, db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[p.ID] = fmt.Sprintf("%s %s %s %s %v", p.RegistryID, firstChoice(p.Slug, p.ID), p.Name, p.Kind, p.Contact)
	}
	certificates := store.Define[catalog.Certificate]("certificates")
	for c, err := range certificates.Each(ctx, db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		all[c.ID] = fmt.Sprintf("%s %d %s %s %s %v", c.ProductID, c.Stars, c.IssuedOn, c.ExpiresAt, c.Standing, c.Current)
	}
	for _, collection := range []string{"registry_held", "registry_stops"} {
		n, err := db.Count(ctx, collection, nil)
		if err != nil {
			t.Fatal(err)
		}
		all[collection] = fmt.Sprint(n)
	}
	return all
}

// firstChoice is the address without what tells it from another product's. Who of
// two namesakes bears it depends on who came first, and stays so for good.
func firstChoice(slug, id string) string { return strings.TrimSuffix(slug, "-"+id[1:5]) }

const size = 400

var misbehaviours = []reference.Misbehaviour{
	{Mode: "slow", DelayMS: 20}, {Mode: "errors500"}, {Mode: "truncated"}, {Mode: "repeated"},
	{Mode: "reordered"}, {Mode: "corrupt"}, {Mode: "half-gone"}, {Mode: "clock-ahead"},
}

// act does something in the registry that a pull must notice.
func (w *world) act(kind string, n int) {
	w.t.Helper()
	products := store.Define[catalog.Product]("products")
	certificates := store.Define[catalog.Certificate]("certificates")
	done := 0
	for p, err := range products.Each(context.Background(), w.db, store.Query{}) {
		if err != nil {
			w.t.Fatal(err)
		}
		c, err := certificates.Get(context.Background(), w.db, p.Certificate)
		if err != nil {
			w.t.Fatal(err)
		}
		if c.Standing != catalog.InForce || c.ExpiresAt.Before(w.clock()) {
			continue
		}
		if _, err := w.registry.Do(kind, reference.Act{Number: c.ID, Reason: "kiểm tra"}); err == nil {
			if done++; done == n {
				return
			}
		}
	}
	w.t.Fatalf("only %d of %d acts done", done, n)
}

// settle pulls until the registry has behaved for two pulls.
func (w *world) settle(source pull.Source) {
	for range 3 {
		w.pass(15 * time.Minute)
		w.pull(source)
	}
}

func TestFeedConvergesAfterEveryMisbehaviour(t *testing.T) {
	if testing.Short() {
		t.Skip("pulls many times")
	}
	for _, m := range misbehaviours {
		t.Run(m.Mode+" at first", func(t *testing.T) { converges(t, m, false) })
		t.Run(m.Mode+" later", func(t *testing.T) { converges(t, m, true) })
	}
}

// converges compares a store that lived through a misbehaviour with one that is filled afterwards.
func converges(t *testing.T, m reference.Misbehaviour, later bool) {
	w := newWorld(t, size)
	source := w.feed(quick)
	if later {
		w.pull(source)
	}
	w.misbehave(m)
	for i := range 3 {
		if i == 1 && later {
			w.act("revoke", 2)
			w.act("renew", 3)
		}
		w.pass(15 * time.Minute)
		_, _ = w.puller(source, "worker").Run(context.Background(), "test", nil) // may fail
	}
	w.misbehave(reference.Misbehaviour{Mode: "none"})
	w.settle(source)
	got := facts(t, w.db)
	w.db = newStore(t)
	w.settle(w.feed(quick))
	if diff := cmp.Diff(facts(t, w.db), got); diff != "" {
		t.Errorf("not as if nothing had happened (-want +got):\n%s", diff)
	}
}
