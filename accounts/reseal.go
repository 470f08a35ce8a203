package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// resealAtOnce is how many persons are looked at, and at most written, in one transaction.
const resealAtOnce = 50

// Sealing counts people whose authenticator is not sealed as it should be.
type Sealing struct {
	Old  int // it opens, but stands readable in the store or was sealed by another key than the first
	Shut int // it does not open here: the key that sealed it is missing
}

// withFactor finds everybody who has an authenticator.
func withFactor() store.Query {
	return store.Query{Where: []store.Cond{{Field: "factor.since", Op: store.Gte, Value: time.Time{}}}, Sort: []store.Order{{Field: "factor.since"}}}
}

// CheckKeys counts the authenticators that the first key of this process did not seal. A key may be taken away
// when none is Old. Some that are Shut tell that a store was restored, or keys were replaced, without the key.
func (s *Service) CheckKeys(ctx context.Context) (Sealing, error) {
	var n Sealing
	for p, err := range persons.Each(ctx, s.db, withFactor()) {
		if err != nil {
			return n, fmt.Errorf("check the keys of secrets: %w", err)
		}
		if _, err := s.Secret(p); err != nil {
			n.Shut++
		} else if !s.keys.Done(p.Factor.Secret) {
			n.Old++
		}
	}
	return n, nil
}

// Reseal seals the authenticators by the first key that stand readable in the store or were sealed by another one, and
// returns how many it sealed. Those that do not open here are left as they are. A daily job calls it.
func (s *Service) Reseal(ctx context.Context) (int, error) {
	if len(s.keys.Keys()) == 0 {
		return 0, nil
	}
	sealed, q := 0, withFactor()
	q.Limit = resealAtOnce
	for {
		page, err := persons.Page(ctx, s.db, q)
		if err != nil {
			return sealed, fmt.Errorf("seal authenticators: %w", err)
		}
		n, err := s.resealThese(ctx, page.Items)
		sealed += n
		if err != nil || page.Next == "" {
			return sealed, err
		}
		q.After = page.Next
	}
}

// resealThese writes those who need it anew, as they are by then.
func (s *Service) resealThese(ctx context.Context, found []*Person) (n int, err error) {
	var ids []string
	for _, p := range found {
		if s.sealedBefore(p) {
			ids = append(ids, p.ID)
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		n = 0
		now, err := persons.GetMany(ctx, tx, ids)
		if err != nil {
			return err
		}
		for _, p := range now {
			if !s.sealedBefore(p) {
				continue
			}
			if err := s.replacePerson(ctx, tx, p); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// sealedBefore reports whether the first key can seal somebody's authenticator, and has not.
func (s *Service) sealedBefore(p *Person) bool {
	if p.Factor == nil || s.keys.Done(p.Factor.Secret) {
		return false
	}
	_, err := s.Secret(p)
	return err == nil
}
