package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
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
	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"

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

func TestDamagedFilesAreRefusedWithoutChange(t *testing.T) {
	from := storetest.Open(t, all()...)
	fill(t, from)
	good := take(t, from, nil)
	spoiled := map[string][]byte{
		"empty":        {},
		"another file": []byte(strings.Repeat("PK\x03\x04 something else ", 100)),
		"mark alone":   []byte("OCOPBAK1"),
		"longer":       append(bytes.Clone(good), 0),
	}
	for _, cut := range []int{1, 32, 40, 41, len(good) / 2, len(good) - 9} {
		spoiled[fmt.Sprint("cut by ", cut)] = good[:len(good)-cut]
	}
	for at := 0; at < len(good); at += len(good)/40 + 1 {
		b := bytes.Clone(good)
		b[at] ^= 0x10
		spoiled[fmt.Sprint("changed at ", at)] = b
	}
	for name, file := range spoiled {
		to := storetest.Open(t, all()...)
		if err := others.Insert(t.Context(), to, &thing{Meta: store.Meta{ID: "precious"}}); err != nil {
			t.Fatal(err)
		}
		_, err := restore(t, to, file, backup.RestoreOptions{Replace: true})
		if !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrNewer) {
			t.Errorf("%s: got %v, want ErrDamaged", name, err)
		}
		if _, err := others.Get(t.Context(), to, "precious"); err != nil {
			t.Errorf("%s: the store was changed: %v", name, err)
		}
	}
}

// forge makes a file with a right checksum around any records.
func forge(t testing.TB, records ...any) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("OCOPBAK1")
	zip, err := zstd.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		switch r := r.(type) {
		case string:
			_, _ = io.WriteString(zip, r)
		default:
			raw, err := bson.Marshal(r)
			if err != nil {
				t.Fatal(err)
			}
			_, _ = zip.Write(raw)
		}
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	b.WriteString("OCOPEND1")
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	return b.Bytes()
}

func TestHostileFilesWithARightChecksumAreRefused(t *testing.T) {
	head := func(names ...string) bson.M {
		return bson.M{"created": time.Now(), "collections": names, "blobs": true}
	}
	coll := bson.M{"name": "things"}
	doc := func(id string) bson.M { return bson.M{"_id": id, "rev": 1} }
	end := func(docs, blobs int) bson.M { return bson.M{"documents": bson.M{"things": docs}, "blobs": blobs} }
	photo := func(name string, size int) bson.M { return bson.M{"name": name, "type": "image/webp", "size": size} }
	for name, tt := range map[string]struct {
		file []byte
		want error
	}{
		"control":              {forge(t, "H", head("things"), "C", coll, "D", doc("a"), "D", doc("b"), "B", photo("a/b.webp", 3), "xyz", "E", end(2, 1)), nil},
		"no header":            {forge(t, "C", coll, "E", end(0, 0)), backup.ErrDamaged},
		"unknown collection":   {forge(t, "H", head("sessions"), "E", end(0, 0)), backup.ErrNewer},
		"collection unnamed":   {forge(t, "H", head("things"), "C", bson.M{"name": "others"}, "E", end(0, 0)), backup.ErrDamaged},
		"no collection":        {forge(t, "H", head("things"), "D", doc("a"), "E", end(1, 0)), backup.ErrDamaged},
		"twice the same id":    {forge(t, "H", head("things"), "C", coll, "D", doc("a"), "D", doc("a"), "E", end(2, 0)), backup.ErrDamaged},
		"no id":                {forge(t, "H", head("things"), "C", coll, "D", bson.M{"rev": 1}, "E", end(1, 0)), backup.ErrDamaged},
		"id is no text":        {forge(t, "H", head("things"), "C", coll, "D", bson.M{"_id": 7, "rev": 1}, "E", end(1, 0)), backup.ErrDamaged},
		"no revision":          {forge(t, "H", head("things"), "C", coll, "D", bson.M{"_id": "a"}, "E", end(1, 0)), backup.ErrDamaged},
		"other count":          {forge(t, "H", head("things"), "C", coll, "D", doc("a"), "E", end(2, 0)), backup.ErrDamaged},
		"no end":               {forge(t, "H", head("things"), "C", coll, "D", doc("a")), backup.ErrDamaged},
		"more after the end":   {forge(t, "H", head("things"), "C", coll, "E", bson.M{"documents": bson.M{}, "blobs": 0}, "D", doc("a")), backup.ErrDamaged},
		"unknown record":       {forge(t, "H", head("things"), "X", coll, "E", end(0, 0)), backup.ErrDamaged},
		"huge document":        {forge(t, "H", head("things"), "C", coll, "D\xff\xff\xff\x7f"), backup.ErrDamaged},
		"tiny document":        {forge(t, "H", head("things"), "C", coll, "D\x04\x00\x00\x00\x00"), backup.ErrDamaged},
		"photo out of folder":  {forge(t, "H", head("things"), "C", coll, "B", photo("../../etc/passwd", 1), "x", "E", end(0, 1)), backup.ErrDamaged},
		"photo at the root":    {forge(t, "H", head("things"), "C", coll, "B", photo("/etc/passwd", 1), "x", "E", end(0, 1)), backup.ErrDamaged},
		"photo cut off":        {forge(t, "H", head("things"), "C", coll, "B", photo("a", 100), "x"), backup.ErrDamaged},
		"photo of no size":     {forge(t, "H", head("things"), "C", coll, "B", photo("a", -1), "E", end(0, 1)), backup.ErrDamaged},
		"photo of huge size":   {forge(t, "H", head("things"), "C", coll, "B", photo("a", 1<<40)), backup.ErrDamaged},
		"document after photo": {forge(t, "H", head("things"), "C", coll, "B", photo("a", 0), "D", doc("a"), "E", end(1, 1)), backup.ErrDamaged},
	} {
		if _, err := backup.Verify(t.Context(), bytes.NewReader(tt.file), all()); !errors.Is(err, tt.want) {
			t.Errorf("%s: got %v, want %v", name, err, tt.want)
		}
	}
}

