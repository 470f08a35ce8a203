package backup_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/backup"
	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/internal/store/storetest"
)

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

// stubborn is a store that deletes nothing once told so.
type stubborn struct {
	store.DB
	refuses bool
}

var errStubborn = errors.New("nothing is deleted")

func (s *stubborn) Atomic(ctx context.Context, f func(ctx context.Context, tx store.Tx) error) error {
	return s.DB.Atomic(ctx, func(ctx context.Context, tx store.Tx) error { return f(ctx, stubbornTx{tx, s.refuses}) })
}

type stubbornTx struct {
	store.Tx
	refuses bool
}

func (x stubbornTx) Delete(ctx context.Context, collection, id string, rev int64) error {
	if x.refuses {
		return errStubborn
	}
	return x.Tx.Delete(ctx, collection, id, rev)
}

func TestARestoreThatCannotBeUndoneStaysNoted(t *testing.T) {
	file := forge(t, "H", bson.M{"created": time.Now(), "collections": []string{"others", "things"}}, "C", bson.M{"name": "others"},
		"D", bson.M{"_id": "a", "rev": 1}, "C", bson.M{"name": "things"}, "D", bson.M{"_id": "a", "rev": 1, "name": "x"}, "D", bson.M{"_id": "b", "rev": 1, "name": "x"},
		"E", bson.M{"documents": bson.M{"others": 1, "things": 2}, "blobs": 0})
	db := &stubborn{DB: storetest.Open(t, all()...)}
	_, err := restore(t, db, file, backup.RestoreOptions{Progress: func(int, int) { db.refuses = true }})
	if !errors.Is(err, store.ErrDuplicate) || !errors.Is(err, errStubborn) {
		t.Fatalf("got %v, want both errors", err)
	}
	if err := backup.Unfinished(t.Context(), db); !errors.Is(err, backup.ErrUnfinished) {
		t.Errorf("with half a backup in the store: %v, want ErrUnfinished", err)
	}
	db.refuses = false
	again := forge(t, "H", bson.M{"created": time.Now(), "collections": []string{"things"}}, "C", bson.M{"name": "things"},
		"D", bson.M{"_id": "a", "rev": 1, "name": "x"}, "E", bson.M{"documents": bson.M{"things": 1}, "blobs": 0})
	if _, err := restore(t, db, again, backup.RestoreOptions{Replace: true}); err != nil {
		t.Errorf("once more: %v", err)
	}
	if err := backup.Unfinished(t.Context(), db); err != nil {
		t.Errorf("after that: %v", err)
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
