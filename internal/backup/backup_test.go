package backup_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
	"github.com/ocopmarket/ocop/media"
	"github.com/ocopmarket/ocop/media/folder"
)

type thing struct {
	store.Meta `bson:",inline"`
	Name       string    `bson:"name,omitempty"`
	Count      int64     `bson:"count"`
	At         time.Time `bson:"at"`
	Data       []byte    `bson:"data,omitempty"`
}

var (
	things = store.Define[thing]("things", store.Index{Fields: []string{"name"}, Unique: true}, store.Index{Fields: []string{"count"}})
	others = store.Define[thing]("others")
)

func schemas() []store.Schema { return []store.Schema{things.Schema(), others.Schema()} }

func all() []store.Schema { return append(schemas(), backup.Schemas()...) }

// fill puts a thousand documents with revisions of all kinds into a store.
func fill(t *testing.T, db store.DB) {
	t.Helper()
	err := db.Atomic(t.Context(), func(ctx context.Context, tx store.Tx) error {
		for i := range 1000 {
			doc := &thing{Meta: store.Meta{ID: fmt.Sprintf("đ/%d", i)}, Name: fmt.Sprint("Chả mực ", i), Count: int64(i) << 40,
				At: time.Date(2026, 3, 1, 0, 0, i, 5e6, time.UTC), Data: bytes.Repeat([]byte{byte(i)}, i)}
			if err := things.Insert(ctx, tx, doc); err != nil {
				return err
			}
		}
		return others.Insert(ctx, tx, &thing{Meta: store.Meta{ID: "only"}})
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if _, err := things.Modify(t.Context(), db, "đ/7", func(d *thing) error { d.Count++; return nil }); err != nil {
			t.Fatal(err)
		}
	}
}

func content(t *testing.T, r store.Reader) map[string]string {
	t.Helper()
	docs := map[string]string{}
	for _, s := range schemas() {
		for raw, err := range r.Find(t.Context(), s.Collection, store.Query{}) {
			if err != nil {
				t.Fatal(err)
			}
			docs[s.Collection+" "+raw.Lookup("_id").StringValue()] = raw.String()
		}
	}
	return docs
}

func take(t *testing.T, db store.DB, blobs media.Blobs) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := backup.Write(t.Context(), db, all(), &b, backup.Options{Now: time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC), Blobs: blobs}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func restore(t *testing.T, db store.DB, file []byte, opts backup.RestoreOptions) (backup.Summary, error) {
	return backup.Restore(t.Context(), db, all(), bytes.NewReader(file), opts)
}

func TestEveryEngineRestoresFromEveryEngine(t *testing.T) {
	storetest.Engines(t, all(), func(t *testing.T, from store.DB) {
		fill(t, from)
		want := content(t, from)
		file := take(t, from, nil)
		t.Logf("%d documents in %d bytes", len(want), len(file))
		storetest.Engines(t, all(), func(t *testing.T, to store.DB) {
			sum, err := restore(t, to, file, backup.RestoreOptions{})
			if err != nil {
				t.Fatal(err)
			}
			if sum.Total() != 1001 || sum.Engine != from.Name() {
				t.Errorf("summary %+v", sum)
			}
			if diff := cmp.Diff(want, content(t, to)); diff != "" {
				t.Error(diff)
			}
			doc, err := things.First(t.Context(), to, store.Query{Where: []store.Cond{{Field: "name", Op: store.Eq, Value: "Chả mực 7"}}})
			if err != nil || doc.Rev != 4 {
				t.Errorf("found by its index: %+v, %v; want revision 4", doc, err)
			}
			if err := backup.Unfinished(t.Context(), to); err != nil {
				t.Error(err)
			}
			back := storetest.Open(t, all()...)
			if _, err := restore(t, back, take(t, to, nil), backup.RestoreOptions{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, content(t, back)); diff != "" {
				t.Errorf("there and back: %s", diff)
			}
		})
	})
}

// The sum of two counters never changes, but their values do all the time.
func TestABackupIsOneStateOfALivingStore(t *testing.T) {
	storetest.Engines(t, all(), func(t *testing.T, db store.DB) {
		for _, id := range []string{"a", "z"} {
			for _, c := range []store.Collection[thing]{things, others} {
				if err := c.Insert(t.Context(), db, &thing{Meta: store.Meta{ID: id}}); err != nil {
					t.Fatal(err)
				}
			}
		}
		fill(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		var moves atomic.Int64
		go func() { defer close(done); move(ctx, t, db, &moves) }()
		for range 5 {
			before := moves.Load()
			file := take(t, db, nil)
			if moves.Load() == before {
				t.Log("nothing moved during this backup")
			}
			to := storetest.Open(t, all()...)
			if _, err := restore(t, to, file, backup.RestoreOptions{}); err != nil {
				t.Fatal(err)
			}
			a, _ := things.Get(ctx, to, "a")
			z, err := others.Get(ctx, to, "z")
			if err != nil || a.Count+z.Count != 0 {
				t.Errorf("counters %d and %d (%v) are of different states", a.Count, z.Count, err)
			}
		}
		cancel()
		<-done
		if moves.Load() == 0 {
			t.Error("nothing moved at all")
		}
	})
}

func move(ctx context.Context, t *testing.T, db store.DB, moves *atomic.Int64) {
	for ctx.Err() == nil {
		err := db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
			a, err := things.Get(ctx, tx, "a")
			if err != nil {
				return err
			}
			z, err := others.Get(ctx, tx, "z")
			if err != nil {
				return err
			}
			a.Count, z.Count = a.Count+1, z.Count-1
			return errors.Join(things.Replace(ctx, tx, a), others.Replace(ctx, tx, z))
		})
		if err != nil && ctx.Err() == nil {
			t.Error(err)
			return
		}
		moves.Add(1)
	}
}

func TestAStoreThatIsNotEmptyIsReplacedOnlyWhenTold(t *testing.T) {
	from, to := storetest.Open(t, all()...), storetest.Open(t, all()...)
	fill(t, from)
	file := take(t, from, nil)
	if err := others.Insert(t.Context(), to, &thing{Meta: store.Meta{ID: "precious"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := restore(t, to, file, backup.RestoreOptions{}); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("got %v, want ErrNotEmpty", err)
	}
	if _, err := others.Get(t.Context(), to, "precious"); err != nil {
		t.Errorf("a refused restore changed the store: %v", err)
	}
	if _, err := restore(t, to, file, backup.RestoreOptions{Replace: true}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(content(t, from), content(t, to)); diff != "" {
		t.Error(diff)
	}
}

func TestAnInterruptedRestoreIsNoted(t *testing.T) {
	from, to := storetest.Open(t, all()...), storetest.Open(t, all()...)
	fill(t, from)
	file := take(t, from, nil)
	var during error
	_, err := restore(t, to, file, backup.RestoreOptions{Progress: func(int, int) { during = backup.Unfinished(t.Context(), to) }})
	if err != nil {
		t.Fatal(err)
	}
	if !errors.Is(during, backup.ErrUnfinished) {
		t.Errorf("in the middle: %v, want ErrUnfinished", during)
	}
}

func TestABackupTellsHowFarItIs(t *testing.T) {
	db := storetest.Open(t, all()...)
	fill(t, db)
	var heard []int
	_, err := backup.Write(t.Context(), db, all(), io.Discard, backup.Options{Progress: func(done, total int) {
		if total != 1001 {
			t.Errorf("%d in all, want 1001", total)
		}
		heard = append(heard, done)
	}})
	if want := []int{200, 400, 600, 800, 1000, 1001}; err != nil || !cmp.Equal(heard, want) {
		t.Errorf("heard %v, %v; want %v", heard, err, want)
	}
}

func TestPhotosGoAlong(t *testing.T) {
	db := storetest.Open(t, all()...)
	source, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"ab/cd-160.webp": "small", "ab/cd-960.webp": strings.Repeat("large", 50_000), "ef.jpg": ""}
	for name, data := range want {
		if err := source.Put(t.Context(), name, "image/webp", []byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	file := take(t, db, source)
	target, err := folder.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	sum, err := restore(t, storetest.Open(t, all()...), file, backup.RestoreOptions{Blobs: target})
	if err != nil || sum.Blobs != len(want) {
		t.Fatalf("restored %d photos, %v", sum.Blobs, err)
	}
	got := map[string]string{}
	err = target.List(t.Context(), "", func(name string) error {
		b, err := target.Get(t.Context(), name)
		if err != nil {
			return err
		}
		defer b.Close()
		data, err := io.ReadAll(b)
		got[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAFileAppearsWholeOrStaysAsItWas(t *testing.T) {
	db := storetest.Open(t, all()...)
	fill(t, db)
	name := filepath.Join(t.TempDir(), "ocop.backup")
	if _, err := backup.WriteFile(t.Context(), db, all(), name, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	if _, err := backup.WriteFile(ctx, db, all(), name, backup.Options{Progress: func(int, int) { cancel() }}); !errors.Is(err, context.Canceled) {
		t.Errorf("one that was stopped: %v, want Canceled", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); len(left) != 1 {
		t.Errorf("left in the folder: %v", left)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if sum, err := backup.Restore(t.Context(), storetest.Open(t, all()...), all(), f, backup.RestoreOptions{}); err != nil || sum.Total() != 1001 {
		t.Errorf("restored %d, %v", sum.Total(), err)
	}
}
