package backup

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/ocopmarket/ocop/internal/store"
	"github.com/ocopmarket/ocop/media"
)

// Options of a backup.
type Options struct {
	Now   time.Time   // noted in the file
	Blobs media.Blobs // photos to take along; nil for none
	// Progress hears now and then how many documents of how many are written; may be nil.
	Progress func(done, total int)
}

// Write writes a backup of those collections. The shop goes on meanwhile; what
// it changes after the start is not in the file. A file is whole only if Write returned nil.
func Write(ctx context.Context, db store.DB, schemas []store.Schema, w io.Writer, opts Options) (Summary, error) {
	sum := sha256.New()
	both := io.MultiWriter(w, sum)
	s, err := writeBody(ctx, db, schemas, both, opts)
	if err != nil {
		return s, fmt.Errorf("write backup: %w", err)
	}
	if _, err := io.WriteString(both, endMark); err != nil {
		return s, fmt.Errorf("write backup: %w", err)
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return s, fmt.Errorf("write backup: %w", err)
	}
	return s, nil
}

func writeBody(ctx context.Context, db store.DB, schemas []store.Schema, w io.Writer, opts Options) (Summary, error) {
	s := Summary{Created: opts.Now.UTC(), Engine: db.Name(), Documents: map[string]int{}, HasBlobs: opts.Blobs != nil}
	if _, err := io.WriteString(w, startMark); err != nil {
		return s, err
	}
	zip, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return s, err
	}
	defer zip.Close()
	names := collectionsOf(schemas)
	h := header{Created: s.Created, Engine: s.Engine, Collections: names, Blobs: s.HasBlobs}
	if err := record(zip, tagHeader, h); err != nil {
		return s, err
	}
	err = db.Snapshot(ctx, func(ctx context.Context, r store.Reader) error {
		return writeDocuments(ctx, r, names, zip, &s, opts)
	})
	if err == nil && opts.Blobs != nil {
		err = writeBlobs(ctx, opts.Blobs, zip, &s)
	}
	if err == nil {
		err = record(zip, tagEnd, s)
	}
	if err != nil {
		return s, err
	}
	return s, zip.Close()
}

// collectionsOf leaves out the note of an unfinished restore, which is about a store and not in it.
func collectionsOf(schemas []store.Schema) []string {
	var names []string
	for _, schema := range schemas {
		if schema.Collection != notes.Schema().Collection {
			names = append(names, schema.Collection)
		}
	}
	return names
}

// tellEvery is after how many documents progress is told.
const tellEvery = 200

func writeDocuments(ctx context.Context, r store.Reader, names []string, w io.Writer, s *Summary, opts Options) error {
	tell, err := progress(ctx, r, names, opts)
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := record(w, tagCollection, collectionRecord{Name: name}); err != nil {
			return err
		}
		for raw, err := range r.Find(ctx, name, store.Query{}) {
			if err != nil {
				return fmt.Errorf("read %s: %w", name, err)
			}
			if err := record(w, tagDocument, raw); err != nil {
				return err
			}
			s.Documents[name]++
			tell()
		}
	}
	return nil
}

// progress counts what is to be written, and returns what counts a document that is.
func progress(ctx context.Context, r store.Reader, names []string, opts Options) (tell func(), err error) {
	if opts.Progress == nil {
		return func() {}, nil
	}
	done, total := 0, 0
	for _, name := range names {
		n, err := r.Count(ctx, name, nil)
		if err != nil {
			return nil, fmt.Errorf("count %s: %w", name, err)
		}
		total += n
	}
	return func() {
		if done++; done%tellEvery == 0 || done == total {
			opts.Progress(done, total)
		}
	}, nil
}

// writeBlobs comes after the documents: a photo is stored before a document names it, and never changes.
func writeBlobs(ctx context.Context, blobs media.Blobs, w io.Writer, s *Summary) error {
	return blobs.List(ctx, "", func(name string) error {
		b, err := blobs.Get(ctx, name)
		if errors.Is(err, media.ErrNotFound) { // deleted meanwhile
			return nil
		}
		if err != nil {
			return fmt.Errorf("read photo %s: %w", name, err)
		}
		defer b.Close()
		if b.Size > maxBlob {
			return fmt.Errorf("photo %s has %d bytes, more than the %d that a restore takes", name, b.Size, maxBlob)
		}
		if err := record(w, tagBlob, blobRecord{Name: name, Type: b.ContentType, Size: b.Size}); err != nil {
			return err
		}
		if _, err := io.CopyN(w, b, b.Size); err != nil {
			return fmt.Errorf("read photo %s: %w", name, err)
		}
		s.Blobs++
		return nil
	})
}
