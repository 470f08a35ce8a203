package main

import (
	"fmt"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/web/api"
)

// TestBackupWhileOrdersCome takes a backup of a market that sells, and restores it on both engines, from one to the other and back.
func TestBackupWhileOrdersCome(t *testing.T) {
	p := start(t, t.TempDir(), small())
	shop := newShopper(p.site())
	c := &crowd{products: shop.sellable(t, 50)}
	p.until("showing photos", time.Minute, func() bool { return pictured(shop) != nil })
	stop, done := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		c.buy(stop, p.site())
	}()
	p.until("taking orders", time.Minute, func() bool { return c.count() > 20 })
	before := c.count()
	file := filepath.Join(t.TempDir(), "ocop.backup")
	out := p.command("backup", "--media", file)
	if after := c.count(); after == before {
		t.Error("no order came while the backup was taken")
	}
	close(stop)
	<-done
	if !regexp.MustCompile(`[1-9]\d* photo files`).MatchString(out) {
		t.Errorf("backup says %q", out)
	}
	if out, code := execute(t, p.data, p.settings, "restore", file); code != 1 || !strings.Contains(out, "stop it first") {
		t.Errorf("restore into a running market: exit code %d, %s", code, out)
	}
	known := c.bought[:before]

	second := t.TempDir()
	restore(t, second, p.settings, file)
	want := contents(t, second, p.settings)
	if refused, code := execute(t, second, p.settings, "restore", file); code != 1 {
		t.Errorf("restore over a full store: exit code %d, %s", code, refused)
	}
	t.Run("sqlite", func(t *testing.T) { serves(t, second, p.settings, known) })
	t.Run("mongodb and back", func(t *testing.T) {
		s := p.settings.and(variables{"OCOP_MONGODB_URI": mongoDatabase(t)})
		third, back, again := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "again.backup")
		restore(t, third, s, file)
		if diff := cmp.Diff(want, contents(t, third, s)); diff != "" {
			t.Errorf("SQLite → MongoDB:\n%s", diff)
		}
		if out, code := execute(t, third, s, "backup", "--media", again); code != 0 {
			t.Fatalf("backup of MongoDB: %s", out)
		}
		restore(t, back, p.settings, again)
		if diff := cmp.Diff(want, contents(t, back, p.settings)); diff != "" {
			t.Errorf("MongoDB → SQLite:\n%s", diff)
		}
		serves(t, third, s, known)
		serves(t, back, p.settings, known)
	})
}

func restore(t *testing.T, data string, s variables, file string) {
	t.Helper()
	if out, code := execute(t, data, s, "restore", file); code != 0 || !strings.Contains(out, "documents of") {
		t.Fatalf("restore: exit code %d, %s", code, out)
	}
}

// changing are collections that opening a store changes.
var changing = map[string]bool{"leases": true, "migrations": true, "restores": true}

// contents tells how many documents of each collection a store holds, and the orders by code.
func contents(t *testing.T, data string, s variables) map[string]int {
	t.Helper()
	db := storeOf(t, data, s)
	defer db.Close()
	all := map[string]int{}
	for _, schema := range schemas() {
		if changing[schema.Collection] {
			continue
		}
		ids, err := store.Define[store.Meta](schema.Collection).Find(t.Context(), db, store.Query{})
		if err != nil {
			t.Fatal(err)
		}
		all[schema.Collection] = len(ids)
	}
	w := look(t, db)
	for code, n := range w.lines {
		all["pieces of "+code] = n
	}
	for sku, n := range w.all() {
		all["pieces of "+sku] = n
	}
	return all
}

// serves starts a market on restored data: what was ordered before the backup is there, and photos are shown.
func serves(t *testing.T, data string, s variables, known []purchase) {
	t.Helper()
	p := start(t, data, s)
	defer p.stop()
	c := &crowd{bought: known}
	c.check(t, p.site(), 0)
	photo := pictured(newShopper(p.site()))
	if photo == nil || !answers(strings.Replace(photo.URL, hostOf(t, photo.URL), p.addresses.Site, 1)) {
		t.Errorf("the photo %v is not there", photo)
	}
}

// pictured is a photo that a site shows, if it shows any.
func pictured(shop *shopper) *api.Photo {
	list, err := shop.products(url.Values{"limit": {"100"}})
	if err != nil {
		return nil
	}
	for _, item := range list.Items {
		if item.Photo != nil {
			return item.Photo
		}
	}
	return nil
}

func hostOf(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Host
}

// mongoDatabase is the address of a database of the test's own, or the test is skipped.
func mongoDatabase(t *testing.T) string {
	t.Helper()
	return databaseAt(t, needed(t, "OCOP_TEST_MONGODB_URI"), fmt.Sprintf("ocop_e2e_%d", time.Now().UnixNano()))
}
