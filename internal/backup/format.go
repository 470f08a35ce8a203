// Package backup writes everything an installation knows into one file, while
// it runs, and restores it into either engine. The file is consistent: it holds
// one state of the whole store. A file that is damaged, cut off or not one of
// ours is refused before anything is changed.
package backup

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// A file is: the start mark, a zstd stream of records, the end mark, and the
// SHA-256 of all before it. A record is a tag byte and a BSON document; a
// blob's bytes follow its record.
const (
	startMark = "OCOPBAK1"
	endMark   = "OCOPEND1"
	tailSize  = len(endMark) + sha256.Size
)

const (
	tagHeader     = 'H' // header, first
	tagCollection = 'C' // the collection of the documents that follow
	tagDocument   = 'D'
	tagBlob       = 'B'
	tagEnd        = 'E' // Summary, last
)

const (
	maxDocument = 16<<20 + 16<<10 // MongoDB's limit, with room for the driver's overhead
	maxBlob     = 64 << 20
)

var (
	// ErrDamaged: the file is not a whole backup, or was changed.
	ErrDamaged = errors.New("backup: the file is damaged or no backup")
	// ErrNewer: the backup holds what this version does not know.
	ErrNewer = errors.New("backup: the file was made by a newer version")
	// ErrNotEmpty: there is something in the store that a restore would have to delete.
	ErrNotEmpty = errors.New("backup: the store is not empty")
	// ErrUnfinished: a restore was interrupted, so the store holds part of a backup.
	ErrUnfinished = errors.New("backup: a restore into this store was interrupted; restore again, replacing what is there")
)

// header says what a file is and holds.
type header struct {
	Created     time.Time `bson:"created"`
	Engine      string    `bson:"engine"`
	Collections []string  `bson:"collections"`
	Blobs       bool      `bson:"blobs"`
}

type collectionRecord struct {
	Name string `bson:"name"`
}

type blobRecord struct {
	Name string `bson:"name"`
	Type string `bson:"type"`
	Size int64  `bson:"size"`
}

// Summary is what a file holds, counted.
type Summary struct {
	Created   time.Time      `bson:"-"`
	Engine    string         `bson:"-"` // from which it was taken
	Documents map[string]int `bson:"documents"`
	Blobs     int            `bson:"blobs"`
	HasBlobs  bool           `bson:"-"` // it was taken with photos, if there were any
}

// Total is the number of documents.
func (s Summary) Total() int {
	n := 0
	for _, c := range s.Documents {
		n += c
	}
	return n
}

// record writes one; a bson.Raw goes as it is.
func record(w io.Writer, tag byte, doc any) error {
	raw, ok := doc.(bson.Raw)
	if !ok {
		var err error
		if raw, err = bson.Marshal(doc); err != nil {
			return err
		}
	}
	if _, err := w.Write([]byte{tag}); err != nil {
		return err
	}
	_, err := w.Write(raw)
	return err
}

// decoder reads records, and trusts no length it reads.
type decoder struct {
	zip *zstd.Decoder
	in  *bufio.Reader
}

func newDecoder(r io.Reader) (*decoder, error) {
	zip, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(32<<20))
	if err != nil {
		return nil, err
	}
	return &decoder{zip: zip, in: bufio.NewReaderSize(zip, 64<<10)}, nil
}

func (d *decoder) next() (tag byte, doc bson.Raw, err error) {
	if tag, err = d.in.ReadByte(); err != nil {
		return 0, nil, damaged("the next record", err)
	}
	head, err := d.in.Peek(4)
	if err != nil {
		return 0, nil, damaged("a document's length", err)
	}
	n := binary.LittleEndian.Uint32(head)
	if n < 5 || n > maxDocument {
		return 0, nil, fmt.Errorf("%w: a document of %d bytes", ErrDamaged, n)
	}
	doc = make(bson.Raw, n)
	if _, err := io.ReadFull(d.in, doc); err != nil {
		return 0, nil, damaged("a document", err)
	}
	if err := doc.Validate(); err != nil {
		return 0, nil, damaged("a document", err)
	}
	return tag, doc, nil
}

// atEnd reports whether nothing follows.
func (d *decoder) atEnd() error {
	if _, err := d.in.ReadByte(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%w: something follows its end", ErrDamaged)
	}
	return nil
}

func damaged(what string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrDamaged, what, err)
}
