package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ocopmarket/ocop/internal/store"
)

// visitor is shown what a file holds, in its order.
type visitor interface {
	document(ctx context.Context, collection string, doc bson.Raw) error
	blob(ctx context.Context, b blobRecord, data []byte) error
}

// nothing is a visitor who only wants to know whether a file is whole.
type nothing struct{}

func (nothing) document(context.Context, string, bson.Raw) error { return nil }
func (nothing) blob(context.Context, blobRecord, []byte) error   { return nil }

// checkSum compares the file with its checksum and returns the length of its zstd stream.
func checkSum(ctx context.Context, r io.ReadSeeker) (int64, error) {
	end, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return 0, err
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 0, err
	}
	size := end - int64(len(startMark)+tailSize)
	mark := make([]byte, len(startMark))
	if _, err := io.ReadFull(r, mark); size <= 0 || err != nil || !bytes.HasPrefix(mark, []byte(startMark[:7])) {
		return 0, fmt.Errorf("%w: it does not begin like one", ErrDamaged)
	}
	if string(mark) != startMark {
		return 0, fmt.Errorf("%w: format %s", ErrNewer, mark[7:])
	}
	sum := sha256.New()
	sum.Write(mark)
	if _, err := io.CopyN(sum, readerUntil{ctx, r}, size+int64(len(endMark))); err != nil {
		return 0, err
	}
	want := make([]byte, sha256.Size)
	if _, err := io.ReadFull(r, want); err != nil {
		return 0, err
	}
	if !bytes.Equal(sum.Sum(nil), want) {
		return 0, fmt.Errorf("%w: the checksum is not that of its content", ErrDamaged)
	}
	return size, nil
}

// readerUntil stops reading when ctx ends.
type readerUntil struct {
	ctx context.Context
	r   io.Reader
}

func (r readerUntil) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}

// scanner walks through the records of a file.
type scanner struct {
	*decoder
	visit   visitor
	sum     Summary
	allowed []string // collections not yet begun
	current string
	lastID  string // empty before the first
}

// scan shows a file's content to a visitor, and checks its structure on the way.
func scan(ctx context.Context, r io.ReadSeeker, size int64, schemas []store.Schema, v visitor) (Summary, error) {
	if _, err := r.Seek(int64(len(startMark)), io.SeekStart); err != nil {
		return Summary{}, err
	}
	d, err := newDecoder(io.LimitReader(readerUntil{ctx, r}, size))
	if err != nil {
		return Summary{}, damaged("its compression", err)
	}
	defer d.zip.Close()
	s := &scanner{decoder: d, visit: v}
	if err := s.begin(schemas); err != nil {
		return s.sum, err
	}
	for {
		tag, doc, err := s.next()
		if err != nil {
			return s.sum, err
		}
		if tag == tagEnd {
			return s.sum, s.end(doc)
		}
		if err := s.one(ctx, tag, doc); err != nil {
			return s.sum, err
		}
	}
}

// begin reads the header, which names the collections that follow.
func (s *scanner) begin(schemas []store.Schema) error {
	tag, doc, err := s.next()
	if err != nil {
		return err
	}
	var h header
	if err := bson.Unmarshal(doc, &h); err != nil || tag != tagHeader {
		return fmt.Errorf("%w: no header", ErrDamaged)
	}
	known := collectionsOf(schemas)
	for _, name := range h.Collections {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%w: it holds %q", ErrNewer, name)
		}
	}
	s.allowed = h.Collections
	s.sum = Summary{Created: h.Created, Engine: h.Engine, Documents: map[string]int{}, HasBlobs: h.Blobs}
	return nil
}

func (s *scanner) one(ctx context.Context, tag byte, doc bson.Raw) error {
	switch tag {
	case tagCollection:
		return s.collection(doc)
	case tagDocument:
		return s.document(ctx, doc)
	case tagBlob:
		return s.blob(ctx, doc)
	}
	return fmt.Errorf("%w: a record of kind %q", ErrDamaged, tag)
}

func (s *scanner) collection(doc bson.Raw) error {
	var c collectionRecord
	if err := bson.Unmarshal(doc, &c); err != nil || len(s.allowed) == 0 || s.allowed[0] != c.Name {
		return fmt.Errorf("%w: collection %q is not the next one", ErrDamaged, c.Name)
	}
	s.current, s.allowed = c.Name, s.allowed[1:]
	s.lastID = ""
	return nil
}

// document checks what the store relies on: an id, in order and so only once, and a revision.
func (s *scanner) document(ctx context.Context, doc bson.Raw) error {
	id, isID := doc.Lookup("_id").StringValueOK()
	rev, isRev := doc.Lookup("rev").AsInt64OK()
	if s.current == "" || !isID || id == "" || !isRev || rev < 1 {
		return fmt.Errorf("%w: a document without id or revision", ErrDamaged)
	}
	if id <= s.lastID {
		return fmt.Errorf("%w: document %q of %s is out of order", ErrDamaged, id, s.current)
	}
	s.lastID = id
	s.sum.Documents[s.current]++
	return s.visit.document(ctx, s.current, doc)
}

func (s *scanner) blob(ctx context.Context, doc bson.Raw) error {
	var b blobRecord
	if err := bson.Unmarshal(doc, &b); err != nil || !s.sum.HasBlobs || !validName(b.Name) || b.Size < 0 || b.Size > maxBlob {
		return fmt.Errorf("%w: photo %q", ErrDamaged, b.Name)
	}
	data := bytes.NewBuffer(make([]byte, 0, min(b.Size, 1<<20)))
	if _, err := io.CopyN(data, s.in, b.Size); err != nil {
		return damaged("photo "+b.Name, err)
	}
	s.current = "" // no documents after photos
	s.sum.Blobs++
	return s.visit.blob(ctx, b, data.Bytes())
}

// validName keeps a name from leading out of a folder.
func validName(name string) bool {
	ok := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./", r)
	}
	return name != "" && !strings.HasPrefix(name, "/") && path.Clean(name) == name && !strings.HasPrefix(name, "..") &&
		!strings.ContainsFunc(name, func(r rune) bool { return !ok(r) })
}

func (s *scanner) end(doc bson.Raw) error {
	var counted Summary
	if err := bson.Unmarshal(doc, &counted); err != nil {
		return damaged("its end", err)
	}
	if len(s.allowed) > 0 || !maps.Equal(counted.Documents, s.sum.Documents) || counted.Blobs != s.sum.Blobs {
		return fmt.Errorf("%w: it does not hold what its end says", ErrDamaged)
	}
	return s.atEnd()
}
