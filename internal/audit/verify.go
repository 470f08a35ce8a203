package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/ocopmarket/ocop/internal/store"
)

// ErrBroken: an entry was removed, altered or added from outside.
var ErrBroken = errors.New("audit: the chain is broken")

// Verify reads the whole chain as it stands at one moment and returns how many entries hold. It fails with
// ErrBroken, naming the first place, where one does not. Anchors are ends that were noted before: the
// chain must still hold each, or its end was cut off and made anew.
func Verify(ctx context.Context, db store.DB, anchors ...Head) (n int64, err error) {
	err = db.Snapshot(ctx, func(ctx context.Context, r store.Reader) error {
		n, err = verify(ctx, r, anchors)
		return err
	})
	return n, err
}

func verify(ctx context.Context, r store.Reader, anchors []Head) (int64, error) {
	noted := map[int64]string{}
	for _, a := range anchors {
		noted[a.Seq] = a.Hash
	}
	var last Record
	for record, err := range records.Each(ctx, r, store.Query{Sort: []store.Order{{Field: "seq"}}}) {
		if err != nil {
			return last.Seq, err
		}
		if err := record.follows(&last); err != nil {
			return last.Seq, err
		}
		if hash, ok := noted[record.Seq]; ok && hash != record.Hash {
			return last.Seq, fmt.Errorf("%w at entry %d: it is not the one that was noted", ErrBroken, record.Seq)
		}
		delete(noted, record.Seq)
		last = *record
	}
	for seq := range noted {
		return last.Seq, fmt.Errorf("%w: entry %d, which was noted, is gone", ErrBroken, seq)
	}
	end, err := End(ctx, r)
	if err != nil {
		return last.Seq, err
	}
	if end.Seq != last.Seq || end.Hash != last.Hash {
		return last.Seq, fmt.Errorf("%w: it ends at entry %d, but %d were written", ErrBroken, last.Seq, end.Seq)
	}
	return last.Seq, nil
}

// follows reports whether a record is the next one and is as it was written.
func (r *Record) follows(before *Record) error {
	switch hash, err := r.digest(); {
	case err != nil:
		return err
	case r.Seq != before.Seq+1:
		return fmt.Errorf("%w: entry %d is followed by %d", ErrBroken, before.Seq, r.Seq)
	case r.Prev != before.Hash, r.Hash != hash:
		return fmt.Errorf("%w at entry %d: it was altered", ErrBroken, r.Seq)
	}
	return nil
}