func TestARestoreThatFailsLeavesAnEmptyStore(t *testing.T) {
	// Two documents of one unique name: right in form, and refused by the index.
	file := forge(t, "H", bson.M{"created": time.Now(), "collections": []string{"things"}}, "C", bson.M{"name": "things"},
		"D", bson.M{"_id": "a", "rev": 1, "name": "x"}, "D", bson.M{"_id": "b", "rev": 1, "name": "x"}, "E", bson.M{"documents": bson.M{"things": 2}, "blobs": 0})
	storetest.Engines(t, all(), func(t *testing.T, db store.DB) {
		if _, err := restore(t, db, file, backup.RestoreOptions{}); !errors.Is(err, store.ErrDuplicate) {
			t.Errorf("got %v, want ErrDuplicate", err)
		}
		if left := content(t, db); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
		if err := backup.Unfinished(t.Context(), db); err != nil {
			t.Errorf("an empty store is usable: %v", err)
		}
	})
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

func TestAFileAppearsWholeAndIsNeverReplaced(t *testing.T) {
	db := storetest.Open(t, all()...)
	fill(t, db)
	name := filepath.Join(t.TempDir(), "ocop.backup")
	if _, err := backup.WriteFile(t.Context(), db, all(), name, backup.Options{}); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
	if _, err := backup.WriteFile(t.Context(), db, all(), name, backup.Options{}); !errors.Is(err, os.ErrExist) {
		t.Errorf("over another backup: %v, want ErrExist", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(name)); len(left) != 1 {
		t.Errorf("left in the folder: %v", left)
	}
	to := storetest.Open(t, all()...)
	if sum, err := backup.RestoreFile(t.Context(), to, all(), name, backup.RestoreOptions{}); err != nil || sum.Total() != 1001 {
		t.Errorf("restored %d, %v", sum.Total(), err)
	}
}

func FuzzVerify(f *testing.F) {
	f.Add(forge(f, "H", bson.M{"created": time.Now(), "collections": []string{"things"}}, "C", bson.M{"name": "things"},
		"D", bson.M{"_id": "a", "rev": 1}, "E", bson.M{"documents": bson.M{"things": 1}, "blobs": 0})[8:])
	f.Add([]byte("H\x05\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, records []byte) {
		file := forge(t, string(records))
		sum, err := backup.Verify(t.Context(), bytes.NewReader(file), all())
		if err == nil && sum.Documents == nil {
			t.Error("accepted without a header")
		}
		if err != nil && !errors.Is(err, backup.ErrDamaged) && !errors.Is(err, backup.ErrNewer) {
			t.Errorf("an error of no kind: %v", err)
		}
	})
}
