package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// sweep is up to when it has been told which certificates ran out. There is one.
type sweep struct {
	store.Meta `bson:",inline"`
	Until      time.Time `bson:"until"`
}

const sweepID = "expiry"

// SweepExpired tells the outbox which certificates ran out since it was asked last,
// and returns how many. Their stars went by themselves at that minute; this is for
// those who must be told. A job calls it every minute; the first time it tells of none.
func (c *Catalog) SweepExpired(ctx context.Context) (int, error) {
	told := 0
	err := c.db.Atomic(ctx, func(ctx context.Context, tx store.Tx) error {
		now := stored(c.clock())
		mark, err := sweeps.Get(ctx, tx, sweepID)
		if errors.Is(err, store.ErrNotFound) {
			return sweeps.Insert(ctx, tx, &sweep{Meta: store.Meta{ID: sweepID}, Until: now})
		}
		if err != nil {
			return err
		}
		change, err := c.ranOut(ctx, tx, mark.Until, now)
		if err != nil {
			return err
		}
		mark.Until, told = now, len(change.Certificates)
		if told > 0 {
			if err := outbox.Append(ctx, tx, EventChanged, change); err != nil {
				return err
			}
		}
		return sweeps.Replace(ctx, tx, mark)
	})
	if err != nil {
		return 0, fmt.Errorf("sweep expired certificates: %w", err)
	}
	return told, nil
}

// ranOut lists the certificates in force that ended in a span of time and that no newer one has followed.
func (c *Catalog) ranOut(ctx context.Context, r store.Reader, after, until time.Time) (Change, error) {
	var change Change
	q := store.Query{Where: []store.Cond{{Field: "expires_at", Op: store.Gt, Value: after}, {Field: "expires_at", Op: store.Lte, Value: until}}}
	ended, err := certificates.Find(ctx, r, q)
	if err != nil {
		return change, err
	}
	for _, cert := range ended {
		if cert.Current && cert.Standing == InForce {
			change.Products = append(change.Products, cert.ProductID)
			change.Certificates = append(change.Certificates, CertificateChange{Number: cert.ID, ProductID: cert.ProductID, From: InForce, To: Lapsed})
		}
	}
	return change, nil
}
