package pull_test

import (
	"log/slog"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pictures"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/fetch"
	"github.com/ocopmarket/ocop/media/folder"
)

// TestPicturesOfTheReferenceRegistry goes the whole way: a pull, and then the pictures through the real fetcher and library.
func TestPicturesOfTheReferenceRegistry(t *testing.T) {
	w := newWorld(t, 40)
	schemas := append(append(catalog.Schemas(), pictures.Schemas()...), lease.Schemas()...)
	if err := w.db.Ensure(t.Context(), append(schemas, outbox.Schemas()...)...); err != nil {
		t.Fatal(err)
	}
	w.pull(w.feed(quick))
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	gather := pictures.New(pictures.Parts{
		DB: w.db, Leases: lease.New(w.db, "pictures", 10*time.Second, time.Now), Library: media.NewLibrary(blobs),
		Fetch: fetch.New(fetch.Config{TrustedHost: fetch.HostPort(w.address)}), Clock: w.clock, Log: slog.New(slog.DiscardHandler),
	})
	result, err := gather.Run(t.Context(), 2)
	if err != nil || result.Fetched < 2 || result.Failed != 0 {
		t.Fatalf("%+v, error %v", result, err)
	}
	products := store.Define[catalog.Product]("products")
	shown := 0
	for p, err := range products.Each(t.Context(), w.db, store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Photos) > 0 && p.Photos[0].AltVI != "" && p.Photos[0].Width > 0 {
			shown++
		}
	}
	if shown != result.Products {
		t.Errorf("%d products have photos, %d were brought up to date", shown, result.Products)
	}
}
