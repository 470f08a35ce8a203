package pictures_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pictures"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/sqlite"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/fetch"
	"github.com/ocopmarket/ocop/media/folder"
)

// camera answers every address with a picture of its own, but for those told to fail.
type camera struct {
	mu    sync.Mutex
	asked []string
	fails map[string]error
}

func (c *camera) Fetch(_ context.Context, address string) ([]byte, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, address)
	if err := c.fails[address]; err != nil {
		return nil, err
	}
	img := image.NewRGBA(image.Rect(0, 0, 200, 160))
	for i := range address {
		img.Set(i, i, color.RGBA{R: address[i], A: 255})
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

type scene struct {
	t      *testing.T
	db     store.DB
	camera *camera
	now    time.Time
	run    *pictures.Gatherer
}

var products = store.Define[catalog.Product]("products")

func newScene(t *testing.T) *scene {
	t.Helper()
	schemas := append(catalog.Schemas(), pictures.Schemas()...)
	schemas = append(append(schemas, lease.Schemas()...), outbox.Schemas()...)
	db, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "ocop.db"), schemas...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	blobs, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{t: t, db: db, camera: &camera{fails: map[string]error{}}, now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)}
	s.run = pictures.New(pictures.Parts{
		DB: db, Leases: lease.New(db, "test", 10*time.Second, time.Now), Fetch: s.camera, Library: media.NewLibrary(blobs),
		Clock: func() time.Time { return s.now }, Log: slog.New(slog.DiscardHandler),
	})
	return s
}

func (s *scene) product(id string, popularity int64, addresses ...string) {
	s.t.Helper()
	p := &catalog.Product{Meta: store.Meta{ID: id}, RegistryID: id, Slug: id, Popularity: popularity, PicturesDue: true}
	for _, a := range addresses {
		p.Pictures = append(p.Pictures, catalog.Picture{URL: a, Alt: "ảnh của " + id})
	}
	if err := products.Insert(s.t.Context(), s.db, p); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) get(id string) *catalog.Product {
	s.t.Helper()
	p, err := products.Get(s.t.Context(), s.db, id)
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *scene) fetch(limit int) pictures.Result {
	s.t.Helper()
	result, err := s.run.Run(s.t.Context(), limit)
	if err != nil {
		s.t.Fatal(err)
	}
	return result
}

func TestSharedPicturesAreFetchedOnce(t *testing.T) {
	s := newScene(t)
	for i := range 300 {
		s.product(fmt.Sprintf("p%03d", i), int64(i), fmt.Sprintf("http://r/%d.png", i%5))
	}
	if got, want := s.fetch(100), (pictures.Result{Fetched: 5, Products: 300}); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if len(s.camera.asked) != 5 {
		t.Errorf("asked %d times", len(s.camera.asked))
	}
	a, b := s.get("p000"), s.get("p005")
	if a.PicturesDue || len(a.Photos) != 1 || a.Photos[0].Hash != b.Photos[0].Hash || a.Pictures[0].Hash != a.Photos[0].Hash {
		t.Errorf("not shared: %+v and %+v", a, b)
	}
	if a.Photos[0].AltVI != "ảnh của p000" || b.Photos[0].AltVI != "ảnh của p005" {
		t.Errorf("texts %q and %q", a.Photos[0].AltVI, b.Photos[0].AltVI)
	}
}

func TestPopularProductsComeFirst(t *testing.T) {
	s := newScene(t)
	for i := range 40 {
		s.product(fmt.Sprintf("p%03d", i), int64(i), fmt.Sprintf("http://r/%d.png", i))
	}
	s.fetch(8)
	if s.get("p039").PicturesDue || s.get("p032").PicturesDue || !s.get("p031").PicturesDue {
		t.Error("not the eight most popular were served")
	}
}

func TestAFailureKeepsNobodyWaiting(t *testing.T) {
	s := newScene(t)
	s.product("popular", 9, "http://r/passing", "http://r/good")
	s.product("other", 1, "http://r/never")
	s.camera.fails["http://r/passing"] = fmt.Errorf("busy: %w", fetch.ErrPassing)
	s.camera.fails["http://r/never"] = fmt.Errorf("not there: %w", fetch.ErrPermanent)
	if got, want := s.fetch(100), (pictures.Result{Fetched: 1, Failed: 2, Products: 2}); got != want {
		t.Fatalf("got %+v, want %+v", got, want)
	}
	if got := s.fetch(100); got != (pictures.Result{}) {
		t.Errorf("tried again at once: %+v", got)
	}
	s.camera.fails = map[string]error{}
	s.now = s.now.Add(2 * time.Minute)
	if got, want := s.fetch(100), (pictures.Result{Fetched: 1, Products: 1}); got != want {
		t.Errorf("later: got %+v, want %+v", got, want)
	}
	p := s.get("popular")
	if len(p.Photos) != 2 || p.Photos[0].Hash != p.Pictures[0].Hash {
		t.Errorf("photos not in the registry's order: %+v", p)
	}
	if got := s.get("other"); got.Pictures[0].Error == "" || !strings.Contains(got.Pictures[0].Error, "not there") || !got.Pictures[0].NextAt.IsZero() {
		t.Errorf("a lost picture: %+v", got.Pictures[0])
	}
}
