package accounts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"github.com/ocopmarket/ocop/internal/store"
)

// bound is how often something may be tried before it is locked, and for how long. The
// count is in the store, so that it holds for all processes together.
type bound struct {
	name  string
	count int           // tries allowed
	per   time.Duration // within that time
	lock  time.Duration // for which more than that is refused
}

// LockLives is after how long it makes sense to ask again when a network asked too much.
const LockLives = time.Hour

// The bounds. A carrier puts hundreds of people behind one network, so a network may try more often than an account.
var (
	boundAccount = bound{"sign-in", 10, 15 * time.Minute, 15 * time.Minute}
	boundNetwork = bound{"network", 100, 15 * time.Minute, 15 * time.Minute}
	boundCode    = bound{"code", 5, 15 * time.Minute, 15 * time.Minute}
	boundLetter  = bound{"letter", 5, time.Hour, time.Hour}
	boundSignUp  = bound{"sign-up", 30, time.Hour, time.Hour}
)

// gate counts the tries of one whom a bound holds.
type gate struct {
	store.Meta `bson:",inline"` // ID is the bound and a hash of whom it holds
	Count      int              `bson:"count"`
	Since      time.Time        `bson:"since"`
	Until      time.Time        `bson:"until,omitempty"` // locked
	ExpiresAt  time.Time        `bson:"expires_at"`
}

// gateID names a gate without telling whose it is.
func gateID(b bound, who string) string {
	sum := sha256.Sum256([]byte(who))
	return b.name + ":" + hex.EncodeToString(sum[:16])
}

// try counts one more and reports whether it is allowed. It counts before the answer is
// known, so that many tries at once are not more than one after the other.
func (s *Service) try(ctx context.Context, b bound, who string) (allowed bool, err error) {
	err = s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		now := s.now()
		g, err := gates.Get(ctx, tx, gateID(b, who))
		if errors.Is(err, store.ErrNotFound) {
			g, err = &gate{Meta: store.Meta{ID: gateID(b, who)}, Since: now}, nil
		}
		if err != nil {
			return err
		}
		if allowed = g.try(b, now); !allowed && g.Count > b.count+1 {
			return nil // locked already; one more changes nothing
		}
		return gates.Save(ctx, tx, g)
	})
	return allowed, err
}

// try counts one more.
func (g *gate) try(b bound, now time.Time) bool {
	if now.Before(g.Until) {
		g.Count = b.count + 2
		return false
	}
	if !g.Until.IsZero() || now.Sub(g.Since) >= b.per {
		g.Count, g.Since, g.Until = 0, now, time.Time{}
	}
	g.Count++
	g.ExpiresAt = g.Since.Add(b.per)
	if g.Count <= b.count {
		return true
	}
	g.Until = now.Add(b.lock)
	g.ExpiresAt = g.Until
	return false
}

// forgive forgets the tries of somebody who showed that they may.
func (s *Service) forgive(ctx context.Context, b bound, who string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		g, err := gates.Get(ctx, tx, gateID(b, who))
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		return gates.Delete(ctx, tx, g)
	})
}

// uncount takes one try back that was none, and nothing else: a lock stays.
func (s *Service) uncount(ctx context.Context, b bound, who string) error {
	return s.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		g, err := gates.Get(ctx, tx, gateID(b, who))
		if errors.Is(err, store.ErrNotFound) || err == nil && (g.Count == 0 || !g.Until.IsZero()) {
			return nil
		}
		if err != nil {
			return err
		}
		g.Count--
		return gates.Replace(ctx, tx, g)
	})
}
