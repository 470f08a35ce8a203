package main

import (
	"context"
	"errors"
	"maps"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/mongo"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
	"github.com/ocopmarket/ocop/orders"
)

// The documents that tell whether anything was lost, as the rooms that own them declare them.
var (
	storedStock     = store.Define[catalog.Stock]("stock")
	storedOrders    = store.Define[orders.Order]("orders")
	storedCheckouts = store.Define[orders.Checkout]("checkouts")
	storedPulls     = store.Define[pull.Pull]("registry_pulls")
)

// world is what a store holds about goods and orders.
type world struct {
	available map[string]int // by SKU
	held      map[string]int // by SKU: in orders that have not given their goods back
	lines     map[string]int // by code of checkout: pieces
	mailTo    map[string]string
}

// all is what there is of each SKU: for sale and held.
func (w world) all() map[string]int {
	all := maps.Clone(w.available)
	for sku, n := range w.held {
		all[sku] += n
	}
	return all
}

// storeOf opens the store of a market that does not run, or that runs on MongoDB.
func storeOf(t *testing.T, data string, s variables) store.DB {
	t.Helper()
	var db store.DB
	var err error
	if uri := s["OCOP_MONGODB_URI"]; uri != "" {
		db, err = mongo.Open(context.Background(), uri, schemas()...)
	} else {
		db, err = sqlite.Open(context.Background(), filepath.Join(data, "ocop.db"), schemas()...)
	}
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// look reads the world.
func look(t *testing.T, db store.DB) world {
	t.Helper()
	w := world{available: map[string]int{}, held: map[string]int{}, lines: map[string]int{}, mailTo: map[string]string{}}
	err := db.Snapshot(context.Background(), func(ctx context.Context, r store.Reader) error {
		stock, err1 := storedStock.Find(ctx, r, store.Query{})
		list, err2 := storedOrders.Find(ctx, r, store.Query{})
		placed, err3 := storedCheckouts.Find(ctx, r, store.Query{})
		for _, s := range stock {
			w.available[s.ID] = s.Available
		}
		for _, o := range list {
			w.add(o)
		}
		for _, c := range placed {
			w.mailTo[c.ID] = c.Contact.Email
		}
		return errors.Join(err1, err2, err3)
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func (w world) add(o *orders.Order) {
	for _, l := range o.Lines {
		w.lines[o.Checkout] += l.Quantity
		if o.Status != orders.Cancelled {
			w.held[l.SKU] += l.Quantity
		}
	}
}

// lookAt opens the store of a market and reads the world.
func lookAt(t *testing.T, data string, s variables) world {
	t.Helper()
	db := storeOf(t, data, s)
	w := look(t, db)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return w
}

// lookAtCopy reads the world of a copy of the files as a killed process left them, which stay as they are for the next one.
func lookAtCopy(t *testing.T, data string, s variables) world {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"ocop.db", "ocop.db-wal"} {
		raw, err := os.ReadFile(filepath.Join(data, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return lookAt(t, dir, s)
}

// lettersPlaced lists the letters about placed orders in folders of mail, by code and whom they went to.
func lettersPlaced(t *testing.T, folders ...string) map[string][]string {
	t.Helper()
	sent := map[string][]string{}
	for _, dir := range folders {
		names, err := filepath.Glob(filepath.Join(dir, "placed-*.eml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			m, err := mail.ReadMessage(f)
			f.Close()
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			code := strings.TrimPrefix(filepath.Base(name), "placed-")[:len("OC-7KM4-XQ2P")]
			to, err := mail.ParseAddress(m.Header.Get("To"))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			sent[code] = append(sent[code], to.Address)
		}
	}
	return sent
}

// mailed waits until every order of the world has its letter, and returns the codes that have more than one.
func (w world) mailed(t *testing.T, limit time.Duration, folders ...string) (doubled []string) {
	t.Helper()
	var sent map[string][]string
	missing := func() (n int) {
		sent = lettersPlaced(t, folders...)
		for code, to := range w.mailTo {
			if to != "" && len(sent[code]) == 0 {
				n++
			}
		}
		return n
	}
	for deadline := time.Now().Add(limit); missing() > 0 && time.Now().Before(deadline); {
		time.Sleep(100 * time.Millisecond)
	}
	if n := missing(); n > 0 {
		t.Errorf("%d of %d orders have no letter after %s", n, len(w.mailTo), limit)
	}
	for code, to := range sent {
		if len(to) > 1 {
			doubled = append(doubled, code)
		}
		if to[0] != w.mailTo[code] {
			t.Errorf("the letter of %s went to %s, not to %s", code, to[0], w.mailTo[code])
		}
	}
	return doubled
}
