package decide

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/catalog"
	"github.com/ocopmarket/ocop/internal/store"
)

// effectAtOnce is how many decisions one run brings into effect.
const effectAtOnce = 100

// TakeEffect brings the signed decisions whose time has come into effect, and
// returns how many. Stars and sales heeded them from their minute on by
// themselves; this tells everybody and has them carried out. A job calls it every
// few seconds. One that cannot be brought into effect does not hold up the others.
func (s *Service) TakeEffect(ctx context.Context) (int, error) {
	due, err := decisions.Find(ctx, s.db, store.Query{
		Where: []store.Cond{{Field: "status", Op: store.Eq, Value: string(Signed)}, {Field: "from", Op: store.Lte, Value: s.now()}},
		Sort:  []store.Order{{Field: "status"}, {Field: "from"}}, Limit: effectAtOnce,
	})
	if err != nil {
		return 0, fmt.Errorf("decisions that are due: %w", err)
	}
	done, failed := 0, []error(nil)
	for _, d := range due {
		if err := s.takeEffect(ctx, d.ID); err != nil {
			failed = append(failed, err)
			continue
		}
		done++
	}
	return done, errors.Join(failed...)
}

func (s *Service) takeEffect(ctx context.Context, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := decisions.Get(ctx, tx, id)
		if err != nil || d.Status != Signed {
			return err
		}
		now := s.now()
		// The registry may have answered it before its time: then the certificate stands by that, and this changes nothing.
		if _, err := catalog.TakeEffect(ctx, tx, now, d.Certificate, d.ID); err != nil {
			return err
		}
		d.Status, d.InEffectAt, d.UpdatedAt = InEffect, now, now
		if err := decisions.Replace(ctx, tx, d); err != nil {
			return err
		}
		return s.tell(ctx, tx, d)
	})
}

// Get returns a decision, or store.ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (*Decision, error) {
	return decisions.Get(ctx, s.db, id)
}

// Filter narrows the list of decisions; empty fields do not.
type Filter struct {
	Province string
	Status   Status
	Typed    string // a certificate's number in any spelling; it rules out Status
}

// List pages through decisions, those changed last coming first.
func (s *Service) List(ctx context.Context, f Filter, limit int, after string) (store.Page[Decision], error) {
	q := store.Query{Limit: limit, After: after}
	add := func(field, value string) {
		if value == "" {
			return
		}
		q.Where = append(q.Where, store.Cond{Field: field, Op: store.Eq, Value: value})
		q.Sort = append(q.Sort, store.Order{Field: field, Desc: true})
	}
	add("province", f.Province)
	if f.Typed != "" {
		add("key", catalog.NumberKey(f.Typed))
	} else {
		add("status", string(f.Status))
	}
	q.Sort = append(q.Sort, store.Order{Field: "updated_at", Desc: true})
	return decisions.Page(ctx, s.db, q)
}

// Waiting counts the drafts of a province, of all for an empty one, and what is signed and waits.
func (s *Service) Waiting(ctx context.Context, province string) (map[Status]int, error) {
	var where []store.Cond
	if province != "" {
		where = append(where, store.Cond{Field: "province", Op: store.Eq, Value: province})
	}
	counts, err := decisions.CountBy(ctx, s.db, "status", where...)
	byStatus := map[Status]int{}
	for status, n := range counts {
		byStatus[Status(status)] = n
	}
	return byStatus, err
}

// Discard deletes a draft.
func (s *Service) Discard(ctx context.Context, id string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		d, err := decisions.Get(ctx, tx, id)
		if err != nil {
			return err
		}
		if d.Status != Draft {
			return ErrNotDraft
		}
		return s.discard(ctx, tx, d, s.now())
	})
}

func (s *Service) discard(ctx context.Context, tx store.Tx, d *Decision, now time.Time) error {
	if err := decisions.Delete(ctx, tx, d); err != nil {
		return err
	}
	return noteDiscarded(ctx, tx, d, now)
}

// Choose keeps what an officer chose for a draft that is signed later.
func (s *Service) Choose(ctx context.Context, id string, chosen []Touched) error {
	_, err := decisions.Modify(ctx, s.db, id, func(d *Decision) error {
		if d.Status != Draft {
			return ErrNotDraft
		}
		d.Touched, d.UpdatedAt = chosen, s.now()
		return nil
	})
	return err
}
