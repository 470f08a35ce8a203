package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
)

// note stands in a store while a restore into it is not finished.
type note struct {
	store.Meta `bson:",inline"`
	Began      time.Time `bson:"began"`
}

var notes = store.Define[note]("restores")

const noteID = "restore"

// Schemas are the collections that the store must ensure.
func Schemas() []store.Schema { return []store.Schema{notes.Schema()} }

// Unfinished returns ErrUnfinished if a restore into this store was interrupted: nothing should serve from it.
func Unfinished(ctx context.Context, db store.DB) error {
	_, err := notes.Get(ctx, db, noteID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil:
		return err
	}
	return ErrUnfinished
}

// RestoreOptions of a restore.
type RestoreOptions struct {
	Replace  bool        // delete what the store holds
	Blobs    media.Blobs // where photos go; nil leaves those of the file out
	Now      time.Time
	Progress func(documents, blobs int) // called now and then; may be nil
}

// Restore puts a backup into a store whose schemas are ensured, and which
// nothing else uses. It reads the file twice: nothing is changed before the
// whole of it is found good. If it fails later, the store is emptied again.
func Restore(ctx context.Context, db store.DB, schemas []store.Schema, r io.ReadSeeker, opts RestoreOptions) (Summary, error) {
	size, err := checkSum(ctx, r)
	if err != nil {
		return Summary{}, fmt.Errorf("restore: %w", err)
	}
	s, err := scan(ctx, r, size, schemas, nothing{})
	if err != nil {
		return s, fmt.Errorf("restore: %w", err)
	}
	if err := db.Ensure(ctx, append(Schemas(), schemas...)...); err != nil {
		return s, fmt.Errorf("restore: %w", err)
	}
	if err := makeRoom(ctx, db, schemas, opts); err != nil {
		return s, fmt.Errorf("restore: %w", err)
	}
	in := &filler{db: db, opts: opts}
	_, err = scan(ctx, r, size, schemas, in)
	if err == nil {
		err = in.flush(ctx)
	}
	if err != nil {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		return s, fmt.Errorf("restore: %w", errors.Join(err, undo(ctx, db, collectionsOf(schemas))))
	}
	if err := unnote(ctx, db); err != nil {
		return s, fmt.Errorf("restore: %w", err)
	}
	return s, nil
}

// undo empties the store again. The note goes last and only then, since what is left would pass for an installation.
func undo(ctx context.Context, db store.DB, names []string) error {
	if err := wipe(ctx, db, names); err != nil {
		return err
	}
	return unnote(ctx, db)
}

// makeRoom makes the store empty, if it may, and notes that it is not to be used for now.
func makeRoom(ctx context.Context, db store.DB, schemas []store.Schema, opts RestoreOptions) error {
	names := collectionsOf(schemas)
	if !opts.Replace {
		for _, name := range names {
			n, err := db.Count(ctx, name, nil)
			if err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("%w: %d in %s", ErrNotEmpty, n, name)
			}
		}
	}
	err := notes.Insert(ctx, db, &note{Meta: store.Meta{ID: noteID}, Began: opts.Now.UTC()})
	if err != nil && !errors.Is(err, store.ErrDuplicate) { // that of a restore before, which was interrupted
		return err
	}
	return wipe(ctx, db, names)
}

func unnote(ctx context.Context, db store.DB) error {
	n, err := notes.Get(ctx, db, noteID)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return notes.Delete(ctx, db, n)
}

func wipe(ctx context.Context, db store.DB, names []string) error {
	for _, name := range names {
		for {
			n, err := wipeSome(ctx, db, name)
			if err != nil {
				return fmt.Errorf("empty %s: %w", name, err)
			}
			if n == 0 {
				break
			}
		}
	}
	return nil
}

func wipeSome(ctx context.Context, db store.DB, name string) (n int, err error) {
	err = db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		n = 0
		for raw, err := range tx.Find(ctx, name, store.Query{Limit: maxBatch}) {
			if err != nil {
				return err
			}
			if err := tx.Delete(ctx, name, raw.Lookup("_id").StringValue(), raw.Lookup("rev").AsInt64()); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// The most that one transaction of a restore takes.
const (
	maxBatch      = 500
	maxBatchBytes = 4 << 20
)

// filler is the visitor that writes into the store.
type filler struct {
	db         store.DB
	opts       RestoreOptions
	collection string
	batch      []bson.Raw
	bytes      int
	documents  int
	blobs      int
}

func (f *filler) document(ctx context.Context, collection string, doc bson.Raw) error {
	if collection != f.collection || len(f.batch) >= maxBatch || f.bytes >= maxBatchBytes {
		if err := f.flush(ctx); err != nil {
			return err
		}
		f.collection = collection
	}
	f.batch = append(f.batch, doc)
	f.bytes += len(doc)
	return nil
}

func (f *filler) flush(ctx context.Context) error {
	if len(f.batch) == 0 {
		return nil
	}
	err := f.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		for _, doc := range f.batch {
			if err := tx.Insert(ctx, f.collection, doc); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("fill %s: %w", f.collection, err)
	}
	f.documents += len(f.batch)
	f.batch, f.bytes = f.batch[:0], 0
	f.progress()
	return nil
}

func (f *filler) blob(ctx context.Context, b blobRecord, data []byte) error {
	if f.opts.Blobs == nil {
		return nil
	}
	if err := f.opts.Blobs.Put(ctx, b.Name, b.Type, data); err != nil {
		return fmt.Errorf("put photo %s: %w", b.Name, err)
	}
	f.blobs++
	f.progress()
	return nil
}

func (f *filler) progress() {
	if f.opts.Progress != nil {
		f.opts.Progress(f.documents, f.blobs)
	}
}
