package web

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// zipper compresses pages as they are rendered: fast first, because a page may be asked for only once.
type zipper struct{ pool sync.Pool }

// press is a compressor and what it compresses into.
type press struct {
	w   *flate.Writer
	out bytes.Buffer
}

func newZipper() *zipper {
	z := &zipper{}
	z.pool.New = func() any {
		w, err := flate.NewWriter(nil, pageLevel)
		if err != nil {
			panic(err) // the level is a constant
		}
		return &press{w: w}
	}
	return z
}

// pageLevel weighs bytes against time, measured on catalogue pages.
const pageLevel = 1

// The frame of a stream (RFC 1952): no name, no time, made by the fastest method, on an
// unknown system; at its end, behind blocks that are whole bytes, an empty last one.
var (
	gzipHeader = []byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255}
	lastBlock  = []byte{3, 0}
)

// zip makes one gzip stream of a page, in which its pieces stand as they were compressed at
// start, and only what lies between is compressed now. It returns no more bytes than it needs, as they may be kept.
func (z *zipper) zip(page []byte, pieces []placed) ([]byte, error) {
	p := z.pool.Get().(*press)
	defer z.pool.Put(p)
	p.out.Reset()
	p.out.Write(gzipHeader)
	at := 0
	for _, piece := range pieces {
		if err := p.squeeze(page[at:piece.at]); err != nil {
			return nil, err
		}
		p.out.Write(piece.packed)
		at = piece.at + len(piece.html)
	}
	if err := p.squeeze(page[at:]); err != nil {
		return nil, err
	}
	p.out.Write(lastBlock)
	end := binary.LittleEndian.AppendUint32(p.out.AvailableBuffer(), crc32.ChecksumIEEE(page))
	p.out.Write(binary.LittleEndian.AppendUint32(end, uint32(len(page))))
	return bytes.Clone(p.out.Bytes()), nil
}

// squeeze compresses a stretch by itself, to whole bytes.
func (p *press) squeeze(part []byte) error {
	if len(part) == 0 {
		return nil
	}
	p.w.Reset(&p.out)
	if _, err := p.w.Write(part); err != nil {
		return err
	}
	return p.w.Flush()
}

// deflated compresses a piece as well as can be: it is done once.
func deflated(part []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(part); err != nil {
		return nil, err
	}
	err = w.Flush()
	return b.Bytes(), err
}

func unzip(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
