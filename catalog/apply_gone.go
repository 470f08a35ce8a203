package catalog

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/ocopmarket/ocop/internal/outbox"
	"github.com/ocopmarket/ocop/internal/store"
)

// ApplyGone withdraws the products whose records are no longer in the registry,
// in the caller's transaction. A record that comes back brings its product back.
func ApplyGone(ctx context.Context, tx store.Tx, now time.Time, productIDs []string) (Applied, error) {
	b := &batch{now: stored(now)}
	if err := b.readGone(ctx, tx, productIDs); err != nil {
		return Applied{}, fmt.Errorf("withdraw %d products: %w", len(productIDs), err)
	}
	for _, id := range slices.Sorted(slices.Values(productIDs)) {
		b.gone(id)
	}
	if err := b.writeGone(ctx, tx); err != nil {
		return Applied{}, fmt.Errorf("withdraw %d products: %w", len(productIDs), err)
	}
	return b.done, nil
}

func (b *batch) readGone(ctx context.Context, r store.Reader, ids []string) (err error) {
	if b.products, err = readHeld(ctx, r, products, ids); err != nil {
		return err
	}
	var numbers []string
	for _, p := range b.products.byID {
		numbers = append(numbers, p.Certificate)
	}
	b.certificates, err = readHeld(ctx, r, certificates, numbers)
	return err
}

// gone forgets the revision, so that the record is news whenever it comes back.
func (b *batch) gone(id string) {
	p, ok := b.products.get(id)
	if !ok || p.RegistryRev == 0 {
		return
	}
	p.RegistryRev, p.UpdatedAt = 0, b.now
	b.products.touch(id)
	b.change.Products = append(b.change.Products, id)
	b.done.Gone++
	c, ok := b.certificates.get(p.Certificate)
	if !ok || c.word().Standing == Revoked || c.word().Standing == Withdrawn {
		return
	}
	change := CertificateChange{Number: c.ID, ProductID: id, From: c.Standing}
	c.withdrawAsGone(b.now)
	b.certificates.touch(c.ID)
	if change.To, change.Decision = c.Standing, c.StandingDecision; change.To != change.From {
		b.change.Certificates = append(b.change.Certificates, change)
	}
}

func (b *batch) writeGone(ctx context.Context, tx store.Tx) error {
	if len(b.change.Products) == 0 {
		return nil
	}
	if err := b.products.write(ctx, tx, products); err != nil {
		return err
	}
	if err := b.certificates.write(ctx, tx, certificates); err != nil {
		return err
	}
	return outbox.Append(ctx, tx, EventChanged, b.change)
}
