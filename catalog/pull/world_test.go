package pull_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/catalog/pull"
	"github.com/ocopmarket/ocop/catalog/registry"
	"github.com/ocopmarket/ocop/catalog/registry/reference"
	"github.com/ocopmarket/ocop/internal/lease"
	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

var today = time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)

// world is a registry that can be told to misbehave, and a store that follows it.
type world struct {
	t        testing.TB
	registry *reference.Server
	address  string
	key      ed25519.PublicKey
	db       store.DB
	evidence *shelf
	mu       sync.Mutex
	now      time.Time
}

func newWorld(t testing.TB, size int) *world {
	t.Helper()
	return newWorldOn(t, storetest.SQLite(), size)
}

// onEngines runs a test on every engine of the store; MongoDB is skipped, and says so, where there is none.
func onEngines(t *testing.T, test func(t *testing.T, e storetest.Engine)) {
	for _, e := range []storetest.Engine{storetest.SQLite(), storetest.Mongo()} {
		t.Run(e.Name, func(t *testing.T) { test(t, e) })
	}
}

func newWorldOn(t testing.TB, engine storetest.Engine, size int) *world {
	t.Helper()
	key := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize))
	w := &world{t: t, now: today, key: key.Public().(ed25519.PublicKey), evidence: &shelf{kept: map[string][]byte{}}}
	var err error
	w.registry, err = reference.New(reference.Options{Data: reference.Generate(1, size, today), Key: key, Clock: w.clock, Token: "secret", Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(w.registry.Handler())
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	server.Start()
	t.Cleanup(server.Close)
	w.address = server.URL
	w.db = newStoreOn(t, engine)
	return w
}

func newStore(t testing.TB) store.DB {
	t.Helper()
	return newStoreOn(t, storetest.SQLite())
}

func newStoreOn(t testing.TB, engine storetest.Engine) store.DB {
	t.Helper()
	schemas := append(catalog.Schemas(), pull.Schemas()...)
	return engine.Fresh(t, append(append(schemas, lease.Schemas()...), outbox.Schemas()...)...)
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) pass(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = w.now.Add(d)
}

func (w *world) misbehave(m reference.Misbehaviour) {
	w.t.Helper()
	body, _ := json.Marshal(m)
	req, _ := http.NewRequest(http.MethodPost, w.address+"/operator/v1/misbehave", bytes.NewReader(body))
	req.Header.Set("Authorization", "Bearer secret")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		w.t.Fatalf("misbehave: status %d", resp.StatusCode)
	}
}

// quick are options under which nothing waits long.
var quick = registry.Options{PageSize: 50, Tries: 12, Backoff: time.Millisecond, Wait: 5 * time.Millisecond, Timeout: 20 * time.Second}

func (w *world) feed(opts registry.Options) *registry.Feed {
	w.t.Helper()
	f, err := registry.NewFeed(w.address, w.key, opts)
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

func (w *world) puller(source pull.Source, holder string) *pull.Puller {
	return pull.New(pull.Parts{
		DB: w.db, Leases: lease.New(w.db, holder, 10*time.Second, time.Now), Source: source, Name: "test",
		Evidence: w.evidence, Clock: w.clock, Log: slog.New(slog.DiscardHandler),
	})
}

func (w *world) pull(source pull.Source) *pull.Pull {
	w.t.Helper()
	result, err := w.puller(source, "worker").Run(context.Background(), "test", nil)
	if err != nil {
		w.t.Fatal(err)
	}
	return result
}

// shelf keeps evidence in memory.
type shelf struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (s *shelf) Put(_ context.Context, name, _ string, data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.kept[name]; ok {
		return fmt.Errorf("evidence %s put twice", name)
	}
	s.kept[name] = data
	return nil
}
