package s3

import (
	"errors"
	"fmt"
	"io"
)

// reader streams a blob. Seeking costs no call; the next read asks for the rest
// from there, unless the body at hand stands there already.
type reader struct {
	size   int64
	at     int64         // where the next read begins
	body   io.ReadCloser // nil when there is none to read on
	bodyAt int64         // where the body stands
	open   func(offset int64) (io.ReadCloser, error)
	cancel func()
}

// Read reads on from where the last read or seek ended.
func (r *reader) Read(p []byte) (int, error) {
	if r.at >= r.size {
		return 0, io.EOF
	}
	if err := r.bringBody(); err != nil {
		return 0, err
	}
	n, err := r.body.Read(p)
	r.at += int64(n)
	r.bodyAt = r.at
	if errors.Is(err, io.EOF) && r.at < r.size {
		err = io.ErrUnexpectedEOF
	}
	return n, err
}

// bringBody makes the body stand where the next read begins.
func (r *reader) bringBody() error {
	if r.body != nil && r.bodyAt == r.at {
		return nil
	}
	if r.body != nil {
		r.body.Close()
		r.body = nil
	}
	body, err := r.open(r.at)
	if err != nil {
		return err
	}
	r.body, r.bodyAt = body, r.at
	return nil
}

// Seek moves where the next read begins.
func (r *reader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case io.SeekCurrent:
		offset += r.at
	case io.SeekEnd:
		offset += r.size
	}
	if offset < 0 {
		return 0, fmt.Errorf("s3: seek to %d", offset)
	}
	r.at = offset
	return offset, nil
}

// Close ends the transfer.
func (r *reader) Close() error {
	defer r.cancel()
	if r.body == nil {
		return nil
	}
	return r.body.Close()
}
